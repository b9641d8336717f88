"""Deciding in the admin: another verdict decides, the same verdict does nothing, and the evidence stays as it is."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.test import Client
from django.urls import reverse

from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory, CommentFactory, ReviewFactory, UserFactory

pytestmark = pytest.mark.django_db
Review = ProctoredExamSoftwareSecureReview
RAW = '{"provider": "says <this>"}'


@pytest.fixture(autouse=True)
def time_stands_still(now: datetime) -> None:
    """Before anybody logs in: a session must not be older than the test's time."""


@pytest.fixture
def review(now: datetime) -> Review:
    """A suspicious review of an attempt that waits for a person."""
    attempt = AttemptFactory(status=Status.second_review_required, completed_at=now)
    found = ReviewFactory.build(
        attempt_code=attempt.attempt_code,
        exam=attempt.proctored_exam,
        student=attempt.user,
        review_status='Suspicious',
        raw_data=RAW,
    )
    found.save_only()
    CommentFactory(review=found, start_time=65, stop_time=70, comment='A phone')
    return found


def address(review: Review) -> str:
    return reverse('admin:edx_proctoring_proctoredexamsoftwaresecurereview_change', args=(review.pk,))


def stored() -> tuple[Any, ...]:
    tables = (Review, ProctoredExamSoftwareSecureReviewHistory, ProctoredExamStudentAttempt)
    return tuple(list(model._default_manager.values()) for model in tables)


def save(client: Client, review: Review, **fields: str) -> str:
    answer = client.post(address(review), fields, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.deviation('X95')
def test_saving_the_same_verdict_does_nothing(
    admin_client: Client, review: Review, django_capture_on_commit_callbacks: Any
) -> None:
    before = stored()
    with django_capture_on_commit_callbacks(execute=True):
        page = save(admin_client, review, review_status='Suspicious', raw_data='garbage')
    assert stored() == before
    assert 'nothing was decided or changed' in page
    assert 'was changed successfully' not in page
    assert not mail.outbox
    assert not LogEntry.objects.exists()


@pytest.mark.deviation('X94')
def test_another_verdict_decides_and_leaves_the_evidence(
    admin_client: Client, admin_user: User, review: Review, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = save(admin_client, review, review_status='Clean', raw_data='notes of the reviewer')
    assert 'was changed successfully' in page
    decided = Review.objects.get()
    assert (decided.review_status, decided.reviewed_by, decided.raw_data) == ('Clean', admin_user, RAW)
    assert ProctoredExamStudentAttempt.objects.get().status == Status.verified
    assert len(mail.outbox) == 1
    assert LogEntry.objects.count() == 1


def test_a_form_that_is_out_of_date_decides_nothing(admin_client: Client, review: Review) -> None:
    page = admin_client.get(address(review)).content.decode()
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page)
    review.reviewed_by = UserFactory()
    review.review_status = 'Rules Violation'
    review.save_only()
    before = stored()
    page = save(admin_client, review, review_status='Clean', seen=seen)
    assert 'has changed since you opened it' in page
    assert 'was changed successfully' not in page
    assert stored() == before
    assert not LogEntry.objects.exists()


def test_the_form_shows_the_evidence_read_only_and_leads_to_the_page(admin_client: Client, review: Review) -> None:
    page = admin_client.get(address(review)).content.decode()
    assert 'says &lt;this&gt;' in page
    assert '1:05–1:10 Suspicious: A phone' in page
    exam = review.exam
    assert exam is not None
    assert f'href="{reverse("edx_proctoring:exam_room_review", args=(exam.course_id, review.pk))}"' in page
    assert 'name="review_status"' in page
    assert 'name="raw_data"' not in page


def test_who_may_only_look_sees_no_form(staff_client: Client, staff: User, review: Review) -> None:
    staff.user_permissions.set(Permission.objects.filter(codename='view_proctoredexamsoftwaresecurereview'))
    page = staff_client.get(address(review)).content.decode()
    assert '1:05–1:10 Suspicious: A phone' in page
    assert 'name="review_status"' not in page
    assert staff_client.post(address(review), {'review_status': 'Clean'}).status_code == 403


def test_the_archive_shows_the_reason(admin_client: Client, review: Review) -> None:
    review.decision_reason = 'A calculator is allowed.'
    review.save_only()
    review.save_only()
    archived = ProctoredExamSoftwareSecureReviewHistory.objects.latest('id')
    path = reverse('admin:edx_proctoring_proctoredexamsoftwaresecurereviewhistory_change', args=(archived.pk,))
    assert 'A calculator is allowed.' in admin_client.get(path).content.decode()
