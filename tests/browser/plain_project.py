"""The project of docs/plain-django.rst, made by the page's own commands and code in an empty folder."""

from __future__ import annotations

import re
import shutil
import subprocess
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.distributions import ROOT
from tests.documented_shell import Shell
from tests.ports import free_port

PAGE = ROOT / 'docs' / 'plain-django.rst'
BLOCK = re.compile(r'^\.\. code-block:: (\S+)\n(?:   :caption: (.+)\n)?\n((?:   .*\n|\n)+)', re.MULTILINE)
ADDED = 'Add to '
PORT = '8000'
SECONDS_TO_START = 60


class PlainProject:
    """What a reader of the page has so far: a folder, and a shell in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / 'campus'
        self.port = free_port()  # instead of the page's, which may be in use
        self.shell = Shell(folder)

    def follow(self, page: str) -> str:
        """Do what the page says, in its order, up to the server. Return the command that starts it."""
        blocks = BLOCK.findall(page)
        assert blocks
        for language, caption, block in blocks:
            text = textwrap.dedent(block).strip() + '\n'
            if language != 'shell':
                self.write(caption, text)
                continue
            for command in text.splitlines():
                if command.endswith('runserver'):
                    return str(command)
                said = self.shell.run(command)
                assert 'WARNINGS' not in said, f'{command}\n{said}'
        pytest.fail('The page starts no server.')

    def write(self, caption: str, text: str) -> None:
        """Write the file that the caption names, or add to it."""
        path = self.project / caption.removeprefix(ADDED)
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_text() if caption.startswith(ADDED) else ''
        path.write_text(before + text.replace(PORT, str(self.port)))

    @contextmanager
    def serve(self, command: str) -> Iterator[str]:
        """Run the server on a free port, in a single process, and yield its URL."""
        log = self.folder / 'log'
        with log.open('w') as output:
            process = self.shell.start(f'{command} --noreload {self.port}', output)
        try:
            wait_for(f'http://localhost:{self.port}/login/login/', process, log)
            yield f'http://localhost:{self.port}'
        finally:
            process.terminate()
            process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the page can be opened."""
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except (urllib.error.URLError, OSError):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f'{url} does not answer:\n{log.read_text()}')
            time.sleep(0.2)
        else:
            return


def make_plain_project(folder: Path, wheel: Path) -> tuple[PlainProject, str]:
    """Return the project that the page leads to, and the command that starts its server."""
    shutil.copy(wheel, folder)
    project = PlainProject(folder)
    return project, project.follow(PAGE.read_text(encoding='utf-8'))
