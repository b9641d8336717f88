"""``update_attempt_status_from_review``: the consequences of reviews, once more."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.management.base import CommandError

from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from tests.commands.conftest import Run, Snapshot
from tests.factories import AttemptFactory, ReviewFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
Review = ProctoredExamSoftwareSecureReview

NAME = 'update_attempt_status_from_review'
SPAN = {'start_date_time': '2030-01-01 00:00:00', 'end_date_time': '2030-01-02 00:00:00'}


def review_of(modified: datetime, *, status: str = Status.submitted, **fields: Any) -> Review:
    """A review with that ``modified``, of an attempt that was submitted."""
    attempt = AttemptFactory(status=status, completed_at=modified)
    review: Review = ReviewFactory(attempt=attempt, **fields)
    Review.objects.filter(id=review.id).update(modified=modified)
    return review


def status_of(review: Review) -> str:
    return ProctoredExamStudentAttempt.objects.get(attempt_code=review.attempt_code).status


def test_reviews_of_the_span_are_judged_again_both_ends_included(run: Run, now: datetime) -> None:
    first = review_of(datetime(2030, 1, 1, tzinfo=UTC))
    last = review_of(datetime(2030, 1, 2, tzinfo=UTC), review_status='Suspicious')
    early = review_of(datetime(2029, 12, 31, 23, 59, 59, tzinfo=UTC))
    late = review_of(datetime(2030, 1, 2, 0, 0, 1, tzinfo=UTC))
    output = run(NAME, batch_size=1, sleep_time=0, **SPAN)
    assert [status_of(review) for review in (first, last, early, late)] == [
        Status.verified,
        Status.second_review_required,
        Status.submitted,
        Status.submitted,
    ]
    first.refresh_from_db()
    assert first.modified == now
    assert ProctoredExamSoftwareSecureReviewHistory.objects.count() == 2
    assert output.splitlines() == [
        '1 of 2 reviews applied again.',
        '2 of 2 reviews applied again.',
        'Finished: 2 reviews applied again.',
    ]


@pytest.mark.deviation('R20')
def test_the_moments_are_utc_whatever_the_site_s_time_zone(run: Run, settings: Any) -> None:
    settings.TIME_ZONE = 'America/New_York'
    review = review_of(datetime(2030, 1, 1, tzinfo=UTC))
    run(NAME, '--start_date_time', '2030-01-01 00:00:00', '--end_date_time', '2030-01-01 00:00:00')
    assert status_of(review) == Status.verified


def test_who_reviewed_stays_and_is_named_to_the_gradebook(run: Run, commit: Commit, staff: User, host: Host) -> None:
    review = review_of(datetime(2030, 1, 1, 12, tzinfo=UTC), review_status='Suspicious', reviewed_by=staff)
    with commit():
        run(NAME, sleep_time=0, **SPAN)
    assert status_of(review) == Status.rejected
    review.refresh_from_db()
    assert review.reviewed_by == staff
    (override,) = host.calls_to('grades', 'override_subsection_grade')
    assert override['overrider'] == staff


def test_what_follows_is_done_again_also_where_the_status_is_right(run: Run, commit: Commit, host: Host) -> None:
    review_of(datetime(2030, 1, 1, 12, tzinfo=UTC), status=Status.verified)
    with commit():
        run(NAME, sleep_time=0, **SPAN)
    assert [call['status'] for call in host.calls_to('credit', 'set_credit_requirement_status')] == ['satisfied']
    assert len(mail.outbox) == 1


def test_the_review_of_a_removed_attempt_changes_nothing_but_itself(run: Run) -> None:
    review = review_of(datetime(2030, 1, 1, 12, tzinfo=UTC))
    ProctoredExamStudentAttempt.objects.all().delete()
    Review.objects.filter(id=review.id).update(modified=datetime(2030, 1, 1, 12, tzinfo=UTC))
    output = run(NAME, sleep_time=0, **SPAN)
    assert output.endswith('Finished: 1 review applied again.\n')
    assert not ProctoredExamStudentAttempt.objects.exists()


def test_a_dry_run_counts_and_touches_nothing(run: Run, snapshot: Snapshot) -> None:
    review_of(datetime(2030, 1, 1, 12, tzinfo=UTC))
    before = snapshot()
    assert run(NAME, '--dry-run', **SPAN) == '1 review would be applied again.\n'
    assert snapshot() == before


def test_pauses_lie_between_batches(run: Run, pauses: list[int]) -> None:
    for _ in range(3):
        review_of(datetime(2030, 1, 1, 12, tzinfo=UTC))
    run(NAME, batch_size=1, sleep_time=3, **SPAN)
    assert pauses == [3, 3]


@pytest.mark.deviation('R20')
@pytest.mark.parametrize(
    'changed',
    [
        {'start_date_time': None},
        {'end_date_time': None},
        {'start_date_time': '2030-01-01'},
        {'end_date_time': '2030-01-02T00:00:00Z'},
        {'start_date_time': '2030-02-30 00:00:00'},
        {'start_date_time': '2030-01-03 00:00:00'},
        {'batch_size': 0},
        {'sleep_time': 'soon'},
    ],
    ids=str,
)
def test_bad_arguments_are_named_and_nothing_is_changed(run: Run, snapshot: Snapshot, changed: dict[str, Any]) -> None:
    review_of(datetime(2030, 1, 1, 12, tzinfo=UTC))
    before = snapshot()
    with pytest.raises(CommandError, match=f'--{next(iter(changed))} must'):
        run(NAME, **{**SPAN, 'sleep_time': 0, **changed})
    assert snapshot() == before
