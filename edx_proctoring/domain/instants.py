"""Adding to instants without leaving the calendar, which has the years 1 to 9999."""

from datetime import UTC, datetime, timedelta
from typing import Final

FIRST: Final = datetime(1, 1, 1, tzinfo=UTC)
LAST: Final = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


def span(seconds: float) -> timedelta:
    """Return a span of that many seconds, or the longest one in that direction when they exceed its range."""
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        return timedelta.max if seconds > 0 else timedelta.min


def later(moment: datetime, by: timedelta) -> datetime:
    """Return ``moment + by``, or the end of the calendar when the sum is beyond it (the beginning for a negative span).

    The result is aware if ``moment`` is.
    """
    try:
        return moment + by
    except OverflowError:
        end = LAST if by > timedelta() else FIRST
        return end if moment.tzinfo else end.replace(tzinfo=None)


def in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC, or the end of the calendar if it is out of range there.

    A naive moment is taken as UTC.
    """
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return LAST if moment.year > FIRST.year else FIRST
