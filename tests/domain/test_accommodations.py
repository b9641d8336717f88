"""Which accommodation counts, and what it makes of a limit."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from edx_proctoring.domain.accommodations import (
    MOST_EXTRA_MINUTES,
    UNLIMITED_MINUTES,
    choose,
    find_fault,
    find_overlap,
    is_in_force,
    is_unlimited,
    minutes_of,
)
from edx_proctoring.domain.time_limits import MOST_MINUTES, allot

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
COURSE = 'course-v1:Org+Course+Run'


@dataclass
class Row:
    """Extra time."""

    pk: int = 1
    course_id: str = ''
    multiplier: Decimal | None = None
    extra_minutes: int | None = None
    is_unlimited: bool = False
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    revoked_at: datetime | None = None


def chosen(*rows: Row) -> int | None:
    """The id of the one that counts, whatever their order."""
    found = {getattr(choose(each, COURSE, now=NOW), 'pk', None) for each in (rows, rows[::-1])}
    assert len(found) == 1
    return found.pop()


class TestWhichOneCounts:
    """Of several."""

    def test_none(self) -> None:
        assert chosen() is None
        assert chosen(Row(course_id='course-v1:Org+Other+Run')) is None

    def test_one_for_the_course_wins_over_a_newer_one_for_all(self) -> None:
        assert chosen(Row(pk=1, course_id=COURSE), Row(pk=2)) == 1

    def test_the_newest_wins_otherwise(self) -> None:
        assert chosen(Row(pk=1), Row(pk=2)) == 2
        assert chosen(Row(pk=9), Row(pk=3, course_id=COURSE), Row(pk=4, course_id=COURSE)) == 4

    def test_one_that_is_not_in_force_hides_none(self) -> None:
        assert chosen(Row(pk=1), Row(pk=2, revoked_at=NOW)) == 1
        assert chosen(Row(pk=1), Row(pk=2, course_id=COURSE, valid_until=NOW)) == 1
        assert chosen(Row(pk=1), Row(pk=2, valid_from=NOW + MOMENT)) == 1


@pytest.mark.parametrize(
    ('fields', 'expected'),
    [
        ({}, True),
        ({'valid_from': NOW}, True),
        ({'valid_from': NOW + MOMENT}, False),
        ({'valid_until': NOW}, False),
        ({'valid_until': NOW + MOMENT}, True),
        ({'valid_from': NOW - MOMENT, 'valid_until': NOW}, False),
        ({'revoked_at': NOW}, False),
        ({'revoked_at': NOW + MOMENT}, True),
    ],
)
def test_when_it_is_in_force(fields: dict[str, Any], expected: bool) -> None:
    assert is_in_force(Row(**fields), now=NOW) is expected


@pytest.mark.parametrize(
    ('multiplier', 'limit', 'minutes'),
    [
        ('1.5', 90, 45),
        ('1.5', 45, 22),  # as the multiplier of allowances in bulk: half a minute goes to the even one
        ('1.5', 47, 24),
        ('1.25', 10, 2),
        ('1.1', 90, 9),
        ('1', 90, 0),
        ('1.333', 60, 20),
        ('2', 0, 0),
        ('10', MOST_MINUTES, MOST_MINUTES),
    ],
)
def test_a_multiplier_follows_the_limit(multiplier: str, limit: int, minutes: int) -> None:
    assert minutes_of(Row(multiplier=Decimal(multiplier)), limit) == minutes


def test_unlimited_time_is_a_week_beyond_the_limit() -> None:
    assert UNLIMITED_MINUTES == 10_080 > MOST_EXTRA_MINUTES
    assert [minutes_of(Row(is_unlimited=True), limit) for limit in (0, 90, MOST_MINUTES)] == [10_080] * 3


@pytest.mark.parametrize(
    ('additional', 'due_in', 'expected'),
    [
        (UNLIMITED_MINUTES, None, True),
        (UNLIMITED_MINUTES, timedelta(days=2), True),
        (UNLIMITED_MINUTES - 1, None, False),
        (0, None, False),
    ],
)
def test_when_learners_are_told_that_there_is_no_limit(
    additional: int, due_in: timedelta | None, expected: bool
) -> None:
    allotted = allot(time_limit_mins=90, additional_mins=additional, due_at=NOW + due_in if due_in else None, now=NOW)
    assert is_unlimited(allotted, 90) is expected


def test_a_resumed_attempt_has_the_time_that_was_left() -> None:
    assert not is_unlimited(allot(time_limit_mins=90, remaining_seconds=90 * 60, now=NOW), 90)


def test_minutes_do_not_follow_the_limit() -> None:
    assert [minutes_of(Row(extra_minutes=15), limit) for limit in (10, 90)] == [15, 15]
    assert minutes_of(None, 90) == 0


@pytest.mark.parametrize(
    ('fields', 'fault'),
    [
        ({'multiplier': Decimal(1)}, None),
        ({'multiplier': Decimal(10)}, None),
        ({'extra_minutes': 1}, None),
        ({'extra_minutes': 10_000}, None),
        ({}, 'no_time'),
        ({'is_unlimited': True}, None),
        ({'multiplier': Decimal(2), 'extra_minutes': 5}, 'two_times'),
        ({'multiplier': Decimal(2), 'is_unlimited': True}, 'two_times'),
        ({'extra_minutes': 5, 'is_unlimited': True}, 'two_times'),
        ({'multiplier': Decimal(2), 'extra_minutes': 5, 'is_unlimited': True}, 'two_times'),
        ({'is_unlimited': True, 'valid_from': NOW, 'valid_until': NOW}, 'period'),
        ({'multiplier': Decimal('0.999')}, 'multiplier'),
        ({'multiplier': Decimal('10.001')}, 'multiplier'),
        ({'extra_minutes': 0}, 'extra_minutes'),
        ({'extra_minutes': 10_001}, 'extra_minutes'),
        ({'extra_minutes': 5, 'valid_from': NOW, 'valid_until': NOW}, 'period'),
        ({'extra_minutes': 5, 'valid_from': NOW, 'valid_until': NOW + MOMENT}, None),
    ],
)
def test_what_can_be_one(fields: dict[str, Any], fault: str | None) -> None:
    assert find_fault(Row(**fields)) == fault


ends = st.one_of(st.none(), st.integers(0, 6).map(lambda hours: NOW + timedelta(hours=hours)))


@given(periods=st.lists(st.tuples(ends, ends), max_size=4))
def test_periods_overlap_if_a_moment_is_in_two_of_them(periods: list[Any]) -> None:
    rows = [Row(valid_from=begins, valid_until=until) for begins, until in periods]
    assume(not any(find_fault(replace(row, extra_minutes=1)) for row in rows))
    moments = [NOW + timedelta(minutes=30 * step) for step in range(-1, 15)]
    found = find_overlap(rows)
    assert (found is not None) == any(sum(is_in_force(row, now=moment) for row in rows) > 1 for moment in moments)
    if found:
        assert any(all(is_in_force(rows[index], now=moment) for index in found) for moment in moments)
