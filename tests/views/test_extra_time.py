"""Staff gives attempts that are running more time, over the API."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from edx_proctoring import api
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt, TimeGrant
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory
from tests.views.conftest import sender, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(course_staff: Any) -> APIClient:
    """The course's staff."""
    return sender(course_staff)


def running(now: datetime, **fields: Any) -> ProctoredExamStudentAttempt:
    """An attempt with half an hour left."""
    return AttemptFactory(
        status='started', started_at=now - timedelta(minutes=60), allowed_time_limit_mins=90, **fields
    )


def post(client: APIClient, **body: Any) -> Any:
    """Ask for ten minutes more."""
    return client.post(url('proctored_exam.extra_time', COURSE_ID), {'minutes': 10, **body})


def test_the_learner_sees_it_with_the_next_poll(client: APIClient, now: datetime) -> None:
    attempt = running(now)
    answer = post(client, attempt_ids=[attempt.id], reason='The network was down.')
    assert answer.json()['results'] == [
        {'attempt_id': attempt.id, 'gained_seconds': 600, 'time_remaining_seconds': 2400, 'detail': ''}
    ]
    poll = sender(attempt.user).get(url('proctored_exam.attempt', attempt.id)).json()
    assert poll['time_remaining_seconds'] == 2400


def test_all_at_an_exam_and_undone_again(client: APIClient, now: datetime) -> None:
    exam = ExamFactory()
    attempts = [running(now, proctored_exam=exam) for _ in range(3)]
    other = running(now)
    answer = post(client, exam_id=exam.id).json()
    assert {each['attempt_id'] for each in answer['results']} == {attempt.id for attempt in attempts}
    undone = client.delete(url('proctored_exam.extra_time', COURSE_ID), {'batch': answer['batch']}).json()
    assert {(each['gained_seconds'], each['time_remaining_seconds']) for each in undone['results']} == {(-600, 1800)}
    limits = ProctoredExamStudentAttempt.objects.values_list('allowed_time_limit_mins', flat=True)
    assert set(limits) == {90}
    assert not TimeGrant.objects.filter(attempt_id=other.id).exists()


def test_why_an_attempt_gets_less_or_nothing(client: APIClient, now: datetime) -> None:
    cut = running(now, proctored_exam__due_date=now + timedelta(minutes=34))
    over = AttemptFactory(status='submitted')
    results = post(client, attempt_ids=[cut.id, over.id, 98765]).json()['results']
    assert [each['gained_seconds'] for each in results] == [240, 0, 0]
    assert results[0]['detail'] == 'The due date leaves 4 of 10 minutes.'
    assert [each.get('reason') for each in results] == [None, 'not_running', 'not_found']
    assert post(client, attempt_ids=[cut.id], beyond_due_date=True).json()['results'][0]['gained_seconds'] == 600


def test_an_extension_is_continued(client: APIClient, now: datetime) -> None:
    first, second = running(now), running(now)
    batch = post(client, attempt_ids=[first.id]).json()['batch']
    assert post(client, attempt_ids=[second.id], batch=batch).json()['batch'] == batch
    assert TimeGrant.objects.filter(batch=batch).count() == 2


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'attempt_ids': []},
        {'attempt_ids': [1], 'minutes': 0},
        {'attempt_ids': [1], 'minutes': -5},
        {'attempt_ids': [1], 'minutes': 10_001},
        {'attempt_ids': [1], 'minutes': None},
        {'attempt_ids': [1], 'minutes': 'ten'},
        {'attempt_ids': [1], 'batch': 'mine'},
        {'attempt_ids': [1], 'reason': 5},
        {'attempt_ids': ['a']},
        {'attempt_ids': list(range(5001))},
        {'exam_id': 98765},
        {'exam_id': 'a'},
    ],
    ids=str,
)
def test_what_is_refused(client: APIClient, body: dict[str, Any]) -> None:
    answer = post(client, **body)
    assert (answer.status_code, list(answer.json())) == (400, ['detail'])


def test_exams_of_other_courses_are_unknown(client: APIClient, now: datetime) -> None:
    foreign = running(now, proctored_exam=ExamFactory(course_id='course-v1:Org+Other+Run'))
    assert post(client, exam_id=foreign.proctored_exam_id).status_code == 400
    assert post(client, attempt_ids=[foreign.id]).json()['results'][0]['reason'] == 'not_found'


def test_statements_do_not_grow_with_the_attempts(client: APIClient, now: datetime) -> None:
    def count(exam: ProctoredExam) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert post(client, exam_id=exam.id).status_code == 200
        return len(captured.captured_queries)

    one, many = ExamFactory(), ExamFactory()
    running(now, proctored_exam=one)
    for _ in range(30):  # whose history SQLite stores by one statement
        running(now, proctored_exam=many)
    count(one)  # which characters columns can hold is asked once
    assert count(one) == count(many)


def test_the_functions_for_hosts(now: datetime) -> None:
    attempt = running(now)
    assert api.list_running_attempts(attempt.proctored_exam_id) == [attempt.id]
    batch, seconds = api.extend_attempts([attempt.id], 10, course_id=COURSE_ID)
    assert seconds == {attempt.id: 600}
    api.undo_extension(batch, course_id=COURSE_ID)
    attempt.refresh_from_db()
    assert attempt.allowed_time_limit_mins == 90
