"""Attempts that the network's failure from 11:30 to 11:50 has hit, or not; ``NOW`` is 12:00."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.incidents import Choice, Wanted
from edx_proctoring.domain.incidents import Cause, Remedy, Window
from edx_proctoring.models import ProctoredExamStudentAttempt
from tests.actions.running_attempts import NOW, running
from tests.factories import COURSE_ID, AttemptFactory

Attempt = ProctoredExamStudentAttempt


def ago(minutes: float) -> datetime:
    """So many minutes ago."""
    return NOW - timedelta(minutes=minutes)


WINDOW = Window(ago(30), ago(10))


def waiting(status: str = 'download_software_clicked', **fields: Any) -> Attempt:
    """An attempt whose learner was about to begin when the network went."""
    attempt = AttemptFactory(status=status, **fields)
    Attempt.objects.filter(id=attempt.id).update(created=ago(35), modified=ago(33))
    return attempt


def ended(status: str, minutes: float, **fields: Any) -> Attempt:
    """An attempt that got this status so many minutes ago."""
    attempt = running(**fields)
    change_status(attempt, Change(status), now=ago(minutes))
    Attempt.objects.filter(id=attempt.id).update(modified=ago(minutes))
    return attempt


def wanted(**fields: Any) -> Wanted:
    """The incident."""
    given: dict[str, Any] = {
        'batch': str(uuid4()),
        'course_id': COURSE_ID,
        'exam_id': None,
        'cause': Cause.NETWORK,
        'window': WINDOW,
        'reason': 'A cable was cut.',
        **fields,
    }
    return Wanted(**given)


def extending(*attempts: Attempt, minutes: int = 20) -> list[Choice]:
    """Twenty minutes for each."""
    return [Choice(attempt.id, Remedy.EXTEND, minutes) for attempt in attempts]
