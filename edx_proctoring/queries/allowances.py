"""Reading allowances."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from edx_proctoring.domain.time_limits import MOST_MINUTES
from edx_proctoring.models import ProctoredExamStudentAllowance
from edx_proctoring.queries.ordering import ALLOWANCE_ORDERINGS, Ordering, ordered

ADDITIONAL_TIME = ProctoredExamStudentAllowance.ADDITIONAL_TIME_GRANTED[0]
REVIEW_POLICY_EXCEPTION = ProctoredExamStudentAllowance.REVIEW_POLICY_EXCEPTION[0]


def list_allowances(course_id: Any, *, ordering: Ordering = None) -> QuerySet[ProctoredExamStudentAllowance]:
    """Return the allowances of a course with their exams and learners, by id unless ``ordering`` says otherwise.

    Raises :class:`OrderingNotAllowedException`.
    """
    allowances = ProctoredExamStudentAllowance.objects.select_related('proctored_exam', 'user')
    of_course = allowances.filter(proctored_exam__course_id=str(course_id)).order_by('id')
    return ordered(of_course, ordering, allowed=ALLOWANCE_ORDERINGS)


def list_allowances_at_exams(exam_ids: Iterable[int], user_id: Any) -> QuerySet[ProctoredExamStudentAllowance]:
    """Return the learner's allowances for several exams, with exam and learner, by exam and key."""
    allowances = ProctoredExamStudentAllowance.objects.select_related('proctored_exam', 'user')
    at_exams = allowances.filter(proctored_exam_id__in=list(exam_ids), user_id=user_id)
    return at_exams.order_by('proctored_exam_id', 'key')


@dataclass(frozen=True, slots=True)
class Granted:
    """A learner's allowances for one exam, values by key."""

    values: Mapping[str, str]

    @property
    def additional_minutes(self) -> int:
        """Minutes on top of the exam's limit; 0 without an allowance or with a cleared one."""
        return minutes_of(self.values.get(ADDITIONAL_TIME, ''))

    @property
    def review_policy_exception(self) -> str | None:
        """The exception from the exam's review policy, or None."""
        return self.values.get(REVIEW_POLICY_EXCEPTION) or None


def read_granted(exam_id: Any, user_id: Any) -> Granted:
    """Return the learner's allowances for the exam, in one query."""
    allowances = ProctoredExamStudentAllowance.objects.filter(proctored_exam_id=exam_id, user_id=user_id)
    return Granted(dict(allowances.values_list('key', 'value')))


def map_extra_minutes(user_id: Any, course_id: str) -> dict[int, int]:
    """Return the learner's additional minutes for the exams of the course, by exam id; one query.

    Exams without additional minutes are left out.
    """
    allowances = ProctoredExamStudentAllowance.objects.filter(
        user_id=user_id, proctored_exam__course_id=course_id, key=ADDITIONAL_TIME
    )
    found = {exam_id: minutes_of(value) for exam_id, value in allowances.values_list('proctored_exam_id', 'value')}
    return {exam_id: minutes for exam_id, minutes in found.items() if minutes}


def minutes_of(value: str) -> int:
    """Return the minutes that an allowance for additional time stands for; 0 for a cleared one."""
    return min(int(value), MOST_MINUTES) if value.isdecimal() else 0
