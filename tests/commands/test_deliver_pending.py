"""``deliver_pending``: what is due, and what was given up when a person asks for it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management.base import CommandError
from requests import ConnectionError as NoConnection

from edx_proctoring.models import Delivery
from edx_proctoring.outbox import MOST_TRIES
from edx_proctoring.testing.provider import RecordingProvider
from tests.commands.conftest import Run, Snapshot
from tests.factories import DeliveryFactory

pytestmark = pytest.mark.django_db

NAME = 'deliver_pending'


def delivery(name: str, not_before: datetime, **fields: Any) -> Delivery:
    payload = {'backend': 'test', 'exam_external_id': 'exam', 'attempt_external_id': name}
    return DeliveryFactory(payload=payload, not_before=not_before, **fields)


def dead(name: str, now: datetime) -> Delivery:
    return delivery(name, now - timedelta(days=1), given_up=True, attempts_made=MOST_TRIES, last_error='down')


def started(provider: RecordingProvider) -> list[str]:
    return [call['attempt'] for call in provider.calls_to('start_exam_attempt')]


def test_what_is_due_is_delivered(run: Run, now: datetime, provider: RecordingProvider) -> None:
    delivery('due', now)
    delivery('later', now + timedelta(hours=1))
    dead('dead', now)
    assert run(NAME, '--dry-run') == '1 due, 2 pending, 1 given up\n'
    assert run(NAME) == '1 delivered, 0 failed, 1 pending, 1 given up\n'
    assert started(provider) == ['due']


def test_no_more_than_the_limit_is_tried(run: Run, now: datetime, provider: RecordingProvider) -> None:
    for name in 'abc':
        delivery(name, now)
    assert run(NAME, '--limit', '2') == '2 delivered, 0 failed, 1 pending, 0 given up\n'
    assert started(provider) == ['a', 'b']


def test_what_was_given_up_is_sent_again_alone(run: Run, now: datetime, provider: RecordingProvider) -> None:
    delivery('due', now)
    dead('first', now)
    dead('second', now)
    output = run(NAME, '--given-up').splitlines()
    assert output == ['Retrying 2 deliveries that had been given up.', '2 delivered, 0 failed, 1 pending, 0 given up']
    assert started(provider) == ['first', 'second']


def test_only_the_named_ones_are_sent_again(run: Run, now: datetime, provider: RecordingProvider) -> None:
    first, second, third = (dead(name, now) for name in ('first', 'second', 'third'))
    run(NAME, '--given-up', '--id', str(first.id), '--id', str(third.id))
    assert started(provider) == ['first', 'third']
    assert Delivery.objects.get() == second


def test_what_fails_again_has_all_its_tries_again(run: Run, now: datetime, provider: RecordingProvider) -> None:
    provider.failures['start_exam_attempt'] = NoConnection('down')
    dead('dead', now)
    assert run(NAME, '--given-up').endswith('0 delivered, 1 failed, 1 pending, 0 given up\n')
    assert Delivery.objects.get().attempts_made == 1


@pytest.mark.parametrize(
    'arguments',
    [
        pytest.param(('--given-up', '--id', 'x'), id='no number'),
        pytest.param(('--given-up', '--id', '0'), id='no id'),
        pytest.param(('--given-up', '--id', '2000000000'), id='unknown'),
        pytest.param(('--given-up', '--id', 'pending'), id='still pending'),
        pytest.param(('--id', 'dead'), id='without --given-up'),
    ],
)
def test_wrong_ids_are_refused_and_nothing_is_sent(
    arguments: tuple[str, ...], run: Run, now: datetime, snapshot: Snapshot, provider: RecordingProvider
) -> None:
    ids = {'pending': str(delivery('pending', now).id), 'dead': str(dead('dead', now).id)}
    before = snapshot()
    with pytest.raises(CommandError):
        run(NAME, *(ids.get(argument, argument) for argument in arguments))
    assert snapshot() == before
    assert not provider.calls
