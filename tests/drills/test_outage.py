"""The provider is out of order for the first half of the time that learners take their exams."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings
from rest_framework.test import APIClient
from time_machine import Traveller

from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.domain.provider_outage import FAILURES
from edx_proctoring.models import Delivery, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.outbox import deliver_pending
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.testing.host import Host
from tests.drills.conftest import Report
from tests.drills.provider_inbox import ProviderInbox
from tests.drills.requests_of import sender, url
from tests.factories import ExamFactory, UserFactory

pytest.importorskip('edx_rest_api_client', reason='providers of the REST kind need it')

MINUTES = 60
SHORT, LONG = 30, 300
# What learners do, in turn: at which minute, and what the provider has to hear of it in the end.
WAYS = {
    'submits during the outage': (20, 'submit', ['started', 'submitted']),
    'submits afterwards': (45, 'submit', ['started', 'submitted']),
    'lets the time run out': (None, None, ['started', 'submitted']),
    'loses the connection during the outage': (10, 'error', ['started', 'error']),
}


@dataclass
class Life:
    """One learner's attempt, its client, and the name of the way through it."""

    attempt_id: int
    client: APIClient
    way: str

    def act(self, action: str) -> None:
        answer: Any = self.client.put(url('proctored_exam.attempt', self.attempt_id), {'action': action})
        assert answer.status_code == 200, answer.content


@pytest.fixture
def inbox(inbox: ProviderInbox, settings: Settings, backends: dict[str, Any]) -> ProviderInbox:
    """The provider ``test`` as a service that listens on this machine."""
    allowed = {'PROVIDER_NETWORKS': ['127.0.0.0/8']}
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, **allowed}
    backends['test'] = BaseRestProctoringProvider(**inbox.options())
    return inbox


@pytest.fixture
def exam(transactional_db: None, inbox: ProviderInbox) -> ProctoredExam:
    """An exam that the provider knows."""
    known = {'course_id': 'course-v1:O+N+R', 'content_id': 'section', 'exam_name': 'Exam'}
    return ExamFactory(external_id=inbox.records.save_exam(known).id, time_limit_mins=MINUTES)


def enter(exam: ProctoredExam, inbox: ProviderInbox, count: int) -> list[Life]:
    """Have learners enter the exam and be announced as ready, before anything breaks."""
    reviewer = UserFactory()
    reviewer.groups.add(Group.objects.create(name='test_review'))
    lives, ways = [], list(WAYS)
    for index in range(count):
        user = UserFactory()
        inbox.records.decide_on_profile(
            obscured_user_id(user.id, exam.backend), 'course-v1:O+N+R', 'approved', now=timezone.now()
        )
        client = sender(user)
        body = {'exam_id': exam.id, 'attempt_proctored': True}
        attempt_id = client.post(url('proctored_exam.attempt.collection'), body).json()['exam_attempt_id']
        external_id = ProctoredExamStudentAttempt.objects.get(id=attempt_id).external_id
        answer: Any = sender(reviewer).post(url('proctored_exam.attempt.ready_callback', external_id))
        assert answer.status_code == 200
        lives.append(Life(attempt_id, client, ways[index % len(ways)]))
    return lives


def live(lives: list[Life], inbox: ProviderInbox, clock: Traveller) -> int | None:
    """All start while the provider is down; it is back after half of the time, in minute ``MINUTES // 2``.

    The site looks every minute for what is to be delivered. Returned is the first minute in which nothing waits any
    more.
    """
    caught_up = None
    inbox.close()
    for life in lives:
        life.act('start')
    for minute in range(MINUTES + 2):
        if minute == MINUTES // 2:
            assert inbox.told == []
            tries = sum(Delivery.objects.values_list('attempts_made', flat=True))
            assert FAILURES <= tries <= FAILURES + minute, 'one of all learners waits for the provider, once a minute'
            inbox.open()
        for life in lives:
            at, action, _told = WAYS[life.way]
            if minute == at and action:
                life.act(action)
        deliver_pending(now=now())
        if caught_up is None and not Delivery.objects.exists():
            caught_up = minute
        clock.shift(timedelta(minutes=1))
    call_command('close_expired_attempts', verbosity=0)
    return caught_up


def now() -> datetime:
    """The moment that the clock shows."""
    return timezone.now()


def deliver_the_rest(clock: Traveller) -> None:
    """Go on looking every minute until nothing is pending."""
    for _ in range(MINUTES):
        deliver_pending(now=now())
        clock.shift(timedelta(minutes=1))
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(
    'count', [pytest.param(SHORT, id='short'), pytest.param(LONG, id='long', marks=pytest.mark.drill)]
)
def test_an_outage_for_half_of_the_time_keeps_nobody_from_their_exam(
    count: int, exam: ProctoredExam, inbox: ProviderInbox, host: Host, clock: Traveller, report: Report
) -> None:
    lives = enter(exam, inbox, count)
    caught_up = live(lives, inbox, clock)
    attempts = ProctoredExamStudentAttempt.objects.in_bulk()
    assert {life.way: attempts[life.attempt_id].status for life in lives} == {
        way: 'error' if action == 'error' else 'submitted' for way, (_at, action, _told) in WAYS.items()
    }
    assert Counter(attempt.status for attempt in attempts.values())['submitted'] == sum(
        WAYS[life.way][1] != 'error' for life in lives
    )
    deliver_the_rest(clock)
    assert caught_up in (MINUTES // 2, MINUTES // 2 + 1), 'the pause until the next trial, and then all at once'

    told = inbox.once_each()
    assert {attempts[life.attempt_id].external_id: WAYS[life.way][2] for life in lives} == told
    completed = host.calls_to('instructor', 'complete_student_attempt')
    assert len(completed) == sum(WAYS[life.way][1] != 'error' for life in lives)
    assert len(host.calls_to('credit', 'set_credit_requirement_status')) == count
    assert len(mail.outbox) == len(completed)
    if count == LONG:
        report(
            f'outage of {MINUTES // 2} minutes: {count} attempts, all finished; {len(inbox.told)} calls came for '
            f'{2 * count} deliveries, those of each attempt in order; nothing waited any more '
            f'{caught_up - MINUTES // 2} minutes after the provider was back'
        )
