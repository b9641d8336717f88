"""What learners' pages ask at the entrance of an exam: where they stand, a code, the signal of the waiting room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from edx_proctoring.actions.waiting import BETWEEN_NOTES, announce_change
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, EntryRules, ProctoredExam
from edx_proctoring.security.access_codes import digest_of
from tests.factories import EntryRulesFactory, ExamFactory, UserFactory
from tests.views.test_entry import ENTRY, in_browser, running

pytestmark = pytest.mark.django_db

EXAMS = '/api/edx_proctoring/v1/proctored_exam'
RIGHT = 'ROOM5GATE'


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture
def browser(learner: User) -> Client:
    return in_browser(learner)


def rules(**fields: Any) -> ProctoredExam:
    exam: ProctoredExam = EntryRulesFactory(**fields).exam
    AccessCode.objects.create(exam_id=exam.id, salt='5', digest=digest_of(RIGHT, '5'), created_at=timezone.now())
    return exam


def stand(client: Client, exam: ProctoredExam) -> dict[str, Any]:
    answer = client.get(f'{EXAMS}/my_entrance/exam_id/{exam.id}')
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def enter_code(client: Client, exam: ProctoredExam, code: Any = RIGHT) -> Any:
    return client.post(f'{EXAMS}/entrance_code/exam_id/{exam.id}', {'code': code}, content_type='application/json')


def signal(exam_id: int) -> Any:
    return Client().get(f'{EXAMS}/entrance_signal/exam_id/{exam_id}')


def test_the_way_in(browser: Client, learner: User) -> None:
    exam = rules(needs_code=True, needs_release=True, signal=4)
    found = stand(browser, exam)
    assert [each['reason'] for each in found['kept_out']] == ['no_code', 'not_released']
    assert (found['exam_name'], found['can_start'], found['waits'], found['signal']) == (
        exam.exam_name,
        False,
        False,
        4,
    )
    assert not EntryPass.objects.exists(), 'who has something to do does not wait'
    found = enter_code(browser, exam).json()
    assert [(each['rule'], each['is_done']) for each in found['steps']] == [('access_code', True), ('release', False)]
    assert [each['waits'] for each in found['steps']] == [False, True]
    assert (found['can_start'], found['waits']) == (False, True)
    assert EntryPass.objects.get().waiting_at is not None
    EntryRules.objects.update(released_at=timezone.now())
    found = stand(browser, exam)
    assert (found['can_start'], found['waits'], found['kept_out']) == (True, False, [])
    assert found['exam_url']


def test_waiting_is_stored_now_and_then(browser: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    exam = rules(needs_release=True)
    stand(browser, exam)
    before = EntryPass.objects.get().waiting_at
    assert before is not None
    with django_assert_num_queries(6):  # session, user, exam, attempt, rules, pass
        stand(browser, exam)
    assert EntryPass.objects.get().waiting_at == before
    EntryPass.objects.update(waiting_at=before - BETWEEN_NOTES)
    stand(browser, exam)
    assert EntryPass.objects.get().waiting_at == before


def test_who_comes_early_waits_for_the_time(browser: Client) -> None:
    start = timezone.now() + timedelta(minutes=5)
    exam = rules(starts_from=start)
    found = stand(browser, exam)
    assert (found['waits'], found['starts_from']) == (True, start.isoformat().replace('+00:00', 'Z'))
    assert found['now'] < found['starts_from']


def test_a_running_exam_asks_only_what_counts_now(browser: Client, learner: User) -> None:
    exam = rules(needs_code=True, networks=[{'name': 'Elsewhere', 'cidrs': ['203.0.113.0/24']}])
    running(learner, exam)
    found = stand(browser, exam)
    assert ([each['rule'] for each in found['steps']], found['clock_runs']) == (['network'], True)


def test_lost_rules_are_a_step_nobody_can_do(browser: Client) -> None:
    found = stand(browser, ExamFactory(timed=True, has_entry_rules=True))
    assert [(each['rule'], each['is_done']) for each in found['steps']] == [('start_window', False)]
    assert found['waits'] is False


@pytest.mark.parametrize('code', ['', ' ', 'x' * 257, 5, None, ['A'], 'a\x00b', '\ud800'])
def test_what_is_no_code_is_refused_and_not_counted(browser: Client, code: Any) -> None:
    answer = enter_code(browser, rules(needs_code=True), code)
    assert answer.status_code == 400
    assert answer.json()['detail']
    assert not EntryEvent.objects.exists()


def test_too_many_wrong_codes_have_to_wait(browser: Client, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'WRONG_CODES_PER_LEARNER': 1}
    exam = rules(needs_code=True)
    assert enter_code(browser, exam, 'WRONG').status_code == 400
    answer = enter_code(browser, exam)
    assert answer.status_code == 429
    assert int(answer.headers['Retry-After']) == answer.json()['seconds_to_retry']
    assert 590 <= answer.json()['seconds_to_retry'] <= 600
    assert answer.json()['detail'] == 'There were too many wrong codes. You can try again in 10 min.'


def test_a_client_without_a_session_cannot_enter_a_code(learner: User) -> None:
    client = APIClient()
    client.force_authenticate(learner)  # as with a token
    answer = client.post(f'{EXAMS}/entrance_code/exam_id/{rules(needs_code=True).id}', {'code': RIGHT})
    assert answer.status_code == 403
    assert answer.json()['rule'] == 'access_code'


def test_there_is_no_entrance_without_rules(browser: Client) -> None:
    closed = rules(needs_code=True, exam__is_active=False)
    for exam_id in (ExamFactory(timed=True).id, 10**9, 10**30, closed.id):
        assert browser.get(f'{EXAMS}/my_entrance/exam_id/{exam_id}').status_code == 404
        answer = browser.post(f'{EXAMS}/entrance_code/exam_id/{exam_id}', {'code': RIGHT})
        assert answer.status_code == 404


def test_the_signal_is_read_once_in_a_while(
    django_assert_num_queries: DjangoAssertNumQueries, django_capture_on_commit_callbacks: Any
) -> None:
    exam = rules(needs_release=True, signal=7)
    with django_assert_num_queries(1):
        assert [signal(exam.id).json() for _ in range(3)] == [{'signal': 7, 'is_released': False}] * 3
    EntryRules.objects.update(signal=8, released_at=timezone.now())
    assert signal(exam.id).json() == {'signal': 7, 'is_released': False}
    with django_capture_on_commit_callbacks(execute=True):
        announce_change(exam.id)
    assert signal(exam.id).json() == {'signal': 8, 'is_released': True}
    assert signal(exam.id).headers['Cache-Control'] == 'private, no-store'


def test_the_signal_survives_its_cache(settings: Any) -> None:
    settings.CACHES = {
        'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', 'LOCATION': 'redis://127.0.0.1:1'}
    }
    exam = rules(needs_release=True, signal=7)
    assert signal(exam.id).json() == {'signal': 7, 'is_released': False}


@pytest.mark.parametrize('exam_id', [0, 10**9, 10**30])
def test_unknown_exams_have_no_signal(exam_id: int) -> None:
    assert signal(exam_id).json() == {'signal': 0, 'is_released': False}


def test_the_page_takes_a_code_without_scripts(browser: Client) -> None:
    exam = rules(needs_code=True)
    page = f'{ENTRY}/{exam.id}'
    wrong = browser.post(page, {'code': 'WRONG'})
    assert wrong.status_code == 400
    assert 'This code is not valid.' in wrong.content.decode()
    assert browser.post(page, {'code': ''}).status_code == 400
    right = browser.post(page, {'code': RIGHT})
    assert (right.status_code, right.headers['Location']) == (302, page)
    assert 'You can go to the exam now.' in browser.get(page).content.decode()


def test_the_page_takes_no_forged_code(learner: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(learner)
    assert client.post(f'{ENTRY}/{rules(needs_code=True).id}', {'code': RIGHT}).status_code == 403
