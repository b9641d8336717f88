"""How much time a learner has for an exam: its limit, his allowance, what an earlier try left, his due date."""

from datetime import datetime
from typing import Any

from edx_proctoring.domain import time_limits
from edx_proctoring.lms import dates
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.allowances import Granted, read_granted


def allowed_minutes(
    exam: ProctoredExam,
    user_id: int,
    *,
    current: ProctoredExamStudentAttempt | None,
    granted: Granted | None = None,
    now: datetime,
) -> int:
    """Whole minutes that the learner may take if he begins at ``now``.

    ``current`` is his current attempt, if any, ``granted`` what he is granted, for those who have read it.
    """
    remaining = current.time_remaining_seconds if current else None
    if remaining is None and granted is None:
        granted = read_granted(exam.id, user_id)
    return time_limits.allowed_minutes(
        time_limit_mins=exam.time_limit_mins,
        additional_mins=granted.additional_minutes if granted and remaining is None else 0,
        remaining_seconds=remaining,
        due_at=dates.due_date(exam, user_id),
        now=now,
    )


def is_past_due(exam: ProctoredExam, user: Any = None, *, now: datetime) -> bool:
    """Whether the exam can no longer be taken: its due date is over, or for a timed exam without one the course is.

    ``user`` (an id or a user object) has dates of his own; without one, the exam's general date counts.
    """
    due_at = dates.due_date(exam, user)
    if due_at is None and not exam.is_proctored:
        due_at = dates.course_end_date(exam.course_id)
    return dates.has_passed(due_at, now)
