"""Faults that RPNow can be told to have."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

MAX_DELAY_SECONDS = 300


@dataclass(frozen=True)
class Switches:
    """All are off at first. The first three concern registrations, the last one reviews.

    - ``delay_seconds``: answer a registration only after that time.
    - ``answer_500``: answer a registration with an internal error; nothing is kept.
    - ``drop_connection``: close the connection without an answer; nothing is kept.
    - ``deliver_twice``: post every review a second time right after the first.
    """

    delay_seconds: float = 0
    answer_500: bool = False
    drop_connection: bool = False
    deliver_twice: bool = False


def read_switches(values: Mapping[str, object]) -> Switches:
    """Switches from JSON values; what is not named is off. Raises ValueError that says what is wrong."""
    unknown = values.keys() - {switch.name for switch in fields(Switches)}
    if unknown:
        raise ValueError(f'Unknown switches: {", ".join(sorted(unknown))}.')
    delay = values.get('delay_seconds', 0)
    if isinstance(delay, bool) or not isinstance(delay, int | float) or not 0 <= delay <= MAX_DELAY_SECONDS:
        raise ValueError(f'delay_seconds must be a number from 0 to {MAX_DELAY_SECONDS}.')
    flags = {name: values.get(name, False) for name in ('answer_500', 'drop_connection', 'deliver_twice')}
    wrong = [name for name, flag in flags.items() if not isinstance(flag, bool)]
    if wrong:
        raise ValueError(f'Must be true or false: {", ".join(wrong)}.')
    return Switches(
        delay_seconds=delay,
        answer_500=flags['answer_500'] is True,
        drop_connection=flags['drop_connection'] is True,
        deliver_twice=flags['deliver_twice'] is True,
    )
