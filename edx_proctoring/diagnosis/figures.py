"""The numbers that the tables tell, for Prometheus; six queries, however many rows there are."""

from __future__ import annotations

from datetime import datetime

from edx_proctoring import provider_gateway
from edx_proctoring.queries import operations
from edx_proctoring.queries.backlog import Backlog, count_overdue_attempts, count_pending_reviews, list_backlogs
from edx_proctoring.telemetry.metrics import Gauge

BACKEND = ('backend',)


def gauges(*, now: datetime) -> list[Gauge]:
    """Return the gauges at ``now``, which is the present: it is compared with the clock of the database."""
    clock = _clock(now)
    backlogs = list_backlogs()
    pending, failed = count_pending_reviews()
    statuses = operations.count_attempts_by_status()
    return [
        Gauge(
            'deliveries_pending',
            'Pending deliveries, by backend.',
            BACKEND,
            {_name(each): each.pending for each in backlogs},
        ),
        Gauge(
            'deliveries_oldest_age_seconds',
            'Age of the oldest pending delivery.',
            BACKEND,
            {_name(each): (now - each.oldest).total_seconds() for each in backlogs if each.oldest},
        ),
        Gauge(
            'deliveries_given_up',
            'Deliveries that were given up and wait for a person.',
            BACKEND,
            {_name(each): each.given_up for each in backlogs},
        ),
        Gauge('attempts', 'Attempts by status.', ('status',), {(name,): count for name, count in statuses.items()}),
        Gauge(
            'attempts_overdue',
            'Open attempts whose time is over.',
            (),
            {(): count_overdue_attempts(now=now)},
        ),
        clock,
        Gauge(
            'received_reviews_waiting',
            'Received reviews that have not been processed yet.',
            ('state',),
            {('failed',): failed, ('new',): pending - failed},
        ),
        Gauge(
            'backend_usable',
            'Whether a configured backend could be created: 1 or 0.',
            BACKEND,
            {(name,): provider is not None for name, provider in provider_gateway.list_configured().items()},
        ),
    ]


def _clock(now: datetime) -> Gauge:
    there = operations.clock_of_database()
    return Gauge(
        'clock_ahead_of_database_seconds',
        "How far the clock of this machine is ahead of the database's clock.",
        (),
        {} if there is None else {(): (now - there).total_seconds()},
    )


def _name(backlog: Backlog) -> tuple[str]:
    return (backlog.backend or '',)
