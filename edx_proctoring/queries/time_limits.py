"""How much time a learner has for an exam.

It follows from the exam's limit, from their allowance or accommodation, from what an earlier try left, and from their
due date.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, Final, Literal

from edx_proctoring.conf import conf
from edx_proctoring.domain import accommodations, time_limits
from edx_proctoring.domain.time_limits import Allotted
from edx_proctoring.lms import dates
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.accommodations import find_accommodation
from edx_proctoring.queries.allowances import Granted, map_own_minutes, read_granted


class Unread(Enum):
    """The caller has not read the value; None would mean that there is none."""

    UNREAD = 'unread'


DueDate = datetime | None | Literal[Unread.UNREAD]
UNREAD: Final = Unread.UNREAD


def allotted_time(
    exam: ProctoredExam,
    user_id: int,
    *,
    current: ProctoredExamStudentAttempt | None,
    granted: Granted | None = None,
    due_at: DueDate = UNREAD,
    now: datetime,
) -> Allotted:
    """Return the time that the learner gets if they begin at ``now``.

    ``current`` is their current attempt, if any. Callers that have already read their allowances or their due date pass
    them as ``granted`` and ``due_at``.
    """
    remaining = time_limits.carried_seconds(current) if current else None
    if remaining is None and granted is None:
        granted = read_granted(exam.id, user_id)
    if due_at is UNREAD:
        due_at = dates.due_date(exam, user_id)
    return time_limits.allot(
        time_limit_mins=exam.time_limit_mins,
        additional_mins=_additional_minutes(exam, user_id, granted, now) if granted and remaining is None else 0,
        remaining_seconds=remaining,
        due_at=dates.as_utc(due_at) if due_at else None,
        now=now,
    )


def _additional_minutes(exam: ProctoredExam, user_id: int, granted: Granted, now: datetime) -> int:
    """Return what the learner's allowance adds to the limit; without one, what their accommodation does."""
    own = granted.own_minutes
    if own is not None:
        return own
    return accommodations.minutes_of(find_accommodation(user_id, exam.course_id, now=now), exam.time_limit_mins)


def map_extra_minutes(
    user_id: Any, course_id: str, exams: Collection[ProctoredExam], *, now: datetime
) -> dict[int, int]:
    """Return the learner's additional minutes for exams of the course, by exam id, if they begin at ``now``.

    Two queries. Exams without additional minutes are left out.
    """
    accommodation = find_accommodation(user_id, course_id, now=now)
    of_learner = map_own_minutes([user_id], [exam.id for exam in exams])
    own = {exam_id: minutes for (exam_id, _), minutes in of_learner.items()}
    minutes = {
        exam.id: own.get(exam.id, accommodations.minutes_of(accommodation, exam.time_limit_mins)) for exam in exams
    }
    return {exam_id: extra for exam_id, extra in minutes.items() if extra}


def find_shortage(
    exam: ProctoredExam,
    user_id: int,
    *,
    find_current: Callable[[], ProctoredExamStudentAttempt | None],
    due_at: DueDate = UNREAD,
    now: datetime,
) -> Allotted | None:
    """Return the time that the due date leaves the learner if it is too little to begin now, otherwise None.

    ``find_current`` returns the attempt whose clock would start, or that a new one would resume. It is called, and
    allowances are read, only if the due date is near.
    """
    if due_at is UNREAD:
        due_at = dates.due_date(exam, user_id)
    minimum = conf.minimum_time_to_start
    if due_at is None or (dates.as_utc(due_at) - now).total_seconds() >= max(minimum, 1):
        return None
    allotted = allotted_time(exam, user_id, current=find_current(), due_at=due_at, now=now)
    return allotted if allotted.is_too_short(minimum) else None


def find_cut(exam: ProctoredExam, user: Any, *, extra_minutes: int, now: datetime) -> Allotted | None:
    """Return the time that the learner gets if they begin at ``now``, with these additional minutes, if a date cuts it.

    None if they get all of it. ``user`` is an id or a user object. Their own date is only read if the general one cuts
    the time, so that many learners cost no more than one while the exam is not nearly due.
    """
    allotted = _allotted(exam, None, extra_minutes, now)
    if allotted.is_cut:
        allotted = _allotted(exam, user, extra_minutes, now)
    return allotted if allotted.is_cut else None


def _allotted(exam: ProctoredExam, user: Any, extra_minutes: int, now: datetime) -> Allotted:
    due_at = dates.due_date(exam, user)
    return time_limits.allot(
        time_limit_mins=exam.time_limit_mins,
        additional_mins=extra_minutes,
        due_at=dates.as_utc(due_at) if due_at else None,
        now=now,
    )


def is_past_due(exam: ProctoredExam, user: Any = None, *, due_at: DueDate = UNREAD, now: datetime) -> bool:
    """Return whether the exam can no longer be taken, because its due date is over.

    For a timed exam without a due date, the end of the course counts. ``user`` (an id or a user object) has their own
    dates; without one, the exam's general date counts. Callers that have already read this date pass it as ``due_at``.
    """
    if due_at is UNREAD:
        due_at = dates.due_date(exam, user)
    if due_at is None and not exam.is_proctored:
        due_at = dates.course_end_date(exam.course_id)
    return dates.has_passed(due_at, now)


def is_closed_by_date(
    exam: ProctoredExam,
    user: Any,
    *,
    attempt: ProctoredExamStudentAttempt | None,
    due_at: DueDate = UNREAD,
    now: datetime,
) -> bool:
    """Return whether a date keeps the learner out of the exam; see :func:`domain.time_limits.is_kept_out`.

    ``attempt`` is their current one, if any. ``user`` as for :func:`is_past_due`.
    """
    due = cache(lambda: dates.due_date(exam, user) if due_at is UNREAD else due_at)
    return time_limits.is_kept_out(
        attempt,
        past_due=lambda: is_past_due(exam, user, due_at=due(), now=now),
        due_in_a_moment=lambda: is_due_in_a_moment(exam, user, attempt=attempt, due_at=due(), now=now),
        now=now,
    )


def is_due_in_a_moment(
    exam: ProctoredExam,
    user: Any,
    *,
    attempt: ProctoredExamStudentAttempt | None,
    due_at: datetime | None,
    now: datetime,
) -> bool:
    """Return whether the due date leaves some time, but too little to begin, to resume the attempt, or to try again."""
    user_id = getattr(user, 'pk', user)
    shortage = find_shortage(exam, user_id, find_current=lambda: attempt, due_at=due_at, now=now)
    return shortage is not None and shortage.seconds > 0
