"""Staff reopens finished attempts over the API, and learners go on."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from rest_framework.test import APIClient

from edx_proctoring import api
from edx_proctoring.models import ProctoredExamStudentAttempt, Reopening
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory
from tests.views.conftest import sender, url

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
UNKNOWN = '00000000-0000-0000-0000-000000000000'


@pytest.fixture
def client(course_staff: Any) -> APIClient:
    """The course's staff."""
    return sender(course_staff)


def finished(now: datetime, status: str = 'submitted', **fields: Any) -> Attempt:
    """An attempt at a timed exam that ended an hour ago."""
    given: dict[str, Any] = {
        'status': status,
        'started_at': now - timedelta(hours=2),
        'completed_at': now - timedelta(hours=1),
        'allowed_time_limit_mins': 90,
        'taking_as_proctored': False,
        'proctored_exam__timed': True,
        **fields,
    }
    return AttemptFactory(**given)


def post(client: APIClient, **body: Any) -> Any:
    """Ask for twenty minutes."""
    return client.post(url('proctored_exam.reopening', COURSE_ID), {'minutes': 20, **body})


def enter(attempt: Attempt, **body: Any) -> Any:
    """The learner presses the button."""
    given = {'exam_id': attempt.proctored_exam_id, 'start_clock': True, **body}
    return sender(attempt.user).post(url('proctored_exam.attempt.collection'), given)


def test_the_learner_goes_on(client: APIClient, now: datetime) -> None:
    attempt = finished(now)
    answer = post(client, attempt_ids=[attempt.id], reason='The room was evacuated.')
    assert answer.json()['results'] == [{'attempt_id': attempt.id, 'seconds': 1200, 'detail': ''}]
    assert sender(attempt.user).get(url('proctored_exam.attempt', attempt.id)).json()['time_remaining_seconds'] == 0

    entered = enter(attempt)

    assert entered.status_code == 200
    poll = sender(attempt.user).get(url('proctored_exam.attempt', entered.json()['exam_attempt_id'])).json()
    assert (poll['status'], poll['time_remaining_seconds']) == ('started', 1200)


def test_it_is_undone_until_then(client: APIClient, now: datetime) -> None:
    attempts = [finished(now) for _ in range(2)]
    batch = post(client, attempt_ids=[each.id for each in attempts]).json()['batch']
    address = url('proctored_exam.reopening', COURSE_ID)
    undone = client.delete(address, {'batch': batch})
    assert undone.json() == {
        'batch': batch,
        'results': [{'attempt_id': each.id, 'seconds': 0, 'detail': ''} for each in attempts],
    }
    assert enter(attempts[0]).status_code == 400
    again = post(client, attempt_ids=[each.id for each in attempts]).json()['batch']
    assert enter(attempts[1]).status_code == 200
    refused = client.delete(address, {'batch': again})
    assert (refused.status_code, refused.json()) == (
        400,
        {'detail': 'Some of these learners have already continued their exam.'},
    )


def test_why_an_attempt_gets_less_or_stays_closed(client: APIClient, course_staff: Any, now: datetime) -> None:
    cut = finished(now, proctored_exam__due_date=now + timedelta(minutes=8))
    late = finished(now, proctored_exam__due_date=now - timedelta(minutes=8))
    own = finished(now, user=course_staff)
    results = post(client, attempt_ids=[cut.id, late.id, own.id, 98765]).json()['results']
    assert [each['seconds'] for each in results] == [480, 0, 0, 0]
    assert [each['detail'] for each in results] == [
        'The due date leaves 8 of 20 minutes.',
        'The due date leaves no time to continue.',
        'You cannot reopen your own attempt.',
        'This course has no such attempt.',
    ]
    assert [each.get('reason') for each in results] == [None, 'due_date', 'own', 'not_found']


def test_a_learner_has_no_way_to_do_it(now: datetime) -> None:
    attempt = finished(now)
    for client in (sender(attempt.user), APIClient()):
        assert post(client, attempt_ids=[attempt.id]).status_code == 403
        assert client.delete(url('proctored_exam.reopening', COURSE_ID), {'batch': UNKNOWN}).status_code == 403
    for action in ('start', 'stop', 'mark_ready_to_resume', 'reset_attempt'):
        body = {'action': action, 'user_id': attempt.user_id}
        assert sender(attempt.user).put(url('proctored_exam.attempt', attempt.id), body).status_code in (400, 403)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.ready_to_resume) == ('submitted', False)


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'attempt_ids': []},
        {'attempt_ids': None},
        {'attempt_ids': [1], 'minutes': 0},
        {'attempt_ids': [1], 'minutes': 10_001},
        {'attempt_ids': [1], 'minutes': 'ten'},
        {'attempt_ids': [1], 'batch': 'mine'},
        {'attempt_ids': [1], 'reason': 5},
        {'attempt_ids': [1], 'reason': 'a\x00b'},
        {'attempt_ids': ['a']},
        {'attempt_ids': list(range(5001))},
    ],
)
def test_bad_requests(client: APIClient, now: datetime, body: dict[str, Any]) -> None:
    finished(now, id=1)
    answer = post(client, **body)
    assert answer.status_code == 400, answer.content
    assert answer.json()['detail']
    assert not Reopening.objects.exists()


@pytest.mark.parametrize('body', [{}, {'batch': ''}, {'batch': 'mine'}, {'batch': UNKNOWN}])
def test_there_is_nothing_to_undo(client: APIClient, body: dict[str, Any]) -> None:
    answer = client.delete(url('proctored_exam.reopening', COURSE_ID), body)
    assert (answer.status_code, bool(answer.json()['detail'])) == (400, True)


def test_the_functions_for_hosts(now: datetime) -> None:
    attempt, other = finished(now), finished(now, 'verified')
    batch, seconds = api.reopen_attempts([attempt.id, other.id], 20, course_id=COURSE_ID)
    assert seconds == {attempt.id: 1200, other.id: 0}
    attempt.refresh_from_db()
    assert attempt.ready_to_resume
    api.undo_reopening(batch, course_id=COURSE_ID)
    attempt.refresh_from_db()
    assert not attempt.ready_to_resume


def supervised(now: datetime, status: str) -> Attempt:
    """An attempt at a proctored exam that ended in this status."""
    exam = ExamFactory(proctored=True, time_limit_mins=90)
    facts = {'taking_as_proctored': True, 'external_id': 'first', 'is_resumable': status == 'error'}
    return finished(now, status, proctored_exam=exam, **facts)


def review(provider_client: APIClient, external_id: str, verdict: str) -> None:
    """The provider's verdict about the attempt."""
    address = url('proctored_exam.attempt.callback', external_id)
    answer = provider_client.post(address, {'status': verdict, 'comments': []})
    assert answer.status_code == 200, answer.content


@pytest.mark.parametrize('verdict', ['passed', 'suspicious', 'not_reviewed'])
@pytest.mark.parametrize('is_back', [False, True])
def test_a_review_of_the_old_attempt_is_what_it_is_for_a_resumed_one(
    client: APIClient, now: datetime, host: Host, provider: RecordingProvider, staff: Any, verdict: str, is_back: bool
) -> None:
    """It changes neither the new attempt nor what the world outside has heard, apart from what a resumed one would."""
    told = {}
    for status, external_id in (('error', 'again-1'), ('submitted', 'again-2')):
        old = supervised(now, status)
        Attempt.objects.filter(id=old.id).update(external_id=f'old-{status}')
        assert post(client, attempt_ids=[old.id]).json()['results'][0]['seconds'] == 1200
        provider.answers['register_exam_attempt'] = external_id
        new = None
        if is_back:
            entered = enter(old, attempt_proctored=True, start_clock=False)
            assert entered.status_code == 200, entered.content
            new = Attempt.objects.get(id=entered.json()['exam_attempt_id'])
            api.update_attempt_status(new.id, 'started')
        mail.outbox.clear()
        host.calls.clear()
        provider.calls.clear()
        review(sender(staff), f'old-{status}', verdict)
        if new is not None:
            new.refresh_from_db()
            assert (new.status, new.external_id, new.ready_to_resume) == ('started', external_id, False)
            assert (new.allowed_time_limit_mins, new.time_remaining_seconds) == (20, 1200)
        names = {'stop_exam_attempt', 'start_exam_attempt', 'mark_erroneous_exam_attempt'}
        told[status] = [
            [each['status'] for each in host.calls_to('credit', 'set_credit_requirement_status')],
            [name for name in names if provider.calls_to(name)],
            len(host.calls_to('grades', 'override_subsection_grade')),
            [each.subject for each in mail.outbox],
        ]
        old.refresh_from_db()
        assert old.ready_to_resume, 'the learner can still go on'
    assert told['submitted'] == told['error']
