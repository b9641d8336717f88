"""What ``manage.py check`` finds wrong with settings."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.core.checks import CheckMessage, run_checks
from pytest_django import Settings

from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider

RPNOW_OPTIONS = {
    'organization': 'org',
    'exam_sponsor': 'sponsor',
    'exam_register_endpoint': 'https://rpnow.example.com/register',
    'secret_key_id': 'key-id',
    'secret_key': 'secret',
    'crypto_key': '123456789123456712345678',
    'software_download_url': 'https://rpnow.example.com/download',
}


@pytest.fixture(autouse=True)
def sound_site(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A site about whose settings there is nothing to say; the app config, to break it."""
    settings.PROCTORING_SETTINGS = {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}}
    config: Any = apps.get_app_config('edx_proctoring')
    monkeypatch.setattr(config, 'backends', {'null': NullBackendProvider()})
    monkeypatch.setattr(config, 'backend_failures', {})
    return config


def found(*, deploy: bool = False) -> dict[str, CheckMessage]:
    """The messages of this app by number."""
    messages = run_checks(app_configs=[apps.get_app_config('edx_proctoring')], include_deployment_checks=deploy)
    return {str(message.id): message for message in messages if str(message.id).startswith('edx_proctoring.')}


def only_message(*, deploy: bool = False) -> tuple[str, str, str]:
    """Number, text and hint of the one thing that is wrong."""
    ((number, message),) = found(deploy=deploy).items()
    return number.removeprefix('edx_proctoring.'), message.msg, message.hint or ''


def test_a_sound_site_passes() -> None:
    assert found(deploy=True) == {}


@pytest.mark.parametrize('name', ['PLATFORM_NAME', 'SITE_NAME', 'COURSE_ID_PATTERN'])
def test_required_settings_are_missed(settings: Settings, name: str) -> None:
    delattr(settings, name)
    number, text, hint = only_message()
    assert number == 'E001'
    assert name in text
    assert f"{name} = '" in hint


@pytest.mark.parametrize('name', ['CONTACT_EMAIL', 'TECH_SUPPORT_EMAIL', 'LEARNING_MICROFRONTEND_URL'])
def test_settings_of_pages_are_missed_softly(settings: Settings, name: str) -> None:
    delattr(settings, name)
    number, text, _ = only_message()
    assert number == 'W001'
    assert name in text


def test_a_service_needs_the_obfuscation_key(settings: Settings, sound_site: Any) -> None:
    del settings.PROCTORING_USER_OBFUSCATION_KEY
    assert found() == {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}, 'acme': {}}
    sound_site.backends['acme'] = NullBackendProvider()
    number, _, hint = only_message()
    assert number == 'E002'
    assert 'PROCTORING_USER_OBFUSCATION_KEY = ' in hint


@pytest.mark.parametrize('backends', [None, {}], ids=['no setting', 'empty'])
def test_no_provider_at_all(settings: Settings, backends: dict[str, Any] | None) -> None:
    settings.PROCTORING_BACKENDS = backends
    number, _, hint = only_message()
    assert number == 'W002'
    assert "PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}}" in hint


def test_no_default(settings: Settings) -> None:
    settings.PROCTORING_BACKENDS = {'null': {}}
    number, _, hint = only_message()
    assert number == 'E003'
    assert "'DEFAULT': " in hint


def test_a_default_without_options(settings: Settings) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'null': {}}
    number, text, hint = only_message()
    assert number == 'E004'
    assert "'acme'" in text
    assert "'acme': {}" in hint


def test_a_default_that_is_not_installed(settings: Settings) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {}, 'null': {}}
    number, text, hint = only_message()
    assert number == 'E005'
    assert 'no installed package' in text
    assert 'openedx.proctoring' in hint


def test_a_default_that_failed(settings: Settings, sound_site: Any) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {}, 'null': {}}
    sound_site.backend_failures['acme'] = "PROCTORING_BACKENDS['acme'] lacks secret_key."
    number, text, hint = only_message()
    assert number == 'E005'
    assert 'lacks secret_key' in text
    assert "'acme': {" in hint


def test_another_provider_that_failed_is_a_warning(settings: Settings, sound_site: Any) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}, 'acme': {}}
    sound_site.backend_failures['acme'] = "PROCTORING_BACKENDS['acme'] lacks secret_key."
    number, text, _ = only_message()
    assert number == 'W003'
    assert "'acme'" in text
    assert 'lacks secret_key' in text


@pytest.mark.parametrize(
    ('values', 'number', 'pasted'),
    [
        ({'DELIVERY': 'pigeon'}, 'E006', "'DELIVERY' to 'inline'"),
        ({'VIDEO_LINK_CIPHER': 'rot13'}, 'E006', "'VIDEO_LINK_CIPHER' to 'cbc'"),
        ({'low_threshold_pct': 0.05, 'critically_low_threshold_pct': 0.2}, 'E008', "'low_threshold_pct': 0.2"),
        ({'low_threshold_pct': 20}, 'E008', "'low_threshold_pct': 0.2"),
        ({'critically_low_threshold_pct': -1}, 'E008', "'critically_low_threshold_pct': 0.05"),
        ({'low_threshold_pct': 'many'}, 'E008', "'low_threshold_pct': 0.2"),
        ({'REVIEW_CALLBACK_NETWORKS': ['psi.example.com']}, 'E009', "'203.0.113.0/24'"),
    ],
)
def test_contradictions(settings: Settings, values: dict[str, Any], number: str, pasted: str) -> None:
    settings.PROCTORING_SETTINGS = values
    assert only_message()[0] == number
    assert pasted in only_message()[2]


@pytest.mark.parametrize(
    'values', [{'DELIVERY': 'celery'}, {'REVIEW_CALLBACK_NETWORKS': ['203.0.113.0/24', '2001:db8::/32', '203.0.113.7']}]
)
def test_sound_values(settings: Settings, values: dict[str, Any]) -> None:
    settings.PROCTORING_SETTINGS = values
    assert found() == {}


@pytest.mark.parametrize(
    ('options', 'number', 'pasted'),
    [
        ({'crypto_key': 'too short'}, 'E010', "'crypto_key': "),
        ({'crypto_key': '1234567812345678'}, 'E010', "'crypto_key': "),
        ({'video_review_aes_key': 'no hex'}, 'E011', "'video_review_aes_key': "),
        ({'video_review_aes_key': 'ABCD'}, 'E011', "'video_review_aes_key': "),
        ({'video_review_aes_key': 'B886E02F19C77EC734B1B132BEECD91E'}, None, ''),
    ],
    ids=['short key', 'degenerate key', 'no hex', 'short hex', 'sound'],
)
def test_keys_of_software_secure(
    settings: Settings, sound_site: Any, options: dict[str, Any], number: str | None, pasted: str
) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'null', 'null': {}, 'rpnow4': {}}
    sound_site.backends['rpnow4'] = SoftwareSecureBackendProvider(**{**RPNOW_OPTIONS, **options})
    if number is None:
        assert found() == {}
    else:
        assert only_message()[0] == number
        assert pasted in only_message()[2]


def test_simulated_callbacks_are_not_for_production(settings: Settings) -> None:
    settings.PROCTORING_SETTINGS = {'ALLOW_CALLBACK_SIMULATION': True}
    assert found() == {}
    assert only_message(deploy=True)[0] == 'W005'


def test_the_mock_provider_is_not_for_production(settings: Settings, sound_site: Any) -> None:
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'mock', 'mock': {}}
    sound_site.backends['mock'] = NullBackendProvider()
    assert found() == {}
    assert only_message(deploy=True)[0] == 'W006'
