"""Who was let in once need not be let in again; who never was does not get in by another way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from crum import set_current_request
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from django.utils import timezone

from edx_proctoring.actions.release import release_learners
from edx_proctoring.api import get_student_view
from edx_proctoring.models import EntryPass, EntryRules, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.entry_lists import list_waiting
from edx_proctoring.visitors import visitor_of
from tests.factories import AttemptFactory, EntryPassFactory, EntryRulesFactory, ExamFactory, UserFactory
from tests.views.test_entry import ATTEMPTS, IN_ROOM, in_browser
from tests.views.test_my_entrance import EXAMS

Commit = Callable[[], AbstractContextManager[Any]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> User:
    return UserFactory()


def enter(client: Client, exam: ProctoredExam, *, supervised: bool, start: bool = False) -> Any:
    data = {'exam_id': exam.id, 'attempt_proctored': supervised, 'start_clock': start}
    return client.post(ATTEMPTS, data, content_type='application/json', REMOTE_ADDR=IN_ROOM)


def start(client: Client, attempt_id: int) -> Any:
    return client.put(
        f'{ATTEMPTS}/{attempt_id}', {'action': 'start'}, content_type='application/json', REMOTE_ADDR=IN_ROOM
    )


def session_of(client: Client) -> Any:
    request = RequestFactory().get('/')
    request.session = SessionStore(client.cookies['sessionid'].value)
    return visitor_of(request).session


def page(client: Client, learner: User, exam: ProctoredExam) -> str | None:
    """What the learner's browser sees in the place of the exam; None for its content."""
    request = RequestFactory(REMOTE_ADDR=IN_ROOM).get('/')
    request.session = SessionStore(client.cookies['sessionid'].value)
    set_current_request(request)
    try:
        return get_student_view(learner.id, exam.course_id, exam.content_id, {})
    finally:
        set_current_request(None)


def broken_off(learner: User, exam: ProctoredExam, **fields: Any) -> ProctoredExamStudentAttempt:
    return AttemptFactory(
        user=learner, proctored_exam=exam, status='error', taking_as_proctored=True, ready_to_resume=True, **fields
    )


STRICT = {'needs_code': True, 'needs_release': True, 'starts_until': timezone.now() - timedelta(days=1)}


def test_who_resumes_starts_the_clock_after_the_window_and_in_another_browser(learner: User) -> None:
    exam = EntryRulesFactory(exam__timed=False, exam__is_proctored=True, binds_place=True, **STRICT).exam
    former = broken_off(
        learner, exam, started_at=timezone.now(), allowed_time_limit_mins=90, time_remaining_seconds=600
    )
    first, other = in_browser(learner), in_browser(learner)
    EntryPassFactory(
        exam_id=exam.id,
        user_id=learner.id,
        attempt_id=former.id,
        place_session=session_of(first),
        place_address=IN_ROOM,
    )
    answer = enter(other, exam, supervised=True)
    assert answer.status_code == 200
    attempt = ProctoredExamStudentAttempt.objects.get(id=answer.json()['exam_attempt_id'])
    ProctoredExamStudentAttempt.objects.filter(id=attempt.id).update(status='ready_to_start')
    answer = start(other, attempt.id)
    assert answer.status_code == 200, answer.content
    assert EntryPass.objects.get().place_session == session_of(other)
    assert page(other, learner, exam) is None
    assert page(first, learner, exam) is not None


def test_who_broke_off_before_the_clock_ran_has_to_be_let_in(learner: User) -> None:
    exam = EntryRulesFactory(exam__timed=False, exam__is_proctored=True, needs_code=True).exam
    broken_off(learner, exam)
    answer = enter(in_browser(learner), exam, supervised=True)
    assert (answer.status_code, answer.json().get('rule')) == (403, 'access_code')


@pytest.mark.parametrize(('needed', 'shown'), [('needs_code', 'code_session'), ('needs_release', 'released_at')])
def test_what_was_shown_for_a_removed_attempt_does_not_count_again(learner: User, needed: str, shown: str) -> None:
    rules: EntryRules = EntryRulesFactory(binds_place=True)
    browser = in_browser(learner)
    value = session_of(browser) if shown == 'code_session' else timezone.now()
    EntryPassFactory(exam_id=rules.exam_id, user_id=learner.id, attempt_id=10**9, **{shown: value})
    answer = enter(browser, rules.exam, supervised=False)
    assert answer.status_code == 200
    EntryRules.objects.update(**{needed: True})
    assert start(browser, answer.json()['exam_attempt_id']).status_code == 403
    assert not ProctoredExamStudentAttempt.objects.exclude(started_at=None).exists()


def test_who_declines_another_exam_is_not_let_into_this_one(learner: User, commit: Commit) -> None:
    browser, other = in_browser(learner), ExamFactory(is_proctored=True)
    exam = EntryRulesFactory(
        exam__timed=False, exam__is_proctored=True, exam__course_id=other.course_id, needs_release=True
    ).exam
    with commit():
        assert enter(browser, other, supervised=False).status_code == 200
    assert ProctoredExamStudentAttempt.objects.get(proctored_exam=exam).status == 'declined'
    assert page(browser, learner, other) is None
    shown = page(browser, learner, exam)
    assert shown is not None
    assert 'has not let you in yet' in shown
    release_learners(exam, [learner.id], now=timezone.now())
    assert page(browser, learner, exam) is None
    EntryRules.objects.update(**STRICT)
    assert page(browser, learner, exam) is None, 'they were let in'


def test_who_was_let_in_and_declines_reads_on(learner: User) -> None:
    exam = EntryRulesFactory(exam__timed=False, exam__is_proctored=True).exam
    browser = in_browser(learner)
    assert enter(browser, exam, supervised=False).status_code == 200
    EntryRules.objects.update(**STRICT)
    assert page(browser, learner, exam) is None


def test_who_waits_again_after_another_attempt_is_seen_and_can_be_let_in(learner: User) -> None:
    rules: EntryRules = EntryRulesFactory(needs_release=True)
    EntryPassFactory(exam_id=rules.exam_id, user_id=learner.id, attempt_id=10**9, released_at=timezone.now())
    browser = in_browser(learner)
    stands = browser.get(f'{EXAMS}/my_entrance/exam_id/{rules.exam_id}').json()
    assert stands['waits']
    assert [each.user_id for each in list_waiting(rules, now=timezone.now())] == [learner.id]
    assert release_learners(rules.exam, [learner.id], now=timezone.now()) == 1
    assert enter(browser, rules.exam, supervised=False, start=True).status_code == 200
