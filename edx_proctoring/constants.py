"""Values that are read from the settings once, when this module is imported.

Hosts and their tests patch them as attributes of this module, so code must read ``constants.X`` when it needs the
value and must not import the names themselves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

_REQUIRED: Any = object()


def _read(key: str, setting: str | None = None, default: Any = _REQUIRED) -> Any:
    """Return ``PROCTORING_SETTINGS[key]``, else the plain setting, else the default."""
    own = getattr(settings, 'PROCTORING_SETTINGS', None) or {}
    if key in own:
        return own[key]
    setting = setting or key
    if hasattr(settings, setting):
        return getattr(settings, setting)
    if default is _REQUIRED:
        raise ImproperlyConfigured(
            f"edx_proctoring needs the setting {setting}. Add {setting} = '...' to the settings, "
            f'or {key!r} to PROCTORING_SETTINGS.'
        )
    return default


SITE_NAME: str = _read('SITE_NAME')

PLATFORM_NAME: str = _read('PLATFORM_NAME')

FROM_EMAIL: str = _read('STATUS_EMAIL_FROM_ADDRESS', 'DEFAULT_FROM_EMAIL')

DEFAULT_CONTACT_EMAIL: str = _read('CONTACT_EMAIL', default=FROM_EMAIL)

# Whether a second review of the same attempt replaces the first one.
ALLOW_REVIEW_UPDATES: bool = _read('ALLOW_REVIEW_UPDATES', default=True)

# What SoftwareSecure's reviewers are told when the exam has no review policy.
DEFAULT_SOFTWARE_SECURE_REVIEW_POLICY: str = _read('DEFAULT_REVIEW_POLICY', default='Closed Book')

# Whether a person must confirm a provider's negative verdict before the attempt is rejected.
REQUIRE_FAILURE_SECOND_REVIEWS: bool = _read('REQUIRE_FAILURE_SECOND_REVIEWS', default=True)

# Both unused; hosts still set and import them.
SOFTWARE_SECURE_CLIENT_TIMEOUT: int = _read('SOFTWARE_SECURE_CLIENT_TIMEOUT', default=30)
SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD: int = _read('SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD', default=10)

DEFAULT_DESKTOP_APPLICATION_PING_INTERVAL_SECONDS: int = _read('DESKTOP_APPLICATION_PING_INTERVAL_SECONDS', default=60)

ONBOARDING_PROFILE_API: bool = _read('USE_ONBOARDING_PROFILE_API', default=False)

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
