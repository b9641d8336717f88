"""Attempts that are running at ``NOW``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from edx_proctoring.domain import time_limits
from edx_proctoring.models import ProctoredExamStudentAttempt
from tests.factories import AttemptFactory

Attempt = ProctoredExamStudentAttempt
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)


def running(**fields: Any) -> Attempt:
    """An attempt that has had an hour of its 90 minutes."""
    given: dict[str, Any] = {
        'status': 'started',
        'started_at': NOW - timedelta(hours=1),
        'allowed_time_limit_mins': 90,
        'proctored_exam__time_limit_mins': 90,
        **fields,
    }
    return AttemptFactory(**given)


def left(attempt: Attempt) -> float:
    """The minutes that are left."""
    return time_limits.seconds_remaining(Attempt.objects.get(id=attempt.id), now=NOW) / 60
