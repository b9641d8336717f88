"""Small published functions that take exams and attempts as dicts.

Hosts and XBlocks reach them through :mod:`edx_proctoring.utils` and ``ProctoringService``. Inside the app the functions
behind them are used, with objects.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from edx_proctoring.domain import time_limits
from edx_proctoring.domain.attempt_lifecycle import is_reattempt
from edx_proctoring.domain.exam_kind import exam_kind
from edx_proctoring.domain.instants import later
from edx_proctoring.learner_pages.wording import humanized_type
from edx_proctoring.lms import dates, links, outline

__all__ = (
    'categorize_inaccessible_exams_by_date',
    'get_exam_due_date',
    'get_exam_type',
    'get_exam_url',
    'get_time_remaining_for_attempt',
    'get_user_course_outline_details',
    'has_due_date_passed',
    'has_end_date_passed',
    'is_reattempting_exam',
    'verify_and_add_wait_deadline',
)


def categorize_inaccessible_exams_by_date(
    onboarding_exams: Iterable[Any], details: Any
) -> tuple[list[Any], list[Any], list[Any]]:
    """Return three lists of exams (objects): closed for a reason other than a date, too early, and too late."""
    return outline.categorize_inaccessible_exams_by_date(onboarding_exams, details, now=timezone.now())


def get_exam_due_date(exam: Mapping[str, Any], user: Any = None) -> datetime | None:
    """Return when the exam is due, for ``user`` (id or object) if given; None if it is never due."""
    return dates.due_date(SimpleNamespace(**exam), user)


def get_exam_type(exam: Mapping[str, Any], provider: Any) -> dict[str, str]:
    """Return the kind of the exam as a code (``type``) and in words (``humanized_type``)."""
    kind = exam_kind(
        is_proctored=exam['is_proctored'],
        is_practice_exam=exam['is_practice_exam'],
        supports_onboarding=bool(provider and provider.supports_onboarding),
    )
    return {'type': kind.value, 'humanized_type': humanized_type(kind)}


def get_exam_url(course_id: Any, content_id: Any, is_learning_mfe: bool) -> str:
    """Return the URL of the exam in the learning micro-frontend or in the LMS."""
    return links.exam_url(course_id, content_id, is_learning_mfe=is_learning_mfe)


def get_time_remaining_for_attempt(attempt: Mapping[str, Any]) -> float:
    """Return the remaining seconds; 0 for an attempt that has not started."""
    return time_limits.seconds_remaining(SimpleNamespace(**attempt), now=timezone.now())


def get_user_course_outline_details(user: Any, course_id: Any) -> Any:
    """Return the course outline as the host shows it to the user now."""
    return outline.find_course_outline(user, str(course_id), now=timezone.now())


def has_due_date_passed(due_datetime: datetime | None) -> bool:
    """Return whether this moment has passed; False for None."""
    return dates.has_passed(due_datetime, timezone.now())


def has_end_date_passed(course_id: Any) -> bool:
    """Return whether the course has ended."""
    return dates.has_passed(dates.course_end_date(str(course_id)), timezone.now())


def is_reattempting_exam(from_status: str | None, to_status: str | None) -> bool:
    """Return whether a running attempt would be sent back to its setup."""
    return is_reattempt(from_status, to_status)


def verify_and_add_wait_deadline(context: dict[str, Any], exam: Mapping[str, Any], user_id: Any) -> bool:
    """Return whether a grace period after the due date is still running.

    If it is, ``context['wait_deadline']`` is set to its end (ISO).
    """
    due_at = get_exam_due_date(exam, user_id)
    if not context.get('grace_period') or due_at is None:
        return False
    deadline = later(dates.as_utc(due_at), context['grace_period'])
    if dates.has_passed(deadline, timezone.now()):
        return False
    context['wait_deadline'] = deadline.isoformat()
    return True
