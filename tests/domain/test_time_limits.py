"""The clock of an attempt, as properties."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.domain.time_limits import allowed_minutes, deadline, is_overdue, seconds_remaining
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

NOW = datetime(2030, 3, 31, 0, 30, tzinfo=UTC)
minutes = st.integers(0, 10_000)
offsets = st.timedeltas(timedelta(days=-30), timedelta(days=30))


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
