"""Reading which finished attempts were reopened, and how much time the due date leaves them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from edx_proctoring.domain import time_limits
from edx_proctoring.domain.attempt_lifecycle import REOPENABLE
from edx_proctoring.domain.time_limits import Allotted
from edx_proctoring.lms import dates
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt, Reopening
from edx_proctoring.queries.time_limits import is_past_due


def list_reopenings(batch: str, course_id: str) -> QuerySet[Reopening]:
    """Return the reopenings of the batch that are in force, of the course's exams."""
    exams = ProctoredExam.objects.filter(course_id=course_id).values('id')
    return Reopening.objects.in_force().filter(batch=batch, exam_id__in=exams).order_by('id')


def find_continued(attempts: Collection[ProctoredExamStudentAttempt]) -> set[int]:
    """Return the ids of those that staff reopened and another attempt continues; a query if any could be.

    Those with a verdict, or that wait for one, are not among them: what was found about them counts.
    """
    resumed = [attempt.id for attempt in attempts if attempt.resumed and attempt.status in REOPENABLE]
    if not resumed:
        return set()
    reopened = Reopening.objects.in_force().filter(attempt_id__in=resumed).order_by()
    return set(reopened.values_list('attempt_id', flat=True))


def allot_reopened(exam: ProctoredExam, user_id: int, seconds: int, *, now: datetime) -> Allotted:
    """Return what is left of the seconds for a learner who begins at ``now``: none if a date keeps them out.

    Their own date is only read if the general one would limit it, so that many learners cost no more than one.
    """
    allotted = Allotted(0, seconds)
    for user in (None, user_id):
        due_at = dates.due_date(exam, user)
        if is_past_due(exam, user, due_at=due_at, now=now):
            allotted = Allotted(0, seconds)
            continue
        allotted = time_limits.allot(
            time_limit_mins=exam.time_limit_mins,
            remaining_seconds=seconds,
            due_at=dates.as_utc(due_at) if due_at else None,
            now=now,
        )
        if not allotted.is_cut:
            break
    return allotted
