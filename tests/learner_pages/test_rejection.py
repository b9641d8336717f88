"""The learner of a rejected session reads why, and until when they can appeal, on the page and in the email."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMessage
from django.utils import translation

from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.retirement import retire_learner
from edx_proctoring.actions.second_review import Decision, decide
from edx_proctoring.domain.rejection_reasons import REASONS, Told
from edx_proctoring.emails import build_status_email, plain_text
from edx_proctoring.learner_pages.view import learner_view
from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.queries.reviews import state_of
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import ReviewFactory
from tests.learner_pages.conftest import Look, MakeAttempt, MakeExam
from tests.learner_pages.markup import Markup

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
Attempt = ProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview

INTERNAL = 'Ask Ada about this one.'
TOLD = Told('left_view', 'You were away <twice>.\nFor ten minutes.')
SENTENCE = REASONS['left_view'].sentence
SEEN = 'You were away &lt;twice&gt;.<br>For ten minutes.'


@pytest.fixture
def review(make_exam: MakeExam, make_attempt: MakeAttempt) -> Review:
    """A suspicious review that waits for a person."""
    attempt = make_attempt(make_exam(), Status.second_review_required)
    return ReviewFactory(attempt=attempt, review_status='Suspicious')


def attempt_of(review: Review) -> Attempt:
    return Attempt.objects.get(attempt_code=review.attempt_code)


def confirm(review: Review, by: User, told: Told | None, now: datetime, decision: Decision = Decision.CONFIRM) -> None:
    seen = state_of(review, attempt_of(review))
    decide(review, decision, reason=INTERNAL, told=told, seen=seen, by=by, now=now)


def shown(review: Review, look: Look) -> str:
    page = look(attempt_of(review).proctored_exam)
    assert page is not None
    assert Markup(page).open == []
    return page


def sent() -> EmailMessage:
    (message,) = mail.outbox
    return message


def test_page_and_email_say_why(review: Review, look: Look, staff: User, now: datetime, commit: Commit) -> None:
    with commit():
        confirm(review, staff, TOLD, now)
    for text in (shown(review, look), str(sent().body)):
        assert SENTENCE in text
        assert SEEN in text
        assert 'you can appeal' in text
        assert 'You can appeal until' not in text
        assert INTERNAL not in text
    assert 'From the reviewer: You were away <twice>.\nFor ten minutes.' in plain_text(str(sent().body))


def test_an_overruled_verdict_tells_nothing(
    review: Review, look: Look, staff: User, now: datetime, commit: Commit
) -> None:
    with commit():
        confirm(review, staff, TOLD, now, Decision.OVERRULE)
    stored = Review.objects.get()
    assert (stored.learner_reason, stored.learner_text) == (None, None)
    assert 'away' not in shown(review, look) + str(sent().body)


def test_without_a_reason_both_stay_as_they_are(
    review: Review, look: Look, staff: User, now: datetime, commit: Commit, make_attempt: MakeAttempt
) -> None:
    with commit():
        confirm(review, staff, None, now)
    page, body = shown(review, look), str(sent().body)
    Review.objects.all().delete()
    assert shown(review, look) == page
    message = build_status_email(attempt_of(review), status=Status.rejected, course_name='Demonstration Course')
    assert message is not None
    assert message.body == body
    for text in (page, body):
        assert 'proctored-exam-reason' not in text
        assert '<time' not in text


def test_a_reason_that_the_site_no_longer_has_is_left_out(
    review: Review, look: Look, staff: User, now: datetime
) -> None:
    confirm(review, staff, TOLD, now)
    Review.objects.update(learner_reason='former', learner_text='You were away.')
    page = shown(review, look)
    assert 'You were away.' in page
    assert 'former' not in page


@pytest.mark.parametrize('days', [14, 0.5])
def test_both_say_until_when(
    review: Review, look: Look, staff: User, now: datetime, commit: Commit, settings: Any, days: float
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'APPEAL_DAYS': days}
    with commit():
        confirm(review, staff, TOLD, now)
    until = now + timedelta(days=days)
    for text in (shown(review, look), str(sent().body)):
        assert 'You can appeal until:' in text
        assert f'<time datetime="{until.isoformat()}"' in text
    assert f'Jan. {until.day}, 2030' in plain_text(str(sent().body))


def test_after_the_deadline_nobody_is_asked_to_appeal(
    review: Review, staff: User, now: datetime, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'APPEAL_DAYS': 14}
    confirm(review, staff, TOLD, now)
    attempt = attempt_of(review)
    exam = attempt.proctored_exam
    host: dict[str, Any] = {'credit_state': {}}
    moment = now + timedelta(days=14)
    page = learner_view(attempt.user_id, exam.course_id, exam.content_id, host, 'student', now=moment) or ''
    assert 'The time to appeal ended:' in page
    assert 'you can appeal' not in page
    assert 'To appeal' not in page
    assert SENTENCE in page


def test_the_days_count_from_the_rejection_without_a_review(
    look: Look, make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime, settings: Any, clock: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'APPEAL_DAYS': 14}
    attempt = make_attempt(make_exam(), Status.submitted)
    for days, status in ((1, Status.rejected), (2, Status.submitted), (3, Status.rejected)):
        clock.shift(timedelta(days=1))
        change_status(Attempt.objects.get(), Change(status), now=now + timedelta(days=days))
    clock.shift(timedelta(days=1))
    attempt = Attempt.objects.get()
    attempt.is_status_acknowledged = False
    attempt.save_only()
    page = look(attempt.proctored_exam)
    assert page is not None
    assert (now + timedelta(days=3 + 14)).isoformat() in page


def test_it_is_in_the_language_of_the_learner(
    review: Review, look: Look, staff: User, now: datetime, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'APPEAL_DAYS': 14}
    confirm(review, staff, TOLD, now)
    with translation.override('de'):
        page = shown(review, look)
    assert '29. Januar 2030' in page


def test_an_onboarding_profile_says_why_too(
    look: Look, make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime
) -> None:
    attempt = make_attempt(make_exam('onboarding'), Status.rejected)
    ReviewFactory(attempt=attempt, learner_reason='identity_not_confirmed')
    assert REASONS['identity_not_confirmed'].sentence in (look(attempt.proctored_exam) or '')


def test_who_is_forgotten_is_told_nothing(review: Review, look: Look, staff: User, now: datetime) -> None:
    confirm(review, staff, TOLD, now)
    retire_learner(attempt_of(review).user_id, now=now)
    assert 'proctored-exam-reason' not in shown(review, look)
