"""Accommodations from a file: every row is checked, and all are stored or none."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from rest_framework.test import APIClient

from edx_proctoring.models import Accommodation
from edx_proctoring.testing.host import FakeEnrollment, Host
from edx_proctoring.views import accommodation_file
from tests.factories import COURSE_ID, AttemptFactory, UserFactory
from tests.views.conftest import url

pytestmark = pytest.mark.django_db
ADDRESS = 'proctored_exam.accommodations.import'


@pytest.fixture
def learners(host: Host) -> Any:
    """Two people who are enrolled."""
    found = [UserFactory(username=name, email=f'{name}@example.com') for name in ('ada', 'lin')]
    host.enrollments.enrollments = [FakeEnrollment(each) for each in found]
    return found


def upload(client: APIClient, content: bytes | str, **fields: Any) -> Any:
    raw = content if isinstance(content, bytes) else content.encode()
    file = SimpleUploadedFile('accommodations.csv', raw, 'text/csv')
    return client.post(url(ADDRESS, COURSE_ID), {'file': file, **fields}, format='multipart')


def faults(answer: Any) -> dict[int, str]:
    """The rows that are wrong, by their number."""
    assert answer.status_code == 400
    return {row['row']: row['detail'] for row in answer.json()['rows'] if row['detail']}


def test_every_row_is_stored(as_course_staff: APIClient, learners: Any, course_staff: Any) -> None:
    answer = upload(
        as_course_staff,
        'username,email,multiplier,extra_minutes,valid_from,valid_until,approved_by,reason\n'
        'ada,,1.5,,2030-02-01,2030-06-30,Office,"A certificate,\nin two lines"\n'
        '\n'
        ',lin@example.com,,20,,,,\n',
    )
    assert answer.json() == {
        'stored': 2,
        'extended_attempts': 0,
        'rows': [
            {'row': 2, 'user_info': 'ada', 'detail': ''},
            {'row': 4, 'user_info': 'lin@example.com', 'detail': ''},
        ],
    }
    first, second = Accommodation.objects.order_by('id')
    assert (first.user, first.course_id, first.multiplier) == (learners[0], COURSE_ID, Decimal('1.5'))
    assert (first.valid_from, first.valid_until) == (
        datetime(2030, 2, 1, tzinfo=UTC),
        datetime(2030, 7, 1, tzinfo=UTC),
    )
    assert (first.approved_by, first.reason) == ('Office', 'A certificate,\nin two lines')
    assert (second.user, second.multiplier, second.extra_minutes) == (learners[1], None, 20)
    assert {row.created_by_id for row in (first, second)} == {course_staff.id}


@pytest.mark.parametrize(
    'content',
    [
        b'\xef\xbb\xbfUserName,Multiplier,Reason\r\nada,1.5,Gr\xc3\xbc\xc3\x9fe\r\n',
        'USERNAME ; multiplier;reason;;\nada;1,5;Grüße;;\n',
        'reason,multiplier,username\nGrüße,1.50,  ada  ',
    ],
)
def test_files_of_several_programs(as_course_staff: APIClient, learners: Any, content: bytes | str) -> None:
    assert upload(as_course_staff, content).status_code == 200
    row = Accommodation.objects.get()
    assert (row.user, row.multiplier, row.reason) == (learners[0], Decimal('1.5'), 'Grüße')


@pytest.mark.parametrize('yes', ['yes', 'TRUE', ' 1 '])
def test_unlimited_time(as_course_staff: APIClient, learners: Any, yes: str) -> None:
    content = f'username,unlimited,extra_minutes\nada,{yes},\nlin,no,5\n'
    assert upload(as_course_staff, content).json()['stored'] == 2
    stored = Accommodation.objects.order_by('id').values_list('user__username', 'is_unlimited', 'extra_minutes')
    assert list(stored) == [('ada', True, None), ('lin', False, 5)]


def test_rows_that_do_not_say_whether_there_is_a_limit(as_course_staff: APIClient, learners: Any) -> None:
    content = 'username,unlimited,multiplier\nada,yes,1.5\nlin,maybe,\nlin,,\nlin,no,\n'
    found = faults(upload(as_course_staff, content))
    assert set(found) == {2, 3, 4, 5}
    assert 'only one of' in found[2]
    assert found[3] == 'unlimited has to be yes or no.'
    assert found[4] == found[5] == 'An accommodation needs a multiplier, extra minutes, or unlimited time.'
    assert upload(as_course_staff, 'username,unlimited\nada,yes\n').json()['stored'] == 1


def test_a_preview_stores_nothing(as_course_staff: APIClient, learners: Any) -> None:
    answer = upload(as_course_staff, 'username,extra_minutes\nada,5\n', preview='true')
    assert not Accommodation.objects.exists()
    assert (answer.status_code, answer.json()['stored'], len(answer.json()['rows'])) == (200, 0, 1)


def test_one_bad_row_and_nothing_is_stored(as_course_staff: APIClient, learners: Any) -> None:
    UserFactory(username='stranger')
    content = """username,multiplier,extra_minutes,valid_from,valid_until
ada,1.5,,,
nobody,1.5,,,
stranger,1.5,,,
,1.5,,,
lin,,,,
lin,1.5,5,,
lin,0.5,,,
lin,,half,,
lin,1.5,,soon,
lin,1.5,,2030-02-02,2030-02-01
lin,1.5,,,,more
lin,x,y,z,
"""
    answer = upload(as_course_staff, content)
    assert not Accommodation.objects.exists()
    found = faults(answer)
    assert [row['row'] for row in answer.json()['rows']] == list(range(2, 14))
    assert set(found) == set(range(3, 14))
    assert found[3] == found[4] == 'There is no such learner.'
    assert found[5] == 'The row names no learner.'
    assert found[6] == 'An accommodation needs a multiplier, extra minutes, or unlimited time.'
    assert found[8] == 'multiplier has to be from 1 to 10.'
    assert all(name in found[13] for name in ('multiplier', 'extra_minutes', 'valid_from'))


def test_two_rows_for_one_learner_and_the_same_time(as_course_staff: APIClient, learners: Any) -> None:
    head = 'username,email,extra_minutes,valid_from,valid_until\n'
    twice = head + 'ada,,5,,2030-03-01\n' + 'lin,,5,,\n' + ',ada@example.com,10,2030-03-01,\n'
    assert faults(upload(as_course_staff, twice)) == {4: 'Row 2 is for the same learner at the same time.'}
    after = head + 'ada,,5,,2030-02-28\n' + ',ada@example.com,10,2030-03-01,\n'
    assert upload(as_course_staff, after).json()['stored'] == 2


@pytest.mark.parametrize(
    'content',
    [
        '',
        'username,multiplier\n',
        'username,multiplier\n,\n',
        'username\nada\n',
        'multiplier\n1.5\n',
        'username,multiplier,valid_untill\nada,1.5,2030-01-01\n',
        'username,multiplier,Multiplier\nada,1.5,1.5\n',
        'username,multiplier\n"ada,1.5\n',
        'username,multiplier\nada,' + 'x' * 200_000,
        b'username,multiplier\n\xe4da,1.5\n',
        b'\xff\xfeu\x00s\x00e\x00r\x00',
        b'username,multiplier,reason\nada,1.5,\x00\n',
    ],
)
def test_files_that_are_refused(as_course_staff: APIClient, learners: Any, content: bytes | str) -> None:
    answer = upload(as_course_staff, content)
    assert answer.status_code == 400
    assert answer.json()['detail']
    assert not Accommodation.objects.exists()


def test_how_large_it_may_be(as_course_staff: APIClient, learners: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert upload(as_course_staff, b'x' * (accommodation_file.MOST_BYTES + 1)).status_code == 413
    assert upload(as_course_staff, b'x' * 3_000_000).status_code == 413
    monkeypatch.setattr(accommodation_file, 'MOST_ROWS', 1)
    assert upload(as_course_staff, 'username,extra_minutes\nada,5\n\n').status_code == 200
    assert upload(as_course_staff, 'username,extra_minutes\nada,5\nlin,5\n').status_code == 400


@pytest.mark.parametrize('body', [{}, {'file': None}, {'file': ''}, {'file': 5}, {'file': ['username']}], ids=str)
def test_without_a_file(as_course_staff: APIClient, body: Any) -> None:
    assert as_course_staff.post(url(ADDRESS, COURSE_ID), body, format='json').status_code == 400


def test_attempts_that_are_running_get_more(as_course_staff: APIClient, learners: Any, now: datetime) -> None:
    attempts = [
        AttemptFactory(user=each, status='started', started_at=now, allowed_time_limit_mins=90) for each in learners
    ]
    answer = upload(as_course_staff, 'username,extra_minutes\nada,5\nlin,10\n')
    assert answer.json()['extended_attempts'] == 2
    for attempt, minutes in zip(attempts, (95, 100), strict=True):
        attempt.refresh_from_db()
        assert attempt.allowed_time_limit_mins == minutes


def test_for_all_courses(as_staff: APIClient, learners: Any) -> None:
    assert upload(as_staff, 'username,extra_minutes\nada,5\n', all_courses='true').status_code == 200
    assert Accommodation.objects.get().course_id == ''


def test_a_browser_with_a_session_sends_it_with_a_token(course_staff: Any, learners: Any) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(course_staff)

    def send(**headers: Any) -> Any:
        file = SimpleUploadedFile('accommodations.csv', b'username,extra_minutes\nada,5\n')
        return browser.post(url(ADDRESS, COURSE_ID), {'file': file}, headers=headers)

    assert send().status_code == 403
    token = 'a' * 32
    browser.cookies['csrftoken'] = token
    assert send(**{'x-csrftoken': token}).status_code == 200
    assert Accommodation.objects.count() == 1


def test_many_rows_cost_no_more_statements(
    as_course_staff: APIClient, learners: Any, host: Host, django_assert_max_num_queries: Any
) -> None:
    many = UserFactory.create_batch(300)
    host.enrollments.enrollments = [FakeEnrollment(each) for each in many]
    content = 'username,extra_minutes\n' + ''.join(f'{each.username},5\n' for each in many)
    with django_assert_max_num_queries(20):
        assert upload(as_course_staff, content).json()['stored'] == 300
