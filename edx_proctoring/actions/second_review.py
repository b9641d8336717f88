"""The second review: a person confirms or overrules what a provider found about an attempt."""

from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from edx_proctoring.actions import rejections, reviews
from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.domain.rejection_reasons import Told
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import ProctoredExamSoftwareSecureReview
from edx_proctoring.texts import gettext_noop as _

LONGEST_REASON: Final = 2000  # characters


class Decision(StrEnum):
    """What a person makes of a provider's negative verdict."""

    CONFIRM = 'confirm'
    OVERRULE = 'overrule'


def verdict_after(review: ProctoredExamSoftwareSecureReview, decision: Decision) -> str:
    """Return the review status after the decision: the provider's own, or one that passes at this provider."""
    return review.review_status if decision is Decision.CONFIRM else review.passing_verdict


def decide(
    review: ProctoredExamSoftwareSecureReview,
    decision: Decision,
    *,
    reason: str,
    seen: str,
    by: Any,
    now: datetime,
    told: Told | None = None,
) -> None:
    """Store the decision of the user ``by`` with its reason, and draw the consequences for the attempt.

    ``seen`` is :func:`queries.reviews.state_of` as it was when the user read the review. ``told`` is what the learner
    gets to read if the verdict is confirmed; it does not count otherwise.

    Raises :class:`InvalidInputException` without a reason, for one that is too long or cannot be stored, and for what
    nobody can be told (``domain.rejection_reasons.find_fault``), and
    :class:`ReviewChangedException` if the review is not what the user has read. Then nothing is changed.
    """
    reason = reason.replace('\r\n', '\n').strip()
    if not reason:
        raise InvalidInputException(_('Give a reason for your decision.'))
    if len(reason) > LONGEST_REASON:
        raise InvalidInputException(_('The reason must not exceed %(limit)s characters.'), limit=LONGEST_REASON)
    if decision is not Decision.CONFIRM:
        told = None
    if told is not None:
        told = rejections.checked(told)
    refuse_unstorable(ProctoredExamSoftwareSecureReview, decision_reason=reason)
    review.review_status = verdict_after(review, decision)
    reviews.decide(review, reviewed_by=by, now=now, reason=reason, seen=seen or 'nothing', told=told)
