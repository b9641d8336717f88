"""What the host's configuration files say about proctoring."""

from __future__ import annotations

from typing import Any

from edx_proctoring.settings.filters import add_exam_room_step


def plugin_settings(settings: Any) -> None:
    """Override the defaults with the configuration files; empty values change nothing.

    ``PROCTORING_BACKENDS`` contains secrets, so the authentication file takes precedence. The files replace whole
    settings: what the common settings put into one of them has to be repeated there.
    """
    env: dict[str, Any] = getattr(settings, 'ENV_TOKENS', {})
    auth: dict[str, Any] = getattr(settings, 'AUTH_TOKENS', {})
    proctoring_settings = env.get('PROCTORING_SETTINGS')
    if proctoring_settings:
        settings.PROCTORING_SETTINGS = proctoring_settings
    backends = auth.get('PROCTORING_BACKENDS') or env.get('PROCTORING_BACKENDS')
    if backends:
        settings.PROCTORING_BACKENDS = backends
    add_exam_room_step(settings)
