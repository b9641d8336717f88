"""Doing what waits, a little at a time, where no schedule does it.

A schedule (docs/operating.rst) is the better way: it does not depend on anybody coming. This is for sites that have
none, or whose schedule has stopped without anyone noticing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Final

from edx_proctoring import outbox
from edx_proctoring.actions import received_reviews, seb_challenges, time_outs
from edx_proctoring.actions.current_attempts import mark_strays
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)

AT_MOST: Final = 20  # pieces of work of each kind
ROWS_AT_MOST: Final = 500  # that are deleted at once
Clock = Callable[[], float]


def do_some(*, now: datetime, seconds: float, clock: Clock = time.monotonic) -> None:
    """Process received reviews, end overdue attempts, and carry out deliveries: some of each that is due.

    Nothing new is begun after ``seconds`` by ``clock``. What is then in progress, at most a call of a provider, has a
    limit of its own. Failures are logged and retried next time. If deliveries are left to Celery, a worker is called
    for all three, and nothing is done here.
    """
    if outbox.works_with_celery():
        all(outbox.wake_worker(task) for task in outbox.WORKER_TASKS)  # until one is not taken
        return
    ends_at = clock() + seconds
    for work in (_finish_reviews, _end_attempts, _deliver):
        try:
            work(now, lambda: clock() < ends_at)
        except Exception:  # best effort: the next time finds it again
            log.exception('Upkeep: %s failed', work.__name__.lstrip('_'))


def _finish_reviews(now: datetime, has_time: Callable[[], bool]) -> None:
    for _each in range(AT_MOST):
        if not has_time() or not any(received_reviews.finish_pending(failed=False, now=now, limit=1)):
            break
    if has_time():
        received_reviews.forget_payloads(now=now)


def _end_attempts(now: datetime, has_time: Callable[[], bool]) -> None:
    time_outs.end_all(now=now, at_most=AT_MOST, may_go_on=has_time)
    if has_time():
        mark_strays(now=now)
    if has_time():
        seb_challenges.forget_old(now=now, at_most=ROWS_AT_MOST)


def _deliver(now: datetime, has_time: Callable[[], bool]) -> None:
    for _each in range(AT_MOST):
        if not has_time() or not any(outbox.deliver_pending(now=now, limit=1)):
            return
