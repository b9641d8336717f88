"""The second review: what a decision stores, what follows from it, and who comes too late."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db.models.signals import post_save

from edx_proctoring.actions import received_reviews, reviews
from edx_proctoring.actions.retirement import retire_learner
from edx_proctoring.actions.second_review import LONGEST_REASON, Decision, decide, verdict_after
from edx_proctoring.exceptions import InvalidInputException, ProctoredBaseException, ReviewChangedException
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.outbox.payloads import RestoreGrade, SendStatusEmail, SetCredit, ZeroGrade
from edx_proctoring.queries.reviews import state_of
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from tests.actions.conftest import Meanwhile
from tests.factories import AttemptFactory, CommentFactory, ExamFactory, ReviewFactory, UserFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
Review = ProctoredExamSoftwareSecureReview
Archive = ProctoredExamSoftwareSecureReviewHistory
RAW = '{"status": "suspicious", "comments": [{"comment": "A phone"}]}'
VIDEO = b'sealed'


def make_waiting(now: datetime, **fields: Any) -> Review:
    """A suspicious review with a finding, of an attempt that waits for a person."""
    attempt = AttemptFactory(**{'status': Status.second_review_required, 'completed_at': now} | fields)
    review = ReviewFactory.build(
        attempt=attempt,
        review_status='Suspicious',
        raw_data=RAW,
        encrypted_video_url=VIDEO,
        attempt_code=attempt.attempt_code,
    )
    review.save_only()
    CommentFactory(review=review, comment='A phone')
    return review


@pytest.fixture
def waiting(now: datetime) -> Review:
    """The same."""
    return make_waiting(now)


def attempt_of(review: Review) -> ProctoredExamStudentAttempt:
    return ProctoredExamStudentAttempt.objects.get(attempt_code=review.attempt_code)


def seen(review: Review) -> str:
    return state_of(review, attempt_of(review))


def evidence(review: Review) -> tuple[Any, ...]:
    """What the provider has sent, as it is stored."""
    stored = Review.objects.get(pk=review.pk)
    findings = ProctoredExamSoftwareSecureComment.objects.filter(review=review).order_by('id').values_list()
    return stored.raw_data, bytes(stored.encrypted_video_url or b''), list(findings)


@pytest.mark.parametrize(
    ('decision', 'verdict', 'status', 'credit'),
    [
        (Decision.CONFIRM, 'Suspicious', Status.rejected, 'failed'),
        (Decision.OVERRULE, 'Clean', Status.verified, 'satisfied'),
    ],
)
def test_a_decision_is_stored_with_its_reason_and_has_its_consequences(
    decision: Decision,
    verdict: str,
    status: str,
    credit: str,
    waiting: Review,
    now: datetime,
    commit: Commit,
    staff: User,
    host: Host,
) -> None:
    before = evidence(waiting)
    with commit():
        decide(waiting, decision, reason=' Seen twice.\r\nA calculator. ', seen=seen(waiting), by=staff, now=now)
    stored = Review.objects.get()
    assert (stored.review_status, stored.reviewed_by, stored.decision_reason) == (
        verdict,
        staff,
        'Seen twice.\nA calculator.',
    )
    assert attempt_of(waiting).status == status
    assert host.calls_to('credit', 'set_credit_requirement_status')[-1]['status'] == credit
    assert len(host.calls_to('grades', 'override_subsection_grade')) == (status == Status.rejected)
    assert len(mail.outbox) == 1
    assert evidence(waiting) == before
    archived = Archive.objects.get()
    assert (archived.review_status, archived.reviewed_by, archived.decision_reason) == ('Suspicious', None, None)


@pytest.mark.parametrize('decision', Decision)
@pytest.mark.parametrize('status', [Status.second_review_required, Status.rejected])
@pytest.mark.parametrize('other', [None, Status.error], ids=['only attempt', 'another attempt'])
def test_what_is_foreseen_is_what_happens(
    decision: Decision, status: str, other: str | None, now: datetime, commit: Commit, staff: User, host: Host
) -> None:
    review = make_waiting(now, status=status)
    attempt = attempt_of(review)
    if other:
        AttemptFactory(proctored_exam=attempt.proctored_exam, user=attempt.user, status=other)
    foreseen = reviews.foresee(review, attempt, verdict_after(review, decision), by=staff, now=now)
    kinds = {type(payload) for payload in foreseen.payloads}
    assert not mail.outbox
    assert attempt_of(review).status == status
    with commit():
        decide(review, decision, reason='Seen.', seen=seen(review), by=staff, now=now)
    assert attempt_of(review).status == foreseen.status
    assert (len(mail.outbox) == 1) == (SendStatusEmail in kinds)
    assert bool(host.calls_to('credit', 'set_credit_requirement_status')) == (SetCredit in kinds)
    assert bool(host.calls_to('grades', 'override_subsection_grade')) == (ZeroGrade in kinds)
    assert bool(host.calls_to('grades', 'undo_override_subsection_grade')) == (RestoreGrade in kinds)


@pytest.mark.parametrize('reason', ['', ' \r\n ', 'x' * (LONGEST_REASON + 1)], ids=['none', 'blanks', 'too long'])
def test_without_a_proper_reason_nothing_changes(reason: str, waiting: Review, now: datetime, staff: User) -> None:
    before = Review.objects.values().get()
    with pytest.raises(InvalidInputException):
        decide(waiting, Decision.CONFIRM, reason=reason, seen=seen(waiting), by=staff, now=now)
    assert Review.objects.values().get() == before
    assert attempt_of(waiting).status == Status.second_review_required


def refused(review: Review, read: str, by: User, now: datetime) -> ProctoredBaseException:
    """Decide about what was read; the refusal, after which all is as it was."""
    before = Review.objects.values().get(), attempt_of(review).status, Archive.objects.count()
    with pytest.raises(ReviewChangedException) as refusal:
        decide(review, Decision.OVERRULE, reason='Seen.', seen=read, by=by, now=now)
    assert (Review.objects.values().get(), attempt_of(review).status, Archive.objects.count()) == before
    return refusal.value


def test_who_decides_second_is_told(waiting: Review, now: datetime, commit: Commit, staff: User) -> None:
    read = seen(waiting)
    with commit():
        decide(waiting, Decision.CONFIRM, reason='Seen.', seen=read, by=staff, now=now)
    error = refused(Review.objects.get(), read, UserFactory(), now)
    assert error.http_status == 409
    assert Review.objects.get().reviewed_by == staff
    assert len(mail.outbox) == 1


@pytest.mark.parametrize('read', ['', 'forged'])
def test_who_has_not_read_the_review_decides_nothing(read: str, waiting: Review, now: datetime, staff: User) -> None:
    refused(waiting, read, staff, now)


def test_nobody_decides_about_evidence_that_came_later(waiting: Review, now: datetime, staff: User) -> None:
    read = seen(waiting)
    payload = {'status': 'suspicious', 'comments': [{'comment': 'A phone'}, {'comment': 'A book'}]}
    attempt = attempt_of(waiting)
    received_reviews.take(attempt, payload, is_anonymous=False, is_archived=False, now=now + timedelta(minutes=1))
    refused(waiting, read, staff, now)


def test_a_decision_saved_in_the_admin_leaves_evidence_that_came_meanwhile(
    waiting: Review, now: datetime, staff: User
) -> None:
    read_before = Review.objects.get()
    payload = {'status': 'suspicious', 'comments': [{'comment': 'A book'}]}
    received_reviews.take(attempt_of(waiting), payload, is_anonymous=False, is_archived=False, now=now)
    before = evidence(waiting)
    assert before[0] != RAW
    read_before.review_status = 'Clean'
    reviews.decide(read_before, reviewed_by=staff, now=now)
    assert evidence(waiting) == before
    assert Review.objects.get().review_status == 'Clean'


def test_a_deleted_review_is_not_brought_back(waiting: Review, now: datetime, staff: User) -> None:
    Review.objects.all().delete()
    with pytest.raises(ReviewChangedException):
        reviews.decide(waiting, reviewed_by=staff, now=now)
    assert not Review.objects.exists()


def test_a_later_decision_does_not_keep_the_reason_of_the_first(waiting: Review, now: datetime, staff: User) -> None:
    decide(waiting, Decision.CONFIRM, reason='Seen.', seen=seen(waiting), by=staff, now=now)
    changed = Review.objects.get()
    changed.review_status = 'Clean'
    reviews.decide(changed, reviewed_by=staff, now=now)
    assert Review.objects.get().decision_reason is None
    assert list(Archive.objects.order_by('id').values_list('decision_reason', flat=True)) == [None, 'Seen.']


def test_the_reason_is_forgotten_with_the_learner(waiting: Review, now: datetime, staff: User) -> None:
    decide(waiting, Decision.CONFIRM, reason='Seen.', seen=seen(waiting), by=staff, now=now)
    Review.objects.get().save_only()
    retire_learner(attempt_of(waiting).user_id, now=now)
    reasons = [row.decision_reason for model in (Review, Archive) for row in model._default_manager.all()]
    assert len(reasons) > 2
    assert set(reasons) == {None}


def test_providers_decide_what_passes(now: datetime) -> None:
    for backend in ('test', 'rpnow4', 'uninstalled'):
        attempt = AttemptFactory(proctored_exam=ExamFactory(backend=backend))
        review = ReviewFactory.build(attempt=attempt, exam=attempt.proctored_exam)
        review.review_status = review.passing_verdict
        assert review.is_passing


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_the_same_time_one_counts(shared_database: None, meanwhile: Meanwhile) -> None:
    now = datetime.fromisoformat('2030-01-15T12:00:00+00:00')
    review = make_waiting(now)
    first, second = UserFactory(), UserFactory()
    read = seen(review)

    def be_late() -> ProctoredBaseException | None:
        try:
            decide(Review.objects.get(), Decision.OVERRULE, reason='No.', seen=read, by=second, now=now)
        except ReviewChangedException as error:
            return error
        return None

    with meanwhile(post_save, be_late) as begun:
        partial(decide, Review.objects.get(), Decision.CONFIRM, reason='Yes.', seen=read, by=first, now=now)()
    assert begun[0].result() is not None
    stored = Review.objects.get()
    assert (stored.reviewed_by, stored.decision_reason) == (first, 'Yes.')
    assert attempt_of(review).status == Status.rejected
    assert len(mail.outbox) == 1
