"""Standing accommodations over the API: what is listed, who is found, and what is refused."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from rest_framework.test import APIClient

from edx_proctoring import api
from edx_proctoring.exceptions import InvalidInputException, UserNotFoundException
from edx_proctoring.models import Accommodation, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import FakeEnrollment, Host
from edx_proctoring.views import accommodations
from tests.factories import (
    COURSE_ID,
    AccommodationFactory,
    AllowanceFactory,
    AttemptFactory,
    ExamFactory,
    UserFactory,
)
from tests.views.conftest import OTHER_COURSE_ID, sender, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(host: Host) -> Any:
    """Somebody who is enrolled."""
    found = UserFactory(username='ada', email='ada@example.com')
    host.enrollments.enrollments = [FakeEnrollment(found)]
    return found


def listed(client: APIClient, **query: Any) -> Any:
    return client.get(url('proctored_exam.accommodations', COURSE_ID), query).json()


def post(client: APIClient, **body: Any) -> Any:
    return client.post(url('proctored_exam.accommodations', COURSE_ID), {'user_info': 'ada', **body})


def test_what_it_makes_of_each_exam(as_course_staff: APIClient, learner: Any) -> None:
    exams = [ExamFactory(time_limit_mins=limit) for limit in (90, 45, 60)]
    ExamFactory(is_active=False)
    AllowanceFactory(proctored_exam=exams[2], user=learner, value='5')
    answer = post(as_course_staff, multiplier='1.5', approved_by='Office', reason='A certificate').json()
    assert [
        (each['exam_id'], each['minutes'], each['minutes_with'], each['is_overridden']) for each in answer['exams']
    ] == [
        (exams[0].id, 90, 135, False),
        (exams[1].id, 45, 67, False),
        (exams[2].id, 60, 65, True),
    ]
    assert (answer['user']['username'], answer['multiplier'], answer['extra_minutes']) == ('ada', 1.5, None)
    assert (answer['course_id'], answer['approved_by'], answer['reason']) == (COURSE_ID, 'Office', 'A certificate')
    assert listed(as_course_staff)['accommodations'] == [
        {name: value for name, value in answer.items() if name != 'gained'}
    ]


def test_an_attempt_that_is_running_gets_more_at_once(as_course_staff: APIClient, learner: Any, now: datetime) -> None:
    attempt = AttemptFactory(
        user=learner,
        status='started',
        started_at=now,
        allowed_time_limit_mins=90,
        proctored_exam__time_limit_mins=90,
    )
    answer = post(as_course_staff, extra_minutes=10).json()
    assert answer['gained'] == [{'exam_id': attempt.proctored_exam_id, 'gained_seconds': 600}]
    poll = sender(learner).get(url('proctored_exam.attempt', attempt.id)).json()
    assert poll['time_remaining_seconds'] == 100 * 60


@pytest.mark.parametrize(
    ('body', 'valid_from', 'valid_until'),
    [
        ({}, None, None),
        ({'valid_from': '2030-02-01'}, '2030-02-01T00:00:00Z', None),
        ({'valid_until': '2030-02-28'}, None, '2030-03-01T00:00:00Z'),
        (
            {'valid_from': '2030-02-01T08:00:00+02:00', 'valid_until': '2030-02-28T20:00:00Z'},
            '2030-02-01T06:00:00Z',
            '2030-02-28T20:00:00Z',
        ),
    ],
)
def test_the_last_day_is_in_it(
    as_course_staff: APIClient, learner: Any, body: Any, valid_from: str | None, valid_until: str | None
) -> None:
    answer = post(as_course_staff, extra_minutes=5, **body).json()
    assert (answer['valid_from'], answer['valid_until']) == (valid_from, valid_until)


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'multiplier': 1.5, 'extra_minutes': 5},
        {'multiplier': 1.5, 'unlimited': True},
        {'extra_minutes': 5, 'unlimited': 'yes'},
        {'unlimited': False},
        *({'unlimited': value} for value in ('maybe', 2, [True], {'unlimited': True}, 'x' * 9999)),
        *({'extra_minutes': 5, 'unlimited': value} for value in ('maybe', [True])),
        *({'multiplier': value} for value in (0.9, '0', 10.5, 'NaN', 'Infinity', '1e400', 1.2345, 'half', True, [1])),
        *({'extra_minutes': value} for value in (0, -5, 10_001, 1.5, 'many', True)),
        *({'extra_minutes': 5, 'valid_from': value} for value in ('soon', '2030-02-30', '1999-12-31', 5)),
        *(
            {'extra_minutes': 5, 'valid_until': value}
            for value in ('9999-12-31', '0001-01-01T00:00:00+14:00', 'x' * 9999)
        ),
        {'extra_minutes': 5, 'valid_from': '2030-02-02', 'valid_until': '2030-02-01'},
        {'extra_minutes': 5, 'approved_by': 'x' * 256},
        {'extra_minutes': 5, 'reason': ['text']},
        {'extra_minutes': 5, 'user_info': 'nobody'},
        {'extra_minutes': 5, 'user_info': ''},
    ],
    ids=str,
)
def test_what_is_refused(as_course_staff: APIClient, learner: Any, body: Any) -> None:
    answer = post(as_course_staff, **body)
    assert answer.status_code == 400
    assert answer.json()['detail']
    assert not Accommodation.objects.exists()


def test_staff_of_a_course_find_only_whom_it_knows(
    as_course_staff: APIClient, as_staff: APIClient, learner: Any
) -> None:
    UserFactory(username='stranger')
    assert post(as_course_staff, user_info='stranger', extra_minutes=5).status_code == 400
    assert post(as_staff, user_info='stranger', extra_minutes=5).status_code == 200


def test_those_for_all_courses_are_listed_for_learners_whom_the_course_knows(
    as_course_staff: APIClient, learner: Any
) -> None:
    own, general = AccommodationFactory(user=learner), AccommodationFactory(user=learner, course_id='')
    unknown_here = AccommodationFactory(course_id='')
    AccommodationFactory(user=learner, course_id=OTHER_COURSE_ID)
    found = listed(as_course_staff)['accommodations']
    assert [(each['id'], each['counts']) for each in found] == [(general.id, False), (own.id, True)]
    assert unknown_here.id not in {each['id'] for each in found}


def test_pages(as_course_staff: APIClient, learner: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accommodations, 'PER_PAGE', 2)
    ids = [AccommodationFactory(user=learner).id for _ in range(3)]
    first, second = listed(as_course_staff), listed(as_course_staff, page=2)
    assert [[each['id'] for each in page['accommodations']] for page in (first, second)] == [ids[:0:-1], ids[:1]]
    assert (first['pagination_info']['has_next'], second['pagination_info']['total_pages']) == (True, 2)


def test_a_revoked_one_is_not_listed_any_more(as_course_staff: APIClient, learner: Any, course_staff: Any) -> None:
    former, row = (
        AccommodationFactory(user=learner, extra_minutes=5, multiplier=None),
        AccommodationFactory(user=learner),
    )
    assert [each['counts'] for each in listed(as_course_staff)['accommodations']] == [True, False]
    for _ in range(2):
        assert as_course_staff.delete(url('proctored_exam.accommodation', row.id)).status_code == 200
    row.refresh_from_db()
    assert row.revoked_by_id == course_staff.id
    assert [(each['id'], each['counts']) for each in listed(as_course_staff)['accommodations']] == [(former.id, True)]


def test_the_published_functions(learner: Any, now: datetime) -> None:
    exam = ExamFactory(time_limit_mins=90)
    row_id = api.add_accommodation('ada', course_id=COURSE_ID, multiplier=1.5)
    (row,) = api.get_accommodations_for_course(COURSE_ID)
    assert (row['id'], row['exams'][0]['minutes_with'], row['counts']) == (row_id, 135, True)
    assert api.get_total_allowed_time_for_exam(api.get_exam_by_id(exam.id), learner.id) == '2 hours and 15 minutes'
    api.revoke_accommodation(row_id)
    assert api.get_accommodations_for_course(COURSE_ID) == []
    assert api.get_total_allowed_time_for_exam(api.get_exam_by_id(exam.id), learner.id) == '1 hour and 30 minutes'
    with pytest.raises(UserNotFoundException):
        api.add_accommodation('nobody', extra_minutes=5)


def test_page_provider_and_clock_agree(learner: Any, provider: Any, now: datetime) -> None:
    exam = ExamFactory(time_limit_mins=90, backend='test')
    AccommodationFactory(user=learner, created=now - timedelta(days=1), multiplier=Decimal('1.5'))
    total = (
        sender(learner)
        .get(url('proctored_exam.exam_attempts', COURSE_ID), {'content_id': exam.content_id})
        .json()['exam']['total_time']
    )
    assert total == '2 hours and 15 minutes, including 45 minutes of additional time'
    attempt_id = api.create_exam_attempt(exam.id, learner.id, taking_as_proctored=True)
    (call,) = provider.calls_to('register_exam_attempt')
    assert call['context']['time_limit_mins'] == 135
    api.update_attempt_status(attempt_id, 'ready_to_start')
    api.start_exam_attempt(exam.id, learner.id)
    assert ProctoredExamStudentAttempt.objects.get(id=attempt_id).allowed_time_limit_mins == 135
    assert Accommodation.objects.count() == 1


def test_unlimited_time(as_course_staff: APIClient, learner: Any, now: datetime) -> None:
    exam, own = ExamFactory(time_limit_mins=90), ExamFactory(time_limit_mins=60)
    AllowanceFactory(proctored_exam=own, user=learner, value='5')
    attempt = AttemptFactory(
        user=learner, proctored_exam=exam, status='started', started_at=now, allowed_time_limit_mins=90
    )
    answer = post(as_course_staff, unlimited=True).json()
    assert (answer['unlimited'], answer['multiplier'], answer['extra_minutes']) == (True, None, None)
    assert [each['minutes_with'] for each in answer['exams']] == [90 + 10_080, 65]
    assert answer['gained'] == [{'exam_id': exam.id, 'gained_seconds': 10_080 * 60}]
    poll = sender(learner).get(url('proctored_exam.attempt', attempt.id)).json()
    assert poll['time_remaining_seconds'] == (90 + 10_080) * 60
    (listed_row,) = listed(as_course_staff)['accommodations']
    assert listed_row['unlimited'] is True
    assert post(as_course_staff, extra_minutes=5, unlimited=False).json()['unlimited'] is False


def test_the_published_functions_for_unlimited_time(learner: Any, provider: Any, now: datetime) -> None:
    exam = ExamFactory(time_limit_mins=90, backend='test')
    api.add_accommodation('ada', course_id=COURSE_ID, unlimited=True)
    assert api.get_accommodations_for_course(COURSE_ID)[0]['unlimited'] is True
    total = api.get_total_allowed_time_for_exam(api.get_exam_by_id(exam.id), learner.id)
    assert total == '169 hours and 30 minutes'
    api.create_exam_attempt(exam.id, learner.id, taking_as_proctored=True)
    (call,) = provider.calls_to('register_exam_attempt')
    assert call['context']['time_limit_mins'] == 90 + 10_080
    with pytest.raises(InvalidInputException):
        api.add_accommodation('ada', unlimited=True, extra_minutes=5)
