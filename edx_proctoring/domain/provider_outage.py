"""When a provider that keeps failing is left alone: a circuit breaker.

Deliveries about different attempts and exams that fail one after the other, with none getting through in between, are
an outage. During an outage one delivery is tried now and then, to see whether it is over; the others wait, and so
nobody waits for their time-outs. A delivery that fails on its own, however often, is no outage.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FAILURES: Final = 5  # deliveries that failed, and none got through in between
PAUSE: Final = timedelta(minutes=1)  # from one trial to the next
MEMORY: Final = timedelta(hours=1)  # failures of before say nothing any more


@dataclass(slots=True)
class Trouble:
    """A provider's recent failures since the last success."""

    failures: int = 0
    last_failed_at: datetime | None = None

    @property
    def is_outage(self) -> bool:
        """Whether the provider has failed so often that it is only called for trials."""
        return self.failures >= FAILURES

    def allows_trial(self, *, now: datetime) -> bool:
        """Return whether it is time to check if the outage is over."""
        return self.last_failed_at is None or self.last_failed_at + PAUSE <= now

    def refuses(self, *, now: datetime) -> bool:
        """Return whether nothing may be sent to the provider at ``now``."""
        return self.is_outage and not self.allows_trial(now=now)

    def count(self, failed_at: datetime) -> None:
        """Count another failure."""
        self.failures += 1
        self.last_failed_at = max(failed_at, self.last_failed_at or failed_at)
