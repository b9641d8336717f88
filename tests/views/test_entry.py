"""Entry rules where learners meet them: entering, starting, the pages of the exam, and the polls."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from crum import set_current_request
from django.contrib.auth.models import User
from django.contrib.sessions.backends.cache import SessionStore
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from edx_proctoring.actions.entry import BETWEEN_NOTES
from edx_proctoring.api import get_student_view
from edx_proctoring.models import EntryEvent, EntryPass, EntryRules, ProctoredExam, ProctoredExamStudentAttempt
from tests.factories import COURSE_ID, AttemptFactory, EntryRulesFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db

ATTEMPTS = '/api/edx_proctoring/v1/proctored_exam/attempt'
ENTRY = '/api/edx_proctoring/v1/entry'
ROOM = [{'name': 'Room 5', 'cidrs': ['192.0.2.0/24']}]
IN_ROOM, AT_HOME = '192.0.2.7', '198.51.100.7'


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture
def browser(learner: User) -> Client:
    return in_browser(learner)


def in_browser(learner: User) -> Client:
    client = Client()
    client.force_login(learner)
    return client


def enter(client: Client, exam: ProctoredExam, address: str = IN_ROOM) -> Any:
    data = {'exam_id': exam.id, 'start_clock': True, 'attempt_proctored': False}
    return client.post(ATTEMPTS, data, content_type='application/json', REMOTE_ADDR=address)


def poll(client: Client, attempt: ProctoredExamStudentAttempt, address: str = IN_ROOM) -> Any:
    return client.get(f'{ATTEMPTS}/{attempt.id}', REMOTE_ADDR=address).json()


def running(learner: User, exam: ProctoredExam, **fields: Any) -> ProctoredExamStudentAttempt:
    return AttemptFactory(
        user=learner,
        proctored_exam=exam,
        status='started',
        started_at=timezone.now(),
        allowed_time_limit_mins=90,
        **fields,
    )


def rules(**fields: Any) -> EntryRules:
    return EntryRulesFactory(**fields)


@pytest.mark.parametrize(
    ('fields', 'rule'),
    [
        ({'starts_from': datetime(2100, 1, 1, tzinfo=UTC)}, 'start_window'),
        ({'networks': [{'name': 'Elsewhere', 'cidrs': ['203.0.113.0/24']}]}, 'network'),
        ({'networks': [{'name': 'gone from the settings'}]}, 'network'),
        ({'networks': 'nonsense'}, 'network'),
        ({'needs_seb': True}, 'seb'),
        ({'needs_code': True}, 'access_code'),
        ({'needs_release': True}, 'release'),
    ],
)
def test_nobody_enters_against_a_rule(browser: Client, learner: User, fields: dict[str, Any], rule: str) -> None:
    exam = rules(**fields).exam
    answer = enter(browser, exam)
    assert answer.status_code == 403
    assert answer.json()['rule'] == rule
    assert answer.json()['detail']
    assert answer.json()['entry_url'].endswith(f'{ENTRY}/{exam.id}')
    assert not ProctoredExamStudentAttempt.objects.exists()
    assert EntryPass.objects.get().closed_rule == rule
    enter(browser, exam)
    assert EntryEvent.objects.filter(user_id=learner.id, rule=rule).count() == 1, 'the same again is no news'


def test_the_learner_enters_when_the_rules_are_met(browser: Client) -> None:
    exam = rules(networks=ROOM, binds_place=True).exam
    assert enter(browser, exam).status_code == 200
    attempt, entry_pass = ProctoredExamStudentAttempt.objects.get(), EntryPass.objects.get()
    assert (attempt.status, entry_pass.attempt_id, entry_pass.place_address) == ('started', attempt.id, IN_ROOM)
    assert 'kept_out' not in poll(browser, attempt)


def test_networks_of_the_site_are_those_of_its_settings(browser: Client, settings: Any) -> None:
    exam = rules(networks=[{'name': 'Exam center'}]).exam
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'EXAM_NETWORKS': {'Exam center': ['192.0.2.0/24']}}
    assert enter(browser, exam, AT_HOME).status_code == 403
    assert enter(browser, exam).status_code == 200


def test_a_rule_that_was_lost_keeps_everybody_out(browser: Client) -> None:
    exam = ExamFactory(timed=True, has_entry_rules=True)
    assert enter(browser, exam).status_code == 403


def test_a_started_attempt_is_not_bound_by_what_concerns_the_start(browser: Client, learner: User) -> None:
    exam = rules(starts_until=timezone.now() - timedelta(days=1), needs_code=True, needs_release=True).exam
    attempt = running(learner, exam)
    assert 'kept_out' not in poll(browser, attempt)


def test_content_closes_in_another_network_while_the_clock_runs(browser: Client, learner: User) -> None:
    attempt = running(learner, rules(networks=ROOM).exam)
    answer = poll(browser, attempt, AT_HOME)
    assert answer['kept_out']['rule'] == 'network'
    assert answer['status'] == 'started'
    assert answer['time_remaining_seconds'] > 5000
    closed = EntryPass.objects.get()
    assert (closed.closed_rule, closed.closed_reason) == ('network', 'other_network')
    EntryPass.objects.update(noted_at=timezone.now() - BETWEEN_NOTES)
    assert 'kept_out' not in poll(browser, attempt)
    assert EntryPass.objects.get().closed_rule == ''
    assert list(EntryEvent.objects.values_list('outcome', flat=True)) == ['other_network', 'opened']


def test_a_copied_session_elsewhere_gets_nothing(browser: Client, learner: User) -> None:
    exam = rules(binds_place=True).exam
    enter(browser, exam)
    attempt, other = ProctoredExamStudentAttempt.objects.get(), in_browser(learner)
    assert poll(other, attempt)['kept_out']['reason'] == 'other_place'
    assert poll(browser, attempt, AT_HOME)['kept_out']['reason'] == 'other_place'
    assert 'kept_out' not in poll(browser, attempt)


def test_a_pass_is_good_for_one_attempt(browser: Client, learner: User) -> None:
    exam = rules(needs_release=True).exam
    EntryPass.objects.create(exam_id=exam.id, user_id=learner.id, released_at=timezone.now())
    assert enter(browser, exam).status_code == 200
    ProctoredExamStudentAttempt.objects.all().delete()
    assert enter(browser, exam).status_code == 403


def test_exams_without_rules_cost_no_statement(
    browser: Client, learner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    attempt = running(learner, ExamFactory(timed=True))
    with django_assert_num_queries(3):  # session, user, attempt
        poll(browser, attempt)


def test_all_rules_cost_two(browser: Client, learner: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    exam = rules(networks=ROOM, needs_code=True, needs_release=True, binds_place=True).exam
    attempt = running(learner, exam)
    poll(browser, attempt)
    with django_assert_num_queries(5):
        poll(browser, attempt)


def test_the_page_names_what_is_missing(browser: Client) -> None:
    exam = rules(needs_release=True, needs_code=True).exam
    page = browser.get(f'{ENTRY}/{exam.id}').content.decode()
    assert 'needs an access code' in page
    assert 'not let you in yet' in page


def test_the_page_is_there_for_exams_with_rules_only(browser: Client) -> None:
    for exam_id in (ExamFactory(timed=True).id, 10**9, rules(exam__is_active=False).exam_id):
        assert browser.get(f'{ENTRY}/{exam_id}').status_code == 404


def test_the_page_asks_strangers_to_log_in() -> None:
    answer = Client().get(f'{ENTRY}/{rules(needs_code=True).exam_id}')
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ('proxies', 'forwarded', 'remote', 'lets_in'),
    [
        ([], IN_ROOM, AT_HOME, False),
        ([], AT_HOME, IN_ROOM, True),
        (['10.0.0.0/8'], IN_ROOM, '10.0.0.1', True),
        (['10.0.0.0/8'], f'{IN_ROOM}, {AT_HOME}', '10.0.0.1', False),
        (['10.0.0.0/8'], f'{AT_HOME}, {IN_ROOM}, 10.1.1.1', '10.0.0.1', True),
        (['10.0.0.0/8'], IN_ROOM, AT_HOME, False),
        (['10.0.0.0/8'], '', '10.0.0.1', False),
        (['10.0.0.0/8'], 'unknown', '10.0.0.1', False),
        (['10.0.0.0/8'], f'{IN_ROOM}:51234', '10.0.0.1', True),
        (['10.0.0.0/8'], f'[::ffff:{IN_ROOM}]:443', '10.0.0.1', True),
        (['10.0.0.0/8'], f'[{IN_ROOM}', '10.0.0.1', False),
        (['10.0.0.0/8'], f'{IN_ROOM}:51234:7', '10.0.0.1', False),
        (['10.0.0.0/8'], '[]:443', '10.0.0.1', False),
        (['not a network'], IN_ROOM, '10.0.0.1', False),
        (['::1/128'], f'::ffff:{IN_ROOM}', '::1', True),
        (['10.0.0.0/8'], f'2001:db8::7%{"z" * 300}', '10.0.0.1', False),
    ],
)
def test_addresses_are_taken_from_proxies_that_are_trusted(
    browser: Client, settings: Any, proxies: list[str], forwarded: str, remote: str, lets_in: bool
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'TRUSTED_PROXIES': proxies}
    exam = rules(networks=ROOM).exam
    data = {'exam_id': exam.id, 'start_clock': True}
    answer = browser.post(ATTEMPTS, data, REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)
    assert answer.status_code == (200 if lets_in else 403)


def test_a_course_page_shows_what_is_missing(learner: User) -> None:
    exam = rules(needs_code=True).exam
    context = {'display_name': 'Test', 'default_time_limit_mins': 90, 'is_proctored': False}
    request = RequestFactory().get('/')
    request.session = SessionStore('k' * 32)
    set_current_request(request)
    page = get_student_view(learner.id, COURSE_ID, exam.content_id, context)
    set_current_request(None)
    assert page is not None
    assert 'This exam needs an access code.' in page
    assert context['kept_out']['rule'] == 'access_code'  # type: ignore[index]
