"""Values that are read from the settings once, when this module is imported.

Hosts and their tests patch them as attributes of this module, so code must read ``constants.X`` when it needs the
value and must not import the names themselves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from edx_proctoring import site_settings as kinds
from edx_proctoring.site_settings import Setting


def _own(key: str, kind: kinds.Kind, *, plain: str | None = None, **facts: Any) -> Setting[Any]:
    """A key of ``PROCTORING_SETTINGS``; where it is missing, the plain setting of that or another name is read."""
    return Setting(key, kind, own=True, plain=plain or key, **facts)


_SITE_NAME = _own(
    'SITE_NAME',
    kinds.HOST,
    check='E040',
    example="'lms.example.com'",
    meaning='Host name in the links of mails and in absolute URLs, where it differs from the plain setting.',
)
_PLATFORM_NAME = _own(
    'PLATFORM_NAME',
    kinds.NAME,
    check='E041',
    example="'Your Campus'",
    meaning='Name of the platform in mails, where it differs from the plain setting.',
)
_FROM_EMAIL = _own(
    'STATUS_EMAIL_FROM_ADDRESS',
    kinds.EMAIL,
    plain='DEFAULT_FROM_EMAIL',
    check='W024',
    example="'exams@lms.example.com'",
    meaning='Sender of mails about attempts.',
)

SITE_NAME: str = _SITE_NAME.read()

PLATFORM_NAME: str = _PLATFORM_NAME.read()

FROM_EMAIL: str = _FROM_EMAIL.read()

_CONTACT_EMAIL = _own(
    'CONTACT_EMAIL',
    kinds.EMAIL,
    default=FROM_EMAIL,
    check='W025',
    example="'info@lms.example.com'",
    meaning='Contact where a provider has none of its own; by default the sender of mails.',
)
_ALLOW_REVIEW_UPDATES = _own(
    'ALLOW_REVIEW_UPDATES',
    kinds.FLAG,
    default=True,
    check='E042',
    example='True',
    meaning='Whether a second review of the same attempt replaces the first one.',
)
_DEFAULT_REVIEW_POLICY = _own(
    'DEFAULT_REVIEW_POLICY',
    kinds.TEXT,
    default='Closed Book',
    check='E043',
    example="'Closed Book'",
    meaning="What SoftwareSecure's reviewers are told when the exam has no review policy.",
)
_REQUIRE_FAILURE_SECOND_REVIEWS = _own(
    'REQUIRE_FAILURE_SECOND_REVIEWS',
    kinds.FLAG,
    default=True,
    check='E044',
    example='True',
    meaning="Whether a person must confirm a provider's negative verdict before the attempt is rejected.",
)
_PING_INTERVAL = _own(
    'DESKTOP_APPLICATION_PING_INTERVAL_SECONDS',
    kinds.COUNT,
    default=60,
    check='E045',
    example='60',
    meaning="Seconds between two pings to a provider's JavaScript worker that has no ``ping_interval`` of its own.",
)
_USE_ONBOARDING_PROFILE_API = _own(
    'USE_ONBOARDING_PROFILE_API',
    kinds.FLAG,
    default=False,
    check='E046',
    example='False',
    meaning="Whether a learner's onboarding status is asked of the provider.",
)
_CLIENT_TIMEOUT = _own(
    'SOFTWARE_SECURE_CLIENT_TIMEOUT',
    kinds.COUNT,
    default=30,
    check='W026',
    example='30',
    meaning='Not used; platforms still set and import it.',
)
_SHUT_DOWN_GRACEPERIOD = _own(
    'SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD',
    kinds.COUNT,
    default=10,
    check='W027',
    example='10',
    meaning='Not used; platforms still set and import it.',
)

SETTINGS: tuple[Setting[Any], ...] = (
    _SITE_NAME,
    _PLATFORM_NAME,
    _FROM_EMAIL,
    _CONTACT_EMAIL,
    _ALLOW_REVIEW_UPDATES,
    _DEFAULT_REVIEW_POLICY,
    _REQUIRE_FAILURE_SECOND_REVIEWS,
    _PING_INTERVAL,
    _USE_ONBOARDING_PROFILE_API,
    _CLIENT_TIMEOUT,
    _SHUT_DOWN_GRACEPERIOD,
)

DEFAULT_CONTACT_EMAIL: str = _CONTACT_EMAIL.read()

ALLOW_REVIEW_UPDATES: bool = _ALLOW_REVIEW_UPDATES.read()

DEFAULT_SOFTWARE_SECURE_REVIEW_POLICY: str = _DEFAULT_REVIEW_POLICY.read()

REQUIRE_FAILURE_SECOND_REVIEWS: bool = _REQUIRE_FAILURE_SECOND_REVIEWS.read()

SOFTWARE_SECURE_CLIENT_TIMEOUT: int = _CLIENT_TIMEOUT.read()
SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD: int = _SHUT_DOWN_GRACEPERIOD.read()

DEFAULT_DESKTOP_APPLICATION_PING_INTERVAL_SECONDS: int = _PING_INTERVAL.read()

ONBOARDING_PROFILE_API: bool = _USE_ONBOARDING_PROFILE_API.read()

CONTENT_VIEWABLE_PAST_DUE_DATE: bool = getattr(settings, 'PROCTORED_EXAM_VIEWABLE_PAST_DUE', False)

# parity: a naive sentinel that sorts before every real moment; never compare it with aware datetimes.
MINIMUM_TIME: datetime = datetime.fromtimestamp(0)  # noqa: DTZ006

# Days that an approved onboarding profile stays valid.
VERIFICATION_DAYS_VALID: int = 365

TIME_MULTIPLIER: str = 'time_multiplier'

# Names of waffle switches; the first one is completed with a backend's name.
PING_FAILURE_PASSTHROUGH_TEMPLATE: str = 'edx_proctoring.{}_ping_failure_passthrough'
ONBOARDING_PROFILE_INSTRUCTOR_DASHBOARD_API: str = 'edx_proctoring.onboarding_profile_instructor_dashboard_api'
REDS_API_REDIRECT: str = 'edx_proctoring.reds_api_redirect'
