"""Reading review policies."""

from collections.abc import Iterable
from typing import Any

from edx_proctoring.exceptions import ProctoredExamReviewPolicyNotFoundException
from edx_proctoring.models import ProctoredExam, ProctoredExamReviewPolicy


def find_policy(exam_id: Any) -> ProctoredExamReviewPolicy | None:
    """The newest review policy of the exam, or None (the table allows several, deviation R27)."""
    policies = ProctoredExamReviewPolicy.objects.select_related('proctored_exam', 'set_by_user')
    return policies.filter(proctored_exam_id=exam_id).order_by('-id').first()


def map_policies(exams: Iterable[ProctoredExam]) -> dict[int, ProctoredExamReviewPolicy]:
    """The newest review policy of each of the exams that have one, by exam id."""
    policies = ProctoredExamReviewPolicy.objects.filter(proctored_exam_id__in=[exam.id for exam in exams])
    return {policy.proctored_exam_id: policy for policy in policies.order_by('id')}


def get_policy(exam_id: Any) -> ProctoredExamReviewPolicy:
    """The same; :class:`ProctoredExamReviewPolicyNotFoundException` when there is none."""
    policy = find_policy(exam_id)
    if policy is None:
        raise ProctoredExamReviewPolicyNotFoundException('That exam has no review policy.')
    return policy
