"""What waits is carried along by ordinary requests, where no schedule does it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished
from django.db import connection
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from edx_proctoring.actions import received_reviews, upkeep
from edx_proctoring.actions.deliveries import deliver_pending
from edx_proctoring.models import Delivery
from edx_proctoring.receivers import finished_requests
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, DeliveryFactory, ExamFactory

pytestmark = pytest.mark.django_db

IDS = {'exam_external_id': 'e', 'attempt_external_id': 'a', 'backend': 'test'}


@pytest.fixture(autouse=True)
def first_turn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No process has looked in the last minute."""
    monkeypatch.setattr(finished_requests.Turn, 'next_at', 0.0)
    cache.delete(finished_requests.CACHE_KEY)
    yield
    cache.delete(finished_requests.CACHE_KEY)


def answer_a_request(handler: type[Any] = WSGIHandler) -> None:
    """A server has sent an answer and closes it."""
    request_finished.send(sender=handler)


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
