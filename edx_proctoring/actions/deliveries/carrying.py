"""Carrying deliveries out, one after the other."""

import random
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from edx_proctoring.actions.deliveries.breaker import Breaker
from edx_proctoring.actions.deliveries.kinds import KINDS, Errand, goes_to_provider
from edx_proctoring.backends.http.idempotency import delivering
from edx_proctoring.domain.retry_pauses import LEASE, Chance, is_hopeless, pause_after
from edx_proctoring.exceptions import BackendProviderNeverToldException
from edx_proctoring.models import Delivery
from edx_proctoring.telemetry.correlation import about, get_logger

log = get_logger(__name__)

Done = list[tuple[Delivery, Errand, Any]]


class Run:
    """One run through some deliveries, begun at ``now``; its time goes on while providers are waited for.

    ``chance`` makes the pauses after failures uneven.
    """

    def __init__(self, breaker: Breaker, *, now: datetime, chance: Chance = random.random) -> None:
        self.breaker = breaker
        self.chance = chance
        self._began_at = now
        self._began = time.monotonic()

    @property
    def now(self) -> datetime:
        """The time."""
        return self._began_at + timedelta(seconds=time.monotonic() - self._began)

    def claim(self, delivery: Delivery) -> bool:
        """Make the delivery this process's for the length of a lease; False when another process has it."""
        until = self.now + LEASE
        claimed = Delivery.objects.filter(key=delivery.key, not_before=delivery.not_before).update(
            not_before=until, modified=self.now
        )
        if claimed:
            delivery.not_before = until
        return claimed == 1

    def carry_out(self, errands: Iterable[tuple[Delivery, Errand]]) -> tuple[int, int]:
        """Carry out one after the other; how many went through, and how many failed.

        Behind one that failed, its stream waits, and so does what its provider may not be asked now. The deliveries are
        this process's; one whose lease runs out before its turn comes is claimed again, or left to whoever has it.
        """
        delivered = failed = 0
        done: Done = []
        behind: set[str] = set()
        for delivery, errand in errands:
            if delivery.stream in behind:
                continue
            if done and self._lease_runs_out(done[0][0]):  # before others take them for undone
                concluded = self._conclude(done)
                delivered, failed = delivered + concluded, failed + len(done) - concluded
                done = []
            went_through, answer = False, None
            if self._may_try(delivery):
                with about(delivery.payload.get('correlation_id')):
                    went_through, answer = self._try(delivery, errand)
                failed += not went_through
            if went_through:
                done.append((delivery, errand, answer))
            else:
                behind.add(delivery.stream)
        concluded = self._conclude(done)
        return delivered + concluded, failed + len(done) - concluded

    def _conclude(self, done: Done) -> int:
        """Store what was brought back and drop the rows; how many are done for good."""
        for name in {delivery.kind for delivery, _errand, _answer in done if KINDS[delivery.kind].finish}:
            done = self._finish(name, done)
        forget([delivery for delivery, _errand, _answer in done])
        return len(done)

    def _try(self, delivery: Delivery, errand: Errand) -> tuple[bool, Any]:
        """Whether it went through, and what its carrier brought back."""
        told = delivery.key, delivery.kind, delivery.stream
        try:
            with delivering(delivery.key if goes_to_provider(delivery.kind) else None), _surroundings(delivery.kind):
                answer = KINDS[delivery.kind].carry(errand)
        except Exception as error:  # best effort: the row stays and is tried again
            log.exception('Delivery failed: key=%s kind=%s about=%s', *told)
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()  # it may be what failed
            was_asked = not isinstance(error, BackendProviderNeverToldException)
            self._put_off(delivery, error, reached=not was_asked)
            if was_asked:
                self.breaker.note_failure(delivery, now=self.now)
            return False, None
        log.info('Delivered: key=%s kind=%s about=%s', *told)
        self.breaker.note_success(delivery, now=self.now)
        return True, answer

    def _may_try(self, delivery: Delivery) -> bool:
        if not self.breaker.admits(delivery, now=self.now):
            return False
        return not self._lease_runs_out(delivery) or self.claim(delivery)

    def _lease_runs_out(self, delivery: Delivery) -> bool:
        return delivery.not_before - self.now < LEASE / 2

    def _finish(self, name: str, done: Done) -> Done:
        """Have the answers of one kind stored; what is done then. When that fails, they are asked for again."""
        answers = [(errand, answer) for delivery, errand, answer in done if delivery.kind == name]
        finisher = KINDS[name].finish
        try:
            if finisher:
                finisher(answers, now=self.now)
        except Exception as error:  # best effort, as above
            log.exception('The results of deliveries to %s could not be stored', name)
            for delivery, _errand, _answer in done:
                if delivery.kind == name:
                    self._put_off(delivery, error, reached=True)
            return [each for each in done if each[0].kind != name]
        return done

    def _put_off(self, delivery: Delivery, error: Exception, *, reached: bool = False) -> None:
        """Write the failure into the row, with the time of the next try. ``reached``: not the provider failed."""
        now, tries = self.now, delivery.attempts_made + 1
        Delivery.objects.filter(key=delivery.key).update(
            attempts_made=tries,
            not_before=now + pause_after(tries, chance=self.chance),
            last_error=f'{type(error).__name__}: {error}'[:2000],
            failed_at=now if goes_to_provider(delivery.kind) and not reached else None,
            given_up=is_hopeless(tries),
            modified=now,
        )


def _surroundings(name: str) -> AbstractContextManager[object]:
    """A transaction around what calls a service of the host; nothing around the rest.

    The services are written for a request in its transaction. Outside of one, a task of the host that Celery runs at
    once closes the database connection under them: what they were doing was lost.
    """
    return transaction.atomic() if KINDS[name].service else nullcontext()


def forget(deliveries: Sequence[Delivery]) -> None:
    """Drop the rows of deliveries that need not be carried out any more."""
    if deliveries:
        Delivery.objects.filter(key__in=[delivery.key for delivery in deliveries]).delete()
