"""Services of the host that are called after a commit: a transaction surrounds them, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import close_old_connections, connection, transaction

from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.models import Delivery
from edx_proctoring.outbox import LEASE, deliver_pending
from edx_proctoring.runtime import set_runtime_service
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory, ExamFactory

pytestmark = pytest.mark.django_db(transaction=True)


class Completion:
    """The service that marks the blocks of an exam as completed, and what happens while it is at it."""

    def __init__(self) -> None:
        self.completed: list[str] = []
        self.in_transaction: list[bool] = []
        self.meanwhile: Callable[[], None] = lambda: None

    def complete_student_attempt(self, user_identifier: str, content_id: str) -> None:
        """Read, have something else happen, and read on."""
        self.in_transaction.append(connection.in_atomic_block)
        with connection.cursor() as cursor:
            cursor.execute('SELECT username FROM auth_user')
            self.meanwhile()
            assert (user_identifier,) in cursor.fetchall()
        User.objects.filter(username=user_identifier).update(first_name='completed')
        self.completed.append(user_identifier)


@pytest.fixture
def completion(host: Any) -> Iterator[Completion]:
    """The host has this service and no other one."""
    host.withdraw()
    service = Completion()
    set_runtime_service('instructor', service)
    yield service
    set_runtime_service('instructor', None)


@pytest.fixture
def attempt() -> Any:
    """A timed attempt that runs."""
    return AttemptFactory(proctored_exam=ExamFactory(is_proctored=False, backend=None), status=Status.started)


def test_a_task_that_closes_old_connections_costs_no_completion(
    attempt: Any, completion: Completion, now: datetime
) -> None:
    def run_a_task() -> None:
        """As tasks of hosts do that Celery runs at once: a connection is closed where no transaction needs it."""
        if not connection.in_atomic_block:
            close_old_connections()

    completion.meanwhile = run_a_task
    change_status(attempt, Change(Status.submitted), now=now)
    assert completion.completed == [attempt.user.username]
    assert completion.in_transaction == [True]
    assert not Delivery.objects.exists()


def test_what_a_service_changed_before_it_failed_is_taken_back_and_tried_again(
    attempt: Any, completion: Completion, now: datetime
) -> None:
    def fail() -> None:
        User.objects.filter(pk=attempt.user_id).update(first_name='half done')
        raise LookupError('the course is not there')

    completion.meanwhile = fail
    change_status(attempt, Change(Status.submitted), now=now)
    attempt.user.refresh_from_db()
    assert attempt.user.first_name != 'half done'
    assert 'LookupError' in Delivery.objects.get().last_error
    completion.meanwhile = lambda: None
    later = Delivery.objects.get().not_before + LEASE
    assert deliver_pending(now=later) == (1, 0)
    attempt.user.refresh_from_db()
    assert attempt.user.first_name == 'completed'


@pytest.mark.skipif(connection.vendor == 'sqlite', reason='the database in memory has one connection, never lost')
def test_a_connection_that_is_lost_under_a_service_costs_nothing(
    attempt: Any, completion: Completion, now: datetime
) -> None:
    def lose() -> None:
        connection.connection.close()  # the driver's own: Django does not know

    completion.meanwhile = lose
    change_status(attempt, Change(Status.submitted), now=now)
    attempt.refresh_from_db()
    assert attempt.status == Status.submitted
    completion.meanwhile = lambda: None
    delivery = Delivery.objects.get()
    assert delivery.last_error
    assert deliver_pending(now=delivery.not_before + LEASE) == (1, 0)
    assert completion.completed == [attempt.user.username]


def test_a_host_that_saves_an_attempts_end_has_its_completion_kept(
    attempt: Any, completion: Completion, now: datetime
) -> None:
    def fail() -> None:
        raise LookupError('the course is not there')

    completion.meanwhile = fail
    attempt.completed_at = now
    attempt.save()
    assert Delivery.objects.get().kind == 'complete_in_lms'
    completion.meanwhile = lambda: None
    assert deliver_pending(now=Delivery.objects.get().not_before + LEASE) == (1, 0)
    assert completion.completed == [attempt.user.username]


def test_a_failure_right_after_the_commit_reaches_nobody(
    attempt: Any, completion: Completion, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    with transaction.atomic():
        change_status(attempt, Change(Status.submitted), now=now)
        transaction.on_commit(lambda: seen.append('the next callback'))
        monkeypatch.setattr(Delivery, 'objects', None)
    monkeypatch.undo()
    assert seen == ['the next callback']
    assert Delivery.objects.get().kind == 'complete_in_lms'
