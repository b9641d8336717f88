"""Requests are in UTF-8, whatever they say.

A charset names a codec of Python, and some codecs decompress: a megabyte becomes gigabytes. Others are none for texts,
and whoever looks for a field in a form is answered with an error of the server. So it is looked at first.
"""

from __future__ import annotations

import codecs
from typing import Final

from django.http import HttpRequest

from edx_proctoring.exceptions import UnsupportedCharsetException
from edx_proctoring.texts import gettext_noop as _

CHARSET: Final = 'utf-8'


def require_utf8(request: HttpRequest) -> None:
    """Raise :class:`UnsupportedCharsetException` (415) for a request that names a charset other than UTF-8."""
    named = ((request.content_params or {}).get('charset'), request.encoding)
    if all(_is_utf8(name) for name in named if name is not None):
        return
    request.encoding = CHARSET  # for whoever reads the query later, for example the host's middleware
    raise UnsupportedCharsetException(_('The charset of a request must be UTF-8.'))


def _is_utf8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name == CHARSET
    except (LookupError, ValueError):
        return False
