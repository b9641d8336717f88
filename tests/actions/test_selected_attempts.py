"""Staff ends attempts and lets learners resume: once, with the reason, whatever becomes of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.db.models import QuerySet

from edx_proctoring.actions.attempt_removal import delete_rows
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.selected_attempts import Acted, end, let_resume
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import AttemptNote, HistoricalProctoredExamStudentAttempt, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.actions.conftest import AtOnce
from tests.actions.running_attempts import NOW, running
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory

Attempt = ProctoredExamStudentAttempt
REASON = 'The room closed.'


def reasons() -> QuerySet[AttemptNote]:
    """What staff wrote; there are also notes of what was delivered."""
    return AttemptNote.objects.filter(kind__in=AttemptNote.IN_WORDS)


def ended(*ids: int, reason: str = REASON, by: Any = None) -> list[Acted]:
    return end(ids, course_id=COURSE_ID, reason=reason, by=by, now=NOW)


def resumable(*ids: int, reason: str = '', by: Any = None) -> list[Acted]:
    return let_resume(ids, course_id=COURSE_ID, reason=reason, by=by, now=NOW)


@pytest.mark.django_db(transaction=True)
class TestEnding:
    """Attempts that are in progress."""

    def test_it_is_submitted_now_and_everybody_hears_of_it(self, host: Host, provider: RecordingProvider) -> None:
        teacher, attempt = UserFactory(), running()
        assert ended(attempt.id, by=teacher) == [Acted(attempt.id, 'submitted')]
        attempt.refresh_from_db()
        assert (attempt.status, attempt.completed_at) == ('submitted', NOW)
        assert [call.method for call in provider.calls] == ['stop_exam_attempt']
        assert len(host.calls_to('instructor', 'complete_student_attempt')) == 1
        assert [each['status'] for each in host.calls_to('credit', 'set_credit_requirement_status')] == ['submitted']
        assert len(mail.outbox) == 1
        note = reasons().get()
        assert (note.kind, note.text, note.attempt_id) == ('end', REASON, attempt.id)
        assert (note.written_by_id, note.written_at, note.user_id) == (teacher.id, NOW, attempt.user_id)

    def test_the_same_again_changes_nothing(self, provider: RecordingProvider) -> None:
        attempt = running()
        ended(attempt.id)
        before = HistoricalProctoredExamStudentAttempt.objects.count()
        assert ended(attempt.id, reason='Once more.') == [Acted(attempt.id, 'submitted', 'over')]
        assert reasons().get().text == REASON
        assert HistoricalProctoredExamStudentAttempt.objects.count() == before
        assert len(provider.calls) == 1

    def test_one_whose_time_was_over_was_submitted_then(self) -> None:
        attempt = running(started_at=NOW - timedelta(minutes=95))
        assert ended(attempt.id) == [Acted(attempt.id, 'submitted', 'over')]
        attempt.refresh_from_db()
        assert attempt.completed_at == NOW - timedelta(minutes=5)
        assert not reasons().exists()

    @pytest.mark.parametrize(
        ('status', 'refusal'),
        [
            ('created', 'not_running'),
            ('download_software_clicked', 'not_running'),
            ('ready_to_start', 'not_running'),
            ('error', 'over'),
            ('declined', 'over'),
            ('verified', 'over'),
            ('rejected', 'over'),
            ('onboarding_reset', 'not_running'),
        ],
    )
    def test_others_stay_as_they_are(self, status: str, refusal: Any) -> None:
        attempt = AttemptFactory(status=status)
        assert ended(attempt.id) == [Acted(attempt.id, status, refusal)]
        assert Attempt.objects.get(id=attempt.id).status == status
        assert not reasons().exists()

    def test_each_counts_for_itself_in_the_order_of_the_request(self) -> None:
        foreign = running(proctored_exam=ExamFactory(course_id='course-v1:Org+Other+Run'))
        first, second = running(), running(status='ready_to_submit')
        over = AttemptFactory(status='verified')
        ids = [second.id, 10**12, over.id, first.id, foreign.id, second.id]
        assert [(each.attempt_id, each.refusal) for each in ended(*ids)] == [
            (second.id, None),
            (10**12, 'not_found'),
            (over.id, 'over'),
            (first.id, None),
            (foreign.id, 'not_found'),
        ]
        assert Attempt.objects.get(id=foreign.id).status == 'started'

    @pytest.mark.parametrize('reason', ['', ' \n'])
    def test_a_reason_is_required(self, reason: str) -> None:
        attempt = running()
        with pytest.raises(InvalidInputException, match='reason'):
            ended(attempt.id, reason=reason)
        assert Attempt.objects.get(id=attempt.id).status == 'started'


@pytest.mark.django_db(transaction=True)
class TestResuming:
    """Attempts that ended with an error."""

    def test_it_is_ready_to_resume_and_the_reason_is_kept(self) -> None:
        attempt = change_status(running(), Change('error'), now=NOW)
        assert resumable(attempt.id, reason='A power cut.') == [Acted(attempt.id, 'error')]
        stored = Attempt.objects.get(id=attempt.id)
        assert (stored.ready_to_resume, stored.is_resumable) == (True, False)
        assert reasons().values_list('kind', 'text').get() == ('resume', 'A power cut.')
        assert resumable(attempt.id, reason='Again.') == [Acted(attempt.id, 'error', 'not_resumable')]
        assert reasons().count() == 1

    def test_without_a_reason_there_is_no_note(self) -> None:
        attempt = AttemptFactory(status='error', is_resumable=True)
        assert resumable(attempt.id)[0].refusal is None
        assert not reasons().exists()

    def test_others_are_refused(self) -> None:
        attempts = [running(), AttemptFactory(status='submitted'), AttemptFactory(status='error')]
        assert {each.refusal for each in resumable(*[each.id for each in attempts])} == {'not_resumable'}
        assert not Attempt.objects.filter(ready_to_resume=True).exists()


@pytest.mark.django_db(transaction=True)
def test_of_those_who_end_them_at_once_each_attempt_has_one(at_once: AtOnce, provider: RecordingProvider) -> None:
    attempts = [running() for _ in range(4)]
    ids = [each.id for each in attempts]
    people = [UserFactory() for _ in range(4)]
    orders: list[Callable[[], Any]] = [
        partial(ended, *(ids if place % 2 else reversed(ids)), by=by) for place, by in enumerate(people)
    ]
    results = at_once(orders)
    done = Counter(each.attempt_id for result in results for each in result if each.refusal is None)
    assert done == dict.fromkeys(ids, 1)
    assert {each.refusal for result in results for each in result} == {None, 'over'}
    assert reasons().count() == len(ids)
    assert [call.method for call in provider.calls] == ['stop_exam_attempt'] * len(ids)


@pytest.mark.django_db(transaction=True)
def test_one_that_was_removed_meanwhile_is_not_found() -> None:
    users = [UserFactory(), UserFactory(id=987_654)]
    attempts = [running(user=user) for user in users]
    first, second = (each.id for each in attempts)

    def remove_second(execute: Any, sql: str, *rest: Any) -> Any:
        """Somebody removes it before it is locked: it is the second one that a transaction begins for."""
        begun.append(sql.startswith('SELECT') and f'{attempts[1].user_id}' in str(rest[0]))
        if begun.count(True) == 1 and begun[-1]:
            delete_rows([second], now=NOW)
        return execute(sql, *rest)

    begun: list[bool] = []
    with connection.execute_wrapper(remove_second):
        results = ended(first, second)
    assert results == [Acted(first, 'submitted'), Acted(second, refusal='not_found')]
