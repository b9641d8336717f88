"""Onboarding: whether a learner's profile at the provider is in order, and where they create it."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from edx_proctoring.learner_pages.onboarding_link import find_onboarding_link
from edx_proctoring.lms import enrollments
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries import onboarding as queries

__all__ = (
    'get_enrollments_can_take_proctored_exams',
    'get_last_verified_onboarding_attempts_per_user',
    'get_onboarding_attempt_data_for_learner',
    'get_onboarding_exam_link',
)


def get_onboarding_exam_link(course_id: Any, user: Any, is_learning_mfe: bool) -> str:
    """Return the URL of the course's onboarding exam; '' if there is none that the learner can reach."""
    return find_onboarding_link(str(course_id), user, is_learning_mfe=is_learning_mfe, now=timezone.now())


def get_onboarding_attempt_data_for_learner(course_id: Any, user: Any, backend: str | None) -> dict[str, Any]:
    """Return the learner's ``onboarding_status`` and its ``expiration_date`` (aware, or None)."""
    return queries.learner_onboarding(str(course_id), user, backend)


def get_last_verified_onboarding_attempts_per_user(
    users_list: Iterable[Any], backend: str | None
) -> dict[int, ProctoredExamStudentAttempt]:
    """Return each user's newest approved onboarding attempt that is still valid, by user id."""
    return queries.last_verified_attempts(users_list, backend)


def get_enrollments_can_take_proctored_exams(course_id: Any, text_search: str | None = None) -> Any:
    """Return the enrollments of a course whose learners may take proctored exams, as the host has them."""
    return enrollments.list_proctored_enrollments(str(course_id), text_search)
