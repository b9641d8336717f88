"""What came after a person had decided is shown to staff: beside the review, and among the archived ones."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from edx_proctoring.actions import received_reviews
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamSoftwareSecureReviewHistory, SetAside
from tests.factories import AttemptFactory, ReviewFactory, UserFactory

REVIEW = 'admin:edx_proctoring_proctoredexamsoftwaresecurereview'
ARCHIVE = 'admin:edx_proctoring_proctoredexamsoftwaresecurereviewhistory'


@pytest.fixture
def decided(db: None, now: datetime) -> ProctoredExamSoftwareSecureReview:
    """A person has decided, and the provider changed its mind."""
    attempt = AttemptFactory(status='rejected', completed_at=now)
    review = ReviewFactory(attempt=attempt, review_status='Suspicious', reviewed_by=UserFactory(is_staff=True))
    review.save_only()
    received_reviews.take(attempt, {'status': 'passed'}, is_anonymous=False, is_archived=False, now=now)
    return review


def test_the_review_names_what_came_later(decided: ProctoredExamSoftwareSecureReview, admin_client: Client) -> None:
    kept = ProctoredExamSoftwareSecureReviewHistory.objects.get(set_aside=SetAside.DECIDED)
    page = admin_client.get(reverse(f'{REVIEW}_change', args=(decided.pk,)))
    address = reverse(f'{ARCHIVE}_change', args=(kept.pk,))
    assert f'<a href="{address}">Clean</a>' in page.content.decode()
    assert 'A person has already decided' in page.content.decode()
    assert 'A person has already decided' in admin_client.get(address).content.decode()


@pytest.mark.parametrize(
    ('query', 'statuses'), [('1', ['Suspicious']), ('0', ['Clean']), (None, ['Clean', 'Suspicious'])]
)
def test_the_archive_can_be_narrowed_to_what_never_counted(
    query: str | None, statuses: list[str], decided: ProctoredExamSoftwareSecureReview, admin_client: Client
) -> None:
    page = admin_client.get(reverse(f'{ARCHIVE}_changelist'), {'set_aside__isempty': query} if query else {})
    shown = page.context['cl'].queryset
    assert sorted(row.review_status for row in shown) == statuses


def test_a_review_without_any_says_so(db: None, admin_client: Client) -> None:
    page = admin_client.get(reverse(f'{REVIEW}_change', args=(ReviewFactory().pk,)))
    assert '<div class="readonly">-</div>' in page.content.decode()
