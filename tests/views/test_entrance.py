"""The entrance of an exam over the API: rules, codes, who waits, and what the board and a timeline say of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient
from time_machine import Traveller

from edx_proctoring import api
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, EntryRules, ProctoredExam
from edx_proctoring.testing.host import FakeEnrollment, Host
from tests.factories import COURSE_ID, AttemptFactory, EntryPassFactory, EntryRulesFactory, ExamFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID, sender, url

pytestmark = pytest.mark.django_db
ROOM = {'name': 'Room 5', 'cidrs': ['192.0.2.0/24', '2001:db8::/32']}
KEY = 'ab' * 32


@pytest.fixture
def client(course_staff: User) -> APIClient:
    """The course's staff."""
    return sender(course_staff)


@pytest.fixture
def exam() -> ProctoredExam:
    """A timed exam."""
    return ExamFactory(timed=True)


def put(client: APIClient, exam: ProctoredExam, status: int = 200, **rules: Any) -> Any:
    """Set the rules; what is answered."""
    answer = client.put(url('proctored_exam.entry_rules', exam.id), rules)
    assert answer.status_code == status, answer.content
    return answer.json()


def entrance(client: APIClient, exam: ProctoredExam) -> Any:
    """How things are."""
    answer = client.get(url('proctored_exam.entrance', exam.id))
    assert answer.status_code == 200
    return answer.json()


def problems(answer: Any) -> list[tuple[str, str]]:
    return [(each['problem'], each['name']) for each in answer['problems']]


# ── rules ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_exam_without_rules_has_defaults(client: APIClient, exam: ProctoredExam) -> None:
    answer = client.get(url('proctored_exam.entry_rules', exam.id)).json()
    assert not answer['has_rules']
    assert (answer['networks'], answer['modified_at'], answer['problems']) == (None, None, [])


def test_rules_are_read_as_they_were_set(client: APIClient, exam: ProctoredExam, now: datetime) -> None:
    options = {'allow_quit': False, 'quit_password': 'leave', 'minimum_versions': ['Win.3.10.min']}
    sent: dict[str, Any] = {
        'networks': [ROOM],
        'starts_from': '2030-01-20',
        'starts_until': '2030-01-20',
        'needs_release': True,
        'binds_place': True,
        'seb_options': options,
        'seb_exam_keys': [KEY],
        'seb_password': 'told in the room',
    }
    answer = put(client, exam, **sent)
    assert answer == put(client, exam, **sent)
    assert answer == client.get(url('proctored_exam.entry_rules', exam.id)).json()
    assert answer['networks'] == [ROOM]
    assert (answer['starts_from'], answer['starts_until']) == ('2030-01-20T00:00:00Z', '2030-01-21T00:00:00Z')
    assert (answer['seb_options'], answer['has_quit_password']) == (
        {'allow_quit': False, 'minimum_versions': ['Win.3.10.min']},
        True,
    )
    assert (answer['has_seb_password'], answer['seb_file_key'], answer['seb_source']) == (True, '', 'made')
    assert answer['default_versions'] == ['Win.3.9.min', 'Mac.3.5.min', 'iOS.3.5.min']
    assert answer['seb_exam_key_count'] == 1
    assert (answer['has_rules'], answer['needs_release'], answer['needs_code']) == (True, True, False)
    assert (answer['modified_at'], answer['modified_by']) == ('2030-01-15T12:00:00Z', 'course_staff')
    for secret in ('leave', 'told in the room', KEY, 'quit_password_hash'):
        assert secret not in str(answer)


def test_rules_are_removed(client: APIClient, exam: ProctoredExam) -> None:
    put(client, exam, needs_release=True)
    answer = client.delete(url('proctored_exam.entry_rules', exam.id))
    assert not answer.json()['has_rules']
    assert not EntryRules.objects.exists()


@pytest.mark.parametrize(
    ('rules', 'said'),
    [
        ({'networks': [{'name': 'a', 'cidrs': ['300.0.0.0/8']}]}, 'not an address'),
        ({'networks': {'name': 'a'}}, 'list of objects'),
        ({'networks': [None]}, 'list of objects'),
        ({'networks': [{'name': 'a', 'cidrs': [['::1']]}]}, 'not an address'),
        ({'starts_from': 'tomorrow'}, 'starts_from has to be a date'),
        ({'starts_from': 5}, 'starts_from has to be text'),
        ({'starts_from': '2030-01-21', 'starts_until': '2030-01-20'}, 'before it ends'),
        ({'needs_code': [1]}, 'needs_code has to be true or false'),
        ({'seb_options': 'all'}, 'has to be an object'),
        ({'seb_options': {'allowed_sites': {'a': 1}}}, 'list of texts'),
        ({'seb_exam_keys': {'a': 1}}, 'list of texts'),
        ({'seb_exam_keys': ['\x00']}, 'list of texts'),
    ],
)
def test_bad_rules_are_refused(client: APIClient, exam: ProctoredExam, rules: Any, said: str) -> None:
    assert said in put(client, exam, status=400, **rules)['detail']
    assert not EntryRules.objects.exists()


def test_what_cannot_be_evaluated_is_said(client: APIClient, exam: ProctoredExam, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {
        **settings.PROCTORING_SETTINGS,
        'EXAM_NETWORKS': {'Center': ['192.0.2.0/24']},
        'SEB_BASE_URL': None,
    }
    answer = put(client, exam, needs_code=True, needs_seb=True, networks=[{'name': 'Center'}])
    assert answer['site_networks'] == ['Center']
    assert ('no_code', '') in problems(answer)
    assert ('unknown_network', 'Center') not in problems(answer)
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'EXAM_NETWORKS': {}}
    client.post(url('proctored_exam.access_codes', exam.id), {})
    assert problems(entrance(client, exam)) == [('unknown_network', 'Center'), ('no_seb_address', '')]
    EntryRules.objects.all().delete()
    assert problems(entrance(client, exam)) == [('rules_missing', '')]


def test_networks_that_cannot_be_read_are_a_problem(client: APIClient) -> None:
    exam = EntryRulesFactory(networks=[]).exam
    assert problems(entrance(client, exam)) == [('no_network', '')]


# ── access codes ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_is_told_once(client: APIClient, exam: ProctoredExam) -> None:
    made = client.post(url('proctored_exam.access_codes', exam.id), {'label': 'Room 5'}).json()
    assert (len(made['code']), made['label'], made['created_by']) == (8, 'Room 5', 'course_staff')
    (listed,) = client.get(url('proctored_exam.access_codes', exam.id)).json()['codes']
    assert listed == {key: value for key, value in made.items() if key not in ('code', 'changes_at')}
    assert client.get(url('proctored_exam.access_code.current', made['id'])).status_code == 400
    assert client.delete(url('proctored_exam.access_code', made['id'])).status_code == 200
    assert client.get(url('proctored_exam.access_codes', exam.id)).json()['codes'] == []


def test_a_code_that_changes_is_read_again(client: APIClient, exam: ProctoredExam, clock: Traveller) -> None:
    made = client.post(url('proctored_exam.access_codes', exam.id), {'rotates_minutes': 5}).json()
    address = url('proctored_exam.access_code.current', made['id'])
    found = client.get(address).json()
    assert (
        (found['code'], found['changes_at']) == (made['code'], made['changes_at']) == (made['code'], made['changes_at'])
    )
    clock.shift(timedelta(minutes=5))
    assert client.get(address).json()['code'] != made['code']


@pytest.mark.parametrize(
    ('fields', 'said'),
    [
        ({'code': '1234'}, '6 to 64'),
        ({'code': ['a']}, 'code has to be text'),
        ({'rotates_minutes': 0}, '1 to 1440'),
        ({'rotates_minutes': 'often'}, 'number of minutes'),
        ({'valid_from': '2030-02-01', 'valid_until': '2030-01-01'}, 'before it ends'),
        ({'label': 'x' * 256}, '255'),
    ],
)
def test_bad_codes_are_refused(client: APIClient, exam: ProctoredExam, fields: Any, said: str) -> None:
    answer = client.post(url('proctored_exam.access_codes', exam.id), fields)
    assert answer.status_code == 400
    assert said in answer.json()['detail']
    assert not AccessCode.objects.exists()


# ── who waits ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_waits_is_listed_as_long_as_they_are_heard_of(
    client: APIClient, exam: ProctoredExam, learner: User, now: datetime, clock: Traveller
) -> None:
    put(client, exam, needs_release=True)
    EntryPassFactory(exam_id=exam.id, user_id=learner.id, waiting_at=now)
    EntryPassFactory(exam_id=ExamFactory().id, waiting_at=now)
    found = entrance(client, exam)
    assert (found['total'], found['counts']) == (1, [{'rule': 'release', 'label': 'Letting in', 'count': 1}])
    (row,) = found['waiting']
    assert (row['username'], row['detail'], row['since']) == ('learner', 'Waits to be let in.', None)
    clock.shift(timedelta(seconds=61))
    assert entrance(client, exam)['waiting'] == []


def test_a_refused_learner_is_let_in(client: APIClient, exam: ProctoredExam, learner: User) -> None:
    put(client, exam, needs_release=True)
    browser = sender(learner)
    begin = {'exam_id': exam.id, 'start_clock': True}
    assert browser.post(url('proctored_exam.attempt.collection'), begin).status_code == 403
    found = entrance(client, exam)
    assert [(each['username'], each['rule']) for each in found['waiting']] == [('learner', 'release')]
    assert [each['detail'] for each in found['events']] == ['Was kept out: Waits to be let in.']
    answer = client.post(url('proctored_exam.entrance', exam.id), {'user_ids': [learner.id]})
    assert (answer.json()['released'], answer.json()['refused']) == (1, [])
    assert entrance(client, exam)['total'] == 0
    assert browser.post(url('proctored_exam.attempt.collection'), begin).status_code == 200
    details = [(each['who'], each['detail']) for each in entrance(client, exam)['events']]
    assert ('course_staff', 'Was let in by the course staff.') in details


def test_everybody_is_let_in_and_no_longer(client: APIClient, exam: ProctoredExam, learner: User) -> None:
    put(client, exam, needs_release=True)
    address, browser = url('proctored_exam.entrance', exam.id), sender(learner)
    begin = {'exam_id': exam.id, 'start_clock': True}
    assert client.post(address, {'all': True}).json()['released_at'] == '2030-01-15T12:00:00Z'
    assert client.delete(address).json()['released_at'] is None
    assert browser.post(url('proctored_exam.attempt.collection'), begin).status_code == 403
    client.post(address, {'all': 'true'})
    assert browser.post(url('proctored_exam.attempt.collection'), begin).status_code == 200


@pytest.mark.parametrize('body', [{}, {'all': False}, {'user_ids': []}, {'all': True, 'user_ids': [1]}])
def test_it_has_to_be_said_who_is_let_in(client: APIClient, exam: ProctoredExam, body: dict[str, Any]) -> None:
    put(client, exam, needs_release=True)
    assert client.post(url('proctored_exam.entrance', exam.id), body).status_code == 400
    assert EntryRules.objects.get().released_at is None


def test_only_learners_whom_the_course_knows_are_let_in(
    client: APIClient, exam: ProctoredExam, learner: User, host: Host
) -> None:
    put(client, exam, needs_release=True)
    host.enrollments.enrollments = [FakeEnrollment(learner)]
    with_attempt, stranger = AttemptFactory(proctored_exam=exam).user, UserFactory()
    ids = [stranger.id, learner.id, with_attempt.id, 2**40]
    answer = client.post(url('proctored_exam.entrance', exam.id), {'user_ids': ids}).json()
    assert (answer['released'], answer['refused']) == (2, [stranger.id, 2**40])
    assert 'not known' in answer['detail']
    assert set(EntryPass.objects.values_list('user_id', flat=True)) == {learner.id, with_attempt.id}


def test_many_cost_as_many_statements_as_one(client: APIClient, exam: ProctoredExam, now: datetime) -> None:
    put(client, exam, needs_release=True, needs_code=True)

    def statements() -> int:
        EntryPassFactory(exam_id=exam.id, waiting_at=now, closed_rule='access_code', closed_at=now)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            entrance(client, exam)
        return len(queries)

    assert statements() == statements()


# ── the board, timelines, and functions ───────────────────────────────────────────────────────────────────────────


def test_the_board_says_what_keeps_learners_out_and_staff_lets_them_move(client: APIClient, now: datetime) -> None:
    exam = EntryRulesFactory(binds_place=True).exam
    attempt = AttemptFactory(
        proctored_exam=exam, status='started', started_at=now, allowed_time_limit_mins=90, current_at_exam=exam.id
    )
    EntryPassFactory(
        exam_id=exam.id,
        user_id=attempt.user_id,
        attempt_id=attempt.id,
        place_session='s',
        closed_rule='place',
        closed_reason='other_place',
        closed_at=now,
    )
    address = url('proctored_exam.board', COURSE_ID)
    (row,) = client.get(address).json()['attempts']
    text = 'Uses another computer, browser, or network than at the start.'
    assert (row['kept_out'], row['is_bound']) == ({'rule': 'place', 'detail': text}, True)
    assert row['warnings'] == ['kept_out']
    body = {'attempt_ids': [attempt.id]}
    assert client.post(url('proctored_exam.entrance.move', OTHER_COURSE_ID), body).status_code == 403
    (result,) = client.post(url('proctored_exam.entrance.move', COURSE_ID), body).json()['results']
    assert result == {'attempt_id': attempt.id, 'detail': ''}
    (again,) = client.post(url('proctored_exam.entrance.move', COURSE_ID), body).json()['results']
    assert again['refusal'] == 'not_bound'
    assert not client.get(address).json()['attempts'][0]['is_bound']


@pytest.mark.parametrize(('has_rules', 'most'), [(False, 0), (True, 1)])
def test_the_board_costs_one_statement_more_where_there_are_rules(
    client: APIClient, now: datetime, has_rules: bool, most: int
) -> None:
    exam = EntryRulesFactory().exam if has_rules else ExamFactory(timed=True)
    AttemptFactory(proctored_exam=exam, status='started', started_at=now, current_at_exam=exam.id)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url('proctored_exam.board', COURSE_ID)).json()['attempts'][0]['kept_out'] is None
    assert sum('proctoring_entry' in each['sql'] for each in queries) == most


def test_a_timeline_says_what_happened_at_the_entrance(client: APIClient, learner: User, now: datetime) -> None:
    attempt = AttemptFactory(user=learner)
    other = AttemptFactory(user=learner)
    staff = UserFactory(username='teacher')
    common = {'exam_id': attempt.proctored_exam_id, 'user_id': learner.id, 'at': now}
    EntryEvent.objects.create(rule='network', outcome='other_network', address='192.0.2.1', **common)
    EntryEvent.objects.create(rule='release', outcome='released', by_id=staff.id, **common)
    EntryEvent.objects.create(rule='seb', outcome='something new', attempt_id=attempt.id, **common)
    detail = {'version': '3.9.0 (Windows)', 'key': 'config', 'expected': '0123abcd', 'received': 'ffff0000'}
    EntryEvent.objects.create(rule='seb', outcome='wrong_config_key', detail=detail, **common)
    EntryEvent.objects.create(rule='place', outcome='freed', attempt_id=other.id, **common)
    found = client.get(url('proctored_exam.attempt.timeline', attempt.id)).json()['entries']
    assert [(each['who'], each['detail']) for each in found if each['kind'] == 'entry'] == [
        ('', 'Entrance: Was kept out: Is not in one of the networks. Address: 192.0.2.1.'),
        ('teacher', 'Entrance: Was let in by the course staff.'),
        ('', 'Entrance: Safe Exam Browser: something new'),
        (
            '',
            'Entrance: A check of Safe Exam Browser failed: the config key is wrong, so the browser runs with another '
            'configuration. Version: 3.9.0 (Windows). Expected: 0123abcd… Received: ffff0000…',
        ),
    ]
    told = {'version': '3.9.0 (Windows)', 'expected': '0123abcd', 'received': 'ffff0000'}
    assert [each['facts'].get('check') for each in found if each['kind'] == 'entry'] == [None, None, None, told]


def test_functions_do_the_same(exam: ProctoredExam, learner: User) -> None:
    assert api.set_entry_rules(exam.id, needs_release=True, networks=[ROOM])['has_rules']
    assert api.get_entry_rules(exam.id)['networks'] == [ROOM]
    code_id, code = api.create_access_code(exam.id, code='blue heron', label='Room 5')
    assert (code, AccessCode.objects.get(id=code_id).label) == ('blue heron', 'Room 5')
    api.revoke_access_code(code_id)
    assert AccessCode.objects.get().revoked_at
    assert api.release_learners(exam.id, [learner.id]) == 1
    assert api.release_learners(exam.id) == 0
    assert EntryRules.objects.get().released_at
    api.remove_entry_rules(exam.id)
    assert not api.get_entry_rules(exam.id)['has_rules']
    with pytest.raises(InvalidInputException, match='no entry rule'):
        api.set_entry_rules(exam.id, nonsense=True)


# ── the projector ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_page_for_the_projector_has_no_code(client: APIClient, exam: ProctoredExam) -> None:
    made = client.post(
        url('proctored_exam.access_codes', exam.id), {'rotates_minutes': 5, 'label': '<b>Room</b>'}
    ).json()
    answer = client.get(url('exam_room_access_code', COURSE_ID, made['id']))
    page = answer.content.decode()
    assert (answer.status_code, answer.headers['Cache-Control']) == (200, 'private, no-store')
    assert '&lt;b&gt;Room&lt;/b&gt;' in page
    assert exam.exam_name in page
    assert made['code'] not in page
    assert client.get(url('exam_room_access_code', COURSE_ID, made['id'] + 1)).status_code == 404
