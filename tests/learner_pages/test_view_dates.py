"""Pages and the learning micro-frontend about dates and about extra time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django.asserts import assertTemplateUsed

from edx_proctoring.domain.instants import FIRST, LAST
from edx_proctoring.learner_pages.exam_attempt import exam_and_attempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AccommodationFactory
from tests.learner_pages.conftest import Look, MakeAttempt, MakeExam

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


# ── due dates ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.deviation('X31')
@pytest.mark.parametrize('status', [Status.started, Status.ready_to_submit])
@pytest.mark.parametrize('kind', ['timed', 'proctored', 'practice', 'onboarding'])
@pytest.mark.parametrize('stored_too', [True, False], ids=['moved', 'moved where only the host knows it'])
def test_a_due_date_that_is_moved_ends_no_attempt_that_runs(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    learner: User,
    now: datetime,
    kind: str,
    status: str,
    stored_too: bool,
) -> None:
    exam = make_exam(kind, due_date=now - HOUR if stored_too else now + 2 * HOUR)
    attempt = make_attempt(exam, status)

    html = look(exam, due_date=now - HOUR)
    found: Any = exam_and_attempt(
        exam.course_id, exam.content_id, learner=learner, caller=learner, is_learning_mfe=True, now=now
    )

    assert html is None if status == Status.started else 'has passed' not in (html or 'has passed')
    assert found['active_attempt']['time_remaining_seconds'] == 85 * 60
    assert found['exam']['passed_due_date'] is False
    attempt.refresh_from_db()
    assert attempt.status == status


@pytest.mark.deviation('X31')
@pytest.mark.parametrize('kind', ['timed', 'proctored'])
def test_when_the_promised_time_is_over_a_moved_due_date_counts_again(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, now: datetime, kind: str
) -> None:
    exam = make_exam(kind, due_date=now - HOUR)
    attempt = make_attempt(exam, Status.started, started_at=now - 2 * HOUR)

    html = look(exam, due_date=now - HOUR)

    attempt.refresh_from_db()
    assert (attempt.status, attempt.completed_at) == (Status.submitted, now - 30 * MINUTE)
    assert (html is None) == (kind == 'timed')


@pytest.mark.deviation('X30')
@pytest.mark.parametrize('status', [None, Status.created, Status.ready_to_start])
@pytest.mark.parametrize('kind', ['timed', 'proctored'])
def test_shortly_before_the_due_date_the_page_says_that_it_is_too_late_to_begin(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    learner: User,
    now: datetime,
    kind: str,
    status: str | None,
) -> None:
    exam = make_exam(kind, due_date=now + MINUTE - timedelta(seconds=1))
    if status:
        make_attempt(exam, status)

    with assertTemplateUsed(f'{kind}_exam/expired.html'):
        html = look(exam, due_date=exam.due_date)
    found: Any = exam_and_attempt(
        exam.course_id, exam.content_id, learner=learner, caller=learner, is_learning_mfe=True, now=now
    )

    assert html is not None
    assert "There isn't enough time left to start this exam" in html
    assert 'has passed' not in html
    assert found['exam']['passed_due_date'] is True
    if status != Status.ready_to_start or kind == 'proctored':
        html = look(exam, due_date=now + MINUTE)
        assert "isn't enough time" not in (html or '')


@pytest.mark.parametrize('status', [Status.submitted, Status.verified])
def test_shortly_before_the_due_date_is_not_yet_past_due_for_who_is_done(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, now: datetime, status: str
) -> None:
    exam = make_exam('timed')
    make_attempt(exam, Status.submitted)

    with assertTemplateUsed('timed_exam/submitted.html'):
        look(exam, due_date=now + timedelta(seconds=30))


@pytest.mark.parametrize('due_date', [FIRST, LAST, LAST.replace(microsecond=0)])
@pytest.mark.parametrize('zone', [UTC, None])
@pytest.mark.parametrize('grace_period', [timedelta(days=2), timedelta.max, -timedelta(days=2), None])
@pytest.mark.parametrize('status', [None, Status.started, Status.submitted])
def test_due_dates_at_the_ends_of_the_calendar(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    look: Look,
    now: datetime,
    due_date: datetime,
    zone: tzinfo | None,
    grace_period: timedelta | None,
    status: str | None,
) -> None:
    exam = make_exam('timed')
    if status:
        make_attempt(exam, status)
    is_over = due_date == FIRST

    html = look(exam, due_date=due_date.replace(tzinfo=zone), grace_period=grace_period)

    if status == Status.started or (status and is_over and grace_period != timedelta.max):
        assert html is None
    elif status:
        assert 'class="sequence proctored-exam completed"' in (html or '')
    else:
        assert ('has passed' in (html or '')) is is_over


# ── extra time ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.deviation('X34')
@pytest.mark.parametrize('kind', ['timed', 'proctored', 'practice', 'onboarding'])
@pytest.mark.parametrize('minutes', [0, 30])
def test_the_entrance_says_how_much_of_the_time_is_extra(
    make_exam: MakeExam, look: Look, learner: User, now: datetime, kind: str, minutes: int
) -> None:
    exam = make_exam(kind, time_limit_mins=30)
    if minutes:
        exam.proctoredexamstudentallowance_set.create(user=learner, key='additional_time_granted', value=str(minutes))

    text = ' '.join((look(exam) or '').split())
    found: Any = exam_and_attempt(
        exam.course_id, exam.content_id, learner=learner, caller=learner, is_learning_mfe=True, now=now
    )
    total = found['exam']['total_time']

    if minutes:
        assert 'You have 1 hour for the exam, including 30 minutes of additional time.' in text
        assert total == '1 hour, including 30 minutes of additional time'
    else:
        assert 'of additional time' not in text
        assert '30 minutes' in text
        assert total == '30 minutes'


@pytest.mark.deviation('X34')
def test_extra_time_that_the_due_date_takes_away_is_not_promised(
    make_exam: MakeExam, look: Look, learner: User, now: datetime
) -> None:
    exam = make_exam('timed', time_limit_mins=30)
    exam.proctoredexamstudentallowance_set.create(user=learner, key='additional_time_granted', value='30')

    html = look(exam, due_date=now + timedelta(minutes=45))

    assert 'You have 45 minutes for the exam, including 15 minutes of additional time.' in ' '.join(
        (html or '').split()
    )
    assert 'of additional time' not in (look(exam, due_date=now + timedelta(minutes=20)) or '')


@pytest.mark.parametrize('kind', ['timed', 'proctored', 'practice', 'onboarding'])
@pytest.mark.parametrize(
    ('due_in', 'ends'),
    [
        (None, '7 days and 1 hour'),
        (timedelta(days=2, hours=5), '2 days and 5 hours'),
        (timedelta(hours=3), '3 hours'),
        (timedelta(minutes=90), None),
    ],
)
def test_who_has_no_time_limit_reads_when_the_exam_ends(
    make_exam: MakeExam,
    look: Look,
    learner: User,
    now: datetime,
    kind: str,
    due_in: timedelta | None,
    ends: str | None,
) -> None:
    exam = make_exam(kind, time_limit_mins=90)
    AccommodationFactory(user=learner, course_id=exam.course_id, multiplier=None, is_unlimited=True)

    text = ' '.join((look(exam, due_date=now + due_in if due_in else None) or '').split())

    if ends is None:
        assert 'no time limit' not in text
        assert '1 hour and 30 minutes' in text
    else:
        assert f'You have no time limit for the exam. It ends automatically {ends} after you start it.' in text
        assert 'without interruptions' not in text
        assert 'additional time' not in text
        assert ('is a timed exam (no time limit)' in text) is (kind == 'timed')


def test_who_has_no_time_limit_reads_so_once_proctoring_is_set_up(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, learner: User
) -> None:
    exam = make_exam('proctored', time_limit_mins=90)
    AccommodationFactory(user=learner, course_id=exam.course_id, multiplier=None, is_unlimited=True)
    make_attempt(exam, Status.ready_to_start, started_at=None, allowed_time_limit_mins=None)

    text = ' '.join((look(exam) or '').split())

    assert "Start the exam when you're ready." in text.replace('&#x27;', "'")
    assert 'You have no time limit for the exam. It ends automatically 7 days and 1 hour after you start it.' in text
