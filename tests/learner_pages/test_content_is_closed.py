"""The content of an exam is closed unless there is a reason: over all facts, and over all that can be stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import product
from typing import Any, Final

import pytest
from django.contrib.auth.models import User

from edx_proctoring import api
from edx_proctoring.domain.attempt_lifecycle import MOVES
from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.domain.prerequisites import Prerequisites
from edx_proctoring.learner_pages.pages import Page
from edx_proctoring.learner_pages.select import CONTENT, GRANTS, TABLES, Facts, Row, select
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory, ExamFactory

UNKNOWN: Final = ('', ' ', 'STARTED', 'started ', 'running', 'None', 'null', '\u0441tarted', 'x' * 64)
STATUSES: Final = (*MOVES, *UNKNOWN)
REVIEWED: Final = {
    Status.submitted,
    Status.timed_out,
    Status.second_review_required,
    Status.verified,
    Status.rejected,
}
REQUIREMENTS: Final = (
    Prerequisites(),
    Prerequisites(failed=({'name': 'failed'},)),
    Prerequisites(pending=({'name': 'pending'},)),
    Prerequisites(declined=({'name': 'declined'},)),
)
FLAGS: Final = ('clock_runs', 'is_for_practice', 'is_ready_to_resume', 'is_acknowledged')
SETTINGS: Final = ('hides_after_due', 'shows_content_past_due')
QUESTIONS: Final = (
    'may_take_proctored',
    'account_is_active',
    'is_past_due',
    'is_past_due_for_all',
    'grace_period_runs',
    'provider_blocks',
)


def may_be_shown(kind: ExamKind, facts: dict[str, Any], requirements: Prerequisites) -> bool:
    """The reasons for which content is shown, in words of their own."""
    status = facts['status']
    if status == 'started' and facts['clock_runs']:
        needs_browser = kind in (ExamKind.PROCTORED, ExamKind.PRACTICE) and facts['provider_blocks']
        has_due_date = kind in (ExamKind.PROCTORED, ExamKind.TIMED)
        if not needs_browser and not (has_due_date and facts['is_past_due']):
            return True
    if kind is ExamKind.TIMED:
        waits = facts['hides_after_due'] or facts['grace_period_runs']
        return status in REVIEWED and facts['is_past_due'] and not waits
    if not facts['may_take_proctored']:
        return True
    if kind is not ExamKind.PROCTORED:
        return False
    if status is None:
        return bool(requirements.declined) and not facts['is_past_due']
    if status == 'declined':
        return not facts['is_for_practice']
    agreed = facts['is_acknowledged'] and facts['shows_content_past_due'] and facts['is_past_due_for_all']
    return status in REVIEWED and agreed


def answer(value: Any) -> Callable[[], Any]:
    return lambda: value


@pytest.mark.parametrize('kind', ExamKind)
def test_no_combination_of_facts_shows_content_without_a_reason(kind: ExamKind) -> None:
    shown: Counter[str | None] = Counter()
    names = (*FLAGS, *SETTINGS, *QUESTIONS)
    for values in product((True, False), repeat=len(names)):
        facts: dict[str, Any] = dict(zip(names, values, strict=True))
        asked: dict[str, Any] = {name: answer(facts[name]) if name in QUESTIONS else facts[name] for name in names}
        for status in (None, *STATUSES):
            facts['status'] = status
            for requirements in REQUIREMENTS if status is None else REQUIREMENTS[:1]:
                row = select(kind, Facts(status=status, prerequisites=answer(requirements), **asked))
                assert row.page is not CONTENT or may_be_shown(kind, facts, requirements), facts
                shown[status] += row.page is CONTENT
    assert shown[Status.started] > 0
    assert kind is not ExamKind.TIMED or sum(shown[status] for status in UNKNOWN) == 0


def test_a_table_cannot_show_content_without_a_reason() -> None:
    with pytest.raises(ValueError, match='GRANTS'):
        Row((lambda facts: True,), CONTENT)
    rows = [row for table in TABLES.values() for row in table if row.page is CONTENT]
    assert all(GRANTS.intersection(row.conditions) for row in rows)


@pytest.mark.parametrize('kind', ExamKind)
@pytest.mark.parametrize('status', [*UNKNOWN, Status.expired])
def test_what_no_row_foresees_is_closed(kind: ExamKind, status: str) -> None:
    assert select(kind, Facts(status=status)).page is Page.CLOSED


# ── all that can be stored ────────────────────────────────────────────────────────────────────────────────────────

KINDS: Final[dict[str, dict[str, Any]]] = {
    'timed': {'is_proctored': False},
    'proctored': {'is_proctored': True, 'backend': 'test'},
    'practice': {'is_proctored': True, 'is_practice_exam': True, 'backend': 'test'},
    'onboarding': {'is_proctored': True, 'is_practice_exam': True, 'backend': 'onboarding'},
    'no provider': {'is_proctored': True, 'backend': 'gone'},
    'inconsistent': {'is_proctored': False, 'is_practice_exam': True},
}
MADE_AS: Final = (
    {'taking_as_proctored': False, 'is_sample_attempt': False},
    {'taking_as_proctored': True, 'is_sample_attempt': False},
    {'taking_as_proctored': True, 'is_sample_attempt': True},
)
MINUTE: Final = timedelta(minutes=1)
# When it was started, from now; minutes of its limit; seconds that it inherited. Only the first two run.
CLOCKS: Final[tuple[tuple[timedelta | None, int | None, int | None], ...]] = (
    (-5 * MINUTE, 90, None),
    (-MINUTE / 2, 0, 45),
    (None, None, None),
    (None, 90, None),
    (None, 90, 600),
    (-5 * MINUTE, None, None),
    (-5 * MINUTE, None, 600),
    (-5 * MINUTE, 0, None),
    (-5 * MINUTE, -90, None),
    (-5 * MINUTE, 0, -1),
    (-91 * MINUTE, 90, None),
    (-timedelta(days=20_000), 90, None),
    (timedelta(days=2), 90, None),
    (timedelta(days=700_000), 2_147_483, None),
)
RUNNING: Final = CLOCKS[:2]


@pytest.mark.same_everywhere
@pytest.mark.django_db
@pytest.mark.parametrize('kind', KINDS)
def test_no_stored_attempt_shows_content_without_a_running_clock(kind: str, learner: User, now: datetime) -> None:
    """Whatever the exam was when the attempt was made. Each has a page, and the page can be made."""
    exam = ExamFactory(**KINDS[kind])
    attempt = AttemptFactory(proctored_exam=exam, user=learner)
    for made_as, status in product(MADE_AS, STATUSES):
        has_clock = status in (Status.started, Status.ready_to_submit, *UNKNOWN[:4])
        for clock in CLOCKS if has_clock else CLOCKS[:3]:
            store(attempt, status, clock, now, **made_as)
            is_open = look(exam, learner) is None
            runs = status == Status.started and clock in RUNNING
            declined = exam.is_proctored and not exam.is_practice_exam and status == Status.declined
            expected = runs or (declined and not made_as['is_sample_attempt'])
            assert is_open == expected, (status, clock, made_as)


def store(
    attempt: ProctoredExamStudentAttempt,
    status: str,
    clock: tuple[timedelta | None, int | None, int | None],
    now: datetime,
    **facts: Any,
) -> None:
    """Put it into the row as it is, whatever sense it makes."""
    started, minutes, inherited = clock
    ProctoredExamStudentAttempt.objects.filter(id=attempt.id).update(
        status=status,
        started_at=now + started if started is not None else None,
        allowed_time_limit_mins=minutes,
        time_remaining_seconds=inherited,
        completed_at=None,
        **facts,
    )


def look(exam: ProctoredExam, learner: User) -> str | None:
    context = {
        'display_name': exam.exam_name,
        'default_time_limit_mins': 90,
        'is_proctored': exam.is_proctored,
        'is_practice_exam': exam.is_practice_exam,
        'due_date': None,
        'credit_state': {'enrollment_mode': 'verified', 'credit_requirement_status': []},
    }
    return api.get_student_view(learner.id, exam.course_id, exam.content_id, context)
