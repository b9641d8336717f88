"""What clients are told about the provider of an exam and about whom to ask."""

from typing import Annotated, Any, TypedDict

from edx_proctoring import provider_gateway
from edx_proctoring.conf import conf
from edx_proctoring.lms import instructor
from edx_proctoring.models import ProctoredExam
from edx_proctoring.provider_gateway import Provider
from edx_proctoring.shapes import Named


class ContactsDict(TypedDict, total=False):
    """Whom learners may ask at the provider, and from whom they get mail; empty texts without a provider."""

    provider_tech_support_email: str
    provider_tech_support_phone: str
    provider_name: str
    learner_notification_from_email: str
    integration_specific_email: str
    proctoring_escalation_email: str | None


class SettingsDict(ContactsDict):
    """The provider's contacts are there for proctored exams only."""

    platform_name: str
    contact_us: str
    link_urls: Annotated[dict[str, str | None], Named('LinkUrls')] | None
    exam_proctoring_backend: (
        Annotated[
            dict[str, Any],
            Named('BackendConfiguration'),
            "The provider's configuration, in the provider's own terms; empty for timed exams.",
        ]
        | None
    )


def provider_settings(exam: ProctoredExam) -> SettingsDict:
    """Return the settings of the exam's site and, for a proctored exam, of its provider, which is called for them.

    Raises :class:`BackendProviderNotConfigured` for a proctored exam whose provider is not configured here, and
    :class:`ProviderUnavailableException` when the provider does not respond.
    """
    settings: SettingsDict = {
        'platform_name': str(conf.platform_name),
        'contact_us': conf.contact_email,
        'link_urls': conf.proctoring_settings.get('LINK_URLS'),
        'exam_proctoring_backend': {},
    }
    if exam.is_proctored:
        provider = provider_gateway.get_provider(exam)
        settings = {
            **settings,
            'exam_proctoring_backend': provider_gateway.configuration(exam),
            **contacts(provider),
            'proctoring_escalation_email': instructor.find_escalation_email(exam.course_id),
        }
    return settings


def contacts(provider: Provider | None) -> ContactsDict:
    """Read the contacts of a provider."""
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
