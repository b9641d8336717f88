"""Whether a review, or an archived one, says that its attempt still exists."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Exists, OuterRef

from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)

ReviewKind = type[ProctoredExamSoftwareSecureReview] | type[ProctoredExamSoftwareSecureReviewHistory]

KINDS: Final[dict[str, ReviewKind]] = {
    'reviews': ProctoredExamSoftwareSecureReview,
    'archived reviews': ProctoredExamSoftwareSecureReviewHistory,
}


def list_ids_to_mark(model: ReviewKind) -> list[int]:
    """The ids of those rows that count as active although no attempt has their code any more."""
    attempts = ProctoredExamStudentAttempt.objects.filter(attempt_code=OuterRef('attempt_code'))
    rows = model._default_manager.filter(~Exists(attempts), is_attempt_active=True)
    return list(rows.order_by('id').values_list('id', flat=True))


def mark_as_not_active(model: ReviewKind, ids: Sequence[int]) -> int:
    """Note in these rows that their attempt is gone; how many there were.

    The verdict is the same, so nothing is archived, ``modified`` stays and nothing follows.
    """
    return model._default_manager.filter(id__in=ids).update(is_attempt_active=False)
