"""The numbers that the tables tell, for Prometheus; eleven queries, however many rows there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from edx_proctoring import presence, provider_gateway
from edx_proctoring.domain.attention import Connection, connection
from edx_proctoring.domain.entry_rules import Rule
from edx_proctoring.domain.instants import later
from edx_proctoring.queries import operations
from edx_proctoring.queries.backlog import Backlog, count_overdue_attempts, count_pending_reviews, list_backlogs
from edx_proctoring.queries.entry_lists import count_at_entrances
from edx_proctoring.queries.extra_time import count_extended, list_running_ids
from edx_proctoring.queries.incidents import count_incidents
from edx_proctoring.telemetry.metrics import Gauge

BACKEND = ('backend',)
RECENT: Final = timedelta(days=1)


def gauges(*, now: datetime) -> list[Gauge]:
    """Return the gauges at ``now``, which is the present: it is compared with the clock of the database."""
    return [
        _clock(now),
        *_of_deliveries(now),
        *_of_attempts(now),
        _of_received_reviews(),
        _of_backends(),
        *_of_entrances(now),
    ]


def _of_deliveries(now: datetime) -> list[Gauge]:
    backlogs = list_backlogs()
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
    ]


def _of_attempts(now: datetime) -> list[Gauge]:
    statuses = operations.count_attempts_by_status()
    running = list_running_ids(now=now)
    return [
        Gauge('attempts', 'Attempts by status.', ('status',), {(name,): count for name, count in statuses.items()}),
        Gauge(
            'attempts_running',
            'Attempts whose clock is running, by whether their page was heard of lately.',
            ('connection',),
            _connections(running, now=now),
        ),
        Gauge(
            'attempts_extended',
            'Attempts whose clock is running and that were given extra time since it started.',
            (),
            {(): count_extended(running)},
        ),
        Gauge(
            'incidents',
            'Incidents that staff recorded in the last 24 hours and has not reverted.',
            (),
            {(): count_incidents(since=later(now, -RECENT))},
        ),
        Gauge('attempts_overdue', 'Open attempts whose time is over.', (), {(): count_overdue_attempts(now=now)}),
    ]


def _of_received_reviews() -> Gauge:
    pending, failed = count_pending_reviews()
    return Gauge(
        'received_reviews_waiting',
        'Received reviews that have not been processed yet.',
        ('state',),
        {('failed',): failed, ('new',): pending - failed},
    )


def _of_backends() -> Gauge:
    return Gauge(
        'backend_usable',
        'Whether a configured backend could be created: 1 or 0.',
        BACKEND,
        {(name,): provider is not None for name, provider in provider_gateway.list_configured().items()},
    )


def _of_entrances(now: datetime) -> list[Gauge]:
    waiting, kept_out = count_at_entrances(now=now)
    return [
        Gauge('entrance_waiting', 'Learners whose pages wait at the entrance of an exam.', (), {(): waiting}),
        Gauge(
            'entrance_kept_out',
            'Learners whom an entry rule has kept out in the last ten minutes, and still does, by rule.',
            ('rule',),
            {(rule,): kept_out.get(rule, 0) for rule in Rule},
        ),
    ]


def _connections(attempt_ids: Collection[int], *, now: datetime) -> dict[tuple[str, ...], float]:
    """Return how many attempts there are of each connection, also of those that none has."""
    seen = presence.find_last_seen(attempt_ids) or {}
    counted = Counter(connection(seen.get(attempt_id), now=now) for attempt_id in attempt_ids)
    return {(each,): counted[each] for each in Connection}


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
