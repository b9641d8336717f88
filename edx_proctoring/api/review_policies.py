"""Review policies: the rules of an exam that reviewers and learners are told."""

from typing import Any

from django.utils import timezone

from edx_proctoring.actions import review_policies as actions
from edx_proctoring.queries.review_policies import get_policy
from edx_proctoring.serializers import ReviewPolicyDict, review_policy_dict

__all__ = (
    'create_exam_review_policy',
    'get_review_policy_by_exam_id',
    'remove_review_policy',
    'update_review_policy',
)


def create_exam_review_policy(exam_id: Any, set_by_user_id: Any, review_policy: str) -> int:
    """Create the exam's review policy and return its id. Raises :class:`ProctoredExamReviewPolicyAlreadyExists`."""
    return actions.create(exam_id, set_by_user_id=set_by_user_id, text=review_policy, now=timezone.now()).id


def update_review_policy(exam_id: Any, set_by_user_id: Any, review_policy: str) -> None:
    """Replace the text; no text removes the policy. Raises :class:`ProctoredExamReviewPolicyNotFoundException`."""
    actions.update(exam_id, set_by_user_id=set_by_user_id, text=review_policy, now=timezone.now())


def remove_review_policy(exam_id: Any) -> None:
    """Remove the policy. Raises :class:`ProctoredExamReviewPolicyNotFoundException`."""
    actions.remove(exam_id)


def get_review_policy_by_exam_id(exam_id: Any) -> ReviewPolicyDict:
    """Return the policy. Raises :class:`ProctoredExamReviewPolicyNotFoundException`."""
    return review_policy_dict(get_policy(exam_id))
