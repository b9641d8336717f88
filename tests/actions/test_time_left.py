"""Whoever ends an attempt with an error leaves the learner the time that was left, and no more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from time_machine import Traveller

from edx_proctoring import api
from edx_proctoring.actions import reviews
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.backends.review import Review
from edx_proctoring.models import ProctoredExamStudentAttempt
from tests.factories import AttemptFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Commit = Callable[[], AbstractContextManager[Any]]
LIMIT: Final = timedelta(minutes=90)
USED: Final = timedelta(minutes=59, seconds=15)


def by_learner(attempt: Attempt, now: datetime) -> None:
    browser = Client()
    browser.force_login(attempt.user)
    address = reverse('edx_proctoring:proctored_exam.attempt', args=[attempt.id])
    assert browser.put(address, {'action': 'error'}, content_type='application/json').status_code == 200


def by_admin(attempt: Attempt, now: datetime) -> None:
    browser = Client()
    browser.force_login(User.objects.create_superuser('root'))
    address = reverse('admin:edx_proctoring_proctoredexamstudentattempt_change', args=[attempt.id])
    assert browser.post(address, {'status': 'error'}).status_code == 302


def by_command(attempt: Attempt, now: datetime) -> None:
    call_command('set_attempt_status', attempt_id=str(attempt.id), to_status='error')


def by_function(attempt: Attempt, now: datetime) -> None:
    api.update_attempt_status(attempt.id, 'error')


def by_provider(attempt: Attempt, now: datetime) -> None:
    review = Review(status='Not Reviewed', comments=(), raw_data='{}', video_url=None, reviewed_by_email=None)
    reviews.record(attempt, review, is_archived=False, reviewed_by=None, now=now)


WAYS: Final = (by_learner, by_admin, by_command, by_function, by_provider)


def resume(attempt: Attempt) -> Attempt:
    """Staff lets the learner go on, and they do."""
    api.mark_exam_attempt_as_ready_to_resume(attempt.id)
    new = api.create_exam_attempt(attempt.proctored_exam_id, attempt.user_id, taking_as_proctored=True)
    api.mark_exam_attempt_as_ready(new)
    api.start_exam_attempt(attempt.proctored_exam_id, attempt.user_id)
    return Attempt.objects.get(id=new)


@pytest.mark.parametrize('way', WAYS)
def test_a_running_attempt_leaves_what_was_left(
    way: Callable[[Attempt, datetime], None], clock: Traveller, now: datetime, commit: Commit
) -> None:
    attempt = AttemptFactory(status='started', started_at=now - USED, allowed_time_limit_mins=90)
    with commit():
        way(attempt, now)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.time_remaining_seconds) == ('error', (LIMIT - USED).total_seconds())
    clock.shift(timedelta(days=1))
    resumed = resume(attempt)
    data = api.get_exam_attempt_data(resumed.proctored_exam_id, resumed.id)
    assert data['time_remaining_seconds'] == (LIMIT - USED).total_seconds()


@pytest.mark.parametrize('way', WAYS[1:])
def test_an_attempt_that_was_submitted_leaves_what_was_left_then(
    way: Callable[[Attempt, datetime], None], now: datetime, commit: Commit
) -> None:
    started_at = now - timedelta(days=2)
    attempt = AttemptFactory(
        status='submitted', started_at=started_at, completed_at=started_at + USED, allowed_time_limit_mins=90
    )
    with commit():
        way(attempt, now)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.time_remaining_seconds) == ('error', (LIMIT - USED).total_seconds())


def test_an_attempt_that_broke_off_as_soon_as_it_began_keeps_all_of_its_time(now: datetime, commit: Commit) -> None:
    """Even if its error is set again later, after another verdict."""
    attempt = AttemptFactory(status='started', started_at=now, allowed_time_limit_mins=90)
    for status, later in (('error', 0), ('second_review_required', 60), ('error', 3600)):
        with commit():
            change_status(attempt, Change(status), now=now + timedelta(seconds=later))
        attempt.refresh_from_db()
        assert (attempt.status, attempt.time_remaining_seconds) == (status, LIMIT.total_seconds())


@pytest.mark.parametrize('way', WAYS)
@pytest.mark.parametrize('inherited', [None, 600])
def test_an_attempt_that_never_started_leaves_all_that_it_had(
    way: Callable[[Attempt, datetime], None], inherited: int | None, now: datetime, commit: Commit
) -> None:
    attempt = AttemptFactory(status='ready_to_start', time_remaining_seconds=inherited)
    with commit():
        way(attempt, now)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.time_remaining_seconds) == ('error', inherited)
