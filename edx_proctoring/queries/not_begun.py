"""Learners who may take an exam and have not begun: they have no attempt at it, or have only entered it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from edx_proctoring.character_sets import USER_NAMES, match_users
from edx_proctoring.lms.enrollments import Enrollment, list_eligible
from edx_proctoring.lms.names import learner_and_profile
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


def list_not_begun(exam: ProctoredExam, text: str | None) -> Sequence[Enrollment] | QuerySet[Any] | None:
    """Return the enrollments of these learners by username, those whose username or email contains ``text``.

    None if the host cannot tell who may take the exam. What the host returns as a queryset stays one, so that a page of
    it costs no more than a page.
    """
    eligible = list_eligible(exam.course_id, proctored=exam.is_proctored)
    if eligible is None:
        return None
    of_exam = ProctoredExamStudentAttempt.objects.filter(proctored_exam_id=exam.id)
    attempts = of_exam.exclude(status=Status.created).order_by()
    if not isinstance(eligible, QuerySet):
        begun = set(attempts.values_list('user_id', flat=True))
        waiting = [each for each in eligible if each.user.id not in begun and _is_named(each.user, text)]
        return sorted(waiting, key=lambda each: str(each.user.get_username()))
    waiting_rows = eligible.exclude(user_id__in=attempts.values('user_id'))
    if text:
        waiting_rows = waiting_rows.filter(match_users(text, 'icontains', prefix='user__'))
    username = f'user__{get_user_model().USERNAME_FIELD}'
    return waiting_rows.select_related(*learner_and_profile('user')).order_by(username, 'user_id')


def _is_named(user: Any, text: str | None) -> bool:
    return not text or any(text.lower() in str(getattr(user, name, '')).lower() for name in USER_NAMES)
