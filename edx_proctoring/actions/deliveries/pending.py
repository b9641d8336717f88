"""Trying again what is pending, and what was given up when a person asks for it."""

import random
from collections.abc import Collection
from datetime import datetime

from edx_proctoring.actions.deliveries.breaker import Breaker
from edx_proctoring.actions.deliveries.carrying import Run
from edx_proctoring.actions.deliveries.kinds import Errand, kinds_of_this_process
from edx_proctoring.domain.retry_pauses import Chance
from edx_proctoring.models import Delivery
from edx_proctoring.queries.backlog import map_troubles


def deliver_pending(
    *, now: datetime, limit: int = 1000, ids: Collection[int] | None = None, chance: Chance = random.random
) -> tuple[int, int]:
    """Try what is due, oldest first, ``limit`` rows at most; how many were delivered and how many failed.

    With ``ids`` only those rows. Deliveries to a provider that keeps failing wait, but for a trial from time to time.
    """
    run = Run(Breaker(map_troubles(now=now)), now=now, chance=chance)
    delivered = failed = 0
    while delivered + failed < limit:
        due = Delivery.objects.due(run.now).exclude(run.breaker.waiting(run.now))
        due = due.filter(kind__in=kinds_of_this_process())
        if ids is not None:
            due = due.filter(id__in=ids)
        results = [_try_again(delivery, run) for delivery in due[: limit - delivered - failed]]
        tried = [sum(counts) for counts in zip(*results, strict=True)]
        if not any(tried):  # what waited behind a delivered one is due now; so may be what waited behind an outage
            break
        delivered, failed = delivered + tried[0], failed + tried[1]
    return delivered, failed


def send_again(*, now: datetime, ids: Collection[int]) -> int:
    """Make these deliveries, which wait or were given up, due now, because a person wants it; how many there are.

    They have all their tries again, and their providers are asked at once, however often they failed. A stream goes on
    behind a delivery that was given up: one that is sent again comes late.
    """
    chosen = Delivery.objects.filter(id__in=ids)
    backends = set(chosen.order_by().values_list('backend', flat=True).distinct())
    Delivery.objects.filter(backend__in=backends, failed_at__isnull=False).update(failed_at=None)
    return chosen.update(not_before=now, given_up=False, attempts_made=0, modified=now)


def _try_again(delivery: Delivery, run: Run) -> tuple[int, int]:
    """How many were delivered, and how many failed: none when another process has it, or the provider is left alone."""
    if run.breaker.refuses(delivery, now=run.now) or not run.claim(delivery):
        return 0, 0
    return run.carry_out([(delivery, Errand(delivery.key, delivery.payload, None, None, run.now))])
