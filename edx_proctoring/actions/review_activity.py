"""Whether a review, or an archived one, says that its attempt still exists."""

from collections.abc import Sequence
from typing import Final

from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.attempt_codes import ids_without

ReviewKind = type[ProctoredExamSoftwareSecureReview] | type[ProctoredExamSoftwareSecureReviewHistory]

KINDS: Final[dict[tuple[str, str], ReviewKind]] = {
    ('review', 'reviews'): ProctoredExamSoftwareSecureReview,
    ('archived review', 'archived reviews'): ProctoredExamSoftwareSecureReviewHistory,
}
"""By their names, of one and of several."""


def list_ids_to_mark(model: ReviewKind) -> list[int]:
    """The ids of those rows that count as active although no attempt has their code any more."""
    rows = model._default_manager.filter(is_attempt_active=True)
    return list(ids_without(rows, ProctoredExamStudentAttempt.objects.order_by()))


def mark_as_not_active(model: ReviewKind, ids: Sequence[int]) -> int:
    """Note in these rows that their attempt is gone; how many there were.

    The verdict is the same, so nothing is archived, ``modified`` stays and nothing follows.
    """
    return model._default_manager.filter(id__in=ids).update(is_attempt_active=False)
