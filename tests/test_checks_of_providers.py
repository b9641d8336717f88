"""What providers find wrong with their own options: for the SoftwareSecure kind, its keys."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core.checks import CheckMessage, run_checks
from pytest_django import Settings

from edx_proctoring import checks
from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider

OPTIONS: dict[str, Any] = django_settings.RPNOW_OPTIONS


def found() -> list[CheckMessage]:
    """What the app says."""
    messages = run_checks(app_configs=[apps.get_app_config('edx_proctoring')])
    return [each for each in messages if str(each.id).startswith('edx_proctoring.')]


@pytest.mark.parametrize(
    ('options', 'number', 'pasted'),
    [
        ({'crypto_key': 'too short'}, 'W110', "'crypto_key': "),
        ({'crypto_key': '1234567812345678'}, 'W110', "'crypto_key': "),
        ({'video_review_aes_key': 'no hex'}, 'W111', "'video_review_aes_key': "),
        ({'video_review_aes_key': 'ABCD'}, 'W111', "'video_review_aes_key': "),
        ({'video_review_aes_key': ['B886E02F19C77EC734B1B132BEECD91E', 'ABCD']}, 'W111', "'video_review_aes_key': "),
        ({'video_review_aes_key': 'B886E02F19C77EC734B1B132BEECD91E'}, None, ''),
        ({'video_review_aes_key': ['B886E02F19C77EC734B1B132BEECD91E'] * 2}, None, ''),
    ],
    ids=['short key', 'degenerate key', 'no hex', 'short hex', 'second short', 'sound', 'two'],
)
def test_keys_of_software_secure(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], number: str | None, pasted: str
) -> None:
    settings.PROCTORING_SETTINGS = {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'rpnow4', 'rpnow4': {}}
    provider = SoftwareSecureBackendProvider(**{**OPTIONS, **options})
    monkeypatch.setattr(apps.get_app_config('edx_proctoring'), 'backends', {'rpnow4': provider})
    messages = found()
    if number is None:
        assert messages == []
    else:
        assert [each.id for each in messages] == [f'edx_proctoring.{number}']
        assert pasted in str(messages[0].hint)
        assert not any(
            key in f'{messages[0].msg}{messages[0].hint}' for key in options.values() if isinstance(key, str)
        )


def find_token_messages() -> list[str]:
    """What is said of the keys that JWTs are verified with."""
    return [message.msg for message in checks.check_tokens() if message.id == 'edx_proctoring.W178']


def test_tokens_that_are_verified_with_public_keys_pass() -> None:
    assert find_token_messages() == []


@pytest.mark.parametrize(
    ('changes', 'told'),
    [
        ({'JWT_PUBLIC_SIGNING_JWK_SET': None}, 'is not set'),
        ({'JWT_PUBLIC_SIGNING_JWK_SET': ''}, 'is not set'),
        ({'JWT_PUBLIC_SIGNING_JWK_SET': '{"keys": []}'}, 'cannot be read'),
        ({'JWT_PUBLIC_SIGNING_JWK_SET': 'no JSON'}, 'cannot be read'),
        ({'JWT_PUBLIC_SIGNING_JWK_SET': '{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}'}, 'signs as well'),
        ({'JWT_ISSUERS': [{'ISSUER': 'https://lms.example.com/oauth2'}]}, 'cannot be read'),
    ],
    ids=str,
)
def test_tokens_that_are_not(settings: Settings, changes: dict[str, Any], told: str) -> None:
    pytest.importorskip('edx_rest_framework_extensions')
    settings.JWT_AUTH = {**settings.JWT_AUTH, **changes}
    (message,) = find_token_messages()
    assert told in message
    assert 'c2VjcmV0' not in message
    assert any(each.id == 'edx_proctoring.E100' and 'W178' in each.msg for each in checks.check_deployment())


def test_a_site_without_tokens_need_not_verify_any(settings: Settings) -> None:
    del settings.JWT_AUTH
    assert find_token_messages() == []


def test_a_provider_that_cannot_check_its_options_stops_no_command(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class Failing(NullBackendProvider):
        def check_options(self, name: str) -> list[CheckMessage]:
            raise OSError(name)

    settings.PROCTORING_SETTINGS = {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {}}
    monkeypatch.setattr(apps.get_app_config('edx_proctoring'), 'backends', {'acme': Failing()})
    assert found() == []
    assert 'The options of the proctoring provider acme could not be checked' in caplog.text
