"""How entry points and settings become providers, and how these are found."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from edx_proctoring.api import does_backend_support_onboarding
from edx_proctoring.apps import BACKEND_CONFIGURATION_ALLOW_LIST
from edx_proctoring.backends import get_backend_provider, list_provider_failures, registry
from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.backends.registry import OWN_OPTIONS, describe, find_provider, get_provider, load_providers
from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.backends.tests.test_backend import TestBackendProvider
from edx_proctoring.conf.backend_options import BACKEND_OPTIONS, HOST_OPTIONS

OPTIONS: dict[str, Any] = django_settings.RPNOW_OPTIONS


class PickyProvider(TestBackendProvider):
    """Refuses its options."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        raise KeyError('tech_support_email')


class TrackerProvider(BaseRestProctoringProvider):
    """A provider of the REST kind with a worker."""

    verbose_name = 'Acme Tracker'
    npm_module = '@acme/tracker'


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """``installed(acme='package.module:Class')`` installs a distribution with these entry points."""

    def install(**classes: str) -> None:
        dist_info = tmp_path / 'acme_proctoring-1.0.dist-info'
        dist_info.mkdir()
        lines = [f'{name} = {path}' for name, path in classes.items()]
        (dist_info / 'METADATA').write_text('Metadata-Version: 2.1\nName: acme-proctoring\nVersion: 1.0\n')
        (dist_info / 'entry_points.txt').write_text('\n'.join(['[openedx.proctoring]', *lines]))
        monkeypatch.syspath_prepend(str(tmp_path))

    return install


HOST_TEST = 'edx_proctoring.backends.tests.test_backend:TestBackendProvider'
RPNOW = 'edx_proctoring.backends.software_secure:SoftwareSecureBackendProvider'


def test_configured_entry_points_become_providers(installed: Callable[..., None], settings: Settings) -> None:
    installed(acme=HOST_TEST, other=HOST_TEST, acme_rpnow=RPNOW)
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {}, 'acme_rpnow': OPTIONS, 'not_installed': {}}
    providers, failures, _classes = load_providers()
    assert {name: type(provider) for name, provider in providers.items()} == {
        'acme': TestBackendProvider,
        'acme_rpnow': SoftwareSecureBackendProvider,
    }
    assert failures == {}


def test_only_allowed_options_reach_a_provider(installed: Callable[..., None], settings: Settings) -> None:
    installed(acme=HOST_TEST)
    options = {'verbose_name': 'Acme', 'LINK_URLS': {}, 'allow_honor_mode': True}
    settings.PROCTORING_BACKENDS = {'acme': options}
    provider = load_providers().providers['acme']
    assert provider.verbose_name == 'Acme'
    assert not hasattr(provider, 'LINK_URLS')
    assert not hasattr(provider, 'allow_honor_mode')


@pytest.mark.deviation('R25')
@pytest.mark.parametrize(
    ('path', 'options', 'reason'),
    [
        (RPNOW, {key: value for key, value in OPTIONS.items() if key != 'secret_key'}, 'secret_key'),
        (RPNOW, {}, 'organization, exam_sponsor'),
        (f'{__name__}:PickyProvider', {}, 'tech_support_email'),
        ('edx_proctoring.backends.null:Missing', {}, 'Missing'),
        ('not_there.at_all:Provider', {}, 'not_there'),
        (HOST_TEST, 'text', 'must be a dict'),
    ],
    ids=['one option missing', 'options missing', 'constructor raises', 'no class', 'no module', 'no dict'],
)
def test_a_provider_that_fails_is_named_and_left_out(
    installed: Callable[..., None],
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    path: str,
    options: Any,
    reason: str,
) -> None:
    installed(acme=path, good=HOST_TEST)
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'good', 'acme': options, 'good': {}}
    with caplog.at_level(logging.ERROR):
        providers, failures, _classes = load_providers()
    assert set(providers) == {'good'}
    assert set(failures) == {'acme'}
    assert reason in failures['acme']
    assert 'acme' in caplog.text
    assert reason in caplog.text
    assert 'secret' not in caplog.text.replace('secret_key', '')


@pytest.mark.parametrize('backends', [None, {}, {'DEFAULT': 'null'}], ids=['no setting', 'empty', 'only a default'])
def test_without_configuration_there_are_no_providers(settings: Settings, backends: dict[str, Any] | None) -> None:
    if backends is None:
        del settings.PROCTORING_BACKENDS
    else:
        settings.PROCTORING_BACKENDS = backends
    assert load_providers() == ({}, {}, {})


def test_a_provider_that_cannot_be_made_is_described_all_the_same(
    installed: Callable[..., None], settings: Settings, tmp_path: Path
) -> None:
    installed(tracker=f'{__name__}:TrackerProvider')
    package = tmp_path / 'node_modules' / '@acme' / 'tracker'
    package.mkdir(parents=True)
    (package / 'package.json').write_text('{"main": "index.js"}')
    settings.ENV_ROOT, settings.NODE_MODULES_ROOT = tmp_path, str(tmp_path / 'node_modules')
    # As a build of static assets starts Django.
    options = {'client_id': '', 'client_secret': '', 'base_url': ''}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'tracker', 'tracker': options}
    config: Any = apps.get_app_config('edx_proctoring')
    before = config.backends, config.backend_failures, config.backend_classes
    try:
        config.ready()
        assert set(config.backend_failures) == {'tracker'}
        assert list(json.loads((tmp_path / 'workers.json').read_text())) == ['@acme/tracker']
        assert list(config.get_backend_choices()) == [('tracker', 'Acme Tracker')]
        assert does_backend_support_onboarding('tracker')
        settings.PROCTORING_BACKENDS = {'tracker': {**options, 'supports_onboarding': False, 'verbose_name': 'Ours'}}
        assert not does_backend_support_onboarding('tracker')
        described = describe('tracker')
        assert described is not None
        assert described[:5] == ('Ours', '@acme/tracker', True, False, True)
        assert described[5:] == (False, False, True, False, True, False)
        assert describe('unknown') is describe(None) is None
    finally:
        config.backends, config.backend_failures, config.backend_classes = before


def test_a_site_may_let_options_of_its_own_through(
    installed: Callable[..., None], settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(acme=HOST_TEST)
    monkeypatch.setattr(registry, 'BACKEND_CONFIGURATION_ALLOW_LIST', [*BACKEND_CONFIGURATION_ALLOW_LIST, 'region'])
    settings.PROCTORING_BACKENDS = {'acme': {'region': 'eu'}}
    provider: Any = load_providers().providers['acme']
    assert provider.region == 'eu'


def test_numbers_and_slashes_of_yaml_files_do_no_harm(installed: Callable[..., None], settings: Settings) -> None:
    installed(tracker=f'{__name__}:TrackerProvider')
    options = {'client_id': 4711, 'client_secret': 12, 'base_url': 'https://acme.example.com/'}
    settings.PROCTORING_BACKENDS = {'tracker': options}
    provider: Any = load_providers().providers['tracker']
    assert (provider.client_id, provider.client_secret) == ('4711', '12')
    assert provider.create_exam_url == 'https://acme.example.com/api/v1/exam/'


# -- finding -----------------------------------------------------------------------------------------------------


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Any:
    """The app config with two providers; ``default`` is the default one."""
    config: Any = apps.get_app_config('edx_proctoring')
    monkeypatch.setattr(config, 'backends', {'default': TestBackendProvider(), 'null': NullBackendProvider()})
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'default'}
    return config


def test_providers_are_found_by_name(config: Any) -> None:
    assert find_provider('null') is config.backends['null']
    assert get_provider('null') is config.get_backend('null') is config.backends['null']
    assert get_provider() is config.get_backend() is config.backends['default']
    assert find_provider('unknown') is find_provider(None) is find_provider('') is None


def test_an_unknown_name_is_not_implemented(config: Any) -> None:
    with pytest.raises(NotImplementedError, match='unknown'):
        config.get_backend('unknown')


def test_a_missing_default_says_what_to_add(config: Any, settings: Settings) -> None:
    settings.PROCTORING_BACKENDS = {}
    with pytest.raises(ImproperlyConfigured, match="'DEFAULT'"):
        config.get_backend()


@pytest.mark.parametrize(
    ('exam', 'name', 'found'),
    [
        (None, None, 'default'),
        ({}, None, 'default'),
        (None, 'null', 'null'),
        ({'is_proctored': True, 'backend': 'null'}, None, 'null'),
        ({'is_proctored': True, 'backend': 'null'}, 'default', 'null'),
        ({'backend': 'null'}, None, 'null'),
        ({'is_proctored': True, 'backend': None}, None, 'default'),
        ({'is_proctored': True, 'backend': None}, 'null', 'null'),
    ],
)
def test_the_provider_of_an_exam(config: Any, exam: dict[str, Any] | None, name: str | None, found: str) -> None:
    assert get_backend_provider(exam, name) is config.backends[found]


def test_a_timed_exam_has_no_provider(config: Any) -> None:
    assert get_backend_provider({'is_proctored': False, 'backend': 'null'}) is None


def test_an_exam_dict_needs_a_backend(config: Any) -> None:
    with pytest.raises(KeyError):
        get_backend_provider({'is_proctored': True})


def test_choices_are_names_to_display(config: Any) -> None:
    config.backends['nameless'] = object()
    assert list(config.get_backend_choices()) == [
        ('default', 'Test Backend'),
        ('null', 'Null Backend'),
        ('nameless', 'Unknown'),
    ]


def test_failures_are_kept_for_the_checks(config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, 'backend_failures', {'acme': 'broken'})
    assert list_provider_failures() == {'acme': 'broken'}


def test_the_allow_list_is_sorted_and_complete() -> None:
    assert sorted(set(BACKEND_CONFIGURATION_ALLOW_LIST)) == BACKEND_CONFIGURATION_ALLOW_LIST
    assert set(OPTIONS) <= set(BACKEND_CONFIGURATION_ALLOW_LIST)


def test_the_options_are_those_that_reach_a_provider_and_those_of_the_host() -> None:
    assert set(BACKEND_OPTIONS) == {*BACKEND_CONFIGURATION_ALLOW_LIST, *OWN_OPTIONS, *HOST_OPTIONS}
