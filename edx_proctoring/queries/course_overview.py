"""The exams of a course in numbers."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Count

from edx_proctoring.domain.time_limits import limit_seconds
from edx_proctoring.domain.time_spans import TENTHS, Unit, count_by_span, hour_of, tenth_of
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt

READ: Final = (
    'user_id',
    'status',
    'started_at',
    'completed_at',
    'allowed_time_limit_mins',
    'time_remaining_seconds',
)


@dataclass(frozen=True, slots=True)
class CourseOverview:
    """Counts of a course's attempts of all kinds, without removed ones.

    ``statuses`` and ``reviews`` are sorted by frequency, the highest first. ``time_used``: ended attempts by tenths of
    their allowed time, with those that took longer at the end. ``starts``: attempts by the ``unit`` of their start.
    """

    attempts: int
    learners: int
    statuses: list[tuple[str, int]]
    reviews: list[tuple[str, int]]
    time_used: list[int]
    unit: Unit
    starts: list[tuple[datetime, int]]


def course_overview(course_id: str) -> CourseOverview:
    """Return the numbers, from two queries. Attempts are counted while they are read: there may be a million."""
    attempts = ProctoredExamStudentAttempt.objects.filter(proctored_exam__course_id=course_id).order_by()
    rows = attempts.values_list(*READ, named=True)
    learners: set[int] = set()
    statuses: Counter[str] = Counter()
    tenths: Counter[int] = Counter()
    hours: Counter[datetime] = Counter()
    for attempt in rows.iterator():
        learners.add(attempt.user_id)
        statuses[attempt.status] += 1
        if attempt.started_at:
            hours[hour_of(attempt.started_at)] += 1
            limit = limit_seconds(attempt)
            if attempt.completed_at and limit:
                tenths[tenth_of((attempt.completed_at - attempt.started_at).total_seconds() / limit)] += 1
    unit, starts = count_by_span(hours)
    return CourseOverview(
        attempts=statuses.total(),
        learners=len(learners),
        statuses=_most_frequent_first(statuses),
        reviews=_most_frequent_first(_review_counts(course_id)),
        time_used=[tenths[tenth] for tenth in range(TENTHS + 1)],
        unit=unit,
        starts=starts,
    )


def _review_counts(course_id: str) -> dict[str, int]:
    reviews = ProctoredExamSoftwareSecureReview.objects.filter(exam__course_id=course_id, is_attempt_active=True)
    return dict(reviews.order_by().values_list('review_status').annotate(Count('id')))


def _most_frequent_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
