"""The admin when the database does not serve it: staff is told so, and nothing was saved."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from threading import Event
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import close_old_connections
from django.db.models import Model
from django.db.models.signals import post_init, post_save, pre_delete
from django.test import Client
from django.urls import reverse

from edx_proctoring.exceptions import BusyException
from edx_proctoring.models import (
    Delivery,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.provider import RecordingProvider
from tests.actions.conftest import AtOnce, end_connection, on_a_server, own_connection
from tests.factories import DeliveryFactory, ReceivedReviewFactory, ReviewFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures('own_connection_at_last')]
Attempt = ProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BUSY = 'The database is busy. Please try again in a moment.'


@pytest.fixture
def operator(shared_database: None) -> Client:
    """The browser of somebody who may do everything."""
    browser = Client()
    browser.force_login(User.objects.create_superuser('operator'))
    return browser


def address(model: type[Model], action: str, *args: Any) -> str:
    return reverse(f'admin:edx_proctoring_{model._meta.model_name}_{action}', args=args)


def save_attempt(browser: Client, attempt: Attempt) -> Any:
    return browser.post(address(Attempt, 'change', attempt.id), {'status': Status.submitted})


def save_review(browser: Client, attempt: Attempt) -> Any:
    review = Review.objects.get(attempt_code=attempt.attempt_code)
    verdict = {'review_status': 'Suspicious', 'raw_data': 'Somebody else was in the room.'}
    return browser.post(address(Review, 'change', review.id), verdict)


@pytest.fixture
def reviewed(running: Attempt) -> Review:
    """A review of the attempt."""
    return ReviewFactory(attempt_code=running.attempt_code, review_status='Clean', raw_data='{}')


def check_that_nothing_was_saved(attempt: Attempt) -> None:
    assert Attempt.objects.get(id=attempt.id).status == Status.started
    assert Review.objects.get().review_status == 'Clean'
    assert not LogEntry.objects.exists()
    assert not Delivery.objects.exists()


def told(browser: Client, page: str) -> list[str]:
    """What the page that comes next says."""
    answer = browser.get(page)
    assert answer.status_code == 200
    return [str(message) for message in answer.context['messages']]


@pytest.mark.parametrize('save', [save_attempt, save_review], ids=['attempt', 'review'])
def test_what_others_hold_is_not_saved_and_staff_is_told_so_on_the_page(
    save: Callable[..., Any],
    operator: Client,
    reviewed: Review,
    running: Attempt,
    held_by_another: Event,
    provider: RecordingProvider,
) -> None:
    answer = save(operator, running)
    assert answer.status_code == 302
    assert answer['Location'] == answer.wsgi_request.path
    assert told(operator, answer['Location']) == [BUSY]
    check_that_nothing_was_saved(running)
    assert not provider.calls


@pytest.fixture
def released_at_the_second_try(held_by_another: Event) -> Iterator[list[str]]:
    """Who holds the attempt lets go when somebody tries again; what was logged of that."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())
            held_by_another.set()

    log, listener = logging.getLogger('edx_proctoring.actions.transactions'), Listener()
    log.addHandler(listener)
    yield lines
    log.removeHandler(listener)


def test_a_save_that_loses_once_is_tried_again(
    operator: Client, reviewed: Review, running: Attempt, released_at_the_second_try: list[str]
) -> None:
    answer = save_attempt(operator, running)
    assert answer['Location'] == address(Attempt, 'changelist')
    assert released_at_the_second_try
    assert all('is retried' in line for line in released_at_the_second_try)
    assert Attempt.objects.get(id=running.id).status == Status.submitted
    assert LogEntry.objects.count() == 1
    assert len(told(operator, answer['Location'])) == 1


@pytest.fixture
def lost_when(at_once: AtOnce, running: Attempt) -> Iterator[Callable[..., None]]:
    """``lost_when(signal, model)``: the connection is lost at the first such signal from now on."""
    connected: list[tuple[Any, Callable[..., None], type[Model]]] = []

    def prepare(signal: Any, model: type[Model]) -> None:
        number = own_connection()

        def lose(**_facts: Any) -> None:
            signal.disconnect(lose, sender=model)
            at_once([partial(end_connection, number)])

        signal.connect(lose, sender=model)
        connected.append((signal, lose, model))

    yield prepare
    for signal, lose, model in connected:
        signal.disconnect(lose, sender=model)


@on_a_server
@pytest.mark.parametrize('model', [Attempt, LogEntry], ids=['in the change', 'at its end'])
def test_what_a_lost_connection_took_along_is_told_and_can_be_saved_again(
    model: type[Model],
    lost_when: Callable[..., None],
    operator: Client,
    reviewed: Review,
    running: Attempt,
    provider: RecordingProvider,
) -> None:
    lost_when(post_save, model)
    answer = save_attempt(operator, running)
    close_old_connections()  # every request begins with that
    assert told(operator, answer['Location']) == [BUSY]
    check_that_nothing_was_saved(running)
    assert not provider.calls
    save_attempt(operator, running)
    assert Attempt.objects.get(id=running.id).status == Status.submitted
    assert len(provider.calls_to('stop_exam_attempt')) == 1


@on_a_server
def test_a_page_that_cannot_be_read_says_when_to_come_back(
    lost_when: Callable[..., None], operator: Client, running: Attempt
) -> None:
    lost_when(post_init, User)  # who asks is known, and then the server goes
    answer = operator.get(address(Attempt, 'changelist'))
    assert answer.status_code == 503
    assert int(answer['Retry-After']) > 0
    assert answer.content.decode().endswith('Please try again in a moment.')


@pytest.mark.parametrize(
    'make',
    [partial(DeliveryFactory, not_before=NOW), partial(ReceivedReviewFactory, received_at=NOW)],
    ids=['delivery', 'received review'],
)
def test_a_deletion_that_fails_leaves_no_entry_in_the_log(operator: Client, make: Callable[[], Model]) -> None:
    row = make()
    model = type(row)

    def fail(**_facts: Any) -> None:
        raise BusyException('Somebody else holds it.')

    pre_delete.connect(fail, sender=model)
    try:
        answer = operator.post(
            address(model, 'changelist'), {'action': 'delete_selected', '_selected_action': row.pk, 'post': 'yes'}
        )
    finally:
        pre_delete.disconnect(fail, sender=model)
    assert told(operator, answer['Location']) == [BUSY]
    assert model._default_manager.get() == row
    assert not LogEntry.objects.exists()


def test_other_errors_are_not_hidden(operator: Client, reviewed: Review, running: Attempt) -> None:
    def fail(**_facts: Any) -> None:
        raise ZeroDivisionError

    post_save.connect(fail, sender=Attempt)
    try:
        with pytest.raises(ZeroDivisionError):
            save_attempt(operator, running)
    finally:
        post_save.disconnect(fail, sender=Attempt)
    check_that_nothing_was_saved(running)
