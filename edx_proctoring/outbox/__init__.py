"""The transactional outbox: what must follow a change survives a crash between the change and its consequences.

A change records its consequences as jobs, rows of :class:`Delivery`, in its own transaction (:func:`record`). After the
commit they are run in the order in which they were recorded, and their rows deleted. A job that fails keeps its row,
with its error, and is retried with exponential backoff by :func:`deliver_pending`; whatever was recorded behind it in
the same *stream* (one attempt or exam, one destination) waits for it, so that a provider hears of a start before it
hears of the stop. A provider that keeps failing is not called for a while (a circuit breaker,
``domain.provider_outage``). A job that was tried too often is given up: a dead letter, which waits for a person to
retry it (:func:`retry_now`).

``payloads`` has the kinds of jobs and what each carries, ``edx_proctoring.job_handlers`` who does the work. Jobs are
run at least once, so handlers are idempotent.
"""

from edx_proctoring.domain.backoff import FIRST_PAUSE, LEASE, LONGEST_PAUSE, MOST_TRIES
from edx_proctoring.outbox.handler import Handler, connect
from edx_proctoring.outbox.immediate import claim_job, has_failed, run_claimed
from edx_proctoring.outbox.job import Job, NewJob
from edx_proctoring.outbox.pending import deliver_pending, retry_now
from edx_proctoring.outbox.recording import record
from edx_proctoring.outbox.worker import WORKER_TASK, WORKER_TASKS, wake_worker, works_with_celery

__all__ = [
    'FIRST_PAUSE',
    'LEASE',
    'LONGEST_PAUSE',
    'MOST_TRIES',
    'WORKER_TASK',
    'WORKER_TASKS',
    'Handler',
    'Job',
    'NewJob',
    'claim_job',
    'connect',
    'deliver_pending',
    'has_failed',
    'record',
    'retry_now',
    'run_claimed',
    'wake_worker',
    'works_with_celery',
]
