"""The simulator as a process of its own."""

import signal
import socket
from pathlib import Path

import pytest
import requests

from simulators.rpnow_signature import Account, sign
from tests.simulators.processes import refusing, running
from tests.simulators.registrations import EXAM_CODE, TIMEOUT_SECONDS, date_header, registration_body


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT], ids=['SIGTERM', 'SIGINT'])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with running('rpnow') as (process, url):
        assert requests.get(f'{url}/reviewer', timeout=TIMEOUT_SECONDS).status_code == 200

        process.send_signal(number)
        _, errors = process.communicate(timeout=TIMEOUT_SECONDS)

    assert process.returncode == 0
    assert 'Traceback' not in errors


def test_registrations_outlive_the_process(tmp_path: Path) -> None:
    state = str(tmp_path / 'rpnow.json')
    body, date = registration_body(), date_header()
    headers = {'Date': date, 'Authorization': sign(body, date=date, account=Account())}
    with running('rpnow', '--state', state) as (_, url):
        first = requests.post(f'{url}/registration', json=body, headers=headers, timeout=TIMEOUT_SECONDS).json()

    with running('rpnow', '--state', state) as (_, url):
        assert requests.get(f'{url}/reviewer/{EXAM_CODE}', timeout=TIMEOUT_SECONDS).status_code == 200
        [registration] = requests.get(f'{url}/api/state', timeout=TIMEOUT_SECONDS).json()['registrations']

    assert registration['exam_code'] == EXAM_CODE
    assert registration['locator'] == first['ssiRecordLocator']


def test_a_port_in_use_gets_a_clear_message() -> None:
    with socket.create_server(('127.0.0.1', 0)) as taken:
        port = str(taken.getsockname()[1])
        finished = refusing('rpnow', '--port', port)

    assert finished.returncode == 1
    assert f'cannot listen on 127.0.0.1 port {port}' in finished.stderr
    assert '--port' in finished.stderr
    assert 'Traceback' not in finished.stderr


def test_an_unusable_key_gets_a_clear_message() -> None:
    finished = refusing('rpnow', '--crypto-key', 'short')

    assert finished.returncode == 1
    assert 'cannot start' in finished.stderr
    assert 'Traceback' not in finished.stderr
