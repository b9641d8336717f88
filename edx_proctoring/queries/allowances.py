"""Reading allowances."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from edx_proctoring.models import ProctoredExamStudentAllowance

ADDITIONAL_TIME = ProctoredExamStudentAllowance.ADDITIONAL_TIME_GRANTED[0]
REVIEW_POLICY_EXCEPTION = ProctoredExamStudentAllowance.REVIEW_POLICY_EXCEPTION[0]


def list_allowances(course_id: Any, *, ordering: str | None = None) -> QuerySet[ProctoredExamStudentAllowance]:
    """The allowances of a course with their exams and learners, by id unless ``ordering`` names another field."""
    allowances = ProctoredExamStudentAllowance.objects.select_related('proctored_exam', 'user')
    return allowances.filter(proctored_exam__course_id=str(course_id)).order_by(ordering or 'id')


def list_allowances_at_exams(exam_ids: Iterable[int], user_id: Any) -> QuerySet[ProctoredExamStudentAllowance]:
    """The learner's allowances at several exams, with exam and learner, by exam and key."""
    allowances = ProctoredExamStudentAllowance.objects.select_related('proctored_exam', 'user')
    at_exams = allowances.filter(proctored_exam_id__in=list(exam_ids), user_id=user_id)
    return at_exams.order_by('proctored_exam_id', 'key')


def additional_minutes(exam_id: Any, user_id: Any) -> int:
    """Minutes that the learner has on top of the exam's limit; 0 without an allowance or with an emptied one."""
    value = _value(exam_id, user_id, ADDITIONAL_TIME)
    return int(value) if value and value.isdecimal() else 0


def find_review_policy_exception(exam_id: Any, user_id: Any) -> str | None:
    """The learner's exception from the exam's review policy, or None."""
    return _value(exam_id, user_id, REVIEW_POLICY_EXCEPTION)


def _value(exam_id: Any, user_id: Any, key: str) -> str | None:
    allowances = ProctoredExamStudentAllowance.objects.filter(proctored_exam_id=exam_id, user_id=user_id, key=key)
    return allowances.values_list('value', flat=True).first()
