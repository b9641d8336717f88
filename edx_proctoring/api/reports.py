"""What courses and their staff are shown of exams."""

from typing import Any

from django.utils import timezone

from edx_proctoring.learner_pages.outline_summary import status_summaries, status_summary
from edx_proctoring.queries.reviews import violation_report

__all__ = ('get_attempt_status_summaries', 'get_attempt_status_summary', 'get_exam_violation_report')


def get_attempt_status_summary(user_id: Any, course_id: Any, content_id: Any) -> dict[str, Any] | None:
    """What the course outline shows beside the exam: words, icon, and whether the learner is done. None: nothing."""
    return status_summary(user_id, course_id, content_id, now=timezone.now())


def get_attempt_status_summaries(user_id: Any, course_id: Any) -> dict[str, dict[str, Any]]:
    """The same for all exams of a course that the learner may see something for, by content id; three queries."""
    return status_summaries(user_id, course_id, now=timezone.now())


def get_exam_violation_report(course_id: Any, include_practice_exams: bool = False) -> list[dict[str, Any]]:
    """All attempts of a course with what reviewers found, one dict each, by the name of the exam."""
    return violation_report(str(course_id), include_practice_exams=include_practice_exams)
