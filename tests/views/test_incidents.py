"""Incidents over the API, and in the timelines of the attempts that they touched."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from edx_proctoring import api
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import Incident, IncidentAttempt, ProctoredExamStudentAttempt
from edx_proctoring.queries import incidents as queries
from tests.actions.hit_attempts import WINDOW, waiting
from tests.actions.running_attempts import running
from tests.factories import COURSE_ID, ExamFactory, IncidentAttemptFactory, IncidentFactory
from tests.views.conftest import OTHER_COURSE_ID, sender, url

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
HAPPENED = {
    'cause': 'network',
    'began_at': WINDOW.began_at.isoformat(),
    'ended_at': WINDOW.ended_at.isoformat(),
}


@pytest.fixture
def client(course_staff: User) -> APIClient:
    """The course's staff."""
    return sender(course_staff)


def extending(*attempts: Attempt, minutes: int = 20) -> list[dict[str, Any]]:
    """Twenty minutes for each."""
    return [{'attempt_id': attempt.id, 'remedy': 'extend', 'minutes': minutes} for attempt in attempts]


def post(client: APIClient, *attempts: Attempt, **body: Any) -> Any:
    """Record the incident."""
    given = {**HAPPENED, 'batch': str(uuid4()), 'attempts': extending(*attempts), 'reason': 'A cable was cut.', **body}
    return client.post(url('proctored_exam.incidents', COURSE_ID), given)


def preview(client: APIClient, **changes: Any) -> Any:
    """Ask whom it has hit."""
    return client.get(url('proctored_exam.incidents.preview', COURSE_ID), {**HAPPENED, **changes})


def revert(client: APIClient, incident_id: int) -> Any:
    """Take it back."""
    return client.delete(url('proctored_exam.incident', incident_id))


def test_from_the_preview_to_the_learners_clock_and_back(client: APIClient, now: datetime) -> None:
    attempt = running()
    (hit,) = preview(client).json()['attempts']
    assert hit == {
        'attempt_id': attempt.id,
        'username': attempt.user.username,
        'full_name': '',
        'exam_id': attempt.proctored_exam_id,
        'exam_name': attempt.proctored_exam.exam_name,
        'status': 'started',
        'impact': 'ran',
        'remedy': 'extend',
        'extend_minutes': 20,
        'reopen_minutes': 20,
        'is_helped': False,
    }
    answer = post(client, attempt).json()
    assert answer['helped'] == {'extend': 1, 'reopen': 0, 'reset': 0}
    assert (answer['refused'], answer['pending'], answer['extended_seconds']) == (0, 0, 1200)
    assert answer['results'] == [{'attempt_id': attempt.id, 'remedy': 'extend', 'gained_seconds': 1200, 'detail': ''}]
    poll = sender(attempt.user).get(url('proctored_exam.attempt', attempt.id)).json()
    assert poll['time_remaining_seconds'] == 50 * 60
    assert preview(client).json()['attempts'][0]['is_helped'] is True
    reverted = revert(client, answer['id']).json()
    assert reverted['results'] == [
        {'attempt_id': attempt.id, 'remedy': 'extend', 'gained_seconds': -1200, 'detail': ''}
    ]
    assert reverted['reverted_by'] == 'course_staff'
    assert revert(client, answer['id']).status_code == 400


def test_why_not_all_could_be_done(client: APIClient, staff: User, now: datetime) -> None:
    over = running(started_at=now - timedelta(minutes=90))
    cut = running(proctored_exam__due_date=now + timedelta(minutes=34))
    goes_on, stuck = running(), waiting()
    attempts = [
        *extending(over, cut),
        {'attempt_id': goes_on.id, 'remedy': 'reopen', 'minutes': 5},
        {'attempt_id': stuck.id, 'remedy': 'reset'},
    ]
    answer = post(client, attempts=attempts).json()
    assert [(each['gained_seconds'], each.get('reason'), each['detail']) for each in answer['results']] == [
        (0, 'not_running', 'The attempt is not in progress, or its time is over.'),
        (240, None, 'The due date leaves 4 of 20 minutes.'),
        (0, 'not_finished', answer['results'][2]['detail']),
        (0, None, ''),
    ]
    results = revert(client, answer['id']).json()['results']
    assert [(each['remedy'], each['detail']) for each in results] == [
        ('extend', ''),
        ('reset', 'An attempt that was reset stays so.'),
    ]


def test_who_has_begun_since_is_left_alone(client: APIClient, now: datetime) -> None:
    hit, began = running(), running(started_at=now - timedelta(minutes=5))
    results = post(client, hit, began).json()['results']
    assert [(each['gained_seconds'], each.get('reason'), each['detail']) for each in results] == [
        (1200, None, ''),
        (0, 'not_hit', 'The incident has not hit this attempt, or the learner has begun since.'),
    ]


def test_the_same_request_again_does_nothing_twice(client: APIClient, now: datetime) -> None:
    attempt, batch = running(), str(uuid4())
    first, second = (post(client, attempt, batch=batch).json() for _ in range(2))
    assert first == second
    assert Incident.objects.count() == 1


@pytest.mark.parametrize(
    'body',
    [
        {'batch': None},
        {'batch': 'mine'},
        {'cause': None},
        {'cause': 'weather'},
        {'cause': 5},
        {'began_at': None},
        {'began_at': 'yesterday'},
        {'began_at': '2030-01-15T13:00:00Z'},
        {'ended_at': '2030-01-15T12:30:00Z'},
        {'ended_at': '9999-12-31T23:59:59Z'},
        {'exam_id': 98765},
        {'exam_id': 'a'},
        {'reason': 5},
        {'attempts': None},
        {'attempts': 'all'},
        {'attempts': [5]},
        {'attempts': []},
        {'attempts': [{}]},
        {'attempts': [{'attempt_id': 'a', 'remedy': 'extend', 'minutes': 5}]},
        {'attempts': [{'attempt_id': 1, 'remedy': 'pray'}]},
        {'attempts': [{'attempt_id': 1, 'remedy': ['extend']}]},
        {'attempts': [{'attempt_id': 1, 'remedy': 'extend'}]},
        {'attempts': [{'attempt_id': 1, 'remedy': 'extend', 'minutes': 0}]},
        {'attempts': [{'attempt_id': 1, 'remedy': 'reopen', 'minutes': 10_001}]},
        {'attempts': [{'attempt_id': 2**62, 'remedy': 'reset'}]},
        {'attempts': [{'attempt_id': 1, 'remedy': 'reset'}] * 5001},
    ],
    ids=lambda body: str(body)[:60],
)
def test_what_is_refused(client: APIClient, now: datetime, body: dict[str, Any]) -> None:
    answer = post(client, running(), **body)
    assert (answer.status_code, list(answer.json())) == (400, ['detail'])
    assert not Incident.objects.exists()


@pytest.mark.parametrize('changes', [{'cause': ''}, {'began_at': ''}, {'ended_at': 'x'}, {'exam_id': 98765}], ids=str)
def test_what_no_preview_is_made_of(client: APIClient, now: datetime, changes: dict[str, Any]) -> None:
    answer = preview(client, **changes)
    assert (answer.status_code, list(answer.json())) == (400, ['detail'])


def test_attempts_of_other_courses_are_not_hit(client: APIClient, now: datetime) -> None:
    foreign = running(proctored_exam=ExamFactory(course_id=OTHER_COURSE_ID))
    assert preview(client).json()['attempts'] == []
    assert post(client, foreign).status_code == 400
    assert preview(client, exam_id=foreign.proctored_exam_id).status_code == 400


def test_there_may_be_more(client: APIClient, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, 'MOST', 1)
    running(proctored_exam=running().proctored_exam)
    answer = preview(client).json()
    assert (len(answer['attempts']), answer['has_more']) == (1, True)


def test_the_list_is_paged_and_newest_first(client: APIClient, now: datetime) -> None:
    exam = ExamFactory(exam_name='Final')
    incidents = [IncidentFactory(exam_id=exam.id, recorded_at=now) for _ in range(21)]
    IncidentAttemptFactory(incident=incidents[-1])
    IncidentFactory(course_id=OTHER_COURSE_ID)
    address = url('proctored_exam.incidents', COURSE_ID)
    first, last = (client.get(address, {'page': page}).json() for page in (1, 99))
    assert [each['id'] for each in first['incidents']] == [each.pk for each in reversed(incidents[1:])]
    assert [each['id'] for each in last['incidents']] == [incidents[0].pk]
    assert first['pagination_info']['total_pages'] == 2
    newest = first['incidents'][0]
    assert (newest['exam_name'], newest['helped']['extend'], newest['recorded_by']) == ('Final', 1, None)
    exam.delete()
    assert client.get(address).json()['incidents'][0]['exam_name'] is None


def test_statements_do_not_grow_with_the_attempts(client: APIClient, now: datetime) -> None:
    def count(exam: Any, size: int) -> list[int]:
        attempts = [running(proctored_exam=exam) for _ in range(size)]
        asks: list[Callable[[], Any]] = [
            lambda: preview(client, exam_id=exam.id),
            lambda: post(client, *attempts),
            lambda: revert(client, Incident.objects.latest('id').pk),
        ]
        counts = []
        for ask in asks:
            with CaptureQueriesContext(connection) as captured:
                assert ask().status_code == 200
            counts.append(len(captured.captured_queries))
        return counts

    exams = [ExamFactory(time_limit_mins=90) for _ in range(3)]
    count(exams[0], 1)  # which characters columns can hold is asked once
    assert count(exams[1], 1) == count(exams[2], 30)


class TestTimeline:
    """What the timeline of an attempt says."""

    def told(self, client: APIClient, attempt_id: int) -> list[dict[str, Any]]:
        answer = client.get(url('proctored_exam.attempt.timeline', attempt_id)).json()
        kinds = {'incident', 'incident_reverted', 'time_granted', 'time_taken_back'}
        return [each for each in answer['entries'] if each['kind'] in kinds]

    def test_it_names_the_incident_and_its_reversal(self, client: APIClient, now: datetime) -> None:
        attempt = running()
        incident_id = post(client, attempt).json()['id']
        revert(client, incident_id)
        told = self.told(client, attempt.id)
        assert [(each['kind'], each['who']) for each in told] == [
            ('incident', 'course_staff'),
            ('incident_reverted', 'course_staff'),
            ('time_granted', 'course_staff'),
            ('time_taken_back', 'course_staff'),
        ]
        assert told[0]['facts'] == {
            'cause': 'network',
            'began_at': '2030-01-15T11:30:00Z',
            'ended_at': '2030-01-15T11:50:00Z',
            'remedy': 'extend',
            'reason': 'A cable was cut.',
        }
        down = 'The network was down from Jan. 15, 2030 11:30 UTC to Jan. 15, 2030 11:50 UTC.'
        assert told[0]['detail'] == f'{down} The attempt got more time. Reason: A cable was cut.'
        assert told[1]['detail'] == f'{down} What this led to was reverted.'
        assert told[2]['detail'] == 'Extra time because of an incident: 20 minutes.'

    def test_of_an_attempt_that_was_reset(self, client: APIClient, now: datetime) -> None:
        attempt = waiting()
        attempt_id, runs = attempt.id, running()
        attempts = [*extending(runs), {'attempt_id': attempt_id, 'remedy': 'reset'}]
        revert(client, post(client, attempts=attempts, cause='platform', reason='').json()['id'])
        (told,) = self.told(client, attempt_id)
        assert told['detail'] == (
            'The platform was down from Jan. 15, 2030 11:30 UTC to Jan. 15, 2030 11:50 UTC. The attempt was reset.'
        )

    def test_not_of_one_that_got_nothing(self, client: APIClient, now: datetime) -> None:
        over = running(started_at=now - timedelta(minutes=90))
        post(client, over)
        assert IncidentAttempt.objects.count() == 1
        assert self.told(client, over.id) == []


def test_the_functions_for_hosts(now: datetime) -> None:
    attempt = running()
    moments = (WINDOW.began_at, WINDOW.ended_at)
    (hit,) = api.preview_incident(COURSE_ID, 'network', *moments)
    remedies = {hit['attempt_id']: (hit['remedy'], hit['extend_minutes'])}
    incident = api.record_incident(COURSE_ID, 'network', *moments, remedies)
    assert (incident['helped']['extend'], incident['recorded_by']) == (1, None)
    attempt.refresh_from_db()
    assert attempt.allowed_time_limit_mins == 110
    assert api.revert_incident(incident['id'])['reverted_at'] is not None
    attempt.refresh_from_db()
    assert attempt.allowed_time_limit_mins == 90
    with pytest.raises(InvalidInputException):
        api.preview_incident(COURSE_ID, 'weather', *moments)
    with pytest.raises(InvalidInputException):
        api.record_incident(COURSE_ID, 'network', *moments, {attempt.id: ('pray', 5)})
