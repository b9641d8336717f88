"""Changing the status of an attempt: what is saved, what follows, and in which order."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from requests import ConnectionError as NoConnection

from edx_proctoring.actions.attempt_status import Change, change_status, settle
from edx_proctoring.domain.attempt_lifecycle import Actor
from edx_proctoring.exceptions import (
    ProctoredExamIllegalStatusTransition,
    StudentExamAttemptDoesNotExistsException,
)
from edx_proctoring.models import Delivery, ProctoredExamStudentAttempt
from edx_proctoring.outbox import FIRST_PAUSE, LEASE, deliver_pending
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, ExamFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]


def stored(attempt: ProctoredExamStudentAttempt) -> ProctoredExamStudentAttempt:
    return ProctoredExamStudentAttempt.objects.get(id=attempt.id)


@pytest.fixture
def running(now: datetime) -> ProctoredExamStudentAttempt:
    """A supervised attempt that began ten minutes ago and may take ninety."""
    exam = ExamFactory(proctored=True, external_id='exam-1', time_limit_mins=90)
    return AttemptFactory(
        proctored_exam=exam,
        status=Status.started,
        taking_as_proctored=True,
        external_id='attempt-1',
        started_at=now - timedelta(minutes=10),
        allowed_time_limit_mins=90,
    )


def test_submitting_saves_first_and_tells_everybody_after_the_commit(
    running: ProctoredExamStudentAttempt,
    now: datetime,
    commit: Commit,
    host: Host,
    provider: RecordingProvider,
    events: list[dict[str, Any]],
    status_signals: list[dict[str, Any]],
) -> None:
    with commit():
        change_status(running, Change(Status.submitted), now=now)
        assert stored(running).status == Status.submitted
        assert not host.calls_to('credit', 'set_credit_requirement_status')
        assert not provider.calls
        assert Delivery.objects.count() == 4
    after = stored(running)
    assert (after.completed_at, after.is_resumable) == (now, False)
    assert [call.method for call in host.calls if call.method.startswith(('complete', 'set'))] == [
        'complete_student_attempt',
        'set_credit_requirement_status',
    ]
    assert host.calls_to('credit', 'set_credit_requirement_status')[0]['status'] == 'submitted'
    assert provider.calls_to('stop_exam_attempt') == [{'exam': 'exam-1', 'attempt': 'attempt-1'}]
    assert len(mail.outbox) == 1
    assert events[-1]['name'] == 'edx.special_exam.proctored.attempt.submitted'
    assert status_signals[-1]['status'] == Status.submitted
    assert Delivery.objects.count() == 0


@pytest.mark.deviation('I5')
def test_a_provider_that_is_down_costs_the_learner_nothing(
    running: ProctoredExamStudentAttempt, now: datetime, commit: Commit, provider: RecordingProvider
) -> None:
    provider.failures['stop_exam_attempt'] = NoConnection('down')
    with commit():
        change_status(running, Change(Status.submitted, actor=Actor.LEARNER), now=now)
    assert stored(running).status == Status.submitted
    waiting = Delivery.objects.get()
    assert (waiting.kind, waiting.attempts_made) == ('stop_exam_attempt', 1)
    assert now + FIRST_PAUSE / 2 <= waiting.not_before <= now + FIRST_PAUSE
    assert waiting.last_error.startswith('ProviderUnavailableException')

    assert deliver_pending(now=now) == (0, 0)
    assert deliver_pending(now=now + FIRST_PAUSE) == (0, 1)
    provider.failures.clear()
    assert deliver_pending(now=now + timedelta(hours=1)) == (1, 0)
    assert Delivery.objects.count() == 0


def test_a_provider_hears_of_the_start_before_it_hears_of_the_stop(
    now: datetime, commit: Commit, provider: RecordingProvider
) -> None:
    exam = ExamFactory(proctored=True)
    attempt = AttemptFactory(proctored_exam=exam, status=Status.ready_to_start, taking_as_proctored=True)
    provider.failures['start_exam_attempt'] = NoConnection('down')
    with commit():
        attempt = change_status(attempt, Change(Status.started), now=now)
    with commit():
        change_status(attempt, Change(Status.submitted), now=now)
    assert not provider.calls_to('stop_exam_attempt')
    provider.failures.clear()
    provider.calls.clear()
    assert deliver_pending(now=now + timedelta(hours=1)) == (2, 0)
    assert [call.method for call in provider.calls] == ['start_exam_attempt', 'stop_exam_attempt']


def test_what_a_crash_left_behind_is_carried_out_after_its_lease(
    running: ProctoredExamStudentAttempt, now: datetime, provider: RecordingProvider, host: Host
) -> None:
    # Nothing runs after the commit, as if the process were gone.
    change_status(running, Change(Status.submitted), now=now)
    assert deliver_pending(now=now) == (0, 0)
    assert deliver_pending(now=now + LEASE) == (4, 0)
    assert provider.calls_to('stop_exam_attempt')
    assert host.calls_to('instructor', 'complete_student_attempt')
    assert len(mail.outbox) == 1


def test_an_attempt_that_is_out_of_time_by_then_is_ended_in_the_same_transaction(
    now: datetime, events: list[dict[str, Any]], commit: Commit
) -> None:
    """Whoever reads it next, or is told of it, meets an attempt that is over."""
    began = now - timedelta(hours=2)
    attempt = AttemptFactory(status=Status.ready_to_submit, started_at=began, allowed_time_limit_mins=30)
    with commit():
        changed = change_status(attempt, Change(Status.started), now=now)
        after = stored(attempt)
        assert (after.status, after.completed_at) == (Status.submitted, began + timedelta(minutes=30))
        assert changed.status == Status.submitted
    assert {event['name'].rpartition('.')[2] for event in events} == {'submitted'}


@pytest.mark.deviation('R13')
@pytest.mark.parametrize('missing', ['credit', 'grades', 'certificates', 'instructor'])
def test_every_service_of_the_host_is_optional(
    running: ProctoredExamStudentAttempt, now: datetime, commit: Commit, host: Host, missing: str
) -> None:
    host.withdraw(missing)
    for status in (Status.submitted, Status.rejected, Status.verified):
        with commit():
            running = change_status(running, Change(status), now=now)
    assert stored(running).status == Status.verified
    assert Delivery.objects.count() == 0


def test_a_failing_service_is_asked_again_and_stops_nothing_else(
    running: ProctoredExamStudentAttempt, now: datetime, commit: Commit, host: Host, provider: RecordingProvider
) -> None:
    host.fail('credit', 'set_credit_requirement_status', RuntimeError('down'))
    with commit():
        change_status(running, Change(Status.submitted), now=now)
    assert provider.calls_to('stop_exam_attempt')
    assert len(mail.outbox) == 1
    assert [delivery.kind for delivery in Delivery.objects.all()] == ['credit']


def test_rejection_zeroes_the_grade_and_voids_the_certificate(
    running: ProctoredExamStudentAttempt, now: datetime, commit: Commit, host: Host, staff: Any
) -> None:
    with commit():
        running = change_status(running, Change(Status.rejected, attributed_to=staff), now=now)
    (override,) = host.calls_to('grades', 'override_subsection_grade')
    assert (override['earned_all'], override['earned_graded'], override['overrider']) == (0.0, 0.0, staff)
    assert len(host.calls_to('certificates', 'invalidate_certificate')) == 1
    with commit():
        change_status(running, Change(Status.verified), now=now)
    assert len(host.calls_to('grades', 'undo_override_subsection_grade')) == 1


def test_a_verdict_beside_another_attempt_that_failed_is_neither_mailed_nor_credited(
    running: ProctoredExamStudentAttempt, now: datetime, commit: Commit, host: Host
) -> None:
    exam, learner = running.proctored_exam, running.user
    AttemptFactory(proctored_exam=exam, user=learner, status=Status.error, created=now - timedelta(days=1))
    with commit():
        change_status(running, Change(Status.submitted), now=now)
    mails, credit = len(mail.outbox), len(host.calls_to('credit', 'set_credit_requirement_status'))
    assert (mails, credit) == (1, 1)
    with commit():
        change_status(running, Change(Status.verified), now=now)
    assert stored(running).status == Status.verified
    assert (len(mail.outbox), len(host.calls_to('credit', 'set_credit_requirement_status'))) == (mails, credit)


def test_an_illegal_move_changes_nothing(
    running: ProctoredExamStudentAttempt, now: datetime, commit: Commit, host: Host
) -> None:
    with commit():
        rejected = change_status(running, Change(Status.rejected), now=now)
    before = (stored(rejected).modified, ProctoredExamStudentAttempt.history.count(), len(host.calls))
    with commit(), pytest.raises(ProctoredExamIllegalStatusTransition):
        change_status(rejected, Change(Status.submitted, actor=Actor.LEARNER), now=now)
    assert stored(rejected).status == Status.rejected
    assert (stored(rejected).modified, ProctoredExamStudentAttempt.history.count(), len(host.calls)) == before


def test_an_attempt_that_was_removed_meanwhile_is_gone(running: ProctoredExamStudentAttempt, now: datetime) -> None:
    ProctoredExamStudentAttempt.objects.filter(id=running.id).delete()
    with pytest.raises(StudentExamAttemptDoesNotExistsException):
        change_status(running, Change(Status.submitted), now=now)


def test_time_that_ran_out_ends_the_attempt_at_its_very_moment_once(
    running: ProctoredExamStudentAttempt, now: datetime, commit: Commit, host: Host
) -> None:
    later = now + timedelta(hours=3)
    with commit():
        settled = settle(running, now=later)
    assert (settled.status, settled.completed_at) == (Status.submitted, now + timedelta(minutes=80))
    with commit():
        again = settle(running, now=later)  # a second tab, which read the attempt while it was still running
    assert again.completed_at == settled.completed_at
    assert len(host.calls_to('instructor', 'complete_student_attempt')) == 1


def test_declining_gives_up_the_other_proctored_exams_of_the_course(
    running: ProctoredExamStudentAttempt, now: datetime, commit: Commit
) -> None:
    course_id = running.proctored_exam.course_id
    untouched = ExamFactory(proctored=True, course_id=course_id)
    practice = ExamFactory(practice=True, course_id=course_id)
    finished = AttemptFactory(
        user=running.user, proctored_exam=ExamFactory(proctored=True, course_id=course_id), status=Status.verified
    )
    with commit():
        change_status(running, Change(Status.declined, actor=Actor.LEARNER), now=now)
    declined = stored(running)
    assert (declined.status, declined.taking_as_proctored, declined.external_id) == (Status.declined, False, None)
    assert ProctoredExamStudentAttempt.objects.get(proctored_exam=untouched).status == Status.declined
    assert not ProctoredExamStudentAttempt.objects.filter(proctored_exam=practice).exists()
    assert stored(finished).status == Status.verified
