"""The base class of REST providers and the simulator, which know nothing of each other, agree on the protocol."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.exceptions import (
    BackendProviderCannotRegisterAttempt,
    BackendProviderCannotRetireUser,
    BackendProviderOnboardingException,
    BackendProviderOnboardingProfilesException,
)
from simulators.rest import RestSimulator
from simulators.rest_profiles import APPROVED
from simulators.rest_switches import RestSwitches
from tests.simulators.registrations import TIMEOUT_SECONDS
from tests.simulators.rest_calls import COURSE_ID, LEARNER, exam_body

pytest.importorskip('edx_rest_api_client', reason='providers of the REST kind need it')

CONTEXT = {
    'lms_host': 'https://lms.example.com',
    'attempt_code': 'CODE',
    'time_limit_mins': 90,
    'is_sample_attempt': True,
    'user_id': LEARNER,
    'full_name': 'Zoë Ångström van 北京',
    'email': 'zoe@example.com',
}


def provider_of(proctor: RestSimulator, **options: Any) -> BaseRestProctoringProvider:
    values = {
        'base_url': proctor.url,
        'client_id': proctor.account.client_id,
        'client_secret': proctor.account.client_secret,
    }
    return BaseRestProctoringProvider(**{**values, **options})


@pytest.fixture
def provider(proctor: RestSimulator) -> BaseRestProctoringProvider:
    return provider_of(proctor)


@pytest.fixture
def exam(provider: BaseRestProctoringProvider) -> dict[str, Any]:
    """An exam that the simulator knows."""
    exam = exam_body()
    return {**exam, 'external_id': provider.on_exam_saved(exam)}


def register(provider: BaseRestProctoringProvider, exam: dict[str, Any], **changes: Any) -> str:
    return provider.register_exam_attempt(exam, {**CONTEXT, **changes})


def test_configuration(provider: BaseRestProctoringProvider, proctor: RestSimulator) -> None:
    config = provider.get_proctoring_config()

    assert config['name'] == 'REST Proctor'
    assert provider.get_software_download_url() == config['download_url'] == f'{proctor.url}/sessions'


def test_an_exam_is_saved_and_saved_again(
    provider: BaseRestProctoringProvider, proctor: RestSimulator, exam: dict[str, Any]
) -> None:
    assert provider.on_exam_saved({**exam, 'exam_name': 'Prüfung №5 "Übung"'}) == exam['external_id']
    assert [saved.name for saved in proctor.records.list_exams(COURSE_ID)] == ['Prüfung №5 "Übung"']
    assert provider.get_exam(exam)['exam_name'] == 'Prüfung №5 "Übung"'


def test_an_attempt_lives_and_is_removed(
    provider: BaseRestProctoringProvider, proctor: RestSimulator, exam: dict[str, Any]
) -> None:
    attempt_id = register(provider, exam)
    [attempt] = proctor.records.list_attempts()
    assert (attempt.id, attempt.user_id, attempt.learner_name) == (attempt_id, LEARNER, 'Zoë Ångström van 北京')

    shown = provider.get_attempt({'external_id': attempt_id, 'proctored_exam': exam})
    assert len(shown['instructions']) == 3
    assert shown['download_url'].endswith(f'/session/{attempt_id}')

    assert provider.start_exam_attempt(exam['external_id'], attempt_id) == 'started'
    assert provider.mark_erroneous_exam_attempt(exam['external_id'], attempt_id) == 'error'
    assert provider.stop_exam_attempt(exam['external_id'], attempt_id) == 'submitted'
    assert provider.remove_exam_attempt(exam['external_id'], attempt_id) is True
    assert provider.remove_exam_attempt(exam['external_id'], attempt_id) is True
    assert proctor.records.list_attempts() == []


def test_a_real_exam_needs_a_profile(
    provider: BaseRestProctoringProvider, proctor: RestSimulator, exam: dict[str, Any]
) -> None:
    with pytest.raises(BackendProviderOnboardingException) as refusal:
        register(provider, exam, is_sample_attempt=False)
    assert refusal.value.status == 'onboarding_missing'
    assert proctor.records.list_attempts() == []

    onboarding = register(provider, exam)
    provider.stop_exam_attempt(exam['external_id'], onboarding)
    assert provider.get_onboarding_profile_info(COURSE_ID, user_id=LEARNER)['status'] == 'pending'
    proctor.records.decide_on_profile(LEARNER, COURSE_ID, APPROVED, now=datetime.now(UTC))
    profiles = provider.get_onboarding_profile_info(COURSE_ID, status='')
    assert [profile['status'] for profile in profiles['results']] == ['approved-in-course']

    assert register(provider, exam, is_sample_attempt=False) != onboarding


def test_the_dashboard_opens(provider: BaseRestProctoringProvider, exam: dict[str, Any]) -> None:
    user = {'id': 'u', 'full_name': 'Course Staff', 'email': 'staff@example.com'}

    url = provider.get_instructor_url(COURSE_ID, user, exam_id=exam['external_id'])
    assert url

    response = requests.get(url, timeout=TIMEOUT_SECONDS)
    assert response.status_code == 200
    assert 'Midterm' in response.text
    assert 'Course Staff' in response.text


@pytest.mark.parametrize('option', [{'client_secret': 'x' * 32}, {'token_expiration_time': -1}], ids=['secret', 'time'])
def test_a_dashboard_link_with_a_wrong_option_opens_nothing(proctor: RestSimulator, option: dict[str, Any]) -> None:
    url = provider_of(proctor, **option).get_instructor_url(COURSE_ID, {'id': 'u'})
    assert url

    assert requests.get(url, timeout=TIMEOUT_SECONDS).status_code == 403


def test_a_learner_is_retired(provider: BaseRestProctoringProvider, exam: dict[str, Any]) -> None:
    register(provider, exam)

    assert provider.retire_user(LEARNER) is True
    assert provider.retire_user(LEARNER) is True


@pytest.mark.parametrize('option', ['client_id', 'client_secret'])
def test_wrong_credentials_are_noticed(proctor: RestSimulator, option: str) -> None:
    provider = provider_of(proctor, **{option: 'x' * 32})

    with pytest.raises(requests.HTTPError):
        register(provider, exam_body(external_id='any'))
    assert provider.on_exam_saved(exam_body()) is None
    assert proctor.records.as_json()['exams'] == []


@pytest.mark.parametrize(
    ('switches', 'error'),
    [
        pytest.param(RestSwitches(refuse_attempts=True), BackendProviderCannotRegisterAttempt, id='refused'),
        pytest.param(RestSwitches(refuse_tokens=True), BackendProviderCannotRegisterAttempt, id='token refused'),
        pytest.param(RestSwitches(answer_500=True), BackendProviderCannotRegisterAttempt, id='internal error'),
        pytest.param(RestSwitches(answer_nonsense=True), requests.JSONDecodeError, id='nonsense'),
        pytest.param(RestSwitches(drop_connection=True), requests.ConnectionError, id='dropped'),
        pytest.param(RestSwitches(delay_seconds=60), requests.ReadTimeout, id='slow'),
    ],
)
def test_faults_are_noticed(
    proctor: RestSimulator, exam: dict[str, Any], switches: RestSwitches, error: type[Exception]
) -> None:
    provider = provider_of(proctor, timeout=0.3)
    provider.get_proctoring_config()  # has a token
    proctor.switches = switches

    with pytest.raises(error):
        register(provider, exam)
    assert proctor.records.list_attempts() == []


def test_faults_elsewhere_are_noticed_too(provider: BaseRestProctoringProvider, proctor: RestSimulator) -> None:
    provider.get_proctoring_config()
    proctor.switches = RestSwitches(answer_nonsense=True)

    assert provider.on_exam_saved(exam_body()) is None
    with pytest.raises(BackendProviderCannotRetireUser):
        provider.retire_user(LEARNER)
    proctor.switches = RestSwitches(answer_500=True)
    with pytest.raises(BackendProviderOnboardingProfilesException):
        provider.get_onboarding_profile_info(COURSE_ID, user_id=LEARNER)


WITHOUT_BUNDLES = """
import sys
sys.modules['webpack_loader'] = None
import django
from django.conf import settings
settings.configure(SITE_NAME='s', PLATFORM_NAME='p', DEFAULT_FROM_EMAIL='f@example.com')
from edx_proctoring.backends.rest import BaseRestProctoringProvider
provider = BaseRestProctoringProvider(base_url='https://ps.example.com')
sys.stdout.write(repr(provider.get_javascript()))
"""


def test_a_host_that_builds_no_bundles_needs_the_client_only() -> None:
    finished = subprocess.run([sys.executable, '-c', WITHOUT_BUNDLES], capture_output=True, text=True, check=True)
    assert finished.stdout == "''"
