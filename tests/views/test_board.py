"""Who is in the room: what staff of a course sees of the attempts that go on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from edx_proctoring import presence
from edx_proctoring.actions import extra_time
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, TimeGrantFactory
from tests.test_presence import BROKEN
from tests.views.conftest import OTHER_COURSE_ID, sender, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(course_staff: Any) -> APIClient:
    """The course's staff."""
    return sender(course_staff)


def current(status: str, *, modified: datetime | None = None, **fields: Any) -> ProctoredExamStudentAttempt:
    """The learner's newest attempt at its exam."""
    attempt = AttemptFactory(status=status, **fields)
    ProctoredExamStudentAttempt.objects.filter(id=attempt.id).update(
        current_at_exam=attempt.proctored_exam_id, **({'modified': modified} if modified else {})
    )
    return attempt


def running(now: datetime, minutes_left: int = 30, **fields: Any) -> ProctoredExamStudentAttempt:
    """An attempt with so much time left."""
    started_at = now - timedelta(minutes=90 - minutes_left)
    return current('started', started_at=started_at, allowed_time_limit_mins=90, **fields)


def board(client: APIClient, **query: Any) -> Any:
    """What the board says."""
    answer = client.get(url('proctored_exam.board', COURSE_ID), query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def listed(answer: Any) -> list[int]:
    return [row['attempt_id'] for row in answer['attempts']]


def test_a_row(client: APIClient, now: datetime, shared_cache: None) -> None:
    attempt = running(now, user__first_name='Ada', user__last_name='Lovelace')
    TimeGrantFactory(attempt=attempt, seconds=600)
    TimeGrantFactory(attempt=attempt, seconds=300, source='allowance')
    TimeGrantFactory(attempt=attempt, seconds=60, reverted_at=now)
    presence.note(attempt.id, now=now - timedelta(seconds=20))
    answer = board(client)
    seen = (now - timedelta(seconds=20)).replace(microsecond=0)
    assert answer['attempts'] == [
        {
            'attempt_id': attempt.id,
            'username': attempt.user.username,
            'full_name': 'Ada Lovelace',
            'exam_id': attempt.proctored_exam_id,
            'exam_name': attempt.proctored_exam.exam_name,
            'kind': 'in_progress',
            'status': 'started',
            'started_at': text(now - timedelta(minutes=60)),
            'ends_at': text(now + timedelta(minutes=30)),
            'time_remaining_seconds': 1800,
            'extra_seconds': 900,
            'last_seen': text(seen),
            'connection': 'connected',
            'provider': 'test',
            'warnings': [],
            'kept_out': None,
            'is_bound': False,
        }
    ]
    assert answer['sees_connections'] is True
    assert answer['totals'] == {'in_progress': 1, 'waiting': 0, 'resumable': 0, 'warned': 0}


def text(moment: datetime) -> str:
    return moment.isoformat().replace('+00:00', 'Z')


def test_what_is_listed_and_in_which_order(client: APIClient, now: datetime) -> None:
    early, late = running(now, 10), running(now, 80)
    submitting = current(
        'ready_to_submit',
        started_at=now - timedelta(minutes=50),
        allowed_time_limit_mins=90,
        proctored_exam__timed=True,
    )
    waiting = current('download_software_clicked', modified=now - timedelta(minutes=5))
    stuck = current('ready_to_start', modified=now - timedelta(minutes=11))
    failed = current('error', is_resumable=True, modified=now - timedelta(hours=2))
    for status in ('created', 'submitted', 'verified', 'declined', 'error'):
        current(status)
    current('error', is_resumable=True, proctored_exam__practice=True)
    current('error', is_resumable=True, modified=now - timedelta(hours=25))
    current('download_software_clicked', modified=now - timedelta(hours=25))
    running(now, -24 * 60 - 1)
    running(now, proctored_exam=ExamFactory(course_id=OTHER_COURSE_ID))
    answer = board(client)
    assert listed(answer) == [failed.id, stuck.id, early.id, submitting.id, late.id, waiting.id]
    assert [row['warnings'] for row in answer['attempts']][:3] == [['resumable'], ['waits_for_provider'], []]
    assert answer['totals'] == {'in_progress': 3, 'waiting': 2, 'resumable': 1, 'warned': 2}
    assert [row['provider'] for row in answer['attempts']] == ['test', 'test', 'test', None, 'test', 'test']


@pytest.mark.parametrize('limit', [None, 5])
def test_an_exam_that_names_no_provider_has_the_default_one(
    client: APIClient, now: datetime, limit: int | None
) -> None:
    running(now, proctored_exam__backend=None)
    (row,) = board(client, **({} if limit is None else {'limit': limit}))['attempts']
    assert row['provider'] == 'test'


def test_one_exam(client: APIClient, now: datetime) -> None:
    attempt, _other = running(now), running(now)
    foreign = running(now, proctored_exam=ExamFactory(course_id=OTHER_COURSE_ID))
    assert listed(board(client, exam_id=attempt.proctored_exam_id)) == [attempt.id]
    assert listed(board(client, exam_id=foreign.proctored_exam_id)) == []
    assert client.get(url('proctored_exam.board', COURSE_ID), {'exam_id': 'a'}).status_code == 400


def test_the_polls_of_a_learner_are_seen(client: APIClient, now: datetime, clock: Any, shared_cache: None) -> None:
    attempt = running(now, minutes_left=9)
    assert board(client)['attempts'][0]['warnings'] == ['overdue_soon_unseen']
    assert sender(attempt.user).get(url('proctored_exam.attempt', attempt.id)).status_code == 200
    (row,) = board(client)['attempts']
    assert (row['connection'], row['last_seen'], row['warnings']) == (
        'connected',
        text(now.replace(microsecond=0)),
        [],
    )
    clock.shift(timedelta(minutes=6))
    assert board(client)['attempts'][0]['connection'] == 'gone'


def test_a_page_that_opens_is_seen(client: APIClient, now: datetime, shared_cache: None) -> None:
    attempt = running(now)
    assert sender(attempt.user).get(url('proctored_exam.attempt.collection')).json()['in_timed_exam']
    assert board(client)['attempts'][0]['connection'] == 'connected'


def test_a_cache_that_each_process_has_for_itself(client: APIClient, now: datetime) -> None:
    attempt = running(now)
    sender(attempt.user).get(url('proctored_exam.attempt', attempt.id))
    answer = board(client)
    assert answer['sees_connections'] is False
    assert [(row['connection'], row['last_seen']) for row in answer['attempts']] == [('unknown', None)]


def test_a_cache_that_fails_hinders_nobody(client: APIClient, now: datetime, settings: Any) -> None:
    attempt = running(now)
    learner = sender(attempt.user)
    settings.CACHES = BROKEN
    assert learner.get(url('proctored_exam.attempt', attempt.id)).json()['time_remaining_seconds'] == 1800
    assert board(client)['sees_connections'] is False


def test_not_changed(client: APIClient, now: datetime, clock: Any, shared_cache: None) -> None:
    attempt = running(now)
    first = client.get(url('proctored_exam.board', COURSE_ID))

    def again() -> Any:
        return client.get(url('proctored_exam.board', COURSE_ID), headers={'If-None-Match': first['ETag']})

    clock.shift(timedelta(seconds=10))
    answer = again()
    assert (answer.status_code, answer.content, answer['ETag']) == (304, b'', first['ETag'])
    assert answer['Cache-Control'] == 'private, no-store'
    extra_time.extend([attempt.id], 600, course_id=COURSE_ID, reason='', by=None, now=now)
    first = again()
    assert first.json()['attempts'][0]['extra_seconds'] == 600
    assert again().status_code == 304
    presence.note(attempt.id, now=now)
    first = again()
    assert (first.status_code, first.json()['attempts'][0]['connection']) == (200, 'connected')
    clock.shift(timedelta(seconds=30))
    presence.note(attempt.id, now=now + timedelta(seconds=40))
    assert again().status_code == 304


def test_only_what_has_changed(client: APIClient, now: datetime, clock: Any, shared_cache: None) -> None:
    staying, extended, submitted = running(now, 20), running(now, 30), running(now, 40)
    foreign = running(now, proctored_exam=ExamFactory(course_id=OTHER_COURSE_ID))
    first = board(client)
    assert (first['since'], first['gone']) == (None, [])
    extra_time.extend([extended.id], 600, course_id=COURSE_ID, reason='', by=None, now=now)
    ProctoredExamStudentAttempt.objects.filter(id=submitted.id).delete()
    entering = current('download_software_clicked', modified=now)
    clock.shift(timedelta(seconds=10))
    answer = board(client, since=first['version'])
    assert (answer['since'], answer['gone']) == (first['version'], [submitted.id])
    assert listed(answer) == [extended.id, entering.id]
    assert answer['totals'] == {'in_progress': 2, 'waiting': 1, 'resumable': 0, 'warned': 0}
    presence.note(staying.id, now=now)
    assert listed(board(client, since=answer['version'])) == [staying.id]
    unchanged = board(client, since=board(client)['version'])
    assert (listed(unchanged), unchanged['gone']) == ([], [])
    assert foreign.id not in listed(board(client))


def test_a_page_that_was_back_since_the_board_was_seen(
    client: APIClient, now: datetime, clock: Any, shared_cache: None
) -> None:
    attempt = running(now)
    presence.note(attempt.id, now=now)
    clock.shift(timedelta(minutes=6))
    first = client.get(url('proctored_exam.board', COURSE_ID))
    back = now + timedelta(minutes=10)
    presence.note(attempt.id, now=back)
    clock.shift(timedelta(minutes=10))
    known = {'If-None-Match': first['ETag']}
    answer = client.get(url('proctored_exam.board', COURSE_ID), {'since': first.json()['version']}, headers=known)
    rows = [(row['connection'], row['last_seen']) for row in answer.json()['attempts']]
    assert (answer.status_code, rows) == (200, [('gone', text(back.replace(microsecond=0)))])


@pytest.mark.parametrize('since', ['0' * 32, '../../etc', 'a b', '\u00e9' * 300, ''])
def test_what_is_not_known_any_more_begins_anew(
    client: APIClient, now: datetime, shared_cache: None, since: str
) -> None:
    attempt = running(now)
    answer = board(client, since=since)
    assert (answer['since'], listed(answer)) == (None, [attempt.id])


def test_what_others_have_put_into_the_cache_is_not_known(client: APIClient, now: datetime, shared_cache: None) -> None:
    attempt = running(now)
    cache.set(f'edx_proctoring.board.{"0" * 32}', 'yesterday')
    assert listed(board(client, since='0' * 32)) == [attempt.id]


def test_statements_do_not_grow_with_the_attempts(client: APIClient, now: datetime, shared_cache: None) -> None:
    def count(exam: ProctoredExam, **headers: str) -> tuple[int, str]:
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(url('proctored_exam.board', COURSE_ID), {'exam_id': exam.id}, headers=headers)
        return len(captured.captured_queries), answer['ETag']

    one, many = ExamFactory(), ExamFactory()
    running(now, proctored_exam=one)
    for _ in range(50):
        TimeGrantFactory(attempt=running(now, proctored_exam=many))
    of_session = 2
    assert count(one)[0] == count(many)[0] == of_session + 4
    assert count(many, **{'If-None-Match': count(many)[1]})[0] == of_session + 1


@pytest.mark.parametrize('limit', range(1, 10))
@pytest.mark.parametrize('is_shared', [True, False])
def test_the_beginning_is_that_of_the_whole(
    client: APIClient, now: datetime, request: pytest.FixtureRequest, limit: int, is_shared: bool
) -> None:
    if is_shared:
        request.getfixturevalue('shared_cache')
    seen, _unseen = running(now, 8), running(now, 9)
    presence.note(seen.id, now=now)
    TimeGrantFactory(attempt=seen, seconds=600)
    TimeGrantFactory(attempt=seen, seconds=60, reverted_at=now)
    running(now, 80)
    current('started', started_at=now - timedelta(minutes=5), allowed_time_limit_mins=10, time_remaining_seconds=630)
    current('started', started_at=now, allowed_time_limit_mins=None)
    current('download_software_clicked', modified=now - timedelta(minutes=5))
    current('ready_to_start', modified=now - timedelta(minutes=11))
    current('error', is_resumable=True, modified=now - timedelta(hours=2))
    running(now, -24 * 60 - 1)
    running(now, proctored_exam=ExamFactory(course_id=OTHER_COURSE_ID))
    whole = board(client)
    assert (len(whole['attempts']), whole['rest']) == (8, 0)
    first = board(client, limit=limit)
    assert first['attempts'] == whole['attempts'][:limit]
    assert first['totals'] == whole['totals']
    assert first['totals']['warned'] == (4 if is_shared else 2)
    assert (first['since'], first['gone'], first['rest']) == (None, [], max(8 - limit, 0))
    assert first['sees_connections'] is is_shared
    assert (first['version'] == whole['version']) is (limit >= 8)


def test_the_rest_follows_with_the_version_of_the_beginning(
    client: APIClient, now: datetime, shared_cache: None
) -> None:
    ids = [running(now, minutes).id for minutes in range(20, 60)]
    address = url('proctored_exam.board', COURSE_ID)
    answer = client.get(address, {'limit': 10})
    first = answer.json()
    assert (listed(first), first['rest']) == (ids[:10], 30)
    ProctoredExamStudentAttempt.objects.filter(id=ids[0]).delete()
    rest = client.get(address, {'since': first['version'], 'limit': 10}, headers={'If-None-Match': answer['ETag']})
    assert rest.status_code == 200
    assert (listed(rest.json()), rest.json()['gone'], rest.json()['rest']) == (ids[10:], [ids[0]], 0)
    assert listed(board(client, since='0' * 32, limit=10)) == ids[1:], 'what is not known any more begins anew'


@pytest.mark.parametrize('limit', ['0', '-1', 'many', '', '9' * 30])
def test_what_is_no_limit_is_ignored(client: APIClient, now: datetime, limit: str) -> None:
    ids = [running(now, minutes).id for minutes in (20, 30)]
    assert listed(board(client, limit=limit)) == ids


def test_no_more_than_that_at_first(client: APIClient, now: datetime) -> None:
    exam = ExamFactory()
    for _ in range(252):
        running(now, proctored_exam=exam)
    assert board(client, limit=1000)['rest'] == 2


def test_times_beyond_the_calendar(client: APIClient, now: datetime, shared_cache: None) -> None:
    endless = current('started', started_at=now, allowed_time_limit_mins=2**31 - 1)
    normal = running(now)
    first = board(client, limit=5)
    assert listed(first) == [normal.id, endless.id] == listed(board(client))


def test_the_beginning_costs_the_same_however_many_there_are(
    client: APIClient, now: datetime, shared_cache: None
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url('proctored_exam.board', COURSE_ID), {'limit': 20}).status_code == 200
        return len(captured.captured_queries)

    running(now)
    one = count()
    for _ in range(40):
        TimeGrantFactory(attempt=running(now, 5))
    assert (one, count()) == (2 + 3, 2 + 4), 'those whose time ends soon are looked for'
