"""The word about an exam that is taken without proctoring."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.learner_pages.open_exam import find_open_exam
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.learner_pages.conftest import MakeAttempt, MakeExam, usage_key

TIMER = '/api/edx_proctoring/v1/proctored_exam/attempt'
NO_TIMER = {'in_timed_exam': False, 'is_proctored': False}


@pytest.mark.parametrize(('hours', 'is_ahead'), [(2, True), (-2, False)])
def test_a_declined_exam(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime, hours: int, is_ahead: bool
) -> None:
    due = now + timedelta(hours=hours)
    exam = make_attempt(make_exam(due_date=due), Status.declined).proctored_exam

    assert find_open_exam(exam.content_id, learner, now=now) == {
        'exam_display_name': 'Exam proctored',
        'due_date': due.isoformat() if is_ahead else None,
    }


@pytest.mark.parametrize(
    ('kind', 'status', 'facts'),
    [
        ('proctored', None, {}),
        ('proctored', Status.started, {}),
        ('proctored', Status.submitted, {}),
        ('proctored', Status.declined, {'is_active': False}),
        ('timed', Status.declined, {}),
        ('practice', Status.declined, {}),
    ],
)
def test_other_exams(
    make_exam: MakeExam,
    make_attempt: MakeAttempt,
    learner: User,
    now: datetime,
    kind: str,
    status: str | None,
    facts: dict[str, Any],
) -> None:
    exam = make_exam(kind, **facts)
    if status:
        make_attempt(exam, status)

    assert find_open_exam(exam.content_id, learner, now=now) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    'content_id', [None, '', 'nonsense', 'i4x://Org/Num/sequential/x', usage_key('a\0b'), usage_key('x' * 10_000)]
)
def test_ids_of_no_exam(learner: User, now: datetime, content_id: str | None) -> None:
    assert find_open_exam(content_id, learner, now=now) is None


def test_ids_are_compared_exactly(make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, now: datetime) -> None:
    make_attempt(make_exam(content_id=usage_key('final')), Status.declined)

    assert find_open_exam(usage_key('FINAL'), learner, now=now) is None


def test_the_timer_of_the_page_tells(
    make_exam: MakeExam, make_attempt: MakeAttempt, learner: User, django_user_model: Any
) -> None:
    content_id = make_attempt(make_exam(), Status.declined).proctored_exam.content_id
    client = APIClient()
    client.force_login(learner)

    assert client.get(TIMER).json() == NO_TIMER
    assert client.get(TIMER, {'content_id': usage_key('other')}).json() == NO_TIMER
    answer = client.get(TIMER, {'content_id': content_id}).json()
    assert answer == {**NO_TIMER, 'open_exam': {'exam_display_name': 'Exam proctored', 'due_date': None}}

    client.force_login(django_user_model.objects.create(username='other'))
    assert client.get(TIMER, {'content_id': content_id}).json() == NO_TIMER


def test_a_running_exam_comes_first(make_exam: MakeExam, make_attempt: MakeAttempt, learner: User) -> None:
    declined = make_attempt(make_exam(), Status.declined).proctored_exam
    make_attempt(make_exam('timed'), Status.started)
    client = APIClient()
    client.force_login(learner)

    answer = client.get(TIMER, {'content_id': declined.content_id}).json()

    assert answer['in_timed_exam'] is True
    assert 'open_exam' not in answer
