"""The courseware's question, from the entry rules to the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import rules
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from opaque_keys.edx.keys import CourseKey, UsageKey
from pytest_django.asserts import assertTemplateUsed

from edx_proctoring import constants
from edx_proctoring.learner_pages.view import learner_view
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.learner_pages.conftest import COURSE, Look, MakeAttempt, MakeExam, usage_key

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def requirement(status: str | None, name: str = 'photo', namespace: str = 'reverification') -> dict[str, Any]:
    return {
        'namespace': namespace,
        'name': name,
        'order': 1,
        'status': status,
        'display_name': f'Requirement {name}',
    }


def credit_state(*requirements: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {'enrollment_mode': 'verified', 'credit_requirement_status': list(requirements), **more}


# ── entry rules ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize('role', ['staff', 'instructor', '', None])
def test_only_learners_see_pages(make_exam: MakeExam, learner: User, role: str | None, now: datetime) -> None:
    exam = make_exam('timed')

    assert learner_view(learner.id, exam.course_id, exam.content_id, {}, role, now=now) is None


@pytest.mark.parametrize('kind', ['timed', 'proctored', 'practice', 'onboarding'])
def test_an_inactive_exam_is_open(make_exam: MakeExam, look: Look, kind: str) -> None:
    assert look(make_exam(kind, is_active=False)) is None


def test_the_hosts_due_date_replaces_the_stored_one(make_exam: MakeExam, look: Look, now: datetime) -> None:
    exam = make_exam('timed', due_date=now - HOUR)

    with assertTemplateUsed('timed_exam/entrance.html'):
        look(exam)
    with assertTemplateUsed('timed_exam/expired.html'):
        look(exam, due_date=now - MINUTE)

    exam.refresh_from_db()
    assert exam.due_date == now - HOUR, 'the stored date stays'


def test_an_unknown_exam_is_made_as_the_host_describes_it(
    learner: User, commit: Callable[[], Any], events: list[dict[str, Any]], now: datetime
) -> None:
    context = {
        'display_name': 'Quiz',
        'default_time_limit_mins': 40,
        'is_proctored': True,
        'due_date': now + HOUR,
        'hide_after_due': True,
    }

    with commit(), assertTemplateUsed('proctored_exam/entrance.html'):
        learner_view(
            learner.id,
            CourseKey.from_string(COURSE),
            UsageKey.from_string(usage_key('new')),
            context,
            'student',
            now=now,
        )

    exam = ProctoredExam.objects.get(course_id=COURSE, content_id=usage_key('new'))
    assert (exam.exam_name, exam.time_limit_mins, exam.due_date) == ('Quiz', 40, now + HOUR)
    assert (exam.is_proctored, exam.is_practice_exam, exam.hide_after_due, exam.is_active) == (True, False, True, True)
    assert exam.backend == 'test', 'the default provider'
    assert {event['name'] for event in events} == {
        'edx.special_exam.proctored.created',
        'edx.special_exam.proctored.option-presented',
    }


def test_without_flags_an_unknown_exam_is_timed(learner: User, now: datetime) -> None:
    context: dict[str, Any] = {'display_name': 'Quiz', 'default_time_limit_mins': 40}

    with assertTemplateUsed('timed_exam/entrance.html'):
        learner_view(learner.id, COURSE, usage_key('new'), context, 'student', now=now)


@pytest.mark.parametrize('missing', ['display_name', 'default_time_limit_mins'])
def test_an_unknown_exam_needs_a_name_and_a_limit(learner: User, now: datetime, missing: str) -> None:
    context = {'display_name': 'Quiz', 'default_time_limit_mins': 40}
    del context[missing]

    with pytest.raises(KeyError, match=missing):
        learner_view(learner.id, COURSE, usage_key('new'), context, 'student', now=now)

    assert not ProctoredExam.objects.exists()


@pytest.mark.deviation('R36')
@pytest.mark.parametrize('kind', ['proctored', 'practice', 'onboarding'])
@pytest.mark.parametrize('naive', [False, True], ids=['aware', 'naive'])
def test_after_the_course_end_supervised_exams_are_open(
    make_exam: MakeExam, look: Look, now: datetime, kind: str, naive: bool
) -> None:
    ended = now - MINUTE
    state = credit_state(course_end_date=ended.replace(tzinfo=None) if naive else ended)

    assert look(make_exam(kind), credit_state=state) is None


def test_a_timed_exam_stays_after_the_course_end(make_exam: MakeExam, look: Look, now: datetime) -> None:
    assert look(make_exam('timed'), credit_state=credit_state(course_end_date=now - MINUTE))


@pytest.mark.deviation('R19')
@pytest.mark.parametrize('state', [None, {}, {'credit_requirement_status': None}], ids=str)
def test_a_host_without_credit(make_exam: MakeExam, look: Look, state: dict[str, Any] | None) -> None:
    with assertTemplateUsed('proctored_exam/entrance.html'):
        look(make_exam(), credit_state=state)


@pytest.mark.deviation('R14')
def test_a_practice_exam_that_is_not_proctored_is_timed(make_exam: MakeExam, look: Look) -> None:
    with assertTemplateUsed('timed_exam/entrance.html'):
        look(make_exam('timed', is_practice_exam=True))


def test_an_unknown_learner(make_exam: MakeExam, now: datetime) -> None:
    exam = make_exam()

    with pytest.raises(ObjectDoesNotExist):
        learner_view(999, exam.course_id, exam.content_id, {}, 'student', now=now)


def test_an_unconfigured_provider_does_not_break_the_page(make_exam: MakeExam, look: Look) -> None:
    with assertTemplateUsed('proctored_exam/entrance.html'):
        look(make_exam(backend='unheard-of'))


# ── permission, account ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ('kind', 'is_open'), [('timed', False), ('proctored', True), ('practice', True), ('onboarding', True)]
)
def test_without_permission_supervised_exams_are_open(
    make_exam: MakeExam, look: Look, monkeypatch: pytest.MonkeyPatch, kind: str, is_open: bool
) -> None:
    asked = []

    def deny(user: User, exam: dict[str, Any]) -> bool:
        asked.append(exam['course_id'])
        return False

    monkeypatch.setitem(rules.permissions.permissions, 'edx_proctoring.can_take_proctored_exam', rules.predicate(deny))

    assert (look(make_exam(kind)) is None) is is_open
    assert asked == ([COURSE] if is_open else [])


def test_an_inactive_account(make_exam: MakeExam, look: Look, learner: User) -> None:
    learner.is_active = False
    learner.save()

    with assertTemplateUsed('proctored_exam/inactive_account.html'):
        html = look(make_exam())

    assert 'https://lms.example.com/password_assistance' in (html or '')


# ── requirements ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_failed_requirements_are_listed_with_links(make_exam: MakeExam, look: Look) -> None:
    other = usage_key('other')
    state = credit_state(requirement('failed', other, 'proctored_exam'), requirement(None, 'photo'))

    with assertTemplateUsed('proctored_exam/failed-prerequisites.html'):
        html = look(make_exam(), credit_state=state)

    assert f'href="/courses/{COURSE}/jump_to/{other}"' in (html or '')
    assert 'Requirement photo' not in (html or '')


def test_pending_requirements_are_listed(make_exam: MakeExam, look: Look) -> None:
    with assertTemplateUsed('proctored_exam/pending-prerequisites.html'):
        html = look(make_exam(), credit_state=credit_state(requirement(None)))

    assert 'Requirement photo' in (html or '')


def test_a_declined_requirement_declines_the_exam(
    make_exam: MakeExam, look: Look, learner: User, commit: Callable[[], Any]
) -> None:
    exam = make_exam()
    other = make_exam(content_id=usage_key('other'))
    state = credit_state(requirement('declined'))

    with commit():
        assert look(exam, credit_state=state) is None
    assert look(exam, credit_state=state) is None, 'the declined attempt opens it from now on'

    attempts = ProctoredExamStudentAttempt.objects.filter(user=learner).order_by('id')
    assert [(attempt.proctored_exam, attempt.status) for attempt in attempts] == [
        (exam, Status.declined),
        (other, Status.declined),
    ]
    assert not any(attempt.taking_as_proctored for attempt in attempts)


def test_a_declined_requirement_changes_nothing_past_due(make_exam: MakeExam, look: Look, now: datetime) -> None:
    with assertTemplateUsed('proctored_exam/expired.html'):
        look(make_exam(), due_date=now - MINUTE, credit_state=credit_state(requirement('declined')))

    assert not ProctoredExamStudentAttempt.objects.exists()


# ── time ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.deviation('R28')
@pytest.mark.parametrize(
    ('kind', 'template'),
    [
        ('timed', 'timed_exam/submitted.html'),
        ('proctored', 'proctored_exam/submitted.html'),
        ('practice', 'practice_exam/submitted.html'),
        ('onboarding', 'onboarding_exam/submitted.html'),
    ],
)
@pytest.mark.parametrize('status', [Status.started, Status.ready_to_submit])
def test_looking_submits_an_attempt_that_is_out_of_time(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    now: datetime,
    kind: str,
    template: str,
    status: str,
) -> None:
    attempt = make_attempt(make_exam(kind), status, started_at=now - 2 * HOUR)

    with assertTemplateUsed(template):
        look(attempt.proctored_exam)

    attempt.refresh_from_db()
    assert (attempt.status, attempt.completed_at) == (Status.submitted, now - timedelta(minutes=30))


@pytest.mark.deviation('R14', 'R15')
@pytest.mark.parametrize(
    ('kind', 'template'),
    [
        ('timed', 'timed_exam/submitted.html'),
        ('proctored', 'proctored_exam/submitted.html'),
    ],
)
@pytest.mark.parametrize('began', [True, False])
def test_an_attempt_that_timed_out_has_the_page_of_a_submitted_one(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, kind: str, template: str, began: bool
) -> None:
    facts = {} if began else {'started_at': None, 'allowed_time_limit_mins': None}
    for status in (Status.timed_out, Status.submitted):
        attempt = make_attempt(make_exam(kind, content_id=usage_key(status)), status, **facts)
        with assertTemplateUsed(template):
            assert look(attempt.proctored_exam)


@pytest.mark.deviation('R15')
@pytest.mark.parametrize(
    ('started', 'completed', 'expired'),
    [
        (91 * MINUTE, 59 * MINUTE / 60, True),
        (92 * MINUTE, MINUTE, False),
        (60 * MINUTE, 10 * MINUTE / 60, False),
        (None, MINUTE / 60, False),
    ],
    ids=['just ran out of time', 'a minute ago', 'ended by the learner', 'never started'],
)
def test_a_timed_exam_says_that_the_time_is_over(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    now: datetime,
    started: timedelta | None,
    completed: timedelta,
    expired: bool,
) -> None:
    context: dict[str, Any] = {}
    attempt = make_attempt(
        make_exam('timed'),
        Status.submitted,
        started_at=now - started if started else None,
        completed_at=now - completed,
    )

    with assertTemplateUsed('timed_exam/submitted.html'):
        html = look(attempt.proctored_exam, context=context)

    assert context['has_time_expired'] is expired
    assert ('Time is up for this exam' in (html or '')) is expired


def test_a_running_grace_period_keeps_a_timed_exam_hidden(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, now: datetime
) -> None:
    exam = make_attempt(make_exam('timed'), Status.submitted).proctored_exam
    context: dict[str, Any] = {}

    html = look(exam, context=context, due_date=now - MINUTE, grace_period=HOUR)

    assert context['wait_deadline'] == (now + 59 * MINUTE).isoformat()
    assert 'id="wait_deadline"' in (html or '')
    assert look(exam, due_date=now - 2 * HOUR, grace_period=HOUR) is None
    assert look(exam, due_date=now - MINUTE, grace_period=None) is None


def test_a_running_grace_period_keeps_a_verified_exam_hidden(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(constants, 'CONTENT_VIEWABLE_PAST_DUE_DATE', True)
    exam = make_attempt(make_exam(), Status.verified, is_status_acknowledged=True).proctored_exam

    html = look(exam, due_date=now - MINUTE, grace_period=HOUR) or ''

    assert 'id="wait_deadline"' in html
    assert 'visit-exam-content' not in html
    assert look(exam, due_date=now - 2 * HOUR, grace_period=HOUR) is None


@pytest.mark.parametrize('kind', ['timed', 'proctored'])
def test_the_allowance_is_in_the_total_time(make_exam: MakeExam, look: Look, learner: User, kind: str) -> None:
    exam = make_exam(kind)
    exam.proctoredexamstudentallowance_set.create(user=learner, key='additional_time_granted', value='15')
    context: dict[str, Any] = {}

    look(exam, context=context)

    assert context['total_time'] == '1 hour and 45 minutes'


def test_a_resumed_exam_shows_what_is_left(make_exam: MakeExam, make_attempt: MakeAttempt, look: Look) -> None:
    attempt = make_attempt(make_exam(), Status.error, ready_to_resume=True, time_remaining_seconds=1234)
    context: dict[str, Any] = {}

    with assertTemplateUsed('proctored_exam/ready_to_resume.html'):
        look(attempt.proctored_exam, context=context)

    assert context['total_time'] == '20 minutes'
