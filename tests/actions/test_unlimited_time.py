"""Unlimited time: an accommodation whose end is the due date, or a week beyond the exam's limit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from edx_proctoring.actions import accommodations, time_outs
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.domain.accommodations import UNLIMITED_MINUTES
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import Accommodation, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.time_limits import allotted_time
from tests.actions.running_attempts import NOW, left, running
from tests.factories import COURSE_ID, AccommodationFactory, AllowanceFactory, AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt


def accommodate(user: Any, **fields: Any) -> Accommodation:
    """Give the learner unlimited time, or what the fields say."""
    row = Accommodation(user=user, course_id=COURSE_ID, **(fields or {'is_unlimited': True}))
    accommodations.create([row], by=UserFactory(), now=NOW)
    row.refresh_from_db()
    return row


def minutes(exam: ProctoredExam, user: Any) -> int:
    """What the learner would get now."""
    return allotted_time(exam, user.id, current=None, now=NOW).minutes


def test_it_is_stored_as_such() -> None:
    row = accommodate(UserFactory())
    assert (row.is_unlimited, row.multiplier, row.extra_minutes) == (True, None, None)
    assert not accommodate(UserFactory(), extra_minutes=5).is_unlimited


def test_it_lasts_a_week_beyond_the_limit() -> None:
    user = UserFactory()
    accommodate(user)
    assert minutes(ExamFactory(time_limit_mins=90), user) == 90 + 10_080


@pytest.mark.parametrize(
    ('due_in', 'expected'),
    [
        (timedelta(days=3), 3 * 24 * 60),
        (timedelta(hours=1), 60),
        (timedelta(days=30), 90 + UNLIMITED_MINUTES),
    ],
)
def test_the_due_date_ends_it(due_in: timedelta, expected: int) -> None:
    user, exam = UserFactory(), ExamFactory(time_limit_mins=90, due_date=NOW + due_in)
    accommodate(user)
    assert minutes(exam, user) == expected


def test_an_allowance_for_the_exam_wins() -> None:
    user, exam = UserFactory(), ExamFactory(time_limit_mins=90)
    accommodate(user)
    AllowanceFactory(proctored_exam=exam, user=user, value='10')
    assert minutes(exam, user) == 100


def test_it_gives_way_to_one_of_the_course_and_to_a_newer_one() -> None:
    user, exam = UserFactory(), ExamFactory(time_limit_mins=90)
    accommodate(user)
    accommodate(user, extra_minutes=5)
    assert minutes(exam, user) == 95


def test_an_attempt_that_nobody_ends_is_closed_when_it_is_over() -> None:
    attempt = AttemptFactory(status='ready_to_start', proctored_exam__time_limit_mins=90, proctored_exam__timed=True)
    accommodate(attempt.user)
    change_status(attempt, Change('started'), now=NOW)
    end = NOW + timedelta(minutes=90 + UNLIMITED_MINUTES)
    for moment, expected in ((end, 'started'), (end + timedelta(hours=1), 'submitted')):
        time_outs.end_all(now=moment)
        assert Attempt.objects.get(id=attempt.id).status == expected


class TestRunningAttempts:
    """Attempts whose clock runs when it is given."""

    def test_they_are_extended_at_once_and_only_once(self) -> None:
        attempt = running()
        for _ in range(2):
            accommodate(attempt.user)
            assert left(attempt) == 30 + UNLIMITED_MINUTES

    def test_by_what_is_more_than_before(self) -> None:
        attempt = running(allowed_time_limit_mins=135)
        AccommodationFactory(user=attempt.user)
        accommodate(attempt.user)
        assert left(attempt) == 30 + UNLIMITED_MINUTES

    def test_until_the_due_date(self) -> None:
        attempt = running(proctored_exam__due_date=NOW + timedelta(days=2))
        accommodate(attempt.user)
        assert left(attempt) == 2 * 24 * 60

    def test_what_is_given_afterward_takes_nothing(self) -> None:
        attempt = running()
        row = accommodate(attempt.user)
        accommodations.revoke(row.id, now=NOW)
        accommodate(attempt.user, extra_minutes=10)
        assert left(attempt) == 30 + UNLIMITED_MINUTES


@pytest.mark.parametrize('fields', [{'extra_minutes': 5}, {'multiplier': 2}])
def test_it_excludes_other_time(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputException, match='only one of'):
        accommodate(UserFactory(), is_unlimited=True, **fields)
    assert not Accommodation.objects.exists()
