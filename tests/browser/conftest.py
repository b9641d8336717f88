"""A browser, and the demo running for it: LMS and simulator as processes, on free ports, in a folder of their own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

sync_playwright = pytest.importorskip('playwright.sync_api').sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which('chromium') or shutil.which('chromium-browser') or shutil.which('google-chrome')
CHROMIUM_OPTIONS = [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
]
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Demo:
    """Where the demo is reached."""

    lms: str
    simulator: str
    log: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope='module')
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """``python -m demo``, as ``make demo`` starts it; it must end by itself when it is asked to."""
    folder = tmp_path_factory.mktemp('demo')
    lms_port, simulator_port = free_port(), free_port()
    log = folder / 'log'
    environment = {name: value for name, value in os.environ.items() if name != 'DJANGO_SETTINGS_MODULE'}
    with log.open('w') as output:
        process = subprocess.Popen(
            [sys.executable, '-m', 'demo', '--port', str(lms_port), '--simulator-port', str(simulator_port)],
            cwd=ROOT,
            env=environment | {'DEMO_VAR': str(folder / 'var')},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    running = Demo(f'http://localhost:{lms_port}', f'http://localhost:{simulator_port}', log)
    try:
        wait_until_it_answers(running, process)
        yield running
    finally:
        process.send_signal(signal.SIGINT)
        status = process.wait(30)
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


@pytest.fixture(scope='module')
def chromium() -> Iterator[Any]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip('There is no Chromium; "make install" fetches it on Debian when it runs as root.')
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium: Any) -> Iterator[Any]:
    """A function that opens a page of somebody else, with cookies of its own.

    Whatever a page complains about in the console, violations of the Content-Security-Policy included, fails the test.
    """
    complaints: list[str] = []
    contexts = []

    def open_page() -> Any:
        context = chromium.new_context(viewport={'width': 1100, 'height': 800})
        contexts.append(context)
        context.on('console', lambda message: complaints.append(message.text) if message.type == 'error' else None)
        context.on('weberror', lambda error: complaints.append(str(error.error)))
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
