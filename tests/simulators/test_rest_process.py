"""The REST provider as a process of its own."""

from __future__ import annotations

import signal
import socket
from pathlib import Path

import pytest
import requests

from edx_proctoring.backends.rest import BaseRestProctoringProvider
from simulators.rest_account import Account
from tests.simulators.processes import refusing, running
from tests.simulators.registrations import TIMEOUT_SECONDS
from tests.simulators.rest_calls import LEARNER, attempt_body, exam_body

pytest.importorskip('edx_rest_api_client', reason='providers of the REST kind need it')


def provider_at(url: str) -> BaseRestProctoringProvider:
    account = Account()
    return BaseRestProctoringProvider(account.client_id, account.client_secret, base_url=url)


@pytest.mark.parametrize('number', [signal.SIGTERM, signal.SIGINT], ids=['SIGTERM', 'SIGINT'])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with running('rest') as (process, url):
        assert requests.get(f'{url}/sessions', timeout=TIMEOUT_SECONDS).status_code == 200

        process.send_signal(number)
        _, errors = process.communicate(timeout=TIMEOUT_SECONDS)

    assert process.returncode == 0
    assert 'Traceback' not in errors


def test_what_it_keeps_outlives_the_process(tmp_path: Path) -> None:
    state = str(tmp_path / 'rest.json')
    with running('rest', '--state', state) as (_, url):
        provider = provider_at(url)
        exam_id = provider.on_exam_saved(exam_body(is_practice_exam=True))
        attempt_id = provider.register_exam_attempt({'external_id': exam_id}, attempt_body(is_sample_attempt=True))
        provider.stop_exam_attempt(exam_id, attempt_id)

    with running('rest', '--state', state) as (_, url):
        kept = requests.get(f'{url}/api/state', timeout=TIMEOUT_SECONDS).json()
        pages = ('sessions', f'session/{attempt_id}', 'reviewer', f'reviewer/{attempt_id}', 'profiles', 'control')
        answers = {page: requests.get(f'{url}/{page}', timeout=TIMEOUT_SECONDS).status_code for page in pages}
        profile = provider_at(url).get_onboarding_profile_info('course', user_id=LEARNER)

    assert [exam['id'] for exam in kept['exams']] == [exam_id]
    assert [(attempt['id'], attempt['status']) for attempt in kept['attempts']] == [(attempt_id, 'submitted')]
    assert profile['status'] == 'pending'
    assert set(answers.values()) == {200}, 'pages need no settings of Django'


def test_a_port_in_use_gets_a_clear_message() -> None:
    with socket.create_server(('127.0.0.1', 0)) as taken:
        port = str(taken.getsockname()[1])
        finished = refusing('rest', '--port', port)

    assert finished.returncode == 1
    assert f'rest-proctor: cannot listen on 127.0.0.1 port {port}' in finished.stderr
    assert 'Traceback' not in finished.stderr


def test_a_broken_state_file_gets_a_clear_message(tmp_path: Path) -> None:
    state = tmp_path / 'rest.json'
    state.write_text('{broken')

    finished = refusing('rest', '--state', str(state))

    assert finished.returncode == 1
    assert 'rest-proctor: cannot start' in finished.stderr
    assert 'Traceback' not in finished.stderr
