"""What the provider's word that an attempt is set up makes of one that is not waiting for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from rest_framework.test import APIClient

from tests.factories import AttemptFactory
from tests.views.conftest import url

HOUR = timedelta(hours=1)


def test_an_attempt_whose_time_is_over_is_ended_at_its_deadline(
    learner: User, as_reviewer: APIClient, now: datetime
) -> None:
    attempt = AttemptFactory(user=learner, status='started', started_at=now - 3 * HOUR, allowed_time_limit_mins=60)
    address = url('proctored_exam.attempt.ready_callback', attempt.external_id)
    assert as_reviewer.post(address).status_code == 200
    attempt.refresh_from_db()
    assert (attempt.status, attempt.completed_at) == ('submitted', now - 2 * HOUR)


def test_an_attempt_that_runs_goes_on(learner: User, as_reviewer: APIClient, now: datetime) -> None:
    attempt = AttemptFactory(user=learner, status='started', started_at=now - HOUR, allowed_time_limit_mins=90)
    address = url('proctored_exam.attempt.ready_callback', attempt.external_id)
    assert as_reviewer.post(address).status_code == 200
    attempt.refresh_from_db()
    assert (attempt.status, attempt.completed_at) == ('started', None)
