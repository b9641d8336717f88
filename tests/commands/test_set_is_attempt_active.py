"""``set_is_attempt_active``: reviews whose attempt is gone say so."""

from typing import Any

import pytest
from django.core.management.base import CommandError

from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    archive_model,
)
from tests.commands.conftest import Run, Snapshot
from tests.factories import ReviewFactory

pytestmark = pytest.mark.django_db
Archive = ProctoredExamSoftwareSecureReviewHistory


def reviewed(*, archived: int = 1) -> ProctoredExamSoftwareSecureReview:
    review = ReviewFactory()
    for _ in range(archived):
        archive_model(Archive, review, id=None)
    return review


def lose(review: ProctoredExamSoftwareSecureReview) -> None:
    """Delete the attempt behind the app's back."""
    attempts = ProctoredExamStudentAttempt.objects.filter(attempt_code=review.attempt_code)
    attempts._raw_delete(attempts.db)


def active(model: Any) -> set[str]:
    return set(model.objects.filter(is_attempt_active=True).values_list('attempt_code', flat=True))


def test_reviews_and_archives_of_lost_attempts_are_marked_and_no_others(run: Run, status_signals: list[Any]) -> None:
    kept, *lost = (reviewed(archived=2) for _ in range(4))
    for review in lost:
        lose(review)
    modified = lost[0].modified
    output = run('set_is_attempt_active', '--batch_size', '2', '--sleep_time', '0')
    assert active(ProctoredExamSoftwareSecureReview) == {kept.attempt_code}
    assert active(Archive) == {kept.attempt_code}
    assert Archive.objects.count() == 8
    lost[0].refresh_from_db()
    assert lost[0].modified == modified
    assert not status_signals
    assert output.splitlines() == [
        '2 of 3 reviews marked.',
        '3 of 3 reviews marked.',
        'Finished: 3 reviews marked as inactive.',
        '2 of 6 archived reviews marked.',
        '4 of 6 archived reviews marked.',
        '6 of 6 archived reviews marked.',
        'Finished: 6 archived reviews marked as inactive.',
    ]


@pytest.mark.deviation('I12')
def test_what_was_found_in_the_archive_alone_changes_no_review(run: Run) -> None:
    kept, lost = reviewed(), reviewed()
    lose(lost)
    ProctoredExamSoftwareSecureReview.objects.filter(id=lost.id).delete()
    for _ in range(2):  # a second run finds nothing of the first one's
        run('set_is_attempt_active', sleep_time=0)
    assert active(ProctoredExamSoftwareSecureReview) == {kept.attempt_code}
    assert active(Archive) == {kept.attempt_code}


def test_a_dry_run_counts_and_touches_nothing(run: Run, snapshot: Snapshot) -> None:
    review = reviewed(archived=2)
    lose(review)
    before = snapshot()
    output = run('set_is_attempt_active', '--dry-run')
    assert output.splitlines() == [
        '1 review would be marked as inactive.',
        '2 archived reviews would be marked as inactive.',
    ]
    assert snapshot() == before


@pytest.mark.deviation('R20')
def test_bad_numbers_are_refused(run: Run, snapshot: Snapshot) -> None:
    lose(reviewed())
    before = snapshot()
    with pytest.raises(CommandError, match='--batch_size'):
        run('set_is_attempt_active', batch_size=0)
    with pytest.raises(CommandError, match='--sleep_time'):
        run('set_is_attempt_active', '--sleep_time', 'soon')
    assert snapshot() == before
