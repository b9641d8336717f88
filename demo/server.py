"""The LMS's web server and the simulators' processes, started and stopped together."""

from __future__ import annotations

import errno
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

SECONDS_TO_START = 30
SECONDS_TO_STOP = 10
FIRST_UNPRIVILEGED_PORT = 1024
LAST_PORT = 65_535


class StartError(Exception):
    """What keeps the demo from starting, and what to do about it."""


class QuietRequestHandler(WSGIRequestHandler):
    """Does not log successful responses."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the base class
        if len(args) > 1 and str(args[1]).startswith('5'):
            super().log_message(format, *args)


def require_free_port(host: str, port: int, *, option: str) -> None:
    """Raise ``StartError`` if the port is in use, naming it and the option that chooses another one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise StartError(describe(error, host, port, option)) from error


def describe(error: OSError, host: str, port: int, option: str) -> str:
    if error.errno == errno.EADDRINUSE:
        problem = f'Port {port} is in use. End the program that has it, or choose another one'
    else:
        problem = f'Port {port} of {host} cannot be used: {error.strerror}. Choose another one'
    free = free_port_after(host, port)
    variable = option.removeprefix('--').replace('-', '_').upper()
    return f'{problem}: {option} {free} (make demo {variable}={free})'


def free_port_after(host: str, port: int) -> int:
    """Return the next port that is free now and needs no privileges."""
    first: int = max(port + 1, FIRST_UNPRIVILEGED_PORT)
    candidates = [*range(first, LAST_PORT + 1), *range(FIRST_UNPRIVILEGED_PORT, first)]
    free: int = next(candidate for candidate in candidates if is_free(host, candidate))
    return free


def is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


@dataclass(frozen=True, kw_only=True)
class Simulator:
    """A proctoring service in a process of its own."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def wait_until_it_listens(self, host: str) -> None:
        """Wait until the simulator listens. Raises ``StartError`` if it has ended, or takes too long."""
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            self.require_running()
            with socket.socket() as probe:
                if probe.connect_ex((host, self.port)) == 0:
                    return
            if time.monotonic() > deadline:
                raise StartError(f'The {self.name} simulator does not answer on port {self.port}.')
            time.sleep(0.02)

    def require_running(self) -> None:
        """Raise ``StartError`` if the simulator has ended."""
        if self.process.poll() is not None:
            raise StartError(f'The {self.name} simulator has ended by itself (exit status {self.process.returncode}).')


@contextmanager
def simulator(module: str, *, name: str, host: str, port: int, lms_url: str, state: Path) -> Iterator[Simulator]:
    """Run the simulator during the block. It may not be listening yet."""
    command = [sys.executable, '-m', f'simulators.{module}']
    command += ['--host', host, '--port', str(port), '--lms-url', lms_url, '--state', str(state)]
    # A session of its own: Ctrl-C reaches this process alone, which then stops the simulator.
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield Simulator(name=name, port=port, process=process)
    finally:
        process.terminate()
        try:
            process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def lms_server(application: Any, *, host: str, port: int) -> Iterator[None]:
    """Serve the LMS on this address during the block, with a thread for each connection."""
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

    def wait_while_running(self, simulators: Sequence[Simulator]) -> None:
        """Wait until asked to stop. Raises ``StartError`` if one of the simulators ended by itself."""
        while not self._asked.wait(0.5):
            for each in simulators:
                each.require_running()
