"""Safe Exam Browser over HTTP: who gets in, with what, and what gets nobody in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from edx_proctoring.models import EntryEvent, EntryPass, ProctoredExamStudentAttempt, SebChallenge, SebConfiguration
from edx_proctoring.visitors import SEB_COOKIE
from simulators.seb_client.client import Fault
from tests.factories import ExamFactory, UserFactory
from tests.views.seb_scene import (
    EXAMS,
    challenge,
    issue,
    link,
    logged_in,
    poll,
    respond,
    rules,
    running,
    seb_for,
    verdict_on,
    verify,
    visit,
)

pytestmark = pytest.mark.django_db
BY_HEADERS, BY_SCRIPT = 'macos-3.6-classic', 'ios-3.6'


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture
def browser(learner: User) -> Client:
    return logged_in(learner)


def enter(browser: Client, exam_id: int) -> Any:
    data = {'exam_id': exam_id, 'start_clock': True, 'attempt_proctored': False}
    return browser.post(f'{EXAMS}/attempt', data, content_type='application/json')


@pytest.mark.parametrize('profile', [BY_HEADERS, BY_SCRIPT, 'windows-3.9', 'windows-3.3.1', 'macos-3.6-modern'])
def test_the_browser_gets_in(learner: User, browser: Client, profile: str) -> None:
    exam = rules().exam
    refused = enter(browser, exam.id)
    assert (refused.status_code, refused.json()['rule']) == (403, 'seb')
    verify(browser, exam, seb_for(browser, exam, profile))
    entry_pass = EntryPass.objects.get()
    assert entry_pass.seb_verified_at is not None
    assert entry_pass.seb_version.startswith('3.')
    assert SEB_COOKIE in browser.cookies
    assert enter(browser, exam.id).status_code == 200
    assert EntryEvent.objects.filter(rule='seb', outcome='passed', user_id=learner.id).count() == 1


@pytest.mark.parametrize('profile', [BY_HEADERS, BY_SCRIPT])
@pytest.mark.parametrize('fault', [Fault.WRONG_KEY, Fault.OTHER_CONFIGURATION, Fault.MALFORMED, Fault.RECORDED])
def test_faults_keep_it_out(browser: Client, profile: str, fault: Fault) -> None:
    exam = rules().exam
    verify(browser, exam, seb_for(browser, exam, profile, fault=fault))
    event = EntryEvent.objects.get(rule='seb')
    assert event.outcome == ('malformed' if fault is Fault.MALFORMED else 'wrong_config_key')
    assert event.detail['headers'] is (profile == BY_HEADERS)
    assert enter(browser, exam.id).status_code == 403


def test_what_staff_see_of_a_wrong_key_is_no_hash(browser: Client) -> None:
    exam = rules().exam
    verify(browser, exam, seb_for(browser, exam, BY_SCRIPT, fault=Fault.WRONG_KEY))
    detail = EntryEvent.objects.get(rule='seb').detail
    assert (len(detail['received']), len(detail['expected']), detail['key']) == (8, 8, 'config')
    assert detail['version'] == '3.6 (ios)'
    assert max(len(part) for part in detail['page'].split('/')) < 20


def test_without_any_value_nobody_gets_in(browser: Client) -> None:
    exam = rules().exam
    link(browser, exam)
    address = issue(browser, exam)
    assert visit(browser, address).status_code == 200
    answer = respond(browser, address)
    assert (answer.status_code, answer.json()['verdict']) == (403, 'missing')
    assert answer.json()['detail'] == 'Safe Exam Browser was not found.'


def test_without_a_configuration_nobody_gets_in(browser: Client, learner: User) -> None:
    exam, other = rules().exam, rules().exam
    seb = seb_for(browser, other)
    assert verdict_on(verify(browser, exam, seb)) == 'not_configured'
    address = issue(browser, exam)
    assert respond(browser, address, config_key_hash='0' * 64).json()['verdict'] == 'not_configured'


def test_a_challenge_counts_once(browser: Client) -> None:
    exam = rules().exam
    seb, address = seb_for(browser, exam, BY_SCRIPT), issue(browser, exam)
    assert respond(browser, address, seb).status_code == 200
    EntryPass.objects.update(seb_verified_at=None)
    again = respond(browser, address, seb)
    assert (again.status_code, again.json()['verdict']) == (403, 'replayed')
    assert EntryPass.objects.get().seb_verified_at is None
    assert verdict_on(visit(browser, address, seb_for(browser, exam, BY_HEADERS))) == 'replayed'
    assert EntryPass.objects.get().seb_verified_at is None


def test_a_failure_uses_it_up(browser: Client) -> None:
    exam = rules().exam
    seb, address = seb_for(browser, exam, BY_SCRIPT), issue(browser, exam)
    assert respond(browser, address, seb, config_key_hash='0' * 64).json()['verdict'] == 'wrong_config_key'
    assert respond(browser, address, seb).json()['verdict'] == 'replayed'


def test_asking_for_the_headers_uses_nothing_up(browser: Client) -> None:
    exam = rules().exam
    seb, address = seb_for(browser, exam, BY_HEADERS), issue(browser, exam)
    headers = seb.headers_for(address)
    for wrong in ({}, headers, {**headers, 'X-SafeExamBrowser-ConfigKeyHash': '0' * 64}):
        answer = browser.head(urlsplit(address).path, headers=wrong)
        assert answer.status_code == 200
    assert SebChallenge.objects.get().used_at is None
    assert not EntryPass.objects.exclude(seb_verified_at=None).exists()
    assert verdict_on(visit(browser, address, seb)) == 'ok'


def test_it_is_over_after_a_minute(browser: Client) -> None:
    exam = rules().exam
    seb, address = seb_for(browser, exam, BY_SCRIPT), issue(browser, exam)
    SebChallenge.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert respond(browser, address, seb).json()['verdict'] == 'expired'


def test_it_is_for_one_learner_one_session_and_one_attempt(browser: Client, learner: User) -> None:
    exam = rules().exam
    seb, address = seb_for(browser, exam, BY_SCRIPT), issue(browser, exam)
    stranger, elsewhere = logged_in(UserFactory()), logged_in(learner)
    assert respond(stranger, address, seb).json()['verdict'] == 'wrong_user'
    assert respond(elsewhere, address, seb).json()['verdict'] == 'wrong_session'
    running(learner, exam)
    assert respond(browser, address, seb).json()['verdict'] == 'wrong_attempt'
    assert not EntryPass.objects.exclude(seb_verified_at=None).exists()
    assert Client().get(urlsplit(address).path).status_code == 403
    assert respond(Client(), address, seb).status_code == 403
    assert visit(browser, f'{address[:-22]}{"a" * 22}').status_code == 404


def test_a_copied_session_is_not_enough(browser: Client, learner: User) -> None:
    exam = rules().exam
    attempt = running(learner, exam)
    verify(browser, exam, seb_for(browser, exam))
    assert 'kept_out' not in poll(browser, attempt)
    copy = Client()
    copy.cookies[django_settings.SESSION_COOKIE_NAME] = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    assert poll(copy, attempt)['kept_out']['reason'] == 'seb_lost'
    copy.cookies[SEB_COOKIE] = 'a' * 32
    assert poll(copy, attempt)['kept_out']['reason'] == 'seb_lost'
    assert 'kept_out' not in poll(browser, attempt)


def test_a_wrong_answer_closes_the_content_at_once(browser: Client, learner: User) -> None:
    exam = rules().exam
    attempt = running(learner, exam)
    seb = seb_for(browser, exam)
    verify(browser, exam, seb)
    assert verdict_on(verify(browser, exam, seb_for(browser, exam, fault=Fault.WRONG_KEY))) == 'wrong_config_key'
    closed = poll(browser, attempt)
    assert (closed['kept_out']['reason'], closed['seb_check_due'], closed['status']) == ('seb_lost', True, 'started')
    verify(browser, exam, seb)
    EntryPass.objects.update(noted_at=None)
    assert 'kept_out' not in poll(browser, attempt)


@pytest.mark.parametrize('fault', [Fault.WRONG_KEY, Fault.MALFORMED, None])
def test_what_a_copied_session_answers_closes_nothing_for_the_browser(
    browser: Client, learner: User, fault: Fault | None
) -> None:
    exam = rules().exam
    attempt = running(learner, exam)
    seb = seb_for(browser, exam)
    verify(browser, exam, seb)
    copy = Client()
    copy.cookies[django_settings.SESSION_COOKIE_NAME] = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    if fault is None:
        respond(copy, issue(copy, exam))
    else:
        verify(copy, exam, seb_for(browser, exam, fault=fault))
    assert 'kept_out' not in poll(browser, attempt)


def test_polls_say_when_to_check_again(browser: Client, learner: User) -> None:
    exam = rules().exam
    attempt = running(learner, exam)
    first = poll(browser, attempt)
    assert (first['kept_out']['reason'], first['seb_check_due']) == ('seb_needed', True)
    seb = seb_for(browser, exam)
    verify(browser, exam, seb)
    assert 'seb_check_due' not in poll(browser, attempt)
    EntryPass.objects.update(seb_verified_at=timezone.now() - timedelta(minutes=3))
    due = poll(browser, attempt)
    assert (due['seb_check_due'], 'kept_out' in due) == (True, False)
    EntryPass.objects.update(seb_verified_at=timezone.now() - timedelta(minutes=6), noted_at=None)
    lost = poll(browser, attempt)
    assert (lost['kept_out']['reason'], lost['status']) == ('seb_lost', 'started')
    verify(browser, exam, seb)
    EntryPass.objects.update(noted_at=None)
    assert 'kept_out' not in poll(browser, attempt)
    assert EntryEvent.objects.filter(rule='seb', outcome='passed').count() == 1, 'the same browser again is no news'


def test_a_configuration_is_good_for_one_attempt(browser: Client, learner: User) -> None:
    exam = rules().exam
    seb = seb_for(browser, exam, BY_SCRIPT)
    verify(browser, exam, seb)
    assert enter(browser, exam.id).status_code == 200
    assert SebConfiguration.objects.get().attempt_id is not None
    assert verdict_on(verify(browser, exam, seb)) == 'ok'
    ProctoredExamStudentAttempt.objects.all().delete()
    assert verdict_on(verify(browser, exam, seb)) == 'not_configured'
    assert enter(browser, exam.id).status_code == 403
    assert verdict_on(verify(browser, exam, seb_for(browser, exam, BY_SCRIPT))) == 'ok'


def test_a_configuration_is_good_for_one_learner(browser: Client) -> None:
    exam = rules().exam
    seb, other = seb_for(browser, exam, BY_SCRIPT), logged_in(UserFactory())
    link(other, exam)
    assert verdict_on(verify(other, exam, seb)) == 'wrong_config_key'


def test_changed_rules_leave_begun_attempts_their_key(browser: Client, learner: User) -> None:
    stored = rules()
    exam = stored.exam
    waiting, begun = logged_in(UserFactory()), browser
    old = {each: seb_for(each, exam, BY_SCRIPT) for each in (waiting, begun)}
    verify(begun, exam, old[begun])
    enter(begun, exam.id)
    stored.seb_options = {'allow_reload': False}
    stored.save()
    assert verdict_on(verify(begun, exam, old[begun])) == 'ok'
    assert verdict_on(verify(waiting, exam, old[waiting])) == 'not_configured'
    assert verdict_on(verify(waiting, exam, seb_for(waiting, exam, BY_SCRIPT))) == 'ok'


def test_exam_keys_that_are_listed_are_needed(browser: Client) -> None:
    key = 'ab' * 32
    exam = rules(seb_exam_keys=[key]).exam
    answer = verify(browser, exam, seb_for(browser, exam, BY_SCRIPT))
    assert verdict_on(answer) == 'wrong_exam_key'
    seb = seb_for(browser, exam, BY_SCRIPT, own_exam_key=key)
    assert verdict_on(verify(browser, exam, seb)) == 'ok'


@pytest.mark.parametrize('keys', ['nonsense', [None], ['short'], [''], {'a': 'ab' * 32}])
def test_keys_that_are_none_let_nobody_in(browser: Client, keys: Any) -> None:
    exam = rules(seb_exam_keys=keys).exam
    answer = verify(browser, exam, seb_for(browser, exam, BY_SCRIPT))
    assert verdict_on(answer) == 'not_configured'


def test_only_so_many_checks_are_issued_at_once(browser: Client) -> None:
    exam = rules().exam
    for _ in range(30):
        issue(browser, exam)
    refused = challenge(browser, exam)
    assert (refused.status_code, 'try again in a minute' in refused.json()['detail']) == (429, True)


def test_exams_and_sites_that_cannot_check(browser: Client, settings: Any) -> None:
    timed = ExamFactory(timed=True)
    assert challenge(browser, timed).status_code == 409
    assert link(browser, timed).status_code == 409
    assert browser.post(f'{EXAMS}/seb/exam_id/{10**9}/link').status_code == 404
    exam = rules().exam
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'SEB_BASE_URL': 'https://LMS.example/%7E'}
    assert challenge(browser, exam).status_code == 409
    assert Client().post(f'{EXAMS}/seb/exam_id/{exam.id}/link').status_code == 403


def test_the_page_of_a_check_may_be_framed_by_the_learning_site_only(browser: Client) -> None:
    exam = rules().exam
    page = visit(browser, issue(browser, exam))
    assert page['Content-Security-Policy'] == "frame-ancestors 'self' https://learning.example.com"
    assert 'X-Frame-Options' not in page
    assert 'no-store' in page['Cache-Control']


@pytest.mark.parametrize('body', ['[]', '"x"', '{"config_key_hash": 5}', '{"config_key_hash": {"a": 1}}', '{'])
def test_bodies_that_are_none(browser: Client, body: str) -> None:
    exam = rules().exam
    address = issue(browser, exam)
    answer = browser.post(f'{urlsplit(address).path}/answer', body, content_type='application/json')
    assert answer.status_code in (400, 403)
    assert answer.json()['detail']


def test_answers_need_the_token_against_forged_requests(learner: User) -> None:
    browser = logged_in(learner, enforce_csrf_checks=True)
    answer = browser.post(f'/api/edx_proctoring/v1/seb/check/{"a" * 22}/answer', {}, content_type='application/json')
    assert answer.status_code == 403
    assert 'CSRF' in answer.json()['detail']
