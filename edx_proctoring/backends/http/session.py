"""The session of REST providers: OAuth client credentials, under the rules of ``outgoing``.

It needs the extra ``openedx``; ``rest`` says so where that is missing.
"""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any, Final

import requests
from edx_django_utils.cache import TieredCache
from edx_rest_api_client.client import OAuthAPIClient

from edx_proctoring.backends.answers import AnswerRefused
from edx_proctoring.backends.http.deadline import one_deadline
from edx_proctoring.backends.http.outgoing import guard, guarded_session
from edx_proctoring.texts import gettext_noop as _

EARLY: Final = timedelta(seconds=5)  # a token is renewed so much before it expires
UNTOLD_SECONDS: Final = 300  # the life of a token whose service tells none
MOST_SECONDS: Final = 24 * 60 * 60  # more is not made use of

TOKEN_REFUSED: Final = _('The proctoring service refused the client id and secret of this site.')
NOT_JSON: Final = _('The proctoring service responded to the token request with something other than a JSON object.')
NO_TOKEN: Final = _('The proctoring service did not provide an access_token.')
LIFETIME_UNREADABLE: Final = _('The proctoring service provided a token whose expires_in is not a number of seconds.')
LIFETIME_TOO_SHORT: Final = _(
    'The proctoring service provided a token that has almost expired: expires_in is too small.'
)

_TOKEN = re.compile(r'[\x21-\x7e]{1,16384}')  # what RFC 6750 and a header have room for

_REFUSALS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})  # RFC 6749, 5.2


class CredentialsRefused(AnswerRefused, requests.HTTPError):
    """The service refused the client id or its secret."""


class ProviderSession(OAuthAPIClient):  # type: ignore[misc]  # has no types
    """Authenticates as its base class does, which plug-ins configure (``oauth_uri``)."""

    def __init__(self, base_url: str, client_id: str | None, client_secret: str | None) -> None:
        super().__init__(base_url, client_id, client_secret)
        guard(self)

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request with a token. A refused token is dropped, so that the next request gets a new one."""
        with one_deadline():
            response: requests.Response = super().request(*args, **kwargs)
        if response.status_code == HTTPStatus.UNAUTHORIZED:
            TieredCache.delete_all_tiers(self._cache_key)
        return response

    def _ensure_authentication(self) -> None:
        """Put a token into the cache before the base class looks there.

        It would request one by ``requests.post``, to which no rule applies. It finds the tokens of all processes by the
        same key. If it ever used another key, it would make its own requests, and tests/backends/test_outgoing.py would
        fail.
        """
        key, url = self._cache_key, self._token_url
        cached = TieredCache.get_cached_response(key)
        if not cached.is_found or _now() >= cached.value[1] - EARLY:
            token, seconds = self._ask_for_token(url)
            TieredCache.set_all_tiers(key, (token, _now() + timedelta(seconds=seconds)), seconds - EARLY.seconds)
        super()._ensure_authentication()

    @property
    def _token_url(self) -> str:
        return _token_url(self._base_url + (self.oauth_uri or ''))

    @property
    def _cache_key(self) -> str:
        """The key of the base class."""
        return f'edx_rest_api_client.access_token.jwt.client_credentials.{self._client_id}.{self._token_url}'

    def _ask_for_token(self, url: str) -> tuple[str, int]:
        """Return a new token, and its lifetime in seconds, which is long enough to use it at all."""
        form = {
            'grant_type': 'client_credentials',
            'client_id': self._client_id,
            'client_secret': self._client_secret,
            'token_type': 'jwt',
        }
        with guarded_session() as session:
            headers = {'User-Agent': self.headers['user-agent']}
            response = session.post(url, data=form, headers=headers, timeout=self._timeout)
        if response.status_code in _REFUSALS:
            raise CredentialsRefused(TOKEN_REFUSED, response=response)
        response.raise_for_status()
        try:
            answer: Any = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise AnswerRefused(NOT_JSON, response=response)
        token = answer.get('access_token')
        if not isinstance(token, str) or not _TOKEN.fullmatch(token):
            raise AnswerRefused(NO_TOKEN, response=response)
        return token, _lifetime(answer.get('expires_in'), response)


def _lifetime(expires_in: Any, response: requests.Response) -> int:
    """Return for how many seconds to use a token. If the response does not say (RFC 6749, 5.1), a short time is safe.

    If that is wrong, the service refuses the token, and a new one is requested.
    """
    if expires_in is None:
        return UNTOLD_SECONDS
    try:
        seconds = min(float(expires_in), MOST_SECONDS) if not isinstance(expires_in, bool) else math.nan
    except (ValueError, TypeError, OverflowError):
        seconds = math.nan
    if math.isnan(seconds):
        raise AnswerRefused(LIFETIME_UNREADABLE, response=response)
    if seconds < EARLY.seconds + 1:  # the base class would ask again, by itself
        raise AnswerRefused(LIFETIME_TOO_SHORT, response=response)
    return int(seconds)


def _token_url(url: str) -> str:
    """Return the URL for tokens, given the configured one, which may be a part of it."""
    stripped = url.rstrip('/')
    if stripped.endswith('/access_token'):
        return url
    return f'{stripped}/access_token' if stripped.endswith('/oauth2') else f'{stripped}/oauth2/access_token'


def _now() -> datetime:
    """Return the current time in the form in which the base class stores times: naive, in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)
