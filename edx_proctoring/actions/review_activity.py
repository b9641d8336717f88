"""Whether a review, or an archived one, says that its attempt still exists."""

from collections.abc import Sequence
from typing import Final

from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
)

ReviewKind = type[ProctoredExamSoftwareSecureReview] | type[ProctoredExamSoftwareSecureReviewHistory]

KINDS: Final[dict[tuple[str, str], ReviewKind]] = {
    ('review', 'reviews'): ProctoredExamSoftwareSecureReview,
    ('archived review', 'archived reviews'): ProctoredExamSoftwareSecureReviewHistory,
}
"""By their names, of one and of several."""


def mark_as_not_active(model: ReviewKind, ids: Sequence[int]) -> int:
    """Record in these rows that their attempt no longer exists; return how many there were.

    The verdict is the same, so nothing is archived, ``modified`` does not change, and there are no consequences.
    """
    return model._default_manager.filter(id__in=ids).update(is_attempt_active=False)
