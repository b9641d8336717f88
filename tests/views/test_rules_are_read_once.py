"""Who lets a learner in reads the rules of the exam once, and what is known of the learner as often as it has to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from edx_proctoring.models import EntryPass, EntryRules, ProctoredExam, ProctoredExamStudentAttempt
from simulators.seb_client.client import Fault
from tests.factories import UserFactory
from tests.views.seb_scene import EXAMS, V1, logged_in, rules, seb_for, verdict_on, verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture
def browser(learner: User) -> Client:
    return logged_in(learner)


def exam_with(**fields: Any) -> ProctoredExam:
    found: ProctoredExam = rules(**fields).exam
    return found


def reads(act: Callable[[], Any], *models: Any) -> list[int]:
    """How many statements read each of the tables."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        answer = act()
    assert answer.status_code == 200, answer.content
    statements = [each['sql'] for each in captured.captured_queries if each['sql'].startswith('SELECT')]
    return [sum(f'FROM "{model._meta.db_table}"' in each.replace('`', '"') for each in statements) for model in models]


def post(browser: Client, exam: ProctoredExam, **more: Any) -> Any:
    body = {'exam_id': exam.id, 'start_clock': True, 'attempt_proctored': False, **more}
    return browser.post(f'{EXAMS}/attempt', body, content_type='application/json')


def put(browser: Client, action: str) -> Any:
    attempt = ProctoredExamStudentAttempt.objects.latest('id')
    return browser.put(f'{EXAMS}/attempt/{attempt.id}', {'action': action}, content_type='application/json')


def test_at_a_start(browser: Client, learner: User) -> None:
    exam = exam_with(exam__is_proctored=False, exam__external_id=None, needs_release=True, binds_place=True)
    assert verdict_on(verify(browser, exam, seb_for(browser, exam))) == 'ok'
    EntryPass.objects.update(released_at=timezone.now())
    assert reads(lambda: post(browser, exam, start_clock=False), EntryRules) == [1]
    assert reads(lambda: put(browser, 'start'), EntryRules) == [1]
    assert ProctoredExamStudentAttempt.objects.get().status == 'started'
    assert EntryPass.objects.get().attempt_id == ProctoredExamStudentAttempt.objects.get().id


@pytest.mark.parametrize('fault', [None, Fault.WRONG_KEY])
def test_at_the_entrance(browser: Client, fault: Fault | None) -> None:
    exam = exam_with()
    seb = seb_for(browser, exam, fault=fault)
    verify(browser, exam, seb)
    headers = {'User-Agent': seb.user_agent}
    assert reads(lambda: browser.get(f'{V1}/entry/{exam.id}', headers=headers), EntryRules, EntryPass) == [1, 1]
    url = f'{EXAMS}/my_entrance/exam_id/{exam.id}'
    assert reads(lambda: browser.get(url, headers=headers), EntryRules, EntryPass) == [1, 1]
