"""Attempt, review and onboarding statuses.

The values are stored in the database and sent to clients and providers: they never change and are never translated.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar, Final, Literal, NamedTuple

from edx_proctoring.exceptions import ProctoredExamBadReviewStatus
from edx_proctoring.texts import gettext_noop as _


class ProctoredExamStudentAttemptStatus:
    """Where one learner's attempt at one exam stands.

    A supervised attempt normally runs ``created`` → ``download_software_clicked`` → ``ready_to_start`` → ``started``
    → ``ready_to_submit`` → ``submitted`` → ``verified`` or ``rejected``; a timed one ``created`` → ``started`` →
    ``ready_to_submit`` → ``submitted``. Everything else is a way out of that line:

    * ``declined``: the learner goes on without supervision and forgoes credit;
    * ``timed_out``: the time ran out (kept only with ``ALLOW_TIMED_OUT_STATE``, else the attempt is submitted);
    * ``second_review_required``: the provider's verdict is negative and a person must confirm it;
    * ``error``: something technical went wrong; staff may let the learner resume;
    * ``onboarding_reset``: an onboarding or practice attempt that a newer one replaces;
    * ``onboarding_missing`` … ``onboarding_expired``: the provider refused to register the attempt.

    ``eligible`` and ``expired`` are never stored; they appear in summaries only.
    """

    eligible = 'eligible'
    created = 'created'
    download_software_clicked = 'download_software_clicked'
    ready_to_start = 'ready_to_start'
    started = 'started'
    ready_to_submit = 'ready_to_submit'
    declined = 'declined'
    timed_out = 'timed_out'
    submitted = 'submitted'
    second_review_required = 'second_review_required'
    verified = 'verified'
    rejected = 'rejected'
    error = 'error'
    expired = 'expired'
    onboarding_reset = 'onboarding_reset'
    onboarding_missing = 'onboarding_missing'
    onboarding_pending = 'onboarding_pending'
    onboarding_failed = 'onboarding_failed'
    onboarding_expired = 'onboarding_expired'

    onboarding_errors: ClassVar[tuple[str, ...]] = (
        onboarding_missing,
        onboarding_pending,
        onboarding_failed,
        onboarding_expired,
    )

    @classmethod
    def is_completed_status(cls, status: str | None) -> bool:
        """Return whether the attempt is over: the learner cannot continue it."""
        return phase_of(status) is Phase.OVER

    @classmethod
    def is_incomplete_status(cls, status: str | None) -> bool:
        """Return whether the learner may still continue the attempt."""
        return phase_of(status) in OPEN

    @classmethod
    def is_valid_status(cls, status: str | None) -> bool:
        """Return whether an operator may set the status; other ones are set by the app itself or never stored."""
        return cls.is_completed_status(status) or cls.is_incomplete_status(status)

    @classmethod
    def is_pre_started_status(cls, status: str | None) -> bool:
        """Return whether the attempt exists and its clock has not started."""
        return phase_of(status) in (Phase.SETTING_UP, Phase.READY)

    @classmethod
    def is_in_progress_status(cls, status: str | None) -> bool:
        """Return whether the clock is running."""
        return phase_of(status) is Phase.RUNNING

    @classmethod
    def needs_credit_status_update(cls, to_status: str | None) -> bool:
        """Return whether the host's credit requirement follows this status."""
        return to_status in STATUSES and STATUSES[to_status].needs_credit

    @classmethod
    def needs_grade_override(cls, to_status: str | None) -> bool:
        """Return whether this status may override the learner's grade."""
        return to_status == cls.rejected

    @classmethod
    def is_a_cascadable_failure(cls, to_status: str | None) -> bool:
        """Return whether this status spreads to the learner's other proctored exams in the course."""
        return to_status == cls.declined


class Phase(StrEnum):
    """The phase of an attempt's life that a status belongs to."""

    NOT_ENTERED = 'not entered'
    SETTING_UP = 'setting up'
    READY = 'ready'
    RUNNING = 'running'
    OVER = 'over'
    REPLACED = 'replaced'


class AttemptStatus(NamedTuple):
    """What is known about a status, except the moves that lead to it (``domain.attempt_lifecycle.MOVES``)."""

    status: str
    phase: Phase
    label: str
    """For staff, in English; marked for translation where a page shows it."""
    needs_credit: bool = False
    """Whether the host's credit requirement follows it."""
    is_for_staff: bool = True
    """Whether staff may bring an attempt there; the others are the app's own."""


_Status: Final = ProctoredExamStudentAttemptStatus

STATUSES: Final = {
    each.status: each
    for each in (
        AttemptStatus(_Status.eligible, Phase.NOT_ENTERED, 'Eligible', is_for_staff=False),
        AttemptStatus(_Status.created, Phase.SETTING_UP, _('Created')),
        AttemptStatus(_Status.download_software_clicked, Phase.SETTING_UP, _('Setting up proctoring')),
        AttemptStatus(_Status.ready_to_start, Phase.READY, _('Ready to start')),
        AttemptStatus(_Status.started, Phase.RUNNING, _('Started')),
        AttemptStatus(_Status.ready_to_submit, Phase.RUNNING, _('Ready to submit')),
        # Translators: The learner chose to take the exam without proctoring.
        AttemptStatus(_Status.declined, Phase.OVER, _('Declined'), needs_credit=True),
        AttemptStatus(_Status.timed_out, Phase.OVER, _('Timed out')),
        AttemptStatus(_Status.submitted, Phase.OVER, _('Submitted'), needs_credit=True),
        AttemptStatus(_Status.second_review_required, Phase.OVER, _('Second review required')),
        # Translators: The proctoring session passed its review.
        AttemptStatus(_Status.verified, Phase.OVER, _('Verified'), needs_credit=True),
        # Translators: The proctoring session did not pass its review.
        AttemptStatus(_Status.rejected, Phase.OVER, _('Rejected'), needs_credit=True),
        AttemptStatus(_Status.error, Phase.OVER, _('Error'), needs_credit=True),
        AttemptStatus(_Status.expired, Phase.REPLACED, 'Expired', is_for_staff=False),
        AttemptStatus(_Status.onboarding_reset, Phase.REPLACED, _('Onboarding reset'), is_for_staff=False),
        AttemptStatus(_Status.onboarding_missing, Phase.OVER, _('Onboarding missing'), is_for_staff=False),
        AttemptStatus(_Status.onboarding_failed, Phase.OVER, _('Onboarding failed'), is_for_staff=False),
        AttemptStatus(_Status.onboarding_pending, Phase.OVER, _('Onboarding pending'), is_for_staff=False),
        AttemptStatus(_Status.onboarding_expired, Phase.OVER, _('Onboarding expired'), is_for_staff=False),
    )
}
OPEN: Final = frozenset({Phase.NOT_ENTERED, Phase.SETTING_UP, Phase.READY, Phase.RUNNING})
"""The learner may still go on with the attempt."""


def phase_of(status: str | None) -> Phase | None:
    """Return the phase of a status; None for anything else."""
    return STATUSES[status].phase if status in STATUSES else None


def statuses_in(*phases: Phase) -> frozenset[str]:
    """Return the statuses in these phases."""
    return frozenset(each.status for each in STATUSES.values() if each.phase in phases)


class ReviewStatus:
    """A verdict in the words of the REST providers' protocol."""

    passed = 'passed'
    violation = 'violation'
    suspicious = 'suspicious'
    not_reviewed = 'not_reviewed'

    _all: ClassVar[frozenset[str]] = frozenset({passed, violation, suspicious, not_reviewed})

    @classmethod
    def validate(cls, status: str | None) -> Literal[True]:
        """Return ``True`` for a known verdict. Raises ``ProctoredExamBadReviewStatus`` for anything else."""
        return _known(status, cls._all)


class SoftwareSecureReviewStatus:
    """A verdict as it is stored in ``review_status``, in SoftwareSecure's words.

    ``passing_statuses`` is the default; a provider's own ``passing_statuses`` takes precedence.
    """

    clean = 'Clean'
    violation = 'Rules Violation'
    suspicious = 'Suspicious'
    not_reviewed = 'Not Reviewed'

    passing_statuses: ClassVar[list[str]] = [clean, violation]
    failing_statuses: ClassVar[list[str]] = [not_reviewed, suspicious]
    notify_support_for_status: ClassVar[str] = suspicious

    from_standard_status: ClassVar[dict[str, str]] = {
        ReviewStatus.passed: clean,
        ReviewStatus.violation: violation,
        ReviewStatus.suspicious: suspicious,
        ReviewStatus.not_reviewed: not_reviewed,
    }
    to_standard_status: ClassVar[dict[str, str]] = {
        clean: ReviewStatus.passed,
        violation: ReviewStatus.violation,
        suspicious: ReviewStatus.suspicious,
        not_reviewed: ReviewStatus.not_reviewed,
    }

    @classmethod
    def validate(cls, status: str | None) -> Literal[True]:
        """Return ``True`` for a known verdict. Raises ``ProctoredExamBadReviewStatus`` for anything else."""
        return _known(status, cls.to_standard_status)


def _known(status: object, choices: frozenset[str] | dict[str, str]) -> Literal[True]:
    # A status comes from a provider's JSON, so it may be a list or an object: those cannot be looked up in a set.
    if not isinstance(status, str) or status not in choices:
        raise ProctoredExamBadReviewStatus(
            _('%(status)s is not a review status; expected one of %(choices)s.'),
            status=repr(status),
            choices=sorted(choices),
        )
    return True


class InstructorDashboardOnboardingAttemptStatus:
    """A learner's onboarding as the instructor dashboard shows it."""

    not_started = 'not_started'
    setup_started = 'setup_started'
    onboarding_started = 'onboarding_started'
    submitted = 'submitted'
    rejected = 'rejected'
    verified = 'verified'
    error = 'error'
    expired = 'expired'
    other_course_approved = 'other_course_approved'
    onboarding_reset_past_due = 'onboarding_reset_past_due'

    # Published behavior plus one row: an attempt under second review is submitted as far as its course is concerned.
    onboarding_statuses: ClassVar[dict[str, str]] = {
        ProctoredExamStudentAttemptStatus.created: setup_started,
        ProctoredExamStudentAttemptStatus.download_software_clicked: setup_started,
        ProctoredExamStudentAttemptStatus.ready_to_start: setup_started,
        ProctoredExamStudentAttemptStatus.started: onboarding_started,
        ProctoredExamStudentAttemptStatus.ready_to_submit: onboarding_started,
        ProctoredExamStudentAttemptStatus.submitted: submitted,
        ProctoredExamStudentAttemptStatus.second_review_required: submitted,
        ProctoredExamStudentAttemptStatus.rejected: rejected,
        ProctoredExamStudentAttemptStatus.verified: verified,
        ProctoredExamStudentAttemptStatus.error: error,
        ProctoredExamStudentAttemptStatus.expired: expired,
    }

    @classmethod
    def get_onboarding_status_from_attempt_status(cls, status: str | None) -> str | None:
        """Return ``not_started`` without an attempt, ``None`` for a status that says nothing about onboarding."""
        if not status:
            return cls.not_started
        return cls.onboarding_statuses.get(status)


class VerificientOnboardingProfileStatus:
    """A learner's onboarding profile as a REST provider's profile API reports it."""

    no_profile = 'no-profile'
    approved = 'approved-in-course'
    other_course_approved = 'approved-in-different-course'
    rejected = 'rejected'
    expired = 'expired'
    pending = 'pending'

    profile_status_mapping: ClassVar[dict[str, str | None]] = {
        no_profile: None,
        approved: ProctoredExamStudentAttemptStatus.verified,
        other_course_approved: InstructorDashboardOnboardingAttemptStatus.other_course_approved,
        rejected: ProctoredExamStudentAttemptStatus.rejected,
        expired: ProctoredExamStudentAttemptStatus.expired,
        pending: ProctoredExamStudentAttemptStatus.submitted,
    }
    filter_status_mapping: ClassVar[dict[str, str]] = {
        InstructorDashboardOnboardingAttemptStatus.not_started: no_profile,
        InstructorDashboardOnboardingAttemptStatus.verified: approved,
        InstructorDashboardOnboardingAttemptStatus.other_course_approved: other_course_approved,
        InstructorDashboardOnboardingAttemptStatus.rejected: rejected,
        InstructorDashboardOnboardingAttemptStatus.expired: expired,
        InstructorDashboardOnboardingAttemptStatus.submitted: pending,
    }

    @classmethod
    def get_edx_status_from_profile_status(cls, api_status: str | None) -> str | None:
        """Translate the provider's word into an attempt status; ``None`` for no profile and for unknown words."""
        return None if api_status is None else cls.profile_status_mapping.get(api_status)

    @classmethod
    def get_instructor_status_from_profile_status(cls, api_status: str | None) -> str | None:
        """Translate the provider's word into the instructor dashboard's; ``None`` for unknown words."""
        if api_status == cls.no_profile:
            return InstructorDashboardOnboardingAttemptStatus.not_started
        status = cls.get_edx_status_from_profile_status(api_status)
        return status and InstructorDashboardOnboardingAttemptStatus.onboarding_statuses.get(status, status)

    @classmethod
    def get_profile_status_from_filter(cls, filter_status: str | None) -> str | None:
        """Translate a filter of the instructor dashboard into the provider's word; ``None`` for unknown ones."""
        return None if filter_status is None else cls.filter_status_mapping.get(filter_status)
