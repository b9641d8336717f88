"""An attempt goes on at one place, and at another one when staff let it move."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from edx_proctoring.actions.release import let_move
from edx_proctoring.models import EntryEvent, EntryPass, ProctoredExamStudentAttempt
from tests.factories import EntryRulesFactory, UserFactory
from tests.views.test_entry import AT_HOME, enter, in_browser, poll, running
from tests.views.test_let_in_once import page, session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture
def browser(learner: User) -> Client:
    return in_browser(learner)


def begin(browser: Client) -> ProctoredExamStudentAttempt:
    assert enter(browser, EntryRulesFactory(binds_place=True).exam).status_code == 200
    return ProctoredExamStudentAttempt.objects.get()


def free(attempt: ProctoredExamStudentAttempt) -> None:
    (freed,) = let_move([attempt.id], course_id=attempt.proctored_exam.course_id, now=timezone.now())
    assert freed.refusal is None


def test_the_place_is_where_the_learner_opens_the_exam_next(browser: Client, learner: User) -> None:
    attempt, other = begin(browser), in_browser(learner)
    free(attempt)
    assert 'kept_out' not in poll(browser, attempt), 'the computer that they leave may still be on'
    assert 'kept_out' not in poll(other, attempt)
    assert page(other, learner, attempt.proctored_exam) is None
    assert EntryPass.objects.get().place_session == session_of(other)
    assert 'kept_out' not in poll(other, attempt)
    assert poll(browser, attempt)['kept_out']['reason'] == 'other_place'
    assert EntryEvent.objects.filter(outcome=EntryEvent.MOVED).count() == 1


def test_who_stays_where_they_are_is_bound_there_again(browser: Client, learner: User) -> None:
    attempt, other = begin(browser), in_browser(learner)
    free(attempt)
    assert page(browser, learner, attempt.proctored_exam) is None
    assert poll(other, attempt)['kept_out']['reason'] == 'other_place'
    assert poll(browser, attempt, AT_HOME)['kept_out']['reason'] == 'other_place'


def test_an_attempt_that_was_bound_nowhere_is_bound_by_its_first_poll(browser: Client, learner: User) -> None:
    attempt = running(learner, EntryRulesFactory(binds_place=True).exam)
    poll(browser, attempt)
    assert poll(in_browser(learner), attempt)['kept_out']['reason'] == 'other_place'


def test_staff_who_view_the_course_as_the_learner_change_nothing(browser: Client, learner: User) -> None:
    attempt, staff = begin(browser), in_browser(UserFactory(is_staff=True))
    told = EntryEvent.objects.count()
    shown = page(staff, learner, attempt.proctored_exam)
    assert shown is not None
    assert 'another computer' in shown
    assert (EntryPass.objects.get().closed_rule, EntryEvent.objects.count()) == ('', told)
    free(attempt)
    page(staff, learner, attempt.proctored_exam)
    assert EntryPass.objects.get().place_session == ''
