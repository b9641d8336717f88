"""Attempts: reading them, creating them and moving them on.

Functions that return one attempt end it first if its time is over; functions that return lists don't.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage
from django.utils import timezone

from edx_proctoring import emails
from edx_proctoring.actions import attempt_removal, attempt_status
from edx_proctoring.actions import attempts as actions
from edx_proctoring.api.lazy_list import LazyList
from edx_proctoring.domain import attempt_lifecycle
from edx_proctoring.exceptions import StudentExamAttemptDoesNotExistsException
from edx_proctoring.learner_pages.timer import timer_data
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries import allowances as allowance_queries
from edx_proctoring.queries import attempts as queries
from edx_proctoring.queries.exams import get_exam
from edx_proctoring.queries.ordering import Ordering
from edx_proctoring.serializers import AttemptDict, ExamDict, allowance_dict, attempt_dict, exam_dict
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.texts import gettext_noop as _

__all__ = (
    'can_update_credit_grades_and_email',
    'create_exam_attempt',
    'create_proctoring_attempt_status_email',
    'get_active_exams_for_user',
    'get_all_exam_attempts',
    'get_current_exam_attempt',
    'get_exam_attempt_by_code',
    'get_exam_attempt_by_external_id',
    'get_exam_attempt_by_id',
    'get_exam_attempt_data',
    'get_filtered_exam_attempts',
    'get_last_exam_completion_date',
    'get_user_attempts_by_exam_id',
    'is_attempt_in_resume_process',
    'is_attempt_ready_to_resume',
    'is_state_transition_legal',
    'mark_exam_attempt_as_ready',
    'mark_exam_attempt_as_ready_to_resume',
    'mark_exam_attempt_as_resumed',
    'mark_exam_attempt_timeout',
    'remove_exam_attempt',
    'reset_practice_exam',
    'start_exam_attempt',
    'start_exam_attempt_by_code',
    'stop_exam_attempt',
    'update_attempt_status',
    'update_exam_attempt',
)

Attempt = ProctoredExamStudentAttempt


# ── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


def get_current_exam_attempt(exam_id: Any, user_id: Any) -> AttemptDict | None:
    """Return the learner's newest attempt at the exam, or None."""
    return _settled(queries.find_current_attempt(exam_id, user_id))


def get_exam_attempt_by_id(attempt_id: Any) -> AttemptDict | None:
    """Return the attempt with this id, or None."""
    return _settled(queries.find_attempt(attempt_id))


def get_exam_attempt_by_external_id(external_id: str | None) -> AttemptDict | None:
    """Return the newest attempt with this id at the provider, or None."""
    return _settled(queries.find_attempt_by_external_id(external_id))


def get_exam_attempt_by_code(attempt_code: str | None) -> AttemptDict | None:
    """Return the newest attempt with this code, or None."""
    return _settled(queries.find_attempt_by_code(attempt_code))


def get_exam_attempt_data(exam_id: Any, attempt_id: Any, is_learning_mfe: bool = False) -> Mapping[str, Any]:
    """Return what the exam timer shows about an attempt.

    Raises :class:`ProctoredExamNotFoundException`, :class:`StudentExamAttemptDoesNotExistsException`.
    """
    now = timezone.now()
    exam = get_exam(exam_id)
    attempt = attempt_status.settle(queries.get_attempt(attempt_id), now=now)
    return timer_data(exam, attempt, now=now, is_learning_mfe=is_learning_mfe)


def get_all_exam_attempts(course_id: Any, ordering: Ordering = None) -> list[AttemptDict]:
    """Return all attempts of a course, newest first unless ``ordering`` names a field.

    ``ordering`` is a key of the attempt's dict, with a leading ``-`` for descending order. Those of its exam and its
    learner are named as in ``proctored_exam__exam_name`` and ``user.username``. Several are given in a list or
    separated by commas. Attempts that compare equal stay newest first, and those without a value come after all others.
    Raises :class:`OrderingNotAllowedException` at once.

    The list is read when it is used: a count and one page cost two statements, however many attempts there are.
    """
    return LazyList(queries.list_attempts(course_id, ordering=ordering), attempt_dict)


def get_filtered_exam_attempts(course_id: Any, search_by: str, ordering: Ordering = None) -> list[AttemptDict]:
    """Return the same for learners whose username or email contains ``search_by``, ignoring case."""
    if search_by is None:
        raise ValueError('search_by must be text.')
    return LazyList(queries.list_attempts(course_id, search=search_by, ordering=ordering), attempt_dict)


def get_user_attempts_by_exam_id(user_id: Any, exam_id: Any) -> list[AttemptDict]:
    """Return the learner's attempts at the exam, newest first. Mind the order of the arguments."""
    return [attempt_dict(attempt) for attempt in queries.list_attempts_of_learner(user_id, exam_id)]


def get_active_exams_for_user(user_id: Any, course_id: Any = None) -> list[dict[str, Any]]:
    """Return the exams that the learner is taking, each with its attempt and their allowances, newest attempt first."""
    attempts = list(queries.list_active_attempts(user_id, course_id))
    allowances = allowance_queries.list_allowances_at_exams(
        {attempt.proctored_exam_id for attempt in attempts}, user_id
    )
    return [
        {
            'exam': exam_dict(attempt.proctored_exam),
            'attempt': attempt_dict(attempt),
            'allowances': [
                allowance_dict(allowance)
                for allowance in allowances
                if allowance.proctored_exam_id == attempt.proctored_exam_id
            ],
        }
        for attempt in attempts
    ]


def get_last_exam_completion_date(course_id: Any, username: str) -> datetime | None:
    """Return when the learner finished the last of the course's proctored exams; None unless all are finished."""
    return queries.find_last_completion(course_id, username)


# ── writing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def create_exam_attempt(exam_id: Any, user_id: Any, taking_as_proctored: bool = False) -> int:
    """Create an attempt of the learner and return its id. A supervised one is registered with the provider first.

    Raises :class:`ProctoredExamNotFoundException` and what ``actions.attempts.create`` raises.
    """
    return actions.create(get_exam(exam_id), user_id, taking_as_proctored=taking_as_proctored, now=timezone.now()).id


def start_exam_attempt(exam_id: Any, user_id: Any) -> int:
    """Start the learner's current attempt at the exam, and return its id.

    Raises :class:`StudentExamAttemptDoesNotExistsException`, :class:`StudentExamAttemptedAlreadyStarted`.
    """
    now = timezone.now()
    attempt = queries.find_current_attempt(exam_id, user_id)
    return _start(attempt_status.settle(attempt, now=now) if attempt else None, now=now)


def start_exam_attempt_by_code(attempt_code: str | None) -> int:
    """Start the attempt with this code in the same way."""
    now = timezone.now()
    attempt = queries.find_attempt_by_code(attempt_code)
    return _start(attempt_status.settle(attempt, now=now) if attempt else None, now=now)


def stop_exam_attempt(attempt_id: Any) -> int | None:
    """Record that the learner wants to end, and return the attempt's id. They can still go back while time is left."""
    return update_attempt_status(attempt_id, Status.ready_to_submit)


def mark_exam_attempt_timeout(attempt_id: Any) -> int | None:
    """Submit an attempt whose time is over, or set it to ``timed_out`` on sites that keep that status.

    Return the attempt's id.
    """
    return update_attempt_status(attempt_id, Status.timed_out)


def mark_exam_attempt_as_ready(attempt_id: Any) -> int | None:
    """Record that the provider's software is running, so that the learner may start; return the attempt's id."""
    return update_attempt_status(attempt_id, Status.ready_to_start)


def mark_exam_attempt_as_ready_to_resume(attempt_id: Any) -> int:
    """Let the learner resume after an error, and return the attempt's id.

    Raises :class:`ProctoredExamIllegalResumeUpdate`.
    """
    attempt = queries.get_attempt(attempt_id)
    actions.mark_ready_to_resume(attempt)
    return attempt.id


def mark_exam_attempt_as_resumed(attempt_id: Any) -> int:
    """Record that another attempt resumes this one, and return its id.

    Raises :class:`ProctoredExamIllegalResumeUpdate`.
    """
    attempt = queries.get_attempt(attempt_id)
    actions.mark_resumed(attempt)
    return attempt.id


def update_attempt_status(
    attempt_id: Any,
    to_status: str,
    raise_if_not_found: bool = True,
    cascade_effects: bool = True,
    timeout_timestamp: datetime | None = None,
    update_attributable_to: Any = None,
) -> int | None:
    """Move an attempt to another status with all consequences; return its id, or None when it does not exist.

    ``timeout_timestamp`` is the exact end of its time (for ``timed_out``), ``update_attributable_to`` the user who
    decided. Raises :class:`ProctoredExamIllegalStatusTransition`, and without ``raise_if_not_found=False``
    :class:`StudentExamAttemptDoesNotExistsException`.
    """
    attempt = queries.find_attempt(attempt_id)
    if attempt is None:
        if not raise_if_not_found:
            return None
        raise StudentExamAttemptDoesNotExistsException(_('There is no such attempt.'))
    return attempt_status.change_status(
        attempt,
        attempt_status.Change(
            to_status,
            cascade=cascade_effects,
            ended_at=timeout_timestamp,
            attributed_to=update_attributable_to,
            decided_by='person' if update_attributable_to else None,
        ),
        now=timezone.now(),
    ).id


def update_exam_attempt(attempt_id: Any, **kwargs: Any) -> None:
    """Set ``is_status_acknowledged`` or ``time_remaining_seconds``; any other field is refused.

    Raises :class:`StudentExamAttemptDoesNotExistsException`, :class:`ProctoredExamPermissionDenied`.
    """
    actions.update_fields(queries.get_attempt(attempt_id), **kwargs)


def reset_practice_exam(exam_id: Any, user_id: Any, requesting_user: Any) -> int:
    """Let the learner try a practice or onboarding exam again; return the id of the new attempt.

    Raises :class:`ProctoredExamNotFoundException` and what ``actions.attempts.reset_practice`` raises.
    """
    return actions.reset_practice(get_exam(exam_id), user_id, requesting_user=requesting_user, now=timezone.now()).id


def remove_exam_attempt(attempt_id: Any, requesting_user: Any, require_backend_removal: bool = True) -> None:
    """Remove an attempt here, at the provider, and from the learner's record.

    Raises :class:`StudentExamAttemptDoesNotExistsException` and, unless ``require_backend_removal`` is false,
    :class:`BackendProviderCannotRemoveAttempt` or :class:`BackendProviderRemovalNotConfirmed`.
    """
    attempt_removal.remove(
        [queries.get_attempt(attempt_id)],
        requesting_user=requesting_user,
        require_backend_removal=require_backend_removal,
        now=timezone.now(),
    )


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def is_state_transition_legal(from_status: str | None, to_status: str | None) -> bool:
    """Return whether an attempt may go from one status to the other."""
    return attempt_lifecycle.is_legal(from_status, to_status)


def is_attempt_ready_to_resume(attempt: Mapping[str, Any]) -> bool:
    """Return whether the learner may resume the attempt (a dict)."""
    return bool(attempt['ready_to_resume'] and not attempt['resumed'])


def is_attempt_in_resume_process(attempt_obj: Attempt) -> bool:
    """Return whether the attempt (an object) is ready to be resumed or has been resumed."""
    return actions.is_in_resume_process(attempt_obj)


def can_update_credit_grades_and_email(attempts: Iterable[Mapping[str, Any]], to_status: str, exam: ExamDict) -> bool:
    """Return whether a change to ``to_status`` updates credit and grade and sends email.

    ``attempts`` are all of the learner's attempts, including the changed one.
    """
    statuses = [attempt['status'] for attempt in attempts]
    return attempt_lifecycle.updates_credit_grades_and_email(statuses, to_status, is_practice=exam['is_practice_exam'])


def create_proctoring_attempt_status_email(
    exam_attempt_obj: Attempt, course_name: str, course_id: Any
) -> EmailMessage | None:
    """Return the email about the attempt's status, without sending it; None if there is nothing to say."""
    return emails.build_status_email(exam_attempt_obj, status=exam_attempt_obj.status, course_name=course_name)


def _settled(attempt: Attempt | None) -> AttemptDict | None:
    return attempt_dict(attempt_status.settle(attempt, now=timezone.now())) if attempt else None


def _start(attempt: Attempt | None, *, now: datetime) -> int:
    if attempt is None:
        raise StudentExamAttemptDoesNotExistsException(_('There is no attempt to start.'))
    return actions.start(attempt, now=now).id
