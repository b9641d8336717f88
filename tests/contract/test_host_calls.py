"""The app called as Open edX's LMS and Studio, and their own tests, call it: with their arguments and types."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from opaque_keys.edx.keys import CourseKey

from edx_proctoring import api
from edx_proctoring.backends.tests.test_backend import TestBackendProvider
from edx_proctoring.exceptions import (
    ProctoredBaseException,
    ProctoredExamNotFoundException,
    ProctoredExamReviewPolicyNotFoundException,
)
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance, ProctoredExamStudentAttempt
from tests.contract.published import CONTENT, COURSE, OTHER_CONTENT, make_exam

pytestmark = pytest.mark.django_db


# --- Studio publishes a course ------------------------------------------------------------------------------------


def test_an_exam_is_created_updated_and_switched_off(staff: User) -> None:
    due = datetime(2031, 1, 1, tzinfo=UTC)
    exam_id = make_exam()
    assert isinstance(exam_id, int)
    settings: dict[str, Any] = {'time_limit_mins': 20, 'due_date': due, 'is_practice_exam': True, 'is_proctored': True}
    assert (
        api.update_exam(
            exam_id=exam_id, exam_name='New', is_active=True, hide_after_due=True, backend='null', **settings
        )
        == exam_id
    )
    (exam,) = api.get_all_exams_for_course(COURSE)
    assert isinstance(exam, dict)
    assert exam == {
        'id': exam_id,
        'course_id': str(COURSE),
        'content_id': str(CONTENT),
        'external_id': None,
        'exam_name': 'New',
        'is_active': True,
        'hide_after_due': True,
        'backend': 'null',
        **settings,
    }
    assert api.update_exam(exam_id=exam_id, is_proctored=False, is_active=False) == exam_id
    (exam,) = api.get_all_exams_for_course(COURSE)
    assert (exam['is_active'], exam['is_proctored'], exam['due_date']) == (False, False, due)
    api.update_exam(exam_id=exam_id, due_date=None)
    assert api.get_exam_by_id(exam_id)['due_date'] is None


def test_an_exam_is_found_by_keys_and_by_their_texts() -> None:
    exam_id = make_exam()
    for course, content in ((COURSE, CONTENT), (str(COURSE), str(CONTENT))):
        exam = api.get_exam_by_content_id(course, content)
        assert exam['id'] == exam_id
        assert 'external_id' in exam
        with pytest.raises(ProctoredExamNotFoundException):
            api.get_exam_by_content_id(course, str(OTHER_CONTENT))
    with pytest.raises(ProctoredExamNotFoundException):
        api.get_exam_by_id(exam_id + 1)


def test_a_review_policy_is_updated_or_else_created(staff: User) -> None:
    exam_id = make_exam()
    policy: dict[str, Any] = {'exam_id': exam_id, 'set_by_user_id': staff.id, 'review_policy': 'Closed book'}
    with pytest.raises(ProctoredExamReviewPolicyNotFoundException):
        api.update_review_policy(**policy)
    with pytest.raises(ProctoredExamReviewPolicyNotFoundException):
        api.remove_review_policy(exam_id=exam_id)
    api.create_exam_review_policy(**policy)
    api.update_review_policy(**{**policy, 'review_policy': 'Open book'})
    assert api.get_review_policy_by_exam_id(exam_id)['review_policy'] == 'Open book'
    api.remove_review_policy(exam_id=exam_id)
    with pytest.raises(ProctoredExamReviewPolicyNotFoundException):
        api.get_review_policy_by_exam_id(exam_id)


@pytest.mark.parametrize('urls', ['tests.urls', 'tests.contract.studio_urls'], ids=['lms', 'studio'])
def test_the_providers_configuration_has_an_address(urls: str, settings: Any) -> None:
    settings.ROOT_URLCONF = urls
    assert api.get_exam_configuration_dashboard_url(COURSE, CONTENT) is None
    exam_id = make_exam(backend='test')
    assert api.get_exam_configuration_dashboard_url(COURSE, CONTENT) == (
        f'/api/edx_proctoring/v1/instructor/{COURSE}/{exam_id}?config=true'
    )
    api.update_exam(exam_id=exam_id, backend='null')
    assert api.get_exam_configuration_dashboard_url(COURSE, CONTENT) is None


@pytest.mark.parametrize(
    ('name', 'supports'), [('test', True), ('null', False), (None, False), ('nobody-knows-it', False), ('', False)]
)
def test_whether_a_provider_has_onboarding_never_raises(name: str | None, supports: bool, settings: Any) -> None:
    settings.PROCTORING_BACKENDS = {**settings.PROCTORING_BACKENDS, 'DEFAULT': 'null'}
    with mock.patch.object(apps.get_app_config('edx_proctoring'), 'backends', providers()):
        assert api.does_backend_support_onboarding(name) is supports


@pytest.mark.parametrize(
    ('backends', 'available'),
    [([], False), (['null'], False), (['gone'], False), (['gone', 'null', 'test'], True), ([None], True)],
    ids=['no-exams', 'without', 'unknown', 'one-of-several', 'default'],
)
def test_whether_a_course_has_a_dashboard_never_raises(backends: list[str | None], available: bool) -> None:
    for number, backend in enumerate(backends):
        ProctoredExam.objects.create(
            course_id=str(COURSE),
            content_id=f'{CONTENT}{number}',
            exam_name='Midterm',
            external_id='external',
            time_limit_mins=10,
            is_active=True,
            is_proctored=True,
            is_practice_exam=False,
            backend=backend,
        )
    with mock.patch.object(apps.get_app_config('edx_proctoring'), 'backends', providers()):
        assert api.is_backend_dashboard_available(str(COURSE)) is available
        assert api.is_backend_dashboard_available(COURSE) is available


def providers() -> dict[str, Any]:
    """What the host's tests replace ``AppConfig.backends`` by."""
    config: Any = apps.get_app_config('edx_proctoring')
    return {'test': TestBackendProvider(), 'null': config.backends['null']}


def test_the_hosts_tests_replace_the_providers() -> None:
    with mock.patch.object(apps.get_app_config('edx_proctoring'), 'backends', providers()):
        exam_id = api.create_exam(
            course_id=COURSE,
            content_id=str(CONTENT),
            exam_name='Midterm',
            time_limit_mins=10,
            due_date=None,
            is_proctored=True,
            backend='test',
        )
        provider = api.get_backend_provider(name='test')
        assert isinstance(provider, TestBackendProvider)
        assert provider.has_dashboard
    assert ProctoredExam.objects.get(id=exam_id).course_id == str(COURSE)


# --- The LMS's instructor pages -----------------------------------------------------------------------------------


def test_allowances_are_granted_listed_and_taken_back(learner: User) -> None:
    exam_id = make_exam()
    for value in ('10', '20'):
        api.add_allowance_for_user(exam_id, learner.username, 'additional_time_granted', value)
    api.add_allowance_for_user(exam_id, learner.email, 'review_policy_exception', 'May stand up')
    listed = api.get_allowances_for_course(str(COURSE))
    assert isinstance(listed, list)
    assert [(each['key'], each['value']) for each in listed] == [
        ('additional_time_granted', '20'),
        ('review_policy_exception', 'May stand up'),
    ]
    assert {'id', 'created', 'modified', 'user', 'key', 'value', 'proctored_exam'} <= listed[0].keys()
    assert listed[0]['user'] == {'id': learner.id, 'username': 'learner', 'email': learner.email}
    assert listed[0]['proctored_exam']['id'] == exam_id
    rows = ProctoredExamStudentAllowance.get_allowances_for_user(exam_id, learner.id)
    assert {row.key for row in rows} == {'additional_time_granted', 'review_policy_exception'}
    for row in rows:
        api.remove_allowance_for_user(exam_id, learner.id, row.key)
    assert api.get_allowances_for_course(str(COURSE)) == []
    with pytest.raises(ProctoredBaseException):
        api.add_allowance_for_user(exam_id, 'nobody', 'additional_time_granted', '10')


def test_attempts_are_listed_sorted_and_removed(learner: User, staff: User) -> None:
    exam_id = make_exam(is_proctored=False)
    for day, user in enumerate((learner, staff), 1):
        attempt = ProctoredExamStudentAttempt.objects.get(id=api.create_exam_attempt(exam_id, user.id))
        attempt.ready_to_resume = user == staff
        attempt.started_at = datetime(2030, 1, day, tzinfo=UTC)
        attempt.completed_at = attempt.started_at + timedelta(minutes=5)
        attempt.status = 'submitted'
        attempt.save()
    listed: Any = api.get_all_exam_attempts(str(COURSE))
    assert isinstance(listed, list)
    listed.sort(key=lambda each: each['completed_at'], reverse=True)
    assert [each['user']['username'] for each in listed] == [staff.username, learner.username]
    requested = {'id', 'user', 'proctored_exam', 'status', 'started_at', 'completed_at', 'allowed_time_limit_mins'}
    assert requested | {'ready_to_resume'} <= listed[0].keys()
    assert [each['user']['id'] for each in api.get_filtered_exam_attempts(str(COURSE), 'learn')] == [learner.id]
    for attempt_dict in api.get_user_attempts_by_exam_id(learner.id, exam_id):
        api.remove_exam_attempt(attempt_dict['id'], requesting_user=staff)
    assert [each['user']['id'] for each in api.get_all_exam_attempts(str(COURSE))] == [staff.id]


@pytest.mark.parametrize(
    ('ordering', 'names'), [('exam_name', ['A', 'B']), ('-exam_name', ['B', 'A']), (None, ['B', 'A'])]
)
def test_exams_can_be_ordered(ordering: str | None, names: list[str]) -> None:
    make_exam(exam_name='B')
    make_exam(OTHER_CONTENT, exam_name='A')
    assert [exam['exam_name'] for exam in api.get_all_exams_for_course(COURSE, ordering=ordering)] == names


def test_the_report_of_proctored_exam_results(learner: User) -> None:
    assert api.get_exam_violation_report(COURSE) == []
    api.create_exam_attempt(make_exam(exam_name='Z'), learner.id, taking_as_proctored=True)
    api.create_exam_attempt(make_exam(OTHER_CONTENT, exam_name='A'), learner.id, taking_as_proctored=True)
    rows = api.get_exam_violation_report(COURSE)
    assert CourseKey.from_string(rows[0]['course_id']) == COURSE
    assert [row['exam_name'] for row in rows] == ['A', 'Z']
