"""A REST provider fails the way it is told to."""

from __future__ import annotations

import pytest
import requests

from simulators.rest import RestSimulator
from simulators.rest_switches import RestSwitches
from tests.simulators.conftest import ReviewTaker
from tests.simulators.registrations import TIMEOUT_SECONDS
from tests.simulators.rest_calls import attempt_body, call, exam_body, register_onboarding, request_token, save_exam


def set_switches(proctor: RestSimulator, **switches: object) -> requests.Response:
    return requests.post(f'{proctor.url}/api/switches', json=switches, timeout=TIMEOUT_SECONDS)


@pytest.mark.parametrize(
    ('switch', 'status'),
    [('answer_500', 500), ('refuse_tokens', 401), ('answer_nonsense', 200)],
)
def test_a_fault_answers_and_keeps_nothing(proctor: RestSimulator, switch: str, status: int) -> None:
    token = request_token(proctor).json()['access_token']
    set_switches(proctor, **{switch: True})

    response = call(proctor, 'POST', 'exam/', exam_body(), token=token)

    assert response.status_code == status
    assert proctor.records.as_json()['exams'] == []


def test_nonsense_is_no_json(proctor: RestSimulator) -> None:
    token = request_token(proctor).json()['access_token']
    set_switches(proctor, answer_nonsense=True)

    with pytest.raises(requests.JSONDecodeError):
        call(proctor, 'GET', 'config/', token=token).json()


def test_dropped_connection(proctor: RestSimulator) -> None:
    set_switches(proctor, drop_connection=True)

    with pytest.raises(requests.ConnectionError):
        request_token(proctor)


def test_slow(proctor: RestSimulator) -> None:
    token = request_token(proctor).json()['access_token']
    set_switches(proctor, delay_seconds=0.05)

    response = call(proctor, 'GET', 'config/', token=token)

    assert response.status_code == 200
    assert response.elapsed.total_seconds() >= 0.05


def test_only_attempts_are_refused(proctor: RestSimulator) -> None:
    set_switches(proctor, refuse_attempts=True)
    exam_id = save_exam(proctor)

    response = call(proctor, 'POST', f'exam/{exam_id}/attempt/', attempt_body(is_sample_attempt=True))

    assert response.status_code == 403
    assert proctor.records.list_attempts() == []


def test_review_delivered_twice(proctor: RestSimulator, lms: ReviewTaker) -> None:
    attempt = register_onboarding(proctor)
    set_switches(proctor, deliver_twice=True)

    requests.post(f'{proctor.url}/reviewer/{attempt.id}', data={'status': 'passed'}, timeout=TIMEOUT_SECONDS)

    assert len(lms.received) == 2
    assert lms.received[0] == lms.received[1]


@pytest.mark.parametrize(
    'switches', [{'explode': True}, {'refuse_tokens': 'yes'}, {'delay_seconds': 301}], ids=['unknown', 'text', 'long']
)
def test_a_wrong_setting_changes_nothing(proctor: RestSimulator, switches: dict[str, object]) -> None:
    assert set_switches(proctor, **switches).status_code == 400
    assert proctor.switches == RestSwitches()


def test_control_page(proctor: RestSimulator) -> None:
    response = requests.post(
        f'{proctor.url}/control', data={'delay_seconds': '1.5', 'refuse_tokens': 'on'}, timeout=TIMEOUT_SECONDS
    )

    assert response.status_code == 200
    assert proctor.switches == RestSwitches(delay_seconds=1.5, refuse_tokens=True)
    assert response.text.count(' checked') == 1
