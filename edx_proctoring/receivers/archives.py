"""Keeping the past: policies, allowances and reviews are archived as they were before each change.

What django-simple-history records of exams and attempts it does by receivers of its own. Fixtures (``raw``) bring their
own archives and write none.
"""

from typing import Any

from django.db import models
from django.db.models.signals import post_delete, pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone

from edx_proctoring.models import (
    ProctoredExamReviewPolicy,
    ProctoredExamReviewPolicyHistory,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAllowanceHistory,
    ProctoredExamStudentAttempt,
    archive_model,
    was_recorded,
)

# Live model: where its old rows go, and under which name their id does. The archive of reviews has no column for it.
ARCHIVES: dict[type[models.Model], tuple[type[models.Model], str | None]] = {
    ProctoredExamReviewPolicy: (ProctoredExamReviewPolicyHistory, 'original_id'),
    ProctoredExamStudentAllowance: (ProctoredExamStudentAllowanceHistory, 'allowance_id'),
    ProctoredExamSoftwareSecureReview: (ProctoredExamSoftwareSecureReviewHistory, None),
}


# --- How a row is archived ---


def _archive_stored_row(sender: type[models.Model], key: Any, using: str) -> None:
    row = sender._base_manager.using(using).filter(pk=key).first()
    if row is not None:
        archive, id_name = ARCHIVES[sender]
        archive_model(archive, row, id=id_name)


def _is_cascade(origin: models.Model | models.QuerySet[Any] | None, sender: type[models.Model]) -> bool:
    """Return whether rows of ``sender`` are deleted because another object is."""
    if origin is None:
        return False
    return (origin.model if isinstance(origin, models.QuerySet) else type(origin)) is not sender


@receiver(pre_save, sender=ProctoredExamReviewPolicy)
@receiver(pre_save, sender=ProctoredExamStudentAllowance)
@receiver(pre_save, sender=ProctoredExamSoftwareSecureReview)
def archive_before_save(
    sender: type[models.Model], instance: models.Model, raw: bool, using: str, **_kwargs: Any
) -> None:
    """Archive the row as it is stored; a new row has no earlier state."""
    if not raw and instance.pk is not None:
        _archive_stored_row(sender, instance.pk, using)


@receiver(pre_delete, sender=ProctoredExamReviewPolicy)
@receiver(pre_delete, sender=ProctoredExamStudentAllowance)
@receiver(pre_delete, sender=ProctoredExamSoftwareSecureReview)
def archive_before_delete(
    sender: type[models.Model], instance: models.Model, using: str, origin: Any = None, **_kwargs: Any
) -> None:
    """Archive the row as it is stored, unless it is deleted with its user or exam: then its archive is deleted, too."""
    if not _is_cascade(origin, sender):
        _archive_stored_row(sender, instance.pk, using)


@receiver(post_delete, sender=ProctoredExamStudentAttempt)
def mark_review_of_deleted_attempt(
    sender: type[ProctoredExamStudentAttempt],
    instance: ProctoredExamStudentAttempt,
    using: str,
    origin: Any = None,
    **_kwargs: Any,
) -> None:
    """Archive the attempt's review and mark it as being without an attempt. The verdict does not take effect again.

    If the attempt is deleted with its user or exam, so is the review. One that is kept, because it has neither, is
    marked without being archived.
    """
    if instance.attempt_code is None or was_recorded(instance):
        return
    reviews = ProctoredExamSoftwareSecureReview.objects.using(using).filter(attempt_code=instance.attempt_code)
    if not _is_cascade(origin, sender):
        review = reviews.first()
        if review is None:
            return
        _archive_stored_row(ProctoredExamSoftwareSecureReview, review.pk, using)
    # Not save(): whoever listens to saved reviews takes them for new verdicts.
    reviews.update(is_attempt_active=False, modified=timezone.now())
