"""What several requests do to the same rows at the same time, each on a database connection of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.models.signals import post_save
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring.actions import allowances, attempts, bulk_allowances
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.domain.attempt_lifecycle import Actor
from edx_proctoring.exceptions import StudentExamAttemptAlreadyExistsException
from edx_proctoring.models import (
    Delivery,
    HistoricalProctoredExamStudentAttempt,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAllowanceHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.allowances import ADDITIONAL_TIME
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.actions.conftest import AtOnce, Meanwhile, on_a_server
from tests.factories import AllowanceFactory, AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
REQUESTS = 6
Attempt = ProctoredExamStudentAttempt


@pytest.fixture
def running(shared_database: None) -> Attempt:
    """A supervised attempt that runs."""
    started_at = datetime.now(UTC) - timedelta(minutes=5)
    return AttemptFactory(status=Status.started, started_at=started_at, allowed_time_limit_mins=90)


# --- The status of an attempt -------------------------------------------------------------------------------------


@pytest.mark.deviation('I1')
def test_no_change_is_lost_when_another_is_made_at_the_same_time(running: Attempt, meanwhile: Meanwhile) -> None:
    read_before = Attempt.objects.get(id=running.id)
    acknowledge = partial(attempts.update_fields, read_before, is_status_acknowledged=True, time_remaining_seconds=60)
    with meanwhile(post_save, acknowledge) as begun:
        change_status(running, Change(Status.submitted), now=NOW)
    begun[0].result()
    stored = Attempt.objects.get(id=running.id)
    assert (stored.status, stored.completed_at) == (Status.submitted, NOW)
    assert (stored.is_status_acknowledged, stored.time_remaining_seconds) == (True, 60)


@pytest.mark.deviation('I1')
def test_the_second_of_two_changes_is_planned_from_what_the_first_one_left(
    running: Attempt, meanwhile: Meanwhile, host: Host, provider: RecordingProvider
) -> None:
    read_before = Attempt.objects.get(id=running.id)
    submitted = Change(Status.submitted, actor=Actor.LEARNER)
    submit = partial(change_status, read_before, submitted, now=NOW + timedelta(minutes=1))
    with meanwhile(post_save, submit) as begun:
        change_status(running, submitted, now=NOW)
    assert begun[0].result().completed_at == NOW
    assert len(host.calls_to('instructor', 'complete_student_attempt')) == 1
    assert len(provider.calls_to('stop_exam_attempt')) == 1


@pytest.mark.deviation('I1')
def test_submitting_many_times_at_once_has_its_effects_once(
    running: Attempt, at_once: AtOnce, host: Host, provider: RecordingProvider, status_signals: list[dict[str, Any]]
) -> None:
    records = HistoricalProctoredExamStudentAttempt.objects.count()

    def submit() -> int:
        client = APIClient()
        client.force_authenticate(running.user)
        address = reverse('edx_proctoring:proctored_exam.attempt', args=(running.id,))
        answer: Any = client.put(address, {'action': 'submit'}, format='json')
        return int(answer.status_code)

    assert at_once([submit] * REQUESTS) == [200] * REQUESTS
    assert Attempt.objects.get(id=running.id).status == Status.submitted
    assert HistoricalProctoredExamStudentAttempt.objects.count() == records + 1
    assert len(host.calls_to('instructor', 'complete_student_attempt')) == 1
    assert len(host.calls_to('credit', 'set_credit_requirement_status')) == 1
    assert len(provider.calls_to('stop_exam_attempt')) == 1
    assert (len(mail.outbox), len(status_signals)) == (1, 1)
    assert not Delivery.objects.exists()


@pytest.mark.deviation('I1')
def test_the_world_outside_hears_of_a_change_after_the_commit(
    running: Attempt, at_once: AtOnce, backends: dict[str, Any]
) -> None:
    told: list[tuple[bool, str]] = []

    class Curious(RecordingProvider):
        """Notes whether a transaction is open, and what another process can read by then."""

        def stop_exam_attempt(self, exam: Any, attempt: Any) -> None:
            others_read = Attempt.objects.values_list('status', flat=True)
            told.append((connection.in_atomic_block, at_once([partial(others_read.get, id=running.id)])[0]))

    backends['test'] = Curious()
    change_status(running, Change(Status.submitted), now=NOW)
    assert told == [(False, Status.submitted)]


@pytest.mark.deviation('I1')
def test_the_world_outside_never_hears_of_a_change_that_was_rolled_back(
    running: Attempt, host: Host, provider: RecordingProvider, status_signals: list[dict[str, Any]]
) -> None:
    asked = len(host.calls)
    with transaction.atomic():
        change_status(running, Change(Status.submitted), now=NOW)
        transaction.set_rollback(True)
    assert Attempt.objects.get(id=running.id).status == Status.started
    assert (host.calls[asked:], provider.calls, mail.outbox, status_signals) == ([], [], [], [])
    assert not Delivery.objects.exists()


@pytest.mark.deviation('I2')
@on_a_server
def test_an_attempt_that_an_old_transaction_cannot_see_is_one_all_the_same(
    at_once: AtOnce, backends: dict[str, Any]
) -> None:
    if connection.vendor == 'mysql' and connection.settings_dict['OPTIONS'].get('isolation_level') == 'serializable':
        pytest.skip('What one has read here, others have to wait with')
    exam, learner = ExamFactory(proctored=True), UserFactory()
    another = partial(AttemptFactory, proctored_exam=exam, user=learner, current_at_exam=exam.id)

    class Overtaken(RecordingProvider):
        """While it registers one attempt, another request makes one."""

        def register_exam_attempt(self, exam_told: Any, context: Any) -> str | None:
            at_once([another])
            return super().register_exam_attempt(exam_told, context)

    backends['test'] = Overtaken()
    with transaction.atomic(), pytest.raises(StudentExamAttemptAlreadyExistsException):
        attempts.create(exam, learner, taking_as_proctored=True, now=NOW)
    assert Attempt.objects.filter(user=learner).count() == 1


# --- Allowances ---------------------------------------------------------------------------------------------------


@pytest.mark.deviation('I3')
def test_one_allowance_granted_many_times_at_once_is_one_row(at_once: AtOnce) -> None:
    exam, learner = ExamFactory(), UserFactory()
    values = [str(minutes) for minutes in range(REQUESTS)]
    granted = at_once(
        [partial(allowances.grant, exam.id, learner.id, ADDITIONAL_TIME, value, now=NOW) for value in values]
    )
    stored = ProctoredExamStudentAllowance.objects.get()
    assert {allowance.id for allowance in granted} == {stored.id}
    # Each value was the valid one for a while: all but the last are archived.
    archived = list(ProctoredExamStudentAllowanceHistory.objects.values_list('value', flat=True))
    assert sorted([*archived, stored.value]) == values


@pytest.mark.deviation('I3')
def test_bulk_grants_that_overlap_leave_one_row_for_each_pair(at_once: AtOnce) -> None:
    exam_ids, users = [ExamFactory().id for _ in range(2)], [UserFactory().username for _ in range(3)]
    orders = [(exam_ids, users), (exam_ids[::-1], users[::-1])] * 2
    results = at_once([partial(bulk_allowances.grant, *order, ADDITIONAL_TIME, '15', now=NOW) for order in orders])
    assert [(len(result.granted), result.refused) for result in results] == [(6, [])] * len(orders)
    assert ProctoredExamStudentAllowance.objects.filter(value='15').count() == 6


@pytest.mark.deviation('I3')
def test_a_grant_waits_for_one_that_is_not_committed_yet(meanwhile: Meanwhile) -> None:
    exam, learner = ExamFactory(), UserFactory()
    with meanwhile(post_save, partial(allowances.grant, exam.id, learner.id, ADDITIONAL_TIME, '20', now=NOW)) as begun:
        first = allowances.grant(exam.id, learner.id, ADDITIONAL_TIME, '10', now=NOW)
    assert begun[0].result().id == first.id
    assert ProctoredExamStudentAllowance.objects.get().value == '20'
    assert ProctoredExamStudentAllowanceHistory.objects.get().value == '10'


@pytest.mark.deviation('I3')
def test_an_allowance_and_its_archive_are_stored_together_or_not_at_all(
    shared_database: None, events: list[dict[str, Any]]
) -> None:
    allowance = AllowanceFactory(value='10')

    def fail(**_facts: Any) -> None:
        raise ZeroDivisionError

    post_save.connect(fail, sender=ProctoredExamStudentAllowance)
    try:
        with pytest.raises(ZeroDivisionError):
            allowances.grant(allowance.proctored_exam_id, allowance.user_id, ADDITIONAL_TIME, '20', now=NOW)
    finally:
        post_save.disconnect(fail, sender=ProctoredExamStudentAllowance)
    assert ProctoredExamStudentAllowance.objects.get().value == '10'
    assert not ProctoredExamStudentAllowanceHistory.objects.exists()
    assert events == []
