"""The resource of servers for Safe Exam Browser: the keys of a course, for staff of the site."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from edx_proctoring.lms import bearer_tokens
from edx_proctoring.models import EntryRules
from edx_proctoring.seb_server.apps import SebServerConfig
from tests.factories import COURSE_ID, ExamFactory
from tests.views.seb_scene import link, logged_in, rules, seb_for, verdict_on, verify

pytestmark = [pytest.mark.django_db, pytest.mark.urls('tests.views.urls_with_seb_server')]
PATH = f'/seb-openedx/api/v1/course/{COURSE_ID}/configuration/'
ONE, TWO = 'ab' * 32, 'cd' * 32
SENT = {
    'CONFIG_KEYS': [ONE],
    'BROWSER_KEYS': [TWO.upper()],
    'WHITELIST_PATHS': ['about'],
    'BLACKLIST_CHAPTERS': [],
    'PERMISSION_COMPONENTS': ['AlwaysAllowStaff', 'CheckSEBHashConfigKey', 'CheckSEBHashBrowserExamKey'],
    'USER_BANNING_ENABLED': False,
}
KEPT = {**SENT, 'BROWSER_KEYS': [TWO], 'WHITELIST_PATHS': []}


@pytest.fixture
def server(staff: User) -> Client:
    return logged_in(staff)


def send(client: Client, method: str, body: Any = SENT) -> Any:
    return getattr(client, method)(PATH, body, content_type='application/json')


def test_for_staff_of_the_site_only(learner: User, course_staff: User) -> None:
    rules()
    for client in (Client(), logged_in(learner), logged_in(course_staff)):
        assert client.get('/seb-openedx/seb-info').status_code == 403
        for method in ('get', 'put', 'post', 'patch', 'delete'):
            assert send(client, method).status_code == 403
    assert EntryRules.objects.get().seb_config_keys == []


def test_the_way_of_a_server(server: Client) -> None:
    assert server.get('/seb-openedx/seb-info').status_code == 200
    one, other = rules(), rules()
    plain = ExamFactory(timed=True)
    assert server.get(PATH).status_code == 404
    assert send(server, 'patch').status_code == 404
    for _ in range(2):
        answer = send(server, 'put')
        assert (answer.status_code, answer.json()) == (200, KEPT)
    assert server.get(PATH).json() == KEPT
    assert {tuple(each.seb_config_keys) for each in EntryRules.objects.all()} == {(ONE,)}
    assert send(server, 'post').status_code == 422
    assert send(server, 'patch', {'BROWSER_KEYS': []}).json()['BROWSER_KEYS'] == []
    assert server.get(PATH).json()['PERMISSION_COMPONENTS'] == ['AlwaysAllowStaff', 'CheckSEBHashConfigKey']
    for _ in range(2):
        assert server.delete(PATH).status_code == 204
    assert server.get(PATH).status_code == 404
    assert send(server, 'post').status_code == 201
    assert EntryRules.objects.filter(exam_id__in=[one.exam_id, other.exam_id]).count() == 2
    assert not EntryRules.objects.filter(exam_id=plain.id).exists()


def test_a_course_without_such_an_exam(server: Client) -> None:
    ExamFactory(timed=True)
    assert send(server, 'put').status_code == 404
    assert server.delete(PATH).status_code == 204


@pytest.mark.parametrize(
    'body',
    [
        {},
        [],
        {'CONFIG_KEYS': []},
        {'CONFIG_KEYS': 'ab' * 32},
        {'CONFIG_KEYS': ['short']},
        {'CONFIG_KEYS': [5]},
        {'CONFIG_KEYS': [None]},
        {'CONFIG_KEYS': [f'{ONE} {TWO}x']},
        {**SENT, 'PERMISSION_COMPONENTS': ['AlwaysGrantAccess']},
        {**SENT, 'WHITELIST_PATHS': {'a': 1}},
        {**SENT, 'BLACKLIST_CHAPTERS': ['\x00']},
    ],
)
def test_bodies_that_are_none(server: Client, body: Any) -> None:
    rules()
    answer = send(server, 'put', body)
    assert answer.status_code == 400
    assert answer.json()['detail']
    assert EntryRules.objects.get().seb_config_keys == []


def test_its_keys_take_the_place_of_our_configuration(server: Client, learner: User) -> None:
    exam, browser = rules().exam, logged_in(learner)
    seb = seb_for(browser, exam, 'ios-3.6')
    send(server, 'put', {'CONFIG_KEYS': [ONE]})
    assert link(browser, exam).status_code == 409
    assert verdict_on(verify(browser, exam, seb)) == 'wrong_config_key'
    send(server, 'put', {'CONFIG_KEYS': [seb.config_key]})
    assert verdict_on(verify(browser, exam, seb)) == 'ok'


def test_a_platform_finds_the_addresses() -> None:
    urls = SebServerConfig.plugin_app['url_config']['lms.djangoapp']
    found = importlib.import_module(f'{SebServerConfig.name}.{urls["relative_path"]}')
    assert found.app_name == urls['namespace']
    assert len(found.urlpatterns) == 2


def test_bearer_tokens_are_those_of_the_platform(monkeypatch: pytest.MonkeyPatch) -> None:
    assert bearer_tokens.authentication_classes() == ()
    module: Any = ModuleType(bearer_tokens.PLATFORM_MODULE)
    module.BearerAuthentication = SimpleNamespace()
    parts = bearer_tokens.PLATFORM_MODULE.split('.')
    for count in range(1, len(parts)):
        monkeypatch.setitem(sys.modules, '.'.join(parts[:count]), ModuleType('x'))
    monkeypatch.setitem(sys.modules, bearer_tokens.PLATFORM_MODULE, module)
    assert bearer_tokens.authentication_classes() == (module.BearerAuthentication,)


def test_the_plugin_machinery_of_the_platform_includes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    plugin_urls = pytest.importorskip('edx_django_utils.plugins.plugin_urls')
    monkeypatch.setattr(plugin_urls.registry, 'get_plugin_app_configs', lambda project_type: [SebServerConfig])
    (included,) = plugin_urls.get_plugin_url_patterns('lms.djangoapp')
    resolved = included.resolve(PATH.removeprefix('/'))
    assert resolved is not None
    assert resolved.kwargs == {'course_id': COURSE_ID}
