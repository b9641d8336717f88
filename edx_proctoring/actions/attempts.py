"""Creating, starting, resuming and resetting attempts. Their status changes in ``actions.attempt_status``."""

from datetime import datetime
from functools import partial
from typing import Any, Literal

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from edx_proctoring import events
from edx_proctoring.actions import attempt_effects
from edx_proctoring.actions.attempt_removal import remove
from edx_proctoring.actions.attempt_status import Change, change_status, lock, mark_onboarding_reset, settle
from edx_proctoring.actions.registration import Registration, register
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.domain.attempt_lifecycle import Actor
from edx_proctoring.domain.time_limits import MOST_STORED
from edx_proctoring.exceptions import (
    InvalidInputException,
    ProctoredExamIllegalResumeUpdate,
    ProctoredExamIllegalStatusTransition,
    ProctoredExamPermissionDenied,
    StudentExamAttemptAlreadyExistsException,
    StudentExamAttemptDoesNotExistsException,
    StudentExamAttemptedAlreadyStarted,
    StudentExamAttemptOnPastDueProctoredExam,
    UserNotFoundException,
)
from edx_proctoring.models import ProctoredExam, ProctoredExamReviewPolicy, ProctoredExamStudentAttempt
from edx_proctoring.outbox import NewJob, record
from edx_proctoring.outbox.payloads import RemoveAtProvider
from edx_proctoring.queries.attempts import find_current_attempt_at
from edx_proctoring.queries.review_policies import find_policy
from edx_proctoring.queries.time_limits import UNREAD, Unread, is_past_due
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.texts import gettext_noop as _

Current = ProctoredExamStudentAttempt | None | Literal[Unread.UNREAD]
UPDATABLE_FIELDS = frozenset({'is_status_acknowledged', 'time_remaining_seconds'})


def current_attempt(exam: ProctoredExam, user_id: Any, *, now: datetime) -> ProctoredExamStudentAttempt | None:
    """Return the learner's newest attempt at the exam, ended if its time is over; None when there is none."""
    attempt = find_current_attempt_at(exam, user_id)
    return settle(attempt, now=now) if attempt else None


def create(
    exam: ProctoredExam, user: Any, *, taking_as_proctored: bool, current: Current = UNREAD, now: datetime
) -> ProctoredExamStudentAttempt:
    """Create and return an attempt of the learner (a user or a user id), registered with the provider if supervised.

    If the learner's current attempt is marked for it, the new one resumes it and takes over the remaining seconds. If
    the provider requires an onboarding profile first, the status of the new attempt says so. Callers that have already
    read and settled the current attempt pass it as ``current``.

    Raises :class:`StudentExamAttemptAlreadyExistsException`, :class:`StudentExamAttemptOnPastDueProctoredExam`,
    :class:`UserNotFoundException`, :class:`InvalidInputException` for a timed exam taken as proctored,
    :class:`BusyException`, and what :func:`provider_gateway.register_attempt` raises; then nothing is stored.
    """
    if current is UNREAD:
        current = current_attempt(exam, getattr(user, 'pk', user), now=now)
    _refuse_second_attempt(exam, current)
    if taking_as_proctored and not exam.is_proctored:
        raise InvalidInputException(_('A timed exam cannot be taken as proctored.'))
    user = _get_user(user)
    _refuse_past_due(exam, user, taking_as_proctored=taking_as_proctored, now=now)
    policy = find_policy(exam.id)
    registration = register(
        exam, user, resumed=_resumed_by_next(current), policy=policy, taking_as_proctored=taking_as_proctored, now=now
    )
    try:
        return _store(exam, user, registration, current, policy, taking_as_proctored=taking_as_proctored, now=now)
    except Exception as error:  # overtaken by another request, the database is busy, what is to be resumed is gone
        _record_taking_back(exam, user, registration, now=now)
        if _is_second_current(error):
            message = _('Another attempt at this exam was made at the same time.')
            raise StudentExamAttemptAlreadyExistsException(message) from error
        raise


def start(
    attempt: ProctoredExamStudentAttempt, *, now: datetime, actor: Actor = Actor.OPERATOR
) -> ProctoredExamStudentAttempt:
    """Start the clock, or let the learner back in while time is left.

    Raises :class:`StudentExamAttemptedAlreadyStarted` while it is running.
    """
    if attempt.started_at and attempt.status == Status.started:
        raise StudentExamAttemptedAlreadyStarted(_('This attempt has already started.'))
    return change_status(attempt, Change(Status.started, actor=actor), now=now)


def is_in_resume_process(attempt: ProctoredExamStudentAttempt) -> bool:
    """Return whether staff marked the attempt as ready to resume, or it was resumed."""
    return attempt.ready_to_resume or attempt.resumed


def find_predecessor(exam: ProctoredExam, user_id: Any) -> ProctoredExamStudentAttempt | None:
    """Return the attempt that a new one of the learner would resume; None if a new one would start over."""
    return _resumed_by_next(find_current_attempt_at(exam, user_id))


@transactional
def mark_ready_to_resume(attempt: ProctoredExamStudentAttempt) -> None:
    """Let the learner resume after an error.

    Raises :class:`ProctoredExamIllegalResumeUpdate` when that isn't possible.
    """
    attempt = lock(attempt)
    if not attempt.is_resumable:
        raise ProctoredExamIllegalResumeUpdate(_('This attempt cannot be resumed.'))
    attempt.ready_to_resume, attempt.is_resumable = True, False
    attempt.save_only()


@transactional
def mark_resumed(attempt: ProctoredExamStudentAttempt) -> None:
    """Record that another attempt resumes this one.

    Raises :class:`ProctoredExamIllegalResumeUpdate` unless it was ready to be resumed.
    """
    _resume(attempt)


@transactional
def update_fields(attempt: ProctoredExamStudentAttempt, **fields: Any) -> None:
    """Set fields without a workflow. Raises :class:`ProctoredExamPermissionDenied` for any other field."""
    if not UPDATABLE_FIELDS.issuperset(fields):
        raise ProctoredExamPermissionDenied(_('Only the acknowledgement and the remaining time can be updated.'))
    attempt = lock(attempt)
    for name, value in fields.items():
        if name == 'time_remaining_seconds' and value is not None:
            value = max(min(int(value), MOST_STORED), -MOST_STORED)
        setattr(attempt, name, value)
    attempt.save_only()


def reset_practice(
    exam: ProctoredExam, user_id: Any, *, requesting_user: Any, now: datetime
) -> ProctoredExamStudentAttempt:
    """Replace the learner's finished practice or onboarding attempt with a new one, and return that.

    A submitted one is removed, any other is kept as ``onboarding_reset``. Raises
    :class:`StudentExamAttemptDoesNotExistsException` when there is none; :class:`ProctoredExamIllegalStatusTransition`
    for other kinds of exams, for an attempt that was created when the exam was of another kind, and while the attempt
    is open or verified; :class:`StudentExamAttemptOnPastDueProctoredExam` when it is too late for a new one. Then
    nothing is removed.
    """
    attempt = current_attempt(exam, user_id, now=now)
    if attempt is None:
        raise StudentExamAttemptDoesNotExistsException(_('There is no attempt to reset.'))
    if not (exam.is_practice_exam and attempt.is_sample_attempt):
        raise ProctoredExamIllegalStatusTransition(_('Only attempts at practice exams can be reset.'))
    if Status.is_incomplete_status(attempt.status) or attempt.status == Status.verified:
        raise ProctoredExamIllegalStatusTransition(
            _('An attempt that is %(status)s cannot be reset.'), status=attempt.status
        )
    _refuse_past_due(exam, user_id, taking_as_proctored=attempt.taking_as_proctored, now=now)  # before it is removed
    if attempt.status == Status.submitted:
        remove([attempt], requesting_user=requesting_user, require_backend_removal=False, now=now)
    else:
        mark_onboarding_reset(attempt)
    events.attempt_event(attempt, 'reset_practice_exam', now=now)
    return create(exam, user_id, taking_as_proctored=attempt.taking_as_proctored, now=now)


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _refuse_past_due(exam: ProctoredExam, user: Any, *, taking_as_proctored: bool, now: datetime) -> None:
    if taking_as_proctored and is_past_due(exam, user, now=now):
        raise StudentExamAttemptOnPastDueProctoredExam(_('The due date of this exam has passed.'))


def _resumed_by_next(current: ProctoredExamStudentAttempt | None) -> ProctoredExamStudentAttempt | None:
    return current if current is not None and is_in_resume_process(current) else None


def _refuse_second_attempt(exam: ProctoredExam, current: ProctoredExamStudentAttempt | None) -> None:
    """Raise :class:`StudentExamAttemptAlreadyExistsException` unless the current attempt was for practice.

    Even a practice attempt can't be repeated while it is running, if the exam is no longer a practice exam.
    """
    if current is None or is_in_resume_process(current):
        return
    goes_on = current.started_at is not None and Status.is_incomplete_status(current.status)
    if not current.is_sample_attempt or (goes_on and not exam.is_practice_exam):
        raise StudentExamAttemptAlreadyExistsException(_('There is an attempt at this exam already.'))


def _get_user(user: Any) -> Any:
    """Return the user, who may be given by id, or raise :class:`UserNotFoundException`."""
    if isinstance(user, AbstractBaseUser):
        return user
    found = get_user_model().objects.filter(id=user).first()
    if found is None:
        raise UserNotFoundException(_('There is no such user.'))
    return found


def _is_second_current(error: Exception) -> bool:
    """Return whether the database refused an attempt because the learner now has another current one at the exam.

    Looking for that one would not work: a transaction of the host may be too old to see it.
    """
    text = str(error)  # SQLite names the columns, the others the constraint
    return isinstance(error, IntegrityError) and ('proctoring_one_current_attempt' in text or 'current_at_exam' in text)


@transactional
def _store(
    exam: ProctoredExam,
    user: Any,
    registration: Registration,
    current: ProctoredExamStudentAttempt | None,
    policy: ProctoredExamReviewPolicy | None,
    *,
    taking_as_proctored: bool,
    now: datetime,
) -> ProctoredExamStudentAttempt:
    """Create and return the row of the attempt.

    Raises ``IntegrityError`` when the learner now has another current attempt.
    """
    # Those who enter the same exam twice at once follow one another; MariaDB would answer some with a deadlock.
    get_user_model().objects.select_for_update().values_list('id').get(id=user.id)
    remaining_seconds = _give_way(current) if current else None
    attempt = ProctoredExamStudentAttempt.objects.create(
        proctored_exam=exam,
        user=user,
        attempt_code=registration.attempt_code,
        taking_as_proctored=taking_as_proctored,
        is_sample_attempt=exam.is_practice_exam,
        external_id=registration.external_id,
        review_policy_id=policy.id if policy else None,
        status=registration.status,
        time_remaining_seconds=remaining_seconds,
        current_at_exam=exam.id,
    )
    transaction.on_commit(
        partial(
            attempt_effects.announce_creation,
            attempt,
            full_name=registration.full_name,
            profile_name=registration.profile_name,
            now=now,
        )
    )
    return attempt


@transactional
def _record_taking_back(exam: ProctoredExam, user: Any, registration: Registration, *, now: datetime) -> None:
    """Record a job that removes an attempt at the provider if it was registered there but not created here."""
    if not registration.external_id:
        return
    # What was raised may have come after the commit, or in place of the database's word that it was done.
    if ProctoredExamStudentAttempt.objects.filter(attempt_code=registration.attempt_code).exists():
        return
    payload = RemoveAtProvider(
        backend=exam.backend,
        exam_id=exam.id,
        user_id=user.id,
        exam_external_id=exam.external_id,
        attempt_external_id=registration.external_id,
        attempt_code=registration.attempt_code,
    )
    record([NewJob(payload)], now=now)


def _give_way(attempt: ProctoredExamStudentAttempt) -> int | None:
    """Mark the attempt as no longer current; return the seconds that it leaves if the next one resumes it, or None."""
    if is_in_resume_process(attempt):
        return _resume(attempt)
    ProctoredExamStudentAttempt.objects.filter(id=attempt.id).update(current_at_exam=None)
    return None


def _resume(attempt: ProctoredExamStudentAttempt) -> int | None:
    """Mark the attempt as resumed, and return the seconds that it leaves."""
    attempt = lock(attempt)
    if not is_in_resume_process(attempt):
        raise ProctoredExamIllegalResumeUpdate(_('This attempt is not ready to resume.'))
    attempt.resumed, attempt.is_resumable, attempt.current_at_exam = True, False, None
    attempt.save_only()
    return attempt.time_remaining_seconds
