"""The LMS's web server and the simulator's process, started and stopped together."""

from __future__ import annotations

import errno
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

SIMULATOR_MODULE = 'edx_proctoring.testing.simulators.rpnow'
SECONDS_TO_STOP = 10


class StartError(Exception):
    """What keeps the demo from starting, and what to do about it."""


class QuietRequestHandler(WSGIRequestHandler):
    """Says nothing about answers that went well."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the base class
        if len(args) > 1 and str(args[1]).startswith('5'):
            super().log_message(format, *args)


def require_free_port(host: str, port: int, *, option: str) -> None:
    """Raises ``StartError`` naming the port and the option that chooses another one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(describe(error, host, port, option)) from error


def describe(error: OSError, host: str, port: int, option: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f'Port {port} is in use. End the program that has it, or choose another one: {option} {port + 1}'
    return f'Port {port} of {host} cannot be used: {error.strerror}. Choose another one: {option} {port + 1000}'


@contextmanager
def simulator(*, host: str, port: int, lms_url: str, state: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The RPNow simulator in a process of its own, for the time of the block."""
    command = [sys.executable, '-m', SIMULATOR_MODULE]
    command += ['--host', host, '--port', str(port), '--lms-url', lms_url, '--state', str(state)]
    # A session of its own: Ctrl-C reaches this process alone, which then stops the simulator.
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def lms_server(application: Any, *, host: str, port: int) -> Iterator[None]:
    """The LMS answers on this address, a thread for each connection, for the time of the block."""
    server = ThreadedWSGIServer((host, port), QuietRequestHandler)
    server.set_app(application)
    thread = threading.Thread(target=server.serve_forever, name='lms', daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class StopSignal:
    """Remembers that the process was asked to end: Ctrl-C, SIGTERM, or its terminal was closed."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self._asked.set()

    def wait_while_running(self, process: subprocess.Popen[bytes]) -> None:
        """Returns when asked to end; raises ``StartError`` when the process ended by itself."""
        while not self._asked.wait(0.5):
            if process.poll() is not None:
                raise StartError(f'The RPNow simulator has ended by itself (exit status {process.returncode}).')
