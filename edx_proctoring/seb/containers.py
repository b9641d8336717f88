"""Files with the ending ``.seb``: a configuration in layers of gzip and encryption.

A file is gzip around a prefix of four bytes and a body: ``plnd`` and gzip around XML, or ``pswd`` and gzip around XML,
encrypted with a password. ``pwcc`` is the same for a file that configures the browser for good; its password is a hash
of the administrator's, or empty. All clients also read files without the outer gzip, and plain XML.

Files for the owner of a private key (``pkhs``, ``phsk``) are refused: no server can open them.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from edx_proctoring.exceptions import UnreadableSebFile
from edx_proctoring.seb.password_cipher import decrypt, encrypt
from edx_proctoring.seb.property_lists import MOST_BYTES as MOST_BYTES_OF_XML
from edx_proctoring.seb.property_lists import read_property_list, write_property_list
from edx_proctoring.seb.values import Settings, Value
from edx_proctoring.texts import gettext_noop as _

MOST_BYTES_OF_FILE: Final = 2**20  # before the outer gzip is opened

Kind = Literal['xml', 'plnd', 'pswd', 'pwcc']
Reason = Literal[
    'unknown_format', 'truncated', 'too_large', 'damaged', 'password_needed', 'certificate_needed', 'wrong_password',
    'unknown_version',
]  # fmt: skip

FAULTS: Final[dict[str, str]] = {
    'unknown_format': _('The file is not a configuration of Safe Exam Browser.'),
    'truncated': _('The file is incomplete.'),
    'too_large': _('The file is too large.'),
    'damaged': _('The file is damaged.'),
    'password_needed': _('The file is encrypted. Enter its password.'),
    'certificate_needed': _('The file is encrypted for a certificate. Encrypt it with a password instead.'),
}

_GZIP: Final = b'\x1f\x8b'
_WITH_GZIP_HEADER: Final = 31  # zlib's number for it


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """What was in a file: how it was packed, the property list as it stood there, and its settings."""

    kind: Kind
    xml: bytes
    settings: Settings


def write_seb_file(settings: Mapping[str, Value], password: str | None = None) -> bytes:
    """Return a file that starts an exam; with a password, even an empty one, it is encrypted.

    Raises ``InvalidSebConfiguration`` for values that clients treat differently.
    """
    body = _pack(write_property_list(settings))
    return _pack(b'plnd' + body if password is None else b'pswd' + encrypt(body, password))


def open_seb_file(data: bytes, password: str | None = None) -> OpenedFile:
    """Return what is in a file. For ``pwcc``, the password is the administrator's; None is tried as the empty one.

    Sizes are checked before and after each layer is opened. Hazards are not looked for: a file that is to be handed out
    again needs :func:`edx_proctoring.seb.hazards.refuse_hazards`.

    Raises ``UnreadableSebFile``, whose ``reason`` is a :data:`Reason`, and ``InvalidSebConfiguration`` for values that
    not all clients read.
    """
    kind, packed = _unwrap(_opened(data), password)
    xml = _unpack(packed, MOST_BYTES_OF_XML) if packed.startswith(_GZIP) else packed
    return OpenedFile(kind, xml, read_property_list(xml))


def is_client_file(data: bytes) -> bool:
    """Return whether it is a file that configures the browser for good, which needs no password to see.

    Raises ``UnreadableSebFile`` for one whose first layer cannot be opened.
    """
    return _opened(data).startswith(b'pwcc')


def is_encrypted(data: bytes) -> bool:
    """Return whether a password is needed to open it. Raises ``UnreadableSebFile`` as the function above."""
    return _opened(data).startswith((b'pswd', b'pwcc'))


def _opened(data: bytes) -> bytes:
    """Return it without the outer gzip, if it has one."""
    _refuse_large(data, MOST_BYTES_OF_FILE)
    return _unpack(data, MOST_BYTES_OF_XML) if data.startswith(_GZIP) else data


def _unwrap(data: bytes, password: str | None) -> tuple[Kind, bytes]:
    """Return what kind of file it is, and its body without encryption."""
    prefix, body = data[:4], data[4:]
    match prefix:
        case b'<?xm':
            return 'xml', data
        case b'plnd':
            return 'plnd', body
        case b'pswd':
            if password is None:
                raise _fault('password_needed')
            return 'pswd', decrypt(body, password)
        case b'pwcc':
            return 'pwcc', decrypt(body, _hexed(password) if password else '')
        case b'pkhs' | b'phsk':
            raise _fault('certificate_needed')
    raise _fault('unknown_format')


def _hexed(password: str) -> str:
    return hashlib.sha256(password.encode('utf-8', 'surrogatepass')).hexdigest()


def _pack(data: bytes) -> bytes:
    """Return it in gzip, without the time: equal data is packed equally."""
    return gzip.compress(data, mtime=0)


def _unpack(packed: bytes, most_bytes: int) -> bytes:
    """Undo ``_pack``, and never make more than ``most_bytes`` and one byte."""
    unpacking = zlib.decompressobj(_WITH_GZIP_HEADER)
    try:
        data = unpacking.decompress(packed, most_bytes + 1)
    except zlib.error as error:
        raise _fault('damaged') from error
    _refuse_large(data, most_bytes)
    if not unpacking.eof:
        raise _fault('truncated')
    if unpacking.unused_data:
        raise _fault('damaged')
    return data


def _refuse_large(data: bytes, most_bytes: int) -> None:
    if len(data) > most_bytes:
        raise _fault('too_large')


def _fault(reason: Reason) -> UnreadableSebFile:
    return UnreadableSebFile(FAULTS[reason], reason)
