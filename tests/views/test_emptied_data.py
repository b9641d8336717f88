"""Pages and files about an attempt whose data was emptied say so, or say nothing; none of them fails."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring.actions.retention import empty_old
from edx_proctoring.actions.second_review import Decision, decide
from edx_proctoring.conf.kinds import RETENTION_KINDS
from edx_proctoring.domain.rejection_reasons import Told
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.reviews import state_of
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import COURSE_ID, AttemptFactory, CommentFactory, ExamFactory, ReviewFactory
from tests.views.conftest import url
from tests.views.results_of import lines, rows
from tests.views.test_exam_room import Page

pytestmark = pytest.mark.django_db
Review = ProctoredExamSoftwareSecureReview
Archive = ProctoredExamSoftwareSecureReviewHistory
Attempt = ProctoredExamStudentAttempt
GONE = ('A phone', 'Seen by Ada', 'You had a phone', 'sealed')


@pytest.fixture
def review(learner: User, staff: User, now: datetime, clock: Any, settings: Any) -> Review:
    """A review that a person has decided about, more than a year later; everything was emptied."""
    days = dict.fromkeys(RETENTION_KINDS, 365)
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'RETENTION': days}
    exam = ExamFactory(backend='rpnow4')
    attempt = AttemptFactory(
        user=learner, proctored_exam=exam, status=Status.second_review_required, completed_at=now, external_id='ext-1'
    )
    sent = {'review_status': 'Suspicious', 'raw_data': '{"as": "sent"}', 'encrypted_video_url': b'sealed'}
    review = ReviewFactory(attempt=attempt, **sent)
    CommentFactory(review=review, comment='A phone', status='Suspicious')
    read, told = state_of(review, attempt), Told('other', 'You had a phone')
    decide(review, Decision.CONFIRM, reason='Seen by Ada', told=told, seen=read, by=staff, now=now)
    clock.shift(timedelta(days=366))
    assert sum(each.rows for each in empty_old(now=now + timedelta(days=366))) > 0
    return Review.objects.get()


def as_client(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def opened(user: User, name: str, number: int) -> Page:
    answer = as_client(user).get(url(name, COURSE_ID, number))
    assert answer.status_code == 200
    return Page(answer.content.decode())


def test_the_page_of_the_review_says_what_was_removed(course_staff: User, review: Review) -> None:
    page = opened(course_staff, 'exam_room_review', review.pk)
    assert not any(text in page.text for text in GONE)
    assert 'Descriptions: Removed after 365 days.' in ' '.join(page.text.split())
    assert page.text.count('Removed after 365 days.') == 2, 'the link to the recording, too'
    assert 'Rejected' in page.text
    assert 'By staff' in page.text, 'whose decision it is makes it final'


def test_before_it_is_that_old_nothing_is_said(
    course_staff: User, learner: User, now: datetime, review: Review, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'RETENTION': {'review_comments': 500}}
    assert 'Removed after' not in opened(course_staff, 'exam_room_review', review.pk).text
    attempt = Attempt.objects.get()
    assert 'Names and reasons:' not in opened(course_staff, 'exam_room_timeline', attempt.pk).text


def test_the_timeline_keeps_what_happened_and_when(course_staff: User, review: Review) -> None:
    attempt = Attempt.objects.get()
    page = opened(course_staff, 'exam_room_timeline', attempt.pk)
    assert not any(text in page.text for text in GONE)
    assert 'Names and reasons: Removed after 365 days.' in ' '.join(page.text.split())
    assert 'A person confirmed the verdict: Suspicious.' in page.text
    assert 'The learner is told: Other' in page.text
    answer = as_client(course_staff).get(url('proctored_exam.attempt.timeline', attempt.pk))
    told = {entry['kind']: entry for entry in answer.json()['entries']}
    assert told['status_changed']['facts'] == {'former_status': 'second_review_required', 'status': 'rejected'}
    assert told['status_changed']['who'] == ''
    assert 'reason' not in told['review_decided']['facts']


def test_files_have_empty_values(course_staff: User, review: Review) -> None:
    (row,) = rows(as_client(course_staff))
    assert (row['verdict'], row['decision_reason'], row['number_of_findings']) == ('Suspicious', None, 1)
    assert [(each['status'], each['comment']) for each in row['findings']] == [('Suspicious', '')]
    (line,) = lines(as_client(course_staff))
    assert not any(text in str(line) for text in GONE)


def test_the_admin_shows_what_is_left(review: Review) -> None:
    boss = User.objects.create_superuser('boss', 'boss@example.com', 'password')
    client = as_client(boss)
    for model in (Review, Archive):
        name, (row, *_others) = model._meta.model_name, model._default_manager.all()
        for address in (
            reverse(f'admin:edx_proctoring_{name}_changelist'),
            reverse(f'admin:edx_proctoring_{name}_change', args=(row.pk,)),
        ):
            answer = client.get(address)
            assert answer.status_code == 200
            assert not any(text in answer.content.decode() for text in GONE)


def test_the_learner_still_reads_the_reason(learner: User, review: Review) -> None:
    attempt = Attempt.objects.get()
    assert (review.learner_reason, review.learner_text) == ('other', None)
    assert attempt.status == Status.rejected
