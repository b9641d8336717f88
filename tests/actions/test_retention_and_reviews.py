"""What was emptied stays empty, whatever the provider sends again; what is new is stored."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from edx_proctoring.actions import retention, reviews
from edx_proctoring.actions.second_review import Decision, decide
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.backends.review import Review, ReviewComment
from edx_proctoring.domain.retention import PARTS, kept_from
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.retention import iter_old
from edx_proctoring.queries.reviews import state_of
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory, ExamFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Stored = ProctoredExamSoftwareSecureReview
Archive = ProctoredExamSoftwareSecureReviewHistory
Finding = ProctoredExamSoftwareSecureComment
LATER = timedelta(days=400)
LINK = 'https://videos.example.com/1'


@pytest.fixture(autouse=True)
def keep_a_year(settings: Any) -> None:
    days = dict.fromkeys(('raw_reviews', 'review_comments', 'recording_links'), 365)
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'RETENTION': days}


@pytest.fixture
def attempt(now: datetime) -> Attempt:
    return AttemptFactory(status=Status.submitted, completed_at=now, proctored_exam=ExamFactory(backend='rpnow4'))


def made(status: str = 'Suspicious', text: str = 'A phone') -> Review:
    """What the provider has found."""
    comment = ReviewComment(comment=text, status='Suspicious', start=1, stop=2, duration=1)
    raw = json.dumps({'status': status, 'text': text})
    return Review(status=status, comments=(comment,), raw_data=raw, video_url=LINK, reviewed_by_email=None)


@transactional
def receive(attempt: Attempt, review: Review, now: datetime) -> None:
    current = Attempt.objects.get(pk=attempt.pk)
    reviews.record(current, review, is_archived=False, reviewed_by=None, now=now)


def empty(now: datetime) -> int:
    return sum(each.rows for each in retention.empty_old(now=now))


def texts() -> list[Any]:
    """All that is stored of the evidence."""
    raw = [row.raw_data for model in (Stored, Archive) for row in model._default_manager.all()]
    links = [
        bytes(row.encrypted_video_url or b'') for model in (Stored, Archive) for row in model._default_manager.all()
    ]
    return [text for text in (*raw, *links, *Finding.objects.values_list('comment', flat=True)) if text]


@pytest.fixture
def decided(attempt: Attempt, staff: User, now: datetime, clock: Any) -> Attempt:
    """A rejected attempt, a year after a person has confirmed the verdict; its evidence was emptied."""
    receive(attempt, made(), now)
    review = Stored.objects.get()
    current = Attempt.objects.get(pk=attempt.pk)
    decide(review, Decision.CONFIRM, reason='Seen.', seen=state_of(review, current), by=staff, now=now)
    assert len(texts()) == 5
    clock.shift(LATER)
    assert empty(now + LATER) == 5
    assert texts() == []
    return current


def test_a_repetition_refills_nothing(decided: Attempt, now: datetime) -> None:
    before = list(Stored.objects.values()), Archive.objects.count()
    receive(decided, made(), now + LATER)
    assert (list(Stored.objects.values()), Archive.objects.count()) == before
    assert texts() == []


@pytest.mark.parametrize(('status', 'is_new'), [('Suspicious', False), ('Clean', True)])
def test_a_verdict_that_nobody_decided_about_is_replaced_by_another_one_only(
    status: str, is_new: bool, attempt: Attempt, now: datetime, clock: Any, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REQUIRE_FAILURE_SECOND_REVIEWS': False}
    receive(attempt, made(), now)
    assert Attempt.objects.get(pk=attempt.pk).status == Status.rejected
    clock.shift(LATER)
    empty(now + LATER)
    receive(attempt, made(status, 'A slate'), now + LATER)
    assert bool(texts()) is is_new
    assert Stored.objects.get().review_status == status


def test_what_came_after_it_was_found_is_kept(attempt: Attempt, now: datetime, clock: Any, settings: Any) -> None:
    """Between finding old rows and emptying them, the provider sends another review."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REQUIRE_FAILURE_SECOND_REVIEWS': False}
    receive(attempt, made(), now)
    clock.shift(LATER)
    part, before = PARTS['raw_reviews'][0], kept_from(now + LATER, 365)
    (found,) = iter_old(part, before)
    receive(attempt, made('Clean', 'Nothing'), now + LATER)
    assert retention.empty_rows(part, before, found) == 0
    assert Stored.objects.get().raw_data == made('Clean', 'Nothing').raw_data


def test_a_review_without_a_link_may_get_one(attempt: Attempt, now: datetime, settings: Any) -> None:
    review = made()
    receive(attempt, Review(review.status, review.comments, review.raw_data, None, None), now)
    assert Stored.objects.get().find_video_link() is None
    receive(attempt, review, now)
    assert Stored.objects.get().find_video_link() is not None
