"""The Celery door: what may run later. Without Celery, the commands of the same purpose do the same.

A task is acknowledged when it is done: one whose worker is killed is given to another. Each may run twice, at the same
time as well. docs/operating.rst has the schedule for them.
"""

import logging
from typing import Any, Final

from celery import shared_task
from django.utils import timezone

from edx_proctoring import outbox
from edx_proctoring.actions import received_reviews, retention, time_outs
from edx_proctoring.actions.current_attempts import mark_strays

log = logging.getLogger(__name__)

SAFE_TO_REPEAT: Final[dict[str, Any]] = {'acks_late': True, 'reject_on_worker_lost': True, 'ignore_result': True}
MOST_REVIEWS: Final = 1000  # in one run, as the command's --limit


@shared_task(name=outbox.WORKER_TASK, **SAFE_TO_REPEAT)  # type: ignore[untyped-decorator]
def deliver_pending() -> dict[str, int]:
    """Carry out what is due."""
    delivered, failed = outbox.deliver_pending(now=timezone.now())
    if delivered or failed:
        log.info('Deliveries: %s delivered, %s failed', delivered, failed)
    return {'delivered': delivered, 'failed': failed}


@shared_task(name='edx_proctoring.process_reviews', **SAFE_TO_REPEAT)  # type: ignore[untyped-decorator]
def finish_received_reviews() -> dict[str, int]:
    """Finish the reviews whose processing was interrupted, and clear old payloads that did not become reviews."""
    now = timezone.now()
    done, failed = received_reviews.finish_pending(failed=False, now=now, limit=MOST_REVIEWS)
    forgotten = received_reviews.forget_payloads(now=now)
    if done or failed or forgotten:
        log.info('Received reviews: %s processed, %s failed, %s payloads deleted', done, failed, forgotten)
    return {'processed': done, 'failed': failed, 'forgotten': forgotten}


@shared_task(name='edx_proctoring.close_expired_attempts', **SAFE_TO_REPEAT)  # type: ignore[untyped-decorator]
def close_expired_attempts() -> dict[str, int]:
    """End the overdue attempts, each at its exact deadline, and mark attempts of others as current (``mark_strays``).

    One that cannot be ended does not affect the others.
    """
    now = timezone.now()
    ended, failed = time_outs.end_all(now=now)
    mark_strays(now=now)
    if ended or failed:
        log.info('Attempts out of time: %s ended, %s failed', ended, failed)
    return {'ended': ended, 'failed': failed}


@shared_task(name='edx_proctoring.empty_old_data', **SAFE_TO_REPEAT)  # type: ignore[untyped-decorator]
def empty_old_data() -> dict[str, int]:
    """Empty what is older than the site keeps it (``RETENTION``); return the number of rows of each kind."""
    rows: dict[str, int] = {}
    for emptied in retention.empty_old(now=timezone.now()):
        rows[emptied.kind] = rows.get(emptied.kind, 0) + emptied.rows
    return rows
