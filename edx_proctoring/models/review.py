"""The verdict about an attempt, and the findings that it rests on."""

import logging
from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.encoding import force_bytes
from django.utils.translation import gettext_lazy as _
from model_utils.models import TimeStampedModel

from edx_proctoring.backends.registry import find_provider
from edx_proctoring.conf import conf
from edx_proctoring.models.attempt import ProctoredExamStudentAttempt
from edx_proctoring.models.consequences import HasConsequences
from edx_proctoring.models.exam import ProctoredExam
from edx_proctoring.models.held_text import HeldCharField, HeldTextField
from edx_proctoring.security.crypto import bound_to
from edx_proctoring.statuses import SoftwareSecureReviewStatus

log = logging.getLogger(__name__)


class ProctoredExamSoftwareSecureReview(HasConsequences, TimeStampedModel):
    """What a provider, or a person after it, found about an attempt. The name is that of the first provider.

    There is at most one row per attempt (``attempt_code``). When the provider sends another review, or a person
    decides about it, the row is changed and its old state archived.

    * ``review_status`` is one of ``SoftwareSecureReviewStatus``, whichever provider sent it; what passes is the
      provider's decision.
    * ``reviewed_by`` is the person who decided, null for the provider. A person's negative verdict is final, a
      provider's may need a second review.
    * ``raw_data`` is what the provider sent, as it came. ``encrypted_video_url`` is AES ciphertext
      (``find_video_link``).
    * ``is_attempt_active`` becomes false when the attempt is deleted; the review stays, and ``attempt_code`` then
      leads to the attempt's history.
    * ``decision_reason`` is why the person decided so, in their words; null if they were not asked. The learner never
      sees it. What they are told of a rejection is ``learner_reason``, a key of ``domain.rejection_reasons.REASONS``,
      and ``learner_text``; both are null if nobody has said anything to them.

    .. pii: the raw data names the learner and the reviewer, and says what the camera saw; the video shows the learner;
       the reasons are free text about what the learner did
    .. pii_types: email_address, external_service, name, video, other
    .. pii_retirement: local_api
    """

    attempt_code = HeldCharField(max_length=255, db_index=True, unique=True)
    is_attempt_active = models.BooleanField(default=True)
    review_status = HeldCharField(max_length=255)
    raw_data = HeldTextField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, related_name='+', on_delete=models.CASCADE)
    student = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, related_name='+', on_delete=models.CASCADE)
    exam = models.ForeignKey(ProctoredExam, null=True, on_delete=models.CASCADE)
    encrypted_video_url = models.BinaryField(null=True)
    decision_reason = HeldTextField(null=True, default=None, editable=False)
    learner_reason = HeldCharField(max_length=32, null=True, default=None, editable=False)
    learner_text = HeldTextField(null=True, default=None, editable=False)

    class Meta:
        db_table = 'proctoring_proctoredexamsoftwaresecurereview'
        verbose_name = 'Proctored exam software secure review'

    def __str__(self) -> str:
        return f'review {self.pk} ({self.review_status})'

    @property
    def is_passing(self) -> bool:
        """Whether the verdict is good, as the exam's provider sees it.

        A review without an exam goes by the exam of its attempt. Without any exam, or when the site no longer has the
        provider, the default passing statuses count.
        """
        return self.review_status in self._passing_statuses()

    @property
    def passing_verdict(self) -> str:
        """What ``review_status`` becomes when a person overrules a negative verdict: ``Clean`` if that passes."""
        statuses = list(self._passing_statuses())
        return SoftwareSecureReviewStatus.clean if SoftwareSecureReviewStatus.clean in statuses else statuses[0]

    @property
    def should_notify(self) -> bool:
        """Whether support must look at it: it is suspicious, and no person has decided yet."""
        return (
            self.review_status == SoftwareSecureReviewStatus.notify_support_for_status and self.reviewed_by_id is None
        )

    def find_video_link(self) -> bytes | None:
        """Return the stored form of the link; None if there is none, or it belongs to another attempt."""
        # PostgreSQL gives a memoryview, and a row edited by hand may hold text.
        stored = force_bytes(self.encrypted_video_url or b'')
        try:
            owner = bound_to(stored)
        except ValueError:
            owner = ''
        if owner not in (None, self.attempt_code):
            log.error('The video link of review %s is bound to another attempt', self.pk)
            return None
        return stored or None

    @property
    def is_video_link_emptied(self) -> bool:
        """Whether there was a link until it was emptied: then it is empty, not null."""
        return self.encrypted_video_url is not None and not force_bytes(self.encrypted_video_url)

    @classmethod
    def get_review_by_attempt_code(cls, attempt_code: Any) -> 'ProctoredExamSoftwareSecureReview | None':
        """Return the review of the attempt, or None."""
        return cls.objects.filter(attempt_code=attempt_code).first()

    def _passing_statuses(self) -> Collection[str]:
        exam = self.exam or self._find_exam_of_attempt()
        provider = find_provider(exam.backend or conf.default_backend_name) if exam and exam.is_proctored else None
        return getattr(provider, 'passing_statuses', None) or SoftwareSecureReviewStatus.passing_statuses

    def _find_exam_of_attempt(self) -> ProctoredExam | None:
        attempt = ProctoredExamStudentAttempt.objects.get_exam_attempt_by_code(
            self.attempt_code
        ) or ProctoredExamStudentAttempt.get_historic_attempt_by_code(self.attempt_code)
        # A historical attempt may outlive its exam.
        return ProctoredExam.get_exam_by_id(attempt.proctored_exam_id) if attempt else None


class SetAside(models.TextChoices):
    """Why a review is kept although it never counted."""

    DECIDED = 'decided', _('A person has already decided')
    OUTDATED = 'outdated', _('A newer review applies')


class ProctoredExamSoftwareSecureReviewHistory(TimeStampedModel):
    """A review as it was before it was changed or deleted. The columns mean what they mean in the review.

    It does not say which review it was: the attempt's code does. Rows go with their learner, reviewer or exam.

    * ``set_aside`` is null for a review that counted once. A review that never did, because a person had decided or a
      newer one counted already, is kept here at once; ``set_aside`` then says why, by one of :class:`SetAside`.

    .. pii: the raw data names the learner and the reviewer, and says what the camera saw; the video shows the learner;
       the reasons are free text about what the learner did
    .. pii_types: email_address, external_service, name, video, other
    .. pii_retirement: local_api
    """

    attempt_code = HeldCharField(max_length=255, db_index=True)
    is_attempt_active = models.BooleanField(default=True)
    review_status = HeldCharField(max_length=255)
    raw_data = HeldTextField()
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, related_name='+', on_delete=models.CASCADE)
    student = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, related_name='+', on_delete=models.CASCADE)
    exam = models.ForeignKey(ProctoredExam, null=True, on_delete=models.CASCADE)
    encrypted_video_url = models.BinaryField(null=True)
    set_aside = HeldCharField(max_length=32, null=True, default=None, editable=False)
    decision_reason = HeldTextField(null=True, default=None, editable=False)
    learner_reason = HeldCharField(max_length=32, null=True, default=None, editable=False)
    learner_text = HeldTextField(null=True, default=None, editable=False)

    class Meta:
        db_table = 'proctoring_proctoredexamsoftwaresecurereviewhistory'
        verbose_name = 'Proctored exam review archive'

    def __str__(self) -> str:
        return f'archived review {self.pk} ({self.review_status})'


class ProctoredExamSoftwareSecureComment(TimeStampedModel):
    """One finding inside a review, with its place in the video: ``start_time``, ``stop_time``, ``duration`` (seconds).

    Findings aren't archived; they go with their review.

    * ``unread`` is JSON text of what could not be read of the finding, as it came: an object of those of the five
      columns, whose values are then empty, cut or 0; or the whole finding. Null where all of it was read.

    .. pii: free text about what the learner did
    .. pii_types: other
    .. pii_retirement: local_api
    """

    review = models.ForeignKey(ProctoredExamSoftwareSecureReview, on_delete=models.CASCADE)
    start_time = models.IntegerField()
    stop_time = models.IntegerField()
    duration = models.IntegerField()
    comment = HeldTextField()
    status = HeldCharField(max_length=255)
    unread = HeldTextField(null=True, default=None, editable=False)

    class Meta:
        db_table = 'proctoring_proctoredexamstudentattemptcomment'
        verbose_name = 'proctored exam software secure comment'

    def __str__(self) -> str:
        return f'comment {self.pk} on review {self.review_id} ({self.status})'
