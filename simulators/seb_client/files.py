"""Opening ``.seb`` files as a client does: gzip, a prefix, perhaps RNCryptor, gzip, a property list."""

import gzip
import hashlib
import hmac
import plistlib
import zlib
from dataclasses import dataclass
from typing import Any

from Crypto.Cipher import AES
from Crypto.Util.Padding import unpad

from simulators.seb_client.config_keys import config_key

_GZIP = b'\x1f\x8b'
_VERSIONS = (2, 3)
_SHORTEST_BYTES = 2 + 8 + 8 + 16 + 16 + 32


class FileError(ValueError):
    """The file cannot be opened; ``reason`` says why, in one word."""

    def __init__(self, reason: str) -> None:
        super().__init__(f'The file cannot be opened: {reason.replace("_", " ")}.')
        self.reason = reason


@dataclass(frozen=True)
class Configuration:
    """What a client runs with. ``kind`` is ``xml``, ``plnd``, ``pswd`` or ``pwcc``."""

    kind: str
    xml: bytes
    settings: dict[str, Any]

    @property
    def config_key(self) -> str:
        return config_key(self.settings)

    @property
    def start_url(self) -> str:
        return str(self.settings.get('startURL', ''))

    @property
    def quit_url(self) -> str:
        return str(self.settings.get('quitURL', ''))

    @property
    def allowed_versions(self) -> list[str]:
        return [str(entry) for entry in self.settings.get('sebAllowedVersions', [])]


def open_file(data: bytes, password: str | None = None) -> Configuration:
    """Return the configuration in a file. Raises FileError.

    The password of ``pwcc`` is the administrator's; none counts as the empty one.
    """
    data = _inflate(data)
    prefix, body = data[:4], data[4:]
    if prefix == b'<?xm':
        return _configuration('xml', data)
    if prefix == b'plnd':
        return _configuration('plnd', _inflate(body))
    if prefix == b'pswd':
        if password is None:
            raise FileError('password_needed')
        return _configuration('pswd', _inflate(decrypt(body, password)))
    if prefix == b'pwcc':
        hashed = hashlib.sha256(password.encode()).hexdigest() if password else ''
        return _configuration('pwcc', _inflate(decrypt(body, hashed)))
    raise FileError('certificate_needed' if prefix in (b'pkhs', b'phsk') else 'unknown_format')


def decrypt(message: bytes, password: str) -> bytes:
    """Return what was encrypted with the password in version 2 or 3 of RNCryptor. Raises FileError."""
    if len(message) < _SHORTEST_BYTES:
        raise FileError('truncated')
    if message[0] not in _VERSIONS or message[1] != 1:
        raise FileError('unknown_version')
    salt, hmac_salt, vector = message[2:10], message[10:18], message[18:34]
    body, tag = message[34:-32], message[-32:]
    expected = hmac.new(_derive(password, hmac_salt), message[:-32], 'sha256').digest()
    if not hmac.compare_digest(expected, tag):
        raise FileError('wrong_password')
    try:
        return bytes(unpad(AES.new(_derive(password, salt), AES.MODE_CBC, vector).decrypt(body), 16))
    except ValueError:
        raise FileError('damaged') from None


def _derive(password: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac('sha1', password.encode(), salt, 10_000, dklen=32)


def _inflate(data: bytes) -> bytes:
    """Undo gzip, where there is one."""
    if not data.startswith(_GZIP):
        return data
    try:
        return gzip.decompress(data)
    except EOFError:
        raise FileError('truncated') from None
    except (OSError, zlib.error):
        raise FileError('damaged') from None


def _configuration(kind: str, xml: bytes) -> Configuration:
    try:
        settings = plistlib.loads(xml, fmt=plistlib.FMT_XML)
    except Exception:  # noqa: BLE001 - plistlib has no error of its own: whatever is wrong, a client says the same
        raise FileError('damaged') from None
    if not isinstance(settings, dict):
        raise FileError('damaged')
    return Configuration(kind, xml, settings)
