"""What holds for every HTTP request to a provider, whoever makes it: :func:`guard` puts it into a session.

* It goes to public addresses only (``public_addresses``), unless ``PROVIDER_NETWORKS`` names the private network. The
  address is looked at when the connection is made, so that a name that resolves to something else the next time helps
  nobody.
* It follows no redirect to another host, nor from https to http, and few others.
* The whole of it, with a token that is asked for and with redirects, is over after ``PROVIDER_MOST_SECONDS``
  (``deadline``).
* An answer has at most ``PROVIDER_MOST_BYTES``, unpacked (``answers``).

What is refused is a ``requests.RequestException``, as if the provider could not be reached. Through a proxy (the
environment's ``HTTPS_PROXY``) the proxy makes the connection, and has to know where it may go.
"""

from __future__ import annotations

import ipaddress
import logging
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family, create_connection

from edx_proctoring.backends.answers import PACKINGS, AnswerRefused, read_whole
from edx_proctoring.backends.http.deadline import current_deadline, note_traffic, one_deadline
from edx_proctoring.backends.http.public_addresses import Address, is_public, is_within
from edx_proctoring.conf import conf
from edx_proctoring.texts import gettext_noop as _

__all__ = ['AnswerRefused', 'GuardedAdapter', 'guard', 'guarded_session', 'is_permitted']

log = logging.getLogger(__name__)

SessionT = TypeVar('SessionT', bound=requests.Session)

MOST_REDIRECTS: Final = 5
REDIRECTED: Final = _('The proctoring service redirects to another host.')


def guard(session: SessionT) -> SessionT:
    """Apply the rules above to the session, and return it."""
    for scheme in ('https://', 'http://'):
        session.mount(scheme, GuardedAdapter())
    session.max_redirects = MOST_REDIRECTS
    session.headers['Accept-Encoding'] = PACKINGS
    send = session.send  # it calls itself for redirects

    def send_in_time(request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        with one_deadline():
            return send(request, **kwargs)

    session.send = send_in_time  # type: ignore[method-assign]
    return session


def guarded_session() -> requests.Session:
    """Return a new session with these rules."""
    return guard(requests.Session())


def is_permitted(address: Address) -> bool:
    """Return whether requests may go to a public address, or to one in a network of ``PROVIDER_NETWORKS``."""
    return is_public(address) or is_within(address, list(_networks(conf.provider_networks)))


def _networks(named: Sequence[str]) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for network in named:
        with suppress(ValueError):  # a system check says so
            yield ipaddress.ip_network(network, strict=False)


def _watch(connected: socket.socket | None) -> None:
    deadline = current_deadline()
    if deadline is not None and connected is not None:
        deadline.watch(connected)


def _within_deadline(timeout: Any) -> Any:
    """Return the seconds that connecting may take: no more than are left until the deadline."""
    deadline = current_deadline()
    if deadline is None:
        return timeout
    return min(timeout, deadline.seconds_left) if isinstance(timeout, int | float) else deadline.seconds_left


# ── connections ───────────────────────────────────────────────────────────────────────────────────────────────────────


class _Guarded(HTTPConnection):
    """Connects to permitted addresses only."""

    def _new_conn(self) -> socket.socket:
        """Resolve the name and connect to the first of its permitted addresses that responds."""
        try:
            found = socket.getaddrinfo(self.host, self.port, allowed_gai_family(), socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        addresses = [str(each[4][0]) for each in found]
        permitted = [each for each in addresses if is_permitted(ipaddress.ip_address(each.partition('%')[0]))]
        if not permitted:
            log.error('Request to %s refused: its addresses are private, see PROVIDER_NETWORKS', self.host)
            raise NewConnectionError(self, f'{self.host} has no allowed address.')
        note_traffic()
        connected = self._connect_to_first(permitted)
        _watch(connected)
        return connected

    def _connect_to_first(self, addresses: list[str]) -> socket.socket:
        failure: OSError = OSError('no address')
        for address in addresses:
            try:
                return create_connection(
                    (address, self.port),
                    _within_deadline(self.timeout),
                    source_address=self.source_address,
                    socket_options=self.socket_options,
                )
            except TimeoutError as error:
                raise ConnectTimeoutError(self, f'{self.host} did not answer in time.') from error
            except OSError as error:
                failure = error
        raise NewConnectionError(self, f'{self.host} cannot be connected to: {failure}') from failure

    def getresponse(self) -> Any:
        """Read the response's status line and headers, even on a reused connection."""
        note_traffic()
        _watch(self.sock)
        return super().getresponse()


class _GuardedTLS(_Guarded, HTTPSConnection):
    """The same with TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Guarded


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _GuardedTLS


class GuardedAdapter(HTTPAdapter):
    """Sends requests under the rules of this module."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use the connection classes above."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {'http': _Pool, 'https': _TLSPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send the request and read the whole response."""
        with one_deadline() as deadline:
            try:
                response = super().send(request, *args, **kwargs)
                read_whole(response)
            except requests.RequestException as error:
                if deadline.is_over:
                    raise _took_too_long(request) from error
                raise
            if deadline.is_over:  # cut off where a length was not told, an answer looks complete
                raise _took_too_long(request)
        _refuse_redirect_to_elsewhere(request, response)
        return response


def _took_too_long(request: requests.PreparedRequest) -> requests.ReadTimeout:
    return requests.ReadTimeout('The answer took too long as a whole.', request=request)


def _refuse_redirect_to_elsewhere(request: requests.PreparedRequest, response: requests.Response) -> None:
    if not response.is_redirect:
        return
    before = urlsplit(str(request.url))
    after = urlsplit(urljoin(str(request.url), response.headers['location']))
    is_upgrade = (before.scheme, after.scheme) == ('http', 'https') and before.hostname == after.hostname
    if not is_upgrade and _origin(before) != _origin(after):
        raise AnswerRefused(REDIRECTED, response=response)


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or {'http': 80, 'https': 443}.get(url.scheme)
