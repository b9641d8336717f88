"""Reading extra time, and the attempts that can get some."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery, Sum

from edx_proctoring.domain.attempt_lifecycle import RUNNING
from edx_proctoring.domain.instants import later, span
from edx_proctoring.domain.time_limits import deadline, is_running
from edx_proctoring.lms import dates
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt, TimeGrant

Attempt = ProctoredExamStudentAttempt

CLOCK: Final = ('started_at', 'allowed_time_limit_mins', 'time_remaining_seconds')


def running_at(pairs: Collection[tuple[int, int]]) -> QuerySet[Attempt]:
    """Return the current attempts that are in progress, for pairs of exams and learners; by id.

    Other pairs of these exams and learners are included.
    """
    exam_ids, user_ids = {exam_id for exam_id, _ in pairs}, {user_id for _, user_id in pairs}
    return _running(current_at_exam__in=exam_ids, user_id__in=user_ids)


def list_running(exam_id: int) -> list[int]:
    """Return the ids of the attempts at the exam that are in progress, their time over or not."""
    return list(_running(current_at_exam=exam_id).values_list('id', flat=True))


def list_running_of(user_ids: Collection[int]) -> list[tuple[int, int]]:
    """Return the exams and learners of the learners' current attempts that are in progress; one query."""
    attempts = _running(user_id__in=user_ids, current_at_exam__isnull=False)
    return list(attempts.values_list('proctored_exam_id', 'user_id'))


def list_running_ids(*, now: datetime) -> list[int]:
    """Return the ids of all attempts whose clock is running, and whose time is not over; one query."""
    attempts = _running(current_at_exam__isnull=False).only('status', *CLOCK)
    return [attempt.id for attempt in attempts.iterator() if is_running(attempt, now=now)]


def count_extended(attempt_ids: Collection[int]) -> int:
    """Return how many of the attempts were granted time while they were running; one query, whatever their number."""
    current = _running(current_at_exam__isnull=False).order_by().values('id')
    granted = (
        TimeGrant.objects.in_force().filter(attempt_id__in=current).order_by().values_list('attempt_id', flat=True)
    )
    return len(set(attempt_ids).intersection(granted.distinct()))


def list_grants(batch: str, course_id: str, *, of_incident: bool) -> QuerySet[TimeGrant]:
    """Return the grants of the batch that are in force, of the course's exams: those of an incident, or the others."""
    exams = ProctoredExam.objects.filter(course_id=course_id).values('id')
    grants = TimeGrant.objects.in_force().filter(batch=batch, exam_id__in=exams).order_by('id')
    return grants.filter(source=TimeGrant.INCIDENT) if of_incident else grants.exclude(source=TimeGrant.INCIDENT)


def map_granted_seconds(attempt_ids: Collection[int]) -> Mapping[int, Mapping[str, int]]:
    """Return the seconds that the attempts were granted while they were running, by attempt and source; one query."""
    grants = TimeGrant.objects.in_force().filter(attempt_id__in=attempt_ids).order_by()
    found: dict[int, dict[str, int]] = {}
    for attempt_id, source, seconds in grants.values_list('attempt_id', 'source').annotate(Sum('seconds')):
        found.setdefault(attempt_id, {})[source] = seconds
    return found


def granted_seconds() -> Subquery:
    """Return, for the database, the seconds that an attempt of the outer query was granted; null if it was none."""
    grants = TimeGrant.objects.in_force().filter(attempt_id=OuterRef('id')).order_by().values('attempt_id')
    return Subquery(grants.annotate(all=Sum('seconds')).values('all'))


def find_due_date(attempt: Attempt, seconds: int) -> datetime | None:
    """Return the learner's due date if it limits what the attempt gets of these seconds; otherwise None.

    Their own date is only read if the general one would limit it, so that many learners cost no more than one.
    """
    ends_at = deadline(attempt)
    if ends_at is None:
        return None
    new_end = later(ends_at, span(seconds))
    limit: datetime | None = None
    for user in (None, attempt.user_id):
        due_at = dates.due_date(attempt.proctored_exam, user)
        if due_at is None or dates.as_utc(due_at) >= new_end:
            return None
        limit = dates.as_utc(due_at)
    return limit


def _running(**chosen: Any) -> QuerySet[Attempt]:
    return Attempt.objects.filter(status__in=RUNNING, **chosen).order_by('id')
