"""Reading allowances."""

from collections.abc import Collection, Iterable, Mapping
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
        return self.own_minutes or 0

    @property
    def own_minutes(self) -> int | None:
        """The same; None without an allowance or with a cleared one, so that an accommodation counts."""
        return find_minutes(self.values.get(ADDITIONAL_TIME))

    @property
    def review_policy_exception(self) -> str | None:
        """The exception from the exam's review policy, or None."""
        return self.values.get(REVIEW_POLICY_EXCEPTION) or None


def read_granted(exam_id: Any, user_id: Any) -> Granted:
    """Return the learner's allowances for the exam, in one query."""
    allowances = ProctoredExamStudentAllowance.objects.filter(proctored_exam_id=exam_id, user_id=user_id)
    return Granted(dict(allowances.values_list('key', 'value')))


def map_own_minutes(user_ids: Collection[Any], exam_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """Return the additional minutes of allowances by exam and learner, in one query; cleared ones are left out."""
    allowances = ProctoredExamStudentAllowance.objects.filter(
        user_id__in=user_ids, proctored_exam_id__in=exam_ids, key=ADDITIONAL_TIME
    )
    rows = allowances.values_list('proctored_exam_id', 'user_id', 'value')
    found = {(exam_id, user_id): find_minutes(value) for exam_id, user_id, value in rows}
    return {pair: minutes for pair, minutes in found.items() if minutes is not None}


def find_minutes(value: str | None) -> int | None:
    """Return the minutes that an allowance for additional time stands for; None without one and for a cleared one."""
    return min(int(value), MOST_MINUTES) if value and value.isdecimal() else None
