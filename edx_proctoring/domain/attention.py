"""What course staff should look at while an exam is on: pages that are not heard of, and attempts that wait."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

QUIET_AFTER: Final = timedelta(seconds=90)  # pages poll once a minute
GONE_AFTER: Final = timedelta(minutes=5)
SOON: Final = timedelta(minutes=10)
LONG_WAIT: Final = timedelta(minutes=10)


class Kind(StrEnum):
    """Why an attempt is on the board."""

    IN_PROGRESS = 'in_progress'
    WAITING = 'waiting'
    RESUMABLE = 'resumable'


KINDS: Final = {
    Status.started: Kind.IN_PROGRESS,
    Status.ready_to_submit: Kind.IN_PROGRESS,
    Status.download_software_clicked: Kind.WAITING,
    Status.ready_to_start: Kind.WAITING,
    Status.error: Kind.RESUMABLE,
}


class Connection(StrEnum):
    """Whether the learner's page was heard of lately."""

    CONNECTED = 'connected'
    QUIET = 'quiet'
    GONE = 'gone'
    UNKNOWN = 'unknown'


class Warn(StrEnum):
    """What somebody should see to."""

    OVERDUE_SOON_UNSEEN = 'overdue_soon_unseen'
    WAITS_FOR_PROVIDER = 'waits_for_provider'
    RESUMABLE = 'resumable'
    KEPT_OUT = 'kept_out'


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What is known about an attempt: ``since`` is when it got its status, ``ends_at`` when its time is over."""

    kind: Kind
    since: datetime
    ends_at: datetime | None
    last_seen: datetime | None
    is_watched: bool
    """Whether it would be known if the page had been heard of."""
    now: datetime
    is_kept_out: bool = False
    """Whether entry rules have closed the exam."""

    @property
    def connection(self) -> Connection:
        """Whether the page was heard of lately."""
        return connection(self.last_seen, now=self.now)


def connection(last_seen: datetime | None, *, now: datetime) -> Connection:
    """Return whether a page that was heard of then is connected."""
    if last_seen is None:
        return Connection.UNKNOWN
    silence = now - last_seen
    if silence > GONE_AFTER:
        return Connection.GONE
    return Connection.QUIET if silence > QUIET_AFTER else Connection.CONNECTED


_RULES: Final[dict[Warn, Callable[[Sighting], bool]]] = {
    Warn.OVERDUE_SOON_UNSEEN: lambda sighting: (
        sighting.kind is Kind.IN_PROGRESS
        and sighting.is_watched
        and sighting.connection in (Connection.GONE, Connection.UNKNOWN)
        and sighting.ends_at is not None
        and sighting.ends_at - sighting.now < SOON
    ),
    Warn.WAITS_FOR_PROVIDER: lambda sighting: (
        sighting.kind is Kind.WAITING and sighting.now - sighting.since > LONG_WAIT
    ),
    Warn.RESUMABLE: lambda sighting: sighting.kind is Kind.RESUMABLE,
    Warn.KEPT_OUT: lambda sighting: sighting.is_kept_out and sighting.kind is Kind.IN_PROGRESS,
}


def warnings(sighting: Sighting) -> list[Warn]:
    """Return what somebody should see to."""
    return [warning for warning, applies in _RULES.items() if applies(sighting)]
