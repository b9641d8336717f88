"""The demo running for a test: LMS and simulators as processes, on free ports, in a folder of their own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[1]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30


@dataclass(frozen=True)
class Demo:
    """Where the demo is reached."""

    lms: str
    simulator: str
    rest_simulator: str
    log: Path


@contextmanager
def run_demo(folder: Path) -> Iterator[Demo]:
    """``python -m demo``, as ``make demo`` starts it; it must end by itself when it is asked to."""
    lms_port, simulator_port, rest_simulator_port = free_port(), free_port(), free_port()
    ports = ['--port', lms_port, '--simulator-port', simulator_port, '--rest-simulator-port', rest_simulator_port]
    log = folder / 'log'
    environment = {name: value for name, value in os.environ.items() if name != 'DJANGO_SETTINGS_MODULE'}
    with log.open('w') as output:
        process = subprocess.Popen(
            [sys.executable, '-m', 'demo', *map(str, ports)],
            cwd=ROOT,
            env=environment | {'DEMO_VAR': str(folder / 'var')},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    running = Demo(
        lms=f'http://localhost:{lms_port}',
        simulator=f'http://localhost:{simulator_port}',
        rest_simulator=f'http://localhost:{rest_simulator_port}',
        log=log,
    )
    try:
        wait_until_it_answers(running, process)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(SECONDS_TO_STOP)
    assert status == 0, log.read_text()


def wait_until_it_answers(demo: Demo, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            for address in (demo.lms, f'{demo.simulator}/learner'):
                urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f'The demo does not answer:\n{demo.log.read_text()}')
            time.sleep(0.2)
        else:
            return
