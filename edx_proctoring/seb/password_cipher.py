"""RNCryptor, the format of password-encrypted ``.seb`` files.

Version byte, options byte (1: keys are made from a password), salt of the cipher's key (8 bytes), salt of the HMAC's
key (8), initialization vector (16), AES-256-CBC with PKCS#7 padding, HMAC-SHA256 of everything before it (32). The two
keys come from PBKDF2-HMAC-SHA1 with 10,000 rounds: the format says so, and it is weak by now. Choose long passwords.

Version 3 is written. Version 2 is the same but for a fault of macOS and iOS in passwords with other letters than ASCII.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final, NamedTuple

from edx_proctoring.exceptions import UnreadableSebFile
from edx_proctoring.security.crypto import AES_BLOCK_SIZE_BYTES, aes, pad, unpad
from edx_proctoring.texts import gettext_noop as _

VERSION_WRITTEN: Final = 3
VERSIONS_READ: Final = (2, 3)

_OPTIONS: Final = 1
_ROUNDS: Final = 10_000
_KEY_BYTES: Final = 32
_SALT_BYTES: Final = 8
_HMAC_BYTES: Final = 32
_HEADER_BYTES: Final = 2 + 2 * _SALT_BYTES + AES_BLOCK_SIZE_BYTES
_SHORTEST: Final = _HEADER_BYTES + AES_BLOCK_SIZE_BYTES + _HMAC_BYTES

_CUT: Final = _('The file is incomplete.')
_VERSION: Final = _('The file is encrypted in a format that Safe Exam Browser no longer reads, or does not read yet.')
_PASSWORD: Final = _('The password is wrong, or the file is damaged.')


class Randomness(NamedTuple):
    """The random parts of an encrypted text: 8, 8, and 16 bytes."""

    cipher_salt: bytes
    hmac_salt: bytes
    vector: bytes


def encrypt(data: bytes, password: str, randomness: Randomness | None = None) -> bytes:
    """Return the data, encrypted with the password in version 3.

    ``randomness`` is for tests; the same may never be used twice.
    """
    parts = randomness or Randomness(
        secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(AES_BLOCK_SIZE_BYTES)
    )
    cipher = aes().new(_key(password, parts.cipher_salt), aes().MODE_CBC, parts.vector)
    encrypted: bytes = cipher.encrypt(pad(data))
    signed = bytes([VERSION_WRITTEN, _OPTIONS]) + b''.join(parts) + encrypted
    return signed + _hmac(signed, password, parts.hmac_salt)


def decrypt(encrypted: bytes, password: str) -> bytes:
    """Undo :func:`encrypt`; version 2 is read too. It takes some 20 ms.

    Raises ``UnreadableSebFile`` with the reason ``truncated``, ``unknown_version``, or ``wrong_password``; a file that
    was tampered with looks like one with another password.
    """
    if len(encrypted) < _SHORTEST:
        raise UnreadableSebFile(_CUT, 'truncated')
    if encrypted[0] not in VERSIONS_READ or encrypted[1] != _OPTIONS:
        raise UnreadableSebFile(_VERSION, 'unknown_version')
    header, signed, digest = encrypted[:_HEADER_BYTES], encrypted[:-_HMAC_BYTES], encrypted[-_HMAC_BYTES:]
    cipher_salt, hmac_salt = header[2 : 2 + _SALT_BYTES], header[2 + _SALT_BYTES : 2 + 2 * _SALT_BYTES]
    if not hmac.compare_digest(_hmac(signed, password, hmac_salt), digest):
        raise UnreadableSebFile(_PASSWORD, 'wrong_password')
    cipher = aes().new(_key(password, cipher_salt), aes().MODE_CBC, header[-AES_BLOCK_SIZE_BYTES:])
    try:
        return unpad(cipher.decrypt(signed[_HEADER_BYTES:]))
    except ValueError as error:  # with the right HMAC: whoever wrote it knew the password, but not the format
        raise UnreadableSebFile(_PASSWORD, 'wrong_password') from error


def _hmac(signed: bytes, password: str, salt: bytes) -> bytes:
    return hmac.new(_key(password, salt), signed, hashlib.sha256).digest()


def _key(password: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac('sha1', password.encode('utf-8', 'surrogatepass'), salt, _ROUNDS, _KEY_BYTES)
