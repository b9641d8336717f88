"""Deliveries by a Celery worker, and without its broker."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from celery import current_app
from django.core import mail

from edx_proctoring import tasks
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.models import Delivery, ProctoredExamStudentAttempt
from edx_proctoring.outbox import deliver_pending
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]


@pytest.fixture(autouse=True)
def by_worker(settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'DELIVERY': 'celery'}


@pytest.fixture
def unreachable_broker() -> Iterator[None]:
    before = current_app.conf.task_always_eager, current_app.conf.broker_url
    current_app.conf.task_always_eager, current_app.conf.broker_url = False, 'amqp://127.0.0.1:1//'
    yield
    current_app.conf.task_always_eager, current_app.conf.broker_url = before


def submit(now: datetime, commit: Commit) -> ProctoredExamStudentAttempt:
    with commit():
        return change_status(AttemptFactory(status=Status.started), Change(Status.submitted), now=now)


def test_a_worker_takes_to_the_provider_and_to_the_mailbox_what_was_committed(
    now: datetime, commit: Commit, provider: RecordingProvider, host: Host
) -> None:
    submit(now, commit)
    assert provider.calls_to('stop_exam_attempt')
    assert host.calls_to('credit', 'set_credit_requirement_status')
    assert len(mail.outbox) == 1
    assert not Delivery.objects.exists()
    assert tasks.deliver_pending() == {'delivered': 0, 'failed': 0}


@pytest.mark.usefixtures('unreachable_broker')
def test_without_the_broker_the_learner_submits_and_the_rest_waits(
    now: datetime, commit: Commit, provider: RecordingProvider, host: Host
) -> None:
    submitted = submit(now, commit)
    assert ProctoredExamStudentAttempt.objects.get(id=submitted.id).status == Status.submitted
    assert host.calls_to('credit', 'set_credit_requirement_status')
    assert not provider.calls
    assert sorted(Delivery.objects.values_list('kind', flat=True)) == ['email', 'stop_exam_attempt']
    assert deliver_pending(now=now) == (2, 0)
    assert provider.calls_to('stop_exam_attempt')
