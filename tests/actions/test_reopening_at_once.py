"""Several people reopen one attempt, or undo that while the learner comes back, at the same moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from edx_proctoring.actions import attempts
from edx_proctoring.actions.reopening import reopen, undo
from edx_proctoring.exceptions import InvalidInputException, ProctoredBaseException
from edx_proctoring.models import ProctoredExamStudentAttempt, Reopening
from tests.actions.conftest import AtOnce
from tests.factories import COURSE_ID, AttemptFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
PEOPLE = 6


def finished() -> ProctoredExamStudentAttempt:
    """A submitted attempt at a timed exam."""
    return AttemptFactory(
        status='submitted',
        started_at=NOW - timedelta(hours=2),
        completed_at=NOW - timedelta(hours=1),
        allowed_time_limit_mins=90,
        taking_as_proctored=False,
        proctored_exam__timed=True,
    )


def test_of_those_who_reopen_an_attempt_one_chooses_the_time(at_once: AtOnce) -> None:
    attempt, staff = finished(), [UserFactory() for _ in range(PEOPLE)]

    def choose(minutes: int, by: Any) -> Any:
        done = reopen([attempt.id], minutes * 60, course_id=COURSE_ID, reason='', by=by, now=NOW)
        return done.results[0].refusal

    refusals = at_once([partial(choose, minutes, by) for minutes, by in enumerate(staff, start=1)])
    row = Reopening.objects.get()
    attempt.refresh_from_db()
    assert sorted(refusals, key=str) == [None, *['already'] * (PEOPLE - 1)]
    assert attempt.time_remaining_seconds == row.seconds
    assert staff[row.seconds // 60 - 1].id == row.reopened_by_id


def test_it_is_undone_or_the_learner_is_back(at_once: AtOnce) -> None:
    for _ in range(3):
        attempt = finished()
        batch = reopen([attempt.id], 600, course_id=COURSE_ID, reason='', by=None, now=NOW).batch

        def close(batch: str = batch) -> str:
            try:
                undo(batch, course_id=COURSE_ID, by=None, now=NOW)
            except InvalidInputException:
                return ''
            return 'closed'

        def enter(attempt: ProctoredExamStudentAttempt = attempt) -> str:
            try:
                attempts.create(attempt.proctored_exam, attempt.user_id, taking_as_proctored=False, now=NOW)
            except ProctoredBaseException:
                return ''
            return 'back'

        (done,) = filter(None, at_once([close, enter]))
        attempt.refresh_from_db()
        count = ProctoredExamStudentAttempt.objects.filter(user_id=attempt.user_id).count()
        expected = {'closed': (False, False, 1), 'back': (True, True, 2)}
        assert (attempt.ready_to_resume, attempt.resumed, count) == expected[done]
