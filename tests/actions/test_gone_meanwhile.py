"""What refers to something that was deleted or changed meanwhile ends in a defined result: nothing waits forever."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from edx_proctoring.actions import received_reviews, replay, reviews
from edx_proctoring.models import (
    Delivery,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    ReceivedReview,
)
from edx_proctoring.outbox import deliver_pending
from edx_proctoring.outbox.payloads import Kind
from edx_proctoring.queries.attempts import locate_attempt_by_code
from edx_proctoring.queries.backlog import count_pending_reviews
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from tests.factories import AttemptFactory, DeliveryFactory, ReceivedReviewFactory, ReviewFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Deletion = Callable[[Attempt], object]
HOUR = timedelta(hours=1)
CALLBACK = '/api/edx_proctoring/proctoring_review_callback/'

DELETIONS: dict[str, Deletion] = {
    'learner': lambda attempt: attempt.user.delete(),
    'exam': lambda attempt: attempt.proctored_exam.delete(),
    'attempt and its history': lambda attempt: (attempt.delete(), Attempt.history.all().delete()),
}
deleted = pytest.mark.parametrize('delete', DELETIONS.values(), ids=DELETIONS)


@pytest.fixture
def submitted(now: datetime) -> Attempt:
    """An attempt at RPNow that waits for its review."""
    return AttemptFactory(
        proctored_exam__backend='rpnow4', status=Status.submitted, completed_at=now, external_id='L-1'
    )


def payload_of(attempt: Attempt) -> dict[str, Any]:
    """What RPNow posts."""
    return {
        'examMetaData': {'examCode': attempt.attempt_code, 'ssiRecordLocator': 'L-1'},
        'reviewStatus': 'Suspicious',
    }


def post(attempt: Attempt) -> int:
    """A review without a login."""
    client = Client(raise_request_exception=False)
    return client.post(CALLBACK, payload_of(attempt), content_type='application/json').status_code


# ── reviews ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@deleted
def test_a_review_that_comes_is_refused_and_not_kept(delete: Deletion, submitted: Attempt) -> None:
    delete(submitted)
    assert locate_attempt_by_code(submitted.attempt_code) == (None, False)
    assert post(submitted) == 400
    assert not ReceivedReview.objects.exists()


@deleted
def test_a_review_that_was_pending_is_given_up(delete: Deletion, submitted: Attempt, now: datetime) -> None:
    row = ReceivedReviewFactory(
        attempt=submitted, payload=json.dumps(payload_of(submitted)), received_at=now - HOUR, error='DatabaseError: x'
    )
    delete(submitted)
    assert received_reviews.finish_pending(failed=True, now=now) == (0, 1)
    row.refresh_from_db()
    assert (row.processed_at, row.error.partition(':')[0]) == (now, 'StudentExamAttemptDoesNotExistsException')
    assert row.payload, 'a person can still read what it was'
    assert count_pending_reviews() == (0, 0)


def test_a_pending_review_of_a_provider_that_is_gone_waits_until_its_days_are_over(
    submitted: Attempt, now: datetime, backends: dict[str, Any], settings: Any
) -> None:
    """The settings may have been fixed by then."""
    ReceivedReviewFactory(attempt=submitted, payload=json.dumps(payload_of(submitted)), received_at=now - HOUR)
    del backends['rpnow4']
    assert received_reviews.finish_pending(failed=False, now=now) == (0, 1)
    assert count_pending_reviews() == (1, 1)
    received_reviews.forget_payloads(now=now + timedelta(days=401))
    assert count_pending_reviews() == (0, 0)


def test_a_pending_review_that_the_exams_new_provider_does_not_take_is_given_up(
    submitted: Attempt, now: datetime
) -> None:
    ReceivedReviewFactory(attempt=submitted, payload=json.dumps(payload_of(submitted)), received_at=now - HOUR)
    type(submitted.proctored_exam).objects.update(backend='test')
    assert received_reviews.finish_pending(failed=False, now=now) == (0, 1)
    assert ReceivedReview.objects.get().error.startswith('ProctoredExamBadReviewStatus')
    assert count_pending_reviews() == (0, 0)


def test_an_attempt_that_ends_while_it_is_removed_gets_its_review(submitted: Attempt, now: datetime) -> None:
    """It is out of time, was read, and is gone when it is to be ended."""
    Attempt.objects.update(
        status=Status.started, started_at=now - 5 * HOUR, completed_at=None, allowed_time_limit_mins=60
    )
    read_before = Attempt.objects.select_related('proctored_exam', 'user').get()
    type(read_before.proctored_exam).objects.update(backend='test')
    read_before.proctored_exam.refresh_from_db()
    submitted.delete()
    payload = {'status': 'passed'}
    received_reviews.take(read_before, payload, is_anonymous=False, is_archived=False, now=now)
    assert not ProctoredExamSoftwareSecureReview.objects.get().is_attempt_active


@pytest.mark.parametrize('knows', ['both', 'neither'])
@deleted
def test_what_is_stored_about_it_can_be_shown_judged_and_decided(
    delete: Deletion, knows: str, submitted: Attempt, now: datetime, staff: Any, admin_client: Client
) -> None:
    """A review that names nobody stays; pages and commands that ask for its attempt find none."""
    fields = {} if knows == 'both' else {'exam': None, 'student': None}
    review = ReviewFactory(attempt=submitted, review_status='Suspicious', **fields)
    review.save_only()
    delete(submitted)
    for model in (ProctoredExamSoftwareSecureReview, ProctoredExamSoftwareSecureReviewHistory):
        name = f'admin:edx_proctoring_{model._meta.model_name}'
        assert admin_client.get(reverse(f'{name}_changelist')).status_code == 200
        for row in model._default_manager.all():
            assert admin_client.get(reverse(f'{name}_change', args=(row.pk,))).status_code == 200
    for row in ProctoredExamSoftwareSecureReview.objects.all():
        assert replay.judge_again(row.pk, now=now)
        reviews.decide(row, reviewed_by=staff, now=now)
        assert row.is_passing is False
    call_command('set_is_attempt_active')


def test_a_decision_outlives_the_account_of_who_made_it(submitted: Attempt, now: datetime) -> None:
    """Their reviews go with them, as published; what they made of the attempt stays a person's decision."""
    person = UserFactory(is_staff=True)
    post(submitted)
    reviews.decide(ProctoredExamSoftwareSecureReview.objects.get(), reviewed_by=person, now=now)
    person.delete()
    assert not ProctoredExamSoftwareSecureReview.objects.exists()
    payload = {**payload_of(submitted), 'reviewStatus': 'Clean'}
    received_reviews.take(submitted, payload, is_anonymous=True, is_archived=False, now=now)
    submitted.refresh_from_db()
    assert submitted.status == Status.rejected


# ── deliveries ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize('kind', sorted(Kind))
def test_nothing_is_asked_of_anybody_for_what_is_gone(kind: str, submitted: Attempt, now: datetime, host: Host) -> None:
    """Learner, exam, attempt and who asked for it: the delivery is done, and its row is gone."""
    exam = submitted.proctored_exam
    DeliveryFactory(
        kind=kind,
        backend='test',
        not_before=now,
        payload={
            'attempt_id': submitted.id,
            'user_id': submitted.user_id,
            'exam_id': exam.id,
            'course_id': exam.course_id,
            'content_id': exam.content_id,
            'backend': 'test',
            'by_id': submitted.user_id,
            'status': Status.verified,
            'exam_external_id': 'E-1',
            'attempt_external_id': 'L-1',
            'exam_name': 'Exam',
            'review_status': 'Suspicious',
            'review_url': 'https://lms.example.com/',
            'was_switched_off': False,
        },
    )
    submitted.user.delete()
    exam.delete()
    asked = len(host.calls)
    assert deliver_pending(now=now) == (1, 0)
    assert not Delivery.objects.exists()
    assert host.calls[asked:] == []
