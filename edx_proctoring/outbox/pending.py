"""Retrying what is pending, and what was given up when a person asks for it."""

import random
from collections.abc import Collection
from datetime import datetime

from edx_proctoring.domain.backoff import Chance
from edx_proctoring.models import Delivery
from edx_proctoring.outbox.circuit_breaker import CircuitBreaker
from edx_proctoring.outbox.handler import list_runnable_kinds
from edx_proctoring.outbox.running import Runner
from edx_proctoring.queries.backlog import map_troubles


def deliver_pending(
    *, now: datetime, limit: int = 1000, ids: Collection[int] | None = None, chance: Chance = random.random
) -> tuple[int, int]:
    """Run the jobs that are due, oldest first, at most ``limit``; return how many succeeded and how many failed.

    With ``ids``, only those rows. Jobs for a provider that keeps failing wait, except for a trial from time to time.
    """
    runner = Runner(CircuitBreaker(map_troubles(now=now)), now=now, chance=chance)
    succeeded = failed = 0
    while succeeded + failed < limit:
        due = Delivery.objects.due(runner.now).exclude(runner.breaker.waiting(runner.now))
        due = due.filter(kind__in=list_runnable_kinds())
        if ids is not None:
            due = due.filter(id__in=ids)
        results = [_retry(row, runner) for row in due[: limit - succeeded - failed]]
        tried = [sum(counts) for counts in zip(*results, strict=True)]
        if not any(tried):  # what waited behind a job that is done is due now; so may be what waited behind an outage
            break
        succeeded, failed = succeeded + tried[0], failed + tried[1]
    return succeeded, failed


def retry_now(*, now: datetime, ids: Collection[int]) -> int:
    """Make these jobs, which are waiting or were given up, due now, as a person wants it; return how many there are.

    All their tries are available again, and their providers are called at once, however often they failed. A stream
    continues after a job that was given up, so a retry of that job comes late.
    """
    chosen = Delivery.objects.filter(id__in=ids)
    backends = set(chosen.order_by().values_list('backend', flat=True).distinct())
    Delivery.objects.filter(backend__in=backends, failed_at__isnull=False).update(failed_at=None)
    return chosen.update(not_before=now, given_up=False, attempts_made=0, modified=now)


def _retry(row: Delivery, runner: Runner) -> tuple[int, int]:
    """Return how many succeeded and failed: none if another process has it, or the provider is not called now."""
    if runner.breaker.refuses(row, now=runner.now) or not runner.claim(row):
        return 0, 0
    return runner.run([(row, None)])
