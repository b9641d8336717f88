"""Counting over time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest

from edx_proctoring.domain.instants import FIRST, LAST
from edx_proctoring.domain.time_spans import count_by_span, hour_of, tenth_of


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_hours_with_the_empty_ones_between() -> None:
    instants = [at('2026-11-02 10:59:59'), at('2026-11-02 08:00:00'), at('2026-11-02 10:00:00')]
    assert count_by_span(Counter(instants)) == (
        'hour',
        [(at('2026-11-02 08:00'), 1), (at('2026-11-02 09:00'), 0), (at('2026-11-02 10:00'), 2)],
    )


def test_days_are_those_of_utc() -> None:
    west = timezone(timedelta(hours=-8))
    instants = [at('2026-11-01 00:00'), datetime(2026, 11, 4, 20, 0, tzinfo=west)]
    unit, spans = count_by_span(Counter(instants))
    assert unit == 'day'
    assert [(span.date().isoformat(), count) for span, count in spans] == [
        ('2026-11-01', 1),
        ('2026-11-02', 0),
        ('2026-11-03', 0),
        ('2026-11-04', 0),
        ('2026-11-05', 1),
    ]


@pytest.mark.parametrize(
    ('days', 'unit', 'first', 'last'),
    [
        (0, 'hour', '2026-01-31', '2026-01-31'),
        (3, 'hour', '2026-01-31', '2026-02-03'),
        (118, 'day', '2026-01-31', '2026-05-29'),
        (119, 'week', '2026-01-26', '2026-05-25'),
        (832, 'week', '2026-01-26', '2028-05-08'),
        (833, 'month', '2026-01-01', '2028-05-01'),
    ],
)
def test_the_unit_fits_the_range_and_spans_are_few(days: int, unit: str, first: str, last: str) -> None:
    begin = at('2026-01-31 06:00')
    found, spans = count_by_span(Counter([begin, begin + timedelta(days=days)]))
    assert found == unit
    assert (spans[0][0].date().isoformat(), spans[-1][0].date().isoformat()) == (first, last)
    assert sum(count for _, count in spans) == 2
    assert len(spans) <= 120


def test_nothing_is_in_no_span() -> None:
    assert count_by_span({}) == ('day', [])


@pytest.mark.parametrize(
    ('part', 'tenth'),
    [(0.0, 0), (0.0999, 0), (0.1, 1), (0.95, 9), (1.0, 9), (1.0001, 10), (25.0, 10), (-0.5, 0)],
)
def test_tenths(part: float, tenth: int) -> None:
    assert tenth_of(part) == tenth


def test_hours_are_those_of_utc() -> None:
    india = timezone(timedelta(hours=5, minutes=30))
    assert hour_of(datetime(2026, 11, 2, 10, 15, 7, tzinfo=india)) == at('2026-11-02 04:00')


@pytest.mark.parametrize('end', [FIRST, LAST])
@pytest.mark.parametrize('days', [0, 10, 200, 1000])
def test_at_the_ends_of_the_calendar_spans_end_too(end: datetime, days: int) -> None:
    other = end + timedelta(days=days if end == FIRST else -days)
    _, spans = count_by_span(Counter([end, other]))
    assert sum(count for _, count in spans) == 2
