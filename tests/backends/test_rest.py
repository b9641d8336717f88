"""The REST protocol: recorded traffic, and what the app does better than the recording."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
import responses
from django.core.exceptions import ImproperlyConfigured
from django.utils import translation
from pytest_django import Settings
from time_machine import travel

from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.exceptions import BackendProviderSentNoAttemptID
from tests.contract.recorded import read

pytest.importorskip('edx_rest_api_client', reason='providers of the REST kind need it')
webpack_config = pytest.importorskip('webpack_loader.config').user_config
get_loader = pytest.importorskip('webpack_loader.utils').get_loader

TRAFFIC = read('provider_traffic.json')
BASE_URL = 'https://ps.example.com'
SECRET = 'client-secret-client-secret-client'


class DemoProvider(BaseRestProctoringProvider):
    """A provider as a plug-in writes it."""

    base_url = BASE_URL


@pytest.fixture(autouse=True)
def site(settings: Settings) -> None:
    settings.LANGUAGE_CODE = 'en-us'
    settings.LMS_ROOT_URL = 'https://lms.example.com'


@pytest.fixture
def provider() -> DemoProvider:
    return DemoProvider(client_id='client-id', client_secret=SECRET)


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(f'{BASE_URL}/oauth2/access_token', json={'access_token': 'TOKEN', 'expires_in': 3600})
        yield mock


def deviations(request: dict[str, Any]) -> dict[str, Any]:
    """Correct a recorded request where ours differs on purpose (R30, R34)."""
    expected = copy.deepcopy(request)
    if expected['headers'].get('Accept-Language') == 'fr;en-us':
        expected['headers']['Accept-Language'] = 'fr, en-us;q=0.5'
    expected['url'] = expected['url'].replace('/exam/7/', '/exam/ps-exam/')
    return expected


def answer_with(network: responses.RequestsMock, request: dict[str, Any], answer: Any) -> None:
    """Have the service answer the request as in the recording."""
    if isinstance(answer, str):
        network.add(request['method'], request['url'], body=requests.ConnectionError('unreachable'))
        return
    status, content = answer
    body = content if isinstance(content, str) else json.dumps(content)
    network.add(request['method'], request['url'], status=status, body=body)


def sent(network: responses.RequestsMock) -> list[dict[str, Any]]:
    """The requests after the one for a token, as they were recorded."""
    found = []
    for call in network.calls:
        request: Any = call.request
        if request.url.endswith('/access_token'):
            continue
        recorded = ('Authorization', 'Accept-Language', 'Content-Type')
        found.append(
            {
                'method': request.method,
                'url': request.url,
                'timeout': request.req_kwargs['timeout'],
                'headers': {name: request.headers[name] for name in recorded if name in request.headers},
                'json': json.loads(request.body) if request.body else None,
            }
        )
    return found


@pytest.mark.parametrize('case', TRAFFIC, ids=[case['title'] for case in TRAFFIC])
def test_recorded_traffic(case: dict[str, Any], provider: DemoProvider, network: responses.RequestsMock) -> None:
    expected = [deviations(request) for request in case['requests']]
    for request in expected:
        answer_with(network, request, case['answer'])
    arguments = copy.deepcopy(case['args'])
    language = 'fr' if case['title'].endswith('[fr]') else 'en-us'
    outcome: dict[str, Any] = {}
    with travel('2024-02-29 23:30:05', tick=False), translation.override(language):
        try:
            outcome['returns'] = getattr(provider, case['call'])(*arguments, **case['kwargs'])
        except Exception as error:  # noqa: BLE001 - whatever is raised is compared
            outcome['raises'] = type(error).__name__
            outcome.update({name: getattr(error, name) for name in ('http_status', 'status') if hasattr(error, name)})
    if case['call'] == 'get_instructor_url':
        outcome.update(signed_claims(outcome))
    assert sent(network) == expected
    assert outcome == {key: case[key] for key in OUTCOME_KEYS if key in case}
    assert arguments == case.get('argument_changed_to', case['args'])


OUTCOME_KEYS = ('returns', 'raises', 'http_status', 'status', 'claims', 'jwt_header')


def signed_claims(outcome: dict[str, Any]) -> dict[str, Any]:
    """Take a dashboard link apart, as it was recorded."""
    url, token = outcome['returns'].split('?jwt=')
    claims = jwt.decode(token, SECRET, algorithms=['HS256'], options={'verify_exp': False})
    claims['jti'] = f'<{len(claims["jti"])} hex digits>'
    return {'returns': f'{url}?jwt=<token>', 'claims': claims, 'jwt_header': jwt.get_unverified_header(token)}


def test_token_is_asked_for_with_client_credentials(provider: DemoProvider, network: responses.RequestsMock) -> None:
    network.get(f'{BASE_URL}/api/v1/config/', json={})
    provider.get_proctoring_config()
    recorded = next(case['token_request'] for case in TRAFFIC if 'token_request' in case)
    asked = [call.request for call in network.calls if call.request.url == recorded['token_request']]
    assert [request.body for request in asked] == [recorded['body']]


def test_a_plugin_may_move_the_token_endpoint(network: responses.RequestsMock) -> None:
    provider = DemoProvider(client_id='client-id', client_secret=SECRET)
    provider.session.oauth_uri = '/edx/oauth2/access_token'  # type: ignore[attr-defined]
    network.post(f'{BASE_URL}/edx/oauth2/access_token', json={'access_token': 'MOVED', 'expires_in': 3600})
    network.get(f'{BASE_URL}/api/v1/config/', json={})
    provider.get_proctoring_config()
    assert network.calls[-1].request.headers['Authorization'] == 'JWT MOVED'


@pytest.mark.parametrize('timeout', [5, (1, 20)], ids=['one number', 'connect and read'])
def test_the_timeout_option_limits_every_call(network: responses.RequestsMock, timeout: Any) -> None:
    provider = DemoProvider(client_id='client-id', client_secret=SECRET, timeout=timeout)
    network.get(f'{BASE_URL}/api/v1/config/', json={})
    network.patch(f'{BASE_URL}/api/v1/exam/e/attempt/a/', json={})
    provider.get_proctoring_config()
    provider.stop_exam_attempt('e', 'a')
    assert [request['timeout'] for request in sent(network)] == [timeout, timeout]


def test_an_option_names_the_service(network: responses.RequestsMock) -> None:
    provider = BaseRestProctoringProvider(client_id='i', client_secret=SECRET, base_url='https://other.example.com')
    assert provider.exam_url == 'https://other.example.com/api/v1/exam/{exam_id}/'


def test_a_service_without_url_is_refused_at_once() -> None:
    with pytest.raises(ImproperlyConfigured, match='base_url'):
        BaseRestProctoringProvider(client_id='client-id', client_secret=SECRET)


def test_default_rules_fill_the_gap_only(network: responses.RequestsMock) -> None:
    provider = DemoProvider(client_id='client-id', client_secret=SECRET, default_rules={'allow_notes': True})
    network.post(f'{BASE_URL}/api/v1/exam/', json={'id': 12})
    assert provider.on_exam_saved({'id': 7, 'external_id': None}) == '12'
    provider.on_exam_saved({'id': 7, 'external_id': None, 'rules': {}})
    assert [request['json'].get('rules') for request in sent(network)] == [{'allow_notes': True}, {}]


def test_instructions_of_the_plugin_come_first(network: responses.RequestsMock) -> None:
    class Instructing(DemoProvider):
        @property
        def proctoring_instructions(self) -> list[str]:
            return ['Close the door']

    network.get(f'{BASE_URL}/api/v1/exam/e/attempt/a/', json={'instructions': ['Sit down'], 'status': 'created'})
    provider = Instructing(client_id='client-id', client_secret=SECRET)
    answer = provider.get_attempt({'external_id': 'a', 'proctored_exam': {'external_id': 'e'}})
    assert answer == {'instructions': ['Close the door'], 'status': 'created'}


@pytest.mark.parametrize(
    'answer',
    [[], 'text', None, 5, {}, {'id': None}, {'id': ''}, {'id': ['a']}, {'id': {}}, {'id': True}, {'id': 1.5}],
    ids=repr,
)
def test_an_answer_without_a_usable_id(provider: DemoProvider, network: responses.RequestsMock, answer: Any) -> None:
    network.post(f'{BASE_URL}/api/v1/exam/e/attempt/', body=json.dumps(answer))
    with pytest.raises(BackendProviderSentNoAttemptID):
        provider.register_exam_attempt({'external_id': 'e'}, {'attempt_code': 'CODE'})
    network.post(f'{BASE_URL}/api/v1/exam/', body=json.dumps(answer))
    assert provider.on_exam_saved({'id': 7, 'external_id': None}) is None


def test_a_slow_service_ends_in_an_exception(provider: DemoProvider, network: responses.RequestsMock) -> None:
    network.post(f'{BASE_URL}/api/v1/exam/e/attempt/', body=requests.Timeout('slow'))
    with pytest.raises(requests.Timeout):
        provider.register_exam_attempt({'external_id': 'e'}, {'attempt_code': 'CODE'})


@pytest.mark.deviation('R30')
@pytest.mark.parametrize(
    ('site', 'user', 'header'),
    [('en-us', 'fr', 'fr, en-us;q=0.5'), ('en-us', 'en-us', 'en-us'), ('fr', 'en', 'en, fr;q=0.5'), ('fr', None, 'fr')],
)
def test_a_service_is_asked_in_the_learners_language_then_in_the_sites(
    provider: DemoProvider,
    network: responses.RequestsMock,
    settings: Settings,
    site: str,
    user: str | None,
    header: str,
) -> None:
    settings.LANGUAGE_CODE = site
    network.get(f'{BASE_URL}/api/v1/config/', json={})
    with translation.override(user):
        provider.get_proctoring_config()
    (request,) = sent(network)
    assert request['headers']['Accept-Language'] == header


@pytest.mark.deviation('R34')
def test_an_exam_is_asked_for_by_the_id_that_the_service_gave_it(
    provider: DemoProvider, network: responses.RequestsMock
) -> None:
    network.get(f'{BASE_URL}/api/v1/exam/ps-exam/', json={'id': 'ps-exam', 'rules': {}})
    assert provider.get_exam({'id': 7, 'external_id': 'ps-exam'}) == {'id': 'ps-exam', 'rules': {}}
    (request,) = sent(network)
    assert request['url'] == f'{BASE_URL}/api/v1/exam/ps-exam/'


# -- the worker --------------------------------------------------------------------------------------------------


@pytest.fixture
def bundles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The statistics file of a host that has built a worker for the package of ``DemoProvider``, and one on a CDN."""
    stats = tmp_path / 'stats.json'
    package = DemoProvider.__module__.split('.', 1)[0]
    chunks = {package: ['local.js'], 'on-a-cdn': ['remote.js'], 'without-chunks': []}
    assets = {
        'local.js': {'name': 'local.js', 'publicPath': '/static/bundles/local.js'},
        'remote.js': {'name': 'remote.js', 'publicPath': 'https://cdn.example.com/remote.js'},
    }
    stats.write_text(json.dumps({'status': 'done', 'chunks': chunks, 'assets': assets}), encoding='utf-8')
    workers = {**webpack_config['WORKERS'], 'STATS_FILE': str(stats), 'CACHE': False}
    monkeypatch.setitem(webpack_config, 'WORKERS', workers)
    return stats


@pytest.fixture(autouse=True)
def fresh_webpack_loader() -> Iterator[None]:
    """webpack_loader keeps a loader forever."""
    get_loader.cache_clear()
    yield
    get_loader.cache_clear()


@pytest.mark.deviation('R38')
@pytest.mark.parametrize(
    ('npm_module', 'url'),
    [
        (None, 'https://lms.example.com/static/bundles/local.js'),
        ('on-a-cdn', 'https://cdn.example.com/remote.js'),
        ('without-chunks', ''),
        ('not-built', ''),
    ],
    ids=['package of the class', 'on a CDN', 'without chunks', 'not built'],
)
@pytest.mark.usefixtures('bundles')
def test_worker_url(npm_module: str | None, url: str) -> None:
    options = {'npm_module': npm_module} if npm_module else {}
    assert DemoProvider(client_id='client-id', client_secret=SECRET, **options).get_javascript() == url


@pytest.mark.deviation('R38')
def test_a_missing_statistics_file_is_no_worker(provider: DemoProvider, bundles: Path) -> None:
    bundles.unlink()
    assert provider.get_javascript() == ''


@pytest.mark.deviation('R38')
def test_a_host_without_worker_bundles_is_no_worker(monkeypatch: pytest.MonkeyPatch, provider: DemoProvider) -> None:
    monkeypatch.delitem(webpack_config, 'WORKERS')
    assert provider.get_javascript() == ''


def test_without_root_url_a_path_stays_a_path(settings: Settings, provider: DemoProvider, bundles: Path) -> None:
    del settings.LMS_ROOT_URL
    assert provider.get_javascript() == '/static/bundles/local.js'


# -- a host without the extra ------------------------------------------------------------------------------------

WITHOUT_EXTRA = """
import sys
sys.modules['edx_rest_api_client'] = None
import django
from django.conf import settings
settings.configure(SITE_NAME='s', PLATFORM_NAME='p', DEFAULT_FROM_EMAIL='f@example.com')
from edx_proctoring.backends.http import idempotency
from edx_proctoring.backends.rest import BaseRestProctoringProvider
try:
    BaseRestProctoringProvider(base_url='https://ps.example.com')
except django.core.exceptions.ImproperlyConfigured as error:
    sys.stdout.write(str(error))
"""


def test_without_the_extra_the_module_is_there_and_the_constructor_names_it() -> None:
    finished = subprocess.run([sys.executable, '-c', WITHOUT_EXTRA], capture_output=True, text=True, check=True)
    assert 'edx-proctoring[openedx]' in finished.stdout
