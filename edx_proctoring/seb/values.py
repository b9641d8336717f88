"""The values that a configuration of Safe Exam Browser has, as Python has them."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

# Python's own names for them: `True` is a boolean, never an integer. There are no dates: clients disagree about them.
Value: TypeAlias = 'bool | int | float | str | bytes | list[Value] | dict[str, Value]'
Settings: TypeAlias = dict[str, Value]

IGNORED_KEY: Final = 'originatorVersion'  # the program that wrote the file; not part of the config key

_KEY: Final = re.compile('[0-9a-f]{64}')


def is_key(text: object) -> bool:
    """Return whether it is a key, or a hash of one: 64 lower-case hex digits."""
    return isinstance(text, str) and _KEY.fullmatch(text) is not None


def within(path: str, key: str | int) -> str:
    """Return the path of what stands in a dictionary or list: ``URLFilterRules[0].action``. The root's path is ''."""
    if isinstance(key, int):
        return f'{path}[{key}]'
    return f'{path}.{key}' if path else key
