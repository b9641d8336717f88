"""Attributes of the current transaction in the site's monitoring, through edx-django-utils where it is installed."""

from __future__ import annotations

try:
    from edx_django_utils import monitoring
except ImportError:
    monitoring = None


def set_custom_attribute(name: str, value: bool | float | str) -> None:
    """Attach the value to the current monitoring transaction. Do nothing without edx-django-utils."""
    if monitoring is not None:
        monitoring.set_custom_attribute(name, value)
