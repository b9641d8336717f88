"""Which bodies are read at all, and how: in UTF-8, up to a size, without files, the same with every version of DRF.

What a request says about its body is looked at before anything of it, or of its query, is decoded
(``request_charset``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, FormParser, MultiPartParser
from rest_framework.renderers import JSONRenderer

from edx_proctoring.exceptions import (
    InvalidInputException,
    ProctoredBaseException,
    RequestTooLargeException,
)
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.value_count import has_too_many_values

TOO_DEEP = _('The request body is nested too deeply.')


def require_size(request: Any, most_bytes: int) -> None:
    """Only for bodies of at most so many bytes; :class:`RequestTooLargeException` (413).

    One whose length is not told is empty to Django.
    """
    length = str(request.META.get('CONTENT_LENGTH') or '')
    if length.isdecimal() and int(length[:20]) > most_bytes:
        raise RequestTooLargeException(_('The request body is too large.'))


def find_refusal(error: Exception) -> ProctoredBaseException | None:
    """Return what a limit of Django's means for the client; None for other errors."""
    if isinstance(error, RequestDataTooBig):
        return RequestTooLargeException(_('The request body is too large.'))
    if isinstance(error, SuspiciousOperation):
        return InvalidInputException(_('The request body cannot be read.'))
    return None


def read_json(raw: bytes) -> Any:
    """Parse the bytes as JSON in UTF-8, ignoring a byte order mark.

    Raises ``ParseError`` (400), and :class:`RequestTooLargeException` (413) for more than ``MOST_VALUES`` values.
    """
    if has_too_many_values(raw):
        raise RequestTooLargeException(_('The request body has too many values.'))
    try:
        return json.loads(raw.decode('utf-8-sig'), parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ParseError(gettext(TOO_DEEP)) from error
    except ValueError as error:
        raise ParseError(f'JSON parse error - {error}') from error


class JSONBodyParser(BaseParser):
    """JSON, whatever charset the request names and however much Django takes otherwise."""

    media_type = 'application/json'
    renderer_class = JSONRenderer

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return what the body says; 400 for what is no JSON."""
        return read_json(stream.read())


class NoFiles(FileUploadHandler):
    """Refuses the first file of a form, before anything of it is written."""

    def new_file(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise ``ParseError`` (400)."""
        raise ParseError(gettext('Files are not accepted.'))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Never called: there is no file."""

    def file_complete(self, file_size: int) -> None:
        """Never called: there is no file."""


class FieldsParser(MultiPartParser):
    """A multipart form, which must not have files: no address takes any."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the fields; 400 for what is no form, and for files."""
        request: Any = (parser_context or {})['request']
        request.upload_handlers = [NoFiles(request)]
        return super().parse(stream, media_type, parser_context)


PARSERS: tuple[type[BaseParser], ...] = (JSONBodyParser, FormParser, FieldsParser)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f'Out of range float values are not JSON compliant: {name}')
