"""Many workers act on the same few attempts at once; what is left is as if they had come one after the other.

What must have happened is read from the history of the attempts, which has one row for each change.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from edx_proctoring.models import (
    Delivery,
    HistoricalProctoredExamStudentAttempt,
    ProctoredExam,
    ProctoredExamStudentAllowance,
    ProctoredExamStudentAllowanceHistory,
    ProctoredExamStudentAttempt,
    Reopening,
    TimeGrant,
)
from edx_proctoring.outbox import deliver_pending
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.drills.conftest import Report
from tests.drills.requests_of import sender, url
from tests.factories import ExamFactory, UserFactory

OPERATIONS = (
    *['enter', 'enter', 'ready', 'ready', 'start', 'start', 'stop', 'submit', 'error', 'mark_ready_to_resume'],
    *['poll', 'review', 'grant', 'remove', 'extend', 'extend_all', 'undo', 'reopen', 'close'],
)
SIZES = [
    pytest.param(8, 25, 4, id='short'),  # few learners, so that those who act get in each other's way
    pytest.param(16, 500, 20, id='long', marks=pytest.mark.drill),
]
pytestmark = pytest.mark.django_db(transaction=True)


class NumberingProvider(RecordingProvider):
    """Gives each registration a number of its own, whatever thread it comes from."""

    numbers = count(1)

    def register_exam_attempt(self, exam: Any, context: Any) -> str | None:
        self.answers['register_exam_attempt'] = None
        super().register_exam_attempt(exam, context)
        return f'numbered-{next(self.numbers)}'


class Site:
    """An exam, its learners, and everybody else who acts on their attempts."""

    def __init__(self, learners: int) -> None:
        self.exam: ProctoredExam = ExamFactory()
        self.learners = [UserFactory() for _ in range(learners)]
        self.staff, self.reviewer = UserFactory(is_staff=True), UserFactory()
        self.reviewer.groups.add(Group.objects.create(name='test_review'))
        self.values = count(1)
        self.granted: list[str] = []
        self.batches: list[str] = []
        self.reopened: list[str] = []
        self.answers: list[int] = []

    def work(self, worker: int, operations: int) -> None:
        """What one worker does, on a connection of its own."""
        chance = random.Random(worker)
        try:
            for _ in range(operations):
                operation = chance.choice(OPERATIONS)
                answer = self.ask(operation, chance.choice(self.learners), chance)
                self.answers.append(answer.status_code)
        finally:
            connection.close()

    def ask(self, operation: str, learner: Any, chance: random.Random) -> Any:
        """One request; who has no attempt enters."""
        if operation == 'enter':
            return self.enter(learner)
        if operation == 'grant':
            return self.grant(learner)
        if operation == 'undo' and self.batches:
            return sender(self.staff).delete(self.extra_time, {'batch': chance.choice(self.batches)})
        if operation == 'close' and self.reopened:
            return sender(self.staff).delete(self.reopening, {'batch': chance.choice(self.reopened)})
        attempt = ProctoredExamStudentAttempt.objects.filter(user=learner).order_by('-id').first()
        if attempt is None:
            return self.enter(learner)
        return self.ask_about(operation, attempt, learner, chance)

    def ask_about(
        self, operation: str, attempt: ProctoredExamStudentAttempt, learner: Any, chance: random.Random
    ) -> Any:
        """One request about an attempt."""
        address = url('proctored_exam.attempt', attempt.id)
        ready = {'action': 'mark_ready_to_resume', 'user_id': learner.id}
        others: dict[str, Callable[[], Any]] = {
            'poll': lambda: sender(learner).get(address),
            'undo': lambda: sender(learner).get(address),  # nothing was given yet
            'close': lambda: sender(learner).get(address),  # nothing was reopened yet
            'reopen': lambda: self.reopen(attempt, chance),
            'remove': lambda: sender(self.staff).delete(address),
            'mark_ready_to_resume': lambda: sender(self.staff).put(address, ready),
            'extend': lambda: self.extend({'attempt_ids': [attempt.id]}, chance),
            'extend_all': lambda: self.extend({'exam_id': self.exam.id}, chance),
            'ready': lambda: self.call_back(operation, attempt, chance),
            'review': lambda: self.call_back(operation, attempt, chance),
        }
        ask = others.get(operation)
        return ask() if ask else sender(learner).put(address, {'action': operation})

    def enter(self, learner: Any) -> Any:
        """A supervised attempt of the learner, or the refusal of a second one."""
        body = {'exam_id': self.exam.id, 'attempt_proctored': True}
        return sender(learner).post(url('proctored_exam.attempt.collection'), body)

    def call_back(self, operation: str, attempt: ProctoredExamStudentAttempt, chance: random.Random) -> Any:
        """The provider reports."""
        if operation == 'ready':
            return sender(self.reviewer).post(url('proctored_exam.attempt.ready_callback', attempt.external_id))
        body = {'status': chance.choice(['passed', 'suspicious']), 'comments': []}
        return sender(self.reviewer).post(url('proctored_exam.attempt.callback', attempt.external_id), body)

    @property
    def extra_time(self) -> str:
        """The address of extra time in the course."""
        return url('proctored_exam.extra_time', self.exam.course_id)

    def extend(self, chosen: dict[str, Any], chance: random.Random) -> Any:
        """A few minutes more for one attempt, or for all that are in progress."""
        answer: Any = sender(self.staff).post(self.extra_time, {'minutes': chance.randint(1, 5), **chosen})
        if answer.status_code == 200:
            self.batches.append(answer.json()['batch'])
        return answer

    @property
    def reopening(self) -> str:
        """The address of reopening in the course."""
        return url('proctored_exam.reopening', self.exam.course_id)

    def reopen(self, attempt: ProctoredExamStudentAttempt, chance: random.Random) -> Any:
        """A few minutes for a finished attempt."""
        body = {'minutes': chance.randint(1, 5), 'attempt_ids': [attempt.id]}
        answer: Any = sender(self.staff).post(self.reopening, body)
        if answer.status_code == 200:
            self.reopened.append(answer.json()['batch'])
        return answer

    def grant(self, learner: Any) -> Any:
        """An allowance with a value that nobody else grants."""
        value = str(next(self.values))
        key = 'additional_time_granted'
        body = {'exam_id': self.exam.id, 'user_info': learner.username, 'key': key, 'value': value}
        answer: Any = sender(self.staff).put(url('proctored_exam.allowance'), body)
        if answer.status_code == 200:
            self.granted.append(value)
        return answer


class Histories:
    """What happened to the attempts, row by row."""

    def __init__(self) -> None:
        self.rows: dict[int, list[Any]] = defaultdict(list)
        for row in HistoricalProctoredExamStudentAttempt.objects.order_by('history_id'):
            self.rows[row.id].append(row)

    def changes(self) -> list[tuple[str | None, str, str]]:
        """External id, status before and status after of each change of status."""
        return [
            (before.external_id, before.status, after.status)
            for rows in self.rows.values()
            for before, after in pairwise(rows)
            if before.status != after.status
        ]

    def count_to(self, status: str) -> Counter[str | None]:
        """How often each attempt came to that status."""
        return Counter(external_id for external_id, _before, after in self.changes() if after == status)

    def started(self) -> Counter[str | None]:
        """Each attempt whose clock was started, once."""
        return Counter(rows[-1].external_id for rows in self.rows.values() if rows[-1].started_at)

    def ended(self) -> int:
        """How many were completed."""
        return sum(rows[-1].completed_at is not None for rows in self.rows.values())

    def removed(self) -> int:
        """How many are gone."""
        return sum(rows[-1].history_type == '-' for rows in self.rows.values())


def deliver_the_rest() -> None:
    """What waited behind another worker's delivery is due a minute later."""
    for minutes in range(2, 20, 2):
        if not Delivery.objects.exists():
            break
        deliver_pending(now=datetime.now(UTC) + timedelta(minutes=minutes))
    assert not Delivery.objects.exists()


def check_attempts(site: Site, histories: Histories) -> None:
    """No change was made from a state that was not there, and nobody has two current attempts."""
    for _external_id, before, after in histories.changes():
        assert not (Status.is_completed_status(before) and Status.is_incomplete_status(after)), (before, after)
    stored = ProctoredExamStudentAttempt.objects.in_bulk()
    for attempt_id, attempt in stored.items():
        last = histories.rows[attempt_id][-1]
        shown = (
            *('status', 'started_at', 'completed_at', 'is_resumable', 'ready_to_resume', 'resumed'),
            *('allowed_time_limit_mins', 'time_remaining_seconds'),
        )
        assert [getattr(attempt, name) for name in shown] == [getattr(last, name) for name in shown]
    current = Counter(attempt.user_id for attempt in stored.values() if not attempt.resumed)
    assert set(current.values()) <= {1}
    newest = {attempt.user_id: attempt_id for attempt_id, attempt in sorted(stored.items())}
    assert {attempt.id for attempt in stored.values() if attempt.current_at_exam} == set(newest.values())
    assert set(stored) == {attempt_id for attempt_id, rows in histories.rows.items() if rows[-1].history_type != '-'}


def check_effects(histories: Histories, host: Host, provider: RecordingProvider) -> None:
    """Everything that had to follow did, once."""

    def told(method: str) -> Counter[str | None]:
        return Counter(call['attempt'] for call in provider.calls_to(method))

    assert told('start_exam_attempt') == histories.started()
    assert told('stop_exam_attempt') == histories.count_to('submitted')
    assert told('mark_erroneous_exam_attempt') == histories.count_to('error')
    assert len(host.calls_to('instructor', 'complete_student_attempt')) == histories.ended()
    assert len(host.calls_to('instructor', 'delete_student_attempt')) == histories.removed()
    known = {rows[0].external_id for rows in histories.rows.values()}
    taken_back = len(provider.calls_to('register_exam_attempt')) - len(known)
    assert len(set(told('remove_exam_attempt')) - known) == taken_back


def check_allowances(site: Site) -> None:
    """Each value that was granted is the valid one or was archived."""
    archived = ProctoredExamStudentAllowanceHistory.objects.values_list('value', flat=True)
    valid = ProctoredExamStudentAllowance.objects.values_list('value', flat=True)
    assert sorted([*archived, *valid]) == sorted(site.granted)


def check_time(histories: Histories) -> None:
    """The grants in force are what the limits have grown since the clocks were started."""
    for attempt in ProctoredExamStudentAttempt.objects.exclude(started_at=None):
        at_start = next(row for row in histories.rows[attempt.id] if row.started_at is not None)
        grown = (attempt.allowed_time_limit_mins or 0) - at_start.allowed_time_limit_mins
        grants = TimeGrant.objects.in_force().filter(attempt_id=attempt.id).values_list('seconds', flat=True)
        assert grown * 60 == sum(grants)


def check_reopenings() -> None:
    """Each in force is the only one of its attempt, which the learner may continue or has continued."""
    opened = Counter(Reopening.objects.in_force().values_list('attempt_id', flat=True))
    assert set(opened.values()) <= {1}
    attempts = ProctoredExamStudentAttempt.objects.in_bulk(list(opened))
    assert all(attempt.ready_to_resume for attempt in attempts.values())


@pytest.mark.parametrize(('workers', 'operations', 'learners'), SIZES)
def test_many_workers_leave_what_one_would_have_left(
    workers: int,
    operations: int,
    learners: int,
    shared_database: None,
    host: Host,
    backends: dict[str, Any],
    report: Report,
) -> None:
    provider = backends['test'] = NumberingProvider()
    site = Site(learners)
    began = time.monotonic()
    with ThreadPoolExecutor(workers) as pool:
        for future in [pool.submit(site.work, worker, operations) for worker in range(workers)]:
            future.result()
    seconds = time.monotonic() - began
    by_status = Counter(site.answers)
    assert by_status.total() == workers * operations
    assert set(by_status) <= {200, 400, 404, 503}
    assert by_status[200] > by_status.total() / 4
    deliver_the_rest()

    histories = Histories()
    check_attempts(site, histories)
    check_effects(histories, host, provider)
    check_allowances(site)
    check_reopenings()
    check_time(histories)
    if workers * operations > 1000:
        told = {status: by_status[status] for status in sorted(by_status)}
        report(
            f'workers on {os.environ.get("DATABASE", "sqlite")}: {workers} × {operations} requests on {learners} '
            f'learners in {seconds:.0f} s, answers {told}; {len(histories.rows)} attempts, '
            f'{len(histories.changes())} changes of status, {len(site.granted)} allowances, '
            f'{len(site.batches)} extensions, '
            f'{len(provider.calls)} provider calls; no update lost, no second current attempt, each effect once'
        )
