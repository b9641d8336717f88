"""The same request has the same answer on every database, also where the database takes two texts for one.

MariaDB's collations ignore case, accents and blanks at the end. An id that somebody sends is compared exactly, and from
then on the row's own id is used.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from rest_framework.test import APIClient

from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAttempt,
    ReceivedReview,
)
from edx_proctoring.testing.host import FakeEnrollment, Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AllowanceFactory, AttemptFactory, ExamFactory, UserFactory
from tests.views.conftest import Unchanged, sender, url
from tests.views.test_exams import NEW_EXAM

LOOKS_ALIKE = 'course-v1:org+num+run'
KEY = 'additional_time_granted'
IS_LOOSE = connection.vendor == 'mysql'


@pytest.fixture
def as_staff_of_lookalike(db: None, host: Host) -> APIClient:
    """Staff of a course whose id differs in case only."""
    user = UserFactory(username='lookalike_staff')
    host.instructor.staff.add((user.username, LOOKS_ALIKE))
    return sender(user)


@pytest.mark.parametrize(
    'name',
    [
        'proctored_exam.attempts.grouped.course',
        'proctored_exam.allowance',
        'proctored_exam.allowance.grouped.course',
        'proctored_exam.exams_by_course_id',
    ],
)
def test_staff_of_a_course_that_looks_alike_see_nothing(
    name: str, as_staff_of_lookalike: APIClient, attempt: ProctoredExamStudentAttempt
) -> None:
    AllowanceFactory(proctored_exam=attempt.proctored_exam, user=attempt.user)
    answer = as_staff_of_lookalike.get(url(name, LOOKS_ALIKE))
    assert answer.status_code == 200
    assert attempt.user.username not in answer.content.decode()
    assert attempt.proctored_exam.exam_name not in answer.content.decode()
    assert as_staff_of_lookalike.get(url(name, COURSE_ID)).status_code == (200 if 'exams_by' in name else 403)


def test_they_do_not_reach_the_provider_either(
    as_staff_of_lookalike: APIClient, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
) -> None:
    exam = attempt.proctored_exam
    bulk = {'exam_ids': [exam.id], 'user_ids': ['learner'], 'allowance_type': KEY, 'value': '5'}
    with unchanged():
        for args in ((LOOKS_ALIKE,), (LOOKS_ALIKE, exam.id)):
            name = 'instructor_dashboard_exam' if len(args) > 1 else 'instructor_dashboard_course'
            assert as_staff_of_lookalike.get(url(name, *args)).status_code == 404
        answer = as_staff_of_lookalike.put(url('proctored_exam.bulk_allowance', LOOKS_ALIKE), bulk)
        assert answer.status_code == 400
        about: dict[str, Any] = {'user_id': attempt.user_id, 'course_id': LOOKS_ALIKE}
        found = as_staff_of_lookalike.get(url('proctored_exam.active_exams_for_user'), about)
        assert found.json() == []


@pytest.mark.parametrize('change', [str.lower, '{} '.format, lambda code: code.replace('A', 'Á')])
def test_a_review_for_another_spelling_is_for_nothing(
    change: Any, as_nobody: APIClient, db: None, unchanged: Unchanged
) -> None:
    attempt = AttemptFactory(proctored_exam__backend='rpnow4', status='submitted', attempt_code='AAAA-REV')
    body = {
        'examMetaData': {'examCode': change(attempt.attempt_code), 'ssiRecordLocator': attempt.external_id},
        'reviewStatus': 'Clean',
        'webCamComments': [],
    }
    with unchanged():
        assert as_nobody.post(url('anonymous.proctoring_review_callback'), body).status_code == 400
    assert not ReceivedReview.objects.exists()
    assert not ProctoredExamSoftwareSecureReview.objects.exists()


@pytest.mark.parametrize('name', ['proctored_exam.attempt.callback', 'proctored_exam.attempt.ready_callback'])
def test_a_provider_of_the_rest_kind(
    name: str, as_reviewer: APIClient, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
) -> None:
    external_id = str(attempt.external_id)
    with unchanged():
        for typed in (external_id.upper(), external_id.title()):
            answer = as_reviewer.post(url(name, typed), {'status': 'passed', 'comments': []})
            assert answer.status_code in {400, 404}
    assert as_reviewer.post(url(name, external_id), {'status': 'passed', 'comments': []}).status_code == 200


def test_the_launch_link(attempt: ProctoredExamStudentAttempt, unchanged: Unchanged) -> None:
    attempt.attempt_code = 'LAUNCH-ME'
    attempt.save_only()
    with unchanged():
        for typed in ('launch-me', 'Launch-Me'):
            assert Client().get(url('anonymous.proctoring_launch_callback.start_exam', typed)).status_code == 404


@pytest.mark.parametrize('typed', ['LEARNER', 'Learner@Example.com', 'léarner'])
def test_a_learner_in_another_spelling(
    typed: str, as_staff: APIClient, exam: ProctoredExam, learner: User, host: Host, provider: RecordingProvider
) -> None:
    provider.supports_onboarding = True
    host.enrollments.enrollments = [FakeEnrollment(learner)]
    ExamFactory(practice=True)
    grant = {'exam_id': exam.id, 'user_info': typed, 'key': KEY, 'value': '5'}
    assert as_staff.put(url('proctored_exam.allowance'), grant).status_code == 400
    bulk = {'exam_ids': [exam.id], 'user_ids': [typed], 'allowance_type': KEY, 'value': '5', 'course_id': COURSE_ID}
    assert as_staff.put(url('proctored_exam.bulk_allowance'), bulk).status_code == 400
    onboarding = as_staff.get(url('user_onboarding.status'), {'course_id': COURSE_ID, 'username': typed})
    assert onboarding.status_code == 404
    assert not ProctoredExamStudentAllowance.objects.exists()


# -- what MariaDB cannot store beside each other --------------------------------------------------------------------


def test_an_exam_that_the_database_takes_for_another(as_staff: APIClient, exam: ProctoredExam) -> None:
    """Elsewhere it is one more; MariaDB has room for one, and the second is refused."""
    refused = (400, 1) if IS_LOOSE else (200, 2)
    body = {**NEW_EXAM, 'course_id': exam.course_id, 'content_id': exam.content_id.upper()}
    assert as_staff.post(url('proctored_exam.exam'), body).status_code == refused[0]
    assert ProctoredExam.objects.count() == refused[1]


@pytest.mark.parametrize('contents', [['content', 'CONTENT'], ['Known']])
def test_a_set_of_exams_that_are_one(contents: list[str], as_staff: APIClient, db: None) -> None:
    ExamFactory(content_id='known')
    exams = [{**NEW_EXAM, 'content_id': content} for content in contents]
    answer = as_staff.patch(url('proctored_exam.register_exams_by_course_id', COURSE_ID), exams)
    assert answer.status_code == (400 if IS_LOOSE else 200)
    assert ProctoredExam.objects.count() == (1 if IS_LOOSE else len(contents) + 1)
    if IS_LOOSE:
        assert ProctoredExam.objects.get().is_active, 'all or nothing'


@pytest.mark.parametrize('is_bulk', [False, True])
def test_two_keys_of_allowances_that_are_one(
    is_bulk: bool, as_staff: APIClient, exam: ProctoredExam, learner: User
) -> None:
    AllowanceFactory(proctored_exam=exam, user=learner, key='note', value='may stand up')
    one = {'exam_id': exam.id, 'user_info': 'learner', 'key': 'NOTE', 'value': 'x'}
    many = {'exam_ids': [exam.id], 'user_ids': ['learner'], 'allowance_type': 'NOTE', 'value': 'x'}
    name = 'proctored_exam.bulk_allowance' if is_bulk else 'proctored_exam.allowance'
    answer = as_staff.put(url(name), many if is_bulk else one)
    assert answer.status_code == (400 if IS_LOOSE else 200)
    values = ProctoredExamStudentAllowance.objects.order_by('id').values_list('value', flat=True)
    assert list(values) == (['may stand up'] if IS_LOOSE else ['may stand up', 'x'])
