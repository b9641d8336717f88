"""One thread that speaks HTTP for many browsers at once, each on a connection of its own, which it keeps.

It uses a fraction of a millisecond of processor time for each request, so that the server on the same machine can be
measured. What goes wrong is counted by what it was: nobody listened, the connection broke, the answer was late, or not
the expected one.
"""

from __future__ import annotations

import errno
import heapq
import itertools
import json
import os
import selectors
import socket
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

LONGEST = 60.0  # seconds, for one answer; then a proxy gives up, as nginx is by default
GLANCE = 0.5  # seconds, after which late answers are looked for


class Trouble(StrEnum):
    """What can go wrong with a request."""

    CONNECT = 'not connected'
    BROKEN = 'connection broken'
    LATE = 'late'
    STATUS = 'status'


@dataclass(frozen=True)
class Ask:
    """A request of a browser, to be sent after so many seconds; ``kind`` is what its times are counted as.

    One that is not named has no cookie.
    """

    kind: str
    method: str
    path: str
    body: Any = None
    after: float = 0
    is_named: bool = True


Script = Generator[Ask, Any, None]  # is sent the JSON of each answer


@dataclass(eq=False)
class Browser:
    """One learner's browser, and what it is doing."""

    cookie: str
    script: Script
    ask: Ask
    due: float = 0
    socket: socket.socket | None = None
    is_connected: bool = False
    is_used: bool = False  # the connection has brought an answer before
    to_send: bytes = b''
    received: bytearray = field(default_factory=bytearray)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is due."""
        return bool(self.to_send)


@dataclass
class Browsers:
    """All browsers of one server. Times are in seconds, moments those of ``time.monotonic``."""

    port: int
    latencies: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    connecting: list[float] = field(default_factory=list)
    errors: list[tuple[Trouble, str]] = field(default_factory=list)
    longest_lag: float = 0  # by which this program itself was late
    _due: list[tuple[float, int, Browser]] = field(default_factory=list)
    _asking: set[Browser] = field(default_factory=set)
    _numbers: Callable[[], int] = field(default_factory=lambda: itertools.count().__next__)
    _selector: selectors.BaseSelector = field(default_factory=selectors.DefaultSelector)
    _there: int = 0

    def join(self, cookie: str, script: Script) -> None:
        """Add a browser, in which the cookie says who is logged in."""
        self._there += 1
        self._plan(Browser(cookie, script, next(script)))

    def run(self) -> None:
        """Run all scripts to their end, or to their first error."""
        with self._selector:
            glance = time.monotonic() + GLANCE
            while self._there:
                now = time.monotonic()
                while self._due and self._due[0][0] <= now:
                    self._begin(heapq.heappop(self._due)[2])
                pause = self._due[0][0] - time.monotonic() if self._due else GLANCE
                for key, _ in self._selector.select(min(max(pause, 0), GLANCE)):
                    self._serve(key.data)
                if time.monotonic() >= glance:
                    glance = time.monotonic() + GLANCE
                    self._find_late()

    def _plan(self, browser: Browser) -> None:
        browser.due = time.monotonic() + browser.ask.after
        heapq.heappush(self._due, (browser.due, self._numbers(), browser))

    def _begin(self, browser: Browser) -> None:
        """Send what is due."""
        self.longest_lag = max(self.longest_lag, time.monotonic() - browser.due)
        ask = browser.ask
        body = json.dumps(ask.body).encode() if ask.body is not None else b''
        name = f'Cookie: {browser.cookie}\r\nX-CSRFToken: {"a" * 32}\r\n' if ask.is_named else ''
        head = (
            f'{ask.method} {ask.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{name}'
            f'Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n'
        )
        browser.to_send = head.encode() + body
        browser.received.clear()
        self._asking.add(browser)
        if browser.socket is None:
            self._connect(browser)
        else:
            self._send(browser)

    def _connect(self, browser: Browser) -> None:
        browser.socket, browser.is_connected, browser.is_used = socket.socket(), False, False
        browser.socket.setblocking(False)
        code = browser.socket.connect_ex(('127.0.0.1', self.port))
        if code in (0, errno.EINPROGRESS):
            self._selector.register(browser.socket, selectors.EVENT_WRITE, browser)
        else:
            self._fail(browser, Trouble.CONNECT, os.strerror(code))

    def _send(self, browser: Browser) -> None:
        assert browser.socket is not None
        try:
            sent = browser.socket.send(browser.to_send)
        except OSError as error:
            self._ended(browser, repr(error))
        else:
            assert sent == len(browser.to_send), 'a few hundred bytes are sent at once'

    def _serve(self, browser: Browser) -> None:
        """Do what its connection is ready for."""
        assert browser.socket is not None
        if not browser.is_connected:
            code = browser.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if code:
                self._fail(browser, Trouble.CONNECT, os.strerror(code))
                return
            browser.is_connected = True
            self.connecting.append(time.monotonic() - browser.due)
            self._selector.modify(browser.socket, selectors.EVENT_READ, browser)
            self._send(browser)
            return
        try:
            received = browser.socket.recv(65_536)
        except OSError as error:
            self._ended(browser, repr(error))
            return
        if not received:
            self._ended(browser, 'closed by the server')
            return
        browser.received += received
        self._read(browser)

    def _ended(self, browser: Browser, why: str) -> None:
        """The connection is no more: none is needed, or one that was kept had been closed, or something is wrong."""
        may_try_again, is_asking = browser.is_used and not browser.received, browser.is_asking
        self._close(browser)
        if is_asking and may_try_again:
            self._connect(browser)
        elif is_asking:
            self._fail(browser, Trouble.BROKEN, why)

    def _read(self, browser: Browser) -> None:
        """Go on with the script once the whole answer is there. The server says how long each one is."""
        head, found, body = browser.received.partition(b'\r\n\r\n')
        if not found:
            return
        first, *lines = head.decode('latin-1').lower().split('\r\n')
        fields = dict(line.split(': ', 1) for line in lines)
        if len(body) < int(fields['content-length']):
            return
        self.latencies[browser.ask.kind].append(time.monotonic() - browser.due)
        browser.to_send, browser.is_used = b'', True
        self._asking.discard(browser)
        if fields.get('connection') == 'close':
            self._close(browser)
        if first.split()[1] != '200':
            self._fail(browser, Trouble.STATUS, f'{first} {bytes(body[:300])!r}')
            return
        try:
            browser.ask = browser.script.send(json.loads(body))
        except StopIteration:
            self._leave(browser)
        else:
            self._plan(browser)

    def _find_late(self) -> None:
        now = time.monotonic()
        for browser in [each for each in self._asking if now - each.due > LONGEST]:
            if browser.is_connected:
                self._fail(browser, Trouble.LATE, f'no answer after {LONGEST:.0f} s')
            else:
                self._fail(browser, Trouble.CONNECT, f'not after {LONGEST:.0f} s')

    def _fail(self, browser: Browser, trouble: Trouble, why: str) -> None:
        self.errors.append((trouble, f'{browser.ask.method} {browser.ask.path}: {why}'))
        self._leave(browser)

    def _leave(self, browser: Browser) -> None:
        self._there -= 1
        self._asking.discard(browser)
        browser.to_send = b''
        browser.script.close()
        self._close(browser)

    def _close(self, browser: Browser) -> None:
        if browser.socket is not None:
            with suppress(KeyError):  # it never came so far
                self._selector.unregister(browser.socket)
            browser.socket.close()
            browser.socket = None
