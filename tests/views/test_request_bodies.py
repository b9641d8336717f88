"""Bodies that make no sense: a clear refusal, and nothing changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, ExamFactory
from tests.views.conftest import Unchanged, url

HALF_A_CHARACTER = '\ud800'


def send(client: APIClient, method: str, address: str, body: Any) -> Any:
    """As JSON with escapes, which may stand for what is no character."""
    return client.generic(method, address, json.dumps(body), content_type='application/json')


@pytest.mark.deviation('R3')
@pytest.mark.parametrize('body', [[1], [{'action': 'submit'}], 'text', 5, None, True], ids=repr)
@pytest.mark.parametrize(
    ('method', 'name'),
    [
        ('PUT', 'proctored_exam.attempt'),
        ('POST', 'proctored_exam.attempt.collection'),
        ('POST', 'proctored_exam.exam'),
        ('PUT', 'proctored_exam.exam'),
        ('PUT', 'proctored_exam.allowance'),
        ('DELETE', 'proctored_exam.allowance'),
        ('PUT', 'proctored_exam.bulk_allowance'),
        ('GET', 'proctored_exam.active_exams_for_user'),
        ('POST', 'proctored_exam.attempt.callback'),
    ],
)
def test_what_is_no_object(
    method: str,
    name: str,
    body: Any,
    as_staff: APIClient,
    attempt: ProctoredExamStudentAttempt,
    unchanged: Unchanged,
) -> None:
    args: dict[str, list[Any]] = {
        'proctored_exam.attempt': [attempt.id],
        'proctored_exam.attempt.callback': [attempt.external_id],
    }
    with unchanged():
        assert send(as_staff, method, url(name, *args.get(name, [])), body).status_code == 400


@pytest.mark.deviation('R1')
@pytest.mark.parametrize('body', [{}, {'user_id': ''}, {'detail': 'x'}], ids=str)
def test_an_action_that_is_absent(
    body: dict[str, Any], as_learner: APIClient, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
) -> None:
    with unchanged():
        answer = as_learner.put(url('proctored_exam.attempt', attempt.id), body)
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])


@pytest.mark.deviation('R3')
@pytest.mark.parametrize('sent', ['abc', '1.5', [1], {'a': 1}, True, -1, 10**30, '²'], ids=repr)
@pytest.mark.parametrize(
    ('method', 'name', 'field'),
    [
        ('PUT', 'proctored_exam.exam', 'exam_id'),
        ('POST', 'proctored_exam.attempt.collection', 'exam_id'),
        ('PUT', 'proctored_exam.allowance', 'exam_id'),
        ('DELETE', 'proctored_exam.allowance', 'exam_id'),
        ('DELETE', 'proctored_exam.allowance', 'user_id'),
        ('GET', 'proctored_exam.active_exams_for_user', 'user_id'),
    ],
)
def test_an_id_that_is_none(
    method: str,
    name: str,
    field: str,
    sent: Any,
    as_staff: APIClient,
    exam: ProctoredExam,
    learner: User,
    unchanged: Unchanged,
) -> None:
    body = {'exam_id': exam.id, 'user_id': learner.id, 'user_info': 'learner', 'key': 'note', 'value': 'x'}
    with unchanged():
        answer = send(as_staff, method, url(name), {**body, field: sent})
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])


@pytest.mark.deviation('R3')
@pytest.mark.parametrize('text', ['\x00', HALF_A_CHARACTER, f'a{HALF_A_CHARACTER}b'], ids=ascii)
@pytest.mark.parametrize(
    ('method', 'name', 'field'),
    [
        ('PUT', 'proctored_exam.allowance', 'user_info'),
        ('PUT', 'proctored_exam.allowance', 'key'),
        ('PUT', 'proctored_exam.allowance', 'value'),
        ('DELETE', 'proctored_exam.allowance', 'key'),
        ('PUT', 'proctored_exam.bulk_allowance', 'exam_ids'),
        ('PUT', 'proctored_exam.bulk_allowance', 'user_ids'),
        ('PUT', 'proctored_exam.bulk_allowance', 'value'),
        ('PUT', 'proctored_exam.bulk_allowance', 'course_id'),
        ('PUT', 'proctored_exam.exam', 'exam_name'),
        ('GET', 'proctored_exam.active_exams_for_user', 'course_id'),
    ],
)
@pytest.mark.parametrize('listed', [False, True], ids=['text', 'list'])
def test_text_that_no_database_takes(
    method: str,
    name: str,
    field: str,
    text: str,
    listed: bool,
    as_staff: APIClient,
    exam: ProctoredExam,
    learner: User,
    unchanged: Unchanged,
) -> None:
    body = {
        'exam_id': exam.id,
        'user_info': 'learner',
        'user_id': learner.id,
        'key': 'note',
        'value': 'x',
        'exam_ids': [exam.id],
        'user_ids': ['learner'],
        'allowance_type': 'note',
        'course_id': COURSE_ID,
    }
    with unchanged():
        answer = send(as_staff, method, url(name), {**body, field: [text] if listed else text})
        assert answer.status_code == 400


@pytest.mark.deviation('R3')
@pytest.mark.parametrize(
    ('name', 'course_id', 'query'),
    [
        ('proctored_exam.exams_by_course_id', 'course-v1:Org+Num+R\x00un', {}),
        ('proctored_exam.exam_attempts', COURSE_ID, {'content_id': 'a\x00b'}),
        ('user_onboarding.status.course', COURSE_ID, {'text_search': '\x00'}),
        ('instructor_dashboard_course', COURSE_ID, {'attempt': 'a\x00b'}),
    ],
)
def test_an_address_with_what_no_database_takes(
    name: str,
    course_id: str,
    query: dict[str, str],
    as_staff: APIClient,
    provider: RecordingProvider,
    unchanged: Unchanged,
) -> None:
    provider.supports_onboarding = True
    ExamFactory(practice=True)
    with unchanged():
        answer = as_staff.get(url(name, course_id), query)
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])


@pytest.mark.deviation('R3')
def test_a_search_for_what_no_database_takes(as_staff: APIClient, exam: ProctoredExam, unchanged: Unchanged) -> None:
    with unchanged():
        answer = as_staff.get(url('user_onboarding.status'), {'course_id': exam.course_id, 'username': '\x00'})
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])
