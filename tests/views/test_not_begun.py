"""Who may take an exam and has not begun, from the host's enrollments."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import QuerySet, Value
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam
from edx_proctoring.testing.host import FakeEnrollment, Host
from tests.factories import AttemptFactory, ExamFactory, UserFactory
from tests.views.conftest import sender, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(course_staff: Any) -> APIClient:
    """The course's staff."""
    return sender(course_staff)


@pytest.fixture
def exam() -> ProctoredExam:
    return ExamFactory()


class EnrollmentRows:
    """A host that returns querysets: an enrollment is a membership in one of two groups."""

    def __init__(self) -> None:
        self.verified, self.audit = (Group.objects.create(name=name) for name in ('verified', 'audit'))

    def enroll(self, *users: User, group: Group | None = None) -> None:
        for user in users:
            user.groups.add(group or self.verified)

    def get_active_enrollments_by_course(self, course_id: str) -> QuerySet[Any]:
        return self._rows(self.verified, self.audit)

    def get_enrollments_can_take_proctored_exams(self, course_id: str, text_search: str | None = None) -> QuerySet[Any]:
        return self._rows(self.verified)

    def _rows(self, *groups: Group) -> QuerySet[Any]:
        rows: QuerySet[Any] = User.groups.through.objects.filter(group__in=groups)
        found: QuerySet[Any] = rows.annotate(mode=Value('verified'))
        return found


@pytest.fixture
def rows(host: Host, monkeypatch: pytest.MonkeyPatch) -> EnrollmentRows:
    """The host's enrollments."""
    service = EnrollmentRows()
    monkeypatch.setattr(host.enrollments, 'get_active_enrollments_by_course', service.get_active_enrollments_by_course)
    monkeypatch.setattr(
        host.enrollments,
        'get_enrollments_can_take_proctored_exams',
        service.get_enrollments_can_take_proctored_exams,
    )
    return service


def ask(client: APIClient, exam: ProctoredExam, **query: Any) -> Any:
    answer = client.get(url('proctored_exam.not_begun', exam.id), query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def names(answer: Any) -> list[str]:
    return [row['username'] for row in answer['results']]


def people() -> list[User]:
    """Three learners."""
    return [
        UserFactory(username='cleo', email='cleo@example.com', first_name='Cleo', last_name='Verde'),
        UserFactory(username='abel', email='abel@example.org'),
        UserFactory(username='bea', email='bea@example.com'),
    ]


@pytest.mark.parametrize('as_rows', [False, True], ids=['list', 'queryset'])
def test_those_without_an_attempt_by_username(
    client: APIClient, exam: ProctoredExam, host: Host, as_rows: bool, request: pytest.FixtureRequest
) -> None:
    cleo, abel, bea = people()
    if as_rows:
        request.getfixturevalue('rows').enroll(cleo, abel, bea)
    else:
        host.enrollments.enrollments = [FakeEnrollment(each) for each in (cleo, abel, bea)]
    AttemptFactory(user=cleo)  # at another exam
    AttemptFactory(user=abel, proctored_exam=exam, status='created')  # who has only opened it
    AttemptFactory(user=bea, proctored_exam=exam, status='submitted')
    assert ask(client, exam) == {
        'is_known': True,
        'count': 2,
        'page': 1,
        'num_pages': 1,
        'results': [
            {'username': 'abel', 'full_name': '', 'enrollment_mode': 'verified'},
            {'username': 'cleo', 'full_name': 'Cleo Verde', 'enrollment_mode': 'verified'},
        ],
    }
    assert names(ask(client, exam, text='EXAMPLE.COM')) == ['cleo']
    assert names(ask(client, exam, text='BE')) == ['abel']
    assert ask(client, exam, text='\U0001f600')['results'] == []


def test_a_timed_exam_is_for_all_who_are_enrolled(client: APIClient, exam: ProctoredExam, rows: EnrollmentRows) -> None:
    cleo, abel, _bea = people()
    rows.enroll(cleo)
    rows.enroll(abel, group=rows.audit)
    assert names(ask(client, exam)) == ['cleo']
    assert names(ask(client, ExamFactory(timed=True))) == ['abel', 'cleo']


def test_pages(client: APIClient, exam: ProctoredExam, rows: EnrollmentRows) -> None:
    rows.enroll(*[UserFactory(username=f'learner{number:03}') for number in range(60)])
    assert [len(ask(client, exam, page=page)['results']) for page in (1, 2, 3)] == [25, 25, 10]
    answer = ask(client, exam, page=2, page_size=40)
    assert (answer['count'], answer['page'], answer['num_pages'], names(answer)[0]) == (60, 2, 2, 'learner040')
    assert ask(client, exam, page=99)['page'] == 3
    assert ask(client, exam, page='x', page_size='y')['page'] == 1
    assert len(ask(client, exam, page_size=10**9)['results']) == 60


@pytest.mark.parametrize('timed', [False, True])
def test_a_host_that_cannot_tell(client: APIClient, host: Host, timed: bool) -> None:
    exam = ExamFactory(timed=True) if timed else ExamFactory()
    unknown = {'is_known': False, 'count': 0, 'page': 1, 'num_pages': 1, 'results': []}
    host.withdraw('enrollments')
    assert ask(client, exam) == unknown


def test_a_course_without_proctored_exams(client: APIClient, exam: ProctoredExam, host: Host) -> None:
    host.enrollments.enrollments = None
    assert ask(client, exam)['is_known'] is False


def test_statements_do_not_grow_with_the_learners(client: APIClient, exam: ProctoredExam, rows: EnrollmentRows) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            ask(client, exam, page_size=100, text='lea')
        return len(captured.captured_queries)

    rows.enroll(UserFactory(username='learner'))
    few = count()
    rows.enroll(*[UserFactory(username=f'learner{number:03}') for number in range(50)])
    of_session, of_exam = 2, 1
    assert few == count() == of_session + of_exam + 2


def test_no_such_exam(client: APIClient, staff: Any) -> None:
    assert client.get(url('proctored_exam.not_begun', 98765)).status_code == 403
    answer = sender(staff).get(url('proctored_exam.not_begun', 98765))
    assert (answer.status_code, answer.json()) == (400, {'detail': 'There is no such exam.'})
    assert sender(staff).get(url('proctored_exam.not_begun', 2**63)).status_code == 400
