"""Recording deliveries in a change's transaction, and what happens right after its commit."""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from django.db import transaction
from django.db.models import Q

from edx_proctoring.actions.deliveries.breaker import Breaker
from edx_proctoring.actions.deliveries.carrying import Run, forget
from edx_proctoring.actions.deliveries.kinds import KINDS, Demand, Errand, goes_to_provider, kinds_of_this_process
from edx_proctoring.conf import conf
from edx_proctoring.domain.provider_outage import MEMORY
from edx_proctoring.domain.retry_pauses import LEASE
from edx_proctoring.models import Delivery

log = logging.getLogger(__name__)

WORKER_TASK: Final = 'edx_proctoring.deliver_pending'
WORKER_TASKS: Final = (
    WORKER_TASK,
    'edx_proctoring.process_reviews',
    'edx_proctoring.close_expired_attempts',
)
BROKER_SECONDS: Final = 2  # to connect to the broker


def record(demands: Sequence[Demand], *, now: datetime) -> None:
    """Store the demands in the caller's transaction and see to it that they are carried out once it is committed."""
    if not demands:
        return
    deliveries = Delivery.objects.bulk_create(
        [row_of(demand, not_before=now if _is_for_worker(demand.kind) else now + LEASE) for demand in demands]
    )
    demanded = dict(zip((delivery.key for delivery in deliveries), demands, strict=True))
    transaction.on_commit(partial(_carry_out_after_commit, deliveries, demanded, now=now))


def row_of(demand: Demand, *, not_before: datetime) -> Delivery:
    """The row that keeps the demand, not stored yet; nobody else tries it before that time."""
    return Delivery(
        key=str(uuid.uuid4()),
        stream=demand.stream,
        kind=demand.kind,
        backend=demand.backend,
        payload=demand.payload,
        not_before=not_before,
    )


def works_with_celery() -> bool:
    """Whether a Celery worker carries out what leaves the LMS."""
    return conf.delivery_mode == 'celery'


def wake_worker(task: str = WORKER_TASK) -> bool:
    """Have a worker look now; whether the broker took that. Without it, the next scheduled look finds the rows.

    Celery would try to reach a broker that is down forever, and the learner wait for it: one try has to do.
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


def _is_for_worker(kind_name: str) -> bool:
    return KINDS[kind_name].destination != 'lms' and works_with_celery()


def _carry_out_after_commit(deliveries: Sequence[Delivery], demanded: dict[str, Demand], *, now: datetime) -> None:
    """The change is committed: whatever goes wrong now, the rows say what is still to be done.

    Hosts and their tests replace ``on_commit`` by functions of one argument, so ``robust`` is not asked for.
    """
    try:
        _carry_out_now(deliveries, demanded, now=now)
    except Exception:
        log.exception('Deliveries wait for the next scheduled run: streams=%s', {each.stream for each in deliveries})


def _carry_out_now(deliveries: Sequence[Delivery], demanded: dict[str, Demand], *, now: datetime) -> None:
    """Carry out what was just committed; what leaves the LMS is left to a worker where one is configured."""
    behind, breaker = _look_around(deliveries, now=now)
    mine, left_to_worker = [], False
    here = kinds_of_this_process()
    for delivery in deliveries:
        if _is_for_worker(delivery.kind):
            left_to_worker = True
        elif delivery.kind not in here:
            behind.add(delivery.stream)
        elif delivery.stream not in behind:
            demand = demanded[delivery.key]
            mine.append((delivery, Errand(delivery.key, delivery.payload, demand.at_hand, demand.by, now)))
    Run(breaker, now=now).carry_out(mine)
    if left_to_worker:
        wake_worker()


def _look_around(deliveries: Sequence[Delivery], *, now: datetime) -> tuple[set[str], Breaker]:
    """The streams in which something older has still to be delivered before these, and how their providers are.

    What these deliveries supersede is dropped.
    """
    mine = Delivery.objects.filter(key__in=[delivery.key for delivery in deliveries])
    streams = {delivery.stream for delivery in deliveries}
    in_front = Q(stream__in=streams, id__lt=mine.order_by('id').values('id')[:1])
    backends = {delivery.backend for delivery in deliveries if goes_to_provider(delivery.kind)}
    failed_lately = Q(backend__in=backends, failed_at__gt=now - MEMORY)
    pending = Delivery.objects.filter(in_front | failed_lately if backends else in_front, given_up=False).only(
        'key', 'stream', 'kind', 'backend', 'attempts_made', 'failed_at'
    )
    superseding = {(each.stream, each.kind, each.backend) for each in deliveries if KINDS[each.kind].supersedes}
    older = {each for each in pending if each.stream in streams}
    # One that was never tried is just being carried out by the process that recorded it.
    obsolete = {each for each in older if each.attempts_made and (each.stream, each.kind, each.backend) in superseding}
    forget(list(obsolete))
    return {each.stream for each in older - obsolete}, Breaker.knowing(set(pending) - obsolete)
