"""A simulator in a thread of a test, and as a process of its own."""

import argparse
import contextlib
import logging
import signal
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from simulators.http_server import Service, SimulatorServer

log = logging.getLogger(__name__)


class SimulatorThread:
    """A service on a free port of this machine, in a thread, for as long as the ``with`` block runs."""

    def __init__(self, service: Service) -> None:
        self._running_service = service
        self._server = SimulatorServer(service)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._running_service.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def url(self) -> str:
        return self._server.url


def option_parser(name: str, *, description: str, port: int) -> argparse.ArgumentParser:
    """Return the options that every simulator has."""
    parser = argparse.ArgumentParser(prog=name, description=description)
    parser.add_argument('--host', default='127.0.0.1')
    parser.add_argument('--port', type=int, default=port)
    parser.add_argument('--lms-url', required=True, help='where the LMS is, for example http://127.0.0.1:8000')
    parser.add_argument('--state', type=Path, help='JSON file that keeps what was registered for the next start')
    return parser


def serve(service: Service, *, name: str, host: str, port: int, pages: str) -> None:
    """Serve until SIGTERM or SIGINT. Raises SystemExit, with a message and status 1, when the port can't be had."""
    logging.basicConfig(level=logging.INFO, format=f'{name}: %(message)s')
    try:
        server = SimulatorServer(service, host=host, port=port)
    except OSError as error:
        raise SystemExit(
            f'{name}: cannot listen on {host} port {port}: {error.strerror}.\n'
            f'{name}: end the process that uses the port, or choose another one with --port.'
        ) from None
    log.info('%s (%s)', server.url, pages)
    # SIGTERM ends the process the way that Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with server, contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    service.stop()
