"""Running a job that somebody waits for: pauses after failures and outages of the provider are not waited for."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from edx_proctoring.domain.backoff import LEASE
from edx_proctoring.models import Delivery
from edx_proctoring.outbox.circuit_breaker import CircuitBreaker
from edx_proctoring.outbox.job import NewJob
from edx_proctoring.outbox.recording import row_of
from edx_proctoring.outbox.running import Runner, forget
from edx_proctoring.queries.backlog import map_troubles


def claim_job(job: NewJob[Any], *, now: datetime, within_transaction: bool = False) -> Delivery | None:
    """Return the row of such a job, leased to this process; None when another process is running it.

    It is the newest pending or given-up job of this kind for this provider in the job's stream, or a new one if there
    is none. The jobs that it supersedes are deleted.

    The caller's transaction has a lock on what the job is about, which serializes concurrent calls.
    ``within_transaction``: that transaction is nested in another one, as in tests of hosts; what was recorded there is
    not in progress.
    """
    older: list[Delivery] = list(_rows_like(job).order_by('id'))
    newest = older.pop() if older else row_of(job, not_before=now)
    if not within_transaction and any(_is_under_way(each, now) for each in (*older, newest)):
        return None
    forget(older)
    if newest._state.adding:
        newest.save()
    if not Runner(CircuitBreaker({}), now=now).claim(newest):
        return None
    if newest.given_up:
        Delivery.objects.filter(key=newest.key).update(given_up=False)
    return newest


def has_failed(job: NewJob[Any]) -> bool:
    """Return whether such a job, for that provider, was run in the job's stream and did not succeed."""
    return _rows_like(job).filter(attempts_made__gt=0).exists()


def run_claimed(row: Delivery, *, now: datetime) -> bool:
    """Run the claimed job, and return whether it succeeded. If it did not, it stays pending."""
    succeeded, _failed = Runner(_AlwaysClosed(map_troubles(now=now)), now=now).run([(row, None)])
    return succeeded == 1


class _AlwaysClosed(CircuitBreaker):
    """A circuit breaker that records as usual, but allows everything."""

    def allows(self, delivery: Delivery, *, now: datetime) -> bool:
        """Return True, because somebody is waiting for the job."""
        return True


def _rows_like(job: NewJob[Any]) -> QuerySet[Delivery]:
    return Delivery.objects.filter(stream=job.stream, kind=job.kind, backend=job.backend)


def _is_under_way(row: Delivery, now: datetime) -> bool:
    """Return whether a process is running the job.

    A pause after a failure can be as short as a lease. It is one if the failure was the last change of the row.
    """
    is_paused = row.failed_at is not None and row.failed_at == row.modified
    return now < row.not_before <= now + LEASE and not is_paused
