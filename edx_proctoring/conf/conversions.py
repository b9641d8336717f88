"""From what a site writes into its settings to what the app reads. A check reports what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from typing import Any, TypeVar

from django.utils.module_loading import import_string

from edx_proctoring.conf.kinds import Kind

T = TypeVar('T')


def as_dict(value: Any) -> Any:
    """A dict; empty for everything else, which a check reports."""
    return value if isinstance(value, Mapping) else {}


def by_name(value: Any) -> Any:
    """A dict whose keys are texts. YAML makes ``None`` of ``null`` without quotation marks."""
    found = as_dict(value)
    if all(isinstance(key, str) for key in found):
        return found
    return {'null' if key is None else str(key): each for key, each in found.items()}


def as_tuple(value: Any) -> tuple[Any, ...]:
    """The entries of a list, or the one that stands there instead; none for what is empty."""
    return tuple(value) if isinstance(value, list | tuple | Set) else (value,) if value else ()


def limits(value: Any) -> tuple[Any, ...]:
    """As :func:`as_tuple`, where no entry means "no limit": an empty text lets nothing through."""
    return (value,) if value == '' else as_tuple(value)


def function(value: Any) -> Any:
    """The function that a dotted path names, or the one that stands there itself."""
    return import_string(value) if isinstance(value, str) else value


def or_default(kind: Kind, default: T) -> Callable[[Any], T]:
    """What is of the kind as it is; the default for everything else."""
    return lambda value: value if kind.accepts(value) else default
