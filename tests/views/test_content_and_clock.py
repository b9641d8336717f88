"""Whatever a learner asks for, in whatever order: content is shown while the clock runs, or where none is due.

``HYPOTHESIS_PROFILE`` chooses how many journeys are tried: ``ci`` (default), ``nightly``, ``mutants``.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import crum
import pytest
import responses
from django.contrib.auth.models import User
from django.test import RequestFactory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from time_machine import Traveller

from edx_proctoring.actions.learner_actions import ACTIONS, STAFF_ACTIONS
from edx_proctoring.api import get_student_view
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from tests.conftest import START
from tests.factories import ExamFactory, UserFactory
from tests.views.conftest import sender, url

JOURNEYS: Final = {'ci': 25, 'mutants': 60, 'nightly': 500}  # for each kind of exam
LIMIT: Final = timedelta(minutes=30)
KINDS: Final[dict[str, dict[str, Any]]] = {
    'timed': {'timed': True},
    'proctored': {},
    'launched by link': {'backend': 'rpnow4'},
    'no callback': {'backend': 'null'},
    'practice': {'practice': True},
    'onboarding': {'onboarding': True},
}
# Where nobody has to say that the learner is supervised.
STARTED_BY_LEARNERS: Final = {'timed', 'no callback'}

FLAGS = st.sampled_from([True, False])
STEPS = st.one_of(
    st.tuples(st.just('enter'), FLAGS, FLAGS),
    st.tuples(st.just('act'), st.sampled_from([*ACTIONS, *STAFF_ACTIONS])),
    st.tuples(st.just('act'), st.sampled_from(['start', 'stop', 'submit', 'decline', 'error'])),
    st.tuples(st.just('launch')),
    st.tuples(st.just('wait'), st.integers(1, 45).map(lambda minutes: timedelta(minutes=minutes))),
    st.tuples(st.just('wait'), st.integers(1, 90).map(lambda seconds: timedelta(seconds=seconds))),
    st.tuples(st.just('wait'), st.just(timedelta(days=2))),
)


@dataclass
class Journey:
    """A learner in front of one exam, who sends what they like."""

    exam: ProctoredExam
    learner: User
    frozen: Traveller
    shown_at: list[datetime] = field(default_factory=list)
    answers: Counter[int] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.client = sender(self.learner)

    @property
    def now(self) -> datetime:
        """The moment that the clock shows."""
        return datetime.now(UTC)

    def find_attempt(self) -> ProctoredExamStudentAttempt | None:
        """The learner's newest one."""
        return ProctoredExamStudentAttempt.objects.filter(user=self.learner).order_by('id').last()

    def enter(self, supervised: bool, start: bool) -> Any:
        body = {'exam_id': self.exam.id, 'attempt_proctored': supervised, 'start_clock': start}
        return self.client.post(url('proctored_exam.attempt.collection'), body)

    def act(self, action: str) -> Any:
        attempt = self.find_attempt()
        return attempt and self.client.put(url('proctored_exam.attempt', attempt.id), {'action': action})

    def launch(self) -> Any:
        attempt = self.find_attempt()
        address = 'anonymous.proctoring_launch_callback.start_exam'
        return attempt and self.client.get(url(address, attempt.attempt_code))

    def wait(self, pause: timedelta) -> None:
        self.frozen.shift(pause)

    def look(self) -> bool:
        """Whether the courseware shows the exam's content to this browser."""
        request = RequestFactory().get('/')
        request.user = self.learner
        request.COOKIES = {name: morsel.value for name, morsel in self.client.cookies.items()}
        crum.set_current_request(request)
        try:
            exam = self.exam
            context = {'is_proctored': exam.is_proctored, 'default_time_limit_mins': 30, 'due_date': exam.due_date}
            return get_student_view(self.learner.id, exam.course_id, exam.content_id, context) is None
        finally:
            crum.set_current_request(None)


def check(kind: str, journey: Journey) -> None:
    """Content is due now, if it is shown."""
    if not journey.look():
        return
    attempt, now = journey.find_attempt(), journey.now
    assert attempt is not None
    due_date = journey.exam.due_date
    if kind == 'timed' and due_date and now > due_date:
        assert attempt.status == 'submitted'  # the results are open to all
    elif attempt.status == 'declined':
        assert journey.exam.is_proctored
        assert not journey.exam.is_practice_exam
        assert not attempt.taking_as_proctored
    else:
        assert kind in STARTED_BY_LEARNERS
        assert attempt.status == 'started'
        assert attempt.started_at is not None
        assert attempt.started_at <= now <= attempt.started_at + LIMIT
        journey.shown_at.append(now)


@pytest.fixture(autouse=True)
def rpnow(settings: Any) -> Any:
    """RPNow takes every attempt."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
        network.add('POST', settings.RPNOW_OPTIONS['exam_register_endpoint'], json={'ssiRecordLocator': 'locator'})
        yield


@pytest.mark.django_db
@pytest.mark.parametrize('kind', KINDS)
def test_content_is_shown_only_while_the_clock_runs(kind: str, clock: Traveller) -> None:
    seen: Counter[str] = Counter()

    @settings(
        max_examples=JOURNEYS[os.environ.get('HYPOTHESIS_PROFILE', 'ci')],
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=st.lists(STEPS, min_size=1, max_size=9), has_due_date=FLAGS, begins=FLAGS)
    @example(steps=[('act', 'start')], has_due_date=False, begins=True)  # what may be left out by chance
    def live(steps: list[tuple[Any, ...]], has_due_date: bool, begins: bool) -> None:
        clock.move_to(START)
        due_date = START + timedelta(hours=2) if has_due_date else None
        exam = ExamFactory(time_limit_mins=30, due_date=due_date, **KINDS[kind])
        journey = Journey(exam, UserFactory(), clock)
        entrance = ('enter', exam.is_proctored, exam.is_proctored is False and begins)
        for name, *values in [entrance, *steps]:
            answer = getattr(journey, name)(*values)
            if answer is not None:
                assert answer.status_code < 500, answer.content
                seen[f'{name} {answer.status_code}'] += 1
            check(kind, journey)
        # One look and one clock: all that was seen of an exam with a clock was seen within its time.
        assert not journey.shown_at or journey.shown_at[-1] - journey.shown_at[0] <= LIMIT
        seen['shown'] += len(journey.shown_at)

    live()
    assert (seen['shown'] > 0) == (kind in STARTED_BY_LEARNERS)
    assert seen['act 200'] > 0


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize(
    'actions', [['click_download_software'], ['decline'], ['error'], ['stop', 'error']], ids='-'.join
)
def test_the_ways_that_were_taken(kind: str, actions: list[str], learner: User, clock: Traveller) -> None:
    """Each alone, and after a start; at a proctored exam, declining opens it for those who don't want the credit."""
    for begins in (True, False):
        exam = ExamFactory(time_limit_mins=30, **KINDS[kind])
        journey = Journey(exam, UserFactory(), clock)
        journey.enter(exam.is_proctored, begins and kind in STARTED_BY_LEARNERS)
        for action in actions:
            journey.act(action)
            check(kind, journey)
        journey.wait(timedelta(days=2))
        opens = actions == ['decline'] and exam.is_proctored and not exam.is_practice_exam
        assert journey.look() == opens


@pytest.mark.parametrize('action', ['click_download_software', 'decline', 'error'])
@pytest.mark.parametrize('begins', [True, False])
def test_a_timed_exam_has_the_moves_of_a_timed_exam_only(
    action: str, begins: bool, learner: User, clock: Traveller
) -> None:
    journey = Journey(ExamFactory(timed=True), learner, clock)
    journey.enter(supervised=False, start=begins)
    answer = journey.act(action)
    assert (answer.status_code, list(answer.json())) == (400, ['detail'])
    assert journey.look() == begins


def test_a_timed_exam_that_was_entered_without_a_clock_is_started_at_its_entrance(
    learner: User, clock: Traveller
) -> None:
    journey = Journey(ExamFactory(timed=True, time_limit_mins=30), learner, clock)
    first = journey.enter(supervised=False, start=False).json()
    assert journey.enter(supervised=False, start=False).status_code == 400
    journey.wait(timedelta(days=2))
    assert journey.enter(supervised=False, start=True).json() == first
    attempt = journey.find_attempt()
    assert attempt is not None
    assert (attempt.status, attempt.started_at) == ('started', journey.now)
    assert journey.enter(supervised=False, start=True).status_code == 400
