"""Random actions of a learner, the provider, staff and the clock, through REST, against a model of what they mean.

After each of them, the database, what the world outside has heard and whether the page of the exam gives way to its
content are what the model says. ``HYPOTHESIS_PROFILE`` chooses how many lives are tried: ``ci`` (default), ``nightly``,
or ``mutants``, for which any difference will do and the shortest is not sought.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any, Final

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from time_machine import Traveller, travel

from edx_proctoring.api import get_student_view
from edx_proctoring.models import Delivery, ProctoredExamStudentAllowance, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.conftest import START
from tests.drills.attempt_model import BEFORE_START, TOLD_PROVIDER, ModelAttempt, ModelExam, stored_facts
from tests.drills.chances import GATED_LIVES, GATED_STEPS, KINDS, LEARNER_ACTIONS, LIVES, PAUSES, STEPS, VERDICTS, WHICH
from tests.drills.conftest import Report
from tests.drills.entrance_of_lives import EntranceOfLives
from tests.drills.requests_of import sender, url
from tests.drills.staff_of_lives import StaffOfLives
from tests.factories import ExamFactory, UserFactory

ADDITIONAL_TIME: Final = 'additional_time_granted'


class Lives(StaffOfLives):
    """One learner, a timed and a proctored exam."""

    host: Host
    provider: RecordingProvider
    frozen: Traveller
    reviewers: Group

    def __init__(self) -> None:
        super().__init__()
        self.frozen.move_to(START)
        self.host.calls.clear()
        self.provider.calls.clear()
        mail.outbox.clear()
        self.learner = UserFactory()
        self.registered = 0
        due_at = START + timedelta(hours=3)
        self.exams = {
            'timed': ExamFactory(timed=True, time_limit_mins=20),
            'proctored': ExamFactory(time_limit_mins=45, due_date=due_at, course_id=f'course-v1:O+{self.learner.id}+R'),
        }
        self.models = {
            'timed': ModelExam(proctored=False, limit=20),
            'proctored': ModelExam(proctored=True, limit=45, due_at=due_at),
        }
        reviewer = UserFactory()
        reviewer.groups.add(self.reviewers)
        self.as_learner = sender(self.learner)
        self.as_stranger = sender(UserFactory())
        self.as_staff = sender(UserFactory(is_staff=True))
        self.as_provider = sender(reviewer)
        self.done['lives'] += 1

    @property
    def now(self) -> datetime:
        """The moment that the clock shows."""
        return datetime.now(UTC)

    # --- The learner ------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.may_enter())
    @rule(kind=KINDS, supervised=st.booleans(), start=st.booleans())
    def enter(self, kind: str, supervised: bool, start: bool) -> None:
        self.registered += 1
        external_id = f'{self.learner.username}-{self.registered}'
        self.provider.answers['register_exam_attempt'] = external_id
        body = {'exam_id': self.exams[kind].id, 'attempt_proctored': supervised, 'start_clock': start}
        answer = self.as_learner.post(url('proctored_exam.attempt.collection'), body)
        expected = self.models[kind].enter(external_id, self.now, supervised=supervised, start=start)
        self.answered(answer, expected, 'enter')

    @initialize(starts=st.booleans())
    def enter_as_most_do(self, starts: bool) -> None:
        self.enter('timed', supervised=False, start=starts)
        self.enter('proctored', supervised=True, start=False)

    @precondition(lambda self: self.is_setting_up())
    @rule()
    def get_ready_and_start(self) -> None:
        self.report_ready()
        row = self.learner_attempts().get(external_id=self.get_supervised().external_id)
        answer = self.as_learner.put(url('proctored_exam.attempt', row.id), {'action': 'start'})
        self.answered(answer, self.models['proctored'].act(self.get_supervised(), 'start', self.now), 'start')

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, pause=PAUSES)
    def fail_and_resume(self, kind: str, pause: timedelta) -> None:
        self.act(kind, 0, 'error')
        self.wait(pause)
        self.mark_ready_to_resume(kind, 0)
        self.enter(kind, supervised=kind == 'proctored', start=kind == 'timed')

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, which=WHICH, action=LEARNER_ACTIONS)
    def act(self, kind: str, which: int, action: str) -> None:
        exam, attempt, row = self.pick(kind, which)
        answer = self.as_learner.put(url('proctored_exam.attempt', row.id), {'action': action})
        self.answered(answer, exam.act(attempt, action, self.now), action)

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, which=WHICH)
    def poll(self, kind: str, which: int) -> None:
        exam, attempt, row = self.pick(kind, which)
        answer = self.as_learner.get(url('proctored_exam.attempt', row.id))
        exam.settle(attempt, self.now)
        self.answered(answer, 200, 'poll')
        shown = answer.json()
        assert (shown['status'], shown['time_remaining_seconds']) == (
            attempt.status,
            attempt.seconds_remaining(self.now),
        )
        self.polled(exam, attempt, shown)

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, which=WHICH, action=LEARNER_ACTIONS)
    def act_as_somebody_else(self, kind: str, which: int, action: str) -> None:
        _exam, _attempt, row = self.pick(kind, which)
        address = url('proctored_exam.attempt', row.id)
        self.answered(self.as_stranger.put(address, {'action': action}), 403, 'stranger')
        self.answered(self.as_stranger.put(address, {'action': action, 'user_id': self.learner.id}), 403, 'stranger')
        unknown = url('proctored_exam.attempt.callback', f'{self.learner.username}-unknown')
        self.answered(self.as_provider.post(unknown, {'status': 'passed', 'comments': []}), 400, 'unknown')

    # --- The provider -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.find_supervised() is not None)
    @rule()
    def report_ready(self) -> None:
        attempt = self.get_supervised()
        answer = self.as_provider.post(url('proctored_exam.attempt.ready_callback', attempt.external_id))
        self.answered(answer, self.models['proctored'].report_ready(attempt, self.now), 'ready')

    @precondition(lambda self: self.find_supervised() is not None)
    @rule(verdict=VERDICTS, times=st.integers(1, 2))
    def review(self, verdict: str, times: int) -> None:
        attempt = self.get_supervised()
        address = url('proctored_exam.attempt.callback', attempt.external_id)
        for _ in range(times):
            answer = self.as_provider.post(address, {'status': verdict, 'comments': []})
            self.answered(answer, self.models['proctored'].review(attempt, verdict, self.now), 'review')

    # --- Staff and the clock ----------------------------------------------------------------------------------------

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, which=WHICH)
    def mark_ready_to_resume(self, kind: str, which: int) -> None:
        exam, attempt, row = self.pick(kind, which)
        body = {'action': 'mark_ready_to_resume', 'user_id': self.learner.id}
        answer = self.as_staff.put(url('proctored_exam.attempt', row.id), body)
        self.answered(answer, exam.mark_ready_to_resume(attempt, self.now), 'mark_ready_to_resume')

    @rule(kind=KINDS, minutes=st.integers(0, 60))
    def grant(self, kind: str, minutes: int) -> None:
        exam_id, name = self.exams[kind].id, self.learner.username
        body = {'exam_id': exam_id, 'user_info': name, 'key': ADDITIONAL_TIME, 'value': str(minutes)}
        self.answered(self.as_staff.put(url('proctored_exam.allowance'), body), 200, 'grant')
        self.models[kind].grant(minutes, self.now)

    @rule(kind=KINDS)
    def revoke(self, kind: str) -> None:
        body = {'exam_id': self.exams[kind].id, 'user_id': self.learner.id, 'key': ADDITIONAL_TIME}
        self.answered(self.as_staff.delete(url('proctored_exam.allowance'), body), 200, 'revoke')
        self.models[kind].extra = None

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS, which=WHICH)
    def remove(self, kind: str, which: int) -> None:
        exam, attempt, row = self.pick(kind, which)
        exam.settle(attempt, self.now)
        self.answered(self.as_staff.delete(url('proctored_exam.attempt', row.id)), exam.remove(attempt), 'remove')

    @precondition(lambda self: self.has_attempts())
    @rule(kind=KINDS)
    def reset(self, kind: str) -> None:
        answer = self.as_staff.delete(url('proctored_exam.attempts.reset', self.exams[kind].id, self.learner.id))
        self.answered(answer, self.models[kind].remove_all(), 'reset')

    @rule(pause=PAUSES)
    def wait(self, pause: timedelta) -> None:
        self.frozen.shift(pause)

    @rule()
    def sweep(self) -> None:
        call_command('close_expired_attempts', verbosity=0, stdout=StringIO())
        for exam in self.models.values():
            for attempt in exam.attempts:
                exam.settle(attempt, self.now)

    # --- What holds after each step -----------------------------------------------------------------------------------

    @invariant()
    def the_database_says_what_the_model_says(self) -> None:
        for kind, model in self.models.items():
            assert [stored_facts(row) for row in self.rows(kind)] == [each.facts for each in model.attempts]
            granted = ProctoredExamStudentAllowance.objects.filter(
                proctored_exam=self.exams[kind], user=self.learner
            ).values_list('value', flat=True)
            assert list(granted) == ([] if model.extra is None else [str(model.extra)])

    @invariant()
    def the_newest_attempt_is_the_current_one(self) -> None:
        for kind in self.exams:
            rows = self.rows(kind)
            current = [index for index, row in enumerate(rows) if row.current_at_exam is not None]
            assert current == [len(rows) - 1] * bool(rows)

    @invariant()
    def content_is_shown_only_while_the_clock_runs(self) -> None:
        """The page is asked for, and what looking at it changes is taken back: a look is no step of a life."""
        for kind, exam in self.exams.items():
            with transaction.atomic():
                with self.in_browser():
                    page = get_student_view(self.learner.id, exam.course_id, exam.content_id, {})
                transaction.set_rollback(True)
            shown = page is None
            self.done['content shown'] += shown
            assert shown == self.models[kind].shows_content(self.now), (
                f'{kind}: {(page or "the content").strip()[:500]}'
            )

    @invariant()
    def the_world_outside_heard_everything_once(self) -> None:
        assert not Delivery.objects.exists()
        told = [
            (call.method, call.kwargs.get('attempt')) for call in self.provider.calls if call.method in TOLD_PROVIDER
        ]
        assert told == self.models['proctored'].told['provider']
        for kind, model in self.models.items():
            content_id = self.exams[kind].content_id
            credit = self.host.calls_to('credit', 'set_credit_requirement_status')
            assert [each['status'] for each in credit if each['req_name'] == content_id] == [
                status for status, _ in model.told['credit']
            ]
            completed = self.host.calls_to('instructor', 'complete_student_attempt')
            of_exam = [each for each in completed if each['content_id'] == content_id]
            assert len(of_exam) == len(model.told['completed'])
        assert len(mail.outbox) == sum(len(model.told['mail']) for model in self.models.values())

    def teardown(self) -> None:
        """Nobody looks after these attempts in the next life."""
        self.learner_attempts().delete()

    # --- Parts --------------------------------------------------------------------------------------------------------

    def polled(self, exam: ModelExam, attempt: ModelAttempt, shown: dict[str, Any]) -> None:
        assert 'kept_out' not in shown

    def in_browser(self) -> AbstractContextManager[None]:
        return nullcontext()

    def is_setting_up(self) -> bool:
        attempt = self.find_supervised()
        return attempt is not None and attempt.status in BEFORE_START

    def may_enter(self) -> bool:
        newest = [model.attempts[-1] if model.attempts else None for model in self.models.values()]
        return any(attempt is None or attempt.gives_way for attempt in newest)

    def find_supervised(self) -> ModelAttempt | None:
        known = [attempt for attempt in self.models['proctored'].attempts if attempt.external_id]
        return known[-1] if known else None

    def get_supervised(self) -> ModelAttempt:
        attempt = self.find_supervised()
        assert attempt is not None
        return attempt

    def rows(self, kind: str) -> list[ProctoredExamStudentAttempt]:
        return list(self.learner_attempts().filter(proctored_exam=self.exams[kind]).order_by('id'))

    def learner_attempts(self) -> Any:
        return ProctoredExamStudentAttempt.objects.filter(user=self.learner)

    def pick(self, kind: str, which: int) -> tuple[ModelExam, ModelAttempt, ProctoredExamStudentAttempt]:
        """An attempt at the exam, or at the other one while this has none."""
        if not self.models[kind].attempts:
            kind = next(other for other, model in self.models.items() if model.attempts)
        attempts = self.models[kind].attempts
        place = len(attempts) - 1 - which % len(attempts)
        return self.models[kind], attempts[place], self.rows(kind)[place]

    def answered(self, answer: Any, status: int, what: str) -> None:
        self.done['steps'] += 1
        self.done[f'{what} {status}'] += 1
        assert answer.status_code == status, f'{what}: {answer.status_code} {answer.content!r}, expected {status}'


class GatedLives(EntranceOfLives, Lives):
    """The same, where the exams have entrances."""


@pytest.fixture
def lives(host: Host, provider: RecordingProvider, transactional_db: None) -> Iterator[type[Lives]]:
    """The world in which they are lived."""
    Lives.host, Lives.provider, Lives.done = host, provider, Counter()
    Lives.reviewers = Group.objects.create(name='test_review')
    with travel(START, tick=False) as Lives.frozen:
        yield Lives


# Steps that random lives take seldom in this order: a second attempt, which goes on from the first one and passes.
RESUMED: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ('enter_as_most_do', {'starts': True}),
    ('get_ready_and_start', {}),
    ('wait', {'pause': timedelta(minutes=10)}),
    ('fail_and_resume', {'kind': 'proctored', 'pause': timedelta(minutes=1)}),
    ('get_ready_and_start', {}),
    ('wait', {'pause': timedelta(minutes=10)}),
    ('act', {'kind': 'proctored', 'which': 0, 'action': 'submit'}),
    ('review', {'verdict': 'passed', 'times': 2}),
)


def test_a_life_with_a_second_attempt_is_what_the_model_says(lives: type[Lives]) -> None:
    life = lives()
    for step, arguments in RESUMED:
        getattr(life, step)(**arguments)
        life.the_database_says_what_the_model_says()
        life.the_newest_attempt_is_the_current_one()
        life.content_is_shown_only_while_the_clock_runs()
        life.the_world_outside_heard_everything_once()
    assert [row.status for row in life.rows('proctored')] == ['error', 'verified']


def live(lives: type[Lives], report: Report, counts: dict[str, int], steps: int) -> None:
    """Try so many lives of the profile."""
    profile = os.environ.get('HYPOTHESIS_PROFILE', 'ci')
    chosen = settings(
        max_examples=counts[profile],
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate, *([] if profile == 'mutants' else [Phase.shrink])],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(lives, settings=chosen)
    done = lives.done
    if profile == 'nightly':
        report(f'{lives.__name__}: {done["lives"]} lives, {done["steps"]} requests, no difference')
    assert done['lives'] >= counts[profile]


def test_whatever_happens_the_database_is_what_the_model_says(lives: type[Lives], report: Report) -> None:
    live(lives, report, LIVES, STEPS)
    assert lives.done['content shown'] > lives.done['steps'] / 10, 'content is hardly ever shown'


def test_whatever_happens_at_entrances_the_model_says_who_gets_in(
    lives: type[Lives], report: Report, settings: Any
) -> None:
    GatedLives.site = settings
    live(GatedLives, report, GATED_LIVES, GATED_STEPS)
