"""The config key, computed as a client does it: from what is in the file, and from nothing else."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any


class NoKeyError(ValueError):
    """A value has no text that clients agree about, such as a date."""


def config_key(settings: Mapping[str, Any]) -> str:
    """Return 64 hex digits. Raises NoKeyError."""
    return hashlib.sha256(text_of(settings).encode()).hexdigest()


def text_of(value: object) -> str:
    """Return a value's part of the text that is hashed. Raises NoKeyError."""
    if isinstance(value, Mapping):
        return '{' + ','.join(f'"{name}":{text_of(value[name])}' for name in hashed_names(value)) + '}'
    if isinstance(value, list):
        return '[' + ','.join(map(text_of, value)) + ']'
    if isinstance(value, bytes):
        return '"' + base64.b64encode(value).decode() + '"'
    if isinstance(value, str):
        return '"' + value + '"'
    if value is True or value is False:
        return str(value).lower()
    if isinstance(value, int):
        return f'{value:d}'
    if isinstance(value, float):
        return f'{value + 0.0:.15G}'
    raise NoKeyError(f'A {type(value).__name__} has no text.')


def hashed_names(settings: Mapping[str, Any]) -> list[str]:
    """Return the names that count, sorted: an underscore, digits, letters; on a tie, lower case first."""
    names = (name for name, value in settings.items() if name.lower() != 'originatorversion' and value != {})
    # In ASCII, a blank stands before the digits, and upper case before lower case.
    return sorted(names, key=lambda name: (name.lower().replace('_', ' '), name.swapcase()))
