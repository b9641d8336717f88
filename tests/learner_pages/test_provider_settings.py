"""What clients are told about providers."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import override_settings

from edx_proctoring.exceptions import BackendProviderNotConfigured, ProviderUnavailableException
from edx_proctoring.learner_pages.provider_settings import integration_specific_email, provider_settings
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.learner_pages.conftest import MakeExam


def test_a_timed_exam_has_no_provider(make_exam: MakeExam) -> None:
    settings = provider_settings(make_exam('timed', backend='unheard-of'))

    assert settings == {
        'platform_name': 'Test University',
        'contact_us': 'contact@lms.example.com',
        'link_urls': {
            'contact_us': 'https://links.example.com/contact-us',
            'faq': 'https://links.example.com/faq',
            'online_proctoring_rules': 'https://links.example.com/rules',
            'tech_requirements': 'https://links.example.com/requirements',
        },
        'exam_proctoring_backend': {},
    }


def test_a_proctored_exam_has_its_providers_settings(
    make_exam: MakeExam, provider: RecordingProvider, host: Host
) -> None:
    provider.answers['get_proctoring_config'] = {'instructions': ['Go']}
    host.instructor.escalation_email = 'escalation@example.com'

    settings: Any = provider_settings(make_exam())

    assert {name: settings[name] for name in list(settings)[3:]} == {
        'exam_proctoring_backend': {'instructions': ['Go']},
        'provider_tech_support_email': 'help@provider.example.com',
        'provider_tech_support_phone': '+1-555-0101',
        'provider_name': 'Recording Provider',
        'learner_notification_from_email': 'no-reply@provider.example.com',
        'integration_specific_email': 'contact@lms.example.com',
        'proctoring_escalation_email': 'escalation@example.com',
    }


@override_settings(PROCTORING_SETTINGS={})
def test_links_may_be_missing(make_exam: MakeExam) -> None:
    assert provider_settings(make_exam('timed'))['link_urls'] is None


def test_an_unconfigured_provider(make_exam: MakeExam) -> None:
    with pytest.raises(BackendProviderNotConfigured):
        provider_settings(make_exam(backend='unheard-of'))


def test_a_provider_that_does_not_answer(make_exam: MakeExam, provider: RecordingProvider) -> None:
    provider.failures['get_proctoring_config'] = ConnectionError()

    with pytest.raises(ProviderUnavailableException):
        provider_settings(make_exam())


def test_a_provider_may_have_a_contact_for_this_integration() -> None:
    assert integration_specific_email(None) == 'contact@lms.example.com'
    assert integration_specific_email(RecordingProvider(integration_specific_email='')) == 'contact@lms.example.com'
    assert integration_specific_email(RecordingProvider(integration_specific_email='a@b.example')) == 'a@b.example'
