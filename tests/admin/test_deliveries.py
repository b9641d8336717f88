"""Deliveries in the admin: what an operator sees, and what they may do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from requests import ConnectionError as NoConnection

import edx_proctoring.tasks  # noqa: F401 - what is registered runs at once in these tests
from edx_proctoring.models import Delivery
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import DeliveryFactory

pytestmark = pytest.mark.django_db
ADDRESS = 'admin:edx_proctoring_delivery_changelist'


def visitor(*permissions: str) -> Client:
    user = User.objects.create_user('operator', is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def dead() -> Delivery:
    """A delivery that was given up three days after it was recorded."""
    payload = {'backend': 'test', 'exam_external_id': 'exam', 'attempt_external_id': 'attempt'}
    then = datetime.now(UTC) - timedelta(days=3)
    found = DeliveryFactory(
        payload=payload, not_before=then, given_up=True, attempts_made=30, last_error='NoConnection: ' + 'x' * 500
    )
    Delivery.objects.filter(id=found.id).update(created=then)
    return found


def send(browser: Client, *deliveries: Delivery) -> Any:
    chosen = {'action': 'try_again_now', '_selected_action': [str(each.id) for each in deliveries]}
    return browser.post(reverse(ADDRESS), chosen, follow=True)


def test_an_operator_sees_what_was_given_up_for_how_long_and_why(dead: Delivery) -> None:
    DeliveryFactory(not_before=datetime.now(UTC), stream='attempt:other')
    page = visitor('view_delivery').get(reverse(ADDRESS), {'given_up__exact': '1'}).content.decode()
    assert dead.stream in page
    assert 'attempt:other' not in page
    assert '3\xa0days' in page
    assert 'NoConnection: xxx' in page
    assert 'x' * 500 not in page


def test_a_click_sends_it_again(dead: Delivery, provider: RecordingProvider) -> None:
    page = send(visitor('view_delivery', 'change_delivery'), dead).content.decode()
    assert '1 delivered, 0 failed.' in page
    assert len(provider.calls_to('start_exam_attempt')) == 1
    assert not Delivery.objects.exists()


def test_others_that_are_due_are_left_alone(dead: Delivery, provider: RecordingProvider) -> None:
    other = DeliveryFactory(payload=dead.payload, not_before=datetime.now(UTC) - timedelta(hours=1))
    send(visitor('view_delivery', 'change_delivery'), dead)
    assert Delivery.objects.get() == other


def test_what_fails_again_stays_with_its_error(dead: Delivery, provider: RecordingProvider) -> None:
    provider.failures['start_exam_attempt'] = NoConnection('still down')
    page = send(visitor('view_delivery', 'change_delivery'), dead).content.decode()
    assert '0 delivered, 1 failed.' in page
    dead.refresh_from_db()
    assert (dead.given_up, dead.attempts_made) == (False, 1)


def test_with_celery_a_worker_is_called(dead: Delivery, provider: RecordingProvider, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'DELIVERY': 'celery'}
    page = send(visitor('view_delivery', 'change_delivery'), dead).content.decode()
    assert 'A worker was notified' in page
    assert len(provider.calls_to('start_exam_attempt')) == 1  # the tests' worker works at once


def test_who_may_only_look_sends_nothing(dead: Delivery, provider: RecordingProvider) -> None:
    before = Delivery.objects.values().get()
    send(visitor('view_delivery'), dead)
    assert Delivery.objects.values().get() == before
    assert not provider.calls


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_provider_is_called(dead: Delivery, backends: dict[str, Any]) -> None:
    seen: list[bool] = []

    class Curious(RecordingProvider):
        """Notes whether a transaction is open."""

        def start_exam_attempt(self, exam: Any, attempt: Any) -> Any:
            seen.append(connection.in_atomic_block)

    backends['test'] = Curious()
    send(visitor('view_delivery', 'change_delivery'), dead)
    assert seen == [False]
