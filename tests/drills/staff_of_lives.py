"""What staff does in random lives to attempts: extra time, ending, and reopening."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from rest_framework.test import APIClient

from edx_proctoring.domain import time_limits
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt, TimeGrant
from tests.drills.attempt_model import ModelAttempt, ModelExam
from tests.drills.chances import KINDS, WHICH
from tests.drills.requests_of import url

Attempt = ProctoredExamStudentAttempt
ENDED: Final = {'submitted', 'error'}


class StaffOfLives(RuleBasedStateMachine):
    """The rules about time. The other half has the learner, the site, and the other rules."""

    done: Counter[str]
    exams: dict[str, ProctoredExam]
    models: dict[str, ModelExam]
    as_staff: APIClient

    def __init__(self) -> None:
        super().__init__()
        self.extensions: list[tuple[ModelExam, ModelAttempt, int, tuple[str, str]]] = []
        self.reopened: list[tuple[ModelExam, ModelAttempt, tuple[str, str]]] = []
        self.over: set[int] = set()

    @property
    def now(self) -> datetime:
        """The moment that the clock shows."""
        raise NotImplementedError

    def has_attempts(self) -> bool:
        """Whether there is an attempt at any exam."""
        return any(model.attempts for model in self.models.values())

    def has_ended(self) -> bool:
        """Whether an attempt waits for nobody."""
        newest = [model.attempts[-1] for model in self.models.values() if model.attempts]
        return any(attempt.status in ENDED for attempt in newest)

    def pick(self, kind: str, which: int) -> tuple[ModelExam, ModelAttempt, Attempt]:
        """An attempt at the exam."""
        raise NotImplementedError

    def rows(self, kind: str) -> list[Attempt]:
        """The learner's attempts at the exam."""
        raise NotImplementedError

    def answered(self, answer: Any, status: int, what: str) -> None:
        """Compare the status of an answer."""
        raise NotImplementedError

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, which=WHICH, minutes=st.integers(1, 40), beyond_due_date=st.booleans())
    def extend(self, kind: str, which: int, minutes: int, beyond_due_date: bool) -> None:
        exam, attempt, row = self.pick(kind, which)
        body = {'attempt_ids': [row.id], 'minutes': minutes, 'beyond_due_date': beyond_due_date}
        address = url('proctored_exam.extra_time', row.proctored_exam.course_id)
        answer = self.as_staff.post(address, body)
        self.answered(answer, 200, 'extend')
        gained = exam.extend(attempt, minutes, self.now, beyond_due_date=beyond_due_date)
        assert [each['gained_seconds'] for each in answer.json()['results']] == [gained]
        if gained:
            self.extensions.append((exam, attempt, gained, (address, answer.json()['batch'])))

    @precondition(lambda self: self.extensions)
    @rule()
    def undo_extension(self) -> None:
        exam, attempt, seconds, (address, batch) = self.extensions.pop()
        answer = self.as_staff.delete(address, {'batch': batch})
        self.answered(answer, exam.undo(attempt, seconds, self.now), 'undo')

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, which=WHICH, times=st.integers(1, 2))
    def end(self, kind: str, which: int, times: int) -> None:
        exam, attempt, row = self.pick(kind, which)
        body = {'action': 'end', 'attempt_ids': [row.id], 'reason': 'The room closes.'}
        for _ in range(times):
            answer = self.as_staff.post(url('proctored_exam.attempt_actions', row.proctored_exam.course_id), body)
            self.answered(answer, 200, 'end')
            refusal = exam.end(attempt, self.now)
            (result,) = answer.json()['results']
            assert (result['status'], result.get('refusal')) == (attempt.status, refusal)

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, which=WHICH, minutes=st.integers(1, 90))
    def reopen(self, kind: str, which: int, minutes: int) -> None:
        exam, attempt, row = self.pick(kind, which)
        address = url('proctored_exam.reopening', row.proctored_exam.course_id)
        answer = self.as_staff.post(address, {'attempt_ids': [row.id], 'minutes': minutes})
        self.answered(answer, 200, 'reopen')
        seconds = exam.reopen(attempt, minutes, self.now)
        (result,) = answer.json()['results']
        assert (result['seconds'], 'reason' in result) == (seconds, not seconds)
        self.done[f'reopened {bool(seconds)}'] += 1
        if seconds:
            self.reopened.append((exam, attempt, (address, answer.json()['batch'])))

    @precondition(lambda self: self.has_ended())
    @rule(kind=KINDS, minutes=st.integers(1, 90))
    def reopen_what_ended(self, kind: str, minutes: int) -> None:
        self.reopen(kind, 0, minutes)

    @precondition(lambda self: self.reopened)
    @rule()
    def undo_reopening(self) -> None:
        exam, attempt, (address, batch) = self.reopened.pop()
        answer = self.as_staff.delete(address, {'batch': batch})
        self.answered(answer, exam.undo_reopening(attempt), 'undo reopening')

    @invariant()
    def what_was_granted_adds_up(self) -> None:
        for kind, model in self.models.items():
            for row, attempt in zip(self.rows(kind), model.attempts, strict=True):
                grants = TimeGrant.objects.in_force().filter(attempt_id=row.id)
                assert sum(grants.values_list('seconds', flat=True)) == attempt.granted

    @invariant()
    def what_is_over_stays_over(self) -> None:
        """No grant of time revives an attempt: who goes on after the end has another one, which somebody allowed."""
        for kind in self.models:
            rows = self.rows(kind)
            for row in rows:
                is_running = time_limits.is_running(row, now=self.now)
                assert not (is_running and row.id in self.over)
                if row.started_at is not None and not is_running:
                    self.over.add(row.id)
            assert all(row.resumed and row.ready_to_resume for row in rows[:-1])
