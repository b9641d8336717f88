"""Recording jobs in a change's transaction, and what happens right after its commit."""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q

from edx_proctoring.domain.backoff import LEASE
from edx_proctoring.domain.provider_outage import MEMORY
from edx_proctoring.models import Delivery
from edx_proctoring.outbox.circuit_breaker import CircuitBreaker
from edx_proctoring.outbox.handler import list_runnable_kinds
from edx_proctoring.outbox.job import NewJob
from edx_proctoring.outbox.payloads import Destination, goes_to_provider
from edx_proctoring.outbox.running import Runner, forget
from edx_proctoring.outbox.worker import wake_worker, works_with_celery

log = logging.getLogger(__name__)


def record(jobs: Sequence[NewJob[Any]], *, now: datetime) -> None:
    """Store the jobs in the caller's transaction, and run them once it is committed."""
    if not jobs:
        return
    rows = Delivery.objects.bulk_create(
        [row_of(job, not_before=now if _is_for_worker(job.payload.destination) else now + LEASE) for job in jobs]
    )
    recorded = list(zip(rows, jobs, strict=True))
    transaction.on_commit(partial(_run_after_commit, recorded, now=now))


def row_of(job: NewJob[Any], *, not_before: datetime) -> Delivery:
    """Return the unsaved row of the job; no other process runs it before that time."""
    return Delivery(
        key=str(uuid.uuid4()),
        stream=job.stream,
        kind=job.kind,
        backend=job.backend,
        payload=job.payload.as_json(),
        not_before=not_before,
    )


Recorded = list[tuple[Delivery, NewJob[Any]]]


def _is_for_worker(destination: Destination) -> bool:
    return destination != 'lms' and works_with_celery()


def _run_after_commit(recorded: Recorded, *, now: datetime) -> None:
    """Run what was just committed. Whatever fails now, the rows say what is still to be done.

    Hosts and their tests replace ``on_commit`` with functions of one argument, so ``robust`` is not used.
    """
    try:
        _run_now(recorded, now=now)
    except Exception:
        streams = {row.stream for row, _job in recorded}
        log.exception('Deliveries wait for the next scheduled run: streams=%s', streams)


def _run_now(recorded: Recorded, *, now: datetime) -> None:
    """Run the jobs of this process; those that leave the LMS are left to a worker if one is configured."""
    behind, breaker = _look_around(recorded, now=now)
    mine, left_to_worker = [], False
    runnable = list_runnable_kinds()
    for row, job in recorded:
        if _is_for_worker(job.payload.destination):
            left_to_worker = True
        elif row.kind not in runnable:
            behind.add(row.stream)
        elif row.stream not in behind:
            mine.append((row, job))
    Runner(breaker, now=now).run(mine)
    if left_to_worker:
        wake_worker()


def _look_around(recorded: Recorded, *, now: datetime) -> tuple[set[str], CircuitBreaker]:
    """Return the streams that have older jobs, and the state of these jobs' providers.

    The jobs that these supersede are deleted.
    """
    mine = Delivery.objects.filter(key__in=[row.key for row, _job in recorded])
    streams = {row.stream for row, _job in recorded}
    in_front = Q(stream__in=streams, id__lt=mine.order_by('id').values('id')[:1])
    backends = {row.backend for row, _job in recorded if goes_to_provider(row.kind)}
    failed_lately = Q(backend__in=backends, failed_at__gt=now - MEMORY)
    pending = Delivery.objects.filter(in_front | failed_lately if backends else in_front, given_up=False).only(
        'key', 'stream', 'kind', 'backend', 'attempts_made', 'failed_at'
    )
    superseding = {(row.stream, row.kind, row.backend) for row, job in recorded if job.payload.supersedes}
    older = {each for each in pending if each.stream in streams}
    # One that was never tried is just being run by the process that recorded it.
    obsolete = {each for each in older if each.attempts_made and (each.stream, each.kind, each.backend) in superseding}
    forget(list(obsolete))
    return {each.stream for each in older - obsolete}, CircuitBreaker.of_failed(set(pending) - obsolete)
