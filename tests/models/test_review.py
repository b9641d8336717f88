"""Reviews: verdict, archive, and what happens when the attempt goes."""

from __future__ import annotations

from typing import Any

import pytest

from edx_proctoring.models import (
    ProctoredExam,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, CommentFactory, ReviewFactory, UserFactory

pytestmark = pytest.mark.django_db

VIDEO = b'\x00\xff link'


def archived() -> list[tuple[str, str, bool]]:
    """Everything in the archive, oldest first."""
    rows = ProctoredExamSoftwareSecureReviewHistory.objects.order_by('id')
    return list(rows.values_list('attempt_code', 'review_status', 'is_attempt_active'))


@pytest.mark.parametrize(
    ('status', 'by_default', 'strict'),
    [
        ('Clean', True, True),
        ('Rules Violation', True, False),
        ('Suspicious', False, False),
        ('Not Reviewed', False, False),
        ('', False, False),
    ],
)
def test_what_passes_is_the_providers_decision(
    backends: dict[str, Any], status: str, by_default: bool, strict: bool
) -> None:
    """A provider without an opinion, or with an empty one, goes by the default."""
    review = ReviewFactory(review_status=status)
    assert review.is_passing is by_default
    backends['test'].passing_statuses = ()
    assert review.is_passing is by_default
    backends['test'].passing_statuses = ('Clean',)
    assert review.is_passing is strict


@pytest.mark.parametrize('backend', [None, ''])
def test_an_exam_without_a_backend_belongs_to_the_default_one(backends: dict[str, Any], backend: str | None) -> None:
    """The tests' settings call it ``test``."""
    backends['test'].passing_statuses = ('Suspicious',)
    assert ReviewFactory(attempt__proctored_exam__backend=backend, review_status='Suspicious').is_passing
    assert not ReviewFactory(attempt__proctored_exam__backend='null', review_status='Suspicious').is_passing


@pytest.mark.parametrize(
    'exam', [{'timed': True}, {'backend': 'gone'}, {'is_practice_exam': True, 'is_proctored': False}]
)
def test_without_a_provider_the_default_counts(backends: dict[str, Any], exam: dict[str, Any]) -> None:
    """Timed exams have none, and a site may have dropped one."""
    backends['test'].passing_statuses = ('Suspicious',)
    fields = {f'attempt__proctored_exam__{name}': value for name, value in exam.items()}
    assert ReviewFactory(**fields, review_status='Rules Violation').is_passing


@pytest.mark.parametrize('state', ['live', 'deleted', 'unknown', 'exam gone'])
def test_a_review_without_exam_goes_by_its_attempts_exam(backends: dict[str, Any], state: str) -> None:
    """As long as anybody knows it."""
    backends['test'].passing_statuses = ('Suspicious',)
    attempt = AttemptFactory()
    code = 'UNKNOWN' if state == 'unknown' else attempt.attempt_code
    review = ReviewFactory(attempt=attempt, attempt_code=code, exam=None, review_status='Suspicious')
    if state == 'deleted':
        attempt.delete()
    if state == 'exam gone':
        attempt.proctored_exam.delete()
    assert review.is_passing is (state in ('live', 'deleted'))


@pytest.mark.deviation('I13')
@pytest.mark.parametrize(
    ('status', 'by_person', 'notify'),
    [
        ('Suspicious', False, True),
        ('Suspicious', True, False),
        ('Clean', False, False),
        ('susp', False, False),
        ('Sus', False, False),
        ('', False, False),
    ],
)
def test_support_is_told_of_suspicion_that_nobody_has_looked_at(status: str, by_person: bool, notify: bool) -> None:
    """Of nothing else: a part of the word is another word."""
    reviewer = UserFactory() if by_person else None
    assert ReviewFactory(review_status=status, reviewed_by=reviewer).should_notify is notify


def test_a_review_is_found_by_the_attempts_code() -> None:
    """There is at most one."""
    review = ReviewFactory()
    find = ProctoredExamSoftwareSecureReview.get_review_by_attempt_code
    assert find(review.attempt_code) == review
    assert find('UNKNOWN') is None
    assert find(None) is None


def test_a_change_archives_the_review_as_it_was() -> None:
    """All of it, findings excepted, under dates of its own."""
    reviewer = UserFactory()
    review = ReviewFactory(review_status='Suspicious', raw_data='{"a": 1}', encrypted_video_url=VIDEO)
    assert archived() == []
    CommentFactory(review=review)
    review.review_status, review.reviewed_by, review.raw_data = 'Clean', reviewer, '{}'
    review.save()
    record = ProctoredExamSoftwareSecureReviewHistory.objects.get()
    assert (record.attempt_code, record.review_status, record.raw_data) == (
        review.attempt_code,
        'Suspicious',
        '{"a": 1}',
    )
    assert (record.exam_id, record.student_id, record.reviewed_by) == (review.exam_id, review.student_id, None)
    assert record.encrypted_video_url is not None
    assert bytes(record.encrypted_video_url) == VIDEO
    assert record.created > review.created


@pytest.mark.deviation('I16')
def test_the_archive_tells_reviews_apart_by_the_attempts_code() -> None:
    """It has no column for their ids, as published; the code is unique, and its order is that of the changes."""
    assert 'review' not in {field.name for field in ProctoredExamSoftwareSecureReviewHistory._meta.get_fields()}
    review, other = ReviewFactory(review_status='Suspicious'), ReviewFactory(review_status='Not Reviewed')
    for status in ('Rules Violation', 'Clean'):
        review.review_status = other.review_status = status
        review.save()
        other.save()
    review.delete()
    of_it = ProctoredExamSoftwareSecureReviewHistory.objects.filter(attempt_code=review.attempt_code).order_by('id')
    assert list(of_it.values_list('review_status', flat=True)) == ['Suspicious', 'Rules Violation', 'Clean']


def test_a_deletion_archives_the_review_and_takes_its_findings() -> None:
    """Findings are not archived."""
    comment = CommentFactory()
    review = comment.review
    review.delete()
    assert archived() == [(review.attempt_code, 'Clean', True)]
    assert not ProctoredExamSoftwareSecureComment.objects.exists()


@pytest.mark.parametrize('by_queryset', [False, True])
def test_a_review_outlives_its_attempt(by_queryset: bool, provider: RecordingProvider, mailoutbox: list[Any]) -> None:
    """It is marked, its old state archived, and the verdict has no second effect."""
    review = ReviewFactory(review_status='Suspicious')
    other = ReviewFactory()
    before = review.modified
    attempts = ProctoredExamStudentAttempt.objects.filter(attempt_code=review.attempt_code)
    if by_queryset:
        attempts.delete()
    else:
        attempts.get().delete()
    review.refresh_from_db()
    other.refresh_from_db()
    assert (review.is_attempt_active, other.is_attempt_active) == (False, True)
    assert review.modified > before
    assert archived() == [(review.attempt_code, 'Suspicious', True)]
    assert provider.calls == []
    assert mailoutbox == []


def test_an_attempt_without_code_has_no_review() -> None:
    """Deleting it touches nobody's."""
    review = ReviewFactory()
    AttemptFactory(attempt_code=None).delete()
    review.refresh_from_db()
    assert review.is_attempt_active
    assert archived() == []


@pytest.mark.deviation('I18')
@pytest.mark.parametrize('owner', ['student', 'reviewed_by', 'exam'])
def test_reviews_and_their_archive_go_with_learner_reviewer_and_exam(owner: str) -> None:
    """With their findings; nothing is left that points nowhere, and other reviews stay."""
    review = ReviewFactory(reviewed_by=UserFactory())
    CommentFactory(review=review)
    review.save()
    other = ReviewFactory()
    getattr(review, owner).delete()
    assert list(ProctoredExamSoftwareSecureReview.objects.all()) == [other]
    assert not ProctoredExamSoftwareSecureComment.objects.exists()
    assert archived() == []
    assert ProctoredExamStudentAttempt.objects.filter(attempt_code=review.attempt_code).exists() is (
        owner == 'reviewed_by'
    )


def test_a_review_that_knows_nobody_is_marked_when_the_exam_goes() -> None:
    """It stays; its attempt does not."""
    review = ReviewFactory(student=None, exam=None)
    ProctoredExam.objects.all().delete()
    review.refresh_from_db()
    assert not review.is_attempt_active
