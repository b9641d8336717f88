"""Finished attempts go on with the time that staff chose, and nothing else brings them back."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from edx_proctoring.actions import attempts, extra_time
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.reopening import reopen, undo
from edx_proctoring.domain import time_limits
from edx_proctoring.exceptions import InvalidInputException, StudentExamAttemptAlreadyExistsException
from edx_proctoring.models import HistoricalProctoredExamStudentAttempt, ProctoredExamStudentAttempt, Reopening
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.actions.running_attempts import NOW, running
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
LATER = NOW + timedelta(hours=5)


def finished(status: str = Status.submitted, **fields: Any) -> Attempt:
    """An attempt that ended after an hour of its 90 minutes, at a timed exam."""
    given: dict[str, Any] = {
        'status': status,
        'started_at': NOW - timedelta(hours=2),
        'completed_at': NOW - timedelta(hours=1),
        'allowed_time_limit_mins': 90,
        'taking_as_proctored': False,
        'proctored_exam__timed': True,
        'proctored_exam__time_limit_mins': 90,
        **fields,
    }
    return AttemptFactory(**given)


def open_again(*chosen: Attempt, minutes: int = 20, **options: Any) -> Any:
    """Reopen the attempts."""
    given = {'course_id': COURSE_ID, 'reason': 'The room was evacuated.', 'by': UserFactory(), 'now': NOW, **options}
    return reopen([attempt.id for attempt in chosen], minutes * 60, **given)


def refusals(*chosen: Attempt, **options: Any) -> list[str | None]:
    """Why each stays closed."""
    return [each.refusal for each in open_again(*chosen, **options).results]


def enter(attempt: Attempt) -> Attempt:
    """The learner comes back, much later."""
    exam = ExamFactory._meta.model.objects.get(id=attempt.proctored_exam_id)
    again = attempts.create(exam, attempt.user_id, taking_as_proctored=False, now=LATER)
    return attempts.start(again, now=LATER)


class TestReopening:
    """What becomes of the attempt, and of the one that resumes it."""

    @pytest.mark.parametrize('status', [Status.submitted, Status.timed_out, Status.error])
    def test_the_clock_runs_from_re_entry_with_the_chosen_time(self, status: str) -> None:
        attempt = finished(status)
        assert refusals(attempt) == [None]
        attempt.refresh_from_db()
        assert (attempt.status, attempt.ready_to_resume, attempt.is_resumable) == (status, True, False)
        again = enter(attempt)
        assert (again.started_at, time_limits.seconds_remaining(again, now=LATER)) == (LATER, 1200)
        attempt.refresh_from_db()
        assert (attempt.status, attempt.resumed, attempt.current_at_exam) == (status, True, None)
        assert attempt.completed_at == NOW - timedelta(hours=1)

    def test_it_is_recorded_with_history(self) -> None:
        attempt, teacher = finished(), UserFactory()
        before = HistoricalProctoredExamStudentAttempt.objects.count()
        batch = open_again(attempt, by=teacher).batch
        row = Reopening.objects.get()
        assert (row.batch, row.attempt_id, row.seconds, row.reason) == (
            batch,
            attempt.id,
            1200,
            'The room was evacuated.',
        )
        assert (row.reopened_by_id, row.reopened_at, row.reverted_at) == (teacher.id, NOW, None)
        record = HistoricalProctoredExamStudentAttempt.objects.latest('history_id')
        assert (record.id, record.ready_to_resume, record.time_remaining_seconds) == (attempt.id, True, 1200)
        assert HistoricalProctoredExamStudentAttempt.objects.count() == before + 1

    def test_more_time_than_the_limit_can_be_chosen(self) -> None:
        attempt = finished()
        open_again(attempt, minutes=200)
        assert time_limits.seconds_remaining(enter(attempt), now=LATER) == 200 * 60

    def test_the_next_one_can_be_reopened_again(self) -> None:
        attempt = finished()
        open_again(attempt)
        again = change_status(enter(attempt), Change(Status.submitted), now=LATER)
        assert refusals(attempt, again, now=LATER) == ['not_current', None]

    def test_an_attempt_whose_end_nobody_has_noticed_is_ended_first(self) -> None:
        attempt = running(started_at=NOW - timedelta(hours=3))
        assert refusals(attempt) == [None]
        attempt.refresh_from_db()
        assert (attempt.status, attempt.completed_at) == (Status.submitted, NOW - timedelta(minutes=90))

    def test_it_is_no_extra_time(self) -> None:
        attempt = finished()
        batch = open_again(attempt).batch
        with pytest.raises(InvalidInputException, match='no extra time'):
            extra_time.undo(batch, course_id=COURSE_ID, by=None, now=NOW)
        again = enter(attempt)
        given = extra_time.extend([again.id], 300, course_id=COURSE_ID, reason='', by=None, now=LATER)
        assert given.seconds == 300
        assert time_limits.seconds_remaining(Attempt.objects.get(id=again.id), now=LATER) == 1500

    def test_no_grant_of_time_revives_what_is_finished(self) -> None:
        attempt = finished(Status.submitted)
        open_again(attempt)
        given = extra_time.extend([attempt.id], 300, course_id=COURSE_ID, reason='', by=None, now=NOW)
        assert [each.refusal for each in given.results] == ['not_running']
        attempt.refresh_from_db()
        assert not time_limits.is_running(attempt, now=NOW)

    def test_an_error_that_follows_keeps_the_chosen_time(self) -> None:
        attempt = finished()
        open_again(attempt)
        change_status(attempt, Change(Status.error), now=NOW)
        assert time_limits.seconds_remaining(enter(attempt), now=LATER) == 1200

    def test_many_take_as_many_statements_as_few(self) -> None:
        def count(size: int) -> int:
            exam = ExamFactory(timed=True)
            chosen = [finished(proctored_exam=exam) for _ in range(size)]
            with CaptureQueriesContext(connection) as statements:
                assert refusals(*chosen, by=None) == [None] * size
            return len(statements)

        count(1)
        assert count(1) == count(30)


class TestRefusals:
    """What stays closed, and why."""

    @pytest.mark.parametrize(
        'status', [Status.declined, Status.verified, Status.rejected, Status.second_review_required]
    )
    def test_other_statuses(self, status: str) -> None:
        assert refusals(finished(status)) == ['not_finished']

    def test_attempts_in_progress(self) -> None:
        assert refusals(running(), AttemptFactory(status=Status.created)) == ['not_finished'] * 2

    def test_the_learner_of_the_attempt(self) -> None:
        attempt = finished()
        assert refusals(attempt, by=attempt.user) == ['own']

    def test_practice(self) -> None:
        made_for_practice = finished(is_sample_attempt=True)
        assert refusals(AttemptFactory(status='error', proctored_exam__practice=True), made_for_practice) == [
            'practice',
            'practice',
        ]

    def test_an_older_attempt(self) -> None:
        attempt = finished()
        newer = finished(user=attempt.user, proctored_exam=attempt.proctored_exam)
        assert refusals(attempt, newer) == ['not_current', None]

    def test_one_that_is_open_already(self) -> None:
        attempt, marked = finished(), finished(Status.error, ready_to_resume=True)
        assert refusals(attempt, marked) == [None, 'already']
        assert refusals(attempt) == ['already']

    def test_attempts_of_other_courses_and_none(self) -> None:
        attempt = finished(proctored_exam__course_id='course-v1:Other+1+2030')
        results = reopen([attempt.id, 98765], 60, course_id=COURSE_ID, reason='', by=None, now=NOW).results
        assert [each.refusal for each in results] == ['not_found', 'not_found']
        attempt.refresh_from_db()
        assert not attempt.ready_to_resume

    @pytest.mark.parametrize(
        ('minutes', 'seconds', 'refusal'), [(-5, 0, 'due_date'), (0.5, 0, 'due_date'), (8, 480, None)]
    )
    def test_the_due_date(self, minutes: float, seconds: int, refusal: str | None) -> None:
        attempt = finished(proctored_exam__due_date=NOW + timedelta(minutes=minutes))
        (result,) = open_again(attempt).results
        assert (result.seconds, result.refusal) == (seconds, refusal)
        attempt.refresh_from_db()
        assert attempt.ready_to_resume is (refusal is None)
        if attempt.ready_to_resume:
            assert attempt.time_remaining_seconds == 1200, 'a due date that moves until then leaves more'

    @pytest.mark.parametrize('seconds', [0, -60, 10**10])
    def test_no_time(self, seconds: int) -> None:
        with pytest.raises(InvalidInputException):
            reopen([1], seconds, course_id=COURSE_ID, reason='', by=None, now=NOW)


class TestUndo:
    """As long as nobody has come back."""

    @pytest.mark.parametrize(
        ('status', 'facts'),
        [
            (Status.submitted, {}),
            (Status.submitted, {'time_remaining_seconds': 5430}),
            (Status.error, {'is_resumable': True, 'time_remaining_seconds': 777}),
        ],
    )
    def test_what_was_stored_before_is_restored(self, status: str, facts: dict[str, Any]) -> None:
        attempt, teacher = finished(status, **facts), UserFactory()
        attempt.refresh_from_db()
        batch = open_again(attempt).batch
        undo(batch, course_id=COURSE_ID, by=teacher, now=LATER)
        restored = Attempt.objects.get(id=attempt.id)
        for name in ('status', 'time_remaining_seconds', 'is_resumable', 'ready_to_resume', 'current_at_exam'):
            assert getattr(restored, name) == getattr(attempt, name), name
        row = Reopening.objects.get()
        assert (row.reverted_at, row.reverted_by_id) == (LATER, teacher.id)
        with pytest.raises(StudentExamAttemptAlreadyExistsException):
            enter(attempt)
        assert refusals(attempt) == [None], 'it can be reopened again'

    def test_a_status_that_has_changed_stays(self) -> None:
        attempt = finished(Status.error, is_resumable=True)
        batch = open_again(attempt).batch
        change_status(attempt, Change(Status.verified), now=NOW)
        undo(batch, course_id=COURSE_ID, by=None, now=LATER)
        attempt.refresh_from_db()
        assert (attempt.status, attempt.ready_to_resume, attempt.is_resumable) == (Status.verified, False, False)

    def test_who_has_come_back_goes_on_and_so_do_the_others(self) -> None:
        one, other = finished(), finished()
        batch = open_again(one, other).batch
        enter(one)
        with pytest.raises(InvalidInputException, match='already continued'):
            undo(batch, course_id=COURSE_ID, by=None, now=LATER)
        other.refresh_from_db()
        assert other.ready_to_resume

    def test_one_that_was_removed_cannot_be_closed_again(self) -> None:
        attempt = finished()
        batch = open_again(attempt).batch
        attempt.delete_exam_attempt()
        with pytest.raises(InvalidInputException):
            undo(batch, course_id=COURSE_ID, by=None, now=LATER)

    def test_nothing_is_left_to_undo(self) -> None:
        batch = open_again(finished()).batch
        with pytest.raises(InvalidInputException, match='no reopening'):
            undo(batch, course_id='course-v1:Other+1+2030', by=None, now=NOW)
        undo(batch, course_id=COURSE_ID, by=None, now=NOW)
        with pytest.raises(InvalidInputException, match='no reopening'):
            undo(batch, course_id=COURSE_ID, by=None, now=NOW)

    def test_a_batch_is_continued_and_undone_as_one(self) -> None:
        one, other = finished(), finished()
        batch = open_again(one).batch
        assert open_again(other, batch=batch).batch == batch
        assert len(undo(batch, course_id=COURSE_ID, by=None, now=NOW).results) == 2
