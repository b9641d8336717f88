"""What holds for every HTTP request to a provider, whoever makes it: :func:`guard` puts it into a session.

* It goes to public addresses only, unless ``PROVIDER_NETWORKS`` names the private network. The address is looked at
  when the connection is made, so that a name that resolves to something else the next time helps nobody.
* It follows no redirect to another host, nor from https to http.
* The whole of it, redirects apart, is over after ``PROVIDER_MOST_SECONDS``. A time-out of ``requests`` is for one wait
  only: a server that sends a byte now and then would hold a learner for ever.
* An answer has at most ``PROVIDER_MOST_BYTES``, unpacked.

What is refused is a ``requests.RequestException``, as if the provider could not be reached. Through a proxy (the
environment's ``HTTPS_PROXY``) the proxy makes the connection, and has to know where it may go.
"""

from __future__ import annotations

import ipaddress
import logging
import os
import socket
from collections.abc import Iterator, Sequence
from contextlib import suppress
from contextvars import ContextVar
from threading import Lock, Timer
from typing import Any, Final, Self, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family, create_connection

from edx_proctoring.conf import conf

log = logging.getLogger(__name__)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
SessionT = TypeVar('SessionT', bound=requests.Session)

_PIECE = 64 * 1024  # bytes
# IPv6 addresses that stand for IPv4 ones of a translator.
_TRANSLATED: Final = ipaddress.ip_network('64:ff9b::/96')


class AnswerRefused(requests.RequestException):
    """The provider answered in a way that is not gone along with: a redirect to elsewhere, or too much."""


def guard(session: SessionT) -> SessionT:
    """Return the session, which obeys the rules above from now on."""
    for scheme in ('https://', 'http://'):
        session.mount(scheme, GuardedAdapter())
    return session


def guarded_session() -> requests.Session:
    """Return a new session that obeys them."""
    return guard(requests.Session())


def is_permitted(address: Address) -> bool:
    """Whether requests may go there: to a public address, or into a network of ``PROVIDER_NETWORKS``."""
    meant = _meant_by(address)
    return (meant.is_global and not meant.is_multicast) or any(
        meant in network for network in _networks(conf.provider_networks)
    )


def _networks(named: Sequence[str]) -> Iterator[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    for network in named:
        with suppress(ValueError):  # a system check says so
            yield ipaddress.ip_network(network, strict=False)


def _meant_by(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        if address in _TRANSLATED:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


# ── the time that a request has ───────────────────────────────────────────────────────────────────────────────────────


class _Deadline:
    """Cuts the connections of one request when its time is over."""

    def __init__(self, seconds: float) -> None:
        self.is_over = False
        self._sockets: list[socket.socket] = []
        self._lock = Lock()
        self._timer = Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            for copy in self._sockets:
                copy.close()
            self._sockets.clear()

    def watch(self, connected: socket.socket) -> None:
        """Cut this one, too. A copy is kept: TLS takes the socket over, and its own may not be touched by others."""
        with self._lock:
            if not self._sockets:
                self._timer.start()
            self._sockets.append(socket.socket(fileno=os.dup(connected.fileno())))

    def _cut(self) -> None:
        with self._lock:
            self.is_over = True
            for copy in self._sockets:
                try:
                    copy.shutdown(socket.SHUT_RDWR)
                except OSError:  # closed by the other side meanwhile
                    continue


_deadline: ContextVar[_Deadline | None] = ContextVar('edx_proctoring_deadline', default=None)


def _watch(connected: socket.socket | None) -> None:
    deadline = _deadline.get()
    if deadline is not None and connected is not None:
        deadline.watch(connected)


# ── connections ───────────────────────────────────────────────────────────────────────────────────────────────────────


class _Guarded(HTTPConnection):
    """Connects to permitted addresses only."""

    def _new_conn(self) -> socket.socket:
        """Resolve the name and connect to the first of its permitted addresses that answers."""
        try:
            found = socket.getaddrinfo(self.host, self.port, allowed_gai_family(), socket.SOCK_STREAM)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        addresses = [str(each[4][0]) for each in found]
        permitted = [each for each in addresses if is_permitted(ipaddress.ip_address(each.partition('%')[0]))]
        if not permitted:
            log.error('No request is sent to %s: its addresses are private, see PROVIDER_NETWORKS', self.host)
            raise NewConnectionError(self, f'{self.host} has no address that requests may go to.')
        connected = self._connect_to_first(permitted)
        _watch(connected)
        return connected

    def _connect_to_first(self, addresses: list[str]) -> socket.socket:
        failure: OSError = OSError('no address')
        for address in addresses:
            try:
                return create_connection(
                    (address, self.port),
                    self.timeout,
                    source_address=self.source_address,
                    socket_options=self.socket_options,
                )
            except TimeoutError as error:
                raise ConnectTimeoutError(self, f'{self.host} did not answer in time.') from error
            except OSError as error:
                failure = error
        raise NewConnectionError(self, f'{self.host} can not be connected to: {failure}') from failure

    def getresponse(self) -> Any:
        """Read the head of the answer, also on a connection that was there already."""
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
        """Have connections made by the classes above."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {'http': _Pool, 'https': _TLSPool}

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Send it and read the whole answer."""
        with _Deadline(conf.provider_most_seconds) as deadline:
            token = _deadline.set(deadline)
            try:
                response = super().send(request, *args, **kwargs)
                _read(response)
            except requests.RequestException as error:
                if deadline.is_over:
                    raise requests.ReadTimeout('The answer took too long as a whole.', request=request) from error
                raise
            finally:
                _deadline.reset(token)
        if deadline.is_over:  # cut off where a length was not told, an answer looks complete
            raise requests.ReadTimeout('The answer took too long as a whole.', request=request)
        _refuse_redirect_to_elsewhere(request, response)
        return response


def _read(response: requests.Response) -> None:
    """Have the body in memory, if it is not too large."""
    body = bytearray()
    for piece in response.iter_content(_PIECE):
        body += piece
        if len(body) > conf.provider_most_bytes:
            response.close()
            raise AnswerRefused('The answer of the provider is too large.', response=response)
    # What reading ``response.content`` does, which knows no limit.
    response._content = bytes(body)


def _refuse_redirect_to_elsewhere(request: requests.PreparedRequest, response: requests.Response) -> None:
    if not response.is_redirect:
        return
    before = urlsplit(str(request.url))
    after = urlsplit(urljoin(str(request.url), response.headers['location']))
    is_upgrade = (before.scheme, after.scheme) == ('http', 'https') and before.hostname == after.hostname
    if not is_upgrade and _origin(before) != _origin(after):
        raise AnswerRefused('The provider redirects to another host.', response=response)


def _origin(url: SplitResult) -> tuple[str, str | None, int | None]:
    return url.scheme, url.hostname, url.port or {'http': 80, 'https': 443}.get(url.scheme)
