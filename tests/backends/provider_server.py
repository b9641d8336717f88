"""A provider's service on this machine that answers as badly as a test wants it to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from edx_proctoring.backends.rest import BaseRestProctoringProvider

WAIT = 5  # seconds that a connection may wait


class Provider(ThreadingHTTPServer):
    """Answers as ``reply`` says, which gets the request's handler; ``asked`` are the paths that came."""

    daemon_threads = True

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.reply: Callable[[Any], None] = lambda handler: handler.answer(200, b'{"id": 1}')
        self.closing = threading.Event()
        super().__init__(('127.0.0.1', 0), Handler)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f'http://127.0.0.1:{self.server_port}'


class Handler(BaseHTTPRequestHandler):
    server: Provider
    protocol_version = 'HTTP/1.1'

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        with suppress(OSError):  # the client hung up
            self.server.reply(self)

    do_POST = do_GET  # noqa: N815 - what http.server looks for

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        """Send all of it at once."""
        self.send_response(status)
        for name, value in {'Content-Length': str(len(body)), **headers}.items():
            self.send_header(name.replace('_', '-'), value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, piece: bytes) -> None:
        """Send it again and again, with pauses that no time-out of a single wait notices; not forever, though."""
        ends_at = time.monotonic() + WAIT
        while time.monotonic() < ends_at and not self.server.closing.wait(0.05):
            self.wfile.write(piece)
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def running(server: Provider) -> Iterator[Provider]:
    """The server in a thread of its own."""
    thread = threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join(WAIT)


def rest_provider(url: str) -> BaseRestProctoringProvider:
    """A provider of the REST kind whose service is there."""
    return BaseRestProctoringProvider(base_url=url, client_id='id', client_secret='secret', timeout=WAIT)
