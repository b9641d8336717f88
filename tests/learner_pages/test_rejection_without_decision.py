"""A rejection that is no decision about a review says why, too: a review that rejects, a new status, the admin."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.actions.retirement import retire_learner
from edx_proctoring.actions.reviews import record
from edx_proctoring.backends.review import Review as SentReview
from edx_proctoring.domain.rejection_reasons import FOUND_IN_REVIEW, REASONS, Told
from edx_proctoring.models import AttemptNote, ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import ReviewFactory
from tests.learner_pages.conftest import Look, MakeAttempt, MakeExam
from tests.queries.timelines import told as timeline_of

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]
Attempt = ProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview

TOLD = Told('left_view', 'You were away.')
FOUND = REASONS[FOUND_IN_REVIEW].sentence


@pytest.fixture(autouse=True)
def time_stands_still(now: datetime) -> None:
    """Before anybody logs in: a session must not be older than the test's time."""


@pytest.fixture
def attempt(make_exam: MakeExam, make_attempt: MakeAttempt, now: datetime) -> Attempt:
    """A submitted attempt."""
    return make_attempt(make_exam(), Status.submitted, completed_at=now)


def shown(attempt: Attempt, look: Look) -> str:
    Attempt.objects.filter(id=attempt.id).update(is_status_acknowledged=False)
    return look(attempt.proctored_exam) or ''


def receive(attempt: Attempt, status: str, now: datetime) -> None:
    sent = SentReview(status=status, raw_data=f'{{"at": "{now}"}}', comments=(), video_url=None, reviewed_by_email=None)
    record(Attempt.objects.get(id=attempt.id), sent, is_archived=False, reviewed_by=None, now=now)


def test_a_review_that_rejects_says_so(
    attempt: Attempt, look: Look, now: datetime, commit: Commit, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REQUIRE_FAILURE_SECOND_REVIEWS': False}
    with commit():
        receive(attempt, 'Suspicious', now)
    assert Attempt.objects.get().status == Status.rejected
    assert FOUND in shown(attempt, look)
    assert FOUND in str(mail.outbox[0].body)
    assert 'Verdict of the review: Suspicious. The learner is told: Violation found in the review' in timeline_of(
        attempt
    )
    with commit():
        receive(attempt, 'Clean', now + timedelta(seconds=1))
    assert Review.objects.get().learner_reason is None
    assert FOUND not in shown(attempt, look)


def test_one_that_waits_for_a_person_says_nothing_yet(
    attempt: Attempt, now: datetime, commit: Commit, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REQUIRE_FAILURE_SECOND_REVIEWS': True}
    with commit():
        receive(attempt, 'Suspicious', now)
    assert Attempt.objects.get().status == Status.second_review_required
    assert Review.objects.get().learner_reason is None


def test_one_that_no_longer_counts_says_nothing(attempt: Attempt, look: Look, now: datetime, commit: Commit) -> None:
    with commit():
        change_status(attempt, Change(Status.rejected, decided_by='person', told=TOLD), now=now)
        receive(attempt, 'Suspicious', now)
    assert Review.objects.get().learner_reason is None
    assert REASONS['left_view'].sentence in shown(attempt, look)


def test_a_new_status_tells_its_reason_until_there_is_another(
    attempt: Attempt, look: Look, staff: User, now: datetime, commit: Commit
) -> None:
    reject = Change(Status.rejected, told=TOLD, told_by=staff)
    with commit():
        change_status(attempt, reject, now=now)
    for text in (shown(attempt, look), str(mail.outbox[0].body)):
        assert REASONS['left_view'].sentence in text
        assert 'You were away.' in text
    assert "The learner is told: Left the camera's view – You were away." in timeline_of(attempt)
    change_status(attempt, Change(Status.rejected, told=Told('another_person')), now=now)
    page = shown(attempt, look)
    assert REASONS['another_person'].sentence in page
    assert 'You were away.' not in page
    change_status(attempt, Change(Status.verified), now=now)
    change_status(attempt, Change(Status.rejected), now=now)
    assert 'proctored-exam-reason' not in shown(attempt, look)
    assert AttemptNote.objects.filter(kind=AttemptNote.REJECTION, read_at=now).count() == 2


def test_who_is_forgotten_is_told_nothing(attempt: Attempt, look: Look, now: datetime) -> None:
    change_status(attempt, Change(Status.rejected, told=TOLD), now=now)
    retire_learner(attempt.user_id, now=now)
    assert 'proctored-exam-reason' not in shown(attempt, look)
    assert 'The learner is told: (cleared)' in timeline_of(attempt)


def saved_status(client: Client, attempt: Attempt, **fields: str) -> str:
    path = reverse('admin:edx_proctoring_proctoredexamstudentattempt_change', args=(attempt.id,))
    return client.post(path, fields, follow=True).content.decode()


def test_the_admin_asks_when_it_rejects(
    admin_client: Client, admin_user: User, attempt: Attempt, look: Look, commit: Commit
) -> None:
    fields = {'status': 'rejected', 'told_reason': 'left_view', 'told_text': 'You were away.'}
    with commit():
        assert 'was changed successfully' in saved_status(admin_client, attempt, **fields)
    note = AttemptNote.objects.get(kind=AttemptNote.REJECTION)
    assert (Told.from_note(note.text), note.written_by_id) == (TOLD, admin_user.id)
    assert REASONS['left_view'].sentence in shown(attempt, look)
    assert 'You were away.' in str(mail.outbox[0].body)


@pytest.mark.parametrize(
    ('fields', 'error'),
    [
        ({'told_reason': 'other'}, 'Describe the reason to the learner.'),
        ({'told_text': 'You were away.'}, 'Choose the reason that the learner is told.'),
        ({'told_reason': FOUND_IN_REVIEW}, 'Select a valid choice.'),
        ({'told_reason': 'other', 'told_text': 'x' * 2001}, 'at most 2000 characters'),
    ],
)
def test_the_admin_refuses_half_a_reason(
    admin_client: Client, attempt: Attempt, fields: dict[str, str], error: str
) -> None:
    assert error in saved_status(admin_client, attempt, status='rejected', **fields)
    assert Attempt.objects.get().status == Status.submitted


def test_without_a_reason_the_admin_rejects_as_before(admin_client: Client, attempt: Attempt, look: Look) -> None:
    saved_status(admin_client, attempt, status='rejected')
    assert Attempt.objects.get().status == Status.rejected
    assert 'proctored-exam-reason' not in shown(attempt, look)
    saved_status(admin_client, attempt, status='verified', told_reason='left_view')
    assert not AttemptNote.objects.filter(kind=AttemptNote.REJECTION).exists()


def test_another_verdict_in_the_admin_tells_its_reason(
    admin_client: Client, attempt: Attempt, look: Look, commit: Commit
) -> None:
    change_status(attempt, Change(Status.rejected, told=Told('another_person')), now=attempt.modified)
    review = ReviewFactory.build(
        attempt_code=attempt.attempt_code, exam=attempt.proctored_exam, student=attempt.user, review_status='Clean'
    )
    review.save_only()
    path = reverse('admin:edx_proctoring_proctoredexamsoftwaresecurereview_change', args=(review.pk,))
    page = admin_client.get(path).content.decode()
    assert 'name="told_reason"' in page
    refused = admin_client.post(path, {'review_status': 'Suspicious', 'told_reason': 'other'}).content.decode()
    assert 'Describe the reason to the learner.' in refused
    assert Review.objects.get().reviewed_by is None
    with commit():
        admin_client.post(path, {'review_status': 'Suspicious', 'told_reason': 'left_view', 'told_text': 'Away.'})
    stored = Review.objects.get()
    assert (stored.review_status, stored.learner_reason, stored.learner_text) == ('Suspicious', 'left_view', 'Away.')
    page = shown(attempt, look)
    assert REASONS['left_view'].sentence in page
    assert REASONS['another_person'].sentence not in page
    again = admin_client.post(path, {'review_status': 'Suspicious', 'told_reason': 'left_view'}, follow=True)
    assert 'nothing was decided or changed' in again.content.decode()


def test_who_may_only_look_is_not_asked(staff_client: Client, staff: User, attempt: Attempt) -> None:
    staff.user_permissions.set(Permission.objects.filter(codename='view_proctoredexamstudentattempt'))
    path = reverse('admin:edx_proctoring_proctoredexamstudentattempt_change', args=(attempt.id,))
    page = staff_client.get(path).content.decode()
    assert 'Reason for the learner' not in page
    assert str(attempt.attempt_code) in page


def test_the_command_takes_a_reason(attempt: Attempt, look: Look) -> None:
    to = ('-a', str(attempt.id), '-t', 'rejected')
    for wrong in (('--learner-reason', 'other'), ('--learner-text', 'Away.')):
        with pytest.raises(CommandError):
            call_command('set_attempt_status', *to, *wrong)
    with pytest.raises(CommandError, match='for a rejection'):
        call_command('set_attempt_status', *to[:3], 'verified', '--learner-reason', 'left_view')
    assert Attempt.objects.get().status == Status.submitted
    call_command('set_attempt_status', *to, '--learner-reason', 'left_view')
    assert REASONS['left_view'].sentence in shown(attempt, look)
