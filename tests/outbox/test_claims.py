"""What two processes want at once, only one of them gets; what is due goes in the order in which it came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import TestCase

from edx_proctoring.domain.provider_outage import FAILURES, PAUSE
from edx_proctoring.models import Delivery
from edx_proctoring.outbox import LEASE, NewJob, deliver_pending, record
from edx_proctoring.outbox.circuit_breaker import CircuitBreaker
from edx_proctoring.outbox.payloads import StartAtProvider, StopAtProvider
from edx_proctoring.outbox.running import Runner
from edx_proctoring.queries.backlog import map_troubles
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import IDS_OF_NOBODY, DeliveryFactory

pytestmark = pytest.mark.django_db
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def calls_of(provider: RecordingProvider) -> list[str]:
    return [call['attempt'] for call in provider.calls_to('start_exam_attempt')]


def start_of(name: str, **fields: object) -> Delivery:
    """A delivery that tells the provider of the start of an attempt; each has a stream of its own."""
    payload = {'exam_external_id': 'e', 'attempt_external_id': name, 'backend': 'test'}
    return DeliveryFactory(stream=f'attempt:{name}:provider', backend='test', payload=payload, **fields)


def test_the_oldest_goes_first(now: datetime, provider: RecordingProvider) -> None:
    for name in 'abc':
        start_of(name, not_before=now - SECOND)
    assert deliver_pending(now=now, limit=2) == (2, 0)
    assert calls_of(provider) == ['a', 'b']
    assert deliver_pending(now=now) == (1, 0)
    assert calls_of(provider) == ['a', 'b', 'c']


def test_of_two_who_read_the_same_delivery_one_carries_it_out(now: datetime) -> None:
    start_of('a', not_before=now)
    first, second = (Runner(CircuitBreaker(map_troubles(now=now)), now=now) for _ in range(2))
    read_by_first, read_by_second = Delivery.objects.get(), Delivery.objects.get()
    assert first.claim(read_by_first)
    assert not second.claim(read_by_second)
    assert Delivery.objects.get().not_before >= now + LEASE


def test_of_two_who_know_of_an_outage_one_makes_the_trial(now: datetime) -> None:
    for number in range(FAILURES):
        start_of(str(number), not_before=now, failed_at=now, attempts_made=1)
    later = now + PAUSE
    first, second = (CircuitBreaker(map_troubles(now=later)) for _ in range(2))
    delivery = Delivery.objects.earliest('id')
    assert first.allows(delivery, now=later)
    assert not second.allows(delivery, now=later)


def test_what_stands_behind_a_failure_waits(now: datetime, provider: RecordingProvider) -> None:
    """Of those that one change records, too: the second of a stream is not sent when the first one failed."""
    provider.failures['start_exam_attempt'] = ConnectionError('down')
    payload: dict[str, Any] = {**IDS_OF_NOBODY, 'exam_external_id': 'e', 'attempt_external_id': 'a', 'backend': 'test'}
    jobs = [NewJob(call.from_json(payload)) for call in (StartAtProvider, StopAtProvider)]
    with TestCase.captureOnCommitCallbacks(execute=True):
        record(jobs, now=now)
    assert [call.method for call in provider.calls] == ['start_exam_attempt']
    provider.failures.clear()
    assert deliver_pending(now=now + HOUR) == (2, 0)
    assert [call.method for call in provider.calls][1:] == ['start_exam_attempt', 'stop_exam_attempt']


def test_a_run_ends_after_its_limit_of_failures(now: datetime, provider: RecordingProvider) -> None:
    provider.failures['start_exam_attempt'] = ConnectionError('down')
    for name in 'abc':
        start_of(name, not_before=now)
    assert deliver_pending(now=now, limit=2) == (0, 2)
    assert calls_of(provider) == ['a', 'b']


def test_when_an_outage_is_over_nothing_waits_for_its_pause(now: datetime, provider: RecordingProvider) -> None:
    """The pauses of what failed often are hours long by then."""
    fields = {'failed_at': now, 'attempts_made': 9}
    start_of('trial', not_before=now + PAUSE, **fields)
    for number in range(FAILURES):
        start_of(str(number), not_before=now + 5 * HOUR, **fields)
    assert deliver_pending(now=now + PAUSE) == (FAILURES + 1, 0)
    assert calls_of(provider) == ['trial', *map(str, range(FAILURES))]
