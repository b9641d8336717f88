"""Whom a technical failure hit, and what to do for them: a table of how it hit an attempt and where that stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from edx_proctoring.domain import time_limits
from edx_proctoring.domain.attempt_lifecycle import PRE_STARTED, RUNNING
from edx_proctoring.domain.instants import later
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

LONGEST: Final = timedelta(days=7)
"""What lasts longer is no incident."""

MOST_MINUTES: Final = 10_000
"""That an attempt gets."""

ABOUT_TO_ENTER: Final = timedelta(days=1)
"""Who has touched an attempt that long before the incident, or later, wanted to enter."""


class Cause(StrEnum):
    """What was down."""

    PROVIDER = 'provider'
    NETWORK = 'network'
    PLATFORM = 'platform'


class Impact(StrEnum):
    """What it did to an attempt."""

    RAN = 'ran'
    LOST_CONTACT = 'lost_contact'
    COULD_NOT_ENTER = 'could_not_enter'


class Remedy(StrEnum):
    """What is done for an attempt."""

    EXTEND = 'extend'
    REOPEN = 'reopen'
    RESET = 'reset'
    NONE = 'none'


GIVES_TIME: Final = frozenset({Remedy.EXTEND, Remedy.REOPEN})


class Standing(StrEnum):
    """Where an attempt stands after the incident."""

    GOES_ON = 'goes on'
    CUT_OFF = 'cut off'  # it ended while the incident lasted, or its time was over afterward
    ENDED = 'ended'  # by the learner, after the incident, or a review has settled it
    CAN_ENTER = 'can enter'
    STUCK = 'stuck'


PROPOSALS: Final[dict[tuple[Impact, Standing], Remedy]] = {
    (Impact.RAN, Standing.GOES_ON): Remedy.EXTEND,
    (Impact.RAN, Standing.CUT_OFF): Remedy.REOPEN,
    (Impact.RAN, Standing.ENDED): Remedy.NONE,
    (Impact.LOST_CONTACT, Standing.GOES_ON): Remedy.EXTEND,
    (Impact.LOST_CONTACT, Standing.CUT_OFF): Remedy.REOPEN,
    (Impact.COULD_NOT_ENTER, Standing.CAN_ENTER): Remedy.NONE,
    (Impact.COULD_NOT_ENTER, Standing.STUCK): Remedy.RESET,
}

REFUSED_AT_ENTRY: Final = frozenset({Status.error, *Status.onboarding_errors})
"""Statuses of attempts that never began and never will."""

WAITS_FOR_PROVIDER: Final = frozenset({Status.download_software_clicked})
BROKEN_OFF: Final = frozenset({Status.error})
SUBMITTED: Final = frozenset({Status.submitted, Status.timed_out})


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when it lasted: aware UTC; the end is not in it."""

    began_at: datetime
    ended_at: datetime

    def includes(self, moment: datetime | None) -> bool:
        """Return whether the moment is in it."""
        return moment is not None and self.began_at <= moment < self.ended_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about an attempt. ``over_at`` is when it ended, None while it goes on."""

    status: str
    created: datetime
    modified: datetime
    started_at: datetime | None
    ends_at: datetime | None
    over_at: datetime | None
    last_seen: datetime | None
    can_be_reopened: bool = True
    """Whether it is no practice, and the learner may not go on with it already."""
    is_helped: bool = False
    """Whether something was done for it already, because of an incident at that time."""


class Proposal(NamedTuple):
    """How an attempt was hit, and what it should get.

    Minutes are whole ones, rounded up, of each remedy that gives time: ``extend_minutes`` are those that the incident
    took, ``reopen_minutes`` also those that were left when the attempt ended.
    """

    impact: Impact
    remedy: Remedy
    extend_minutes: int
    reopen_minutes: int

    @property
    def minutes(self) -> int:
        """What the proposed remedy gives; 0 for one that gives no time."""
        return {Remedy.EXTEND: self.extend_minutes, Remedy.REOPEN: self.reopen_minutes}.get(self.remedy, 0)


def propose(facts: Facts, window: Window, *, now: datetime) -> Proposal | None:
    """Return what to do for the attempt; None if the incident did not hit it."""
    impact = find_impact(facts, window)
    if impact is None:
        return None
    remedy = PROPOSALS[impact, _standing(facts, window, now)]
    if facts.is_helped or (remedy is Remedy.REOPEN and not facts.can_be_reopened):
        remedy = Remedy.NONE
    lost, left = _lost(facts, window), _left(facts)
    return Proposal(impact, remedy, _minutes(lost), _minutes(lost + left))


def find_impact(facts: Facts, window: Window) -> Impact | None:
    """Return how the incident hit the attempt; None if it did not."""
    if facts.started_at is None:
        return Impact.COULD_NOT_ENTER if _was_kept_out(facts, window) else None
    if not _ran(facts, window):
        return None
    if facts.status in BROKEN_OFF and window.includes(facts.over_at):
        return Impact.LOST_CONTACT
    is_silent = facts.status in RUNNING and window.includes(facts.last_seen)
    return Impact.LOST_CONTACT if is_silent else Impact.RAN


def _lost(facts: Facts, window: Window) -> timedelta:
    """Return for how long the attempt's clock ran while the incident lasted."""
    if facts.started_at is None:
        return timedelta()
    ends = [moment for moment in (window.ended_at, facts.over_at, facts.ends_at) if moment is not None]
    return max(min(ends) - max(window.began_at, facts.started_at), timedelta())


def _left(facts: Facts) -> timedelta:
    """Return the time that the attempt had when it ended."""
    if facts.over_at is None or facts.ends_at is None:
        return timedelta()
    return max(facts.ends_at - facts.over_at, timedelta())


def _minutes(span: timedelta) -> int:
    return min(-(-span // timedelta(minutes=1)), MOST_MINUTES)


def _ran(facts: Facts, window: Window) -> bool:
    if facts.started_at is None or facts.started_at >= window.ended_at:
        return False
    ends = [moment for moment in (facts.over_at, facts.ends_at) if moment is not None]
    return not ends or min(ends) > window.began_at


def _was_kept_out(facts: Facts, window: Window) -> bool:
    if facts.created >= window.ended_at:
        return False
    if facts.status in PRE_STARTED:
        return facts.modified > later(window.began_at, -ABOUT_TO_ENTER)
    return facts.status in REFUSED_AT_ENTRY and window.includes(facts.over_at)


def _standing(facts: Facts, window: Window, now: datetime) -> Standing:
    if facts.started_at is None:
        is_stuck = facts.status in WAITS_FOR_PROVIDER | REFUSED_AT_ENTRY
        return Standing.STUCK if is_stuck else Standing.CAN_ENTER
    if facts.status in RUNNING:
        return Standing.GOES_ON if facts.ends_at is None or facts.ends_at > now else Standing.CUT_OFF
    if facts.status in BROKEN_OFF:
        return Standing.CUT_OFF if window.includes(facts.over_at) else Standing.ENDED
    if facts.status in SUBMITTED:
        return Standing.CUT_OFF if window.includes(facts.over_at) or _ran_out(facts) else Standing.ENDED
    return Standing.ENDED


def _ran_out(facts: Facts) -> bool:
    if facts.status == Status.timed_out:
        return True
    return facts.over_at is not None and facts.ends_at is not None and facts.over_at >= facts.ends_at


def is_unentered(attempt: time_limits.Timed) -> bool:
    """Return whether the attempt can be reset: its clock has never run, and the learner has nothing to lose by that."""
    return attempt.started_at is None and attempt.status in PRE_STARTED | REFUSED_AT_ENTRY
