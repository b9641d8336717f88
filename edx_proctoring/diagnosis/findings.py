"""What a diagnosis finds, and what it is given to look with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property

from edx_proctoring.diagnosis.addresses import Answer, ask_providers
from edx_proctoring.queries.operations import Found


class Level(IntEnum):
    """The severity, which is also the exit code of the command."""

    OK = 0
    WARN = 1
    FAIL = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found, what it means, and what to do about it; the last two are empty if all is well."""

    level: Level
    what: str
    meaning: str = ''
    advice: str = ''


@dataclass(frozen=True)
class Circumstances:
    """What the diagnoses share. ``clock`` returns the time of this process.

    ``patience`` is how long an attempt may wait for a person or a provider; ``timeout``, in seconds, how long a
    provider may take to respond; None: providers are not asked.
    """

    clock: Callable[[], datetime]
    patience: timedelta
    timeout: float | None

    @cached_property
    def now(self) -> datetime:
        """The moment when the examination began."""
        return self.clock()

    @cached_property
    def answers(self) -> list[Answer]:
        """The responses of the providers' URLs, which are requested once."""
        return [] if self.timeout is None else ask_providers(timeout=self.timeout, clock=self.clock)


Diagnosis = Callable[[Circumstances], Iterable[Finding]]


def fine(what: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(Level.OK, what)


def numbered(found: Found, one: str, several: str) -> str:
    """Return the number of things with their first ids: ``2 attempts (7, 12)``."""
    more = ', ...' if found.total > len(found.ids) else ''
    return f'{found.total} {one if found.total == 1 else several} ({", ".join(map(str, found.ids))}{more})'
