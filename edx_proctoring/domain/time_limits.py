"""How long an attempt may take. Minutes and seconds are whole numbers of the exam's clock, instants aware UTC."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, NamedTuple, Protocol

from edx_proctoring.domain.instants import LAST, in_utc, later, span
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

# Of a limit and of an allowance alike: their sum has to fit into the column of an attempt, and its end into a date.
MOST_MINUTES: Final = 1_000_000_000
# The columns of an attempt hold no more, of minutes as of seconds.
MOST_STORED: Final = 2**31 - 1

# How far the clock of the server that started an attempt may be ahead; what is stored as later was not started.
MOST_SKEW: Final = timedelta(hours=1)


class Timed(Protocol):
    """The clock of an attempt; a model object has it."""

    status: str
    started_at: datetime | None
    allowed_time_limit_mins: int | None
    time_remaining_seconds: int | None


class Resumable(Timed, Protocol):
    """The clock of an attempt that another one may resume."""

    ready_to_resume: bool
    resumed: bool


class Allotted(NamedTuple):
    """The time that an attempt gets if its clock starts now, in whole seconds.

    ``full_seconds`` are what it would have without a due date, ``extra_seconds`` what an allowance adds to the
    exam's limit: that part of ``seconds``, so none where the due date leaves no more than the limit.
    """

    seconds: int
    full_seconds: int
    extra_seconds: int = 0

    @property
    def minutes(self) -> int:
        """The time in whole minutes."""
        return self.seconds // 60

    @property
    def provider_minutes(self) -> int:
        """The time for providers, which use whole minutes: at least one if there is any time at all."""
        return self.minutes or int(self.seconds > 0)

    @property
    def is_cut(self) -> bool:
        """Whether the due date shortens the time."""
        return self.seconds < self.full_seconds

    def is_too_short(self, minimum: float) -> bool:
        """Return whether the due date leaves less than ``minimum`` seconds, or none at all: too little to begin."""
        return self.is_cut and self.seconds < max(minimum, 1)


def allot(
    *,
    time_limit_mins: int,
    additional_mins: int = 0,
    remaining_seconds: int | None = None,
    due_at: datetime | None = None,
    now: datetime,
) -> Allotted:
    """Return the time of an attempt whose clock starts at ``now``.

    A resumed attempt has what its predecessor left (``remaining_seconds``, including zero) and no second allowance.
    The due date limits both.
    """
    full = (time_limit_mins + additional_mins) * 60 if remaining_seconds is None else remaining_seconds
    seconds = full
    if due_at is not None:
        seconds = min(full, max(int((due_at - now).total_seconds()), 0))
    extra = max(min(additional_mins * 60, seconds - time_limit_mins * 60), 0) if remaining_seconds is None else 0
    return Allotted(seconds, full, extra)


def minutes_of_factor(time_limit_mins: int, factor: float) -> int:
    """Return the additional minutes that make the limit ``factor`` times as long, rounded to whole ones."""
    return round(time_limit_mins * (factor - 1))


def start_clock(attempt: Timed, allotted: Allotted, *, now: datetime) -> None:
    """Set the three fields of the attempt that say how long it may take.

    The published column has minutes. Seconds beyond the last whole minute, and all seconds of a resumed attempt, are
    stored with it; only what is too much for that column is rounded down to the minute.
    """
    attempt.started_at = now
    attempt.allowed_time_limit_mins = min(allotted.minutes, MOST_STORED)
    is_inherited = attempt.time_remaining_seconds is not None
    if (is_inherited or allotted.seconds % 60) and allotted.seconds <= MOST_STORED:
        attempt.time_remaining_seconds = allotted.seconds


def extend_clock(attempt: Timed, seconds: int) -> None:
    """Add the seconds to the limit of an attempt whose clock runs; a negative number takes them away."""
    limit = limit_seconds(attempt) + seconds
    attempt.allowed_time_limit_mins = limit // 60
    if attempt.time_remaining_seconds is not None or limit % 60:
        attempt.time_remaining_seconds = limit


def gain(attempt: Timed, seconds: int, *, due_at: datetime | None, now: datetime) -> int:
    """Return how many of the seconds an attempt gets: as many as end before the due date, if it has one.

    0 if its clock does not run: what is over is not revived.
    """
    ends_at = deadline(attempt)
    if ends_at is None or seconds <= 0 or not is_running(attempt, now=now):
        return 0
    most = min(MOST_STORED - limit_seconds(attempt), int((LAST - in_utc(ends_at)).total_seconds()))
    if due_at is not None:
        most = min(most, int((due_at - ends_at).total_seconds()))
    return max(min(seconds, most), 0)


def limit_seconds(attempt: Timed) -> int:
    """Return the attempt's limit in seconds; 0 before its clock starts.

    The limit is stored in minutes. The seconds that :func:`start_clock` stored with them count as long as the minutes
    are derived from them, so that 45 remaining seconds are 45 seconds and not zero (deviation I6).
    """
    minutes, seconds = attempt.allowed_time_limit_mins, attempt.time_remaining_seconds
    if minutes is None:
        return 0
    if seconds is not None and seconds // 60 == minutes:
        return seconds
    return minutes * 60


def deadline(attempt: Timed) -> datetime | None:
    """Return the instant when the attempt's time is over; None while it has not started or has no limit.

    The deadline is set when the clock starts: later changes of the due date don't move it.
    """
    if attempt.started_at is None or attempt.allowed_time_limit_mins is None:
        return None
    return later(attempt.started_at, span(limit_seconds(attempt)))


def seconds_remaining(attempt: Timed, *, now: datetime) -> float:
    """Return the seconds until the deadline; 0 when the attempt has not started.

    Never negative, and never more than the limit, even if this machine's clock is behind the one that set
    ``started_at``.
    """
    ends_at = deadline(attempt)
    if ends_at is None:
        return 0
    return max(min((ends_at - now).total_seconds(), float(limit_seconds(attempt))), 0.0)


def is_running(attempt: Timed, *, now: datetime) -> bool:
    """Return whether the clock is running and time is left."""
    return Status.is_incomplete_status(attempt.status) and seconds_remaining(attempt, now=now) > 0


def is_kept_out(
    attempt: Timed | None, *, past_due: Callable[[], bool], due_in_a_moment: Callable[[], bool], now: datetime
) -> bool:
    """Return whether a date keeps the learner out of the exam: it is past due, or will be too soon to begin.

    A date never ends a running attempt, even if it was moved in the meantime: the time promised at the start holds.
    The callables are called only when their answer is needed.
    """
    if attempt is not None and is_running(attempt, now=now):
        return False
    has_begun = attempt is not None and not Status.is_pre_started_status(attempt.status)
    return past_due() or (not has_begun and due_in_a_moment())


def is_overdue(attempt: Timed, *, now: datetime) -> bool:
    """Return whether the attempt is still open although its time is over."""
    ends_at = deadline(attempt)
    return ends_at is not None and now > ends_at and Status.is_incomplete_status(attempt.status)


def carried_seconds(attempt: Resumable) -> int | None:
    """Return the seconds that the attempt has inherited, or leaves to the attempt that resumes it.

    None when the full time of the exam applies. That includes attempts that were completed: their stored seconds were
    their own limit, unless another attempt is to resume them.
    """
    gives_way = attempt.status == Status.error or attempt.ready_to_resume or attempt.resumed
    is_over = Status.is_completed_status(attempt.status) and not gives_way
    return None if is_over else attempt.time_remaining_seconds


def is_ready_to_resume(attempt: Resumable) -> bool:
    """Return whether staff let the learner resume and they have not done so yet."""
    return attempt.ready_to_resume and not attempt.resumed


def clock_runs(attempt: Timed, *, now: datetime) -> bool:
    """Return whether the attempt is in progress and its time has begun, has an end, and is not over."""
    if attempt.status != Status.started or attempt.started_at is None or deadline(attempt) is None:
        return False
    return attempt.started_at <= now + MOST_SKEW and not is_overdue(attempt, now=now)
