"""The SoftwareSecure provider and the simulator, which know nothing of each other, agree on the protocol."""

from typing import Any

import pytest
import requests

from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.exceptions import BackendProviderCannotRegisterAttempt
from simulators.rpnow import RpnowSimulator
from simulators.switches import Switches
from tests.simulators.registrations import EXAM_CODE

EXAM = {'id': 7, 'exam_name': 'Prüfung №5 "Übung"', 'course_id': 'course-v1:Org+Num+Run'}
CONTEXT = {
    'attempt_code': EXAM_CODE,
    'time_limit_mins': 90,
    'is_sample_attempt': False,
    'full_name': 'Zoë Ångström van 北京',
    'review_policy': 'Closed book:\nno notes – “none”',
    'email': 'zoe@example.com',
}


def provider_of(rpnow: RpnowSimulator, **options: Any) -> SoftwareSecureBackendProvider:
    account = rpnow.account
    values = {
        'organization': account.organization,
        'exam_sponsor': 'The Sponsor',
        'exam_register_endpoint': rpnow.registration_url,
        'secret_key_id': account.key_id,
        'secret_key': account.secret_key,
        'crypto_key': account.crypto_key,
        'software_download_url': rpnow.learner_url,
    }
    return SoftwareSecureBackendProvider(**{**values, **options})


@pytest.mark.parametrize('send_email', [True, False])
def test_an_attempt_is_registered(rpnow: RpnowSimulator, send_email: bool) -> None:
    locator = provider_of(rpnow, send_email=send_email).register_exam_attempt(EXAM, CONTEXT)

    [registration] = rpnow.registrations
    assert locator == registration.locator
    assert registration.exam_code == EXAM_CODE
    assert registration.learner_name == 'Zoë Ångström van 北京'
    assert registration.extra_value('email') == ('zoe@example.com' if send_email else None)
    assert registration.exam_url.endswith(f'/start_exam/{EXAM_CODE}')


@pytest.mark.parametrize(
    'option',
    [{'secret_key': 'another'}, {'crypto_key': 'abcdefghijklmnopqrstuvwx'}, {'organization': 'another'}],
    ids=lambda option: next(iter(option)),
)
def test_a_wrong_option_is_noticed(rpnow: RpnowSimulator, option: dict[str, str]) -> None:
    with pytest.raises(BackendProviderCannotRegisterAttempt):
        provider_of(rpnow, **option).register_exam_attempt(EXAM, CONTEXT)
    assert rpnow.registrations == []


def test_an_internal_error_is_noticed(rpnow: RpnowSimulator) -> None:
    rpnow.switches = Switches(answer_500=True)

    with pytest.raises(BackendProviderCannotRegisterAttempt) as refusal:
        provider_of(rpnow).register_exam_attempt(EXAM, CONTEXT)
    assert refusal.value.http_status == 500


@pytest.mark.parametrize(
    ('switches', 'error'),
    [
        pytest.param(Switches(drop_connection=True), requests.ConnectionError, id='dropped'),
        pytest.param(Switches(delay_seconds=60), requests.ReadTimeout, id='slow'),
    ],
)
def test_no_answer_is_noticed(rpnow: RpnowSimulator, switches: Switches, error: type[Exception]) -> None:
    rpnow.switches = switches

    with pytest.raises(error):
        provider_of(rpnow, timeout=0.2).register_exam_attempt(EXAM, CONTEXT)
    assert rpnow.registrations == []
