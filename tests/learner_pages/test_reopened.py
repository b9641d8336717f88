"""What learners see whose exam was reopened, until they continue."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from edx_proctoring.api import get_attempt_status_summary
from edx_proctoring.learner_pages.exam_attempt import exam_and_attempt
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.learner_pages.conftest import COURSE, Look, MakeAttempt, MakeExam
from tests.learner_pages.test_contradictions import words
from tests.learner_pages.test_offered_buttons import offers_of, press
from tests.views.conftest import sender

REOPENED: dict[str, Any] = {'ready_to_resume': True, 'time_remaining_seconds': 1200}
FINISHED = [Status.submitted, Status.timed_out, Status.error]


@pytest.mark.parametrize('status', FINISHED)
@pytest.mark.parametrize('kind', ['timed', 'proctored'])
def test_the_page_says_how_much_time_there_is_and_its_button_works(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, learner: User, kind: str, status: str
) -> None:
    attempt = make_attempt(make_exam(kind), status, **REOPENED)

    html = look(attempt.proctored_exam)

    text = words(html)
    assert ('Your exam was reopened' in text) is (kind == 'timed' or status != Status.error)
    assert 'You have 20 minutes' in text
    assert 'clock' in text
    (button,) = offers_of(html)
    assert press(sender(learner), button, attempt.proctored_exam).status_code == 200
    new = ProctoredExamStudentAttempt.objects.latest('id')
    assert (new.time_remaining_seconds, new.status) == (1200, 'started' if kind == 'timed' else 'created')


def test_the_due_date_cuts_the_time(make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, now: datetime) -> None:
    exam = make_exam('timed', due_date=now + timedelta(minutes=8))
    make_attempt(exam, Status.submitted, **REOPENED)

    assert 'You have 8 minutes. The clock starts when you continue.' in words(look(exam, due_date=exam.due_date))


@pytest.mark.parametrize(
    ('kind', 'said'), [('timed', 'You have submitted your timed exam'), ('proctored', 'for review')]
)
def test_who_comes_too_late_has_submitted(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, now: datetime, kind: str, said: str
) -> None:
    exam = make_exam(kind, due_date=now + timedelta(seconds=30), hide_after_due=True)
    make_attempt(exam, Status.submitted, **REOPENED)

    html = look(exam, due_date=exam.due_date)

    assert said in words(html)
    assert offers_of(html) == []


def test_after_the_due_date_the_content_is_shown_as_to_all_others(
    make_exam: MakeExam, make_attempt: MakeAttempt, look: Look, now: datetime
) -> None:
    exam = make_exam('timed', due_date=now - timedelta(minutes=1))
    make_attempt(exam, Status.submitted, **REOPENED)

    assert look(exam, due_date=exam.due_date) is None


@pytest.mark.parametrize(('facts', 'total'), [(REOPENED, '20 minutes'), ({}, None)])
def test_the_micro_frontend_learns_the_time(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    learner: User,
    now: datetime,
    facts: dict[str, Any],
    total: str | None,
) -> None:
    """Its entrance of a timed exam reads the time beside the attempt."""
    exam = make_attempt(make_exam('timed'), Status.submitted, **facts).proctored_exam

    loaded: Any = exam_and_attempt(
        COURSE, exam.content_id, learner=learner, caller=learner, is_learning_mfe=True, now=now
    )

    found = loaded['exam']
    assert loaded['active_attempt'] == {}
    assert found.get('total_time') == total
    assert found['attempt']['attempt_ready_to_resume'] is (total is not None)
    assert found['attempt']['attempt_status'] == 'submitted'
    assert found['attempt']['time_remaining_seconds'] == 85 * 60, 'as for every attempt, until its time would be over'


@pytest.mark.parametrize(
    ('status', 'text', 'is_completed'),
    [
        (Status.submitted, 'Taking As Proctored Exam', False),
        (Status.timed_out, 'Taking As Proctored Exam', False),
        (Status.error, 'Failed Proctoring', True),
        (Status.verified, 'Passed Proctoring', True),
    ],
)
def test_the_outline_does_not_say_that_it_is_completed(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, status: str, text: str, is_completed: bool
) -> None:
    exam = make_attempt(make_exam(), status, **REOPENED).proctored_exam

    line = get_attempt_status_summary(learner.id, COURSE, exam.content_id)

    assert line is not None
    assert (line['status'], line['short_description'], line['in_completed_state']) == (status, text, is_completed)


def test_past_due_the_outline_says_what_it_said_before(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime
) -> None:
    exam = make_attempt(make_exam(due_date=now - timedelta(minutes=1)), Status.submitted, **REOPENED).proctored_exam

    line = get_attempt_status_summary(learner.id, COURSE, exam.content_id)

    assert line is not None
    assert (line['short_description'], line['in_completed_state']) == ('Pending Session Review', True)
