"""The course that a request is about is that of the object in it, whatever else the request says (deviation S3)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AllowanceFactory, AttemptFactory, ExamFactory, UserFactory
from tests.views.conftest import OTHER_COURSE_ID, Unchanged, sender, url

KEY = 'additional_time_granted'


class Foreign(NamedTuple):
    """What belongs to another course than the caller's."""

    attempt: ProctoredExamStudentAttempt
    exam: ProctoredExam
    learner: User


Place = Callable[[Foreign], str]
REQUESTS: list[tuple[str, Place, dict[str, Any]]] = [
    ('DELETE', lambda foreign: url('proctored_exam.attempt', foreign.attempt.id), {}),
    ('PUT', lambda foreign: url('proctored_exam.attempt', foreign.attempt.id), {'action': 'mark_ready_to_resume'}),
    ('DELETE', lambda foreign: url('proctored_exam.attempts.reset', foreign.exam.id, foreign.learner.id), {}),
    ('GET', lambda _: url('proctored_exam.attempts.grouped.course', OTHER_COURSE_ID), {}),
    ('GET', lambda _: url('proctored_exam.attempts.grouped.search', OTHER_COURSE_ID, 'lea'), {}),
    ('PUT', lambda _: url('proctored_exam.allowance'), {'key': KEY, 'value': '5'}),
    ('DELETE', lambda _: url('proctored_exam.allowance'), {'key': KEY}),
    ('GET', lambda _: url('proctored_exam.allowance', OTHER_COURSE_ID), {}),
    ('GET', lambda _: url('proctored_exam.allowance'), {}),
    ('GET', lambda _: url('proctored_exam.allowance.grouped.course', OTHER_COURSE_ID), {}),
    (
        'PUT',
        lambda _: url('proctored_exam.bulk_allowance', OTHER_COURSE_ID),
        {'user_ids': 'learner', 'allowance_type': KEY, 'value': '5'},
    ),
    ('GET', lambda _: url('user_onboarding.status.course', OTHER_COURSE_ID), {}),
    ('GET', lambda _: url('instructor_dashboard_course', OTHER_COURSE_ID), {}),
    ('GET', lambda foreign: url('instructor_dashboard_exam', OTHER_COURSE_ID, foreign.exam.id), {}),
]


def send(client: APIClient, method: str, address: str, body: dict[str, Any]) -> Any:
    """With a body of JSON, also where the method needs none."""
    return client.generic(method, address, json.dumps(body), content_type='application/json')


@pytest.fixture
def foreign(learner: User) -> Foreign:
    exam = ExamFactory(course_id=OTHER_COURSE_ID)
    AllowanceFactory(user=learner, proctored_exam=exam)
    attempt = AttemptFactory(user=learner, proctored_exam=exam, status='error', is_resumable=True)
    return Foreign(attempt, exam, learner)


@pytest.mark.deviation('S3')
@pytest.mark.parametrize(('method', 'place', 'body'), REQUESTS)
def test_naming_ones_own_course_opens_no_other(
    method: str, place: Place, body: dict[str, Any], as_course_staff: APIClient, foreign: Foreign, unchanged: Unchanged
) -> None:
    named = {
        'course_id': COURSE_ID,
        'exam_id': foreign.exam.id,
        'exam_ids': str(foreign.exam.id),
        'user_id': foreign.learner.id,
        'user_info': foreign.learner.get_username(),
    }
    with unchanged():
        assert send(as_course_staff, method, place(foreign), {**named, **body}).status_code == 403


@pytest.mark.deviation('S3')
def test_where_nothing_else_names_a_course_the_body_does(
    as_course_staff: APIClient, exam: ProctoredExam, learner: User, unchanged: Unchanged
) -> None:
    body = {'exam_ids': str(exam.id), 'user_ids': 'learner', 'allowance_type': KEY, 'value': '5'}
    address = url('proctored_exam.bulk_allowance')
    for course in ({}, {'course_id': OTHER_COURSE_ID}):
        with unchanged():
            assert as_course_staff.put(address, {**body, **course}).status_code == 403
    assert as_course_staff.put(address, {**body, 'course_id': COURSE_ID}).status_code == 200
    assert ProctoredExamStudentAllowance.objects.get().proctored_exam == exam


@pytest.mark.deviation('S3', 'S5')
def test_every_object_must_be_of_the_course_in_the_address(
    host: Host, exam: ProctoredExam, foreign: Foreign, provider: RecordingProvider, unchanged: Unchanged
) -> None:
    """Even for staff of both courses: a provider would sign a link into the course of the address."""
    staff = UserFactory(username='of_both')
    host.instructor.staff |= {(staff.get_username(), COURSE_ID), (staff.get_username(), OTHER_COURSE_ID)}
    client = sender(staff)
    body = {'exam_ids': str(foreign.exam.id), 'user_ids': 'learner', 'allowance_type': KEY, 'value': '5'}
    with unchanged():
        assert client.put(url('proctored_exam.bulk_allowance', COURSE_ID), body).status_code == 400
        answer = client.get(url('instructor_dashboard_exam', COURSE_ID, foreign.exam.id))
        assert (answer.status_code, type(answer.json())) == (404, str)
    assert client.get(url('instructor_dashboard_exam', COURSE_ID, exam.id)).status_code == 302
    assert [call['exam_id'] for call in provider.calls_to('get_instructor_url')] == [exam.external_id]
