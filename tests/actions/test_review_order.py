"""Which of several reviews counts: a person's before a provider's, and of a provider's the one that came last."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.urls import reverse

from edx_proctoring.actions import received_reviews, replay, reviews
from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.received_reviews import canonical_json, digest_of
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    ReceivedReview,
)
from edx_proctoring.queries.backlog import count_pending_reviews
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from tests.factories import AttemptFactory, ReceivedReviewFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Archive = ProctoredExamSoftwareSecureReviewHistory
Commit = Callable[[], AbstractContextManager[Any]]
HOUR = timedelta(hours=1)


@pytest.fixture
def submitted(now: datetime) -> Attempt:
    """An attempt at RPNow that waits for its review."""
    return AttemptFactory(
        proctored_exam__backend='rpnow4', status=Status.submitted, completed_at=now, external_id='L-1'
    )


def payload_of(attempt: Attempt, status: str, **more: Any) -> dict[str, Any]:
    """What RPNow posts."""
    names = {'examCode': attempt.attempt_code, 'ssiRecordLocator': 'L-1'}
    return {'examMetaData': names, 'reviewStatus': status, **more}


def take(attempt: Attempt, status: str, *, now: datetime, is_archived: bool = False, **more: Any) -> None:
    """As the anonymous address does."""
    payload = payload_of(attempt, status, **more)
    received_reviews.take(attempt, payload, is_anonymous=True, is_archived=is_archived, now=now)


def pending(attempt: Attempt, status: str, *, now: datetime, **fields: Any) -> ReceivedReview:
    """A payload that was stored just before its process was killed."""
    text = canonical_json(payload_of(attempt, status))
    digest = digest_of(attempt.attempt_code, text)
    return ReceivedReviewFactory(attempt=attempt, digest=digest, payload=text, received_at=now - HOUR, **fields)


def the_review() -> tuple[str, int | None]:
    """What counts, and who decided."""
    return ProctoredExamSoftwareSecureReview.objects.values_list('review_status', 'reviewed_by_id').get()


def set_aside() -> list[tuple[str, str | None]]:
    """The archived reviews with why they never counted, oldest first."""
    return list(Archive.objects.order_by('id').values_list('review_status', 'set_aside'))


# ── a person's verdict ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ('decision', 'becomes', 'later'),
    [
        ('Suspicious', Status.rejected, 'Clean'),
        ('Clean', Status.verified, 'Suspicious'),
        ('Clean', 'verified', 'Not Reviewed'),
    ],
)
def test_no_later_review_undoes_it(
    decision: str,
    becomes: str,
    later: str,
    submitted: Attempt,
    staff: User,
    now: datetime,
    commit: Commit,
    mailoutbox: Any,
) -> None:
    take(submitted, 'Suspicious', now=now)
    review = ProctoredExamSoftwareSecureReview.objects.get()
    review.review_status = decision
    with commit():
        reviews.decide(review, reviewed_by=staff, now=now)
    mails, before = len(mailoutbox), set_aside()
    with commit():
        take(submitted, later, now=now, videoReviewLink='https://video.example.com/2')
    submitted.refresh_from_db()
    assert (submitted.status, the_review(), len(mailoutbox)) == (becomes, (decision, staff.id), mails)
    assert set_aside() == [*before, (later, 'decided')]
    kept = Archive.objects.latest('id')
    assert json.loads(kept.raw_data)['reviewStatus'] == later
    assert (kept.exam_id, kept.student_id, kept.is_attempt_active) == (
        submitted.proctored_exam_id,
        submitted.user_id,
        True,
    )
    assert kept.encrypted_video_url


def test_the_review_that_was_decided_about_is_a_repetition(submitted: Attempt, staff: User, now: datetime) -> None:
    """The provider sends it again in other words; nothing is new, and nobody forgets who decided."""
    take(submitted, 'Suspicious', now=now)
    review = ProctoredExamSoftwareSecureReview.objects.get()
    review.review_status = 'Clean'
    reviews.decide(review, reviewed_by=staff, now=now)
    before = set_aside()
    ReceivedReview.objects.all().delete()
    take(submitted, 'Suspicious', now=now)
    assert (the_review(), set_aside()) == (('Clean', staff.id), before)


def test_another_person_changes_it(submitted: Attempt, staff: User, now: datetime) -> None:
    take(submitted, 'Suspicious', now=now)
    for status, becomes in (('Suspicious', Status.rejected), ('Clean', Status.verified)):
        review = ProctoredExamSoftwareSecureReview.objects.get()
        review.review_status = status
        reviews.decide(review, reviewed_by=staff, now=now)
        submitted.refresh_from_db()
        assert submitted.status == becomes


def test_of_a_removed_attempt_it_stays_too(submitted: Attempt, staff: User, now: datetime) -> None:
    take(submitted, 'Suspicious', now=now)
    submitted.delete()
    reviews.decide(ProctoredExamSoftwareSecureReview.objects.get(), reviewed_by=staff, now=now)
    archived = Attempt.get_historic_attempt_by_code(submitted.attempt_code)
    assert archived is not None
    take(archived, 'Clean', now=now, is_archived=True)
    assert the_review() == ('Suspicious', staff.id)
    assert Archive.objects.latest('id').is_attempt_active is False


def by_admin(attempt: Attempt, status: str, staff_client: Any) -> None:
    """In the list of attempts."""
    page = reverse('admin:edx_proctoring_proctoredexamstudentattempt_change', args=(attempt.id,))
    assert staff_client.post(page, {'status': status}).status_code == 302


def by_command(attempt: Attempt, status: str, staff_client: Any) -> None:
    """In the shell."""
    call_command('set_attempt_status', attempt=attempt.id, to_status=status)


@pytest.mark.parametrize('decide', [by_admin, by_command])
@pytest.mark.parametrize('is_reviewed', [False, True], ids=['no review before', 'a review before'])
@pytest.mark.parametrize(('verdict', 'later'), [(Status.verified, 'Suspicious'), (Status.rejected, 'Clean')])
def test_a_verdict_that_a_person_gave_the_attempt_itself_stays(
    verdict: str,
    later: str,
    is_reviewed: bool,
    decide: Callable[..., None],
    submitted: Attempt,
    admin_client: Any,
    clock: Any,
    now: datetime,
) -> None:
    if is_reviewed:
        take(submitted, 'Suspicious' if verdict == Status.verified else 'Clean', now=now, n=1)
    decide(submitted, verdict, admin_client)
    take(submitted, later, now=now, n=2)
    submitted.refresh_from_db()
    assert submitted.status == verdict
    assert the_review() == (later, None), 'it waits among the reviews that nobody has looked at'
    replay.judge_again(ProctoredExamSoftwareSecureReview.objects.get().id, now=now)
    submitted.refresh_from_db()
    assert submitted.status == verdict


def test_what_a_person_took_back_is_open_to_reviews_again(submitted: Attempt, now: datetime) -> None:
    for status in (Status.verified, Status.error):
        change_status(submitted, Change(status, decided_by='person'), now=now)
    take(submitted, 'Clean', now=now)
    submitted.refresh_from_db()
    assert submitted.status == Status.verified
    assert submitted.decided_by_person is None


def test_repeating_a_status_does_not_forget_whose_it_is(submitted: Attempt, now: datetime) -> None:
    change_status(submitted, Change(Status.verified, decided_by='person'), now=now)
    replay.repeat_status(submitted.id, now=now)
    submitted.refresh_from_db()
    assert submitted.decided_by_person is True


# ── order of arrival ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize('facts', [{}, {'error': 'DatabaseError: gone'}], ids=['killed', 'failed'])
def test_what_came_before_what_counts_is_kept_without_effect(
    facts: dict[str, Any], submitted: Attempt, now: datetime, host: Host
) -> None:
    pending(submitted, 'Suspicious', now=now, **facts)
    take(submitted, 'Clean', now=now)
    assert received_reviews.finish_pending(failed=bool(facts), now=now) == (1, 0)
    submitted.refresh_from_db()
    assert (submitted.status, the_review()) == (Status.verified, ('Clean', None))
    assert set_aside() == [('Suspicious', 'outdated')]
    assert count_pending_reviews() == (0, 0)


def test_what_came_before_a_person_decided_is_kept_without_effect(
    submitted: Attempt, staff: User, now: datetime
) -> None:
    take(submitted, 'Suspicious', now=now)
    pending(submitted, 'Clean', now=now)
    reviews.decide(ProctoredExamSoftwareSecureReview.objects.get(), reviewed_by=staff, now=now)
    assert received_reviews.finish_pending(failed=False, now=now) == (1, 0)
    submitted.refresh_from_db()
    assert (submitted.status, the_review()) == (Status.rejected, ('Suspicious', staff.id))


def test_the_provider_sends_again_what_had_failed_before_a_newer_one(submitted: Attempt, now: datetime) -> None:
    """It came first: the time of its first arrival counts."""
    pending(submitted, 'Suspicious', now=now, error='DatabaseError: gone')
    take(submitted, 'Clean', now=now)
    take(submitted, 'Suspicious', now=now)
    assert the_review() == ('Clean', None)
    assert set_aside() == [('Suspicious', 'outdated')]


def test_several_that_are_pending_are_processed_as_they_came(submitted: Attempt, now: datetime) -> None:
    """By the order in which they were stored: clocks of several servers differ."""
    first = pending(submitted, 'Clean', now=now)
    pending(submitted, 'Suspicious', now=now)
    ReceivedReview.objects.filter(id=first.id).update(received_at=now - HOUR / 2)
    assert received_reviews.finish_pending(failed=False, now=now) == (2, 0)
    assert the_review() == ('Suspicious', None)
    assert set_aside() == [('Clean', None)]


def test_what_was_given_up_makes_nothing_older(submitted: Attempt, now: datetime) -> None:
    pending(submitted, 'Suspicious', now=now)
    ReceivedReviewFactory(attempt=submitted, received_at=now, processed_at=now, error='no')
    take(submitted, 'Clean', now=now)
    assert the_review() == ('Clean', None)


def test_the_log_says_whose_verdict_it_is(
    submitted: Attempt, staff: User, now: datetime, commit: Commit, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with commit():
        take(submitted, 'Suspicious', now=now)
    with commit():
        reviews.decide(ProctoredExamSoftwareSecureReview.objects.get(), reviewed_by=staff, now=now)
    with commit():
        take(submitted, 'Clean', now=now)
    told = [record.getMessage().partition(' correlation_id')[0] for record in caplog.records]
    assert [line.rpartition('to=')[2] for line in told if line.startswith('Attempt changed')] == [
        'second_review_required by=provider',
        'rejected by=operator',
    ]
    assert [line.rpartition('=')[2] for line in told if line.startswith('Review processed')] == ['stored', 'decided']
