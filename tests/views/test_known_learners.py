"""Staff of a course give allowances to the people of that course, and learn of nobody else that there is such a person.

Whoever is not known is answered like somebody who does not exist, to the letter.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet
from rest_framework.test import APIClient

from edx_proctoring.lms import enrollments
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance
from edx_proctoring.testing.host import FakeEnrollment, Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AllowanceFactory, AttemptFactory, ExamFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID, url

KEY = 'additional_time_granted'
WAYS = ['username', 'email', 'id']


@pytest.fixture(params=['listed', 'by standing', 'no services'])
def knowledge(request: pytest.FixtureRequest, db: None, host: Host) -> str:
    """What the host tells of who is in a course. Nobody is, so far."""
    if request.param == 'listed':
        host.enrollments.enrollments = [FakeEnrollment(UserFactory(username='enrolled'))]
    elif request.param == 'by standing':
        host.credit.enrollment_mode = None
    else:
        host.withdraw('enrollments', 'credit')
    return str(request.param)


def enroll(user: User, host: Host, knowledge: str) -> None:
    if knowledge == 'listed':
        host.enrollments.enrollments = [FakeEnrollment(user)]
    host.credit.enrollment_mode = 'audit'


def grant(client: APIClient, exam: ProctoredExam, user_info: Any) -> Any:
    body = {'exam_id': exam.id, 'user_info': user_info, 'key': KEY, 'value': '10'}
    return client.put(url('proctored_exam.allowance'), body)


def grant_many(client: APIClient, exam: ProctoredExam, *user_infos: Any) -> Any:
    body = {'exam_ids': [exam.id], 'user_ids': user_infos, 'allowance_type': KEY, 'value': '10', 'course_id': COURSE_ID}
    return client.put(url('proctored_exam.bulk_allowance'), body)


def without_names(answer: Any) -> Any:
    """The answer without what was sent: who was asked for."""
    return {**answer, 'pairs': [{**pair, 'user_id': None} for pair in answer['pairs']]}


def granted() -> set[str]:
    return set(ProctoredExamStudentAllowance.objects.values_list('user__username', flat=True))


@pytest.mark.deviation('X60')
@pytest.mark.parametrize('way', WAYS)
def test_a_stranger_is_nobody(
    way: str, knowledge: str, as_course_staff: APIClient, exam: ProctoredExam, learner: User
) -> None:
    AttemptFactory(user=learner, proctored_exam__course_id=OTHER_COURSE_ID)
    is_enough = knowledge == 'no services' and way != 'id'
    nobody = 10**6 if way == 'id' else 'nobody'
    answer, about_nobody = (grant(as_course_staff, exam, who) for who in (getattr(learner, way), nobody))
    assert about_nobody.status_code == 400
    if is_enough:
        assert (answer.status_code, granted()) == (200, {'learner'})
        return
    assert (answer.status_code, answer.content) == (400, about_nobody.content)
    in_bulk, nobody_in_bulk = (grant_many(as_course_staff, exam, who) for who in (getattr(learner, way), nobody))
    assert in_bulk.status_code == 400
    assert without_names(in_bulk.json()) == without_names(nobody_in_bulk.json())
    assert granted() == set()


@pytest.mark.parametrize('way', WAYS)
@pytest.mark.parametrize('is_enrolled', [True, False])
def test_who_is_of_the_course_gets_it(
    is_enrolled: bool,
    way: str,
    knowledge: str,
    as_course_staff: APIClient,
    exam: ProctoredExam,
    learner: User,
    other_learner: User,
    host: Host,
) -> None:
    """Enrolled, in any mode, or with an attempt; with the latter by a number as well."""
    if is_enrolled:
        enroll(learner, host, knowledge)
    else:
        AttemptFactory(user=learner, proctored_exam=ExamFactory(timed=True))
    counts = not is_enrolled or knowledge != 'no services' or way != 'id'
    assert grant(as_course_staff, exam, getattr(learner, way)).status_code == (200 if counts else 400)
    answer = grant_many(as_course_staff, exam, getattr(learner, way), 10**6)
    assert answer.status_code == (207 if counts else 400)
    assert granted() == ({'learner'} if counts else set())


@pytest.mark.parametrize('way', WAYS)
def test_staff_of_the_site_name_anybody(
    way: str, knowledge: str, as_staff: APIClient, exam: ProctoredExam, learner: User
) -> None:
    assert grant(as_staff, exam, getattr(learner, way)).status_code == 200
    assert grant_many(as_staff, exam, getattr(learner, way)).status_code == 200
    assert granted() == {'learner'}


@pytest.mark.deviation('X60')
def test_counting_finds_nobody(knowledge: str, as_course_staff: APIClient, exam: ProctoredExam) -> None:
    strangers = UserFactory.create_batch(3)
    grant_many(as_course_staff, exam, *range(1, max(user.id for user in strangers) + 1))
    shown = as_course_staff.get(url('proctored_exam.allowance', COURSE_ID)).json()
    assert {each['user']['username'] for each in shown} <= {'enrolled'}


@pytest.mark.deviation('X60')
def test_onboarding_of_a_stranger(
    knowledge: str,
    as_course_staff: APIClient,
    as_staff: APIClient,
    learner: User,
    provider: RecordingProvider,
    host: Host,
) -> None:
    if knowledge == 'no services':
        return
    provider.supports_onboarding = True
    onboarding = ExamFactory(practice=True)
    host.outline.accessible = {onboarding.content_id}
    path = url('user_onboarding.status')
    answer, about_nobody = (
        as_course_staff.get(path, {'course_id': COURSE_ID, 'username': name}) for name in ('learner', 'nobody')
    )
    assert (answer.status_code, answer.content) == (404, about_nobody.content)
    assert as_staff.get(path, {'course_id': COURSE_ID, 'username': 'learner'}).status_code == 200
    enroll(learner, host, knowledge)
    assert as_course_staff.get(path, {'course_id': COURSE_ID, 'username': 'learner'}).status_code == 200


def test_a_list_of_enrollments_is_asked_once(
    as_course_staff: APIClient, exam: ProctoredExam, learner: User, other_learner: User, host: Host
) -> None:
    host.enrollments.enrollments = [FakeEnrollment(learner), FakeEnrollment(other_learner)]
    host.calls.clear()
    answer = grant_many(
        as_course_staff, exam, 'learner', other_learner.email, *(f'nobody{number}' for number in range(9))
    )
    assert (answer.status_code, granted()) == (207, {'learner', 'other'})
    assert len(host.calls_to('enrollments', 'get_active_enrollments_by_course')) == 1
    assert host.calls_to('credit', 'get_credit_state') == []


def test_a_queryset_of_the_host_is_narrowed(
    exam: ProctoredExam, learner: User, other_learner: User, host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The host's rows have a user; rows of this app stand for them here."""
    AllowanceFactory(user=learner, proctored_exam=exam)

    def enrolled(course_id: str) -> QuerySet[Any]:
        return ProctoredExamStudentAllowance.objects.filter(proctored_exam__course_id=course_id)

    monkeypatch.setattr(host.enrollments, 'get_active_enrollments_by_course', enrolled)
    assert enrollments.find_enrolled(COURSE_ID, [learner.id, other_learner.id]) == {learner.id}
    assert enrollments.find_enrolled(COURSE_ID, [other_learner.id]) == set()
    assert enrollments.find_enrolled(OTHER_COURSE_ID, [learner.id]) is None


# -- how many at once ------------------------------------------------------------------------------------------------


@pytest.mark.deviation('X62')
@pytest.mark.parametrize('counts', [(2000, 2000), (1, 10_001), (101, 100)], ids=str)
def test_more_pairs_than_the_site_allows_are_refused(
    counts: tuple[int, int], as_course_staff: APIClient, exam: ProctoredExam, django_assert_num_queries: Any
) -> None:
    exams, learners = counts
    body = {
        'course_id': COURSE_ID,
        'exam_ids': ','.join(str(number) for number in range(exams)),
        'user_ids': ','.join(f'u{number}' for number in range(learners)),
        'allowance_type': KEY,
        'value': '5',
    }
    with django_assert_num_queries(2):  # session and user
        answer = as_course_staff.put(url('proctored_exam.bulk_allowance'), body)
    assert (answer.status_code, answer.json()['field']) == (400, 'user_info')
    assert len(answer.content) < 200


@pytest.mark.deviation('X62')
def test_the_site_says_how_many(as_course_staff: APIClient, exam: ProctoredExam, learner: User, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'BULK_ALLOWANCE_MOST_PAIRS': 2}
    assert grant_many(as_course_staff, exam, 'learner', 'nobody', 'learner').status_code == 207
    assert grant_many(as_course_staff, exam, 'learner', 'nobody', 'somebody').status_code == 400


@pytest.mark.parametrize('course_id', [[COURSE_ID] * 5000, {'a': COURSE_ID}, 5], ids=['list', 'dict', 'number'])
def test_active_exams_are_of_one_course(course_id: Any, as_learner: APIClient, db: None) -> None:
    path = url('proctored_exam.active_exams_for_user')
    answer: Any = as_learner.generic('GET', path, json.dumps({'course_id': course_id}), 'application/json')
    assert answer.status_code == 400
