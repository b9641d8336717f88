"""The site of the gallery running, as a process of its own."""

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
from pathlib import Path

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 90
SECONDS_TO_STOP = 30


@contextmanager
def run_site(folder: Path, *, language: str = 'en', is_full: bool = False) -> Iterator[str]:
    """The address of the site. Its data and its log are in the folder."""
    port = free_port()
    address = f'http://localhost:{port}'
    environment = os.environ | {
        'DJANGO_SETTINGS_MODULE': 'tests.gallery.settings',
        'DEMO_VAR': str(folder / 'var'),
        'DEMO_LMS_URL': address,
        'GALLERY_LANGUAGE': language,
    }
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / 'log'
    with log.open('w') as output:
        process = subprocess.Popen(
            [sys.executable, '-m', 'tests.gallery.site', str(port), *(['full'] if is_full else [])],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_it_answers(address, process, log)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(SECONDS_TO_STOP)


def wait_until_it_answers(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f'The site of the gallery does not answer:\n{log.read_text()}') from None
            time.sleep(0.2)
        else:
            return
