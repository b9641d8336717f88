"""A learner enters an exam: what the entrance of an exam asks for in one request."""

from datetime import datetime, timedelta
from typing import Any

from edx_proctoring import provider_gateway
from edx_proctoring.actions import attempts, entry
from edx_proctoring.actions.attempt_status import Change, change_status, too_late
from edx_proctoring.actions.declining import require_opt_out
from edx_proctoring.actions.seb_provider import get_ready
from edx_proctoring.actions.seb_rules import ensure_rules
from edx_proctoring.conf import conf
from edx_proctoring.domain.attempt_lifecycle import Actor
from edx_proctoring.exceptions import (
    InvalidInputException,
    ProctoredExamIllegalStatusTransition,
    ProctoredExamPermissionDenied,
    StudentExamAttemptAlreadyExistsException,
    TooManyAttemptsException,
)
from edx_proctoring.lms import permissions
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import count_attempts_since
from edx_proctoring.queries.time_limits import find_shortage, is_past_due
from edx_proctoring.serializers import exam_dict
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.texts import gettext_noop as _


def enter(
    exam: ProctoredExam, user: Any, *, taking_as_proctored: bool, start_clock: bool, now: datetime
) -> ProctoredExamStudentAttempt:
    """Create an attempt of the learner and, as requested, start its clock or decline supervision.

    If the provider requires an onboarding profile first, the status of the attempt says so, and it is not started. A
    timed exam that was entered without starting its clock is started by entering it again.

    Raises :class:`ProctoredExamPermissionDenied` when the exam is over or almost over, inactive, or not for this
    learner; :class:`InvalidInputException` and :class:`ProctoredExamIllegalStatusTransition` for requests that do not
    fit the kind of exam; :class:`TooManyAttemptsException` for too many practice attempts; and whatever
    :func:`attempts.create` raises. Then no attempt is created.
    """
    if not exam.has_entry_rules:
        ensure_rules([exam], now=now)
    require_access(exam, user, taking_as_proctored=taking_as_proctored, now=now)
    _require_sense(exam, taking_as_proctored=taking_as_proctored, start_clock=start_clock)
    require_time(exam, user, now=now)
    current = attempts.current_attempt(exam, user.pk, now=now)
    if exam.is_practice_exam:
        _require_end_of_practice(current)
        require_bounds_of_practice(exam, user, now=now)
    rules = entry.require_entry(exam, user.pk, current, now=now)
    try:
        attempt = attempts.create(exam, user, taking_as_proctored=taking_as_proctored, current=current, now=now)
    except StudentExamAttemptAlreadyExistsException:
        waiting = _find_waiting(exam, user, now=now) if start_clock else None
        if waiting is None:
            raise
        attempt = waiting
    attempt = _go_on(attempt, taking_as_proctored=taking_as_proctored, start_clock=start_clock, now=now)
    entry.begin(attempt, rules, now=now)
    return get_ready(attempt, now=now)


def require_access(exam: ProctoredExam, user: Any, *, taking_as_proctored: bool, now: datetime) -> None:
    """Raise :class:`ProctoredExamPermissionDenied` unless the exam is open to this learner in this way (S14, S15)."""
    if not exam.is_practice_exam and is_past_due(exam, user, now=now):
        raise ProctoredExamPermissionDenied(_('The due date of this exam has passed.'))
    if conf.check_exam_access:
        if not exam.is_active:
            raise ProctoredExamPermissionDenied(_('This exam is not active.'))
        supervised = taking_as_proctored and exam.is_proctored
        if supervised and not permissions.can_take_proctored_exam(user, exam_dict(exam)):
            raise ProctoredExamPermissionDenied(_('You may not take proctored exams in this course.'))
    if not taking_as_proctored:
        require_opt_out(exam)


def require_time(exam: ProctoredExam, user: Any, *, now: datetime) -> None:
    """Raise :class:`ProctoredExamPermissionDenied` if the due date is so near that there is no time to begin."""
    shortage = find_shortage(exam, user.pk, find_current=lambda: attempts.find_predecessor(exam, user.pk), now=now)
    if shortage is not None and shortage.seconds:
        raise too_late(shortage)


def require_bounds_of_practice(exam: ProctoredExam, user: Any, *, now: datetime) -> None:
    """Raise :class:`TooManyAttemptsException` if the learner has used up their practice attempts for a day."""
    most = conf.practice_attempts_per_day
    if most is not None and count_attempts_since(now - timedelta(days=1), user_id=user.pk, exam_id=exam.id) >= most:
        message = _('You have tried this exam %(most)s times within a day. Please try again tomorrow.')
        raise TooManyAttemptsException(message, most=most)


def _go_on(
    attempt: ProctoredExamStudentAttempt, *, taking_as_proctored: bool, start_clock: bool, now: datetime
) -> ProctoredExamStudentAttempt:
    """Decline or start the attempt, as requested, and return it."""
    if attempt.proctored_exam.is_proctored and not taking_as_proctored:
        return change_status(attempt, Change(Status.declined, actor=Actor.LEARNER), now=now)
    if start_clock and Status.is_pre_started_status(attempt.status):
        return attempts.start(attempt, now=now, actor=Actor.LEARNER)
    return attempt


def _require_end_of_practice(current: ProctoredExamStudentAttempt | None) -> None:
    """Raise :class:`StudentExamAttemptAlreadyExistsException` if the learner is still practicing.

    Each practice attempt is registered with the provider.
    """
    if current is None or attempts.is_in_resume_process(current):
        return
    if Status.is_incomplete_status(current.status):
        raise StudentExamAttemptAlreadyExistsException(_('There is an attempt at this exam already.'))


def _find_waiting(exam: ProctoredExam, user: Any, *, now: datetime) -> ProctoredExamStudentAttempt | None:
    """Return the learner's attempt at a timed exam if its clock was never started."""
    attempt = None if exam.is_proctored else attempts.current_attempt(exam, user.pk, now=now)
    has_waited = attempt is not None and Status.is_pre_started_status(attempt.status) and attempt.started_at is None
    return attempt if has_waited else None


def _require_sense(exam: ProctoredExam, *, taking_as_proctored: bool, start_clock: bool) -> None:
    """Raise an error unless the request suits the kind of exam (deviations S10, S13, R32)."""
    if taking_as_proctored and not exam.is_proctored:
        raise InvalidInputException(_('A timed exam cannot be taken as proctored.'))
    is_practice = exam.is_proctored and exam.is_practice_exam
    if is_practice and not taking_as_proctored and conf.decline_cascades_from_proctored_only:
        raise InvalidInputException(_('Practice exams can only be taken with proctoring.'))
    if start_clock and taking_as_proctored and provider_gateway.awaits_provider(exam):
        raise ProctoredExamIllegalStatusTransition(_('The exam starts once the proctoring software is ready.'))
