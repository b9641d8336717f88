"""What could not be read of a review's findings is shown to staff, on the page of the review."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from edx_proctoring.actions import received_reviews
from edx_proctoring.admin.reviews import LONGEST_SHOWN, MOST_FINDINGS
from edx_proctoring.models import ProctoredExamSoftwareSecureComment, ProctoredExamSoftwareSecureReview
from tests.factories import AttemptFactory

REVIEW = 'admin:edx_proctoring_proctoredexamsoftwaresecurereview'
pytestmark = pytest.mark.django_db


def page_of_review(client: Client, comments: Any) -> str:
    """The form of a review that came with these findings."""
    attempt = AttemptFactory(status='submitted')
    payload = {'status': 'suspicious', 'comments': comments}
    received_reviews.take(attempt, payload, is_anonymous=False, is_archived=False, now=timezone.now())
    review = ProctoredExamSoftwareSecureReview.objects.get(attempt_code=attempt.attempt_code)
    return client.get(reverse(f'{REVIEW}_change', args=(review.pk,))).content.decode()


def test_what_was_not_read_stands_beside_what_was(admin_client: Client) -> None:
    odd = {'comment': 'A phone', 'status': 'Suspicious', 'start': '<b>10:31', 'stop': 5}
    page = page_of_review(admin_client, [{'comment': 'A book', 'status': 'Suspicious'}, odd, 4711])
    assert 'findings that could not be read completely' in page.lower()
    assert f'<code>{escape(json.dumps({"start": "<b>10:31"}))}</code> A phone<br>' in page
    assert '<code>4711</code>' in page
    (shown,) = [part for part in page.split('<div class="readonly">') if '<code>' in part]
    assert 'A book' not in shown


def test_a_review_that_was_read_whole_says_so(admin_client: Client) -> None:
    page = page_of_review(admin_client, [{'comment': 'A book', 'status': 'Suspicious'}])
    assert '<code>' not in page
    row = page.partition('field-unread_findings')[2].partition('field-later_reviews')[0]
    assert '<div class="readonly">-</div>' in row


def test_many_and_long_ones_are_cut_on_the_page_and_kept(admin_client: Client) -> None:
    long = 'x' * (LONGEST_SHOWN + 1)
    page = page_of_review(admin_client, [{'start': long}] * (MOST_FINDINGS + 1))
    kept = ProctoredExamSoftwareSecureComment.objects.filter(unread__contains=long)
    assert kept.count() == MOST_FINDINGS + 1
    shown = page.partition('field-raw_data')[0] + page.partition('field-unread_findings')[2]
    assert shown.count('<code>') == MOST_FINDINGS
    assert long not in shown.partition('field-unread_findings')[2]
