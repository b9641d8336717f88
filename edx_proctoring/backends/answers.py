"""Reading what a provider answers, with no more memory than the answer may have.

``requests`` unpacks as much as was packed, in as many layers as the header says, before anybody can count; and it asks
the header, or a guess, in which encoding a text is.
"""

from __future__ import annotations

import codecs
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import requests

from edx_proctoring.conf import conf
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.value_count import has_too_many_values

PACKINGS: Final = 'gzip, deflate'  # what a provider may pack answers with, one at a time

TOO_LARGE: Final = _('The response from the proctoring service is too large.')
PACKED_OTHERWISE: Final = _('The response from the proctoring service uses an unsupported compression.')
DAMAGED: Final = _('The response from the proctoring service is corrupted.')

_PIECE = 64 * 1024  # bytes
_BEFORE_JSON = codecs.BOM_UTF8 + b' \t\r\n'
_GZIP = 16 + zlib.MAX_WBITS
_OTHER_ENCODINGS = frozenset({'iso8859-1', 'cp1252'})  # beside UTF-8; each takes as long as the text is long


class AnswerRefused(requests.RequestException):
    """The provider's response is not accepted.

    The message says what was wrong, in words of our own that are in the catalogs.
    """


def read_whole(response: requests.Response) -> None:
    """Read the unpacked body into memory, with its text as UTF-8 unless the header names another common encoding.

    :raises AnswerRefused: it is larger than ``PROVIDER_MOST_BYTES``, has too many values, is compressed twice or in
        another way, or is damaged.
    """
    body = bytearray()
    for piece in _unpacked(response):
        body += piece
        if len(body) > conf.provider_most_bytes:
            response.close()
            raise AnswerRefused(TOO_LARGE, response=response)
    if body.lstrip(_BEFORE_JSON).startswith((b'{', b'[')) and has_too_many_values(body):
        raise AnswerRefused(TOO_LARGE, response=response)
    # What reading ``response.content`` does, which knows no limit.
    response._content = bytes(body)
    response.encoding = _encoding(response.encoding)


def _unpacked(response: requests.Response) -> Iterator[bytes]:
    packing = response.headers.get('Content-Encoding', '').strip().lower()
    raw_headers = getattr(response.raw, 'headers', None)
    if raw_headers is not None:
        raw_headers.pop('Content-Encoding', None)  # by which it would be unpacked without a bound
    pieces = response.iter_content(_PIECE)
    if packing in ('', 'identity'):
        yield from pieces
    elif packing in _UNPACKERS:
        try:
            yield from _UNPACKERS[packing](pieces)
        except zlib.error as error:
            raise AnswerRefused(DAMAGED, response=response) from error
    else:
        response.close()
        raise AnswerRefused(PACKED_OTHERWISE, response=response)


def _gunzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress one member after the other, as gzip has them."""
    unpacker = zlib.decompressobj(_GZIP)
    for piece in pieces:
        waiting = piece
        while waiting:
            yield unpacker.decompress(waiting, _PIECE)
            waiting = unpacker.unconsumed_tail
            if unpacker.eof:
                waiting, unpacker = unpacker.unused_data, zlib.decompressobj(_GZIP)
    yield from _remaining(unpacker)


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Decompress a "deflate" body, with the proper header or, as some servers send it, without."""
    unpacker, is_first = zlib.decompressobj(), True
    for piece in pieces:
        waiting = piece
        while waiting:
            try:
                yield unpacker.decompress(waiting, _PIECE)
            except zlib.error:
                if not is_first:
                    raise
                unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
                yield unpacker.decompress(waiting, _PIECE)
            is_first = False
            waiting = unpacker.unconsumed_tail
    yield from _remaining(unpacker)


def _remaining(unpacker: Any) -> Iterator[bytes]:
    """Yield what was read but not yet returned."""
    while piece := unpacker.decompress(unpacker.unconsumed_tail, _PIECE):
        yield piece


_UNPACKERS: Final[dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]]] = {
    'gzip': _gunzipped,
    'x-gzip': _gunzipped,
    'deflate': _inflated,
}


def _encoding(named: str | None) -> str:
    """Return the encoding of a text. JSON is UTF-8, and a byte order mark before it is dropped."""
    try:
        name = codecs.lookup(named or '').name
    except (LookupError, ValueError):
        name = ''
    return name if name in _OTHER_ENCODINGS else 'utf-8-sig'
