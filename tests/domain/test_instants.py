"""Adding to instants."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.domain.instants import FIRST, LAST, in_utc, later, span


@given(moment=st.datetimes(timezones=st.just(UTC)), by=st.timedeltas())
def test_no_sum_leaves_the_calendar(moment: datetime, by: timedelta) -> None:
    found = later(moment, by)
    assert FIRST <= found <= LAST
    if found not in (FIRST, LAST):
        assert found - moment == by


def test_behind_the_ends_there_is_the_end() -> None:
    assert later(LAST, timedelta(days=1)) == LAST
    assert later(FIRST, timedelta(days=-1)) == FIRST
    assert later(LAST.replace(tzinfo=None), timedelta(days=1)) == LAST.replace(tzinfo=None)
    assert later(datetime(2030, 1, 1, tzinfo=UTC), timedelta.max) == LAST


@pytest.mark.parametrize('seconds', [0, 1, -1, 0.5, 90 * 60])
def test_a_span_is_so_many_seconds(seconds: float) -> None:
    assert span(seconds).total_seconds() == seconds


def test_the_longest_span_is_the_longest() -> None:
    assert span(2**70) == timedelta.max
    assert span(-(2**70)) == timedelta.min


zones = st.integers(-23, 23).map(lambda hours: timezone(timedelta(hours=hours)))


@given(st.datetimes(timezones=zones | st.none()))
def test_every_moment_has_one_in_utc(moment: datetime) -> None:
    found = in_utc(moment)
    assert found.tzinfo is UTC
    if found not in (FIRST, LAST):
        assert found == (moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def test_what_is_beyond_the_calendar_in_utc_is_its_end() -> None:
    assert in_utc(LAST.replace(tzinfo=timezone(timedelta(hours=-1)))) == LAST
    assert in_utc(FIRST.replace(tzinfo=timezone(timedelta(hours=1)))) == FIRST
