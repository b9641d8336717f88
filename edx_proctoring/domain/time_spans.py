"""Counting over time and over shares of time: what a chart of a course's attempts shows."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal

Unit = Literal['hour', 'day', 'week', 'month']

MOST_HOURS = timedelta(days=3)
MOST_DAYS = timedelta(days=119)
MOST_WEEKS = timedelta(weeks=119)
TENTHS = 10


def count_by_span(instants: Sequence[datetime]) -> tuple[Unit, list[tuple[datetime, int]]]:
    """How many of the instants are in each hour, day, week (from Monday) or month, in UTC, whichever fits their range.

    Spans without any are there too, from the first to the last.
    """
    if not instants:
        return 'day', []
    unit = _unit(max(instants) - min(instants))
    counts = Counter(_beginning(instant.astimezone(UTC), unit) for instant in instants)
    spans = []
    span, last = min(counts), max(counts)
    while span <= last:
        spans.append((span, counts[span]))
        span = _next(span, unit)
    return unit, spans


def count_by_tenth(parts: Iterable[float]) -> list[int]:
    """How many of the parts of a whole (0 to 1) are in each tenth, and at the end how many are more than the whole."""
    counts = [0] * (TENTHS + 1)
    for part in parts:
        counts[TENTHS if part > 1 else min(max(int(part * TENTHS), 0), TENTHS - 1)] += 1
    return counts


def _unit(range_of_all: timedelta) -> Unit:
    if range_of_all <= MOST_HOURS:
        return 'hour'
    if range_of_all < MOST_DAYS:
        return 'day'
    return 'week' if range_of_all < MOST_WEEKS else 'month'


def _beginning(instant: datetime, unit: Unit) -> datetime:
    hour = instant.replace(minute=0, second=0, microsecond=0)
    if unit == 'hour':
        return hour
    day = hour.replace(hour=0)
    if unit == 'week':
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == 'month' else day


def _next(span: datetime, unit: Unit) -> datetime:
    if unit == 'month':
        return (span + timedelta(days=31)).replace(day=1)
    return span + {'hour': timedelta(hours=1), 'day': timedelta(days=1), 'week': timedelta(weeks=1)}[unit]
