"""A request and an answer, as far as the simulators need them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl


class BadRequestError(Exception):
    """The body of a request is not what its address takes."""


@dataclass(frozen=True)
class Request:
    """``path`` has no query; names in ``headers`` are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), '')

    def query_values(self) -> dict[str, str]:
        return dict(parse_qsl(self.query))

    def form(self) -> dict[str, str]:
        """Return the fields of a posted HTML form, empty ones left out."""
        return dict(parse_qsl(self.body.decode('utf-8', errors='replace')))

    def json_object(self) -> dict[str, object]:
        """Return the JSON object in the body. Raises BadRequestError for anything else.

        The content type must be JSON: a page of another site cannot send that without asking first.
        """
        if self.header('Content-Type').partition(';')[0].strip() != 'application/json':
            raise BadRequestError('The Content-Type must be application/json.')
        try:
            value = json.loads(self.body)
        except ValueError:
            raise BadRequestError('The body is not JSON.') from None
        if not isinstance(value, dict):
            raise BadRequestError('The body is not a JSON object.')
        return value


@dataclass(frozen=True)
class Response:
    """What is sent back."""

    status: int
    body: bytes = b''
    content_type: str = 'text/html; charset=utf-8'
    headers: Mapping[str, str] = field(default_factory=dict)


def html(text: str, *, status: int = 200) -> Response:
    """Return a page."""
    return Response(status, text.encode('utf-8'))


def json_answer(value: object, *, status: int = 200) -> Response:
    """Return a JSON body."""
    return Response(status, json.dumps(value).encode('utf-8'), 'application/json')


def redirect(location: str) -> Response:
    """Go on with a GET of this address."""
    return Response(303, headers={'Location': location})
