"""What courses and their staff are shown of exams."""

from typing import Any

from django.utils import timezone

from edx_proctoring.learner_pages.outline_summary import status_summaries, status_summary
from edx_proctoring.queries.reviews import violation_report

__all__ = ('get_attempt_status_summaries', 'get_attempt_status_summary', 'get_exam_violation_report')


def get_attempt_status_summary(user_id: Any, course_id: Any, content_id: Any) -> dict[str, Any] | None:
    """Return what the course outline shows beside the exam, or None: text, icon, and whether the learner is done."""
    return status_summary(user_id, course_id, content_id, now=timezone.now())


def get_attempt_status_summaries(user_id: Any, course_id: Any) -> dict[str, dict[str, Any]]:
    """Return the same for all exams of a course that show something to the learner, by content id; four queries."""
    return status_summaries(user_id, course_id, now=timezone.now())


def get_exam_violation_report(course_id: Any, include_practice_exams: bool = False) -> list[dict[str, Any]]:
    """Return all attempts of a course with the findings of reviewers, one dict each, by the name of the exam."""
    return violation_report(str(course_id), include_practice_exams=include_practice_exams)
