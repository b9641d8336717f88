"""Proctoring providers: the base class, the ones that come with the app, and how they are found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.backends.registry import get_provider, list_failures

__all__ = ['get_backend_provider', 'list_provider_failures']


def get_backend_provider(
    exam: Mapping[str, Any] | None = None, name: str | None = None
) -> ProctoringBackendProvider | None:
    """Return the provider of an exam dict, of a name, or of neither: the default one.

    None for an exam that is not proctored. An exam without its own backend belongs to ``name`` or the default.

    :raises ImproperlyConfigured: the default is needed and the settings name none.
    :raises NotImplementedError: the name is not configured or failed to load.
    :raises KeyError: the exam dict has no key ``backend``.
    """
    if exam:
        if 'is_proctored' in exam and not exam['is_proctored']:
            return None
        name = exam['backend'] or name
    return get_provider(name)


def list_provider_failures() -> Mapping[str, str]:
    """Return why configured providers could not be created at startup, by name."""
    return list_failures()
