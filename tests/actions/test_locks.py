"""Locks that keep two who change the same rows from seeing each other's half: only servers have locks of rows."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models.signals import post_save, pre_delete
from django.dispatch import Signal

from edx_proctoring.actions import attempts, replay, reviews
from edx_proctoring.actions.attempt_removal import delete_rows
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.backends.review import Review
from edx_proctoring.models import (
    HistoricalProctoredExamStudentAttempt,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.actions.conftest import MOST_SECONDS, Meanwhile, on_a_server
from tests.factories import AttemptFactory, ExamFactory, ReviewFactory, UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), on_a_server]
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
LONG_ENOUGH = 2  # seconds; whoever does not wait is done by then
Attempt = ProctoredExamStudentAttempt


def on_own_connection(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()


def share(learner: User) -> None:
    """Lock the learner's row so that other rows may refer to it meanwhile, and nobody may lock it to write."""
    how = 'LOCK IN SHARE MODE' if connection.vendor == 'mysql' else 'FOR SHARE'
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT id FROM auth_user WHERE id = %s {how}', [learner.pk])


@pytest.mark.deviation('I2')
def test_who_enters_an_exam_waits_for_whoever_has_locked_the_learner(shared_database: None) -> None:
    exam, learner = ExamFactory(), UserFactory()
    enter = partial(attempts.create, exam, learner, taking_as_proctored=True, now=NOW)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            share(learner)
            entering = pool.submit(on_own_connection, enter)
            with pytest.raises(TimeoutError):
                entering.result(LONG_ENOUGH)
        assert entering.result(MOST_SECONDS).user == learner


@pytest.mark.deviation('I9')
def test_an_attempt_that_two_remove_at_once_is_archived_once(meanwhile: Meanwhile) -> None:
    attempt = AttemptFactory(status=Status.submitted)
    ReviewFactory(attempt_code=attempt.attempt_code)
    remove = partial(delete_rows, [attempt.id], now=NOW)
    with meanwhile(pre_delete, remove) as begun:
        assert remove()[0] == {attempt.id}
    assert begun[0].result() == (set(), 0)
    removals = HistoricalProctoredExamStudentAttempt.objects.filter(id=attempt.id, history_type='-')
    assert removals.count() == 1
    assert ProctoredExamSoftwareSecureReviewHistory.objects.count() == 1


@pytest.mark.deviation('I19')
def test_a_status_that_is_repeated_is_that_of_the_locked_row(running: Attempt, meanwhile: Meanwhile) -> None:
    repeat = partial(replay.repeat_status, running.id, now=NOW)
    with meanwhile(post_save, repeat) as begun:
        change_status(running, Change(Status.submitted), now=NOW)
    assert begun[0].result() is True
    assert Attempt.objects.get(id=running.id).status == Status.submitted


@pytest.mark.deviation('I19')
def test_a_review_that_is_judged_again_is_the_one_that_came_last(meanwhile: Meanwhile) -> None:
    attempt = AttemptFactory(status=Status.submitted, completed_at=NOW)
    first = ReviewFactory(attempt_code=attempt.attempt_code, exam=attempt.proctored_exam, review_status='Suspicious')

    clean = Review('Clean', (), '{"n": 2}', None, None)
    stored = Signal()

    def tell(sender: Any, **_facts: Any) -> None:
        stored.send(sender)

    post_save.connect(tell, sender=ProctoredExamSoftwareSecureReview)
    try:
        with meanwhile(stored, partial(replay.judge_again, first.id, now=NOW)) as begun, transaction.atomic():
            reviews.record(attempt, clean, is_archived=False, reviewed_by=None, now=NOW)
    finally:
        post_save.disconnect(tell, sender=ProctoredExamSoftwareSecureReview)
    assert begun[0].result() is True
    assert ProctoredExamSoftwareSecureReview.objects.get().review_status == 'Clean'
    assert Attempt.objects.get(id=attempt.id).status == Status.verified
