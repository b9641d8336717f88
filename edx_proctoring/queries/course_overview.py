"""The exams of a course in numbers."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from edx_proctoring.domain.time_spans import Unit, count_by_span, count_by_tenth
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt


@dataclass(frozen=True, slots=True)
class CourseOverview:
    """Counts of a course's attempts of all kinds; removed attempts are not among them.

    ``statuses`` and ``reviews`` have the most frequent first. ``time_used``: ended attempts by tenths of the time that
    they were allowed, and at the end those that took longer. ``starts``: attempts by the ``unit`` they were started in.
    """

    attempts: int
    learners: int
    statuses: list[tuple[str, int]]
    reviews: list[tuple[str, int]]
    time_used: list[int]
    unit: Unit
    starts: list[tuple[datetime, int]]


def course_overview(course_id: str) -> CourseOverview:
    """The numbers, from two queries."""
    rows = list(
        ProctoredExamStudentAttempt.objects.filter(proctored_exam__course_id=course_id).values_list(
            'user_id', 'status', 'started_at', 'completed_at', 'allowed_time_limit_mins'
        )
    )
    unit, starts = count_by_span([started for _, _, started, _, _ in rows if started])
    used = [
        (completed - started) / timedelta(minutes=minutes)
        for _, _, started, completed, minutes in rows
        if started and completed and minutes
    ]
    return CourseOverview(
        attempts=len(rows),
        learners=len({user_id for user_id, *_ in rows}),
        statuses=_most_frequent_first(Counter(status for _, status, *_ in rows)),
        reviews=_most_frequent_first(_review_counts(course_id)),
        time_used=count_by_tenth(used),
        unit=unit,
        starts=starts,
    )


def _review_counts(course_id: str) -> dict[str, int]:
    reviews = ProctoredExamSoftwareSecureReview.objects.filter(exam__course_id=course_id, is_attempt_active=True)
    return dict(reviews.order_by().values_list('review_status').annotate(Count('id')))


def _most_frequent_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))
