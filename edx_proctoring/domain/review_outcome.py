"""What a review makes of the attempt that it is about."""

from dataclasses import dataclass

from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.statuses import SoftwareSecureReviewStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedAttempt:
    """The attempt as the verdict finds it."""

    status: str
    is_archived: bool  # it was removed; only its history is left
    is_sample: bool
    was_submitted: bool  # it has an end: a completion time, or it ran out of time


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
