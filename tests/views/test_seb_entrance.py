"""What a learner reads at the entrance who is in Safe Exam Browser already, but not in the right one."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from edx_proctoring.models import EntryEvent, EntryPass, EntryRules, ProctoredExam, SebConfiguration
from simulators.seb_client.client import Fault, SebClient
from tests.factories import UserFactory
from tests.views.seb_scene import EXAMS, V1, issue, logged_in, respond, rules, seb_for, verdict_on, verify, visit

pytestmark = pytest.mark.django_db

TO_OPEN = 'Open the exam in Safe Exam Browser'
QUIT = 'Quit Safe Exam Browser, download the configuration again'
CHECK = 'Have it checked with the button on this page.'
STAFF = 'tell the course staff.'


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture
def browser(learner: User) -> Client:
    return logged_in(learner)


@pytest.fixture
def exam() -> ProctoredExam:
    found: ProctoredExam = rules().exam
    return found


def step(browser: Client, exam: ProctoredExam, seb: SebClient | None) -> str:
    """What the step says; its page says the same."""
    headers = {'User-Agent': seb.user_agent} if seb is not None else {}
    answer = browser.get(f'{EXAMS}/my_entrance/exam_id/{exam.id}', headers=headers)
    (found,) = [each for each in answer.json()['steps'] if each['rule'] == 'seb']
    page = browser.get(f'{V1}/entry/{exam.id}', headers=headers).content.decode()
    assert (
        f'<strong class="entry-detail">{found["detail"]}</strong> <span class="entry-advice">{found["advice"]}' in page
    )
    return f'{found["detail"]} {found["advice"]}'


def test_before_a_check_the_step_tells_to_make_one(browser: Client, exam: ProctoredExam) -> None:
    said = step(browser, exam, seb_for(browser, exam))
    assert CHECK in said
    assert TO_OPEN not in said
    assert TO_OPEN in step(browser, exam, None), 'in other browsers'


@pytest.mark.parametrize(
    ('fault', 'what', 'advice'),
    [
        (Fault.WRONG_KEY, 'another configuration', QUIT),
        (Fault.OTHER_CONFIGURATION, 'another configuration', QUIT),
        (Fault.NO_VALUES, 'was not started with the configuration of this exam, or it needs a newer version', QUIT),
        (Fault.MALFORMED, 'gave an answer that Safe Exam Browser does not give', ''),
    ],
)
def test_after_a_check_it_says_what_is_wrong(
    browser: Client, exam: ProctoredExam, fault: Fault, what: str, advice: str
) -> None:
    seb = seb_for(browser, exam, fault=fault)
    assert verdict_on(verify(browser, exam, seb)) != 'ok'
    said = step(browser, exam, seb)
    assert what in said
    assert advice in said
    assert STAFF in said
    assert TO_OPEN not in said


def test_a_version_that_may_not_be_used(browser: Client, exam: ProctoredExam) -> None:
    EntryRules.objects.update(seb_exam_keys=['a' * 64])
    seb = seb_for(browser, exam)
    assert verdict_on(verify(browser, exam, seb)) == 'wrong_exam_key'
    said = step(browser, exam, seb)
    assert 'This version of Safe Exam Browser is not one that may be used' in said
    assert STAFF in said


def test_the_details_for_the_support_have_what_staff_see_of_the_values(browser: Client, exam: ProctoredExam) -> None:
    verify(browser, exam, seb_for(browser, exam, fault=Fault.WRONG_KEY))
    page = browser.get(f'{V1}/entry/{exam.id}').content.decode()
    told = EntryEvent.objects.get(rule='seb').detail
    found = re.findall(r'First characters of the value that [a-z ]+</dt><dd><bdi>(.+?)</bdi>', page)
    assert found == [told['expected'], told['received']]
    assert [len(each) for each in found] == [8, 8]


def test_a_configuration_of_somebody_else(browser: Client, exam: ProctoredExam) -> None:
    seb = seb_for(logged_in(UserFactory()), exam)
    assert verdict_on(verify(browser, exam, seb)) == 'not_configured'
    said = step(browser, exam, seb)
    assert 'There is no configuration of Safe Exam Browser for you yet.' in said
    assert QUIT in said


def test_a_check_that_took_too_long(browser: Client, exam: ProctoredExam) -> None:
    seb = seb_for(browser, exam, 'ios-3.6')
    address = issue(browser, exam)
    visit(browser, address)
    assert verdict_on(respond(browser, address, seb)) == 'ok'
    assert verdict_on(respond(browser, address, seb)) == 'replayed'
    EntryPass.objects.update(seb_session='')
    said = step(browser, exam, seb)
    assert 'This check has been answered before.' in said
    assert CHECK in said


@pytest.mark.parametrize(('minutes', 'is_known'), [(-1, True), (1, False)])
def test_a_failure_before_the_last_success_is_forgotten(
    browser: Client, exam: ProctoredExam, minutes: int, is_known: bool
) -> None:
    wrong, right = seb_for(browser, exam, fault=Fault.WRONG_KEY), seb_for(browser, exam)
    for seb in (right, wrong):
        verify(browser, exam, seb)
    failed = EntryEvent.objects.get(outcome='wrong_config_key')
    EntryPass.objects.update(seb_verified_at=failed.at + timedelta(minutes=minutes), seb_session='elsewhere')
    said = step(browser, exam, right)
    assert ('another configuration' in said) == is_known
    assert ('has to be checked again. Have it checked' in said) != is_known


def test_what_else_happened_since_hides_no_failure(browser: Client, learner: User, exam: ProctoredExam) -> None:
    seb = seb_for(browser, exam, fault=Fault.WRONG_KEY)
    verify(browser, exam, seb)
    later: dict[str, Any] = {'exam_id': exam.id, 'user_id': learner.id, 'at': timezone.now()}
    EntryEvent.objects.create(rule='seb', outcome='seb_needed', **later)
    EntryEvent.objects.create(rule='access_code', outcome='passed', **later)
    assert 'another configuration' in step(browser, exam, seb)
    EntryEvent.objects.create(rule='seb', outcome='passed', **later)
    assert 'another configuration' not in step(browser, exam, seb)
    assert SebConfiguration.objects.exists()
