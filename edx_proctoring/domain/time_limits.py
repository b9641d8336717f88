"""How long an attempt may take. Minutes and seconds are whole numbers of the exam's clock, instants aware UTC."""

from datetime import datetime, timedelta
from typing import Final, Protocol

from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

# Of a limit and of an allowance alike: their sum has to fit into the column of an attempt, and its end into a date.
MOST_MINUTES: Final = 1_000_000_000


class Timed(Protocol):
    """The clock of an attempt; a model object has it."""

    status: str
    started_at: datetime | None
    allowed_time_limit_mins: int | None
    time_remaining_seconds: int | None


def allowed_minutes(
    *,
    time_limit_mins: int,
    additional_mins: int = 0,
    remaining_seconds: int | None = None,
    due_at: datetime | None = None,
    now: datetime,
) -> int:
    """Whole minutes that an attempt begun at ``now`` may take.

    A resumed attempt has what its predecessor left (``remaining_seconds``, zero included) and no second
    allowance; the due date cuts both.
    """
    minutes = time_limit_mins + additional_mins if remaining_seconds is None else remaining_seconds // 60
    if due_at is not None and now + timedelta(minutes=minutes) > due_at:
        minutes = max(int((due_at - now).total_seconds() / 60), 0)
    return minutes


def limit_seconds(attempt: Timed) -> int:
    """The attempt's limit in seconds.

    The limit is stored in minutes; a resumed attempt keeps the seconds it inherited as long as its minutes came
    from them, so that 45 seconds that were left are 45 seconds and not none (deviation I6).
    """
    minutes = attempt.allowed_time_limit_mins or 0
    inherited = attempt.time_remaining_seconds
    if inherited is not None and inherited // 60 == minutes:
        return inherited
    return minutes * 60


def deadline(attempt: Timed) -> datetime | None:
    """The instant at which the attempt's time is over; None while it is not started or has no limit."""
    if attempt.started_at is None or attempt.allowed_time_limit_mins is None:
        return None
    return attempt.started_at + timedelta(seconds=limit_seconds(attempt))


def seconds_remaining(attempt: Timed, *, now: datetime) -> float:
    """Seconds until the deadline, never negative; 0 when the attempt is not started."""
    ends_at = deadline(attempt)
    return max((ends_at - now).total_seconds(), 0.0) if ends_at else 0


def is_overdue(attempt: Timed, *, now: datetime) -> bool:
    """Whether the attempt is still open although its time is over."""
    ends_at = deadline(attempt)
    return ends_at is not None and now > ends_at and Status.is_incomplete_status(attempt.status)
