"""What must follow a change, and survives a crash between the change and its consequences.

A change records its consequences as :class:`Delivery` rows in its own transaction. After the commit they are carried
out in the order in which they were recorded and their rows deleted. One that fails keeps its row, with its error, and
is tried again with growing pauses by :func:`deliver_pending`; whatever was recorded behind it in the same *stream*
(one attempt or exam, one destination) waits for it, so that a provider hears of a start before it hears of the stop.

Each kind of delivery is a function registered with :func:`kind`, which is sent on an :class:`Errand`. Delivery is at
least once: a kind must bear being carried out again.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from celery import current_app, signature
from django.db import transaction
from kombu.exceptions import OperationalError

from edx_proctoring.conf import conf
from edx_proctoring.models import Delivery

log = logging.getLogger(__name__)

Destination = Literal['lms', 'provider', 'mail']
Payload = dict[str, Any]

LEASE: Final = timedelta(minutes=1)  # who recorded or claimed a delivery has it for that long before another may try
FIRST_PAUSE: Final = timedelta(seconds=30)  # doubled with each failure
LONGEST_PAUSE: Final = timedelta(hours=6)
MOST_TRIES: Final = 30  # about five days; then the row waits for a person
WORKER_TASK: Final = 'edx_proctoring.deliver_pending'
BROKER_SECONDS: Final = 2  # to connect to the broker


@dataclass(frozen=True, slots=True)
class Errand:
    """One try of a delivery.

    ``payload`` names everything by id and holds no personal data. ``at_hand`` is what the recording process still has
    in memory of it, None when it is tried again later.
    """

    payload: Payload
    at_hand: Any
    now: datetime


Carrier = Callable[[Errand], None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of delivery: where it goes to and who carries it there."""

    destination: Destination
    carry: Carrier


@dataclass(frozen=True, slots=True)
class Demand:
    """A delivery that a change asks for; ``subject`` is what it is about, such as ``attempt:12``.

    ``at_hand``: the object that the payload's ids stand for, to spare the first try reading it again.
    """

    kind: str
    subject: str
    payload: Payload
    at_hand: Any = None


KINDS: Final[dict[str, Kind]] = {}


def kind(name: str, destination: Destination) -> Callable[[Carrier], Carrier]:
    """Register the decorated function as the carrier of deliveries called ``name``."""

    def register(carrier: Carrier) -> Carrier:
        KINDS[name] = Kind(destination, carrier)
        return carrier

    return register


def record(demands: Sequence[Demand], *, now: datetime) -> None:
    """Store the demands in the caller's transaction and see to it that they are carried out once it is committed."""
    if not demands:
        return
    deliveries = Delivery.objects.bulk_create(
        [
            Delivery(
                key=str(uuid.uuid4()),
                stream=f'{demand.subject}:{KINDS[demand.kind].destination}',
                kind=demand.kind,
                backend=demand.payload.get('backend'),
                payload=demand.payload,
                not_before=now if _is_for_worker(demand.kind) else now + LEASE,
            )
            for demand in demands
        ]
    )
    at_hand = {delivery.key: demand.at_hand for delivery, demand in zip(deliveries, demands, strict=True)}
    transaction.on_commit(lambda: _carry_out_now(deliveries, at_hand, now=now))


def deliver_pending(*, now: datetime, limit: int = 1000) -> tuple[int, int]:
    """Try what is due, oldest first, about ``limit`` rows at most; how many were delivered and how many failed."""
    delivered = failed = 0
    while delivered + failed < limit:
        due = list(Delivery.objects.due(now)[:limit])
        results = [_try_again(delivery, now=now) for delivery in due]
        delivered += results.count(True)
        failed += results.count(False)
        if True not in results:  # what waited behind a delivered one is due now
            break
    return delivered, failed


def _try_again(delivery: Delivery, *, now: datetime) -> bool | None:
    """Whether the delivery went through; None when another process has it."""
    free = Delivery.objects.filter(key=delivery.key, not_before=delivery.not_before)
    if free.update(not_before=now + LEASE) != 1:
        return None
    done = _carry(delivery, None, now=now)
    if done:
        _forget([delivery])
    return done


def _carry_out_now(deliveries: Sequence[Delivery], at_hand: dict[str, Any], *, now: datetime) -> None:
    """Carry out what was just committed; what leaves the LMS is left to a worker where one is configured."""
    behind = _streams_with_older_deliveries(deliveries)
    done: list[Delivery] = []
    for delivery in deliveries:
        if delivery.stream in behind or _is_for_worker(delivery.kind):
            behind.add(delivery.stream)
        elif _carry(delivery, at_hand[delivery.key], now=now):
            done.append(delivery)
        else:
            behind.add(delivery.stream)
    _forget(done)
    if any(_is_for_worker(delivery.kind) for delivery in deliveries):
        _wake_worker()


def _is_for_worker(kind_name: str) -> bool:
    """Whether a Celery worker carries out deliveries of this kind: what leaves the LMS, on sites that have one."""
    return conf.delivery_mode == 'celery' and KINDS[kind_name].destination != 'lms'


def _wake_worker() -> None:
    """Have a worker look now; without a broker, the next scheduled look finds the rows.

    Celery would try to reach a broker that is down for ever, and the learner wait for it: one try has to do.
    """
    try:
        with current_app.connection_for_write(
            connect_timeout=BROKER_SECONDS,
            transport_options={'max_retries': 1, 'interval_start': 0, 'interval_step': 0},
        ) as connection:
            signature(WORKER_TASK).apply_async(connection=connection, retry=False)
    except OperationalError:
        log.exception('No worker could be called; pending deliveries wait for the next scheduled run')


def _carry(delivery: Delivery, at_hand: Any, *, now: datetime) -> bool:
    """Whether the delivery went through; a failure is written into its row with the time of the next try."""
    try:
        KINDS[delivery.kind].carry(Errand(delivery.payload, at_hand, now))
    except Exception as error:  # best effort: the row stays and is tried again
        log.exception('Delivery %s (%s) failed', delivery.key, delivery.kind)
        _put_off(delivery, error, now=now)
        return False
    return True


def _put_off(delivery: Delivery, error: Exception, *, now: datetime) -> None:
    tries = delivery.attempts_made + 1
    pause = min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)
    Delivery.objects.filter(key=delivery.key).update(
        attempts_made=tries,
        not_before=now + pause,
        last_error=f'{type(error).__name__}: {error}'[:2000],
        given_up=tries >= MOST_TRIES,
        modified=now,
    )


def _streams_with_older_deliveries(deliveries: Sequence[Delivery]) -> set[str]:
    """The streams of these deliveries in which something older has not been delivered yet."""
    mine = Delivery.objects.filter(key__in=[delivery.key for delivery in deliveries])
    older = Delivery.objects.filter(
        stream__in={delivery.stream for delivery in deliveries},
        id__lt=mine.order_by('id').values('id')[:1],
        given_up=False,
    )
    return set(older.order_by().values_list('stream', flat=True))


def _forget(deliveries: Iterable[Delivery]) -> None:
    keys = [delivery.key for delivery in deliveries]
    if keys:
        Delivery.objects.filter(key__in=keys).delete()
