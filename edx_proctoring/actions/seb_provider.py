"""Exams whose provider is Safe Exam Browser: what follows from its checks, and from submission, for their attempts."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from edx_proctoring import provider_gateway
from edx_proctoring.actions import entry
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.domain.attempt_lifecycle import Actor
from edx_proctoring.exceptions import ProctoredExamIllegalStatusTransition
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import find_attempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

_BEFORE_START: Final = frozenset({Status.created, Status.download_software_clicked})


def get_ready(attempt: ProctoredExamStudentAttempt, *, now: datetime) -> ProctoredExamStudentAttempt:
    """Return the attempt, ready to start if its provider is Safe Exam Browser, which has just been checked.

    Starting asks the entry rules once more.
    """
    if not _waits_for_check(attempt):
        return attempt
    return change_status(attempt, Change(Status.ready_to_start, actor=Actor.PROVIDER), now=now)


def get_ready_if_open(attempt: ProctoredExamStudentAttempt, *, now: datetime) -> ProctoredExamStudentAttempt:
    """Do the same if nothing keeps the learner, who asks, out: they were checked before the attempt was made, perhaps,
    or before this was the exam's provider."""
    if not _waits_for_check(attempt):
        return attempt
    if entry.list_refusals(attempt.proctored_exam, attempt.user_id, attempt, now=now):
        return attempt
    try:
        return get_ready(attempt, now=now)
    except ProctoredExamIllegalStatusTransition:  # another request has just taken it on
        return attempt


def _waits_for_check(attempt: ProctoredExamStudentAttempt) -> bool:
    is_set_up = attempt.taking_as_proctored and attempt.status in _BEFORE_START
    return is_set_up and provider_gateway.needs_seb(attempt.proctored_exam)


def verify_submitted(attempt_id: int, *, now: datetime) -> None:
    """Verify the attempt if it is submitted, and that is what the site wants of this provider."""
    attempt = find_attempt(attempt_id)
    if attempt is None or attempt.status != Status.submitted:
        return
    if provider_gateway.verifies_submitted(attempt.proctored_exam):
        change_status(attempt, Change(Status.verified, decided_by='provider'), now=now)
