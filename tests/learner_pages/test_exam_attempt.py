"""One exam and the learner's attempts, for the micro-frontend; and the link to the onboarding exam."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import DjangoAssertNumQueries

from edx_proctoring.learner_pages.exam_attempt import exam_and_attempt
from edx_proctoring.learner_pages.onboarding_link import find_onboarding_link
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.serializers import exam_dict
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import FakeScheduleItem, Host
from tests.learner_pages.conftest import COURSE, MakeAttempt, MakeExam, usage_key


def load(learner: User, now: datetime, exam: ProctoredExam | None = None, content_id: str | None = None) -> Any:
    content_id = exam.content_id if exam else content_id
    return exam_and_attempt(COURSE, content_id, learner=learner, caller=learner, is_learning_mfe=False, now=now)


@pytest.mark.parametrize('content_id', [None, '', 'unknown'])
def test_nothing_is_an_empty_object(learner: User, now: datetime, content_id: str | None) -> None:
    assert load(learner, now, content_id=content_id) == {'exam': {}, 'active_attempt': {}}


def test_an_exam_that_the_learner_has_not_entered(make_exam: MakeExam, learner: User, now: datetime) -> None:
    exam = make_exam()

    assert load(learner, now, exam) == {
        'exam': {
            **exam_dict(exam),
            'type': 'proctored',
            'passed_due_date': False,
            'use_legacy_attempt_api': True,
            'attempt': {},
            'total_time': '1 hour and 30 minutes',
            'prerequisite_status': {
                'are_prerequisites_satisifed': True,
                'satisfied_prerequisites': [],
                'failed_prerequisites': [],
                'pending_prerequisites': [],
                'declined_prerequisites': [],
            },
        },
        'active_attempt': {},
    }


@pytest.mark.parametrize('kind', ['timed', 'practice', 'onboarding'])
def test_only_proctored_exams_have_prerequisites(make_exam: MakeExam, learner: User, now: datetime, kind: str) -> None:
    exam = load(learner, now, make_exam(kind))['exam']

    assert exam['type'] == kind
    assert 'prerequisite_status' not in exam


def test_without_a_credit_state_there_are_no_prerequisites(
    make_exam: MakeExam, learner: User, now: datetime, host: Host
) -> None:
    host.credit.enrollment_mode = None

    assert 'prerequisite_status' not in load(learner, now, make_exam())['exam']


def test_a_declined_requirement_declines_the_exam(
    make_exam: MakeExam, learner: User, now: datetime, host: Host
) -> None:
    host.credit.requirements[COURSE] = [
        {'namespace': 'reverification', 'name': 'photo', 'order': 1, 'status': 'declined', 'display_name': 'Photo'}
    ]
    exam = make_exam()

    answer = load(learner, now, exam)['exam']

    assert not answer['prerequisite_status']['are_prerequisites_satisifed']
    assert ProctoredExamStudentAttempt.objects.get().status == Status.declined


def test_the_attempt_at_this_exam_is_the_active_one(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime
) -> None:
    attempt = make_attempt(make_exam(), Status.started)

    answer = load(learner, now, attempt.proctored_exam)

    assert answer['active_attempt']['attempt_id'] == attempt.id
    assert answer['exam']['attempt'] == answer['active_attempt']
    assert 'total_time' not in answer['exam']


def test_another_exam_may_be_running(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime
) -> None:
    finished = make_attempt(make_exam(), Status.submitted)
    running = make_attempt(make_exam('timed', course_id='course-v1:Org+Other+Run'), Status.ready_to_submit)

    answer = load(learner, now, finished.proctored_exam)

    assert answer['exam']['attempt']['attempt_id'] == finished.id
    assert answer['active_attempt']['attempt_id'] == running.id


def test_an_attempt_that_is_out_of_time_is_submitted(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime
) -> None:
    attempt = make_attempt(make_exam(), Status.started, started_at=now - timedelta(hours=2))

    answer = load(learner, now, attempt.proctored_exam)

    assert answer['exam']['attempt']['attempt_status'] == Status.submitted


def test_past_due(make_exam: MakeExam, learner: User, now: datetime) -> None:
    exam = load(learner, now, make_exam(due_date=now - timedelta(minutes=1)))['exam']

    assert exam['passed_due_date'] is True
    assert exam['total_time'] == '0 minutes'


@pytest.mark.parametrize('status', Status.onboarding_errors)
def test_onboarding_errors_come_with_a_link(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime, host: Host, status: str
) -> None:
    onboarding = make_exam('onboarding')
    host.outline.accessible.add(onboarding.content_id)

    answer = load(learner, now, make_attempt(make_exam(backend='onboarding'), status).proctored_exam)

    assert answer['exam']['onboarding_link'] == f'/courses/{COURSE}/jump_to/{onboarding.content_id}'


@pytest.mark.parametrize(('status', 'queries'), [(None, 5), (Status.started, 2), (Status.submitted, 3)])
def test_it_costs_few_queries(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    learner: User,
    now: datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
    status: str | None,
    queries: int,
) -> None:
    exam = make_exam()
    if status:
        make_attempt(exam, status)
    load(learner, now, exam)  # edx-when, where it is installed, keeps the dates of the course from now on

    with django_assert_num_queries(queries):
        load(learner, now, exam)


# ── onboarding link ───────────────────────────────────────────────────────────────────────────────────────────────


def link(learner: User, now: datetime, *, is_learning_mfe: bool = False) -> str:
    return find_onboarding_link(COURSE, learner, is_learning_mfe=is_learning_mfe, now=now)


def test_there_may_be_no_onboarding(make_exam: MakeExam, learner: User, now: datetime) -> None:
    assert link(learner, now) == ''

    make_exam('practice')
    assert link(learner, now) == '', 'this provider has no onboarding'

    make_exam('onboarding', is_active=False)
    assert link(learner, now) == ''


def test_an_unconfigured_provider_has_no_onboarding(make_exam: MakeExam, learner: User, now: datetime) -> None:
    make_exam('onboarding', backend='unheard-of')

    assert link(learner, now) == ''


@pytest.mark.deviation('R18')
def test_the_newest_exam_that_is_not_closed_is_linked(
    make_exam: MakeExam, learner: User, now: datetime, host: Host
) -> None:
    older = make_exam('onboarding', content_id=usage_key('older'))
    make_exam('onboarding', content_id=usage_key('closed'))
    host.outline.accessible.add(older.content_id)

    assert link(learner, now) == f'/courses/{COURSE}/jump_to/{older.content_id}'
    assert link(learner, now, is_learning_mfe=True) == (
        f'https://learning.example.com/course/{COURSE}/{older.content_id}'
    )


def test_an_exam_that_opens_later_is_linked(make_exam: MakeExam, learner: User, now: datetime, host: Host) -> None:
    exam = make_exam('onboarding')
    host.outline.schedule[exam.content_id] = FakeScheduleItem(effective_start=now + timedelta(days=1))

    assert link(learner, now).endswith(exam.content_id)


@pytest.mark.deviation('R18')
def test_a_closed_exam_is_not_linked(make_exam: MakeExam, learner: User, now: datetime) -> None:
    make_exam('onboarding')

    assert link(learner, now) == ''


def test_a_host_without_outline_closes_nothing(make_exam: MakeExam, learner: User, now: datetime, host: Host) -> None:
    host.withdraw('learning_sequences')
    exam = make_exam('onboarding')

    assert link(learner, now).endswith(exam.content_id)
