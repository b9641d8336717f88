"""The time that a call has as a whole, and whether anything left the process meanwhile.

A time-out of ``requests`` is for one wait only: a server that sends a byte now and then, or one redirect after the
other, would hold a learner forever.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from threading import Lock, Timer
from typing import Self

from edx_proctoring.conf import conf


class Deadline:
    """Cuts the connections of one call when its time is over."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds
        self._is_cut = False
        self._sockets: list[socket.socket] = []
        self._lock = Lock()
        self._timer: Timer | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with self._lock:
            for copy in self._sockets:
                copy.close()
            self._sockets.clear()

    @property
    def is_over(self) -> bool:
        """Whether there is no time left."""
        return self._is_cut or self.seconds_left <= 0

    @property
    def seconds_left(self) -> float:
        """How much time is left, never less than zero."""
        return max(0.0, self._ends_at - time.monotonic())

    def watch(self, connected: socket.socket) -> None:
        """Shut down this socket, too, at the deadline.

        A copy is kept, because TLS takes the socket over and nothing else may touch its own.
        """
        copy = socket.socket(fileno=os.dup(connected.fileno()))
        with self._lock:
            self._sockets.append(copy)
            if self.is_over:  # between two requests nobody was there to be cut off
                _shut(copy)
            elif self._timer is None:
                self._timer = Timer(self.seconds_left, self._cut)
                self._timer.daemon = True
                self._timer.start()

    def _cut(self) -> None:
        with self._lock:
            self._is_cut = True
            for copy in self._sockets:
                _shut(copy)


def _shut(connected: socket.socket) -> None:
    with suppress(OSError):  # closed by the other side meanwhile
        connected.shutdown(socket.SHUT_RDWR)


_deadline: ContextVar[Deadline | None] = ContextVar('edx_proctoring_deadline', default=None)


@contextmanager
def one_deadline() -> Iterator[Deadline]:
    """End all requests in the block ``PROVIDER_MOST_SECONDS`` after its beginning; a nested block adds no time."""
    outer = _deadline.get()
    if outer is not None:
        yield outer
        return
    with Deadline(conf.provider_most_seconds) as deadline:
        token = _deadline.set(deadline)
        try:
            yield deadline
        finally:
            _deadline.reset(token)


def current_deadline() -> Deadline | None:
    """Return the deadline of the current block, or None outside of a block."""
    return _deadline.get()


# ── what left ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class Traffic:
    """Whether a call sent anything, or tried to connect."""

    has_left = False


_traffic: ContextVar[Traffic | None] = ContextVar('edx_proctoring_traffic', default=None)


@contextmanager
def watching_traffic() -> Iterator[Traffic]:
    """Yield a record of what the requests in the block did; a nested block has its own record."""
    traffic = Traffic()
    token = _traffic.set(traffic)
    try:
        yield traffic
    finally:
        _traffic.reset(token)


def note_traffic() -> None:
    """Record that something is now sent out of the process."""
    traffic = _traffic.get()
    if traffic is not None:
        traffic.has_left = True
