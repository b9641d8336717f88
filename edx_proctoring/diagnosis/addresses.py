"""Check whether the providers' services can be reached: a HEAD request to each, which registers nothing anywhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import requests

from edx_proctoring import provider_gateway
from edx_proctoring.backends.http.outgoing import AnswerRefused, guarded_session


@dataclass(frozen=True, slots=True)
class Answer:
    """The response of a provider's URL; ``error`` is the name of the error if there was none.

    ``ahead``: by how much the service's clock is ahead of ours, or None if it does not say.
    """

    backend: str
    host: str
    status: int | None = None
    error: str | None = None
    ahead: timedelta | None = None


def ask_providers(*, timeout: float, clock: Callable[[], datetime]) -> list[Answer]:
    """Send a request to each provider that has a URL, one after the other, and return the answers.

    Each may take ``timeout`` seconds to connect and again to respond.
    """
    addresses = provider_gateway.list_addresses()
    return [_ask(backend, url, timeout, clock) for backend, url in addresses.items()]


def _ask(backend: str, url: str, timeout: float, clock: Callable[[], datetime]) -> Answer:
    host = urlsplit(url).hostname or ''
    began_at = clock()
    try:
        response = _head(url, timeout)
    except (requests.RequestException, ValueError) as error:
        return Answer(backend, host, error=type(error).__name__)
    middle = began_at + (clock() - began_at) / 2
    return Answer(backend, host, status=response.status_code, ahead=_ahead(response.headers.get('Date'), middle))


def _head(url: str, timeout: float) -> requests.Response:
    """Return the response, under the rules for all requests to providers; a redirect is a response as well."""
    with guarded_session() as session:
        try:
            return session.head(url, timeout=timeout, allow_redirects=False)
        except AnswerRefused as refusal:
            if refusal.response is None:
                raise
            return refusal.response


def _ahead(date: str | None, now: datetime) -> timedelta | None:
    try:
        there = parsedate_to_datetime(date or '')
    except ValueError:
        return None
    return (there if there.tzinfo else there.replace(tzinfo=UTC)) - now
