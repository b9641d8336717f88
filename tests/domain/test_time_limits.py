"""The clock of an attempt, as properties."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.domain.time_limits import allowed_minutes, deadline, is_overdue, seconds_remaining
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

NOW = datetime(2030, 3, 31, 0, 30, tzinfo=UTC)
minutes = st.integers(0, 10_000)
offsets = st.timedeltas(timedelta(days=-30), timedelta(days=30))
# Each sets its clocks on another day of the year, one by half an hour; the last never does.
ZONES = ('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Asia/Kolkata')
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def attempt(**facts: Any) -> SimpleNamespace:
    return SimpleNamespace(
        **{'status': Status.started, 'started_at': NOW, 'allowed_time_limit_mins': 90, 'time_remaining_seconds': None}
        | facts
    )


@given(limit=minutes, extra=minutes)
def test_without_a_due_date_the_limit_and_the_allowance_add_up(limit: int, extra: int) -> None:
    assert allowed_minutes(time_limit_mins=limit, additional_mins=extra, now=NOW) == limit + extra


@given(limit=minutes, extra=minutes, remaining=st.none() | st.integers(0, 100_000), due=st.none() | offsets)
def test_no_attempt_gets_more_than_what_is_left_nor_runs_past_its_due_date(
    limit: int, extra: int, remaining: int | None, due: timedelta | None
) -> None:
    due_at = None if due is None else NOW + due
    found = allowed_minutes(
        time_limit_mins=limit, additional_mins=extra, remaining_seconds=remaining, due_at=due_at, now=NOW
    )
    assert 0 <= found <= (limit + extra if remaining is None else remaining // 60)
    if due_at is not None and found:
        assert NOW + timedelta(minutes=found) <= due_at


def test_nothing_left_is_not_everything_again_i6() -> None:
    assert allowed_minutes(time_limit_mins=90, remaining_seconds=0, now=NOW) == 0


@given(seconds=st.integers(0, 100_000))
def test_a_resumed_attempt_keeps_its_seconds_i6(seconds: int) -> None:
    mins = allowed_minutes(time_limit_mins=90, remaining_seconds=seconds, now=NOW)
    resumed = attempt(allowed_time_limit_mins=mins, time_remaining_seconds=seconds)
    assert deadline(resumed) == NOW + timedelta(seconds=seconds)


def test_a_resumed_attempt_that_the_due_date_cuts_ends_with_its_minutes() -> None:
    cut = attempt(allowed_time_limit_mins=3, time_remaining_seconds=600)
    assert deadline(cut) == NOW + timedelta(minutes=3)


@given(limit=minutes, later=offsets)
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
    found = allowed_minutes(time_limit_mins=limit, due_at=due_at.astimezone(zone), now=begins)
    assert found == allowed_minutes(time_limit_mins=limit, due_at=due_at, now=begins)
    assert found == min(limit, max(int(due.total_seconds() // 60), 0))


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
        allowed_minutes(time_limit_mins=limit, additional_mins=extra, due_at=begins + each, now=begins)
        for each in (earlier, later)
    )
    assert shorter <= longer <= limit + extra


@given(
    limit=st.integers(1, 10_000),
    used=st.lists(st.integers(0, 5_000), max_size=5),
    begins=moments,
    due=st.none() | st.timedeltas(timedelta(), timedelta(days=400)),
)
def test_however_often_an_attempt_is_resumed_no_second_is_lost_or_won_i6(
    limit: int, used: list[int], begins: datetime, due: timedelta | None
) -> None:
    """Each part runs for ``used`` seconds, breaks off, and is resumed a day later."""
    due_at = None if due is None else begins + due
    left: int | None = None
    now = begins
    for seconds in used:
        before = limit * 60 if left is None else left
        mins = allowed_minutes(time_limit_mins=limit, remaining_seconds=left, due_at=due_at, now=now)
        part = attempt(started_at=now, allowed_time_limit_mins=mins, time_remaining_seconds=left)
        whole = seconds_remaining(part, now=now)
        assert whole <= before
        if due_at is None or now + timedelta(seconds=before) <= due_at:
            assert whole == before
        left = int(seconds_remaining(part, now=now + timedelta(seconds=seconds)))
        assert left == max(whole - seconds, 0)
        now += timedelta(days=1)
