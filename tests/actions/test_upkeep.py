"""What waits is carried along by ordinary requests, where no schedule does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from edx_proctoring import outbox, tasks
from edx_proctoring.actions import attempt_status, received_reviews, time_outs, upkeep
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.models import Delivery
from edx_proctoring.outbox import deliver_pending
from edx_proctoring.receivers import finished_requests
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, DeliveryFactory, ExamFactory

pytestmark = pytest.mark.django_db

TASKS = (tasks.deliver_pending, tasks.finish_received_reviews, tasks.close_expired_attempts)
IDS = {'exam_external_id': 'e', 'attempt_external_id': 'a', 'backend': 'test'}


@pytest.fixture(autouse=True)
def first_turn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process has looked in the last minute."""
    monkeypatch.setattr(finished_requests.Turn, 'next_at', 0.0)
    cache.delete(finished_requests.CACHE_KEY)
    yield
    cache.delete(finished_requests.CACHE_KEY)


def answer_a_request(handler: type[Any] = WSGIHandler) -> None:
    """A server has sent an answer and closes it; the connection of the test stays, as with the test client."""
    request_finished.disconnect(close_old_connections)
    try:
        request_finished.send(sender=handler)
    finally:
        request_finished.connect(close_old_connections)


def calls(provider: RecordingProvider) -> int:
    return len(provider.calls_to('start_exam_attempt'))


def test_a_request_carries_a_delivery_along(now: datetime, provider: RecordingProvider) -> None:
    DeliveryFactory(payload=IDS, not_before=now)
    answer_a_request()
    assert calls(provider) == 1
    assert not Delivery.objects.exists()


def test_once_a_minute_per_process_and_per_site(
    now: datetime, provider: RecordingProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_a_request()
    DeliveryFactory(payload=IDS, not_before=now)
    with CaptureQueriesContext(connection) as queries:
        answer_a_request()
    assert len(queries) == 0
    monkeypatch.setattr(finished_requests.Turn, 'next_at', 0.0)  # another process of the site
    with CaptureQueriesContext(connection) as queries:
        answer_a_request()
    assert len(queries) == 0
    assert calls(provider) == 0
    monkeypatch.setattr(finished_requests.Turn, 'next_at', 0.0)
    cache.delete(finished_requests.CACHE_KEY)  # a minute later
    answer_a_request()
    assert calls(provider) == 1


@pytest.mark.parametrize('handler', [ASGIHandler, ClientHandler], ids=['asgi', 'test client'])
def test_where_the_learner_would_wait_it_is_skipped(
    now: datetime, provider: RecordingProvider, handler: type[Any]
) -> None:
    DeliveryFactory(payload=IDS, not_before=now)
    answer_a_request(handler)
    assert calls(provider) == 0


def test_it_can_be_turned_off(now: datetime, provider: RecordingProvider, settings: Settings) -> None:
    settings.PROCTORING_SETTINGS = {'UPKEEP_AFTER_REQUESTS': False}
    DeliveryFactory(payload=IDS, not_before=now)
    answer_a_request()
    assert calls(provider) == 0


def test_studio_leaves_it_to_the_lms(now: datetime, provider: RecordingProvider, settings: Settings) -> None:
    settings.ROOT_URLCONF = 'tests.contract.studio_urls'
    DeliveryFactory(payload=IDS, not_before=now)
    answer_a_request()
    assert calls(provider) == 0


def test_attempts_out_of_time_are_ended(now: datetime) -> None:
    exam = ExamFactory(is_proctored=False, backend=None)
    started = now - timedelta(minutes=91)
    attempt = AttemptFactory(proctored_exam=exam, status=Status.started, started_at=started, allowed_time_limit_mins=90)
    answer_a_request()
    attempt.refresh_from_db()
    assert attempt.status == Status.submitted
    assert attempt.completed_at == started + timedelta(minutes=90)


def test_nothing_new_is_begun_when_the_time_is_over(now: datetime, provider: RecordingProvider) -> None:
    for _ in range(5):
        DeliveryFactory(payload=IDS, not_before=now)
    seconds = iter(range(100))
    upkeep.do_some(now=now, seconds=6, clock=lambda: next(seconds))
    assert 0 < calls(provider) < 5
    assert Delivery.objects.count() == 5 - calls(provider)


def test_an_attempt_that_cannot_be_ended_stops_no_other(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    exam = ExamFactory(is_proctored=False, backend=None)
    late = {'status': Status.started, 'started_at': now - timedelta(minutes=91), 'allowed_time_limit_mins': 90}
    attempts = [AttemptFactory(proctored_exam=exam, **late) for _ in range(3)]

    def fail_once(attempt: Any, **arguments: Any) -> Any:
        if attempt.id == attempts[0].id:
            raise LookupError('the course is not there')
        return attempt_status.settle(attempt, **arguments)

    monkeypatch.setattr(time_outs, 'settle', fail_once)
    answer_a_request()
    for attempt in attempts:
        attempt.refresh_from_db()
    assert [attempt.status for attempt in attempts] == [Status.started, Status.submitted, Status.submitted]


def test_with_celery_a_worker_is_called_and_nothing_is_done_here(
    now: datetime, provider: RecordingProvider, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PROCTORING_SETTINGS = {'DELIVERY': 'celery'}
    called: list[str] = []

    def call(task: str) -> bool:
        called.append(task)
        return True

    monkeypatch.setattr(outbox, 'wake_worker', call)
    DeliveryFactory(payload=IDS, not_before=now)
    answer_a_request()
    assert called == [each.name for each in TASKS]
    assert calls(provider) == 0


def test_a_delivery_of_a_newer_version_waits_and_stops_no_other(now: datetime, provider: RecordingProvider) -> None:
    DeliveryFactory(kind='of_a_newer_version', payload={}, not_before=now - timedelta(days=1))
    DeliveryFactory(payload=IDS, not_before=now)
    assert deliver_pending(now=now) == (1, 0)
    assert [each.kind for each in Delivery.objects.all()] == ['of_a_newer_version']


def test_one_thing_that_fails_keeps_nothing_else_from_being_done(
    now: datetime, provider: RecordingProvider, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(**_arguments: Any) -> None:
        raise LookupError('a table is missing')

    monkeypatch.setattr(received_reviews, 'finish_pending', fail)
    DeliveryFactory(payload=IDS, not_before=now)
    answer_a_request()
    assert calls(provider) == 1
    assert 'finish_reviews failed' in caplog.text


def test_studio_records_what_concerns_the_lms_and_leaves_it_there(
    now: datetime, host: Host, settings: Settings, commit: Any
) -> None:
    attempt = AttemptFactory(
        proctored_exam=ExamFactory(backend='test'), status=Status.started, taking_as_proctored=True
    )
    urlconf = settings.ROOT_URLCONF
    settings.ROOT_URLCONF = 'tests.contract.studio_urls'
    host.withdraw()
    with commit():
        change_status(attempt, Change(Status.submitted), now=now)
    kinds = {each.kind for each in Delivery.objects.all()}
    assert kinds >= {'complete_in_lms', 'credit', 'email'}
    assert deliver_pending(now=now + timedelta(hours=1)) == (0, 0)
    assert mail.outbox == []
    settings.ROOT_URLCONF = urlconf
    host.install()
    deliver_pending(now=now + timedelta(hours=1))
    assert not Delivery.objects.exists()
    assert len(mail.outbox) == 1
    assert len(host.calls_to('instructor', 'complete_student_attempt')) == 1


def test_a_worker_without_the_hosts_services_leaves_their_deliveries_to_others(now: datetime, host: Host) -> None:
    attempt = AttemptFactory(status=Status.submitted)
    payload = {'user_id': attempt.user_id, 'course_id': 'c', 'content_id': 'b', 'status': 'submitted', 'backend': None}
    for kind in ('complete_in_lms', 'credit', 'undo_grade_override'):
        DeliveryFactory(kind=kind, stream=f'{kind}:lms', payload=payload, not_before=now)
    host.withdraw()
    assert deliver_pending(now=now) == (0, 0)
    assert Delivery.objects.count() == 3
    host.install()
    assert deliver_pending(now=now) == (3, 0)
