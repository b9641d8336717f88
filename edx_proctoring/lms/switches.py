"""Switches that operators turn in the admin, through django-waffle where it is installed."""

from __future__ import annotations

from django.apps import apps

try:
    import waffle
except ImportError:
    waffle = None  # type: ignore[assignment]


def is_on(name: str) -> bool:
    """Whether the switch exists and is on; False where waffle is not among the installed apps."""
    return apps.is_installed('waffle') and waffle.switch_is_active(name)
