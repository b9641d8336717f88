"""What Django and a host read from the app config, and what happens when Django starts."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from pytest_django import Settings

from edx_proctoring.models import ProctoredExam
from edx_proctoring.runtime import get_runtime_service, set_runtime_service


@pytest.fixture
def config(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The app config; its providers come back after the test."""
    config: Any = apps.get_app_config('edx_proctoring')
    monkeypatch.setattr(config, 'backends', config.backends)
    monkeypatch.setattr(config, 'backend_failures', config.backend_failures)
    monkeypatch.setattr(config, 'backend_classes', config.backend_classes)
    return config


def test_keys_stay_as_wide_as_published(config: Any, settings: Settings) -> None:
    assert settings.DEFAULT_AUTO_FIELD == 'django.db.models.BigAutoField'
    assert config.default_auto_field == 'django.db.models.AutoField'
    assert ProctoredExam._meta.pk.get_internal_type() == 'AutoField'


@pytest.mark.parametrize('process', ['lms.djangoapp', 'cms.djangoapp'])
def test_the_host_finds_urls_and_settings_where_it_is_told(config: Any, process: str) -> None:
    urls = config.plugin_app['url_config'][process]
    assert (urls['namespace'], urls['regex']) == ('edx_proctoring', '^api/')
    assert importlib.import_module(f'edx_proctoring.{urls["relative_path"]}').urlpatterns
    for stage in ('common', 'production'):
        path = config.plugin_app['settings_config'][process][stage]['relative_path']
        assert callable(importlib.import_module(f'edx_proctoring.{path}').plugin_settings)


class Worker:
    """An entry point's class with a worker."""

    npm_module = 'acme-worker'


def test_starting_makes_providers_and_the_worker_configuration(
    config: Any, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dist_info = tmp_path / 'acme-1.0.dist-info'
    dist_info.mkdir()
    (dist_info / 'METADATA').write_text('Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n')
    (dist_info / 'entry_points.txt').write_text(f'[openedx.proctoring]\nacme = {__name__}:Worker')
    monkeypatch.syspath_prepend(str(tmp_path))
    package = tmp_path / 'node_modules' / 'acme-worker'
    package.mkdir(parents=True)
    (package / 'package.json').write_text('{"main": "index.js"}')
    settings.ENV_ROOT = tmp_path
    settings.NODE_MODULES_ROOT = str(package.parent)
    settings.PROCTORING_BACKENDS = {'acme': {}}
    config.ready()
    assert isinstance(config.backends['acme'], Worker)
    assert list(json.loads((tmp_path / 'workers.json').read_text())) == ['acme-worker']


@pytest.mark.deviation('R26')
def test_starting_needs_no_settings(config: Any, settings: Settings) -> None:
    del settings.ENV_ROOT
    del settings.PROCTORING_BACKENDS
    config.ready()
    assert config.backends == {}


def test_the_last_service_of_a_name_wins() -> None:
    set_runtime_service('a_service', first := object())
    assert get_runtime_service('a_service') is first
    set_runtime_service('a_service', None)
    assert get_runtime_service('a_service') is None
    assert get_runtime_service('never_offered') is None
