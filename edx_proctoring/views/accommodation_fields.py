"""The parts of an accommodation as clients send them, in JSON and in the cells of a file."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Final

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from edx_proctoring.domain.accommodations import MOST_EXTRA_MINUTES, MOST_MULTIPLIER
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data

LONGEST_NUMBER: Final = 20  # characters
DECIMALS: Final = 3  # of the column
YEARS: Final = range(2000, 3000)
YES: Final = ('true', 'yes', '1')
NO: Final = ('false', 'no', '0', '')
NOT_A_DATE: Final = _('%(name)s has to be a date, or a date and a time, in ISO 8601.')


def multiplier(value: object, name: str) -> Decimal | None:
    """Return the factor: a number or the text of one, with a point or a comma; None for what is absent or empty."""
    if value is None or value == '':
        return None
    found = _number(value)
    if found is None or not 1 <= found <= MOST_MULTIPLIER:
        raise InvalidInputException(_('%(name)s has to be from 1 to %(most)s.'), name=name, most=MOST_MULTIPLIER)
    if found != round(found, DECIMALS):
        raise InvalidInputException(_('%(name)s has to have at most %(most)s decimals.'), name=name, most=DECIMALS)
    return found


def extra_minutes(value: object, name: str) -> int | None:
    """Return whole minutes; None for what is absent or empty."""
    if value is None or value == '':
        return None
    found = request_data.find_id(value)
    if found is None or not 1 <= found <= MOST_EXTRA_MINUTES:
        raise InvalidInputException(_('%(name)s has to be from 1 to %(most)s.'), name=name, most=MOST_EXTRA_MINUTES)
    return found


def unlimited(value: object, name: str) -> bool:
    """Return whether the flag is set: a boolean, or yes or no as a word or a digit; absent is not set."""
    text = '' if value is None else str(value).strip().lower()
    if text not in (*YES, *NO):
        raise InvalidInputException(_('%(name)s has to be yes or no.'), name=name)
    return text in YES


def first_moment(value: object, name: str) -> datetime | None:
    """Return the moment; that of a date is its first one. Without an offset, it is in the zone of the site."""
    return _moment(value, name, timedelta())


def moment_after(value: object, name: str) -> datetime | None:
    """Return the moment; that of a date is the first one of the next day."""
    return _moment(value, name, timedelta(days=1))


def _moment(value: object, name: str, after_date: timedelta) -> datetime | None:
    if value is None or value == '':
        return None
    text = request_data.text(value, name).strip()
    found = _parse(text, after_date)
    if found is None or found.year not in YEARS:
        raise InvalidInputException(NOT_A_DATE, name=name)
    return found


def _parse(text: str, after_date: timedelta) -> datetime | None:
    try:
        day = parse_date(text)
        moment = parse_datetime(text) if day is None else datetime.combine(day, time()) + after_date
        if moment is None:
            return None
        return (timezone.make_aware(moment) if timezone.is_naive(moment) else moment).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _number(value: object) -> Decimal | None:
    text = str(value).strip().replace(',', '.')
    if isinstance(value, bool) or len(text) > LONGEST_NUMBER:
        return None
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
