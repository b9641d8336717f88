"""The way to the provider's dashboard."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from rest_framework.test import APIClient

from edx_proctoring import constants
from edx_proctoring.models import ProctoredExam
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, ReviewFactory
from tests.views.conftest import OTHER_COURSE_ID, url

waffle_testutils = pytest.importorskip('waffle.testutils')


def dashboard(client: APIClient, exam: ProctoredExam | None = None, course_id: str = COURSE_ID, **query: Any) -> Any:
    if exam is None:
        return client.get(url('instructor_dashboard_course', course_id), query)
    return client.get(url('instructor_dashboard_exam', course_id, exam.id), query)


def test_of_an_exam(as_staff: APIClient, staff: User, exam: ProctoredExam, provider: RecordingProvider) -> None:
    AttemptFactory(proctored_exam=exam, external_id='some-attempt')
    answer = dashboard(as_staff, exam, attempt='some-attempt', config='TRUE')
    assert (answer.status_code, answer['Location']) == (302, 'https://provider.example.com/dashboard')
    assert provider.calls_to('get_instructor_url') == [
        {
            'course_id': COURSE_ID,
            'user': {'id': obscured_user_id(staff.id, 'test'), 'full_name': '', 'email': staff.email},
            'exam_id': exam.external_id,
            'attempt_id': 'some-attempt',
            'show_configuration_dashboard': True,
            'encrypted_video_review_url': None,
        }
    ]


@pytest.mark.deviation('I15')
def test_of_a_course_it_is_that_of_its_proctored_exams_whichever_come_last(
    as_staff: APIClient, staff: User, exam: ProctoredExam, provider: RecordingProvider
) -> None:
    ExamFactory(timed=True, backend='null')
    ExamFactory(backend='onboarding', is_active=False)
    ExamFactory(timed=True, backend='onboarding', exam_name='Zzz')
    ExamFactory(backend='onboarding', course_id=OTHER_COURSE_ID)
    assert dashboard(as_staff).status_code == 302
    (call,) = provider.calls_to('get_instructor_url')
    assert (call['course_id'], call['user']['id']) == (COURSE_ID, obscured_user_id(staff.id, 'test'))
    assert (call['exam_id'], call['attempt_id'], call['show_configuration_dashboard']) == (None, None, False)


def test_of_a_course_with_several_providers(as_staff: APIClient, exam: ProctoredExam) -> None:
    ExamFactory(backend='onboarding')
    answer = dashboard(as_staff)
    assert (answer.status_code, type(answer.json())) == (400, str)


def listed(client: APIClient, course_id: str = COURSE_ID) -> list[tuple[str, str]]:
    """The dashboards that the list names."""
    answer = dashboard(client, course_id=course_id, as_list='true')
    assert answer.status_code == 200
    return [(each['name'], each['url']) for each in answer.json()['dashboards']]


def test_the_list_of_a_course_with_one_provider(
    as_course_staff: APIClient, exam: ProctoredExam, backends: dict[str, Any]
) -> None:
    ExamFactory()
    ExamFactory(timed=True, backend='null')
    ExamFactory(backend='onboarding', is_active=False)
    backends['test'].has_dashboard = True
    ((_, path),) = listed(as_course_staff)
    assert path == url('instructor_dashboard_course', COURSE_ID)
    assert as_course_staff.get(path).status_code == 302
    backends['test'].has_dashboard = False
    assert listed(as_course_staff) == []


def test_the_list_of_a_course_with_several_providers(
    as_course_staff: APIClient, exam: ProctoredExam, backends: dict[str, Any]
) -> None:
    other, without = ExamFactory(backend='onboarding', exam_name='Other'), ExamFactory(backend='null')
    backends['test'].has_dashboard = backends['onboarding'].has_dashboard = True
    assert not backends['null'].has_dashboard
    expected = [(each.exam_name, url('instructor_dashboard_exam', COURSE_ID, each.id)) for each in (exam, other)]
    assert sorted(listed(as_course_staff)) == sorted(expected)
    assert without.exam_name not in dict(expected)


def test_the_list_of_a_course_without_exams_is_empty(as_staff: APIClient) -> None:
    assert listed(as_staff, 'a/b/c') == []


def test_the_list_is_for_staff_of_the_course(as_course_staff: APIClient, as_learner: APIClient) -> None:
    assert dashboard(as_course_staff, course_id=OTHER_COURSE_ID, as_list='true').status_code == 403
    assert dashboard(as_learner, as_list='true').status_code == 403


@pytest.mark.deviation('R8')
@pytest.mark.parametrize('what', ['timed', 'unknown', 'foreign', 'unconfigured', 'silent', 'empty course'])
def test_where_there_is_none(what: str, as_staff: APIClient, provider: RecordingProvider) -> None:
    exams: dict[str, ProctoredExam | None] = {
        'timed': ExamFactory(timed=True),
        'unknown': ExamFactory.build(id=999),
        'foreign': ExamFactory(course_id=OTHER_COURSE_ID),
        'unconfigured': ExamFactory(backend='gone'),
        'silent': ExamFactory(),
        'empty course': None,
    }
    provider.answers['get_instructor_url'] = None
    answer = dashboard(as_staff, exams[what], course_id='a/b/c' if what == 'empty course' else COURSE_ID)
    assert (answer.status_code, type(answer.json())) == (404, str)
    assert answer['X-Frame-Options'] == 'sameorigin'


@pytest.mark.parametrize('is_on', [True, False])
def test_the_recording_is_passed_on_where_the_site_wants_it(
    is_on: bool, as_staff: APIClient, exam: ProctoredExam, provider: RecordingProvider
) -> None:
    attempt = AttemptFactory(proctored_exam=exam)
    ReviewFactory(attempt=attempt, encrypted_video_url=b'link')
    with waffle_testutils.override_switch(constants.REDS_API_REDIRECT, active=is_on):
        assert dashboard(as_staff, exam, attempt=attempt.external_id).status_code == 302
    (call,) = provider.calls_to('get_instructor_url')
    assert call['encrypted_video_review_url'] == (b'link' if is_on else None)


def test_a_link_that_is_stored_as_text_is_passed_on_as_bytes(
    as_staff: APIClient, exam: ProctoredExam, provider: RecordingProvider
) -> None:
    attempt = AttemptFactory(proctored_exam=exam)
    review = ReviewFactory(attempt=attempt)
    with connection.cursor() as cursor:
        cursor.execute(
            'UPDATE proctoring_proctoredexamsoftwaresecurereview SET encrypted_video_url = %s WHERE id = %s',
            ['link', review.id],
        )
    with waffle_testutils.override_switch(constants.REDS_API_REDIRECT, active=True):
        assert dashboard(as_staff, exam, attempt=attempt.external_id).status_code == 302
    assert provider.calls_to('get_instructor_url')[0]['encrypted_video_review_url'] == b'link'


@pytest.mark.parametrize('of', ['exam', 'course'])
@pytest.mark.parametrize('what', ['another course', 'another exam', 'nothing'])
def test_the_signed_link_names_an_attempt_of_what_it_is_about(
    what: str, of: str, as_course_staff: APIClient, exam: ProctoredExam, provider: RecordingProvider
) -> None:
    foreign = AttemptFactory(proctored_exam__course_id=OTHER_COURSE_ID, external_id='another course')
    ReviewFactory(attempt=foreign, encrypted_video_url=b'link')
    other = AttemptFactory(external_id='another exam')
    assert other.proctored_exam.course_id == exam.course_id
    is_found = (what, of) == ('another exam', 'course')
    with waffle_testutils.override_switch(constants.REDS_API_REDIRECT, active=True):
        answer = dashboard(as_course_staff, exam if of == 'exam' else None, attempt=what)
    assert answer.status_code == (302 if is_found else 404)
    assert [call['attempt_id'] for call in provider.calls_to('get_instructor_url')] == [what] * is_found


def test_of_two_attempts_with_one_id_it_is_that_of_the_exam(
    as_course_staff: APIClient, exam: ProctoredExam, provider: RecordingProvider
) -> None:
    """Ids of providers are not unique; the newest is one of another course here, and its recording is not shown."""
    own = AttemptFactory(proctored_exam=exam, external_id='twice')
    foreign = AttemptFactory(proctored_exam__course_id=OTHER_COURSE_ID, external_id='twice')
    ReviewFactory(attempt=own, encrypted_video_url=b'own')
    ReviewFactory(attempt=foreign, encrypted_video_url=b'foreign')
    with waffle_testutils.override_switch(constants.REDS_API_REDIRECT, active=True):
        assert dashboard(as_course_staff, exam, attempt='twice').status_code == 302
    assert provider.calls_to('get_instructor_url')[0]['encrypted_video_review_url'] == b'own'


def test_a_removed_attempt_is_still_one_of_the_exam(
    as_course_staff: APIClient, exam: ProctoredExam, provider: RecordingProvider
) -> None:
    """The address in a message to support outlives the attempt."""
    AttemptFactory(proctored_exam=exam, external_id='removed').delete_exam_attempt()
    assert dashboard(as_course_staff, exam, attempt='removed').status_code == 302
    assert provider.calls_to('get_instructor_url')[0]['attempt_id'] == 'removed'
