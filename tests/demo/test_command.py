"""``python -m demo`` as a process: it answers, goes on where it was, says what is wrong, and stops when asked to."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from demo.server import free_port_after
from tests.demo.exports import pack, sequential, write_export
from tests.ports import free_port, free_ports_in_a_row

pytest.importorskip('edx_when', reason='the demo is a host with all that an Open edX one has')

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60
SECONDS_TO_STOP = 30
OWN_COURSES = {'DemoX+ROOM101+2026', 'DemoX+TIME101+2026'}
Start = Callable[..., 'Running']


@dataclass(frozen=True)
class Running:
    """A demo that was started. ``port`` is that of the LMS, ``simulator_ports`` are those of RPNow and REST Proctor."""

    process: subprocess.Popen[str]
    port: int
    simulator_ports: tuple[int, int]

    def front_page(self) -> str:
        """What the LMS answers, once it does."""
        deadline = time.monotonic() + SECONDS_TO_START
        while True:
            try:
                with urllib.request.urlopen(f'http://127.0.0.1:{self.port}/', timeout=5) as response:
                    return str(response.read().decode())
            except (OSError, http.client.HTTPException):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def ask_to_stop(self, number: int) -> str:
        """The whole output; the process has ended."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=SECONDS_TO_STOP)[0]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a demo that keeps its data in a folder of this test."""
    started: list[subprocess.Popen[str]] = []
    environment = {name: value for name, value in os.environ.items() if name != 'DJANGO_SETTINGS_MODULE'}
    environment['DEMO_VAR'] = str(tmp_path / 'var')

    def run(*arguments: str) -> Running:
        lms_port, rpnow_port, rest_port = free_port(), free_port(), free_port()
        command = [sys.executable, '-m', 'demo', '--port', str(lms_port)]
        command += ['--simulator-port', str(rpnow_port), '--rest-simulator-port', str(rest_port)]
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        started.append(process)
        return Running(process, lms_port, (rpnow_port, rest_port))

    yield run
    for process in started:
        process.kill()
        process.communicate()


def is_answered(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(('127.0.0.1', port)) == 0


@pytest.mark.parametrize('number', [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_stops(start: Start, number: int) -> None:
    running = start()

    assert 'Sign in as verity' in running.front_page()
    output = running.ask_to_stop(number)

    assert running.process.returncode == 0
    assert 'Traceback' not in output
    assert f'http://localhost:{running.port}/' in output
    for port in running.simulator_ports:
        assert f'http://localhost:{port}/reviewer' in output
    for path in ('/admin/', '/api/reference/'):
        assert f'http://localhost:{running.port}{path}' in output
    assert 'bytes' not in output
    assert 'global_staff' in output
    assert not is_answered(running.port)
    assert not any(is_answered(port) for port in running.simulator_ports)


def test_it_goes_on_where_it_was_and_begins_anew(start: Start, tmp_path: Path) -> None:
    archive = pack(write_export(tmp_path / 'olx', {'course/run.xml': sequential()}), tmp_path / 'course.tar.gz')
    courses = tmp_path / 'var' / 'courses'

    first = start('--olx', str(archive))
    first.front_page()
    output = first.ask_to_stop(signal.SIGINT)
    assert 'Loaded "A course" (course-v1:Org+Num+run)' in output
    assert {path.name for path in courses.iterdir()} == OWN_COURSES | {'Org+Num+run'}

    second = start()
    second.front_page()
    second.ask_to_stop(signal.SIGINT)
    assert (courses / 'Org+Num+run').exists()

    third = start('--reset')
    third.front_page()
    third.ask_to_stop(signal.SIGINT)
    assert {path.name for path in courses.iterdir()} == OWN_COURSES


@pytest.mark.parametrize('option', ['--port', '--simulator-port', '--rest-simulator-port'])
def test_port_in_use(start: Start, tmp_path: Path, option: str) -> None:
    port = free_port()
    with socket.create_server(('127.0.0.1', port)):
        running = start('--reset', option, str(port))
        output = running.process.communicate(timeout=SECONDS_TO_START)[0]

    assert running.process.returncode == 1
    assert output.startswith(f'demo: Port {port} is in use.')
    suggested = re.search(rf'{option} (\d+) \(make demo {option[2:].replace("-", "_").upper()}=\1\)', output)
    assert suggested is not None
    assert int(suggested[1]) != port
    assert not (tmp_path / 'var').exists()


def test_a_suggested_port_is_not_the_next_one_if_that_is_in_use() -> None:
    port = free_ports_in_a_row(3)
    with socket.create_server(('127.0.0.1', port)), socket.create_server(('127.0.0.1', port + 1)):
        suggested = free_port_after('127.0.0.1', port)

    assert suggested == port + 2


def test_nothing_is_deleted_for_an_export_that_cannot_be_loaded(start: Start, tmp_path: Path) -> None:
    kept = tmp_path / 'var' / 'courses' / 'kept'
    kept.mkdir(parents=True)
    broken = write_export(tmp_path / 'olx', {'course/run.xml': sequential('due="soon" graded="perhaps"')})

    for olx, reason in ((broken, 'graded is "perhaps"'), (tmp_path / 'no such file.zip', 'no such file or folder')):
        running = start('--reset', '--olx', str(olx))
        output = running.process.communicate(timeout=SECONDS_TO_START)[0]
        assert running.process.returncode == 1
        assert "The course export can't be loaded." in output
        assert reason in output
        assert kept.exists()


def test_broken_export(start: Start, tmp_path: Path) -> None:
    broken = write_export(tmp_path / 'olx', {'course/run.xml': sequential('is_time_limited="perhaps"')})
    running = start('--olx', str(broken))
    output = running.process.communicate(timeout=SECONDS_TO_START)[0]

    assert running.process.returncode == 1
    assert 'course/run.xml, line 3: is_time_limited is "perhaps"' in output
    assert 'Traceback' not in output
    assert not is_answered(running.port)
