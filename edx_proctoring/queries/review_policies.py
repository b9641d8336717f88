"""Reading review policies."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from edx_proctoring.exceptions import ProctoredExamReviewPolicyNotFoundException
from edx_proctoring.models import ProctoredExam, ProctoredExamReviewPolicy
from edx_proctoring.texts import gettext_noop as _


def find_policy(exam_id: Any) -> ProctoredExamReviewPolicy | None:
    """Return the newest review policy of the exam, or None (the table allows several, deviation R27)."""
    return _policies_of(exam_id).first()


def map_policies(exams: Iterable[ProctoredExam]) -> dict[int, ProctoredExamReviewPolicy]:
    """Return the newest review policy of each exam that has one, by exam id."""
    policies = ProctoredExamReviewPolicy.objects.filter(proctored_exam_id__in=[exam.id for exam in exams])
    return {policy.proctored_exam_id: policy for policy in policies.order_by('id')}


def get_policy(exam_id: Any) -> ProctoredExamReviewPolicy:
    """Return the newest review policy of the exam, with exam and author.

    Raises :class:`ProctoredExamReviewPolicyNotFoundException` when there is none.
    """
    policy = _policies_of(exam_id).select_related('proctored_exam', 'set_by_user').first()
    if policy is None:
        raise ProctoredExamReviewPolicyNotFoundException(_('That exam has no review policy.'))
    return policy


def _policies_of(exam_id: Any) -> QuerySet[ProctoredExamReviewPolicy]:
    return ProctoredExamReviewPolicy.objects.filter(proctored_exam_id=exam_id).order_by('-id')
