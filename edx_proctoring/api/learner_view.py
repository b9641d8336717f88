"""What a learner sees instead of the exam."""

from typing import Any

from django.utils import timezone

from edx_proctoring.learner_pages import prerequisites
from edx_proctoring.learner_pages.view import learner_view

__all__ = ('check_prerequisites', 'get_student_view')


def get_student_view(
    user_id: Any, course_id: Any, content_id: Any, context: dict[str, Any], user_role: str = 'student'
) -> str | None:
    """Return the page (HTML) that replaces the exam, or None: then the host shows the exam itself.

    ``context`` describes the sequence (``display_name``, ``default_time_limit_mins``, ``due_date``, ``grace_period``,
    ``credit_state``, …) and is changed: the page's variables are added to it.
    """
    return learner_view(user_id, course_id, content_id, context, user_role, now=timezone.now())


def check_prerequisites(exam: dict[str, Any], user_id: Any) -> dict[str, Any]:
    """Add ``prerequisite_status`` to the exam: the credit requirements that the learner must have met before it."""
    return prerequisites.check(exam, user_id, now=timezone.now())
