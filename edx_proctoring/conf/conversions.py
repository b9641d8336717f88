"""From what a site writes into its settings to what the app reads. A check reports what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Any, TypeVar

from django.utils.module_loading import import_string

from edx_proctoring.conf.kinds import RETENTION, RETENTION_KINDS, Kind, RetentionKind

T = TypeVar('T')


def as_dict(value: Any) -> Any:
    """Return a dict, empty for any other value, which a check reports."""
    return value if isinstance(value, Mapping) else {}


def by_name(value: Any) -> Any:
    """Return a dict whose keys are text. YAML reads an unquoted ``null`` as ``None``."""
    found = as_dict(value)
    if all(isinstance(key, str) for key in found):
        return found
    return {'null' if key is None else str(key): each for key, each in found.items()}


def as_tuple(value: Any) -> tuple[Any, ...]:
    """Return the entries of a list, or the single value given in its place; none if it is empty."""
    return tuple(value) if isinstance(value, list | tuple | Set) else (value,) if value else ()


def limits(value: Any) -> tuple[Any, ...]:
    """Return the same as :func:`as_tuple`, for cases in which no entries mean "no limit": empty text allows nothing."""
    return (value,) if value == '' else as_tuple(value)


def function(value: Any) -> Any:
    """Return the function that a dotted path names, or the function itself."""
    return import_string(value) if isinstance(value, str) else value


def days_by_kind(value: Any) -> Mapping[RetentionKind, float]:
    """Return the days of the kinds of data that are not kept forever; none if the setting has a wrong value."""
    found = value if RETENTION.accepts(value) else {}
    return {kind: found[kind] for kind in RETENTION_KINDS if found.get(kind) is not None}


def or_default(kind: Kind, default: T) -> Callable[[Any], T]:
    """Return a conversion that keeps values of the kind and replaces all others with the default."""
    return lambda value: value if kind.accepts(value) else default
