"""RPNow accepts what an LMS with the account's keys has sent just now, and nothing else."""

from typing import Any

import pytest
import requests

from simulators.rpnow import RpnowSimulator
from simulators.rpnow_signature import Account
from tests.simulators.registrations import (
    EXAM_CODE,
    TIMEOUT_SECONDS,
    date_header,
    exam_password,
    register,
    registration_body,
)


def test_a_good_registration_is_accepted(rpnow: RpnowSimulator) -> None:
    response = register(rpnow, registration_body())

    assert response.status_code == 200
    [registration] = rpnow.registrations
    assert response.json() == {'ssiRecordLocator': registration.locator}
    assert registration.exam_code == EXAM_CODE
    assert registration.learner_name == 'Ada Lovelace'


def test_names_of_all_alphabets_are_signed_alike(rpnow: RpnowSimulator) -> None:
    body = registration_body(reviewerNotes='Prüfung:\n北京 – “ok”')

    assert register(rpnow, body).status_code == 200
    assert rpnow.registrations[0].body['reviewerNotes'] == 'Prüfung:\n北京 – “ok”'


def test_the_same_exam_code_keeps_its_locator(rpnow: RpnowSimulator) -> None:
    first = register(rpnow, registration_body())
    second = register(rpnow, registration_body(duration=120))

    assert first.json() == second.json()
    assert [registration.body['duration'] for registration in rpnow.registrations] == [120]


@pytest.mark.parametrize(
    ('changes', 'reason'),
    [
        pytest.param({'duration': 180}, 'signature', id='changed minutes'),
        pytest.param({'examUrl': 'https://elsewhere.example.com/'}, 'signature', id='changed address'),
        pytest.param({'more': 'text'}, 'signature', id='added key'),
    ],
)
def test_a_tampered_body_is_refused(rpnow: RpnowSimulator, changes: dict[str, Any], reason: str) -> None:
    response = register(rpnow, registration_body(**changes), signed_body=registration_body())

    assert response.status_code == 401
    assert reason in response.json()['error']
    assert rpnow.registrations == []


@pytest.mark.parametrize(
    'account',
    [
        pytest.param(Account(secret_key='another secret'), id='secret key'),
        pytest.param(Account(key_id='another-id'), id='key id'),
    ],
)
def test_a_signature_of_another_account_is_refused(rpnow: RpnowSimulator, account: Account) -> None:
    response = register(rpnow, registration_body(), account=account)

    assert response.status_code == 401
    assert rpnow.registrations == []


def test_an_unsigned_registration_is_refused(rpnow: RpnowSimulator) -> None:
    response = requests.post(
        rpnow.registration_url, json=registration_body(), headers={'Date': date_header()}, timeout=TIMEOUT_SECONDS
    )

    assert response.status_code == 401
    assert rpnow.registrations == []


@pytest.mark.parametrize('seconds_ago', [310, -310], ids=['old', 'from the future'])
def test_a_date_of_another_time_is_refused(rpnow: RpnowSimulator, seconds_ago: int) -> None:
    response = register(rpnow, registration_body(), date=date_header(seconds_ago=seconds_ago))

    assert response.status_code == 401
    assert 'five minutes' in response.json()['error']
    assert rpnow.registrations == []


@pytest.mark.parametrize('seconds_ago', [280, -280], ids=['a bit old', 'a bit early'])
def test_a_clock_that_is_a_bit_off_is_accepted(rpnow: RpnowSimulator, seconds_ago: int) -> None:
    assert register(rpnow, registration_body(), date=date_header(seconds_ago=seconds_ago)).status_code == 200


def test_a_date_in_another_format_is_refused(rpnow: RpnowSimulator) -> None:
    response = register(rpnow, registration_body(), date='2026-11-23T10:00:00Z')

    assert response.status_code == 400
    assert 'HTTP date' in response.json()['error']
    assert rpnow.registrations == []


@pytest.mark.parametrize(
    ('password', 'reason'),
    [
        pytest.param(exam_password('another code', account=Account()), 'not the encrypted examCode', id='other text'),
        pytest.param(
            exam_password(EXAM_CODE, account=Account(crypto_key='abcdefghijklmnopqrstuvwx')),
            'decrypted',
            id='other key',
        ),
        pytest.param('not base64', 'decrypted', id='no base64'),
        pytest.param('', 'decrypted', id='empty'),
    ],
)
def test_a_wrong_password_is_refused(rpnow: RpnowSimulator, password: str, reason: str) -> None:
    response = register(rpnow, registration_body(examPassword=password))

    assert response.status_code == 400
    assert reason in response.json()['error']
    assert rpnow.registrations == []


@pytest.mark.parametrize(
    ('changes', 'named'),
    [
        pytest.param({'examName': None}, 'examName', id='null'),
        pytest.param({'duration': '90'}, 'duration', id='number as text'),
        pytest.param({'duration': True}, 'duration', id='truth as number'),
        pytest.param({'orgExtra': {'examID': 7}}, 'orgExtra.courseID', id='missing in orgExtra'),
        pytest.param({'orgExtra': []}, 'orgExtra', id='list instead of object'),
    ],
)
def test_a_missing_or_mistyped_key_is_named(rpnow: RpnowSimulator, changes: dict[str, Any], named: str) -> None:
    response = register(rpnow, registration_body(**changes))

    assert response.status_code == 400
    assert named in response.json()['error']
    assert rpnow.registrations == []


def test_another_organization_is_refused(rpnow: RpnowSimulator) -> None:
    assert register(rpnow, registration_body(organization='another')).status_code == 403
    assert rpnow.registrations == []


def test_a_launch_address_that_is_no_web_address_is_refused(rpnow: RpnowSimulator) -> None:
    assert register(rpnow, registration_body(examUrl='javascript:alert(1)')).status_code == 400
    assert rpnow.registrations == []


@pytest.mark.parametrize('body', [b'{', b'[]', b'\xff'], ids=['broken', 'list', 'not UTF-8'])
def test_a_body_that_is_no_json_object_is_refused(rpnow: RpnowSimulator, body: bytes) -> None:
    response = requests.post(
        rpnow.registration_url, data=body, headers={'Content-Type': 'application/json'}, timeout=TIMEOUT_SECONDS
    )

    assert response.status_code == 400
    assert rpnow.registrations == []


def test_a_body_that_is_too_large_is_refused(rpnow: RpnowSimulator) -> None:
    response = requests.post(rpnow.registration_url, data=b'x' * 1_000_001, timeout=TIMEOUT_SECONDS)

    assert response.status_code == 413
