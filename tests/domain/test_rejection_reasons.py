"""What learners can be told about a rejection, and until when they can appeal."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from edx_proctoring.domain.rejection_reasons import LONGEST_TEXT, REASONS, Told, appeal_deadline, find_fault
from edx_proctoring.models import ProctoredExamSoftwareSecureReview

DECIDED = datetime(2030, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ('told', 'fault'),
    [
        (Told('left_view', ''), None),
        (Told('left_view', 'x' * LONGEST_TEXT), None),
        (Told('other', 'You left early.'), None),
        (Told(), 'no_reason'),
        (Told('', 'You left early.'), 'no_reason'),
        (Told('bad_mood', ''), 'unknown_reason'),
        (Told('other', ''), 'no_text'),
        (Told('left_view', 'x' * (LONGEST_TEXT + 1)), 'long_text'),
    ],
)
def test_what_is_no_reason(told: Told, fault: str | None) -> None:
    assert find_fault(told) == fault


def test_every_reason_fits_into_its_column_and_has_words_for_both() -> None:
    longest = ProctoredExamSoftwareSecureReview._meta.get_field('learner_reason').max_length
    assert longest is not None
    for key, reason in REASONS.items():
        assert 0 < len(key) <= longest
        assert reason.label
        assert reason.sentence.endswith('.')


@pytest.mark.parametrize(
    ('decided_at', 'days', 'deadline'),
    [
        (DECIDED, None, None),
        (None, 14, None),
        (DECIDED, 14, datetime(2030, 1, 29, 12, tzinfo=UTC)),
        (DECIDED, 0.5, datetime(2030, 1, 16, tzinfo=UTC)),
        (datetime(9999, 12, 1, tzinfo=UTC), 100_000, datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_until_when(decided_at: datetime | None, days: float | None, deadline: datetime | None) -> None:
    assert appeal_deadline(decided_at, days) == deadline
