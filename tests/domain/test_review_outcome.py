"""What each review makes of each attempt."""

from typing import Any

import pytest

from edx_proctoring.domain.review_outcome import ReviewedAttempt, Verdict, outcome
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

CLEAN, VIOLATION, SUSPICIOUS, NOT_REVIEWED = 'Clean', 'Rules Violation', 'Suspicious', 'Not Reviewed'

# review, passes at the provider | nobody reviewed, at onboarding, a person, no second review needed, never submitted
TABLE = [
    (CLEAN, True, Status.verified, Status.verified, Status.verified, Status.verified, Status.error),
    (VIOLATION, True, Status.verified, Status.verified, Status.verified, Status.verified, Status.error),
    (
        VIOLATION,
        False,
        Status.second_review_required,
        Status.rejected,
        Status.rejected,
        Status.rejected,
        Status.second_review_required,
    ),
    (
        SUSPICIOUS,
        False,
        Status.second_review_required,
        Status.rejected,
        Status.rejected,
        Status.rejected,
        Status.second_review_required,
    ),
    (NOT_REVIEWED, False, Status.error, Status.error, Status.error, Status.error, Status.error),
]
COLUMNS: dict[str, dict[str, Any]] = {
    'nobody': {},
    'onboarding': {'supports_onboarding': True, 'is_sample': True},
    'person': {'is_by_person': True},
    'final at once': {'needs_second_review': False},
    'never submitted': {'was_submitted': False},
}


def outcome_of(review_status: str, *, is_passing: bool, status: str = Status.submitted, **fields: bool) -> str | None:
    return outcome(
        ReviewedAttempt(
            status=status,
            is_archived=fields.get('is_archived', False),
            is_sample=fields.get('is_sample', False),
            was_submitted=fields.get('was_submitted', True),
        ),
        Verdict(
            review_status=review_status,
            is_passing=is_passing,
            is_by_person=fields.get('is_by_person', False),
            needs_second_review=fields.get('needs_second_review', True),
            supports_onboarding=fields.get('supports_onboarding', False),
        ),
    )


@pytest.mark.parametrize('row', TABLE, ids=lambda row: f'{row[0]} {"passing" if row[1] else "failing"}')
@pytest.mark.parametrize(('position', 'column'), list(enumerate(COLUMNS)), ids=list(COLUMNS))
def test_outcome(row: tuple[str, bool, *tuple[str, ...]], position: int, column: str) -> None:
    review_status, is_passing, *expected = row
    assert outcome_of(review_status, is_passing=is_passing, **COLUMNS[column]) == expected[position]


@pytest.mark.parametrize('row', TABLE, ids=lambda row: row[0])
def test_a_removed_or_reset_attempt_keeps_its_status(row: tuple[str, bool, *tuple[str, ...]]) -> None:
    review_status, is_passing, *_ = row
    assert outcome_of(review_status, is_passing=is_passing, is_archived=True) is None
    assert outcome_of(review_status, is_passing=is_passing, status=Status.onboarding_reset) is None
