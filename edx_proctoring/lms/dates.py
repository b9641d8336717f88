"""Dates of courses and exams. edx-when, where it is installed, knows each learner's own ones."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from django.apps import apps
from django.db import DatabaseError
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import UsageKey

from edx_proctoring.exceptions import BusyException
from edx_proctoring.lms import request_cache
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

try:
    from edx_when import api as edx_when_api
except (ImportError, RuntimeError):  # RuntimeError: the distribution is there, but not in INSTALLED_APPS
    edx_when_api = None

log = get_logger(__name__)

# Kinds of block whose dates edx-when can hand out without those of everything below them.
SUBSECTION_AND_HIGHER = ('course', 'chapter', 'sequential')


class Dated(Protocol):
    """The facts about an exam that its date depends on."""

    course_id: str
    content_id: str
    due_date: datetime | None


def as_utc(moment: datetime) -> datetime:
    """Return the moment as an aware one; naive moments are taken as UTC."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def has_passed(moment: datetime | None, now: datetime) -> bool:
    """Return whether the moment is now or in the past; False for None, which means that there is no end."""
    return moment is not None and as_utc(moment) <= now


def due_date(exam: Dated, user: Any = None) -> datetime | None:
    """Return when the exam is due for the user (an object, an id, or None for everybody).

    edx-when's date takes precedence, because it includes extensions and personal schedules. Without one, or without
    edx-when, it is the exam's own.
    """
    return _date_of_block(exam.course_id, exam.content_id, user) or exam.due_date


def course_end_date(course_id: str) -> datetime | None:
    """Return when the course ends, from edx-when; None if that is unknown or edx-when is not installed.

    parity: the stored date's own zone is ignored, it is read as UTC.
    """
    if not apps.is_installed('edx_when'):
        return None
    try:
        dates = _read_dates(course_id, user=None, subsection_and_higher_only=True)
    except InvalidKeyError:
        return None
    end = next((date for (_, field), date in dates.items() if field == 'end'), None)
    return end.replace(tzinfo=UTC) if isinstance(end, datetime) else None


def _date_of_block(course_id: str, content_id: str, user: Any) -> datetime | None:
    """Return one date from edx-when.

    It keeps the dates of a course in one cache entry and unpickles it for each request. The entry without the blocks
    below subsections is small and usually has everything that exams need.
    """
    if not apps.is_installed('edx_when'):
        return None
    try:
        key = UsageKey.from_string(str(content_id))
        dates = _read_dates(course_id, user=user, subsection_and_higher_only=key.block_type in SUBSECTION_AND_HIGHER)
    except InvalidKeyError:
        return None
    date: datetime | None = dates.get((key, 'due'))
    return date


def _read_dates(course_id: str, *, user: Any, subsection_and_higher_only: bool) -> dict[Any, Any]:
    """Return the dates that edx-when knows. They are remembered for the rest of the request.

    edx-when caches them itself, but is slow to find them there. It reads the host's cache first, so it knows nothing
    while the cache is down.

    :raises BusyException: the dates can't be read, and continuing without them could be wrong.
    """
    asked = {'user': user, 'subsection_and_higher_only': subsection_and_higher_only}
    key = ('dates', str(course_id), getattr(user, 'pk', user), subsection_and_higher_only)
    try:
        dates: dict[Any, Any] = request_cache.remember(
            key, lambda: edx_when_api.get_dates_for_course(str(course_id), **asked)
        )
    except (InvalidKeyError, DatabaseError):
        raise
    except Exception as error:
        log.exception('The dates of course %s could not be read', course_id)
        raise BusyException(_('The course dates cannot be read. Please try again in a moment.')) from error
    return dates
