"""The clock of an attempt, as properties."""

from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.domain.instants import FIRST, LAST
from edx_proctoring.domain.time_limits import (
    MOST_MINUTES,
    MOST_STORED,
    Allotted,
    allot,
    carried_seconds,
    deadline,
    is_overdue,
    is_running,
    limit_seconds,
    seconds_remaining,
    start_clock,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

NOW = datetime(2030, 3, 31, 0, 30, tzinfo=UTC)
minutes = st.integers(0, 10_000)
offsets = st.timedeltas(timedelta(days=-30), timedelta(days=30))
# Each sets its clocks on another day of the year, one by half an hour; the last never does.
ZONES = ('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kolkata')
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def attempt(**fields: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{'status': Status.started, 'started_at': NOW, 'allowed_time_limit_mins': 90, 'time_remaining_seconds': None}
        | {'ready_to_resume': False, 'resumed': False}
        | fields
    )


def started(
    *, limit: int = 90, due_at: datetime | None = None, now: datetime = NOW, time_remaining_seconds: int | None = None
) -> SimpleNamespace:
    """An attempt whose clock was started at ``now``."""
    begun = attempt(started_at=None, allowed_time_limit_mins=None, time_remaining_seconds=time_remaining_seconds)
    allotted = allot(time_limit_mins=limit, remaining_seconds=time_remaining_seconds, due_at=due_at, now=now)
    start_clock(begun, allotted, now=now)
    return begun


@given(limit=minutes, extra=minutes)
def test_without_a_due_date_the_limit_and_the_allowance_add_up(limit: int, extra: int) -> None:
    found = allot(time_limit_mins=limit, additional_mins=extra, now=NOW)
    assert found == Allotted((limit + extra) * 60, (limit + extra) * 60, extra * 60)
    assert found.minutes == limit + extra
    assert not found.is_cut


@given(limit=minutes, extra=minutes, remaining=st.none() | st.integers(0, 100_000), due=st.none() | offsets)
def test_no_attempt_gets_more_than_what_is_left_nor_runs_past_its_due_date(
    limit: int, extra: int, remaining: int | None, due: timedelta | None
) -> None:
    due_at = None if due is None else NOW + due
    found = allot(time_limit_mins=limit, additional_mins=extra, remaining_seconds=remaining, due_at=due_at, now=NOW)
    full = (limit + extra) * 60 if remaining is None else remaining
    assert found.full_seconds == full
    assert 0 <= found.seconds <= full
    assert found.extra_seconds == (0 if remaining is not None else min(max(found.seconds - limit * 60, 0), extra * 60))
    if due_at is not None and found.seconds:
        assert NOW + timedelta(seconds=found.seconds) <= due_at
    if found.is_cut:
        assert due_at is not None
        assert found.seconds == max((due_at - NOW) // timedelta(seconds=1), 0), 'no second is lost'


@pytest.mark.deviation('I6')
def test_an_allowance_is_not_granted_again_to_who_resumes() -> None:
    """It was part of the time that the earlier attempt left."""
    fields: dict[str, Any] = {'time_limit_mins': 90, 'additional_mins': 30, 'now': NOW}
    assert allot(**fields).seconds == 120 * 60
    assert allot(**fields, remaining_seconds=600).seconds == 600


@pytest.mark.deviation('I6')
def test_nothing_left_is_not_everything_again() -> None:
    assert allot(time_limit_mins=90, remaining_seconds=0, now=NOW).seconds == 0


@pytest.mark.deviation('I6')
@given(seconds=st.integers(0, 100_000))
def test_a_resumed_attempt_keeps_its_seconds(seconds: int) -> None:
    resumed = started(time_remaining_seconds=seconds)
    assert deadline(resumed) == NOW + timedelta(seconds=seconds)
    assert limit_seconds(resumed) == seconds


def test_seconds_beside_other_minutes_are_not_the_limit() -> None:
    assert deadline(attempt(allowed_time_limit_mins=3, time_remaining_seconds=600)) == NOW + timedelta(minutes=3)


@pytest.mark.deviation('X30')
@given(remaining=st.none() | st.integers(0, 100_000), due=offsets)
def test_no_attempt_runs_longer_than_to_its_due_date_nor_shorter(remaining: int | None, due: timedelta) -> None:
    cut = started(due_at=NOW + due, time_remaining_seconds=remaining)
    full = 90 * 60 if remaining is None else remaining
    assert limit_seconds(cut) == min(full, max(due // timedelta(seconds=1), 0))
    assert cut.allowed_time_limit_mins == limit_seconds(cut) // 60


@pytest.mark.deviation('X30')
@pytest.mark.parametrize(('inherited', 'due'), [(54, -1), (119, -3600), (30, 0)])
def test_resumed_after_the_due_date_nothing_is_won(inherited: int, due: int) -> None:
    resumed = started(due_at=NOW + timedelta(seconds=due), time_remaining_seconds=inherited)
    assert limit_seconds(resumed) == 0
    assert deadline(resumed) == NOW


@pytest.mark.deviation('X30')
@pytest.mark.parametrize(
    ('seconds', 'inherited', 'minimum', 'is_too_short'),
    [
        (59, None, 60, True),
        (60, None, 60, False),
        (0, None, 0, True),
        (1, None, 0, False),
        (30, 45, 60, True),  # it would have 45 without the due date
        (45, 45, 60, False),
        (-5, None, 60, True),
    ],
)
def test_what_is_too_short_to_begin(seconds: int, inherited: int | None, minimum: float, is_too_short: bool) -> None:
    due_at = NOW + timedelta(seconds=seconds)
    found = allot(time_limit_mins=90, remaining_seconds=inherited, due_at=due_at, now=NOW)
    assert found.is_too_short(minimum) is is_too_short


def test_a_short_exam_is_not_too_short_when_no_date_cuts_it() -> None:
    assert not allot(time_limit_mins=1, now=NOW).is_too_short(120)
    assert not allot(time_limit_mins=0, due_at=NOW + timedelta(days=1), now=NOW).is_too_short(60)


@pytest.mark.deviation('X34')
def test_extra_time_is_what_goes_beyond_the_limit() -> None:
    half = partial(allot, time_limit_mins=30, additional_mins=30, now=NOW)
    assert half().extra_seconds == 1800
    assert half(due_at=NOW + timedelta(minutes=45)).extra_seconds == 900
    assert half(due_at=NOW + timedelta(minutes=20)).extra_seconds == 0
    assert half(remaining_seconds=2000).extra_seconds == 0


@pytest.mark.parametrize(
    ('status', 'seconds'),
    [(Status.created, 605), (Status.started, 605), (Status.error, 605), (Status.submitted, None)],
)
def test_an_attempt_that_came_to_its_end_leaves_nothing(status: str, seconds: int | None) -> None:
    assert carried_seconds(attempt(status=status, time_remaining_seconds=605)) == seconds


@given(limit=minutes, later=st.timedeltas(timedelta(), timedelta(days=30)))
def test_remaining_seconds_reach_zero_at_the_deadline_and_stay_there(limit: int, later: timedelta) -> None:
    running = attempt(allowed_time_limit_mins=limit)
    left = seconds_remaining(running, now=NOW + later)
    assert left == pytest.approx(max(limit * 60 - later.total_seconds(), 0))
    assert is_overdue(running, now=NOW + later) == (later > timedelta(minutes=limit))


def test_what_is_not_running_is_never_overdue() -> None:
    long_after = NOW + timedelta(days=400)
    assert not is_overdue(attempt(started_at=None), now=long_after)
    assert not is_overdue(attempt(allowed_time_limit_mins=None), now=long_after)
    assert not is_overdue(attempt(status=Status.submitted), now=long_after)
    assert seconds_remaining(attempt(started_at=None), now=NOW) == 0


# --- Whatever the clocks on the wall do ---------------------------------------------------------------------------


@given(begins=moments, limit=minutes, due=offsets, zone=zones)
def test_a_due_date_is_an_instant_wherever_its_clock_stands(
    begins: datetime, limit: int, due: timedelta, zone: ZoneInfo
) -> None:
    due_at = begins + due
    found = allot(time_limit_mins=limit, due_at=due_at.astimezone(zone), now=begins)
    assert found == allot(time_limit_mins=limit, due_at=due_at, now=begins)
    assert found.seconds == min(limit * 60, max(due // timedelta(seconds=1), 0))


@given(begins=moments, limit=minutes, zone=zones)
def test_an_hour_is_sixty_minutes_also_when_clocks_are_set(begins: datetime, limit: int, zone: ZoneInfo) -> None:
    running = attempt(started_at=begins, allowed_time_limit_mins=limit)
    ends_at = deadline(running)
    assert ends_at is not None
    shown = ends_at.astimezone(zone)
    assert shown.astimezone(UTC) - begins == timedelta(minutes=limit)
    assert seconds_remaining(running, now=begins) == limit * 60
    assert not is_overdue(running, now=ends_at)
    assert is_overdue(running, now=ends_at + timedelta(microseconds=1))


@given(begins=moments, limit=minutes, extra=minutes, due=offsets, extension=offsets)
def test_a_later_due_date_never_takes_time_away(
    begins: datetime, limit: int, extra: int, due: timedelta, extension: timedelta
) -> None:
    earlier, later = sorted((due, extension))
    shorter, longer = (
        allot(time_limit_mins=limit, additional_mins=extra, due_at=begins + each, now=begins).seconds
        for each in (earlier, later)
    )
    assert shorter <= longer <= (limit + extra) * 60


@pytest.mark.deviation('I6')
@given(
    limit=st.integers(1, 10_000),
    used=st.lists(st.integers(0, 5_000), max_size=5),
    begins=moments,
    due=st.none() | st.timedeltas(timedelta(), timedelta(days=400)),
)
def test_however_often_an_attempt_is_resumed_no_second_is_lost_or_won(
    limit: int, used: list[int], begins: datetime, due: timedelta | None
) -> None:
    """Each part runs for ``used`` seconds, breaks off, and is resumed a day later."""
    due_at = None if due is None else begins + due
    left: int | None = None
    now = begins
    for seconds in used:
        before = limit * 60 if left is None else left
        part = started(limit=limit, due_at=due_at, now=now, time_remaining_seconds=left)
        whole = seconds_remaining(part, now=now)
        until_due = before if due_at is None else max((due_at - now) // timedelta(seconds=1), 0)
        assert whole == min(before, until_due)
        left = int(seconds_remaining(part, now=now + timedelta(seconds=seconds)))
        assert left == max(whole - seconds, 0)
        now += timedelta(days=1)


# --- Clocks that disagree -----------------------------------------------------------------------------------------


@pytest.mark.deviation('X32')
@given(limit=minutes, skew=offsets, inherited=st.none() | st.integers(0, 100_000))
def test_no_clock_gives_more_than_the_limit_or_less_than_nothing(
    limit: int, skew: timedelta, inherited: int | None
) -> None:
    running = started(limit=limit, time_remaining_seconds=inherited)
    left = seconds_remaining(running, now=NOW + skew)
    assert 0 <= left <= limit_seconds(running)
    if skew < timedelta():
        assert left == limit_seconds(running)
    assert is_running(running, now=NOW + skew) == (left > 0)


# --- The ends of the calendar -------------------------------------------------------------------------------------

ENDS = (FIRST, LAST)


@pytest.mark.parametrize('due_at', ENDS)
@pytest.mark.parametrize('now', [NOW, *ENDS])
@pytest.mark.parametrize('limit', [0, 90, MOST_MINUTES, 2**62])
def test_dates_at_the_ends_of_the_calendar_and_limits_without_end(due_at: datetime, now: datetime, limit: int) -> None:
    attempt_there = started(limit=limit, due_at=due_at, now=now)
    assert 0 <= limit_seconds(attempt_there) <= limit * 60
    ends_at = deadline(attempt_there)
    assert ends_at is not None
    assert now <= ends_at <= max(due_at, now)
    assert 0 <= seconds_remaining(attempt_there, now=now) <= limit_seconds(attempt_there)


def test_a_limit_beyond_the_calendar_ends_with_it() -> None:
    assert deadline(attempt(allowed_time_limit_mins=2**62)) == ENDS[1]
    assert deadline(attempt(allowed_time_limit_mins=-(2**62))) == ENDS[0]


def test_seconds_that_the_column_does_not_hold_are_rounded_to_minutes() -> None:
    many = started(limit=MOST_MINUTES, due_at=NOW + timedelta(seconds=MOST_STORED + 30))
    assert many.time_remaining_seconds is None
    assert limit_seconds(many) == (MOST_STORED + 30) // 60 * 60
