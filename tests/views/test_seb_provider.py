"""The provider Safe Exam Browser: its exams have rules, always, and checks make attempts ready to start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from crum import set_current_request
from django.apps import apps
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from edx_proctoring import api
from edx_proctoring.actions import course_exams, entry_rules, exams
from edx_proctoring.backends.seb import SebBackendProvider
from edx_proctoring.models import EntryRules, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory
from tests.views.seb_scene import EXAMS, link, logged_in, poll, seb_for, verdict_on, verify

pytestmark = pytest.mark.django_db
BY_SCRIPT = 'ios-3.6'
Commit = Callable[[], AbstractContextManager[Any]]


@pytest.fixture
def seb_provider() -> Iterator[SebBackendProvider]:
    """The site has it under its name."""
    config: Any = apps.get_app_config('edx_proctoring')
    backends = config.backends
    backends['seb'] = SebBackendProvider()
    yield backends['seb']
    del backends['seb']


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture
def browser(learner: User) -> Client:
    return logged_in(learner)


@pytest.fixture
def exam(seb_provider: SebBackendProvider, host: Host, now: datetime) -> ProctoredExam:
    return exams.create(
        COURSE_ID,
        'i4x://seb',
        now=now,
        backend='seb',
        exam_name='Exam',
        time_limit_mins=90,
        is_proctored=True,
        is_active=True,
    )


def enter(browser: Client, exam: ProctoredExam, **data: Any) -> Any:
    values = {'exam_id': exam.id, 'start_clock': False, 'attempt_proctored': True, **data}
    return browser.post(f'{EXAMS}/attempt', values, content_type='application/json')


def enter_page(browser: Client, exam: ProctoredExam) -> Any:
    return browser.get(f'/api/edx_proctoring/v1/entry/{exam.id}')


def put(browser: Client, attempt: ProctoredExamStudentAttempt, action: str) -> Any:
    return browser.put(f'{EXAMS}/attempt/{attempt.id}', {'action': action}, content_type='application/json')


def view_of(exam: ProctoredExam, learner: User) -> str:
    context = {'display_name': 'Exam', 'default_time_limit_mins': 90}
    page = api.get_student_view(learner.id, exam.course_id, exam.content_id, context)
    assert page is not None
    return page


def test_its_exams_get_rules(exam: ProctoredExam) -> None:
    assert EntryRules.objects.get().needs_seb
    assert exam.has_entry_rules
    assert ProctoredExam.objects.get().has_entry_rules


def test_an_exam_that_is_moved_to_it_gets_rules(seb_provider: SebBackendProvider, host: Host, now: datetime) -> None:
    other = ExamFactory(backend='test')
    assert not EntryRules.objects.exists()
    exams.update(other, now=now, backend='seb')
    assert EntryRules.objects.get(exam_id=other.id).needs_seb


def test_without_a_check_nobody_enters(browser: Client, exam: ProctoredExam) -> None:
    for _ in range(2):
        answer = enter(browser, exam)
        assert (answer.status_code, answer.json().get('rule')) == (403, 'seb'), answer.content
        EntryRules.objects.update(needs_seb=False)  # staff cannot switch it off


@pytest.mark.parametrize('is_lost', [False, True])
def test_an_exam_whose_rules_were_lost_is_closed(
    browser: Client, learner: User, seb_provider: SebBackendProvider, is_lost: bool
) -> None:
    exam = ExamFactory(backend='seb', has_entry_rules=is_lost)
    attempt = AttemptFactory(
        user=learner, proctored_exam=exam, status='started', started_at=timezone.now(), allowed_time_limit_mins=90
    )
    assert 'kept_out' in poll(browser, attempt)


def test_rules_without_the_browser_are_not_possible(exam: ProctoredExam, now: datetime) -> None:
    assert entry_rules.save_rules(exam, {'needs_code': True}, now=now).needs_seb
    entry_rules.delete_rules(exam, now=now)
    kept = EntryRules.objects.get(exam_id=exam.id)
    assert (kept.needs_seb, kept.needs_code) == (True, False)
    assert exam.has_entry_rules
    assert ProctoredExam.objects.get().has_entry_rules


def test_an_exam_that_came_to_the_provider_unsaved_gets_rules_at_its_entrance(
    browser: Client, seb_provider: SebBackendProvider
) -> None:
    exam = ExamFactory(backend='seb')
    refused = enter_page(browser, exam)
    assert refused.status_code == 200
    assert 'Safe Exam Browser' in refused.content.decode()
    assert link(browser, exam).status_code == 200


def test_who_is_checked_enters_and_is_ready(browser: Client, exam: ProctoredExam) -> None:
    assert verdict_on(verify(browser, exam, seb_for(browser, exam, BY_SCRIPT))) == 'ok'
    assert enter(browser, exam).status_code == 200
    attempt = ProctoredExamStudentAttempt.objects.get()
    assert attempt.status == 'ready_to_start'
    assert put(browser, attempt, 'start').status_code == 200
    attempt.refresh_from_db()
    assert attempt.status == 'started'
    assert 'kept_out' not in poll(browser, attempt)


def test_a_check_makes_an_attempt_ready(browser: Client, learner: User, exam: ProctoredExam) -> None:
    attempt = AttemptFactory(user=learner, proctored_exam=exam, status='created')
    assert put(browser, attempt, 'start').status_code in (400, 403)
    seb = seb_for(browser, exam, BY_SCRIPT)
    verify(browser, exam, seb)
    attempt.refresh_from_db()
    assert attempt.status == 'ready_to_start'


@pytest.mark.parametrize(('option', 'status'), [('submitted', 'submitted'), ('verified', 'verified')])
def test_what_follows_submission(
    browser: Client,
    learner: User,
    exam: ProctoredExam,
    seb_provider: SebBackendProvider,
    commit: Commit,
    option: str,
    status: str,
) -> None:
    seb_provider.after_submission = option
    attempt = AttemptFactory(
        user=learner, proctored_exam=exam, status='started', started_at=timezone.now(), allowed_time_limit_mins=90
    )
    with commit():
        assert put(browser, attempt, 'submit').status_code == 200
    attempt.refresh_from_db()
    assert attempt.status == status


def test_learners_are_told_the_way(exam: ProctoredExam, seb_provider: SebBackendProvider) -> None:
    steps = seb_provider.get_attempt({'proctored_exam': {'id': exam.id}})['instructions']
    assert len(steps) == 3
    assert f'/edx_proctoring/v1/entry/{exam.id}"' in steps[1]


@pytest.fixture
def in_the_browser(browser: Client, exam: ProctoredExam, rf: RequestFactory) -> Iterator[None]:
    """The browser was checked, and it is the one that asks."""
    assert verdict_on(verify(browser, exam, seb_for(browser, exam, BY_SCRIPT))) == 'ok'
    request = rf.get('/')
    request.session = browser.session
    request.COOKIES = {name: morsel.value for name, morsel in browser.cookies.items()}
    set_current_request(request)
    yield
    set_current_request(None)


@pytest.mark.usefixtures('in_the_browser')
@pytest.mark.parametrize('provider', ['seb', 'test'])
@pytest.mark.parametrize(
    ('status', 'shown', 'promised'),
    [
        (None, 'This exam is proctored', 'your photo ID'),
        ('ready_to_start', 'You can start your exam', 'Leave the proctoring software running'),
        ('submitted', 'Your answers are saved.', 'is being reviewed'),
    ],
)
def test_nobody_is_told_of_cameras_and_reviews(
    learner: User, exam: ProctoredExam, provider: str, status: str | None, shown: str, promised: str
) -> None:
    if status is not None:
        AttemptFactory(user=learner, proctored_exam=exam, status=status)
    if provider == 'test':
        ProctoredExam.objects.update(backend='test', has_entry_rules=False)
    page = view_of(exam, learner)
    assert shown in page
    assert (promised in ' '.join(page.split())) == (provider == 'test')


@pytest.mark.parametrize(
    ('user_agent', 'is_told_to_install'),
    [('Mozilla/5.0 Firefox/140.0', True), ('Mozilla/5.0 Chrome/120 SEB/3.9.0', False)],
)
def test_the_page_of_the_set_up_leads_to_the_entrance_alone(
    learner: User, exam: ProctoredExam, rf: RequestFactory, user_agent: str, is_told_to_install: bool
) -> None:
    AttemptFactory(user=learner, proctored_exam=exam, status='created')
    set_current_request(rf.get('/', headers={'User-Agent': user_agent}))
    page = view_of(exam, learner)
    set_current_request(None)
    assert f'/edx_proctoring/v1/entry/{exam.id}" target="_top">Go to the entrance' in page
    assert 'Go to the exam' not in page
    assert 'system check' not in page
    assert 'your photo ID' not in page
    assert ('Install Safe Exam Browser' in page) == is_told_to_install
    assert ('This browser is being checked.' in page) != is_told_to_install


@pytest.mark.usefixtures('in_the_browser')
@pytest.mark.parametrize(('others', 'status'), [({}, 'ready_to_start'), ({'needs_code': True}, 'created')])
def test_an_attempt_that_is_made_after_the_check_gets_ready_when_nothing_is_missing(
    learner: User, exam: ProctoredExam, others: dict[str, Any], status: str
) -> None:
    EntryRules.objects.update(**others)
    attempt = AttemptFactory(user=learner, proctored_exam=exam, status='created')
    page = view_of(exam, learner)
    assert ('You can start your exam' if status == 'ready_to_start' else 'Go to the entrance') in page
    attempt.refresh_from_db()
    assert attempt.status == status


def test_an_unknown_option_is_reported() -> None:
    assert SebBackendProvider(after_submission='verified').check_options('seb') == []
    assert [each.id for each in SebBackendProvider(after_submission='x').check_options('seb')] == [
        'edx_proctoring.W114'
    ]


def test_exams_that_are_registered_together_get_rules(seb_provider: SebBackendProvider, now: datetime) -> None:
    given = {'exam_name': 'New', 'time_limit_mins': 5, 'is_active': True, 'is_proctored': True, 'backend': 'seb'}
    course_exams.register(COURSE_ID, [{'content_id': 'one', **given}, {'content_id': 'two', **given}], now=now)
    assert EntryRules.objects.filter(needs_seb=True).count() == 2
    assert ProctoredExam.objects.filter(has_entry_rules=True).count() == 2
