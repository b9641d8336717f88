"""Running jobs, one after the other."""

import random
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from edx_proctoring.backends.http.idempotency import delivering
from edx_proctoring.domain.backoff import LEASE, Chance, is_hopeless, pause_after
from edx_proctoring.exceptions import BackendProviderNeverToldException
from edx_proctoring.models import AttemptNote, Delivery
from edx_proctoring.outbox.circuit_breaker import CircuitBreaker
from edx_proctoring.outbox.handler import NOTHING_DONE, handler_of
from edx_proctoring.outbox.job import Job, NewJob, job_of
from edx_proctoring.outbox.payloads import AboutAttempt, find_payload_class, goes_to_provider
from edx_proctoring.telemetry.correlation import about, get_logger

log = get_logger(__name__)

Done = list[tuple[Delivery, Job[Any], Any]]


class Runner:
    """Runs some jobs, starting at ``now``; its time advances while it waits for providers.

    ``chance`` makes the pauses after failures uneven.
    """

    def __init__(self, breaker: CircuitBreaker, *, now: datetime, chance: Chance = random.random) -> None:
        self.breaker = breaker
        self.chance = chance
        self._began_at = now
        self._began = time.monotonic()

    @property
    def now(self) -> datetime:
        """The time."""
        return self._began_at + timedelta(seconds=time.monotonic() - self._began)

    def claim(self, row: Delivery) -> bool:
        """Lease the job to this process; return False if another process has it."""
        until = self.now + LEASE
        claimed = Delivery.objects.filter(key=row.key, not_before=row.not_before).update(
            not_before=until, modified=self.now
        )
        if claimed:
            row.not_before = until
        return claimed == 1

    def run(self, rows: Iterable[tuple[Delivery, NewJob[Any] | None]]) -> tuple[int, int]:
        """Run the jobs one after the other; return how many succeeded, and how many failed.

        Each row comes with what was just recorded, or None for a retry. After a job that failed, its stream waits, and
        so do the jobs whose provider may not be called now. The jobs belong to this process; one whose lease ends
        before its turn is claimed again, or left to the process that has it.
        """
        succeeded = failed = 0
        done: Done = []
        behind: set[str] = set()
        for row, recorded in rows:
            if row.stream in behind:
                continue
            if done and self._lease_runs_out(done[0][0]):  # before others take them for undone
                concluded = self._conclude(done)
                succeeded, failed = succeeded + concluded, failed + len(done) - concluded
                done = []
            result: tuple[Job[Any], Any] | None = None
            if self._may_run(row):
                with about(row.payload.get('correlation_id')):
                    result = self._try(row, recorded)
                failed += result is None
            if result is not None:
                done.append((row, *result))
            else:
                behind.add(row.stream)
        concluded = self._conclude(done)
        return succeeded + concluded, failed + len(done) - concluded

    def _conclude(self, done: Done) -> int:
        """Store the results and delete the rows; return how many jobs are completely done."""
        for kind in {row.kind for row, _job, _result in done if handler_of(row.kind).finish}:
            done = self._finish(kind, done)
        forget([row for row, _job, _result in done])
        leave_traces(done, now=self.now)
        return len(done)

    def _try(self, row: Delivery, recorded: NewJob[Any] | None) -> tuple[Job[Any], Any] | None:
        """Return the job and its result; None if it failed."""
        named = row.key, row.kind, row.stream
        try:
            job = job_of(row, recorded, now=self.now)
            with delivering(row.key if goes_to_provider(row.kind) else None), _surroundings(row.kind):
                result = handler_of(row.kind).run(job)
        except Exception as error:  # best effort: the row stays and is retried
            log.exception('Delivery failed: key=%s kind=%s about=%s', *named)
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()  # it may be what failed
            was_asked = not isinstance(error, BackendProviderNeverToldException)
            self._put_off(row, error, reached=not was_asked)
            if was_asked:
                self.breaker.record_failure(row, now=self.now)
            return None
        log.info('Delivered: key=%s kind=%s about=%s', *named)
        self.breaker.record_success(row, now=self.now)
        return job, result

    def _may_run(self, row: Delivery) -> bool:
        if not self.breaker.allows(row, now=self.now):
            return False
        return not self._lease_runs_out(row) or self.claim(row)

    def _lease_runs_out(self, row: Delivery) -> bool:
        return row.not_before - self.now < LEASE / 2

    def _finish(self, kind: str, done: Done) -> Done:
        """Store the results of one kind of job, and return what is then done. If that fails, the jobs are retried."""
        results = [(job, result) for row, job, result in done if row.kind == kind]
        finish = handler_of(kind).finish
        try:
            if finish:
                finish(results, now=self.now)
        except Exception as error:  # best effort, as above
            log.exception('The results of deliveries to %s could not be stored', kind)
            for row, _job, _result in done:
                if row.kind == kind:
                    self._put_off(row, error, reached=True)
            return [each for each in done if each[0].kind != kind]
        return done

    def _put_off(self, row: Delivery, error: Exception, *, reached: bool = False) -> None:
        """Save the failure in the row, with the time of the next try. ``reached``: the provider itself did not fail."""
        now, tries = self.now, row.attempts_made + 1
        Delivery.objects.filter(key=row.key).update(
            attempts_made=tries,
            not_before=now + pause_after(tries, chance=self.chance),
            last_error=f'{type(error).__name__}: {error}'[:2000],
            failed_at=now if goes_to_provider(row.kind) and not reached else None,
            given_up=is_hopeless(tries),
            modified=now,
        )


def _surroundings(kind: str) -> AbstractContextManager[object]:
    """Return a transaction for jobs that call a service of the host, and an empty context for others.

    The services are written for a request in its transaction. Outside of one, a task of the host that Celery runs
    eagerly closes the database connection, and their work would be lost.
    """
    payload = find_payload_class(kind)
    return transaction.atomic() if payload is not None and payload.service else nullcontext()


def leave_traces(done: Done, *, now: datetime) -> None:
    """Keep for the timelines of attempts what was done at providers, in the LMS, and by email, in one statement."""
    traces = [
        AttemptNote(
            kind=AttemptNote.JOB,
            attempt_id=job.payload.attempt_id,
            exam_id=job.payload.exam_id,
            user_id=job.payload.user_id,
            text=row.kind,
            number=row.attempts_made + 1,
            written_at=now,
        )
        for row, job, result in done
        if isinstance(job.payload, AboutAttempt) and job.payload.leaves_trace and result is not NOTHING_DONE
    ]
    try:
        AttemptNote.objects.bulk_create(traces)
    except Exception:  # what was done is done
        log.exception('Deliveries left no traces')


def forget(rows: Sequence[Delivery]) -> None:
    """Delete the rows of jobs that need not be run anymore."""
    if rows:
        Delivery.objects.filter(key__in=[row.key for row in rows]).delete()
