"""Adding to instants without leaving the calendar, which has the years 1 to 9999."""

from datetime import UTC, datetime, timedelta
from typing import Final

FIRST: Final = datetime(1, 1, 1, tzinfo=UTC)
LAST: Final = datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)


def span(seconds: float) -> timedelta:
    """So many seconds; the longest span that there is, in that direction, for more than it has."""
    try:
        return timedelta(seconds=seconds)
    except OverflowError:
        return timedelta.max if seconds > 0 else timedelta.min


def later(moment: datetime, by: timedelta) -> datetime:
    """``moment + by``; the end of the calendar where that lies behind it, or its beginning for a negative span.

    Aware moments give aware ones.
    """
    try:
        return moment + by
    except OverflowError:
        end = LAST if by > timedelta() else FIRST
        return end if moment.tzinfo else end.replace(tzinfo=None)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC, or the end of the calendar that it is beyond there; without a zone, it is one of UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return LAST if moment.year > FIRST.year else FIRST
