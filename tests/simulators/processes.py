"""A simulator as a process of its own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.simulators.registrations import TIMEOUT_SECONDS

ROOT = Path(__file__).parents[2]


def command(module: str) -> list[str]:
    """Starts a simulator; its callbacks would go to an address where nothing listens."""
    return [sys.executable, '-m', f'simulators.{module}', '--lms-url', 'http://127.0.0.1:1']


@contextmanager
def running(module: str, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address. No Django settings are named: a simulator needs none."""
    environment = {name: value for name, value in os.environ.items() if name != 'DJANGO_SETTINGS_MODULE'}
    arguments = [*command(module), '--port', '0', *options]
    # A background job of a shell ignores the signal, and so would the processes that it starts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(arguments, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    with process:
        assert process.stderr is not None
        try:
            announced = re.search(r'http://[^\s]+', process.stderr.readline())
            assert announced is not None
            yield process, announced[0]
        finally:
            process.kill()


def refusing(module: str, *options: str) -> subprocess.CompletedProcess[str]:
    """What becomes of a simulator that cannot start with these options."""
    return subprocess.run(
        [*command(module), *options], cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
    )
