"""Reading how learners stand with their onboarding, and which onboarding exam is theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.db.models import QuerySet
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import UsageKey

from edx_proctoring import constants
from edx_proctoring.domain import onboarding
from edx_proctoring.domain.onboarding import ExamChoice
from edx_proctoring.lms import outline
from edx_proctoring.lms.enrollments import Enrollment
from edx_proctoring.lms.outline import OutlineDetails
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.statuses import InstructorDashboardOnboardingAttemptStatus as InstructorStatus
from edx_proctoring.statuses import VerificientOnboardingProfileStatus as ProfileStatus

NOT_STARTED: onboarding.Row[Any] = onboarding.row((), approved_elsewhere=None)


@dataclass(frozen=True, slots=True)
class LearnerExam:
    """The onboarding exam that concerns a learner, whether they can go there, and when it opens for them."""

    choice: ExamChoice[ProctoredExam]
    opens_at: datetime | None


class Profile(Protocol):
    """What a provider says about one learner."""

    @property
    def user_id(self) -> str | None:
        """The obscured id by which the provider knows the learner."""

    @property
    def status(self) -> str | None:
        """The provider's word for the learner's standing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRow:
    """The standing of one learner in a course; ``status`` is an instructor status."""

    username: str
    enrollment_mode: str
    status: str | None
    modified: datetime | None


# ── one learner ───────────────────────────────────────────────────────────────────────────────────────────────────


def learner_onboarding(course_id: str, user: Any, backend: str | None) -> dict[str, Any]:
    """Return the learner's ``onboarding_status`` in the course and its ``expiration_date``; two queries.

    The date is aware, or None.
    """
    profile = onboarding.profile(
        list(ProctoredExamStudentAttempt.objects.get_proctored_practice_attempts_by_course_id(course_id, [user.id])),
        approved_elsewhere=last_verified_attempts([user.id], backend).get(user.id),
        valid_for=timedelta(days=constants.VERIFICATION_DAYS_VALID),
    )
    return {'onboarding_status': profile.status, 'expiration_date': profile.expires_at}


def last_verified_attempts(users: Iterable[Any], backend: str | None) -> dict[int, ProctoredExamStudentAttempt]:
    """Return each user's newest approved onboarding attempt with the provider that is still valid, by user id.

    ``users`` are user objects or ids.
    """
    attempts = ProctoredExamStudentAttempt.objects.get_last_verified_proctored_onboarding_attempts(list(users), backend)
    newest: dict[int, ProctoredExamStudentAttempt] = {}
    for attempt in attempts:
        newest.setdefault(attempt.user_id, attempt)
    return newest


def find_learner_exam(
    exams: Sequence[ProctoredExam], user: Any, course_id: str, *, now: datetime
) -> LearnerExam | None:
    """Return the course's onboarding exam that concerns the learner; None when all are permanently closed to them."""
    details = outline.find_course_outline(user, course_id, now=now)
    closed, future, past_due = outline.categorize_inaccessible_exams_by_date(exams, details, now=now)
    choice = onboarding.choose_exam(exams, closed=closed, future=future, past_due=past_due)
    return LearnerExam(choice, _opens_at(choice.exam, details)) if choice else None


def _opens_at(exam: ProctoredExam, details: OutlineDetails | None) -> datetime | None:
    """Return when the exam opens for the learner; None if the course does not say (deviation R16)."""
    try:
        key = UsageKey.from_string(exam.content_id)
    except InvalidKeyError:
        return None
    item = details.schedule.sequences.get(key) if details else None
    return item.effective_start if item else None


# ── a course ──────────────────────────────────────────────────────────────────────────────────────────────────────


def learner_rows(enrollments: Sequence[Enrollment], exam: ProctoredExam) -> list[LearnerRow]:
    """Return a row for each enrollment in the exam's course, in their order, from local data; two queries."""
    standings = read_standings([enrollment.user.id for enrollment in enrollments], exam, 'modified')
    return _rows(enrollments, standings, {attempt.id: attempt.modified for attempt in _attempts(standings.values())})


def rows_of(enrollments: Sequence[Enrollment], standings: Mapping[int, onboarding.Row[Any]]) -> list[LearnerRow]:
    """Return the same rows for learners whose standings were already read, by user id; one query."""
    found = _attempts(standings.get(enrollment.user.id, NOT_STARTED) for enrollment in enrollments)
    dates = ProctoredExamStudentAttempt.objects.filter(id__in=[attempt.id for attempt in found])
    return _rows(enrollments, standings, dict(dates.values_list('id', 'modified')))


def read_standings(user_ids: Any, exam: ProctoredExam, *more: str) -> dict[int, onboarding.Row[Any]]:
    """Return the standings of those learners who have attempts, by user id, from local data; two queries.

    ``user_ids`` may be a queryset, which becomes a subquery. Only the ids and statuses of attempts are read, and the
    columns in ``more``: with ten thousand attempts, reading a date is expensive.
    """
    objects = ProctoredExamStudentAttempt.objects
    attempts = _by_user(
        objects.get_proctored_practice_attempts_by_course_id(exam.course_id).filter(user__in=user_ids), more
    )
    approved = _by_user(objects.get_last_verified_proctored_onboarding_attempts(user_ids, exam.backend), more)
    return {
        user_id: onboarding.row(
            attempts.get(user_id, ()), approved_elsewhere=approved[user_id][0] if user_id in approved else None
        )
        for user_id in attempts.keys() | approved.keys()
    }


def match_profiles(
    enrollments: Sequence[Enrollment], profiles: Iterable[Profile], *, backend: str | None, with_others: bool
) -> list[tuple[Enrollment, str | None]]:
    """Return the enrollments that match the provider's profiles, in the provider's order, with their instructor status.

    Providers know learners by obscured ids; profiles of unknown learners are left out. ``with_others``: the enrollments
    without a profile follow as not started.
    """
    waiting = {obscured_user_id(enrollment.user.id, backend): enrollment for enrollment in enrollments}
    matches: list[tuple[Enrollment, str | None]] = []
    for profile in profiles:
        enrollment = waiting.pop(profile.user_id or '', None)
        if enrollment is not None:
            status = ProfileStatus.get_instructor_status_from_profile_status(profile.status)
            matches.append((enrollment, status))
    if with_others:
        matches += [(enrollment, InstructorStatus.not_started) for enrollment in waiting.values()]
    return matches


def profile_rows(matches: Sequence[tuple[Enrollment, str | None]], exam: ProctoredExam) -> list[LearnerRow]:
    """Return rows with the status that the provider reports and the date from local data; two queries."""
    local = learner_rows([enrollment for enrollment, _ in matches], exam)
    return [replace(row, status=status) for row, (_, status) in zip(local, matches, strict=True)]


def _rows(
    enrollments: Sequence[Enrollment], standings: Mapping[int, onboarding.Row[Any]], modified: Mapping[int, datetime]
) -> list[LearnerRow]:
    rows = []
    for enrollment in enrollments:
        standing = standings.get(enrollment.user.id, NOT_STARTED)
        rows.append(
            LearnerRow(
                username=enrollment.user.get_username(),
                enrollment_mode=enrollment.mode,
                status=standing.status,
                modified=modified.get(standing.attempt.id) if standing.attempt else None,
            )
        )
    return rows


def _attempts(standings: Iterable[onboarding.Row[Any]]) -> list[Any]:
    """Return the attempts that determine the learners' standings."""
    return [standing.attempt for standing in standings if standing.attempt is not None]


def _by_user(attempts: QuerySet[ProctoredExamStudentAttempt], more: Sequence[str]) -> dict[int, list[Any]]:
    """Return what is read of each attempt, by user id and in the order of ``attempts``."""
    by_user: dict[int, list[Any]] = {}
    for fields in attempts.select_related(None).values_list('user_id', 'id', 'status', *more, named=True):
        by_user.setdefault(fields.user_id, []).append(fields)
    return by_user
