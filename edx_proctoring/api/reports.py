"""What courses and their staff are shown of exams."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from edx_proctoring.learner_pages.outline_summary import status_summaries, status_summary
from edx_proctoring.queries import results
from edx_proctoring.queries.attempt_groups import Choice
from edx_proctoring.queries.results import ResultDict
from edx_proctoring.queries.reviews import violation_report

__all__ = (
    'get_attempt_status_summaries',
    'get_attempt_status_summary',
    'get_exam_violation_report',
    'iter_results',
)


def get_attempt_status_summary(user_id: Any, course_id: Any, content_id: Any) -> dict[str, Any] | None:
    """Return what the course outline shows beside the exam, or None: text, icon, and whether the learner is done."""
    return status_summary(user_id, course_id, content_id, now=timezone.now())


def get_attempt_status_summaries(user_id: Any, course_id: Any) -> dict[str, dict[str, Any]]:
    """Return the same for all exams of a course that show something to the learner, by content id; four queries."""
    return status_summaries(user_id, course_id, now=timezone.now())


def get_exam_violation_report(course_id: Any, include_practice_exams: bool = False) -> list[dict[str, Any]]:
    """Return all attempts of a course with the findings of reviewers, one dict each, by the name of the exam."""
    return violation_report(str(course_id), include_practice_exams=include_practice_exams)


def iter_results(
    course_id: Any, *, exam_id: Any = None, status: str | None = None, search: str | None = None
) -> Iterator[ResultDict]:
    """Yield all attempts of a course with learner, exam, verdict and findings, one dict each, in order of their ids.

    The choice is that of the lists of the course's staff: only one exam, only learners whose username or email contains
    ``search``, and only the attempts of those learners at those exams whose newest attempt has ``status``.

    They are read while they are used, 4,000 at a time by two statements, so that the memory that is needed does not
    depend on how many there are.
    """
    return results.iter_results(
        str(course_id), Choice(search=search, exam_id=exam_id, status=status), now=timezone.now()
    )
