"""Exams and attempts in the states that learners' pages are about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from edx_proctoring.learner_pages.view import learner_view
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

COURSE = 'course-v1:Org+Num+Run'

KINDS: dict[str, dict[str, Any]] = {
    'timed': {'is_proctored': False, 'is_practice_exam': False},
    'proctored': {'is_proctored': True, 'is_practice_exam': False},
    'practice': {'is_proctored': True, 'is_practice_exam': True},
    'onboarding': {'is_proctored': True, 'is_practice_exam': True, 'backend': 'onboarding'},
}
BEFORE_START = (Status.eligible, Status.created, Status.download_software_clicked, Status.ready_to_start)

MakeExam = Callable[..., ProctoredExam]
MakeAttempt = Callable[..., ProctoredExamStudentAttempt]
Look = Callable[..., 'str | None']


def usage_key(name: str) -> str:
    """The content id of a sequence of the course."""
    return f'block-v1:Org+Num+Run+type@sequential+block@{name}'


@pytest.fixture
def make_exam(db: None) -> MakeExam:
    """``make_exam('practice', due_date=...)``: an exam of that kind, its name is "Exam <kind>"."""

    def make(kind: str = 'proctored', **facts: Any) -> ProctoredExam:
        defaults = {
            'course_id': COURSE,
            'content_id': usage_key(kind),
            'exam_name': f'Exam {kind}',
            'time_limit_mins': 90,
            'backend': 'test',
            'is_active': True,
        }
        return ProctoredExam.objects.create(**{**defaults, **KINDS[kind], **facts})

    return make


@pytest.fixture
def make_attempt(learner: User, now: datetime) -> MakeAttempt:
    """``make_attempt(exam, 'started')``: the learner's attempt; begun five minutes ago if that status says so."""

    def make(exam: ProctoredExam, status: str, **facts: Any) -> ProctoredExamStudentAttempt:
        began = status not in BEFORE_START
        defaults = {
            'user': learner,
            'proctored_exam': exam,
            'status': status,
            'attempt_code': 'ATTEMPT-CODE',
            'external_id': 'attempt-1',
            'taking_as_proctored': exam.is_proctored,
            'is_sample_attempt': exam.is_practice_exam,
            'started_at': now - timedelta(minutes=5) if began else None,
            'allowed_time_limit_mins': 90 if began else None,
            'completed_at': now if Status.is_completed_status(status) else None,
        }
        return ProctoredExamStudentAttempt.objects.create(**{**defaults, **facts})

    return make


@pytest.fixture
def look(learner: User, now: datetime) -> Look:
    """``look(exam, due_date=...)``: what the courseware gets for the learner; the rest is the host's context."""

    def ask(exam: ProctoredExam, *, context: dict[str, Any] | None = None, **facts: Any) -> str | None:
        context = {} if context is None else context
        context.update(
            {'display_name': exam.exam_name, 'default_time_limit_mins': 90, 'credit_state': {}, 'due_date': None}
            | facts
        )
        return learner_view(learner.id, exam.course_id, exam.content_id, context, 'student', now=now)

    return ask
