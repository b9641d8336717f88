"""The line beside an exam in the course outline. The texts are compared by the host's own tests."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import rules
from django.contrib.auth.models import User

from edx_proctoring.api import get_attempt_status_summary
from edx_proctoring.learner_pages.outline_summary import status_summary
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from tests.learner_pages.conftest import COURSE, MakeAttempt, MakeExam, usage_key

PENDING = ('fa-spinner fa-spin', True)
TRIANGLE = ('fa-exclamation-triangle', True)
PENCIL = ('fa-pencil-square-o', False)


def summary(exam: Any, user_id: int | None, now: datetime) -> dict[str, Any] | None:
    found = status_summary(user_id, exam.course_id, exam.content_id, now=now)
    json.dumps(found)
    return found


@pytest.mark.parametrize(
    ('kind', 'status', 'text', 'icon_and_completed'),
    [
        ('proctored', None, 'Proctored Option Available', PENCIL),
        ('proctored', Status.declined, 'Taking As Open Exam', PENCIL),
        ('proctored', Status.submitted, 'Pending Session Review', PENDING),
        ('proctored', Status.second_review_required, 'Pending Session Review', PENDING),
        ('proctored', Status.verified, 'Passed Proctoring', ('fa-check', True)),
        ('proctored', Status.rejected, 'Failed Proctoring', TRIANGLE),
        ('proctored', Status.error, 'Failed Proctoring', TRIANGLE),
        ('proctored', Status.created, 'Proctored Exam Under Way', PENCIL),
        ('practice', None, 'Ungraded Practice Exam', ('', False)),
        ('practice', Status.created, 'Ungraded Practice Exam', ('', False)),
        ('practice', Status.submitted, 'Practice Exam Completed', ('fa-check', True)),
        ('practice', Status.error, 'Practice Exam Failed', TRIANGLE),
        ('onboarding', Status.verified, 'Ungraded Practice Exam', ('', False)),
    ],
)
def test_lines(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    learner: User,
    now: datetime,
    kind: str,
    status: str | None,
    text: str,
    icon_and_completed: tuple[str, bool],
) -> None:
    exam = make_exam(kind)
    if status:
        make_attempt(exam, status)
    icon, completed = icon_and_completed

    assert summary(exam, learner.id, now) == {
        'status': status or 'eligible',
        'short_description': text,
        'suggested_icon': icon,
        'in_completed_state': completed,
    }


@pytest.mark.parametrize('status', [None, Status.submitted])
def test_timed_exams_have_no_status(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime, status: str | None
) -> None:
    exam = make_exam('timed')
    if status:
        make_attempt(exam, status)

    assert summary(exam, learner.id, now) == {
        'short_description': 'Timed Exam',
        'suggested_icon': 'fa-clock-o',
        'in_completed_state': False,
    }


def test_content_that_is_no_exam(learner: User, now: datetime) -> None:
    assert status_summary(learner.id, COURSE, usage_key('nothing'), now=now) is None


def test_without_permission_a_proctored_exam_has_no_line(
    make_exam: MakeExam, learner: User, now: datetime, monkeypatch: pytest.MonkeyPatch, host: Host
) -> None:
    monkeypatch.setitem(rules.permissions.permissions, 'edx_proctoring.can_take_proctored_exam', rules.always_deny)
    proctored, practice = make_exam(), make_exam('practice')

    assert summary(proctored, learner.id, now) is None
    assert summary(practice, learner.id, now) is not None

    host.withdraw('credit')
    assert summary(proctored, learner.id, now) is not None, 'who may take it is only asked where there is credit'


@pytest.mark.parametrize('naive', [False, True], ids=['aware', 'naive'])
@pytest.mark.parametrize(('kind', 'expected'), [('proctored', Status.expired), ('practice', Status.eligible)])
def test_after_the_course_end_r36(
    make_exam: MakeExam, learner: User, now: datetime, host: Host, kind: str, expected: str, naive: bool
) -> None:
    ended = now - timedelta(minutes=1)
    host.credit.course_end_date = ended.replace(tzinfo=None) if naive else ended

    found = summary(make_exam(kind), learner.id, now)

    assert found is not None
    assert found['status'] == expected


def test_an_anonymous_reader_r35(make_exam: MakeExam, now: datetime) -> None:
    assert summary(make_exam(), None, now) is None
    assert summary(make_exam('timed'), None, now) is not None
    practice = summary(make_exam('practice'), None, now)
    assert practice is not None
    assert practice['status'] == Status.eligible


def test_the_published_function_bears_a_reader_without_account_r35(make_exam: MakeExam, now: datetime) -> None:
    exam = make_exam()
    make_exam('timed', content_id=usage_key('timed'))

    assert get_attempt_status_summary(None, COURSE, exam.content_id) is None
    assert get_attempt_status_summary(None, COURSE, usage_key('timed')) == {
        'short_description': 'Timed Exam',
        'suggested_icon': 'fa-clock-o',
        'in_completed_state': False,
    }


def test_looking_submits_an_attempt_that_is_out_of_time(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime
) -> None:
    exam = make_exam()
    make_attempt(exam, Status.started, started_at=now - timedelta(hours=2))

    found = summary(exam, learner.id, now)

    assert found is not None
    assert found['status'] == Status.submitted
