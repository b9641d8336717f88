"""Reviews: stored once, and what they make of the attempt."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import crum
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse

from edx_proctoring import constants, provider_gateway
from edx_proctoring.actions import reviews
from edx_proctoring.actions.attempt_removal import remove
from edx_proctoring.backends.review import Review, ReviewComment
from edx_proctoring.exceptions import ProctoredExamReviewAlreadyExists
from edx_proctoring.models import (
    Delivery,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.attempts import locate_attempt_by_code
from edx_proctoring.security.crypto import decode_and_decrypt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, ExamFactory, ReviewFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]


def a_review(status: str = 'Suspicious', *, raw_data: str = '{"n": 1}', video_url: str | None = None) -> Review:
    finding = ReviewComment(comment='Looks away', status=status, start=1, stop=5, duration=4)
    return Review(status, (finding,), raw_data, video_url, None)


@pytest.fixture
def submitted(now: datetime) -> ProctoredExamStudentAttempt:
    return AttemptFactory(status=Status.submitted, completed_at=now)


def test_a_suspicious_session_waits_for_a_person_whose_decision_is_final(
    submitted: ProctoredExamStudentAttempt, now: datetime, commit: Commit, staff: User, host: Host
) -> None:
    with commit():
        stored = reviews.record(submitted, a_review(), is_archived=False, reviewed_by=None, now=now)
    submitted.refresh_from_db()
    assert submitted.status == Status.second_review_required
    assert not mail.outbox
    with commit():
        reviews.decide(stored, reviewed_by=staff, now=now)
    submitted.refresh_from_db()
    assert submitted.status == Status.rejected
    (override,) = host.calls_to('grades', 'override_subsection_grade')
    assert override['overrider'] == staff
    assert len(mail.outbox) == 1


@pytest.mark.deviation('I4')
def test_the_same_review_again_changes_nothing(
    submitted: ProctoredExamStudentAttempt, now: datetime, commit: Commit, events: list[dict[str, Any]]
) -> None:
    for _ in range(3):
        with commit():
            reviews.record(submitted, a_review('Clean'), is_archived=False, reviewed_by=None, now=now)
    assert ProctoredExamSoftwareSecureReview.objects.count() == 1
    assert ProctoredExamSoftwareSecureComment.objects.count() == 1
    assert not ProctoredExamSoftwareSecureReviewHistory.objects.exists()
    assert len(mail.outbox) == 1
    assert len([event for event in events if event['name'].endswith('review_received')]) == 1


@pytest.mark.deviation('I4')
def test_the_same_review_by_a_person_is_that_persons_decision(
    submitted: ProctoredExamStudentAttempt, now: datetime, commit: Commit, staff: User
) -> None:
    for reviewed_by in (None, staff):
        with commit():
            reviews.record(submitted, a_review(), is_archived=False, reviewed_by=reviewed_by, now=now)
    assert ProctoredExamSoftwareSecureReview.objects.get().reviewed_by == staff
    assert ProctoredExamSoftwareSecureReviewHistory.objects.count() == 1
    submitted.refresh_from_db()
    assert submitted.status == Status.rejected


@pytest.mark.deviation('I4')
def test_the_same_review_with_another_recording_leads_to_that_one(
    now: datetime, commit: Commit, backends: dict[str, Any]
) -> None:
    attempt = AttemptFactory(status=Status.submitted, completed_at=now, proctored_exam__backend='rpnow4')
    for url in ('https://video.example.com/1', 'https://video.example.com/2', 'https://video.example.com/2'):
        with commit():
            reviews.record(attempt, a_review(video_url=url), is_archived=False, reviewed_by=None, now=now)
    key = provider_gateway.video_review_key(attempt.proctored_exam)
    assert key
    stored = ProctoredExamSoftwareSecureReview.objects.get()
    assert stored.encrypted_video_url
    assert decode_and_decrypt(bytes(stored.encrypted_video_url), bytes.fromhex(key)) == b'https://video.example.com/2'
    assert ProctoredExamSoftwareSecureReviewHistory.objects.count() == 1


@pytest.mark.deviation('I4')
def test_a_changed_review_replaces_the_first_which_is_archived(
    submitted: ProctoredExamStudentAttempt, now: datetime, commit: Commit
) -> None:
    for review in (a_review(), a_review('Clean', raw_data='{"n": 2}')):
        with commit():
            reviews.record(submitted, review, is_archived=False, reviewed_by=None, now=now)
    submitted.refresh_from_db()
    assert submitted.status == Status.verified
    assert ProctoredExamSoftwareSecureComment.objects.get().status == 'Clean'
    assert ProctoredExamSoftwareSecureReviewHistory.objects.get().review_status == 'Suspicious'


def test_a_site_may_forbid_changes(
    submitted: ProctoredExamStudentAttempt, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    reviews.record(submitted, a_review(), is_archived=False, reviewed_by=None, now=now)
    monkeypatch.setattr(constants, 'ALLOW_REVIEW_UPDATES', False)
    with pytest.raises(ProctoredExamReviewAlreadyExists):
        reviews.record(submitted, a_review('Clean'), is_archived=False, reviewed_by=None, now=now)
    assert ProctoredExamSoftwareSecureReview.objects.get().review_status == 'Suspicious'


def test_a_clean_review_of_an_attempt_that_was_never_submitted_is_an_error(now: datetime, commit: Commit) -> None:
    attempt = AttemptFactory(status=Status.started)
    with commit():
        reviews.record(attempt, a_review('Clean'), is_archived=False, reviewed_by=None, now=now)
    attempt.refresh_from_db()
    assert attempt.status == Status.error


def test_a_review_of_a_removed_attempt_is_kept_and_changes_nothing_else(
    submitted: ProctoredExamStudentAttempt, now: datetime, commit: Commit, staff: User
) -> None:
    with commit():
        remove([submitted], requesting_user=staff, now=now)
    archived, is_archived = locate_attempt_by_code(submitted.attempt_code)
    assert is_archived
    assert archived is not None
    with commit():
        stored = reviews.record(archived, a_review('Clean'), is_archived=True, reviewed_by=None, now=now)
    assert not stored.is_attempt_active
    assert not ProctoredExamStudentAttempt.objects.exists()


def test_a_review_that_comes_while_its_attempt_is_removed_is_kept_all_the_same(
    submitted: ProctoredExamStudentAttempt, now: datetime, commit: Commit, staff: User
) -> None:
    read_before = ProctoredExamStudentAttempt.objects.get(id=submitted.id)
    with commit():
        remove([submitted], requesting_user=staff, now=now)
    with commit():
        stored = reviews.record(read_before, a_review('Clean'), is_archived=False, reviewed_by=None, now=now)
    assert (stored.attempt_code, stored.is_attempt_active) == (read_before.attempt_code, False)
    with commit():
        reviews.decide(stored, reviewed_by=staff, now=now)
    assert not ProctoredExamStudentAttempt.objects.exists()


def test_the_link_to_the_video_is_stored_only_where_there_is_a_key_and_then_encrypted(
    submitted: ProctoredExamStudentAttempt, now: datetime, provider: RecordingProvider
) -> None:
    link = 'https://video.example.com/1'
    stored = reviews.record(submitted, a_review(video_url=link), is_archived=False, reviewed_by=None, now=now)
    assert stored.encrypted_video_url is None
    provider.answers['get_video_review_aes_key'] = 'B886E02F19C77EC734B1B132BEECD91E'
    changed = a_review('Clean', video_url=link)
    stored = reviews.record(submitted, changed, is_archived=False, reviewed_by=None, now=now)
    assert stored.encrypted_video_url
    assert link.encode() not in bytes(stored.encrypted_video_url)


@pytest.mark.deviation('R22')
def test_a_review_without_exam_and_learner_can_be_decided(now: datetime, commit: Commit, staff: User) -> None:
    attempt = AttemptFactory(status=Status.second_review_required, completed_at=now)
    review = ReviewFactory(attempt=attempt, exam=None, student=None, review_status='Clean')
    with commit():
        reviews.decide(review, reviewed_by=staff, now=now)
    attempt.refresh_from_db()
    assert attempt.status == Status.verified


@pytest.mark.deviation('X93')
def test_support_is_told_of_a_suspicious_session_beside_all_the_rest(
    now: datetime, commit: Commit, host: Host, rf: Any
) -> None:
    attempt = AttemptFactory(
        proctored_exam=ExamFactory(onboarding=True), status=Status.submitted, completed_at=now, external_id='ext-1'
    )
    crum.set_current_request(rf.post('/'))
    try:
        with commit():
            reviews.record(attempt, a_review(), is_archived=False, reviewed_by=None, now=now)
    finally:
        crum.set_current_request(None)
    attempt.refresh_from_db()
    assert attempt.status == Status.rejected
    (told,) = host.calls_to('instructor', 'send_support_notification')
    assert told['review_status'] == 'Suspicious'
    stored = ProctoredExamSoftwareSecureReview.objects.get()
    path = reverse('edx_proctoring:exam_room_review', args=(attempt.proctored_exam.course_id, stored.pk))
    assert told['review_url'] == f'http://testserver{path}'
    assert not Delivery.objects.exists()


@pytest.mark.deviation('X33')
def test_a_suspicious_session_of_an_exam_without_a_course_is_told_too(
    now: datetime, commit: Commit, host: Host, rf: Any
) -> None:
    exam = ExamFactory(onboarding=True, course_id='library-v1:Org+Lib')
    attempt = AttemptFactory(proctored_exam=exam, status=Status.submitted, completed_at=now)
    crum.set_current_request(rf.post('/'))
    try:
        with commit():
            reviews.record(attempt, a_review(), is_archived=False, reviewed_by=None, now=now)
    finally:
        crum.set_current_request(None)
    (told,) = host.calls_to('instructor', 'send_support_notification')
    assert told['review_url'] == 'http://testserver/'
