"""Every address and method, and who may use it: one table. Who may not gets 403, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern

from edx_proctoring import urls
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import FakeEnrollment, Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory
from tests.views.conftest import Unchanged, sender, url

LEARNERS = {'owner', 'learner'}
TEAM = {'course_staff', 'staff'}
KNOWN = LEARNERS | TEAM | {'other_course_staff', 'reviewer'}
ROLES = ['nobody', *sorted(KNOWN)]


class World(NamedTuple):
    """What the requests are about."""

    exam: ProctoredExam
    attempt: ProctoredExamStudentAttempt
    owner: User


class Entry(NamedTuple):
    """One line of the matrix."""

    name: str
    method: str
    args: Callable[[World], tuple[Any, ...]]
    may: set[str]
    body: Callable[[World], Any] = lambda _: {}
    query: Callable[[World], str] = lambda _: ''


def no_args(_: World) -> tuple[Any, ...]:
    return ()


def course(_: World) -> tuple[Any, ...]:
    return (COURSE_ID,)


def exam_id(world: World) -> tuple[Any, ...]:
    return (world.exam.id,)


def attempt_id(world: World) -> tuple[Any, ...]:
    return (world.attempt.id,)


def external_id(world: World) -> tuple[Any, ...]:
    return (world.attempt.external_id,)


def allowance(world: World) -> dict[str, Any]:
    return {
        'exam_id': world.exam.id,
        'user_info': 'learner',
        'user_id': world.owner.id,
        'key': 'additional_time_granted',
        'value': '5',
    }


def bulk_allowance(world: World) -> dict[str, Any]:
    return {
        'course_id': COURSE_ID,
        'exam_ids': str(world.exam.id),
        'user_ids': 'learner',
        'allowance_type': 'additional_time_granted',
        'value': '5',
    }


def new_exam(_: World) -> dict[str, Any]:
    flags = {'is_proctored': False, 'is_practice_exam': False, 'is_active': True, 'hide_after_due': False}
    return {
        'course_id': COURSE_ID,
        'content_id': 'new',
        'exam_name': 'New',
        'time_limit_mins': 30,
        'external_id': 'x',
        **flags,
    }


MATRIX = [
    Entry('proctored_exam.exam', 'post', no_args, {'staff'}, new_exam),
    Entry('proctored_exam.exam', 'put', no_args, {'staff'}, lambda world: {'exam_id': world.exam.id, 'exam_name': 'X'}),
    Entry('proctored_exam.exam_by_id', 'get', exam_id, KNOWN),
    Entry('proctored_exam.exam_by_content_id', 'get', lambda _: (COURSE_ID, 'content'), KNOWN),
    Entry('proctored_exam.exams_by_course_id', 'get', course, KNOWN),
    Entry('proctored_exam.register_exams_by_course_id', 'patch', course, {'staff'}, lambda _: []),
    Entry('proctored_exam.proctoring_settings', 'get', exam_id, KNOWN),
    Entry('proctored_exam.review_policy', 'get', exam_id, KNOWN),
    Entry('proctored_exam.attempt', 'get', attempt_id, {'owner'}),
    Entry('proctored_exam.attempt', 'put', attempt_id, {'owner'}, lambda _: {'action': 'decline'}),
    Entry(
        'proctored_exam.attempt',
        'put',
        attempt_id,
        TEAM,
        lambda world: {'action': 'mark_ready_to_resume', 'user_id': world.owner.id},
    ),
    Entry('proctored_exam.attempt', 'put', attempt_id, set(), lambda _: {'action': 'mark_ready_to_resume'}),
    Entry(
        'proctored_exam.attempt', 'put', attempt_id, set(), lambda world: {'action': 'stop', 'user_id': world.owner.id}
    ),
    Entry('proctored_exam.attempt', 'delete', attempt_id, TEAM),
    Entry('proctored_exam.attempt', 'delete', attempt_id, TEAM, lambda _: {'course_id': 'course-v1:Org+Other+Run'}),
    Entry('proctored_exam.attempts.grouped.course', 'get', course, TEAM),
    Entry('proctored_exam.attempts.grouped.search', 'get', lambda _: (COURSE_ID, 'lea'), TEAM),
    Entry('proctored_exam.attempt.collection', 'get', no_args, KNOWN),
    Entry('proctored_exam.attempt.review_status', 'put', attempt_id, {'owner'}),
    Entry('proctored_exam.exam_attempts', 'get', course, KNOWN),
    Entry(
        'proctored_exam.exam_attempts',
        'get',
        course,
        {'staff'},
        query=lambda world: f'?user_id={world.owner.id}',
    ),
    Entry('proctored_exam.active_attempt', 'get', no_args, KNOWN),
    Entry(
        'proctored_exam.active_attempt',
        'get',
        no_args,
        {'staff'},
        query=lambda world: f'?user_id={world.owner.id}',
    ),
    Entry('proctored_exam.active_exams_for_user', 'get', no_args, KNOWN),
    Entry(
        'proctored_exam.active_exams_for_user',
        'get',
        no_args,
        {'owner', 'staff'},
        query=lambda world: f'?user_id={world.owner.id}',
    ),
    Entry(
        'proctored_exam.active_exams_for_user',
        'get',
        no_args,
        {'owner'} | TEAM,
        query=lambda world: f'?user_id={world.owner.id}&course_id=course-v1:Org%2BNum%2BRun',
    ),
    Entry('proctored_exam.attempts.reset', 'delete', lambda world: (world.exam.id, world.owner.id), TEAM),
    Entry('proctored_exam.allowance', 'get', course, TEAM),
    Entry('proctored_exam.allowance', 'put', no_args, TEAM, allowance),
    Entry('proctored_exam.allowance', 'delete', no_args, TEAM, allowance),
    Entry('proctored_exam.bulk_allowance', 'put', no_args, TEAM, bulk_allowance),
    Entry('proctored_exam.bulk_allowance', 'put', course, TEAM, bulk_allowance),
    Entry('proctored_exam.allowance.grouped.course', 'get', course, TEAM),
    Entry('user_onboarding.status', 'get', no_args, KNOWN, query=lambda _: '?course_id=course-v1:Org%2BNum%2BRun'),
    Entry(
        'user_onboarding.status',
        'get',
        no_args,
        {'owner'} | TEAM,
        query=lambda _: '?course_id=course-v1:Org%2BNum%2BRun&username=learner',
    ),
    Entry('user_onboarding.status.course', 'get', course, TEAM),
    Entry('instructor_dashboard_course', 'get', course, TEAM),
    Entry('instructor_dashboard_exam', 'get', lambda world: (COURSE_ID, world.exam.id), TEAM),
    Entry('backend_user_deletion_api', 'post', lambda world: (world.owner.id,), {'staff'}),
    Entry('user_retirement_api', 'post', lambda world: (world.owner.id,), {'staff'}),
    Entry('proctored_exam.attempt.ready_callback', 'post', external_id, {'reviewer', 'staff'}),
    Entry(
        'proctored_exam.attempt.callback',
        'post',
        external_id,
        {'reviewer', 'staff'},
        lambda _: {'status': 'passed', 'comments': []},
    ),
]
ANSWERED_FOR_ALL = {
    'proctored_exam.attempt.collection',  # POST acts on the caller; its rules are in test_learner_attempts
    'anonymous.proctoring_launch_callback.start_exam',
    'anonymous.proctoring_review_callback',
}


@pytest.fixture
def world(exam: ProctoredExam, learner: User, host: Host, settings: Any, provider: RecordingProvider) -> World:
    settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True
    provider.supports_onboarding = True
    ExamFactory(practice=True, content_id='block-v1:Org+Num+Run+type@sequential+block@onboarding')
    ExamFactory(timed=True, content_id='content')
    host.enrollments.enrollments = [FakeEnrollment(learner)]
    host.outline.accessible = {'block-v1:Org+Num+Run+type@sequential+block@onboarding'}
    attempt = AttemptFactory(proctored_exam=exam, user=learner, status='created', is_resumable=True)
    return World(exam, attempt, learner)


@pytest.fixture
def people(
    learner: User, other_learner: User, course_staff: User, other_course_staff: User, reviewer: User, staff: User
) -> dict[str, User | None]:
    return {
        'nobody': None,
        'owner': learner,
        'learner': other_learner,
        'course_staff': course_staff,
        'other_course_staff': other_course_staff,
        'reviewer': reviewer,
        'staff': staff,
    }


def title(entry: Entry) -> str:
    return f'{entry.method}-{entry.name}'


@pytest.mark.parametrize('role', ROLES)
@pytest.mark.parametrize('entry', MATRIX, ids=title)
def test_who_may_call(
    entry: Entry, role: str, world: World, people: dict[str, User | None], unchanged: Unchanged
) -> None:
    client = sender(people[role])
    address = url(entry.name, *entry.args(world)) + entry.query(world)
    if role in entry.may:
        assert getattr(client, entry.method)(address, entry.body(world)).status_code < 400
    else:
        with unchanged():
            assert getattr(client, entry.method)(address, entry.body(world)).status_code == 403


def test_the_matrix_has_every_address() -> None:
    names = {pattern.name for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)}
    assert names == {entry.name for entry in MATRIX} | ANSWERED_FOR_ALL
