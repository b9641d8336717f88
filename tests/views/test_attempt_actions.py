"""Staff ends selected attempts, or lets learners resume, over the API."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from edx_proctoring import api
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import AttemptNote, ProctoredExamStudentAttempt
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory
from tests.views.conftest import OTHER_COURSE_ID, sender, url

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
    return client.post(url('proctored_exam.attempt_actions', COURSE_ID), body)


def test_ending_closes_the_exam_of_the_learner(client: APIClient, now: datetime, course_staff: Any) -> None:
    attempt = running(now)
    answer = post(client, action='end', attempt_ids=[attempt.id], reason='The room closed.')
    assert answer.json() == {'results': [{'attempt_id': attempt.id, 'status': 'submitted', 'detail': ''}]}
    assert sender(attempt.user).get(url('proctored_exam.attempt', attempt.id)).json()['status'] == 'submitted'
    assert not sender(attempt.user).get(url('proctored_exam.attempt.collection')).json()['in_timed_exam']
    note = AttemptNote.objects.get()
    assert (note.text, note.written_by_id) == ('The room closed.', course_staff.id)


def test_why_one_is_not_ended(client: APIClient, now: datetime) -> None:
    foreign = running(now, proctored_exam=ExamFactory(course_id=OTHER_COURSE_ID))
    over, waiting, attempt = AttemptFactory(status='verified'), AttemptFactory(status='created'), running(now)
    ids = [over.id, waiting.id, foreign.id, attempt.id, 2**63 - 1]
    results = post(client, action='end', attempt_ids=ids, reason='Noon.').json()['results']
    assert [(each['attempt_id'], each['status'], each.get('refusal'), each['detail']) for each in results] == [
        (over.id, 'verified', 'over', 'The attempt was over already.'),
        (waiting.id, 'created', 'not_running', 'The attempt is not in progress.'),
        (foreign.id, None, 'not_found', 'This course has no such attempt.'),
        (attempt.id, 'submitted', None, ''),
        (2**63 - 1, None, 'not_found', 'This course has no such attempt.'),
    ]
    again = post(client, action='end', attempt_ids=[attempt.id], reason='Noon.').json()['results']
    assert again[0]['refusal'] == 'over'


def test_a_learner_may_resume(client: APIClient) -> None:
    attempt, other = AttemptFactory(status='error', is_resumable=True), AttemptFactory(status='error')
    results = post(client, action='ready_to_resume', attempt_ids=[attempt.id, other.id]).json()['results']
    assert [(each['status'], each.get('refusal')) for each in results] == [('error', None), ('error', 'not_resumable')]
    attempt.refresh_from_db()
    assert (attempt.ready_to_resume, attempt.is_resumable) == (True, False)


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'action': 'end'},
        {'action': 'end', 'attempt_ids': [1]},
        {'action': 'end', 'attempt_ids': [1], 'reason': ''},
        {'action': 'end', 'attempt_ids': [1], 'reason': ' '},
        {'action': 'end', 'attempt_ids': [1], 'reason': 5},
        {'action': 'end', 'attempt_ids': [], 'reason': 'Noon.'},
        {'action': 'end', 'attempt_ids': ['a'], 'reason': 'Noon.'},
        {'action': 'end', 'attempt_ids': [[1]], 'reason': 'Noon.'},
        {'action': 'end', 'attempt_ids': {'1': 1}, 'reason': 'Noon.'},
        {'action': 'end', 'attempt_ids': list(range(5001)), 'reason': 'Noon.'},
        {'action': 'remove', 'attempt_ids': [1], 'reason': 'Noon.'},
        {'action': ['end'], 'attempt_ids': [1], 'reason': 'Noon.'},
        {'action': None, 'attempt_ids': [1], 'reason': 'Noon.'},
    ],
    ids=lambda body: str(body)[:60],
)
def test_what_is_refused(client: APIClient, now: datetime, body: dict[str, Any]) -> None:
    attempt = running(now)
    answer = post(client, **body)
    assert (answer.status_code, list(answer.json())) == (400, ['detail'])
    attempt.refresh_from_db()
    assert attempt.status == 'started'


def test_the_function_for_hosts(now: datetime, course_staff: Any) -> None:
    attempt, over = running(now), AttemptFactory(status='submitted')
    ended = api.end_attempts([attempt.id, over.id], course_id=COURSE_ID, reason='Noon.', by=course_staff)
    assert ended == {attempt.id: None, over.id: 'over'}
    assert AttemptNote.objects.get().written_by_id == course_staff.id
    with pytest.raises(InvalidInputException):
        api.end_attempts([attempt.id], course_id=COURSE_ID, reason='')
