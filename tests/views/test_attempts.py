"""The attempts of a course as its staff read and remove them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.exceptions import BackendProviderCannotRemoveAttempt
from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory
from tests.views.conftest import OTHER_COURSE_ID, Unchanged, url


def grouped(client: APIClient, search: str | None = None, **query: Any) -> Any:
    names = ('course', COURSE_ID) if search is None else ('search', COURSE_ID, search)
    return client.get(url(f'proctored_exam.attempts.grouped.{names[0]}', *names[1:]), query).json()


class TestGroups:
    def test_attempts_of_one_learner_at_one_exam_are_a_group(
        self, as_course_staff: APIClient, learner: User, exam: ProctoredExam
    ) -> None:
        first = AttemptFactory(user=learner, proctored_exam=exam)
        other = AttemptFactory(proctored_exam=exam)
        second = AttemptFactory(user=learner, proctored_exam=exam)
        AttemptFactory(proctored_exam__course_id=OTHER_COURSE_ID)
        answer = grouped(as_course_staff)
        shown = [
            (group['id'], [attempt['id'] for attempt in group['all_attempts']])
            for group in answer['proctored_exam_attempts']
        ]
        assert shown == [(second.id, [second.id, first.id]), (other.id, [other.id])]
        assert answer['pagination_info'] == {
            'has_previous': False,
            'has_next': False,
            'current_page': 1,
            'total_pages': 1,
        }
        assert answer['attempt_url'] == url('proctored_exam.attempts.grouped.course', COURSE_ID)

    @pytest.mark.parametrize('text', ['LEARN', 'learner@example', 'earne'])
    def test_search_by_name_or_address(self, text: str, as_course_staff: APIClient, learner: User) -> None:
        attempt = AttemptFactory(user=learner)
        AttemptFactory()
        answer = grouped(as_course_staff, text)
        assert [group['id'] for group in answer['proctored_exam_attempts']] == [attempt.id]
        assert answer['attempt_url'] == url('proctored_exam.attempts.grouped.search', COURSE_ID, text)

    @pytest.mark.parametrize(
        ('page', 'current', 'shown'),
        [(None, 1, 25), ('1', 1, 25), ('2', 2, 2), ('99', 2, 2), ('x', 1, 25), ('0', 2, 2)],
    )
    def test_pages(self, page: str | None, current: int, shown: int, as_staff: APIClient, exam: ProctoredExam) -> None:
        AttemptFactory.create_batch(27, proctored_exam=exam)
        answer = grouped(as_staff, **({} if page is None else {'page': page}))
        assert len(answer['proctored_exam_attempts']) == shown
        assert answer['pagination_info'] == {
            'has_previous': current == 2,
            'has_next': current == 1,
            'current_page': current,
            'total_pages': 2,
        }

    @pytest.mark.deviation('X98')
    @pytest.mark.parametrize(
        ('sent', 'shown'),
        [
            ('1', 1),
            ('26', 26),
            ('250', 27),
            ('251', 27),
            ('9' * 30, 25),
            *((bad, 25) for bad in ('0', '-1', 'x', '', '1.5')),
        ],
    )
    def test_the_size_of_a_page(self, sent: str, shown: int, as_staff: APIClient, exam: ProctoredExam) -> None:
        AttemptFactory.create_batch(27, proctored_exam=exam)
        answer = grouped(as_staff, per_page=sent)
        assert len(answer['proctored_exam_attempts']) == shown
        assert answer['pagination_info']['total_pages'] == -(-27 // shown)
        assert len(grouped(as_staff, per_page=sent, page='99')['proctored_exam_attempts']) == (27 % shown or shown)

    @pytest.mark.deviation('X98')
    def test_a_page_has_250_groups_at_most(self, as_staff: APIClient, exam: ProctoredExam) -> None:
        AttemptFactory.create_batch(252, proctored_exam=exam)
        for sent in ('251', '1000'):
            assert len(grouped(as_staff, per_page=sent)['proctored_exam_attempts']) == 250
        ids = [
            group['id']
            for page in (1, 2, 3)
            for group in grouped(as_staff, per_page='100', page=page)['proctored_exam_attempts']
        ]
        assert len(set(ids)) == 252

    def test_only_one_exam(self, as_course_staff: APIClient, learner: User, exam: ProctoredExam) -> None:
        here = AttemptFactory(user=learner, proctored_exam=exam)
        AttemptFactory(user=learner)
        answer = grouped(as_course_staff, exam_id=exam.id)
        assert [group['id'] for group in answer['proctored_exam_attempts']] == [here.id]
        assert as_course_staff.get(answer['attempt_url'], {'exam_id': 'x'}).status_code == 400

    def test_only_groups_whose_newest_attempt_has_the_status(
        self, as_course_staff: APIClient, learner: User, exam: ProctoredExam
    ) -> None:
        first = AttemptFactory(user=learner, proctored_exam=exam, status='error')
        newest = AttemptFactory(user=learner, proctored_exam=exam, status='submitted')
        other = AttemptFactory(proctored_exam=exam, status='error')
        failed = grouped(as_course_staff, status='error')['proctored_exam_attempts']
        (submitted,) = grouped(as_course_staff, status='submitted')['proctored_exam_attempts']
        assert [group['id'] for group in failed] == [other.id]
        assert [attempt['id'] for attempt in submitted['all_attempts']] == [newest.id, first.id]

    def test_nothing_there(self, as_staff: APIClient) -> None:
        assert grouped(as_staff)['proctored_exam_attempts'] == []

    def test_an_exam_that_nobody_has_entered(self, as_staff: APIClient, exam: ProctoredExam) -> None:
        assert grouped(as_staff)['proctored_exam_attempts'] == []

    @pytest.mark.parametrize('count', [1, 30])
    def test_the_number_of_queries_is_constant(
        self, count: int, as_staff: APIClient, exam: ProctoredExam, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        AttemptFactory.create_batch(count, proctored_exam=exam)
        with django_assert_num_queries(6):  # session, user, exams, count, page, attempts
            grouped(as_staff)


class TestRemoval:
    def test_of_one(
        self, as_course_staff: APIClient, attempt: ProctoredExamStudentAttempt, provider: RecordingProvider
    ) -> None:
        answer = as_course_staff.delete(url('proctored_exam.attempt', attempt.id))
        assert (answer.status_code, answer.content) == (200, b'')
        assert not ProctoredExamStudentAttempt.objects.exists()
        assert len(provider.calls_to('remove_exam_attempt')) == 1

    @pytest.mark.django_db(transaction=True)
    def test_one_whose_time_is_over_is_ended_first(
        self, as_course_staff: APIClient, learner: User, provider: RecordingProvider, now: datetime
    ) -> None:
        """The provider hears of the end before it hears of the removal, and the history says when it ended."""
        started_at = now - timedelta(minutes=100)
        attempt = AttemptFactory(
            user=learner, status=Status.started, started_at=started_at, allowed_time_limit_mins=90, external_id='ext'
        )
        assert as_course_staff.delete(url('proctored_exam.attempt', attempt.id)).status_code == 200
        assert [call.method for call in provider.calls] == ['stop_exam_attempt', 'remove_exam_attempt']
        last = ProctoredExamStudentAttempt.history.filter(attempt_code=attempt.attempt_code).latest('history_id')
        assert (last.status, last.completed_at) == (Status.submitted, started_at + timedelta(minutes=90))
        assert not ProctoredExamStudentAttempt.objects.exists()

    @pytest.mark.parametrize('trouble', ['unconfirmed', 'failed'])
    def test_needs_the_provider(
        self, trouble: str, as_staff: APIClient, attempt: ProctoredExamStudentAttempt, provider: RecordingProvider
    ) -> None:
        if trouble == 'failed':
            provider.failures['remove_exam_attempt'] = BackendProviderCannotRemoveAttempt('no')
        else:
            provider.answers['remove_exam_attempt'] = False
        answer = as_staff.delete(url('proctored_exam.attempt', attempt.id))
        assert (answer.status_code, list(answer.json())) == (502, ['detail'])
        assert ProctoredExamStudentAttempt.objects.get() == attempt

    @pytest.mark.deviation('R5')
    @pytest.mark.parametrize(('client', 'status'), [('as_staff', 400), ('as_course_staff', 403), ('as_learner', 403)])
    @pytest.mark.parametrize('what', ['attempt', 'reset'])
    def test_of_what_is_not_there(
        self,
        what: str,
        client: str,
        status: int,
        exam: ProctoredExam,
        learner: User,
        request: pytest.FixtureRequest,
        unchanged: Unchanged,
    ) -> None:
        address = (
            url('proctored_exam.attempt', 999)
            if what == 'attempt'
            else url('proctored_exam.attempts.reset', 999, learner.id)
        )
        sender: APIClient = request.getfixturevalue(client)
        with unchanged():
            answer = sender.delete(address)
            assert (answer.status_code, list(answer.json())) == (status, ['detail'])

    @pytest.mark.deviation('R5')
    @pytest.mark.parametrize('what', ['attempt', 'reset'])
    def test_whether_there_is_one_is_for_staff_of_its_course(
        self, what: str, as_course_staff: APIClient, exam: ProctoredExam, learner: User
    ) -> None:
        """The answers about one of another course and about none are the same, to the letter."""
        foreign = AttemptFactory(user=learner, proctored_exam__course_id=OTHER_COURSE_ID)
        answers = [
            as_course_staff.delete(
                url('proctored_exam.attempt', attempt_id)
                if what == 'attempt'
                else url('proctored_exam.attempts.reset', exam_id, learner.id)
            )
            for attempt_id, exam_id in ((foreign.id, foreign.proctored_exam_id), (999, 999))
        ]
        assert [(answer.status_code, answer.content) for answer in answers] == [(403, answers[0].content)] * 2

    def test_who_removes_one_twice_is_told_so(
        self, as_course_staff: APIClient, attempt: ProctoredExamStudentAttempt
    ) -> None:
        statuses = [as_course_staff.delete(url('proctored_exam.attempt', attempt.id)).status_code for _ in range(2)]
        assert statuses == [200, 400]

    @pytest.mark.deviation('S3')
    def test_staff_of_another_course_do_not_get_in_by_naming_theirs(
        self, as_course_staff: APIClient, learner: User, unchanged: Unchanged
    ) -> None:
        foreign = AttemptFactory(user=learner, proctored_exam__course_id=OTHER_COURSE_ID)
        addresses = [
            url('proctored_exam.attempt', foreign.id),
            url('proctored_exam.attempts.reset', foreign.proctored_exam_id, learner.id),
        ]
        for address in addresses:
            with unchanged():
                assert as_course_staff.delete(address, {'course_id': COURSE_ID}).status_code == 403

    def test_of_all_of_a_learner(self, as_course_staff: APIClient, learner: User, exam: ProctoredExam) -> None:
        AttemptFactory.create_batch(2, user=learner, proctored_exam=exam)
        kept = AttemptFactory(proctored_exam=exam)
        answer = as_course_staff.delete(url('proctored_exam.attempts.reset', exam.id, learner.id))
        assert (answer.status_code, answer.content) == (200, b'')
        assert ProctoredExamStudentAttempt.objects.get() == kept

    def test_of_all_where_there_are_none(self, as_staff: APIClient, exam: ProctoredExam, learner: User) -> None:
        answer = as_staff.delete(url('proctored_exam.attempts.reset', exam.id, learner.id))
        assert (answer.status_code, type(answer.json())) == (404, str)

    def test_what_was_removed_before_a_failure_stays_removed(
        self, as_staff: APIClient, learner: User, provider: RecordingProvider
    ) -> None:
        exam = ExamFactory()
        AttemptFactory(user=learner, proctored_exam=exam, external_id=None)  # nothing to ask the provider for
        kept = AttemptFactory(user=learner, proctored_exam=exam)
        provider.answers['remove_exam_attempt'] = False
        assert as_staff.delete(url('proctored_exam.attempts.reset', exam.id, learner.id)).status_code == 502
        assert ProctoredExamStudentAttempt.objects.get() == kept
