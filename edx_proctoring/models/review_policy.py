"""What reviewers must know about one exam."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from model_utils.models import TimeStampedModel

from edx_proctoring.models.consequences import HasConsequences
from edx_proctoring.models.exam import ProctoredExam
from edx_proctoring.models.held_text import HeldTextField


class ProctoredExamReviewPolicy(HasConsequences, TimeStampedModel):
    """What learners may do in one exam ("a calculator is allowed"), as course staff wrote it.

    The provider gets the text with the exam and at registration, learners see it as additional rules. An attempt
    remembers by id which policy was in force when it was registered. Nothing in the table prevents a second row for an
    exam; the newest one counts.

    .. no_pii:
    """

    set_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    proctored_exam = models.ForeignKey(ProctoredExam, db_index=True, on_delete=models.CASCADE)
    review_policy = HeldTextField(default='')

    class Meta:
        db_table = 'proctoring_proctoredexamreviewpolicy'
        verbose_name = 'Proctored exam review policy'
        verbose_name_plural = 'Proctored exam review policies'

    def __str__(self) -> str:
        return f'{self.set_by_user}: {self.proctored_exam}'

    @classmethod
    def get_review_policy_for_exam(cls, exam_id: Any) -> 'ProctoredExamReviewPolicy | None':
        """Return the policy in force, or None."""
        return cls.objects.filter(proctored_exam_id=exam_id).order_by('-created', '-id').first()


class ProctoredExamReviewPolicyHistory(TimeStampedModel):
    """A review policy as it was before it was changed or deleted; ``original_id`` is its id.

    An attempt made at that time names the policy by the same id. So rows are kept: they go only with their exam or
    with the user who wrote the policy.

    .. no_pii:
    """

    original_id = models.IntegerField(db_index=True)
    set_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    proctored_exam = models.ForeignKey(ProctoredExam, db_index=True, on_delete=models.CASCADE)
    review_policy = HeldTextField()

    class Meta:
        db_table = 'proctoring_proctoredexamreviewpolicyhistory'
        verbose_name = 'proctored exam review policy history'

    def __str__(self) -> str:
        return f'{self.set_by_user}: {self.proctored_exam}'

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise ``NotImplementedError``: records of the past are not deleted."""
        raise NotImplementedError('An archived review policy cannot be deleted.')
