"""The calls of the platform's newest instructor dashboard, with their arguments, types and paging.

Its pages ask the LMS (``/api/instructor/v2/…``), whose views call the functions of this app and page through the lists
that they return; for resuming and for onboarding they ask the addresses of this app themselves.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.test import APIRequestFactory

from edx_proctoring import api
from edx_proctoring.exceptions import ProctoredBaseException, UserNotFoundException
from edx_proctoring.models import ProctoredExamStudentAllowance, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import FakeEnrollment, Host
from tests.contract.published import COURSE, OTHER_CONTENT, make_exam
from tests.factories import AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db

NumQueries = Callable[[int], AbstractContextManager[Any]]

ATTEMPT_URL = '/api/edx_proctoring/v1/proctored_exam/attempt/{}'
ONBOARDING_URL = f'/api/edx_proctoring/v1/user_onboarding/status/course_id/{COURSE}'
DAY = timedelta(days=1)
START = datetime(2030, 1, 1, tzinfo=UTC)


# --- The LMS's lists ----------------------------------------------------------------------------------------------


class Pages(PageNumberPagination):
    """What the LMS pages by: ten, or what ``page_size`` says, up to a hundred."""

    page_size = 10
    page_size_query_param = 'page_size'
    max_page_size = 100


class AttemptSerializer(serializers.Serializer[Any]):
    """An attempt as the dashboard shows it."""

    id = serializers.IntegerField()
    username = serializers.CharField(source='user.username')
    exam_id = serializers.IntegerField(source='proctored_exam.id')
    exam_name = serializers.CharField(source='proctored_exam.exam_name')
    allowed_time_limit_mins = serializers.IntegerField(allow_null=True)
    start_time = serializers.DateTimeField(source='started_at', allow_null=True)
    end_time = serializers.DateTimeField(source='completed_at', allow_null=True)
    status = serializers.CharField()
    ready_to_resume = serializers.BooleanField()


class AllowanceSerializer(serializers.Serializer[Any]):
    """An allowance as the dashboard shows it."""

    id = serializers.IntegerField()
    username = serializers.CharField(source='user.username')
    exam_name = serializers.CharField(source='proctored_exam.exam_name')
    key = serializers.CharField()
    value = serializers.CharField()


class AttemptsView(ListAPIView[Any]):
    """A list view over what the functions return, as the LMS has one."""

    pagination_class: Any = Pages
    serializer_class: Any = AttemptSerializer

    def get_queryset(self) -> Any:
        """The attempts of the course, filtered and in the order that was asked for."""
        query = self.request.query_params
        if query.get('search'):
            return api.get_filtered_exam_attempts(str(COURSE), query['search'], ordering=query.get('ordering'))
        return api.get_all_exam_attempts(str(COURSE), ordering=query.get('ordering'))


class AllowancesView(AttemptsView):
    """The same of allowances."""

    serializer_class: Any = AllowanceSerializer

    def get_queryset(self) -> Any:
        """The allowances of the course in the order that was asked for."""
        return api.get_allowances_for_course(str(COURSE), ordering=self.request.query_params.get('ordering'))


def page_of(view: type[ListAPIView[Any]], **query: Any) -> Any:
    response = view.as_view()(APIRequestFactory().get('/', query))
    response.render()
    assert response.status_code == 200, response.data
    return response.data


@pytest.fixture
def attempts() -> list[ProctoredExamStudentAttempt]:
    """Thirty attempts of as many learners at two exams, the last of them not started."""
    exams = [ExamFactory(course_id=str(COURSE), exam_name=name, timed=True) for name in ('Final', 'Midterm')]
    return [
        AttemptFactory(
            proctored_exam=exams[number % 2],
            user=UserFactory(username=f'learner{number:02}'),
            status='submitted' if number < 25 else 'created',
            started_at=START + number * DAY if number < 25 else None,
            completed_at=START + 2 * number * DAY if number < 25 else None,
        )
        for number in range(30)
    ]


@pytest.mark.parametrize(
    ('query', 'names'),
    [
        ({}, [29, 28]),
        ({'page': 2}, [27, 26]),
        ({'ordering': 'user__username'}, [0, 1]),
        ({'ordering': '-user__username', 'page': 2}, [27, 26]),
        ({'ordering': 'user.username'}, [0, 1]),
        ({'ordering': 'user__email'}, [0, 1]),
        ({'ordering': 'proctored_exam__exam_name'}, [28, 26]),
        ({'ordering': '-proctored_exam.exam_name'}, [29, 27]),
        ({'ordering': 'proctored_exam__time_limit_mins'}, [29, 28]),
        ({'ordering': 'started_at'}, [0, 1]),
        ({'ordering': '-started_at'}, [29, 28]),
        ({'ordering': '-completed_at', 'page': 4}, [23, 22]),
        ({'ordering': 'status'}, [29, 28]),
        ({'ordering': '-status'}, [24, 23]),
        ({'search': 'LEARNER1', 'ordering': 'user__username'}, [10, 11]),
        ({'search': 'learner1', 'ordering': '-created', 'page': 2}, [17, 16]),
    ],
    ids=str,
)
def test_a_page_of_attempts_costs_a_count_and_a_page(
    query: dict[str, Any],
    names: list[int],
    attempts: list[ProctoredExamStudentAttempt],
    django_assert_num_queries: NumQueries,
) -> None:
    with django_assert_num_queries(2):
        page = page_of(AttemptsView, page_size=2, **query)
    assert page['count'] == (10 if 'search' in query else 30)
    assert [each['username'] for each in page['results']] == [f'learner{number:02}' for number in names]


def test_a_page_of_attempts_shows_what_the_dashboard_shows(attempts: list[ProctoredExamStudentAttempt]) -> None:
    first = page_of(AttemptsView, ordering='started_at')['results'][0]
    assert first == {
        'id': attempts[0].id,
        'username': 'learner00',
        'exam_id': attempts[0].proctored_exam_id,
        'exam_name': 'Final',
        'allowed_time_limit_mins': None,
        'start_time': '2030-01-01T00:00:00Z',
        'end_time': '2030-01-01T00:00:00Z',
        'status': 'submitted',
        'ready_to_resume': False,
    }


def test_the_attempts_at_one_exam_are_picked_in_memory(attempts: list[ProctoredExamStudentAttempt]) -> None:
    exam_id = attempts[0].proctored_exam_id
    found = [
        each for each in api.get_all_exam_attempts(str(COURSE)) if each.get('proctored_exam', {}).get('id') == exam_id
    ]
    assert [each['id'] for each in found] == [attempt.id for attempt in reversed(attempts[::2])]


@pytest.mark.parametrize(
    ('ordering', 'first'),
    [
        ('', ('adam', 'Midterm', 'additional_time_granted', '10')),
        ('user__username', ('adam', 'Midterm', 'additional_time_granted', '10')),
        ('-user__username', ('zoe', 'Final', 'review_policy_exception', 'May stand up')),
        ('user__email', ('zoe', 'Final', 'review_policy_exception', 'May stand up')),
        ('proctored_exam__exam_name', ('zoe', 'Final', 'review_policy_exception', 'May stand up')),
        ('key', ('adam', 'Midterm', 'additional_time_granted', '10')),
        ('-value', ('zoe', 'Final', 'review_policy_exception', 'May stand up')),
    ],
)
def test_a_page_of_allowances(ordering: str, first: tuple[str, ...], django_assert_num_queries: NumQueries) -> None:
    adam, zoe = UserFactory(username='adam', email='b@example.com'), UserFactory(username='zoe', email='a@example.com')
    midterm, final = make_exam(exam_name='Midterm'), make_exam(OTHER_CONTENT, exam_name='Final')
    api.add_allowance_for_user(midterm, adam.username, 'additional_time_granted', '10')
    api.add_allowance_for_user(final, zoe.username, 'review_policy_exception', 'May stand up')
    with django_assert_num_queries(2):
        page = page_of(AllowancesView, ordering=ordering, page_size=1)
    assert page['count'] == 2
    assert tuple(page['results'][0][key] for key in ('username', 'exam_name', 'key', 'value')) == first


@pytest.mark.parametrize(
    'ordering', ['nonsense', '-nonsense', 'user__password', 'exam_type', 'id; DELETE', '?', '--id']
)
@pytest.mark.parametrize(
    'read',
    [
        lambda ordering: api.get_all_exam_attempts(str(COURSE), ordering=ordering),
        lambda ordering: api.get_filtered_exam_attempts(str(COURSE), 'a', ordering=ordering),
        lambda ordering: api.get_allowances_for_course(str(COURSE), ordering=ordering),
        lambda ordering: api.get_all_exams_for_course(str(COURSE), ordering=ordering),
    ],
    ids=['attempts', 'filtered attempts', 'allowances', 'exams'],
)
def test_a_bad_ordering_is_an_error_that_the_lms_knows_how_to_answer(read: Callable[[str], Any], ordering: str) -> None:
    with pytest.raises(ProctoredBaseException, match='cannot be ordered by') as refused:
        read(ordering)
    assert refused.value.http_status == 400


# --- The LMS's changes --------------------------------------------------------------------------------------------


def test_an_allowance_replaces_that_of_another_kind_in_one_transaction(learner: User) -> None:
    exam_id = make_exam()
    for key, value in (('additional_time_granted', '30'), ('review_policy_exception', 'May stand up')):
        with transaction.atomic():
            for allowance in ProctoredExamStudentAllowance.get_allowances_for_user(exam_id, learner.id):
                if allowance.key != key:
                    api.remove_allowance_for_user(exam_id, learner.id, allowance.key)
            api.add_allowance_for_user(exam_id, learner.username, key, value)
    mine = [each for each in api.get_allowances_for_course(str(COURSE)) if each['user']['username'] == learner.username]
    assert [(each['key'], each['value']) for each in mine] == [('review_policy_exception', 'May stand up')]


def test_an_allowance_that_cannot_be_is_a_row_in_the_answer(learner: User) -> None:
    exam_id = make_exam()
    results = []
    for user in (learner.username, 'nobody', learner.email):
        try:
            api.add_allowance_for_user(exam_id, user, 'additional_time_granted', '30')
        except ProctoredBaseException as error:
            results.append((user, type(error)))
    assert results == [('nobody', UserNotFoundException)]
    with pytest.raises(ProctoredBaseException):
        api.add_allowance_for_user(exam_id, learner.username, 'additional_time_granted', 'much')
    assert len(api.get_allowances_for_course(str(COURSE))) == 1


def test_an_allowance_is_removed_twice_without_complaint(learner: User) -> None:
    exam_id = make_exam()
    api.add_allowance_for_user(exam_id, learner.username, 'additional_time_granted', '30')
    for _ in range(2):
        api.remove_allowance_for_user(exam_id, learner.id, 'additional_time_granted')
    assert api.get_allowances_for_course(str(COURSE)) == []


def test_a_reset_removes_every_attempt_of_the_learner_at_the_exam(learner: User, staff: User) -> None:
    exam_id = make_exam(is_proctored=True, is_practice_exam=True)
    for user in (learner, learner, staff):
        api.create_exam_attempt(exam_id, user.id, taking_as_proctored=True)
    found = api.get_user_attempts_by_exam_id(learner.id, exam_id)
    assert type(found) is list
    assert len(found) == 2
    for attempt in found:
        api.remove_exam_attempt(attempt['id'], requesting_user=staff)
    assert not api.get_user_attempts_by_exam_id(learner.id, exam_id)
    assert [each['user']['id'] for each in api.get_all_exam_attempts(str(COURSE))] == [staff.id]


# --- What the pages ask of this app -------------------------------------------------------------------------------


@pytest.fixture
def broken_attempt(learner: User) -> ProctoredExamStudentAttempt:
    """An attempt that ended in an error and can be resumed."""
    exam = ExamFactory(course_id=str(COURSE))
    attempt: ProctoredExamStudentAttempt = AttemptFactory(
        proctored_exam=exam, user=learner, status='error', is_resumable=True, started_at=START
    )
    return attempt


@pytest.fixture
def course_staff_client(host: Host) -> Client:
    """A browser of somebody who is staff of the course alone."""
    user = UserFactory(username='instructor')
    host.instructor.staff.add((user.username, str(COURSE)))
    browser = Client(enforce_csrf_checks=False)
    browser.force_login(user)
    return browser


def resume(client: Client, attempt_id: int, user_id: int) -> Any:
    """PUT what ``new FormData()`` makes: a multipart form whose values are texts."""
    form = encode_multipart(BOUNDARY, {'user_id': str(user_id), 'action': 'mark_ready_to_resume'})
    return client.put(ATTEMPT_URL.format(attempt_id), form, content_type=MULTIPART_CONTENT)


@pytest.mark.parametrize('who', ['staff_client', 'course_staff_client'])
def test_a_multipart_form_lets_a_learner_resume(
    who: str, broken_attempt: ProctoredExamStudentAttempt, request: pytest.FixtureRequest
) -> None:
    response = resume(request.getfixturevalue(who), broken_attempt.id, broken_attempt.user_id)
    assert (response.status_code, response.json()) == (200, {'exam_attempt_id': broken_attempt.id})
    broken_attempt.refresh_from_db()
    assert (broken_attempt.ready_to_resume, broken_attempt.is_resumable) == (True, False)


def test_a_multipart_form_of_somebody_else_changes_nothing(
    broken_attempt: ProctoredExamStudentAttempt, client: Client, course_staff_client: Client, staff: User, host: Host
) -> None:
    learner_id = broken_attempt.user_id
    assert resume(client, broken_attempt.id, learner_id).status_code == 403
    assert resume(course_staff_client, broken_attempt.id, staff.id).status_code == 403
    host.instructor.staff.clear()
    assert resume(course_staff_client, broken_attempt.id, learner_id).status_code == 403
    broken_attempt.refresh_from_db()
    assert (broken_attempt.ready_to_resume, broken_attempt.is_resumable) == (False, True)


@pytest.mark.parametrize(
    ('form', 'status'),
    [
        ({'action': 'mark_ready_to_resume'}, 403),
        ({'user_id': '1.5', 'action': 'mark_ready_to_resume'}, 400),
        ({'user_id': 'learner', 'action': 'mark_ready_to_resume'}, 400),
        ({'user_id': '{id}', 'action': 'mark_ready'}, 403),
        ({'user_id': '{id}'}, 403),
    ],
    ids=str,
)
def test_a_bad_multipart_form_is_refused_with_a_reason(
    form: dict[str, str], status: int, broken_attempt: ProctoredExamStudentAttempt, staff_client: Client
) -> None:
    filled = {key: value.format(id=broken_attempt.user_id) for key, value in form.items()}
    response = staff_client.put(
        ATTEMPT_URL.format(broken_attempt.id), encode_multipart(BOUNDARY, filled), content_type=MULTIPART_CONTENT
    )
    assert response.status_code == status
    assert response.json()['detail']
    broken_attempt.refresh_from_db()
    assert broken_attempt.is_resumable


def test_a_multipart_form_that_is_cut_off_is_refused(
    broken_attempt: ProctoredExamStudentAttempt, staff_client: Client
) -> None:
    form = encode_multipart(BOUNDARY, {'user_id': str(broken_attempt.user_id), 'action': 'mark_ready_to_resume'})
    response = staff_client.put(ATTEMPT_URL.format(broken_attempt.id), form[:40], content_type=MULTIPART_CONTENT)
    assert 400 <= response.status_code < 500
    broken_attempt.refresh_from_db()
    assert broken_attempt.is_resumable


@pytest.fixture
def enrolled(host: Host) -> list[User]:
    """Thirty learners who may take proctored exams; the first three have been to the onboarding exam."""
    exam = ExamFactory(course_id=str(COURSE), onboarding=True)
    users = [UserFactory(username=f'student{number:02}') for number in range(30)]
    host.enrollments.enrollments = [FakeEnrollment(user) for user in users]
    for user, status in zip(users, ('verified', 'submitted', 'rejected'), strict=False):
        AttemptFactory(proctored_exam=exam, user=user, status=status, taking_as_proctored=True)
    return users


@pytest.mark.parametrize(
    ('query', 'count', 'pages', 'names'),
    [
        ({'page': '1'}, 30, 2, [f'student{number:02}' for number in range(25)]),
        ({'page': '2'}, 30, 2, [f'student{number:02}' for number in range(25, 30)]),
        ({'page': '1', 'text_search': 'student1'}, 10, 1, [f'student{number}' for number in range(10, 20)]),
        ({'page': '1', 'text_search': 'student29@example.com'}, 1, 1, ['student29']),
        ({'page': '1', 'statuses': 'verified,submitted'}, 2, 1, ['student00', 'student01']),
        ({'page': '1', 'text_search': 'student0', 'statuses': 'rejected'}, 1, 1, ['student02']),
        ({'page': '1', 'text_search': 'nobody'}, 0, 1, []),
    ],
    ids=str,
)
def test_the_onboarding_of_a_course(
    query: dict[str, str], count: int, pages: int, names: list[str], enrolled: list[User], course_staff_client: Client
) -> None:
    response = course_staff_client.get(ONBOARDING_URL, query)
    assert response.status_code == 200
    answer = response.json()
    assert (answer['count'], answer['num_pages']) == (count, pages)
    assert [row['username'] for row in answer['results']] == names
    assert all(row.keys() >= {'username', 'enrollment_mode', 'status', 'modified'} for row in answer['results'])


def test_the_onboarding_of_a_course_is_for_its_staff(enrolled: list[User], client: Client) -> None:
    assert client.get(ONBOARDING_URL, {'page': '1'}).status_code == 403
