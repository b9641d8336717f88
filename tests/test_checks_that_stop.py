"""What ``manage.py check`` may stop: nothing but a process that could serve no exam."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.checks import ERROR
from django.core.management import call_command
from pytest_django import Settings

from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.checks import NUMBERS
from edx_proctoring.conf import SETTINGS
from tests.test_checks import found


@pytest.fixture(autouse=True)
def sound_site(settings: Settings) -> Iterator[None]:
    """A site about whose settings there is nothing to say; its providers come back after the test."""
    settings.PROCTORING_SETTINGS = {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}}
    config: Any = apps.get_app_config('edx_proctoring')
    before = config.backends, config.backend_failures, config.backend_classes
    config.backends, config.backend_failures = {'null': NullBackendProvider()}, {}
    yield
    config.backends, config.backend_failures, config.backend_classes = before


def test_studio_shows_no_exams_and_needs_no_settings_of_their_pages(settings: Settings) -> None:
    settings.ROOT_URLCONF = 'tests.contract.studio_urls'
    del settings.LEARNING_MICROFRONTEND_URL
    assert found() == {}


def test_what_does_not_work_is_an_error_of_a_deployment(settings: Settings) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {'timeout': 0}, 'null': {}}
    assert {each.split('.')[1] for each in found()} == {'W105', 'W113'}
    error = found(deploy=True)['edx_proctoring.E100']
    assert error.level == ERROR
    assert 'W105, W113' in error.msg
    settings.SILENCED_SYSTEM_CHECKS = ['edx_proctoring.W105', 'edx_proctoring.W113']
    assert 'edx_proctoring.E100' not in found(deploy=True)


def test_only_what_stops_every_exam_is_an_error() -> None:
    numbers = {*NUMBERS, *(each.check for each in SETTINGS if '.' not in each.check)}
    assert {each for each in numbers if each.startswith('E')} == {'E001', 'E024', 'E100'}


@pytest.mark.parametrize(
    ('name', 'value'),
    [
        ('PROCTORING_SETTINGS', 'text'),
        ('PROCTORING_BACKENDS', ['null']),
        ('PROCTORING_BACKENDS', {'DEFAULT': 'proctortrack', 'proctortrack': {'base_url': '', 'client_id': 5}}),
        ('PROCTORING_BACKENDS', {'DEFAULT': 'gone', 'software_secure': {'crypto_key': 'x'}, 'null': None}),
        ('PROCTORING_BACKENDS', {'DEFAULT': 'null', 'null': {}, None: {}, 'lti_external': {}, 5: {}}),
        ('PROCTORING_BACKENDS', {'DEFAULT': ['null'], 'null': {}}),
        ('PROCTORING_BACKENDS', {'DEFAULT': {'null': {}}, 'null': {}}),
        ('PROCTORING_SETTINGS', {'low_threshold_pct': '20%', 'REVIEW_CALLBACK_NETWORKS': '203.0.113.0/24'}),
        ('PROCTORING_SETTINGS', {'PROVIDER_NETWORKS': ['nowhere'], 'REDIRECT_HOSTS': '.example.com'}),
        ('PROCTORING_USER_OBFUSCATION_KEY', 'schlüssel'),
        ('LEARNING_MICROFRONTEND_URL', 'https://apps.example.com/learning/'),
    ],
)
def test_no_command_of_the_host_stops_for_one_provider_or_option(settings: Settings, name: str, value: Any) -> None:
    setattr(settings, name, value)
    call_command('check')  # raises SystemCheckError for an error
    config: Any = apps.get_app_config('edx_proctoring')
    config.ready()
    assert found()
