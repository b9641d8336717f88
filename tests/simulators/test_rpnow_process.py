"""The simulator as a process of its own."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from edx_proctoring.testing.simulators.rpnow_signature import Account, sign
from tests.simulators.registrations import EXAM_CODE, TIMEOUT_SECONDS, date_header, registration_body

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, '-m', 'edx_proctoring.testing.simulators.rpnow', '--lms-url', 'http://127.0.0.1:1')


@contextmanager
def running(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process and its address. No Django settings are named: the simulator needs none."""
    environment = {name: value for name, value in os.environ.items() if name != 'DJANGO_SETTINGS_MODULE'}
    command = [*COMMAND, '--port', '0', *options]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        try:
            announced = re.search(r'http://\S+', process.stderr.readline())
            assert announced is not None
            yield process, announced[0]
        finally:
            process.kill()


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT], ids=['SIGTERM', 'SIGINT'])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with running() as (process, url):
        assert requests.get(f'{url}/reviewer', timeout=TIMEOUT_SECONDS).status_code == 200

        process.send_signal(number)
        _, errors = process.communicate(timeout=TIMEOUT_SECONDS)

    assert process.returncode == 0
    assert 'Traceback' not in errors


def test_registrations_outlive_the_process(tmp_path: Path) -> None:
    state = str(tmp_path / 'rpnow.json')
    body, date = registration_body(), date_header()
    headers = {'Date': date, 'Authorization': sign(body, date=date, account=Account())}
    with running('--state', state) as (_, url):
        first = requests.post(f'{url}/registration', json=body, headers=headers, timeout=TIMEOUT_SECONDS).json()

    with running('--state', state) as (_, url):
        assert requests.get(f'{url}/reviewer/{EXAM_CODE}', timeout=TIMEOUT_SECONDS).status_code == 200
        [registration] = requests.get(f'{url}/api/state', timeout=TIMEOUT_SECONDS).json()['registrations']

    assert registration['exam_code'] == EXAM_CODE
    assert registration['locator'] == first['ssiRecordLocator']


def test_a_port_in_use_gets_a_clear_message() -> None:
    with socket.create_server(('127.0.0.1', 0)) as taken:
        port = str(taken.getsockname()[1])
        finished = subprocess.run(
            [*COMMAND, '--port', port], cwd=ROOT, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False
        )

    assert finished.returncode == 1
    assert f'cannot listen on 127.0.0.1 port {port}' in finished.stderr
    assert '--port' in finished.stderr
    assert 'Traceback' not in finished.stderr


def test_an_unusable_key_gets_a_clear_message() -> None:
    finished = subprocess.run(
        [*COMMAND, '--crypto-key', 'short'],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )

    assert finished.returncode == 1
    assert 'cannot start' in finished.stderr
    assert 'Traceback' not in finished.stderr
