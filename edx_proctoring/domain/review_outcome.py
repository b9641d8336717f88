"""What a review makes of the attempt that it is about, and whether a person is still to decide."""

from dataclasses import dataclass, replace
from typing import Final

from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.statuses import SoftwareSecureReviewStatus

OPEN_TO_PERSONS: Final = frozenset({Status.second_review_required, Status.rejected})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedAttempt:
    """The attempt as the verdict finds it."""

    status: str
    is_archived: bool  # it was removed; only its history is left
    is_sample: bool
    was_submitted: bool  # it has an end: a completion time, or it ran out of time
    was_decided: bool = False  # a person has already set its verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The stored review status and how far it counts."""

    review_status: str
    is_passing: bool  # by the provider's own list of passing statuses
    is_by_person: bool  # somebody of the staff reviewed, not only the provider
    needs_second_review: bool  # site setting: a negative verdict of the provider alone is not final
    supports_onboarding: bool  # the provider's


def outcome(attempt: ReviewedAttempt, verdict: Verdict) -> str | None:
    """Return the new status of the attempt, or None when it keeps its own. The first matching rule applies:

    ======================================================  ======================
    removed, or reset onboarding attempt                     unchanged
    passing, never submitted                                 error
    passing                                                  verified
    ``Not Reviewed``                                         error
    a person reviewed, or no second review is required       rejected
    practice attempt at a provider with onboarding           rejected
    anything else                                            second_review_required
    ======================================================  ======================
    """
    if attempt.is_archived or attempt.status == Status.onboarding_reset:
        return None
    if verdict.is_passing:
        return Status.verified if attempt.was_submitted else Status.error
    if verdict.review_status == SoftwareSecureReviewStatus.not_reviewed:
        return Status.error
    if verdict.is_by_person or not verdict.needs_second_review:
        return Status.rejected
    if verdict.supports_onboarding and attempt.is_sample:
        return Status.rejected
    return Status.second_review_required


def awaits_person(attempt: ReviewedAttempt, verdict: Verdict) -> bool:
    """Return whether a person may confirm or overrule the verdict: it is negative, the provider's, and no one decided.

    That is so as well where the site takes such verdicts as final and has rejected the attempt.
    """
    if verdict.is_by_person or attempt.was_decided or attempt.status not in OPEN_TO_PERSONS:
        return False
    return outcome(attempt, replace(verdict, is_by_person=True)) == Status.rejected
