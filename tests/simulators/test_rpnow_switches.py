"""RPNow fails the way it is told to."""

from typing import Any

import pytest
import requests

from simulators.rpnow import RpnowSimulator
from simulators.switches import Switches
from tests.simulators.conftest import ReviewTaker
from tests.simulators.registrations import EXAM_CODE, TIMEOUT_SECONDS, register, registration_body

ALL_OFF = {'delay_seconds': 0, 'answer_500': False, 'drop_connection': False, 'deliver_twice': False}


def set_switches(rpnow: RpnowSimulator, **switches: Any) -> requests.Response:
    return requests.post(f'{rpnow.url}/api/switches', json=switches, timeout=TIMEOUT_SECONDS)


def test_slow(rpnow: RpnowSimulator) -> None:
    set_switches(rpnow, delay_seconds=60)

    with pytest.raises(requests.ReadTimeout):
        register(rpnow, registration_body(), timeout=0.1)
    assert rpnow.registrations == []


def test_a_short_delay_is_only_a_delay(rpnow: RpnowSimulator) -> None:
    set_switches(rpnow, delay_seconds=0.05)

    response = register(rpnow, registration_body())

    assert response.status_code == 200
    assert response.elapsed.total_seconds() >= 0.05


def test_internal_error(rpnow: RpnowSimulator) -> None:
    set_switches(rpnow, answer_500=True)

    assert register(rpnow, registration_body()).status_code == 500
    assert rpnow.registrations == []


def test_dropped_connection(rpnow: RpnowSimulator) -> None:
    set_switches(rpnow, drop_connection=True)

    with pytest.raises(requests.ConnectionError):
        register(rpnow, registration_body())
    assert rpnow.registrations == []


def test_review_delivered_twice(rpnow: RpnowSimulator, lms: ReviewTaker) -> None:
    register(rpnow, registration_body())
    set_switches(rpnow, deliver_twice=True)

    response = requests.post(
        f'{rpnow.url}/api/reviews', json={'exam_code': EXAM_CODE, 'status': 'Clean'}, timeout=TIMEOUT_SECONDS
    )

    assert response.json() == {'answers': [{'status': 200, 'text': '"OK"'}] * 2}
    assert len(lms.received) == 2
    assert lms.received[0] == lms.received[1]


def test_the_next_setting_replaces_the_one_before(rpnow: RpnowSimulator) -> None:
    set_switches(rpnow, answer_500=True)

    assert set_switches(rpnow, deliver_twice=True).json() == ALL_OFF | {'deliver_twice': True}
    assert register(rpnow, registration_body()).status_code == 200


@pytest.mark.parametrize(
    'switches',
    [
        pytest.param({'delay_seconds': -1}, id='negative'),
        pytest.param({'delay_seconds': 301}, id='too long'),
        pytest.param({'delay_seconds': True}, id='truth as number'),
        pytest.param({'answer_500': 'yes'}, id='text as truth'),
        pytest.param({'explode': True}, id='unknown'),
    ],
)
def test_a_wrong_setting_changes_nothing(rpnow: RpnowSimulator, switches: dict[str, object]) -> None:
    response = set_switches(rpnow, **switches)

    assert response.status_code == 400
    assert rpnow.switches == Switches()


def test_a_form_of_another_site_cannot_set_switches_by_json(rpnow: RpnowSimulator) -> None:
    response = requests.post(f'{rpnow.url}/api/switches', data='{"answer_500": true}', timeout=TIMEOUT_SECONDS)

    assert response.status_code == 400
    assert rpnow.switches == Switches()


def test_control_page(rpnow: RpnowSimulator) -> None:
    response = requests.post(
        f'{rpnow.url}/control', data={'delay_seconds': '1.5', 'deliver_twice': 'on'}, timeout=TIMEOUT_SECONDS
    )

    assert response.status_code == 200
    assert rpnow.switches == Switches(delay_seconds=1.5, deliver_twice=True)
    assert 'value="1.5"' in response.text
    assert response.text.count(' checked') == 1


@pytest.mark.parametrize('seconds', ['soon', 'nan', '-1'])
def test_control_page_refuses_a_delay_that_is_none(rpnow: RpnowSimulator, seconds: str) -> None:
    response = requests.post(f'{rpnow.url}/control', data={'delay_seconds': seconds}, timeout=TIMEOUT_SECONDS)

    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert rpnow.switches == Switches()
