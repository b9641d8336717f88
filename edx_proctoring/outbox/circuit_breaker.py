"""The circuit breaker of each provider: whether it is called now. The rows of failed jobs are its state."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

from django.db.models import Q

from edx_proctoring.domain.provider_outage import Trouble
from edx_proctoring.models import Delivery
from edx_proctoring.outbox.payloads import KINDS_FOR_PROVIDERS, goes_to_provider


class CircuitBreaker:
    """What a runner knows about the failures of providers, by name, and learns while it runs jobs."""

    def __init__(self, troubles: Mapping[str | None, Trouble]) -> None:
        self.troubles: defaultdict[str | None, Trouble] = defaultdict(Trouble, troubles)

    @classmethod
    def of_failed(cls, failed: Iterable[Delivery]) -> Self:
        """Return a circuit breaker with what the recent failures of these jobs say about their providers."""
        breaker = cls({})
        for delivery in failed:
            if delivery.failed_at is not None:
                breaker.troubles[delivery.backend].count(delivery.failed_at)
        return breaker

    def waiting(self, now: datetime) -> Q:
        """Return a condition for the jobs that have to wait for their providers."""
        refused = [backend for backend, trouble in self.troubles.items() if trouble.refuses(now=now)]
        return Q(kind__in=KINDS_FOR_PROVIDERS, backend__in=refused)

    def refuses(self, delivery: Delivery, *, now: datetime) -> bool:
        """Return whether the job has to wait for its provider."""
        trouble = self.troubles.get(delivery.backend) if goes_to_provider(delivery.kind) else None
        return trouble is not None and trouble.refuses(now=now)

    def allows(self, delivery: Delivery, *, now: datetime) -> bool:
        """Return whether the job may be run; during an outage only as its trial, one at a time."""
        if not goes_to_provider(delivery.kind):
            return True
        trouble = self.troubles.get(delivery.backend)
        if trouble is None or not trouble.is_outage:
            return True
        return trouble.allows_trial(now=now) and self._claim_trial(delivery.backend, trouble, now=now)

    def record_success(self, delivery: Delivery, *, now: datetime) -> None:
        """Record a success. After an outage, everything that failed during it is due at once."""
        if not goes_to_provider(delivery.kind) or delivery.backend not in self.troubles:
            return
        trouble = self.troubles.pop(delivery.backend)
        others = Delivery.objects.filter(backend=delivery.backend, failed_at__isnull=False).exclude(key=delivery.key)
        if trouble.is_outage:
            others.filter(given_up=False, not_before__gt=now).update(not_before=now, failed_at=None)
        others.update(failed_at=None)

    def record_failure(self, delivery: Delivery, *, now: datetime) -> None:
        """Record a failure, which is already saved in the job's row."""
        if goes_to_provider(delivery.kind):
            self.troubles[delivery.backend].count(now)

    def _claim_trial(self, backend: str | None, trouble: Trouble, *, now: datetime) -> bool:
        """Return whether the trial belongs to this process, because it was the first to postpone the next one."""
        last = Delivery.objects.filter(backend=backend, failed_at=trouble.last_failed_at)
        won = last.update(failed_at=now) > 0
        trouble.last_failed_at = now
        return won
