"""Settings for test runs of a host."""

from __future__ import annotations

from typing import Any


def plugin_settings(settings: Any) -> None:
    """Make the mock provider the default one."""
    settings.PROCTORING_SETTINGS = {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'mock', 'mock': {}}
