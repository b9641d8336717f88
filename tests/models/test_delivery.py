"""Deliveries: which ones are due."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from edx_proctoring.models import Delivery
from tests.factories import DeliveryFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)


def test_due_is_what_has_waited_long_enough() -> None:
    """Oldest first, the present moment included, and nothing that was given up."""
    first, second = DeliveryFactory(not_before=NOW), DeliveryFactory(not_before=NOW - timedelta(days=1))
    DeliveryFactory(not_before=LATER)
    DeliveryFactory(not_before=NOW, given_up=True)
    assert list(Delivery.objects.due(NOW)) == [first, second]


def test_a_stream_keeps_its_order() -> None:
    """Only its oldest delivery is due; while that one waits, nothing of the stream is."""
    head = DeliveryFactory(stream='attempt:1', not_before=NOW)
    follower = DeliveryFactory(stream='attempt:1', not_before=NOW)
    other = DeliveryFactory(stream='attempt:2', not_before=NOW)
    assert list(Delivery.objects.due(NOW)) == [head, other]
    Delivery.objects.filter(id=head.id).update(not_before=LATER)
    assert list(Delivery.objects.due(NOW)) == [other]
    head.delete()
    assert list(Delivery.objects.due(NOW)) == [follower, other]


def test_a_delivery_that_was_given_up_holds_nothing_up() -> None:
    """An operator will look at it some time."""
    DeliveryFactory(stream='attempt:1', not_before=NOW, given_up=True)
    follower = DeliveryFactory(stream='attempt:1', not_before=NOW)
    assert list(Delivery.objects.due(NOW)) == [follower]


def test_a_delivery_is_stored_with_its_defaults() -> None:
    """The payload comes back as it was."""
    payload = {'ids': [1, 2], 'text': 'ünï', 'nothing': None}
    delivery = Delivery.objects.create(key='key', stream='exam:5', kind='exam_saved', payload=payload, not_before=NOW)
    delivery.refresh_from_db()
    assert delivery.payload == payload
    assert (delivery.attempts_made, delivery.last_error, delivery.given_up, delivery.backend) == (0, '', False, None)
    assert str(delivery) == 'exam_saved for exam:5'


def test_a_key_stands_for_one_delivery() -> None:
    """Receivers tell repetitions by it."""
    DeliveryFactory(key='key', not_before=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        DeliveryFactory(key='key', not_before=NOW)


def test_all_are_listed_oldest_first() -> None:
    """In every list."""
    rows = DeliveryFactory.create_batch(3, not_before=NOW)
    assert list(Delivery.objects.all()) == rows
