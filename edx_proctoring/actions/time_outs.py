"""Ending the attempts that ran out of time while nobody looked at them.

Whoever reads an attempt ends it when its time is over, so a learner never sees a stale one. But nobody may come and
read it: its grade, credit and the provider would wait forever.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import NamedTuple

from edx_proctoring.actions.attempt_status import settle
from edx_proctoring.domain import time_limits
from edx_proctoring.exceptions import StudentExamAttemptDoesNotExistsException
from edx_proctoring.queries.attempts import find_attempt
from edx_proctoring.queries.backlog import list_overdue_attempts
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)


class Ended(NamedTuple):
    """How many attempts were ended, and how many could not be."""

    ended: int
    failed: int


def end_all(*, now: datetime, at_most: int | None = None, may_go_on: Callable[[], bool] = lambda: True) -> Ended:
    """End overdue attempts, at most ``at_most``, as long as ``may_go_on`` returns True."""
    return end_each(list_overdue_attempts(now=now), now=now, at_most=at_most, may_go_on=may_go_on)


def end_each(
    attempt_ids: Iterable[int],
    *,
    now: datetime,
    at_most: int | None = None,
    may_go_on: Callable[[], bool] = lambda: True,
) -> Ended:
    """End those of the attempts that are overdue, in their order, with the same limits.

    If one of them can't be ended, this is logged, and the others are not affected.
    """
    ended = failed = 0
    for attempt_id in attempt_ids:
        if ended == at_most or not may_go_on():
            break
        try:
            ended += end_overdue_attempt(attempt_id, now=now)
        except Exception:  # best effort: the next run finds it again
            log.exception('Attempt %s could not be ended', attempt_id)
            failed += 1
    return Ended(ended, failed)


def end_overdue_attempt(attempt_id: int, *, now: datetime) -> bool:
    """End the attempt at its deadline, with all consequences; return whether there was anything to end."""
    attempt = find_attempt(attempt_id)
    if attempt is None or not time_limits.is_overdue(attempt, now=now):
        return False
    try:
        settle(attempt, now=now)
    except StudentExamAttemptDoesNotExistsException:
        return False
    return True
