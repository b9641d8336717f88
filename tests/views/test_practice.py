"""Practice over HTTP: one attempt after the other, not without end, and not at an exam that is closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient
from time_machine import Traveller

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, ExamFactory
from tests.views.conftest import Unchanged, sender, url

OPEN = ('created', 'download_software_clicked', 'ready_to_start', 'started', 'ready_to_submit')


@pytest.fixture
def practice(db: None) -> ProctoredExam:
    return ExamFactory(practice=True)


def enter(client: APIClient, exam: ProctoredExam) -> Any:
    return client.post(url('proctored_exam.attempt.collection'), {'exam_id': exam.id, 'attempt_proctored': True})


def act(client: APIClient, attempt: ProctoredExamStudentAttempt, action: str) -> Any:
    return client.put(url('proctored_exam.attempt', attempt.id), {'action': action})


def newest_at(exam: ProctoredExam, learner: User) -> ProctoredExamStudentAttempt:
    return ProctoredExamStudentAttempt.objects.filter(proctored_exam=exam, user=learner).latest('id')


@pytest.mark.parametrize('status', OPEN)
def test_nobody_practices_twice_at_once(
    status: str, practice: ProctoredExam, as_learner: APIClient, learner: User, unchanged: Unchanged
) -> None:
    AttemptFactory(proctored_exam=practice, user=learner, status=status)
    with unchanged():
        answer = enter(as_learner, practice)
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])


@pytest.mark.parametrize('status', ['submitted', 'error', 'rejected', 'verified', 'onboarding_reset', 'declined'])
def test_practice_that_is_over_is_done_again(
    status: str, practice: ProctoredExam, as_learner: APIClient, learner: User
) -> None:
    AttemptFactory(proctored_exam=practice, user=learner, status=status)
    assert enter(as_learner, practice).status_code == 200


def test_practice_that_is_resumed_goes_on(practice: ProctoredExam, as_learner: APIClient, learner: User) -> None:
    AttemptFactory(proctored_exam=practice, user=learner, status='error', ready_to_resume=True)
    assert enter(as_learner, practice).status_code == 200


@pytest.mark.parametrize('again', ['enter', 'reset', 'submit and reset'])
def test_practice_has_an_end_for_a_day(
    again: str,
    practice: ProctoredExam,
    learner: User,
    clock: Traveller,
    provider: RecordingProvider,
    settings: Any,
    unchanged: Unchanged,
) -> None:
    """Attempts that were removed on the way are counted, too."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'PRACTICE_ATTEMPTS_PER_DAY': 3}
    client = sender(learner)

    def once_more() -> Any:
        ended = 'submitted' if again == 'submit and reset' else 'error'
        ProctoredExamStudentAttempt.objects.update(status=ended)
        return (
            enter(client, practice) if again == 'enter' else act(client, newest_at(practice, learner), 'reset_attempt')
        )

    assert enter(client, practice).status_code == 200
    for _ in range(2):
        clock.shift(timedelta(hours=1))
        assert once_more().status_code == 200
    assert len(provider.calls_to('register_exam_attempt')) == 3
    ProctoredExamStudentAttempt.objects.update(status='error')
    clock.shift(timedelta(hours=1))
    with unchanged():
        answer = once_more() if again == 'enter' else act(client, newest_at(practice, learner), 'reset_attempt')
        assert (answer.status_code, list(answer.json())) == (429, ['detail'])
    assert enter(client, ExamFactory(practice=True)).status_code == 200
    assert enter(sender(User.objects.create_user('another')), practice).status_code == 200
    clock.shift(timedelta(hours=22))
    assert once_more().status_code == 200


def test_a_site_may_set_no_bound(practice: ProctoredExam, as_learner: APIClient, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'PRACTICE_ATTEMPTS_PER_DAY': None}
    for _ in range(30):
        assert enter(as_learner, practice).status_code == 200
        ProctoredExamStudentAttempt.objects.update(status='error')


class TestResetting:
    def test_an_exam_that_is_not_active_is_not_begun_again(
        self, as_learner: APIClient, learner: User, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(user=learner, proctored_exam__practice=True, status='error')
        attempt.proctored_exam.is_active = False
        attempt.proctored_exam.save_only()
        with unchanged():
            answer = act(as_learner, attempt, 'reset_attempt')
            assert (answer.status_code, list(answer.json())) == (403, ['detail'])

    @pytest.mark.parametrize('status', ['rejected', 'submitted', 'error'])
    def test_a_real_attempt_is_kept_when_the_exam_becomes_practice(
        self, status: str, as_learner: APIClient, learner: User, unchanged: Unchanged
    ) -> None:
        attempt = AttemptFactory(user=learner, status=status)
        attempt.proctored_exam.is_practice_exam = True
        attempt.proctored_exam.save_only()
        with unchanged():
            assert act(as_learner, attempt, 'reset_attempt').status_code == 400

    def test_a_site_may_have_the_published_behavior(self, as_learner: APIClient, learner: User, settings: Any) -> None:
        settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'CHECK_EXAM_ACCESS': False}
        attempt = AttemptFactory(
            user=learner, proctored_exam__practice=True, proctored_exam__is_active=False, status='error'
        )
        assert act(as_learner, attempt, 'reset_attempt').status_code == 200


@pytest.mark.parametrize(('started', 'answered'), [(False, 200), (True, 400)])
def test_practice_that_runs_is_ended_before_the_real_exam_begins(
    started: bool, answered: int, as_learner: APIClient, learner: User, clock: Traveller
) -> None:
    """The exam was made real meanwhile: nobody sees its content under two clocks."""
    attempt = AttemptFactory(
        user=learner,
        proctored_exam__practice=True,
        status='started' if started else 'created',
        started_at='2030-01-15T11:59:00Z' if started else None,
        allowed_time_limit_mins=90 if started else None,
    )
    attempt.proctored_exam.is_practice_exam = False
    attempt.proctored_exam.save_only()
    assert enter(as_learner, attempt.proctored_exam).status_code == answered
