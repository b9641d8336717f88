"""What a learner may do with an attempt of their own, and staff in one case; the verbs of the REST interface.

Each takes the attempt as it was read (time-outs settled) and answers with the id of the attempt that the learner goes
on with, or False when there was nothing to do.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from edx_proctoring import constants
from edx_proctoring.actions import attempts, entry
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.declining import require_opt_out
from edx_proctoring.actions.entrance import require_access, require_bounds_of_practice, require_time
from edx_proctoring.actions.seb_provider import get_ready
from edx_proctoring.domain.attempt_lifecycle import Actor
from edx_proctoring.lms import switches
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

Answer = int | bool
LearnerAction = Callable[..., Answer]


def start(attempt: ProctoredExamStudentAttempt, *, user: Any, now: datetime) -> Answer:
    """Start the exam, or resume it. Raises :class:`StudentExamAttemptedAlreadyStarted` while it is running."""
    rules = entry.require_entry(attempt.proctored_exam, attempt.user_id, attempt, now=now)
    started = attempts.start(attempt, now=now, actor=Actor.LEARNER)
    entry.begin(started, rules, now=now)
    return started.id


def stop(attempt: ProctoredExamStudentAttempt, *, user: Any, now: datetime) -> Answer:
    """Ask to end the exam; the learner may still go back while time is left."""
    return change_status(attempt, Change(Status.ready_to_submit, actor=Actor.LEARNER), now=now).id


def submit(attempt: ProctoredExamStudentAttempt, *, user: Any, now: datetime) -> Answer:
    """End the attempt. Repeating this has no effect."""
    return change_status(attempt, Change(Status.submitted, actor=Actor.LEARNER), now=now).id


def click_download_software(attempt: ProctoredExamStudentAttempt, *, user: Any, now: datetime) -> Answer:
    """Record that the learner went to the provider's setup."""
    return change_status(attempt, Change(Status.download_software_clicked, actor=Actor.LEARNER), now=now).id


def decline(attempt: ProctoredExamStudentAttempt, *, user: Any, now: datetime) -> Answer:
    """Take the exam without supervision, if the course allows this (deviation S14)."""
    if attempt.taking_as_proctored:
        require_opt_out(attempt.proctored_exam)
    return change_status(attempt, Change(Status.declined, actor=Actor.LEARNER), now=now).id


def report_error(attempt: ProctoredExamStudentAttempt, *, user: Any, now: datetime) -> Answer:
    """End the attempt with an error because the learner's browser lost the provider's software.

    Return False when the attempt is already finished, or the site ignores such failures for this provider.
    """
    backend = attempt.proctored_exam.backend
    lets_pass = backend and switches.is_on(constants.PING_FAILURE_PASSTHROUGH_TEMPLATE.format(backend))
    if lets_pass or not Status.is_incomplete_status(attempt.status):
        return False
    return change_status(attempt, Change(Status.error, actor=Actor.LEARNER), now=now).id


def reset_attempt(attempt: ProctoredExamStudentAttempt, *, user: Any, now: datetime) -> Answer:
    """Try a practice or onboarding exam again, with a new attempt, if the learner may still enter it."""
    exam = attempt.proctored_exam
    require_access(exam, attempt.user, taking_as_proctored=attempt.taking_as_proctored, now=now)
    require_time(exam, attempt.user, now=now)
    if exam.is_practice_exam:
        require_bounds_of_practice(exam, attempt.user, now=now)
    rules = entry.require_entry(exam, attempt.user_id, attempt, now=now)
    replacement = attempts.reset_practice(exam, attempt.user_id, requesting_user=user, now=now)
    entry.begin(replacement, rules, now=now)
    return get_ready(replacement, now=now).id


def mark_ready_to_resume(attempt: ProctoredExamStudentAttempt, *, user: Any, now: datetime) -> Answer:
    """Let the learner resume after an error. For staff only (deviation S11)."""
    attempts.mark_ready_to_resume(attempt)
    return attempt.id


ACTIONS: Final[dict[str, LearnerAction]] = {
    'start': start,
    'stop': stop,
    'submit': submit,
    'click_download_software': click_download_software,
    'decline': decline,
    'error': report_error,
    'reset_attempt': reset_attempt,
}
STAFF_ACTIONS: Final[dict[str, LearnerAction]] = {'mark_ready_to_resume': mark_ready_to_resume}
