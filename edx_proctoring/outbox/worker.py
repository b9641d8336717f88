"""The Celery worker that runs what leaves the LMS, on sites that have one."""

import logging
from typing import Final

from edx_proctoring.conf import conf

log = logging.getLogger(__name__)

WORKER_TASK: Final = 'edx_proctoring.deliver_pending'
WORKER_TASKS: Final = (
    WORKER_TASK,
    'edx_proctoring.process_reviews',
    'edx_proctoring.close_expired_attempts',
)
BROKER_SECONDS: Final = 2  # to connect to the broker


def works_with_celery() -> bool:
    """Return whether a Celery worker runs the jobs that leave the LMS."""
    return conf.delivery_mode == 'celery'


def wake_worker(task: str = WORKER_TASK) -> bool:
    """Ask a worker to look for jobs now, and return whether the broker accepted that.

    If it did not, the next scheduled run finds the rows. Celery would try forever to reach a broker that is down, while
    the learner waits, so it tries only once.
    """
    # Sites that deliver in their own processes never need Celery, which takes as long to import as this app.
    from celery import current_app, signature  # noqa: PLC0415
    from kombu.exceptions import OperationalError  # noqa: PLC0415

    try:
        with current_app.connection_for_write(
            connect_timeout=BROKER_SECONDS,
            transport_options={'max_retries': 1, 'interval_start': 0, 'interval_step': 0},
        ) as connection:
            signature(task).apply_async(connection=connection, retry=False)
    except OperationalError:
        log.exception('No Celery task could be sent; pending deliveries wait for the next scheduled run')
        return False
    return True
