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

from django.db import transaction

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
    in memory of it, and ``by`` the user who asked for it; both are None when it is tried again later.
    """

    payload: Payload
    at_hand: Any
    by: Any
    now: datetime


Carrier = Callable[[Errand], Any]
Answers = Sequence[tuple[Errand, Any]]
Finisher = Callable[..., None]


@dataclass(slots=True)
class Kind:
    """One kind of delivery: where it goes to and who carries it there.

    ``supersedes``: it tells how things stand, so an earlier one that failed need not be tried again. ``finish`` is
    given what the carrier returned for all that were carried out together, to store it at once.
    """

    destination: Destination
    carry: Carrier
    supersedes: bool = False
    finish: Finisher | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """A delivery that a change asks for; ``subject`` is what it is about, such as ``attempt:12``.

    ``at_hand``: the object that the payload's ids stand for, to spare the first try reading it again; ``by``: likewise
    the user who asked for it.
    """

    kind: str
    subject: str
    payload: Payload
    at_hand: Any = None
    by: Any = None

    @property
    def stream(self) -> str:
        """What the delivery must keep the order with."""
        return f'{self.subject}:{KINDS[self.kind].destination}'


KINDS: Final[dict[str, Kind]] = {}


def kind(name: str, destination: Destination, *, supersedes: bool = False) -> Callable[[Carrier], Carrier]:
    """Register the decorated function as the carrier of deliveries called ``name``."""

    def register(carrier: Carrier) -> Carrier:
        KINDS[name] = Kind(destination, carrier, supersedes)
        return carrier

    return register


def finish(name: str) -> Callable[[Finisher], Finisher]:
    """Register the decorated function to be called with the answers of deliveries called ``name``, and ``now``."""

    def register(finisher: Finisher) -> Finisher:
        KINDS[name].finish = finisher
        return finisher

    return register


def record(demands: Sequence[Demand], *, now: datetime) -> None:
    """Store the demands in the caller's transaction and see to it that they are carried out once it is committed."""
    if not demands:
        return
    deliveries = Delivery.objects.bulk_create(
        [
            Delivery(
                key=str(uuid.uuid4()),
                stream=demand.stream,
                kind=demand.kind,
                backend=demand.payload.get('backend'),
                payload=demand.payload,
                not_before=now if _is_for_worker(demand.kind) else now + LEASE,
            )
            for demand in demands
        ]
    )
    demanded = dict(zip((delivery.key for delivery in deliveries), demands, strict=True))
    transaction.on_commit(lambda: _carry_out_now(deliveries, demanded, now=now))


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
    return bool(_carry_out([(delivery, Errand(delivery.payload, None, None, now))], now=now))


def _carry_out_now(deliveries: Sequence[Delivery], demanded: dict[str, Demand], *, now: datetime) -> None:
    """Carry out what was just committed; what leaves the LMS is left to a worker where one is configured."""
    behind = _streams_with_older_deliveries(deliveries)
    mine, left_to_worker = [], False
    for delivery in deliveries:
        if _is_for_worker(delivery.kind):
            left_to_worker = True
        elif delivery.stream not in behind:
            demand = demanded[delivery.key]
            mine.append((delivery, Errand(delivery.payload, demand.at_hand, demand.by, now)))
    _carry_out(mine, now=now)
    if left_to_worker:
        _wake_worker()


def _carry_out(errands: Iterable[tuple[Delivery, Errand]], *, now: datetime) -> int:
    """Carry out one after the other; how many went through. Behind one that failed, its stream waits."""
    done: list[tuple[Delivery, Errand, Any]] = []
    behind: set[str] = set()
    for delivery, errand in errands:
        if delivery.stream in behind:
            continue
        try:
            done.append((delivery, errand, KINDS[delivery.kind].carry(errand)))
        except Exception as error:  # best effort: the row stays and is tried again
            log.exception('Delivery %s (%s) failed', delivery.key, delivery.kind)
            behind.add(delivery.stream)
            _put_off(delivery, error, now=now)
    for name in {delivery.kind for delivery, _errand, _answer in done if KINDS[delivery.kind].finish}:
        done = _finish(name, done, now=now)
    _forget([delivery for delivery, _errand, _answer in done])
    return len(done)


def _finish(
    name: str, done: list[tuple[Delivery, Errand, Any]], *, now: datetime
) -> list[tuple[Delivery, Errand, Any]]:
    """Have the answers of one kind stored; what is done then. When that fails, they are asked for again."""
    answers = [(errand, answer) for delivery, errand, answer in done if delivery.kind == name]
    finisher = KINDS[name].finish
    try:
        if finisher:
            finisher(answers, now=now)
    except Exception as error:  # best effort, as above
        log.exception('What deliveries of %s brought could not be stored', name)
        for delivery, _errand, _answer in done:
            if delivery.kind == name:
                _put_off(delivery, error, now=now)
        return [each for each in done if each[0].kind != name]
    return done


def _is_for_worker(kind_name: str) -> bool:
    """Whether a Celery worker carries out deliveries of this kind: what leaves the LMS, on sites that have one."""
    return conf.delivery_mode == 'celery' and KINDS[kind_name].destination != 'lms'


def _wake_worker() -> None:
    """Have a worker look now; without a broker, the next scheduled look finds the rows.

    Celery would try to reach a broker that is down for ever, and the learner wait for it: one try has to do.
    """
    # Sites that deliver in their own processes never need Celery, which takes as long to import as this app.
    from celery import current_app, signature  # noqa: PLC0415
    from kombu.exceptions import OperationalError  # noqa: PLC0415

    try:
        with current_app.connection_for_write(
            connect_timeout=BROKER_SECONDS,
            transport_options={'max_retries': 1, 'interval_start': 0, 'interval_step': 0},
        ) as connection:
            signature(WORKER_TASK).apply_async(connection=connection, retry=False)
    except OperationalError:
        log.exception('No worker could be called; pending deliveries wait for the next scheduled run')


def _put_off(delivery: Delivery, error: Exception, *, now: datetime) -> None:
    """Write the failure into the row, with the time of the next try."""
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
    """The streams of these deliveries in which something older has still to be delivered before them.

    What they supersede is dropped.
    """
    mine = Delivery.objects.filter(key__in=[delivery.key for delivery in deliveries])
    older = Delivery.objects.filter(
        stream__in={delivery.stream for delivery in deliveries},
        id__lt=mine.order_by('id').values('id')[:1],
        given_up=False,
    ).only('key', 'stream', 'kind', 'backend', 'attempts_made')
    superseding = {(each.stream, each.kind, each.backend) for each in deliveries if KINDS[each.kind].supersedes}
    pending = list(older)
    # One that was never tried is just being carried out by the process that recorded it.
    obsolete = [
        each for each in pending if each.attempts_made and (each.stream, each.kind, each.backend) in superseding
    ]
    _forget(obsolete)
    return {each.stream for each in pending if each not in obsolete}


def _forget(deliveries: Iterable[Delivery]) -> None:
    keys = [delivery.key for delivery in deliveries]
    if keys:
        Delivery.objects.filter(key__in=keys).delete()
