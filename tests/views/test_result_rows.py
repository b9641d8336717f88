"""The results of a course in one file: which rows are in it, with which reviews, and what happens meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from edx_proctoring.exceptions import BusyException
from edx_proctoring.models import ProctoredExam, ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.queries import results
from tests.conftest import START
from tests.factories import COURSE_ID, AttemptFactory, CommentFactory, ExamFactory, ReviewFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID, url
from tests.views.results_of import download, ids, lines, rows


class TestChoice:
    @pytest.fixture
    def tries(self, exam: ProctoredExam, learner: User) -> list[ProctoredExamStudentAttempt]:
        """Two attempts of the learner, and one of somebody else with the statuses in the other order."""
        found = [
            AttemptFactory(proctored_exam=exam, user=learner, status='error', created=START),
            AttemptFactory(proctored_exam=exam, user=learner, status='submitted', created=START + timedelta(hours=1)),
            AttemptFactory(proctored_exam=exam, status='submitted', created=START),
            AttemptFactory(user=learner, status='verified'),
        ]
        AttemptFactory(user=learner, proctored_exam__course_id=OTHER_COURSE_ID, status='submitted')
        return found

    @pytest.mark.parametrize(
        ('query', 'wanted'),
        [
            ({}, [0, 1, 2, 3]),
            ({'status': 'submitted'}, [0, 1, 2]),
            ({'status': 'error'}, []),
            ({'search': 'LEARN'}, [0, 1, 3]),
            ({'search': 'arner@exam'}, [0, 1, 3]),
            ({'search': 'nobody & nowhere'}, []),
            ({'search': 'learner', 'status': 'verified'}, [3]),
        ],
    )
    def test_is_that_of_the_grouped_list(
        self, query: dict[str, str], wanted: list[int], tries: list[Any], as_course_staff: APIClient
    ) -> None:
        expected = [tries[index].id for index in wanted]
        assert ids(rows(as_course_staff, **query)) == expected
        search = query.get('search')
        arguments = ('course', COURSE_ID) if search is None else ('search', COURSE_ID, search)
        address = url(f'proctored_exam.attempts.grouped.{arguments[0]}', *arguments[1:])
        groups = as_course_staff.get(address, {'status': query.get('status', '')}).json()['proctored_exam_attempts']
        assert sorted(attempt['id'] for group in groups for attempt in group['all_attempts']) == expected

    def test_of_one_exam(self, tries: list[Any], as_course_staff: APIClient, exam: ProctoredExam) -> None:
        assert ids(rows(as_course_staff, exam_id=exam.id)) == [each.id for each in tries[:3]]
        assert rows(as_course_staff, exam_id=2**31 - 1) == []

    def test_exams_of_other_courses_are_not_read(self, as_course_staff: APIClient) -> None:
        foreign = AttemptFactory(proctored_exam__course_id=OTHER_COURSE_ID)
        assert rows(as_course_staff, exam_id=foreign.proctored_exam_id) == []

    def test_the_current_attempt(self, exam: ProctoredExam, learner: User, as_course_staff: APIClient) -> None:
        later = START + timedelta(days=1)
        first = AttemptFactory(proctored_exam=exam, user=learner, created=later)
        AttemptFactory(proctored_exam=exam, user=learner, created=START)
        same = [AttemptFactory(user=learner, proctored_exam=ExamFactory()), AttemptFactory(user=learner)]
        twice = AttemptFactory(user=learner, proctored_exam=same[0].proctored_exam, created=same[0].created)
        marked = AttemptFactory(proctored_exam=exam, current_at_exam=exam.id, created=START)
        current = {row['attempt_id'] for row in rows(as_course_staff) if row['is_current']}
        assert current == {first.id, twice.id, same[1].id, marked.id}


class TestReviews:
    @pytest.fixture
    def reviewed(self) -> ProctoredExamStudentAttempt:
        """An attempt about which a person decided, with a finding."""
        attempt = AttemptFactory()
        CommentFactory(review__attempt=attempt, review__reviewed_by=UserFactory(username='grace'))
        return attempt

    def test_that_are_gone(self, as_course_staff: APIClient, reviewed: ProctoredExamStudentAttempt) -> None:
        ProctoredExamSoftwareSecureReview.objects.all().delete()
        (row,) = rows(as_course_staff)
        assert (row['verdict'], row['reviewer'], row['number_of_findings'], row['findings']) == (None, None, None, [])

    def test_of_a_person_who_is_gone(self, as_course_staff: APIClient, reviewed: ProctoredExamStudentAttempt) -> None:
        User.objects.get(username='grace').delete()  # their decisions go with them
        assert [(row['attempt_id'], row['verdict']) for row in rows(as_course_staff)] == [(reviewed.id, None)]

    @pytest.mark.parametrize('gone', ['user', 'proctored_exam'])
    def test_without_learner_or_exam_there_is_no_attempt(
        self, gone: str, as_course_staff: APIClient, reviewed: ProctoredExamStudentAttempt
    ) -> None:
        getattr(reviewed, gone).delete()
        assert rows(as_course_staff) == []

    def test_removed_attempts_are_not_there(
        self, as_course_staff: APIClient, learner: User, exam: ProctoredExam
    ) -> None:
        removed = AttemptFactory(user=learner, proctored_exam=exam)
        ReviewFactory(attempt=removed, is_attempt_active=False)
        removed.delete()
        left = AttemptFactory(user=learner, proctored_exam=exam)
        assert [(row['attempt_id'], row['verdict']) for row in rows(as_course_staff)] == [(left.id, None)]

    def test_that_say_neither_learner_nor_exam_go_by_the_code(self, as_course_staff: APIClient) -> None:
        ReviewFactory(attempt=AttemptFactory(), student=None, exam=None)
        assert [row['verdict'] for row in rows(as_course_staff)] == ['Clean']

    def test_of_attempts_with_the_same_code_are_with_their_learner(
        self, as_course_staff: APIClient, exam: ProctoredExam, learner: User
    ) -> None:
        code = {'attempt_code': 'TWICE'}
        foreign = AttemptFactory(user=learner, proctored_exam__course_id=OTHER_COURSE_ID, **code)
        review = ReviewFactory(attempt=foreign)
        ours = AttemptFactory(proctored_exam=exam, **code)
        again = AttemptFactory(proctored_exam=exam, user=ours.user, **code)
        assert [row['verdict'] for row in rows(as_course_staff)] == [None, None]
        review.exam, review.student = exam, ours.user
        review.save_only()
        assert [(row['attempt_id'], row['verdict']) for row in rows(as_course_staff)] == [
            (ours.id, 'Clean'),
            (again.id, 'Clean'),
        ]

    @pytest.mark.parametrize('code', [None, ''])
    def test_of_attempts_without_code(self, code: str | None, as_course_staff: APIClient) -> None:
        ReviewFactory(attempt=AttemptFactory(attempt_code=code), attempt_code='', exam=None, student=None)
        assert [row['verdict'] for row in rows(as_course_staff)] == [None]

    def test_whose_code_only_looks_the_same(self, as_course_staff: APIClient) -> None:
        ReviewFactory(attempt=AttemptFactory(attempt_code='code'), attempt_code='CODE')
        assert [row['verdict'] for row in rows(as_course_staff)] == [None]


class TestWhileItIsSent:
    @pytest.fixture(autouse=True)
    def small_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Two attempts at once, each row in a piece of its own."""
        monkeypatch.setattr(results, 'ATTEMPTS_AT_ONCE', 2)
        monkeypatch.setattr('edx_proctoring.views.result_files.ROWS_AT_ONCE', 1)

    def test_nothing_is_missed_and_nothing_comes_twice(self, as_course_staff: APIClient, exam: ProctoredExam) -> None:
        there = [AttemptFactory(proctored_exam=exam) for _ in range(6)]
        pieces = download(as_course_staff, file='json').streaming_content
        sent = [next(pieces) for _ in range(3)]
        new = AttemptFactory(proctored_exam=exam)
        expected = [*(there[index].id for index in (0, 1, 2, 3, 5)), new.id]
        there[1].delete()  # it was sent
        there[4].delete()
        assert ids(json.loads(b''.join([*sent, *pieces]))) == expected

    @pytest.mark.parametrize('count', [1, 2, 3, 4])
    def test_every_batch_has_its_reviews(self, count: int, as_course_staff: APIClient) -> None:
        for _ in range(count):
            CommentFactory()
        assert [(row['verdict'], len(row['findings'])) for row in rows(as_course_staff)] == [('Clean', 1)] * count
        assert len(lines(as_course_staff)) == count

    @pytest.mark.parametrize('extension', ['csv', 'json'])
    def test_a_failure_is_no_end(self, extension: str, as_course_staff: APIClient, exam: ProctoredExam) -> None:
        for _ in range(4):
            AttemptFactory(proctored_exam=exam)
        pieces = download(as_course_staff, file=extension).streaming_content
        sent = [next(pieces), next(pieces)]
        with failing_database(), pytest.raises(BusyException):
            sent.extend(pieces)
        assert not sent[-1].rstrip().endswith(b']')

    def test_a_failure_before_the_first_row_is_told(self, as_course_staff: APIClient, exam: ProctoredExam) -> None:
        with failing_database('proctoring_proctoredexamstudentattempt'):
            answer = download(as_course_staff)
        assert answer.status_code == 503
        assert answer.json()['detail']

    def test_few_statements(
        self, as_course_staff: APIClient, exam: ProctoredExam, django_assert_num_queries: Callable[[int], Any]
    ) -> None:
        for _ in range(5):
            CommentFactory(review__attempt__proctored_exam=exam)
        with django_assert_num_queries(2 + 3 + 3 * 2):  # who asks; the exams, and extra time; the batches
            assert len(lines(as_course_staff)) == 5


@contextmanager
def failing_database(word: str = '') -> Iterator[None]:
    """Statements with the word fail."""

    def fail(execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if word in sql:
            raise BusyException('The database is away.')
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail):
        yield
