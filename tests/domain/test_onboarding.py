"""What a learner's attempts say about their profile, and which onboarding exam is theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from edx_proctoring.domain.onboarding import ExamChoice, Profile, choose_exam, profile, relevant_attempt, row

MOMENT = datetime(2030, 1, 15, tzinfo=UTC)
YEAR = timedelta(days=365)


@dataclass
class Attempt:
    """An attempt as far as this is concerned."""

    id: int
    status: str
    modified: datetime = MOMENT


@pytest.mark.parametrize(
    ('statuses', 'chosen'),
    [
        ([], None),
        (['submitted', 'rejected'], 0),
        (['submitted', 'verified', 'rejected'], 1),
        (['verified', 'verified'], 1),
        (['onboarding_reset', 'created'], 0),
    ],
)
def test_which_attempt_counts(statuses: list[str], chosen: int | None) -> None:
    attempts = [Attempt(len(statuses) - place, status) for place, status in enumerate(statuses)]
    assert relevant_attempt(attempts) == (None if chosen is None else attempts[chosen])


def test_a_reset_attempt_that_was_changed_last_gives_way_to_its_successor() -> None:
    reset, successor = Attempt(1, 'onboarding_reset'), Attempt(2, 'submitted')
    assert relevant_attempt([reset, successor]) is successor


@pytest.mark.parametrize(
    ('statuses', 'elsewhere', 'expected'),
    [
        (['submitted', 'verified'], False, Profile('verified', MOMENT + YEAR)),
        (['submitted'], True, Profile('other_course_approved', MOMENT + YEAR)),
        (['submitted', 'created'], False, Profile('submitted')),
        ([], False, Profile(None)),
    ],
)
def test_profile(statuses: list[str], elsewhere: bool, expected: Profile) -> None:
    attempts = [Attempt(place, status) for place, status in enumerate(statuses)]
    approved = Attempt(9, 'verified') if elsewhere else None
    assert profile(attempts, approved_elsewhere=approved, valid_for=YEAR) == expected


@pytest.mark.parametrize(
    ('statuses', 'elsewhere', 'expected'),
    [
        ([], False, ('not_started', None)),
        ([], True, ('other_course_approved', 9)),
        (['rejected'], True, ('other_course_approved', 9)),
        (['verified'], True, ('verified', 0)),
        (['onboarding_reset'], False, ('onboarding_reset_past_due', 0)),
        (['timed_out'], False, (None, 0)),
    ],
)
def test_row(statuses: list[str], elsewhere: bool, expected: tuple[str | None, int | None]) -> None:
    attempts = [Attempt(place, status) for place, status in enumerate(statuses)]
    found = row(attempts, approved_elsewhere=Attempt(9, 'verified') if elsewhere else None)
    assert (found.status, found.attempt.id if found.attempt else None) == expected


@pytest.mark.parametrize(
    ('closed', 'future', 'past_due', 'expected'),
    [
        ('', '', '', ExamChoice('a', is_open=True)),
        ('a', '', 'b', ExamChoice('c', is_open=True)),
        ('a', 'bc', '', ExamChoice('b')),
        ('', 'c', 'ab', ExamChoice('c')),
        ('ab', '', 'c', ExamChoice('c', is_past_due=True)),
        ('abc', '', '', None),
    ],
)
def test_which_exam_concerns_the_learner(
    closed: str, future: str, past_due: str, expected: ExamChoice[str] | None
) -> None:
    assert choose_exam('abc', closed=closed, future=future, past_due=past_due) == expected
