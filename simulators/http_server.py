"""A simulator on a port."""

import logging
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol
from urllib.parse import urlsplit

from simulators.http_messages import Request, Response, json_answer

log = logging.getLogger(__name__)

MAX_BODY_BYTES = 1_000_000
SECURITY_HEADERS = {
    'Content-Security-Policy': "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
}


class Service(Protocol):
    """What a server serves."""

    def answer(self, request: Request) -> Response | None:
        """Return the response to a request; None: close the connection without one."""

    def stop(self) -> None:
        """End every wait that is going on."""


class SimulatorServer(ThreadingHTTPServer):
    """Serves one service; port 0 takes a free one. Raises OSError when the port is in use."""

    daemon_threads = True
    # A port on which another process listens must be an error, also where the platform would share it.
    allow_reuse_port = False

    def __init__(self, service: Service, *, host: str = '127.0.0.1', port: int = 0) -> None:
        self.service = service
        super().__init__((host, port), SimulatorRequestHandler)

    @property
    def url(self) -> str:
        return f'http://{self.server_name}:{self.server_port}'

    def server_bind(self) -> None:
        """Bind without asking a name server for the name of the address."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class SimulatorRequestHandler(BaseHTTPRequestHandler):
    """Turns what comes over the wire into a Request, and a Response into what goes back."""

    server: SimulatorServer
    server_version = 'ProctoringSimulator'
    timeout = 60

    def do_GET(self) -> None:
        self._answer(b'')

    def do_DELETE(self) -> None:
        self._answer(b'')

    def do_PATCH(self) -> None:
        self._answer_with_body()

    def do_POST(self) -> None:
        self._answer_with_body()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        log.debug(format, *args)

    def _answer_with_body(self) -> None:
        length = self.headers.get('Content-Length', '')
        if not length.isdecimal():
            self._send(json_answer({'error': 'Content-Length is missing.'}, status=411))
        elif int(length) > MAX_BODY_BYTES:
            self._send(json_answer({'error': 'The body is too large.'}, status=413))
        else:
            self._answer(self.rfile.read(int(length)))

    def _answer(self, body: bytes) -> None:
        target = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, target.path, target.query, headers, body)
        response = self.server.service.answer(request)
        if response is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._send(response)

    def _send(self, response: Response) -> None:
        try:
            self.send_response(response.status)
            self.send_header('Content-Type', response.content_type)
            self.send_header('Content-Length', str(len(response.body)))
            for name, value in {**SECURITY_HEADERS, **response.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(response.body)
        except ConnectionError:
            log.info('The client disconnected before the response to %s', self.command)
