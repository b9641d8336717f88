"""``proctoring_retention``: what would be emptied, and what is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from edx_proctoring.models import ProctoredExamSoftwareSecureReview
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.commands.conftest import Doctor, Run, Snapshot
from tests.factories import AttemptFactory, ReviewFactory

pytestmark = pytest.mark.django_db
NAME = 'proctoring_retention'
Review = ProctoredExamSoftwareSecureReview


@pytest.fixture
def keep(settings: Any) -> None:
    """Raw reviews are kept for 30 days."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'RETENTION': {'raw_reviews': 30}}


def old_review(now: datetime, days: float) -> None:
    review = ReviewFactory(attempt=AttemptFactory(status=Status.verified, completed_at=now), raw_data='{"a": 1}')
    Review.objects.filter(pk=review.pk).update(modified=now - timedelta(days=days))


def lines(output: str) -> list[list[str]]:
    return [line.split() for line in output.splitlines()]


@pytest.mark.usefixtures('keep')
def test_it_is_a_dry_run_unless_it_is_told_otherwise(run: Run, snapshot: Snapshot, now: datetime) -> None:
    old_review(now, 31)
    old_review(now, 29)
    before = snapshot()
    found = lines(run(NAME))
    assert found[:3] == [
        ['KIND', 'TABLE', 'BEFORE', 'ROWS'],
        ['raw_reviews', 'ProctoredExamSoftwareSecureReview', '2029-12-16', '1'],
        ['raw_reviews', 'ProctoredExamSoftwareSecureReviewHistory', '2029-12-16', '0'],
    ]
    assert found[3:] == [['1', 'row', 'would', 'be', 'emptied;', '--apply', 'does', 'it.']]
    assert snapshot() == before

    assert lines(run(NAME, '--apply'))[1:] == [*found[1:3], ['1', 'row', 'emptied.']]
    assert sorted(Review.objects.values_list('raw_data', flat=True)) == ['', '{"a": 1}']
    assert lines(run(NAME, '--apply'))[-1] == ['0', 'rows', 'emptied.']


@pytest.mark.parametrize('retention', [{}, None, {'raw_reviews': None}, {'raw_reviews': 'a year'}, ['raw_reviews']])
def test_without_a_proper_setting_all_is_kept(
    retention: Any, run: Run, snapshot: Snapshot, now: datetime, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'RETENTION': retention}
    old_review(now, 10_000)
    before = snapshot()
    assert run(NAME, '--apply') == "PROCTORING_SETTINGS['RETENTION'] names no data, so all of it is kept.\n"
    assert snapshot() == before


@pytest.mark.usefixtures('keep')
def test_the_doctor_sees_that_nobody_does_it(doctor: Doctor, run: Run, now: datetime) -> None:
    old_review(now, 36)
    assert doctor('old-data')[0] == 0, 'a week is not too late'
    old_review(now, 38)
    code, (finding,) = doctor('old-data')
    assert code == 1
    assert finding['what'] == 'Old data has not been emptied: raw_reviews.'
    run(NAME, '--apply')
    assert doctor('old-data')[0] == 0
