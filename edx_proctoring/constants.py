"""Published names of values. Those that the site's settings decide are computed from ``conf`` whenever they are read.

Tests of hosts patch them as attributes of this module. What they put here wins everywhere in the app until it is
removed again. The app itself reads ``conf``.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from types import ModuleType
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured

from edx_proctoring import conf
from edx_proctoring.conf.setting import Setting

# parity: a naive sentinel that sorts before every real moment; never compare it with aware datetimes.
MINIMUM_TIME: datetime = datetime.fromtimestamp(0)  # noqa: DTZ006

# Days that an approved onboarding profile stays valid.
VERIFICATION_DAYS_VALID: int = 365

TIME_MULTIPLIER: str = 'time_multiplier'

# Names of waffle switches.
# .. toggle_name: edx_proctoring.{backend}_ping_failure_passthrough
# .. toggle_implementation: WaffleSwitch
# .. toggle_default: False
# .. toggle_description: Attempts at the named provider go on when the browser loses the provider's program.
# .. toggle_use_cases: circuit_breaker
# .. toggle_creation_date: 2026-11-23
PING_FAILURE_PASSTHROUGH_TEMPLATE: str = 'edx_proctoring.{}_ping_failure_passthrough'
# .. toggle_name: edx_proctoring.onboarding_profile_instructor_dashboard_api
# .. toggle_implementation: WaffleSwitch
# .. toggle_default: False
# .. toggle_description: The onboarding list of a course comes from the provider.
# .. toggle_use_cases: open_edx
# .. toggle_creation_date: 2026-11-23
ONBOARDING_PROFILE_INSTRUCTOR_DASHBOARD_API: str = 'edx_proctoring.onboarding_profile_instructor_dashboard_api'
# .. toggle_name: edx_proctoring.reds_api_redirect
# .. toggle_implementation: WaffleSwitch
# .. toggle_default: False
# .. toggle_description: The way to a provider's dashboard passes the stored video link on.
# .. toggle_use_cases: open_edx
# .. toggle_creation_date: 2026-11-23
REDS_API_REDIRECT: str = 'edx_proctoring.reds_api_redirect'

# Of the settings. No values stand here: ``__getattr__`` answers for them.
ALLOW_REVIEW_UPDATES: bool
CONTENT_VIEWABLE_PAST_DUE_DATE: bool
DEFAULT_CONTACT_EMAIL: str
DEFAULT_DESKTOP_APPLICATION_PING_INTERVAL_SECONDS: int
DEFAULT_SOFTWARE_SECURE_REVIEW_POLICY: str
FROM_EMAIL: str
ONBOARDING_PROFILE_API: bool
PLATFORM_NAME: str
REQUIRE_FAILURE_SECOND_REVIEWS: bool
SITE_NAME: str
SOFTWARE_SECURE_CLIENT_TIMEOUT: int
SOFTWARE_SECURE_SHUT_DOWN_GRACEPERIOD: int

_SETTINGS: Final[Mapping[str, Setting[Any]]] = {each.constant: each for each in conf.SETTINGS if each.constant}

__all__ = tuple(name for name in (*dir(), *_SETTINGS) if name.isupper() and not name.startswith('_'))


def __getattr__(name: str) -> Any:
    if name not in _SETTINGS:
        raise AttributeError(f'module {__name__!r} has no attribute {name!r}')
    return _SETTINGS[name].read_settings()


def __dir__() -> list[str]:
    return sorted({*globals(), *_SETTINGS})


class _Constants(ModuleType):
    """Where tests patch names.

    Setting a name to the value that its setting has anyway removes the patch, which is how pytest's monkeypatch ends.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name in _SETTINGS and _is_read(_SETTINGS[name], value):
            vars(self).pop(name, None)
        else:
            super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        if name in _SETTINGS:
            vars(self).pop(name, None)
        else:
            super().__delattr__(name)


def _is_read(setting: Setting[Any], value: object) -> bool:
    try:
        return bool(setting.read_settings() == value)
    except ImproperlyConfigured:  # it is missing
        return False


sys.modules[__name__].__class__ = _Constants
Setting.patched = globals()
