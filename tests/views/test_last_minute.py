"""A learner who begins shortly before the due date, over HTTP."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient
from time_machine import Traveller

from edx_proctoring.domain.time_limits import Allotted
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, ExamFactory
from tests.views.conftest import url
from tests.views.test_learner_attempts import address_of, enter, statuses


@pytest.mark.deviation('X30')
@pytest.mark.parametrize('proctored', [False, True])
@pytest.mark.parametrize(
    ('seconds', 'minimum', 'told'),
    [
        (59, None, 'The exam is due in 59 seconds. That is not enough time to begin.'),
        (60, None, ''),
        (119, 120, 'The exam is due in 119 seconds. That is not enough time to begin.'),
        (1, 0, ''),
        (0, 0, 'The due date of this exam has passed.'),
    ],
)
def test_too_late_to_begin(
    proctored: bool,
    seconds: int,
    minimum: int | None,
    told: str,
    as_learner: APIClient,
    provider: RecordingProvider,
    now: datetime,
    settings: Any,
) -> None:
    if minimum is not None:
        settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'MINIMUM_TIME_TO_START': minimum}
    due_date = now + timedelta(seconds=seconds)
    exam = ExamFactory(**{'proctored' if proctored else 'timed': True}, due_date=due_date)
    answer = enter(as_learner, exam, attempt_proctored=proctored, start_clock=not proctored)
    if told:
        assert (answer.status_code, answer.json()) == (403, {'detail': told})
        assert statuses() == []
        assert provider.calls_to('register_exam_attempt') == []
    else:
        assert answer.status_code == 200
        assert statuses() == ['created' if proctored else 'started']


@pytest.mark.deviation('X30')
def test_the_seconds_to_the_due_date_are_there(as_learner: APIClient, now: datetime, clock: Traveller) -> None:
    exam = ExamFactory(timed=True, time_limit_mins=90, due_date=now + timedelta(seconds=119))
    attempt_id = enter(as_learner, exam, start_clock=True).json()['exam_attempt_id']
    timer = as_learner.get(url('proctored_exam.attempt.collection')).json()
    assert timer['time_remaining_seconds'] == 119
    assert (timer['low_threshold_sec'], timer['critically_low_threshold_sec']) == (23, 5)
    clock.shift(timedelta(seconds=118))
    assert as_learner.get(url('proctored_exam.attempt', attempt_id)).json()['time_remaining_seconds'] == 1
    assert statuses() == ['started']
    clock.shift(timedelta(seconds=2))
    as_learner.get(url('proctored_exam.attempt', attempt_id))
    attempt = ProctoredExamStudentAttempt.objects.get()
    assert (attempt.status, attempt.completed_at) == ('submitted', exam.due_date)
    assert attempt.allowed_time_limit_mins == 1


@pytest.mark.deviation('X30')
@pytest.mark.parametrize('seconds', [59, -1])
def test_a_clock_is_not_started_too_late(seconds: int, as_learner: APIClient, learner: User, now: datetime) -> None:
    due_date = now + timedelta(seconds=seconds)
    attempt = AttemptFactory(user=learner, status='ready_to_start', proctored_exam__due_date=due_date)
    answer = as_learner.put(url('proctored_exam.attempt', attempt.id), {'action': 'start'})
    assert answer.status_code == 403
    assert ('59 seconds' if seconds > 0 else 'has passed') in answer.json()['detail']
    attempt.refresh_from_db()
    assert (attempt.status, attempt.started_at) == ('ready_to_start', None)


@pytest.mark.deviation('I6')
def test_a_resumed_attempt_may_be_shorter_than_the_minimum(as_learner: APIClient, learner: User, now: datetime) -> None:
    attempt = AttemptFactory(
        user=learner,
        status='ready_to_start',
        time_remaining_seconds=45,
        proctored_exam__due_date=now + timedelta(seconds=46),
    )
    assert as_learner.put(url('proctored_exam.attempt', attempt.id), {'action': 'start'}).status_code == 200
    timer = as_learner.get(url('proctored_exam.attempt.collection')).json()
    assert timer['time_remaining_seconds'] == 45
    assert (timer['low_threshold_sec'], timer['critically_low_threshold_sec']) == (9, 2)


@pytest.mark.deviation('X30')
@pytest.mark.parametrize(
    ('seconds', 'text'),
    [
        (120, 'You have 2 minutes left.'),
        (90, 'You have 1 minute and 30 seconds left.'),
        (60, 'You have 1 minute left.'),
        (45, 'You have 45 seconds left.'),
        (1, 'You have 1 second left.'),
        (0, 'You have no time left.'),
    ],
)
def test_the_last_two_minutes_are_announced_to_the_second(
    seconds: int, text: str, as_learner: APIClient, learner: User, now: datetime
) -> None:
    started_at = now - timedelta(minutes=90, seconds=-seconds)
    attempt = AttemptFactory(user=learner, status='started', started_at=started_at, allowed_time_limit_mins=90)
    answer = as_learner.get(address_of(attempt)).json()
    assert answer['time_remaining_seconds'] == seconds
    assert answer['accessibility_time_string'] == text


@pytest.mark.deviation('X30')
@pytest.mark.parametrize(('seconds', 'minutes'), [(60, 1), (119, 1), (45, 1), (0, 0), (600, 10)])
def test_providers_are_told_whole_minutes_and_one_for_a_moment(seconds: int, minutes: int) -> None:
    assert Allotted(seconds, 5400).provider_minutes == minutes
