"""The published plug-in ``edx-proctoring-proctortrack`` works unchanged; its service is stubbed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import requires
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import responses
from django.contrib.auth.models import Group, User
from django.test import override_settings
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings
from rest_framework.test import APIClient

from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.backends.former_names import FORMER_NAMES
from edx_proctoring.backends.registry import load_providers
from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.backends.worker_config import write_worker_config
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.testing.backend_contract import BackendContract
from tests.factories import ExamFactory, UserFactory

pytest.importorskip('edx_rest_api_client', reason='REST providers need the extra "openedx".')

SERVICE = 'https://lms.verificient.example.com'
SECRET = 'a-secret-that-is-long-enough-for-hmac'
# As sites configure it; the last two are for the host.
OPTIONS = {
    'base_url': SERVICE,
    'client_id': 'lms-client',
    'client_secret': SECRET,
    'tech_support_email': 'proctoring@lms.example.com',
    'integration_specific_email': 'integration@lms.example.com',
    'allow_honor_mode': True,
    'LINK_URLS': {'contact': 'https://lms.example.com/contact'},
}
TOKEN_URL = f'{SERVICE}/edx/oauth2/access_token'


def load() -> ProctoringBackendProvider:
    """The provider, as Django makes it when it starts."""
    with override_settings(PROCTORING_BACKENDS={'DEFAULT': 'proctortrack', 'proctortrack': OPTIONS}):
        providers, failures, _classes = load_providers()
    assert failures == {}
    return providers['proctortrack']


@contextmanager
def service(exam_id: str = 'exam-at-provider', attempt_id: str = 'attempt-at-provider') -> Iterator[Any]:
    """The service answers; tokens are only at the address that the plug-in names."""
    exam = f'{SERVICE}/api/v1/exam/{exam_id}/'
    attempt = f'{exam}attempt/{attempt_id}/'
    with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
        network.post(TOKEN_URL, json={'access_token': 'TOKEN', 'expires_in': 3600})
        network.get(f'{SERVICE}/api/v1/config/', json={'name': 'Proctortrack', 'download_url': f'{SERVICE}/download'})
        network.post(f'{SERVICE}/api/v1/exam/', json={'id': exam_id})
        network.post(exam, json={'id': exam_id})
        network.get(exam, json={'rules': {}})
        network.post(f'{exam}attempt/', json={'id': attempt_id})
        network.get(attempt, json={'status': 'created', 'instructions': ['Of the service']})
        network.patch(attempt, json={'status': 'started'})
        network.delete(attempt, json={'status': 'deleted'})
        network.delete(f'{SERVICE}/api/v1/user/0fc013d566a2195ec27c2c9a4303cd561370ebc6/', json=True)
        network.get(f'{SERVICE}/api/v1/courses/course-v1:Org+Num+Run/onboarding_statuses', json={'results': []})
        yield network


class TestProctortrack(BackendContract):
    review_payload = {
        'status': 'suspicious',
        'comments': [{'comment': 'A phone', 'status': 'Suspicious', 'start': 5, 'stop': 9, 'duration': 4}],
        'videoReviewLink': 'https://video.example.com/1',
    }

    def make_provider(self) -> ProctoringBackendProvider:
        return load()

    def service_available(self) -> AbstractContextManager[Any]:
        return service()

    def service_down(self) -> AbstractContextManager[Any]:
        return responses.RequestsMock()


@pytest.fixture
def provider() -> ProctoringBackendProvider:
    return load()


def test_this_project_is_the_edx_proctoring_that_it_requires() -> None:
    assert requires('edx-proctoring-proctortrack') == ['edx-proctoring']
    assert isinstance(load(), BaseRestProctoringProvider)


def test_what_django_removed_is_there_for_its_import_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split('.')[0] == 'edx_proctoring_proctortrack']:
        monkeypatch.delitem(sys.modules, name)

    assert load().verbose_name == 'Proctortrack'

    assert [name for name in FORMER_NAMES if hasattr(translation, name)] == []


def test_the_sites_options_replace_its_attributes(provider: ProctoringBackendProvider) -> None:
    assert provider.tech_support_email == 'proctoring@lms.example.com'
    assert provider.tech_support_phone == '+1 844-753-2020'
    assert provider.integration_specific_email == 'integration@lms.example.com'
    assert (provider.has_dashboard, provider.supports_onboarding) == (True, True)
    assert not hasattr(provider, 'LINK_URLS')


def test_tokens_come_from_the_address_that_it_sets_on_the_session(provider: ProctoringBackendProvider) -> None:
    with service() as network:
        provider.start_exam_attempt('exam-at-provider', 'attempt-at-provider')
        token, call = (each.request for each in network.calls)
    assert token.url == TOKEN_URL
    assert parse_qs(token.body)['client_id'] == ['lms-client']
    assert (call.method, call.headers['Authorization']) == ('PATCH', 'JWT TOKEN')


def test_its_instructions_go_before_the_services(provider: ProctoringBackendProvider) -> None:
    with service():
        answer = provider.get_attempt(
            {'external_id': 'attempt-at-provider', 'proctored_exam': {'external_id': 'exam-at-provider'}}
        )
    assert len(answer['instructions']) > 1
    assert 'Of the service' not in answer['instructions']


def test_its_dashboard_is_where_it_says(provider: ProctoringBackendProvider) -> None:
    address = urlsplit(str(provider.get_instructor_url('course-v1:Org+Num+Run', {'id': 'staff'}, exam_id='exam')))
    assert f'{address.scheme}://{address.netloc}{address.path}' == f'{SERVICE}/launch/edx/instructor/lms-client/'
    claims = jwt.decode(parse_qs(address.query)['jwt'][0], SECRET, algorithms=['HS256'])
    assert (claims['iss'], claims['user'], claims['exam_id']) == ('lms-client', {'id': 'staff'}, 'exam')


@pytest.fixture
def webpack(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Where the host's build notes what it has built."""
    config = pytest.importorskip('webpack_loader.config').user_config
    get_loader = pytest.importorskip('webpack_loader.utils').get_loader
    statistics = tmp_path / 'stats.json'
    monkeypatch.setitem(config, 'WORKERS', {**config['WORKERS'], 'STATS_FILE': str(statistics), 'CACHE': False})
    get_loader.cache_clear()
    yield statistics
    get_loader.cache_clear()


def test_its_worker_is_built_and_found_by_the_name_of_its_npm_package(
    provider: ProctoringBackendProvider, webpack: Path, settings: Settings, tmp_path: Path
) -> None:
    settings.NODE_MODULES_ROOT = str(tmp_path)
    package = tmp_path / 'edx-proctoring-proctortrack'
    package.mkdir()
    (package / 'package.json').write_text(json.dumps({'main': 'worker.js'}))
    assert write_worker_config([provider], str(tmp_path / 'workers.json'))
    assert list(json.loads((tmp_path / 'workers.json').read_text())) == ['edx-proctoring-proctortrack']

    asset = {'name': 'worker.js', 'publicPath': '/static/bundles/worker.js'}
    webpack.write_text(
        json.dumps(
            {
                'status': 'done',
                'chunks': {'edx-proctoring-proctortrack': ['worker.js']},
                'assets': {'worker.js': asset},
            }
        )
    )

    assert provider.get_javascript() == f'{settings.LMS_ROOT_URL}/static/bundles/worker.js'


# -- an attempt, from the entrance to the verdict ----------------------------------------------------------------


@pytest.fixture
def attempt(backends: dict[str, Any], learner: User, api_client: APIClient) -> ProctoredExamStudentAttempt:
    """The learner has entered an exam at this provider, through the REST interface."""
    backends['proctortrack'] = load()
    exam = ExamFactory(backend='proctortrack', external_id='exam-at-provider')
    with service() as network:
        answer = api_client.post(
            reverse('edx_proctoring:proctored_exam.attempt.collection'),
            {'exam_id': exam.id, 'attempt_proctored': 'true', 'start_clock': 'false'},
        )
        assert answer.status_code == 200, answer.content
        registration = json.loads(network.calls[-1].request.body)
    assert registration['status'] == 'created'
    assert 'attempt_code' not in registration
    return ProctoredExamStudentAttempt.objects.get(id=answer.json()['exam_attempt_id'])


def test_an_attempt_goes_its_way(
    attempt: ProctoredExamStudentAttempt, api_client: APIClient, commit: Callable[[], AbstractContextManager[Any]]
) -> None:
    its_user = UserFactory(username='proctortrack')
    its_user.groups.add(Group.objects.create(name='proctortrack_review'))
    its_client = APIClient()
    its_client.force_login(its_user)
    callbacks = 'edx_proctoring:proctored_exam.attempt'
    assert attempt.external_id == 'attempt-at-provider'

    assert its_client.post(reverse(f'{callbacks}.ready_callback', args=[attempt.external_id])).status_code == 200
    told = []
    for action in ('start', 'submit'):
        with service() as network:
            with commit():
                answer = api_client.put(reverse(callbacks, args=[attempt.id]), {'action': action})
            assert answer.status_code == 200, answer.content
            told += [json.loads(each.request.body)['status'] for each in network.calls if each.request.url != TOKEN_URL]
    review = {**(TestProctortrack.review_payload or {}), 'status': 'passed'}
    answer = its_client.post(reverse(f'{callbacks}.callback', args=[attempt.external_id]), review, format='json')

    assert answer.status_code == 200, answer.content
    assert told == ['started', 'submitted']
    attempt.refresh_from_db()
    assert attempt.status == 'verified'
