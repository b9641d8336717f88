"""Messages of course staff reach the learner's page with its next poll, over the API."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from edx_proctoring.models import AttemptNote, ProctoredExamStudentAttempt
from tests.factories import COURSE_ID, AttemptFactory
from tests.test_presence import BROKEN
from tests.views.conftest import sender, url

pytestmark = pytest.mark.django_db
TEXT = 'The room closes <b>at noon</b> &\nyou have to leave.'
OF_SESSION = 2


@pytest.fixture
def client(course_staff: Any) -> APIClient:
    """The course's staff."""
    return sender(course_staff)


@pytest.fixture
def attempt(now: datetime) -> ProctoredExamStudentAttempt:
    """One with half an hour left."""
    started_at = now - timedelta(minutes=60)
    attempt = AttemptFactory(status='started', started_at=started_at, allowed_time_limit_mins=90)
    ProctoredExamStudentAttempt.objects.filter(id=attempt.id).update(current_at_exam=attempt.proctored_exam_id)
    return attempt


def post(client: APIClient, **body: Any) -> Any:
    return client.post(url('proctored_exam.messages', COURSE_ID), {'text': TEXT, **body})


def poll(learner: APIClient, attempt: ProctoredExamStudentAttempt) -> Any:
    return learner.get(url('proctored_exam.attempt', attempt.id)).json()


def test_the_learner_is_told_until_they_dismiss_it(
    client: APIClient, now: datetime, attempt: ProctoredExamStudentAttempt, shared_cache: None
) -> None:
    learner = sender(attempt.user)
    assert 'messages' not in poll(learner, attempt)
    answer = post(client, attempt_ids=[attempt.id])
    assert answer.json() == {'results': [{'attempt_id': attempt.id, 'detail': ''}]}
    waiting = [{'number': 1, 'text': TEXT, 'sent_at': now.isoformat().replace('+00:00', 'Z')}]
    assert poll(learner, attempt)['messages'] == waiting
    assert learner.get(url('proctored_exam.attempt.collection')).json()['messages'] == waiting
    read = url('proctored_exam.messages.read', attempt.id)
    for _ in range(2):
        assert learner.post(read, {'numbers': [1]}).status_code == 200
    assert 'messages' not in poll(learner, attempt)
    assert 'messages' not in learner.get(url('proctored_exam.attempt.collection')).json()
    assert AttemptNote.objects.get().read_at == now


def test_a_poll_takes_two_statements_with_and_without_a_message(
    client: APIClient, attempt: ProctoredExamStudentAttempt, shared_cache: None
) -> None:
    learner = sender(attempt.user)

    def count() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            told = poll(learner, attempt).get('messages', [])
        return len(captured.captured_queries), len(told)

    of_poll = 1  # the attempt with its exam
    counts = [count()]
    post(client, attempt_ids=[attempt.id])
    counts.append(count())
    post(client, attempt_ids=[attempt.id])
    counts.append(count())
    assert counts == [(of_poll + OF_SESSION, 0), (of_poll + OF_SESSION, 1), (of_poll + OF_SESSION, 2)]


def test_only_the_learner_dismisses_it(
    client: APIClient, attempt: ProctoredExamStudentAttempt, shared_cache: None, staff: Any
) -> None:
    post(client, attempt_ids=[attempt.id])
    read = url('proctored_exam.messages.read', attempt.id)
    for other in (client, sender(staff), sender(None)):
        assert other.post(read, {'numbers': [1]}).status_code == 403
    for numbers in ([], ['a'], None, [-1], [1.5], {'a': 1}, [2**63]):
        assert sender(attempt.user).post(read, {'numbers': numbers}).status_code == 400
    assert sender(attempt.user).post(read, {'numbers': [2**63 - 1]}).status_code == 200
    assert len(poll(sender(attempt.user), attempt)['messages']) == 1
    assert sender(attempt.user).post(url('proctored_exam.messages.read', 98765), {'numbers': [1]}).status_code == 400


def test_an_attempt_that_is_over_has_no_messages(
    client: APIClient, attempt: ProctoredExamStudentAttempt, shared_cache: None
) -> None:
    post(client, attempt_ids=[attempt.id])
    body = {'action': 'end', 'attempt_ids': [attempt.id], 'reason': 'Noon.'}
    client.post(url('proctored_exam.attempt_actions', COURSE_ID), body)
    assert 'messages' not in poll(sender(attempt.user), attempt)
    assert post(client, attempt_ids=[2**63 - 1]).json()['results'][0]['refusal'] == 'not_found'
    assert post(client, attempt_ids=[attempt.id]).json()['results'] == [
        {
            'attempt_id': attempt.id,
            'detail': 'The attempt is not in progress, or its time is over.',
            'refusal': 'not_running',
        }
    ]


def test_a_cache_that_each_process_has_for_itself_delivers_nothing(
    client: APIClient, attempt: ProctoredExamStudentAttempt
) -> None:
    answer = post(client, attempt_ids=[attempt.id])
    assert (answer.status_code, answer.json()) == (
        409,
        {'detail': 'Messages cannot be delivered: this site has no shared cache.'},
    )
    assert not AttemptNote.objects.exists()
    assert 'messages' not in poll(sender(attempt.user), attempt)


def test_a_cache_that_fails_hinders_no_poll(
    client: APIClient, attempt: ProctoredExamStudentAttempt, settings: Any
) -> None:
    learner = sender(attempt.user)
    settings.CACHES = BROKEN
    assert post(client, attempt_ids=[attempt.id]).json()['results'][0]['refusal'] == 'not_delivered'
    assert poll(learner, attempt)['time_remaining_seconds'] == 1800
    assert learner.post(url('proctored_exam.messages.read', attempt.id), {'numbers': [1]}).status_code == 200


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'attempt_ids': []},
        {'attempt_ids': ['a']},
        {'attempt_ids': list(range(5001))},
        {'attempt_ids': [1], 'text': ''},
        {'attempt_ids': [1], 'text': ' \n '},
        {'attempt_ids': [1], 'text': 'x' * 501},
        {'attempt_ids': [1], 'text': None},
        {'attempt_ids': [1], 'text': ['a']},
        {'attempt_ids': [1], 'text': 'a\0b'},
    ],
    ids=lambda body: str(body)[:60],
)
def test_what_is_refused(client: APIClient, body: dict[str, Any], shared_cache: None) -> None:
    answer = post(client, **body)
    assert (answer.status_code, list(answer.json())) == (400, ['detail'])


def test_the_longest_message(client: APIClient, attempt: ProctoredExamStudentAttempt, shared_cache: None) -> None:
    text = '\U0001f4dd' + 'é' * 499
    post(client, attempt_ids=[attempt.id], text=f' {text}\n')
    assert poll(sender(attempt.user), attempt)['messages'][0]['text'] == text


def test_statements_do_not_grow_with_the_learners(client: APIClient, now: datetime, shared_cache: None) -> None:
    def count(size: int) -> int:
        fields: dict[str, Any] = {'started_at': now - timedelta(minutes=60), 'allowed_time_limit_mins': 90}
        ids = [AttemptFactory(status='started', **fields).id for _ in range(size)]
        with CaptureQueriesContext(connection) as captured:
            assert post(client, attempt_ids=ids).status_code == 200
        return len(captured.captured_queries)

    count(1)  # which characters columns can hold is asked once
    assert count(1) == count(30)
