"""What clients are told about the provider of an exam and about whom to ask."""

from typing import Any

from edx_proctoring import provider_gateway
from edx_proctoring.conf import conf
from edx_proctoring.lms import instructor
from edx_proctoring.models import ProctoredExam
from edx_proctoring.provider_gateway import Provider


def provider_settings(exam: ProctoredExam) -> dict[str, Any]:
    """Return the settings of the exam's site and, for a proctored exam, of its provider, which is called for them.

    Raises :class:`BackendProviderNotConfigured` for a proctored exam whose provider is not configured here, and
    :class:`ProviderUnavailableException` when the provider does not respond.
    """
    settings: dict[str, Any] = {
        'platform_name': str(conf.platform_name),
        'contact_us': conf.contact_email,
        'link_urls': conf.proctoring_settings.get('LINK_URLS'),
        'exam_proctoring_backend': {},
    }
    if exam.is_proctored:
        provider = provider_gateway.get_provider(exam)
        settings |= {
            'exam_proctoring_backend': provider_gateway.configuration(exam),
            **contacts(provider),
            'proctoring_escalation_email': instructor.find_escalation_email(exam.course_id),
        }
    return settings


def contacts(provider: Provider | None) -> dict[str, Any]:
    """Return whom learners may contact at the provider, and who emails them; empty texts without a provider."""
    return {
        'provider_tech_support_email': provider.tech_support_email if provider else '',
        'provider_tech_support_phone': provider.tech_support_phone if provider else '',
        'provider_name': provider.verbose_name if provider else '',
        'learner_notification_from_email': provider.learner_notification_from_email if provider else '',
        'integration_specific_email': integration_specific_email(provider),
    }


def integration_specific_email(provider: Provider | None) -> str:
    """Return the contact for problems with this provider in this LMS, or the site's general one if there is none."""
    return getattr(provider, 'integration_specific_email', None) or conf.contact_email
