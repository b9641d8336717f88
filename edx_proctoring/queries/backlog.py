"""Reading what waits: deliveries, received reviews, and attempts whose time is over."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Max, Min, Q

from edx_proctoring.domain import time_limits
from edx_proctoring.domain.provider_outage import MEMORY, Trouble
from edx_proctoring.models import Delivery, ReceivedReview
from edx_proctoring.queries.attempts import list_attempts_out_of_time


class Backlog(NamedTuple):
    """What is pending for one backend; ``backend`` is None for what concerns none."""

    backend: str | None
    pending: int
    oldest: datetime | None  # when the oldest pending one was recorded
    given_up: int


def list_backlogs() -> list[Backlog]:
    """Return the backlog of each backend that has one, by name; one query."""
    waits = Q(given_up=False)
    rows = (
        Delivery.objects.order_by('backend')
        .values('backend')
        .annotate(
            pending=Count('id', filter=waits),
            oldest=Min('created', filter=waits),
            abandoned=Count('id', filter=~waits),
        )
    )
    return [Backlog(row['backend'], row['pending'], row['oldest'], row['abandoned']) for row in rows]


def count_unattended(*, since: datetime) -> int:
    """Return how many deliveries could have been tried since that moment, but were not."""
    return Delivery.objects.due(since).count()


def map_troubles(*, now: datetime) -> dict[str | None, Trouble]:
    """Return the troubles of the providers that failed recently, by name; one query."""
    failed = Delivery.objects.filter(failed_at__gt=now - MEMORY, given_up=False).order_by()
    rows = failed.values_list('backend').annotate(Count('id'), Max('failed_at'))
    return {backend: Trouble(failures, last_failed_at) for backend, failures, last_failed_at in rows}


def count_pending_reviews() -> tuple[int, int]:
    """Return how many received payloads are pending, and how many of those have failed."""
    pending = ReceivedReview.objects.pending()
    return pending.count(), pending.exclude(error='').count()


def list_overdue_attempts(*, now: datetime) -> list[int]:
    """Return the ids of the attempts that are still open although their time is over, oldest first."""
    attempts = list_attempts_out_of_time(now).order_by('id').iterator()
    return [attempt.id for attempt in attempts if time_limits.is_overdue(attempt, now=now)]


def count_overdue_attempts(*, now: datetime) -> int:
    """Return how many attempts are open although their time was over a minute ago; the database counts them."""
    return list_attempts_out_of_time(now - timedelta(minutes=1)).count()
