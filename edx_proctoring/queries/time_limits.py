"""How much time a learner has for an exam: its limit, his allowance, what an earlier try left, his due date."""

from datetime import datetime
from enum import Enum
from typing import Any, Final, Literal

from edx_proctoring.domain import time_limits
from edx_proctoring.lms import dates
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.allowances import Granted, read_granted


class Unread(Enum):
    """The caller has not read it; None would be a date that is not set."""

    UNREAD = 'unread'


DueDate = datetime | None | Literal[Unread.UNREAD]
UNREAD: Final = Unread.UNREAD


def allowed_minutes(
    exam: ProctoredExam,
    user_id: int,
    *,
    current: ProctoredExamStudentAttempt | None,
    granted: Granted | None = None,
    due_at: DueDate = UNREAD,
    now: datetime,
) -> int:
    """Whole minutes that the learner may take if he begins at ``now``.

    ``current`` is his current attempt, if any; ``granted`` what he is granted and ``due_at`` his due date, for those
    who have read them.
    """
    remaining = current.time_remaining_seconds if current else None
    if remaining is None and granted is None:
        granted = read_granted(exam.id, user_id)
    return time_limits.allowed_minutes(
        time_limit_mins=exam.time_limit_mins,
        additional_mins=granted.additional_minutes if granted and remaining is None else 0,
        remaining_seconds=remaining,
        due_at=dates.due_date(exam, user_id) if due_at is UNREAD else due_at,
        now=now,
    )


def is_past_due(exam: ProctoredExam, user: Any = None, *, due_at: DueDate = UNREAD, now: datetime) -> bool:
    """Whether the exam can no longer be taken: its due date is over, or for a timed exam without one the course is.

    ``user`` (an id or a user object) has dates of his own; without one, the exam's general date counts. ``due_at`` is
    that date, for those who have read it.
    """
    if due_at is UNREAD:
        due_at = dates.due_date(exam, user)
    if due_at is None and not exam.is_proctored:
        due_at = dates.course_end_date(exam.course_id)
    return dates.has_passed(due_at, now)
