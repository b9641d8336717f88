"""Counting over time and over shares of time: what a chart of a course's attempts shows."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

from edx_proctoring.domain.instants import later

Unit = Literal['hour', 'day', 'week', 'month']

MOST_HOURS = timedelta(days=3)
MOST_DAYS = timedelta(days=119)
MOST_WEEKS = timedelta(weeks=119)
TENTHS = 10


def hour_of(instant: datetime) -> datetime:
    """Return the beginning of the hour that contains the instant, in UTC."""
    return _beginning(instant.astimezone(UTC), 'hour')


def count_by_span(numbers: Mapping[datetime, int]) -> tuple[Unit, list[tuple[datetime, int]]]:
    """Return the unit and the count for each span: hour, day, week (from Monday), or month, whichever fits the range.

    ``numbers`` maps instants to counts. Spans are in UTC, from the first to the last, including empty ones.
    """
    if not numbers:
        return 'day', []
    unit = _unit(max(numbers) - min(numbers))
    counts: Counter[datetime] = Counter()
    for instant, number in numbers.items():
        counts[_beginning(instant.astimezone(UTC), unit)] += number
    spans = []
    span, last = min(counts), max(counts)
    while span <= last:
        spans.append((span, counts[span]))
        span = _next(span, unit)
    return unit, spans


def tenth_of(part: float) -> int:
    """Return which tenth of a whole (0 to 1) contains the part, counted from 0; ``TENTHS`` for more than the whole."""
    return TENTHS if part > 1 else min(max(int(part * TENTHS), 0), TENTHS - 1)


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
        return later(span, timedelta(days=31)).replace(day=1)
    return later(span, {'hour': timedelta(hours=1), 'day': timedelta(days=1), 'week': timedelta(weeks=1)}[unit])
