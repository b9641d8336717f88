"""Exams, attempts and learners at the API of a REST provider."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from simulators.rest import RestSimulator
from tests.simulators.registrations import TIMEOUT_SECONDS
from tests.simulators.rest_calls import (
    LEARNER,
    attempt_body,
    call,
    exam_body,
    register_onboarding,
    request_token,
    save_exam,
)


def test_the_configuration(proctor: RestSimulator) -> None:
    config = call(proctor, 'GET', 'config/').json()

    assert set(config) == {'name', 'rules', 'instructions', 'download_url'}
    assert all(isinstance(rule, str) for rule in config['rules'].values())
    assert requests.get(config['download_url'], timeout=TIMEOUT_SECONDS).status_code == 200


def test_an_exam_is_kept_and_changed(proctor: RestSimulator) -> None:
    exam_id = save_exam(proctor)

    changed = call(proctor, 'POST', f'exam/{exam_id}/', exam_body(exam_name='Final', rule_summary='Open book'))

    assert changed.json() == {'id': exam_id}
    shown = call(proctor, 'GET', f'exam/{exam_id}/').json()
    assert (shown['id'], shown['exam_name'], shown['rule_summary']) == (exam_id, 'Final', 'Open book')
    assert shown['rules']


def test_an_exam_that_is_saved_as_new_again_keeps_its_id(proctor: RestSimulator) -> None:
    assert save_exam(proctor) == save_exam(proctor, exam_name='Final')
    assert save_exam(proctor, content_id='another') != save_exam(proctor)


@pytest.mark.parametrize(
    ('method', 'path', 'body'),
    [
        pytest.param('GET', 'exam/unknown/', None, id='exam'),
        pytest.param('POST', 'exam/unknown/', exam_body(), id='change of an exam'),
        pytest.param('POST', 'exam/unknown/attempt/', attempt_body(), id='registration'),
        pytest.param('GET', 'exam/unknown/attempt/unknown/', None, id='attempt'),
        pytest.param('PATCH', 'exam/unknown/attempt/unknown/', {'status': 'started'}, id='change of an attempt'),
        pytest.param('DELETE', 'exam/unknown/attempt/unknown/', None, id='removal'),
        pytest.param('GET', 'nothing/', None, id='address'),
    ],
)
def test_what_is_unknown_is_not_found(proctor: RestSimulator, method: str, path: str, body: object) -> None:
    response = call(proctor, method, path, body)

    assert response.status_code == 404
    assert set(response.json()) == {'error'}


@pytest.mark.parametrize(
    'changes',
    [
        pytest.param({'exam_name': None}, id='no name'),
        pytest.param({'time_limit_mins': '90'}, id='minutes as text'),
        pytest.param({'is_practice_exam': 0}, id='number as truth'),
        pytest.param({'id': True}, id='truth as number'),
    ],
)
def test_what_is_no_exam_is_refused(proctor: RestSimulator, changes: dict[str, Any]) -> None:
    response = call(proctor, 'POST', 'exam/', exam_body(**changes))

    assert response.status_code == 400
    assert next(iter(changes)) in response.json()['error']
    assert proctor.records.as_json()['exams'] == []


@pytest.mark.parametrize(
    'changes',
    [
        pytest.param({'user_id': 7}, id='user id as number'),
        pytest.param({'time_limit_mins': 0}, id='no time'),
        pytest.param({'is_sample_attempt': 'yes'}, id='text as truth'),
        pytest.param({'status': 'started'}, id='not new'),
        pytest.param({'attempt_code': 'CODE'}, id='attempt code'),
    ],
)
def test_what_is_no_attempt_is_refused(proctor: RestSimulator, changes: dict[str, Any]) -> None:
    exam_id = save_exam(proctor, is_practice_exam=True)

    response = call(proctor, 'POST', f'exam/{exam_id}/attempt/', attempt_body(is_sample_attempt=True) | changes)

    assert response.status_code == 400
    assert proctor.records.list_attempts() == []


@pytest.mark.parametrize('body', [b'', b'nonsense', b'[]', b'\xff'], ids=['empty', 'text', 'list', 'bytes'])
def test_what_is_no_json_object_is_refused(proctor: RestSimulator, body: bytes) -> None:
    headers = {
        'Authorization': f'JWT {request_token(proctor).json()["access_token"]}',
        'Content-Type': 'application/json',
    }

    response = requests.post(f'{proctor.url}/api/v1/exam/', data=body, headers=headers, timeout=TIMEOUT_SECONDS)

    assert response.status_code in (400, 411)
    assert proctor.records.as_json()['exams'] == []


def test_an_attempt_from_registration_to_removal(proctor: RestSimulator) -> None:
    attempt = register_onboarding(proctor)
    path = f'exam/{attempt.exam_id}/attempt/{attempt.id}/'

    shown = call(proctor, 'GET', path).json()
    assert (shown['id'], shown['status']) == (attempt.id, 'created')
    assert shown['instructions']
    assert shown['download_url'] == f'{proctor.url}/session/{attempt.id}'

    for status in ('started', 'error', 'submitted'):
        assert call(proctor, 'PATCH', path, {'status': status}).json() == {'id': attempt.id, 'status': status}
    assert call(proctor, 'PATCH', path, {'status': 'verified'}).status_code == 400
    assert attempt.status == 'submitted'

    assert call(proctor, 'DELETE', path).json() == {'status': 'deleted'}
    assert call(proctor, 'DELETE', path).status_code == 404
    assert proctor.records.list_attempts() == []


def test_an_attempt_is_found_at_its_own_exam_only(proctor: RestSimulator) -> None:
    attempt = register_onboarding(proctor)
    other = save_exam(proctor)

    assert call(proctor, 'DELETE', f'exam/{other}/attempt/{attempt.id}/').status_code == 404
    assert proctor.records.list_attempts() == [attempt]


def test_a_learner_is_forgotten(proctor: RestSimulator) -> None:
    attempt = register_onboarding(proctor)
    other = register_onboarding(proctor, user_id='obscured-grace')
    call(proctor, 'PATCH', f'exam/{attempt.exam_id}/attempt/{attempt.id}/', {'status': 'submitted'})

    assert call(proctor, 'DELETE', f'user/{LEARNER}/').json() is True
    assert call(proctor, 'DELETE', f'user/{LEARNER}/').json() is True
    assert proctor.records.list_attempts() == [other]
    assert proctor.records.find_profile(LEARNER) is None
