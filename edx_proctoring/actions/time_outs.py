"""Ending the attempts that ran out of time while nobody looked at them.

Whoever reads an attempt ends it when its time is over, so a learner never sees a stale one. But nobody may come and
read it: its grade, credit and the provider would wait for ever.
"""

from datetime import datetime

from edx_proctoring.actions.attempt_status import settle
from edx_proctoring.domain import time_limits
from edx_proctoring.exceptions import StudentExamAttemptDoesNotExistsException
from edx_proctoring.queries.attempts import find_attempt, list_attempts_out_of_time


def list_overdue_attempts(*, now: datetime) -> list[int]:
    """The ids of the attempts that are open although their time is over, oldest first."""
    attempts = list_attempts_out_of_time(now).order_by('id').iterator()
    return [attempt.id for attempt in attempts if time_limits.is_overdue(attempt, now=now)]


def end_overdue_attempt(attempt_id: int, *, now: datetime) -> bool:
    """End the attempt, completed at its deadline, with all that follows; whether there was anything to end."""
    attempt = find_attempt(attempt_id)
    if attempt is None or not time_limits.is_overdue(attempt, now=now):
        return False
    try:
        settle(attempt, now=now)
    except StudentExamAttemptDoesNotExistsException:
        return False
    return True
