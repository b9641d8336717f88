"""Reading a timeline, and letting time pass between its entries."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from time_machine import Traveller

from edx_proctoring.domain.timeline import Entry
from edx_proctoring.exam_room.timeline_words import describe
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries.timeline import locate_attempt, read_timeline

Attempt = ProctoredExamStudentAttempt


def pause(clock: Traveller) -> datetime:
    """A minute later."""
    clock.shift(timedelta(minutes=1))
    return timezone.now()


def timeline(attempt: Attempt) -> list[Entry]:
    """What is told of the attempt now."""
    located = locate_attempt(attempt.id)
    assert located is not None
    return read_timeline(located.attempt)


def told(attempt: Attempt) -> list[str]:
    """The same in words."""
    return [describe(entry) for entry in timeline(attempt)]
