"""The review policy of an exam; its provider is told of a new text."""

from datetime import datetime

from edx_proctoring.actions.exams import tell_provider
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.exceptions import ProctoredExamReviewPolicyAlreadyExists
from edx_proctoring.models import ProctoredExam, ProctoredExamReviewPolicy
from edx_proctoring.queries.exams import get_exam
from edx_proctoring.queries.review_policies import find_policy, get_policy
from edx_proctoring.texts import gettext_noop as _


@transactional
def create(exam_id: int, *, set_by_user_id: int, text: str, now: datetime) -> ProctoredExamReviewPolicy:
    """Create and return the policy of the exam.

    Raises :class:`ProctoredExamReviewPolicyAlreadyExists` when it has one, and :class:`InvalidInputException` for text
    that the database cannot hold.
    """
    refuse_unstorable(ProctoredExamReviewPolicy, review_policy=text)
    if find_policy(exam_id) is not None:
        raise ProctoredExamReviewPolicyAlreadyExists(_('That exam has a review policy already.'))
    policy = ProctoredExamReviewPolicy(
        proctored_exam=get_exam(exam_id), set_by_user_id=set_by_user_id, review_policy=text
    )
    policy.save_only()
    _tell_provider(policy.proctored_exam, now=now)
    return policy


@transactional
def update(exam_id: int, *, set_by_user_id: int, text: str, now: datetime) -> None:
    """Replace the text of the exam's policy; without a text, the policy is removed.

    Raises :class:`ProctoredExamReviewPolicyNotFoundException` when it has none, and :class:`InvalidInputException` for
    text that the database cannot hold.
    """
    refuse_unstorable(ProctoredExamReviewPolicy, review_policy=text)
    policy = get_policy(exam_id)
    if not text:
        policy.delete()
        return
    policy.set_by_user_id = set_by_user_id
    policy.review_policy = text
    policy.save_only()
    _tell_provider(policy.proctored_exam, now=now)


@transactional
def remove(exam_id: int) -> None:
    """Remove the exam's policy. Raises :class:`ProctoredExamReviewPolicyNotFoundException` when it has none."""
    get_policy(exam_id).delete()


def _tell_provider(exam: ProctoredExam, *, now: datetime) -> None:
    if exam.is_proctored:
        tell_provider(exam, now=now)
