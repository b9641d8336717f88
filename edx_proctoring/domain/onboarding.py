"""Onboarding: what a learner's attempts say about their profile at the provider, and which onboarding exam is theirs.

Attempts come as sequences of one learner's attempts at the practice and onboarding exams of a course, the one changed
last first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from edx_proctoring.statuses import InstructorDashboardOnboardingAttemptStatus as InstructorStatus
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


class JudgedAttempt(Protocol):
    """What determines a learner's standing; a model object has it."""

    id: int
    status: str


class OnboardingAttempt(JudgedAttempt, Protocol):
    """The same, with the time of the last change."""

    modified: datetime


AttemptT = TypeVar('AttemptT', bound=JudgedAttempt)
ExamT = TypeVar('ExamT')


@dataclass(frozen=True, slots=True)
class Profile:
    """A learner's profile as it is shown to them; ``expires_at`` is only set if it is approved."""

    status: str | None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row(Generic[AttemptT]):
    """A learner's profile as the staff of the course see it: an instructor status, and the attempt behind it."""

    status: str | None
    attempt: AttemptT | None = None


@dataclass(frozen=True, slots=True)
class ExamChoice(Generic[ExamT]):
    """The onboarding exam that concerns a learner; ``is_open``: they can go there now."""

    exam: ExamT
    is_open: bool = False
    is_past_due: bool = False


def profile(
    attempts: Sequence[OnboardingAttempt], *, approved_elsewhere: OnboardingAttempt | None, valid_for: timedelta
) -> Profile:
    """Return the learner's profile in a course.

    ``approved_elsewhere``: the learner's newest valid approval by that provider in any course, including this one.
    """
    # parity: an approval in this course is one however old it is; its expiry then lies in the past.
    verified = next((attempt for attempt in attempts if attempt.status == Status.verified), None)
    if verified:
        return Profile(Status.verified, verified.modified + valid_for)
    if approved_elsewhere:
        return Profile(InstructorStatus.other_course_approved, approved_elsewhere.modified + valid_for)
    return Profile(attempts[0].status if attempts else None)


def relevant_attempt(attempts: Iterable[AttemptT]) -> AttemptT | None:
    """Return the attempt that counts: an approved one, else the newest. A reset one gives way to its successor."""
    chosen: AttemptT | None = None
    for attempt in attempts:
        superseded = chosen is not None and chosen.status == Status.onboarding_reset and chosen.id < attempt.id
        if chosen is None or attempt.status == Status.verified or superseded:
            chosen = attempt
    return chosen


def row(attempts: Iterable[AttemptT], *, approved_elsewhere: AttemptT | None) -> Row[AttemptT]:
    """Return the learner's row in the list for staff."""
    attempt = relevant_attempt(attempts)
    if approved_elsewhere and (attempt is None or attempt.status != Status.verified):
        return Row(InstructorStatus.other_course_approved, approved_elsewhere)
    if attempt is None:
        return Row(InstructorStatus.not_started)
    if attempt.status == Status.onboarding_reset:
        return Row(InstructorStatus.onboarding_reset_past_due, attempt)
    return Row(InstructorStatus.get_onboarding_status_from_attempt_status(attempt.status), attempt)


def choose_exam(
    exams: Sequence[ExamT], *, closed: Sequence[ExamT], future: Sequence[ExamT], past_due: Sequence[ExamT]
) -> ExamChoice[ExamT] | None:
    """Return the first exam that is open, else the first that opens later, else the first that is past due.

    The three lists say which of ``exams`` are not open, and why. Return None when all are closed for good.
    """
    shut = [*closed, *future, *past_due]
    for exam in exams:
        if exam not in shut:
            return ExamChoice(exam, is_open=True)
    if future:
        return ExamChoice(future[0])
    return ExamChoice(past_due[0], is_past_due=True) if past_due else None
