"""Adding to instants without leaving the calendar, which has the years 1 to 9999."""

from datetime import UTC, datetime, timedelta


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
        end = datetime.max if by > timedelta() else datetime.min
        return end if moment.tzinfo is None else end.replace(tzinfo=UTC)


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC, or the end of the calendar that it is beyond there; one without a zone is taken as UTC."""
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return (datetime.max if moment.year > 1 else datetime.min).replace(tzinfo=UTC)
