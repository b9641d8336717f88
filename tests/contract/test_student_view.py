"""Which page a learner sees, and with which variables, against the recorded published behavior.

``student_view.json`` has, for every kind of exam, status and due date, the template that was rendered (null: the exam
itself), and the type of each variable that each template was given.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test.signals import template_rendered

from edx_proctoring import api
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

RECORD = json.loads((Path(__file__).parent / 'student_view.json').read_text(encoding='utf-8'))
COURSE = 'course-v1:Org+Num+Run'
CONTENT = 'block-v1:Org+Num+Run+type@sequential+block@exam'

FLAGS: dict[str, dict[str, Any]] = {
    'timed': {'is_proctored': False},
    'proctored': {'is_proctored': True},
    'practice': {'is_proctored': True, 'is_practice_exam': True},
    'onboarding': {'is_proctored': True, 'is_practice_exam': True, 'backend': 'onboarding'},
}
DUE = {'none': None, 'future': timedelta(days=1), 'past': -timedelta(days=1)}
BEFORE_START = (Status.eligible, Status.created, Status.download_software_clicked, Status.ready_to_start)

# The published package raised NotImplementedError; ours shows what a submitted attempt shows (deviation R14).
TIMED_OUT = {
    ('timed', 'none'): 'timed_exam/submitted.html',
    ('timed', 'future'): 'timed_exam/submitted.html',
    ('timed', 'past'): None,
    ('proctored', 'none'): 'proctored_exam/submitted.html',
    ('proctored', 'future'): 'proctored_exam/submitted.html',
    ('proctored', 'past'): 'proctored_exam/submitted.html',
}

# The published page says that the due date has passed, while the timer and the attempt run on; ours shows the exam to
# whoever was promised the time (deviation X31).
RUNNING_PAST_DUE = {
    ('timed', Status.started): None,
    ('timed', Status.ready_to_submit): 'timed_exam/ready_to_submit.html',
    ('proctored', Status.started): None,
    ('proctored', Status.ready_to_submit): 'proctored_exam/ready_to_submit.html',
}

# The published pages offer to begin to practice when that is refused; ours say that it is too late (deviation X30).
BEGINNING_PAST_DUE = {
    ('practice', 'no attempt'): 'proctored_exam/expired.html',
    **{
        (kind, status): 'proctored_exam/expired.html'
        for kind in ('practice', 'onboarding')
        for status in BEFORE_START[1:]
    },
}

CLOSED = 'common/closed.html'
_LATER = (Status.second_review_required, Status.verified, Status.rejected)
_NEVER_HERE = (Status.error, Status.declined, Status.expired, *Status.onboarding_errors, Status.onboarding_reset)
_GIVEN_UP = (Status.declined, Status.onboarding_reset)


def _cells(kind: str, statuses: tuple[str, ...], template: str | None, past: str | None) -> dict[Any, str | None]:
    return {
        (kind, status, due): past if due == 'past' else template
        for status in statuses
        for due in ('none', 'future', 'past')
    }


# The published package showed the exam's content, without a clock, in every status that it did not expect of that kind
# of exam; ours has a page (deviation X20). A real exam that was declined stays open to those who declined it.
FORESEEN: dict[Any, str | None] = {
    **_cells('timed', (Status.eligible, *BEFORE_START[2:]), 'timed_exam/entrance.html', 'timed_exam/expired.html'),
    **_cells('timed', _LATER, 'timed_exam/submitted.html', None),
    **_cells('timed', _NEVER_HERE, CLOSED, CLOSED),
    **_cells('proctored', (Status.eligible,), CLOSED, 'proctored_exam/expired.html'),
    **_cells('proctored', (Status.expired, Status.onboarding_reset), CLOSED, CLOSED),
    **_cells('practice', (Status.expired,), CLOSED, CLOSED),
    **_cells('practice', (Status.eligible,), CLOSED, 'proctored_exam/expired.html'),
    **_cells('practice', (Status.timed_out, *_LATER), 'practice_exam/submitted.html', 'practice_exam/submitted.html'),
    **_cells('practice', _GIVEN_UP, 'practice_exam/entrance.html', 'proctored_exam/expired.html'),
    **_cells(
        'practice',
        Status.onboarding_errors,
        'proctored_exam/onboarding_error.html',
        'proctored_exam/onboarding_error.html',
    ),
    **_cells('onboarding', (Status.expired, *Status.onboarding_errors), CLOSED, CLOSED),
    **_cells('onboarding', (Status.eligible,), CLOSED, 'proctored_exam/expired.html'),
    **_cells('onboarding', (Status.timed_out,), 'onboarding_exam/submitted.html', 'onboarding_exam/submitted.html'),
    **_cells('onboarding', _GIVEN_UP, 'onboarding_exam/entrance.html', 'proctored_exam/expired.html'),
}

CELLS = [
    (kind, status, due, template)
    for kind, statuses in RECORD['grid'].items()
    for status, dues in statuses.items()
    for due, template in dues.items()
]

TYPES: dict[str, type] = {'str': str, 'int': int, 'bool': bool, 'list': list, 'dict': dict}

# Variables that depend on more than the kind, the status and the due date.
SOMETIMES = {
    'appeal_until',
    'backend_instructions',
    'can_try_again',
    'due_date',
    'exam_code',
    'extra_time',
    'grace_period',
    'is_appeal_over',
    'is_too_late',
    'is_too_late_to_begin',
    'prerequisite_status',
    'rejection_reason',
    'rejection_text',
    'seb_quit_url',
    'software_download_url',
    'unlimited_time',
    'wait_deadline',
    'was_reopened',
    'would_go_on',
}


# Where a learner can go from any page, and what the pages say about their time (deviation X36).
ADDED = {'contact_url', 'contact_url_text', 'course_url', 'passed_due_at', 'does_time_remain'}


@pytest.fixture
def rendered() -> Iterator[list[str]]:
    """The names of the templates, in the order in which they were rendered."""
    names: list[str] = []

    def note(sender: Any, template: Any, **kwargs: Any) -> None:
        names.append(template.name)

    template_rendered.connect(note)
    yield names
    template_rendered.disconnect(note)


@pytest.mark.parametrize(('kind', 'status', 'due', 'template'), CELLS, ids=[' '.join(cell[:3]) for cell in CELLS])
def test_grid(
    kind: str, status: str, due: str, template: str | None, learner: User, now: datetime, rendered: list[str]
) -> None:
    if status == Status.timed_out and kind in ('timed', 'proctored'):
        template = TIMED_OUT[kind, due]
    if due == 'past':
        template = {**RUNNING_PAST_DUE, **BEGINNING_PAST_DUE}.get((kind, status), template)
    template = FORESEEN.get((kind, status, due), template)
    context = _look(kind, None if status == 'no attempt' else status, due, learner, now, shown=template is not None)

    assert rendered[:1] == ([template] if template else [])
    if template:
        like = f'{"timed" if kind == "timed" else "proctored"}_exam/expired.html' if template == CLOSED else template
        _compare_variables(RECORD['context_types'][like], context)


def _look(kind: str, status: str | None, due: str, learner: User, now: datetime, *, shown: bool) -> dict[str, Any]:
    """Ask for the page; what its template was given."""
    offset = DUE[due]
    exam = ProctoredExam.objects.create(
        course_id=COURSE,
        content_id=CONTENT,
        exam_name='Exam',
        time_limit_mins=90,
        is_active=True,
        **{'backend': 'test', 'due_date': now + offset if offset else None, **FLAGS[kind]},
    )
    if status is not None:
        _make_attempt(exam, status, learner, now)
    context = {
        'display_name': 'Exam',
        'default_time_limit_mins': 90,
        'is_practice_exam': exam.is_practice_exam,
        'is_proctored': exam.is_proctored,
        'due_date': exam.due_date,
        'credit_state': {'enrollment_mode': 'verified', 'credit_requirement_status': []},
    }
    html = api.get_student_view(learner.id, COURSE, CONTENT, context)
    assert (html is not None) is shown
    return context


def _make_attempt(exam: ProctoredExam, status: str, learner: User, now: datetime) -> None:
    began = status not in BEFORE_START
    ProctoredExamStudentAttempt.objects.create(
        user=learner,
        proctored_exam=exam,
        attempt_code='CODE',
        external_id='ext',
        status=status,
        taking_as_proctored=exam.is_proctored,
        is_sample_attempt=exam.is_practice_exam,
        started_at=now - timedelta(minutes=5) if began else None,
        allowed_time_limit_mins=90 if began else None,
        completed_at=now if Status.is_completed_status(status) else None,
    )


def _compare_variables(recorded: dict[str, str], context: dict[str, Any]) -> None:
    assert set(context) - set(recorded) <= SOMETIMES | ADDED, 'no variable that was not there'
    assert set(recorded) - set(context) <= SOMETIMES, 'every variable that was there'
    for name, value in context.items():
        expected = TYPES.get(recorded.get(name, ''), object)
        assert value is None or isinstance(value, expected), name
