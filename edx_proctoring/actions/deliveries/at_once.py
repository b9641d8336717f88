"""Carrying out what somebody waits for: pauses after failures and outages of the provider are not waited for."""

from datetime import datetime

from django.db.models import QuerySet

from edx_proctoring.actions.deliveries.breaker import Breaker
from edx_proctoring.actions.deliveries.carrying import Run, forget
from edx_proctoring.actions.deliveries.kinds import Demand, Errand
from edx_proctoring.actions.deliveries.recording import row_of
from edx_proctoring.domain.retry_pauses import LEASE
from edx_proctoring.models import Delivery
from edx_proctoring.queries.backlog import map_troubles


def take_up(demand: Demand, *, now: datetime, within_transaction: bool = False) -> Delivery | None:
    """The delivery that the demand stands for, for this process alone for the length of a lease.

    It is the newest of what is pending, or was given up, of that kind for that provider in the demand's stream; where
    nothing is, a new one. What it supersedes is dropped. None when another process is at it.

    The caller's transaction has a lock on what the demand is about, so that those who come at once follow one another.
    ``within_transaction``: that one is part of another, as in tests of hosts; what was recorded there is not under way.
    """
    older: list[Delivery] = list(_rows_like(demand).order_by('id'))
    newest = older.pop() if older else row_of(demand, not_before=now)
    if not within_transaction and any(_is_under_way(each, now) for each in (*older, newest)):
        return None
    forget(older)
    if newest._state.adding:
        newest.save()
    if not Run(Breaker({}), now=now).claim(newest):
        return None
    if newest.given_up:
        Delivery.objects.filter(key=newest.key).update(given_up=False)
    return newest


def has_failed(demand: Demand) -> bool:
    """Whether something of that kind, for that provider, was tried in the demand's stream and did not get through."""
    return _rows_like(demand).filter(attempts_made__gt=0).exists()


def carry_out_at_once(delivery: Delivery, *, now: datetime) -> bool:
    """Carry out what was taken up; whether it went through. What did not stays pending."""
    run = Run(_Insistent(map_troubles(now=now)), now=now)
    delivered, _failed = run.carry_out([(delivery, Errand(delivery.key, delivery.payload, None, None, now))])
    return delivered == 1


class _Insistent(Breaker):
    """Learns like every breaker, and lets everything through."""

    def admits(self, delivery: Delivery, *, now: datetime) -> bool:
        """Whether the delivery may be tried: somebody waits for it."""
        return True


def _rows_like(demand: Demand) -> QuerySet[Delivery]:
    return Delivery.objects.filter(stream=demand.stream, kind=demand.kind, backend=demand.backend)


def _is_under_way(delivery: Delivery, now: datetime) -> bool:
    """Whether a process has it. A pause after a failure that is as short as a lease is known by who changed the row."""
    is_paused = delivery.failed_at is not None and delivery.failed_at == delivery.modified
    return now < delivery.not_before <= now + LEASE and not is_paused
