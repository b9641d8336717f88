"""Where a learner finds the onboarding exam of a course."""

from datetime import datetime
from typing import Any

from edx_proctoring import provider_gateway
from edx_proctoring.lms import links, outline
from edx_proctoring.queries.exams import list_onboarding_exams


def find_onboarding_link(course_id: Any, user: Any, *, is_learning_mfe: bool, now: datetime) -> str:
    """Return the URL of the course's newest onboarding exam that the learner can ever open; '' when there is none.

    An exam that opens later or is past due counts: its page says so.
    """
    exams = list(list_onboarding_exams(course_id))
    if not exams or not provider_gateway.supports_onboarding(exams[0]):
        return ''
    details = outline.find_course_outline(user, str(course_id), now=now)
    closed, _, _ = outline.categorize_inaccessible_exams_by_date(exams, details, now=now)
    chosen = next((exam for exam in exams if exam not in closed), None)
    if chosen is None:
        return ''
    return links.find_exam_url(chosen.course_id, chosen.content_id, is_learning_mfe=is_learning_mfe)
