"""Opaque tokens of the platform's authorization server (``Authorization: Bearer``), where the host has them."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

PLATFORM_MODULE: Final = 'openedx.core.lib.api.authentication'


def authentication_classes() -> tuple[Any, ...]:
    """Return the platform's own class that authenticates such tokens, of active users; nothing on other hosts."""
    try:
        return (import_module(PLATFORM_MODULE).BearerAuthentication,)
    except (ImportError, AttributeError):
        return ()
