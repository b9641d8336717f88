"""Switches that operators turn: in the admin, through django-waffle where it is installed, and in the settings."""

from __future__ import annotations

from collections.abc import Mapping

from django.apps import apps
from django.conf import settings

from edx_proctoring.conf import conf

try:
    import waffle
except ImportError:
    waffle = None  # type: ignore[assignment]


def is_on(name: str) -> bool:
    """Return whether the switch exists and is on; False if waffle is not installed."""
    return apps.is_installed('waffle') and waffle.switch_is_active(name)


def are_special_exams_on() -> bool:
    """Return whether the platform has special exams at all; True if it does not say.

    Open edX says so in ``FEATURES``, and newer releases also in a setting of its own.
    """
    features = getattr(settings, 'FEATURES', None)
    if isinstance(features, Mapping) and 'ENABLE_SPECIAL_EXAMS' in features:
        return bool(features['ENABLE_SPECIAL_EXAMS'])
    return conf.special_exams
