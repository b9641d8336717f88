"""Faults that a simulator can be told to have."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, TypeVar

MAX_DELAY_SECONDS = 300


@dataclass(frozen=True)
class Switches:
    """What every simulator knows; all are off at first. The first three concern calls of the LMS, the last one reviews.

    - ``delay_seconds``: answer a call only after that time.
    - ``answer_500``: answer a call with an internal error; nothing is kept.
    - ``drop_connection``: close the connection without an answer; nothing is kept.
    - ``deliver_twice``: post every review a second time right after the first.
    """

    delay_seconds: float = 0
    answer_500: bool = False
    drop_connection: bool = False
    deliver_twice: bool = False


SwitchesType = TypeVar('SwitchesType', bound=Switches)


def read_switches(kind: type[SwitchesType], values: Mapping[str, object]) -> SwitchesType:
    """Switches from JSON values; what is not named is off. Raises ValueError that says what is wrong."""
    names = {switch.name for switch in fields(kind)}
    unknown = values.keys() - names
    if unknown:
        raise ValueError(f'Unknown switches: {", ".join(sorted(unknown))}.')
    delay = values.get('delay_seconds', 0)
    if isinstance(delay, bool) or not isinstance(delay, int | float) or not 0 <= delay <= MAX_DELAY_SECONDS:
        raise ValueError(f'delay_seconds must be a number from 0 to {MAX_DELAY_SECONDS}.')
    flags: dict[str, Any] = {name: value for name, value in values.items() if name != 'delay_seconds'}
    wrong = [name for name, flag in flags.items() if not isinstance(flag, bool)]
    if wrong:
        raise ValueError(f'Must be true or false: {", ".join(wrong)}.')
    return kind(delay_seconds=delay, **flags)
