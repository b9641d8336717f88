"""How deep JSON is nested. What Python has not enough stack to go through ends in an error somewhere."""

from collections.abc import Mapping
from typing import Any, Final

DEEPEST: Final = 64  # levels of objects and lists; Python's encoders and copiers go through several hundred


def is_too_deep(value: Any, *, most: int = DEEPEST) -> bool:
    """Return whether a value has more than ``most`` levels of objects and lists, without using recursion."""
    level = [value]
    for _depth in range(most):
        level = [
            item
            for each in level
            if isinstance(each, Mapping | list | tuple)
            for item in (each.values() if isinstance(each, Mapping) else each)
        ]
        if not level:
            return False
    return any(isinstance(each, Mapping | list | tuple) for each in level)
