"""A configuration of Safe Exam Browser that staff of the course upload."""

from __future__ import annotations

import base64
import gzip
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from edx_proctoring.actions.entry import begin
from edx_proctoring.models import EntryRules, ProctoredExam, ProctoredExamStudentAttempt, SebConfiguration
from edx_proctoring.queries.entry import find_entry_rules
from edx_proctoring.seb.canonical_text import config_key
from edx_proctoring.seb.containers import write_seb_file
from edx_proctoring.seb.exam_configurations import ExamConfiguration
from edx_proctoring.seb.password_cipher import encrypt
from edx_proctoring.seb.property_lists import write_property_list
from edx_proctoring.seb.uploads import MOST_BYTES_OF_UPLOAD
from edx_proctoring.seb.values import Settings
from edx_proctoring.security.sealed_texts import seal
from simulators.seb_client.client import SebClient
from simulators.seb_client.files import open_file
from simulators.seb_client.profiles import PROFILES
from tests.factories import ExamFactory, UserFactory
from tests.views.conftest import sender, url
from tests.views.seb_scene import EXAMS, download, link, logged_in, rules, running, seb_for, verdict_on, verify

pytestmark = pytest.mark.django_db
PASSWORD = 'printed on the desks'


def settings_of(page: str = 'start', **more: Any) -> Settings:
    address = f'https://lms.example.com/{page}'
    return {**ExamConfiguration(address, 'https://lms.example.com/quit').settings(), **more}


PLAIN = write_seb_file(settings_of())
OTHER = write_seb_file(settings_of('other'))
ENCRYPTED = write_seb_file(settings_of(), PASSWORD)


@pytest.fixture
def client(course_staff: User) -> APIClient:
    return sender(course_staff)


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture
def browser(learner: User) -> Client:
    return logged_in(learner)


def put(client: APIClient, exam: ProctoredExam, data: bytes, status: int = 200, **more: Any) -> Any:
    body = {'file': base64.b64encode(data).decode(), **more}
    answer = client.put(url('proctored_exam.seb_file', exam.id), body, format='json')
    assert answer.status_code == status, answer.content
    return answer.json()


def client_with(data: bytes, password: str | None = None) -> SebClient:
    """Safe Exam Browser with a file that did not come from the site."""
    return SebClient(open_file(data, password), PROFILES['windows-3.9'])


def begun(learner: User, exam: ProctoredExam) -> ProctoredExamStudentAttempt:
    attempt = running(learner, exam)
    begin(attempt, find_entry_rules(exam.id), now=timezone.now())
    return attempt


def test_learners_get_it_as_it_is(client: APIClient, browser: Client) -> None:
    exam = rules().exam
    answer = put(client, exam, PLAIN)
    key = config_key(settings_of())
    assert (answer['kind'], answer['config_key']) == ('plnd', key[:8])
    assert (answer['rules']['seb_file_key'], answer['rules']['seb_source']) == (key[:8], 'file')
    assert key not in str(answer)
    assert download(browser, exam) == PLAIN
    assert verdict_on(verify(browser, exam, seb_for(browser, exam))) == 'ok'


def test_what_is_weak_in_it_is_said_problems_first(client: APIClient) -> None:
    answer = put(client, rules().exam, write_seb_file({'startURL': 'https://other.example/', 'allowSiri': True}))
    severities = [each['severity'] for each in answer['weaknesses']]
    assert severities == sorted(severities)
    assert {'problem', 'weak'} == set(severities)
    assert {
        'severity': 'problem',
        'text': "The first page is not on this site, so learners don't get to the exam.",
        'setting': 'startURL',
    } in answer['weaknesses']
    assert put(client, rules().exam, PLAIN)['weaknesses'] != answer['weaknesses']


def test_the_first_page_may_be_on_this_site(client: APIClient) -> None:
    for page in ('https://lms.example.com/x', 'https://learning.example.com/y'):
        answer = put(client, rules().exam, write_seb_file(settings_of(startURL=page)))
        assert 'startURL' not in [each['setting'] for each in answer['weaknesses']]


def test_the_password_opens_it_once(client: APIClient, browser: Client) -> None:
    exam = rules().exam
    assert 'password' in put(client, exam, ENCRYPTED, 400)['detail']
    assert put(client, exam, ENCRYPTED, 400, password='another one')['detail']
    assert not EntryRules.objects.get().seb_file_key
    assert put(client, exam, ENCRYPTED, password=PASSWORD)['kind'] == 'pswd'
    row = EntryRules.objects.get()
    assert (row.seb_password, bytes(row.seb_file or b'') == ENCRYPTED) == ('', True)
    assert PASSWORD not in str({name: value for name, value in vars(row).items() if name != 'seb_file'})
    assert verdict_on(verify(browser, exam, seb_for(browser, exam, password=PASSWORD))) == 'ok'


@pytest.mark.parametrize('password', [None, 'of the administrator'])
def test_a_file_that_changes_the_browser_for_good_is_refused(client: APIClient, password: str | None) -> None:
    exam = rules().exam
    body = encrypt(gzip.compress(write_property_list(settings_of(sebConfigPurpose=1))), password or '')
    outside = gzip.compress(b'pwcc' + body)
    inside = write_seb_file(settings_of(sebConfigPurpose=1))
    for data in (outside, b'pwcc' + body, inside):
        assert 'for good' in put(client, exam, data, 400)['detail']
    assert not EntryRules.objects.get().seb_file_key


@pytest.mark.parametrize(
    'body',
    [
        {},
        {'file': ''},
        {'file': None},
        {'file': 5},
        {'file': ['a']},
        {'file': 'no Base64!'},
        {'file': 'ä'},
        {'file': base64.b64encode(b'nonsense').decode()},
        {'file': base64.b64encode(PLAIN[:-9]).decode()},
        {'file': base64.b64encode(gzip.compress(b'plnd' + bytes(2**21))).decode()},
        {'file': base64.b64encode(write_property_list({'startURL': 'x'}).replace(b'string', b'date')).decode()},
        {'file': base64.b64encode(ENCRYPTED).decode(), 'password': 'x' * 129},
        {'file': base64.b64encode(ENCRYPTED).decode(), 'password': 5},
        {'file': base64.b64encode(ENCRYPTED).decode(), 'password': 'a\0'},
    ],
)
def test_what_cannot_be_used_is_refused(client: APIClient, body: Any) -> None:
    exam = rules().exam
    answer = client.put(url('proctored_exam.seb_file', exam.id), body, format='json')
    assert answer.status_code == 400
    assert answer.json()['detail']
    assert EntryRules.objects.get().seb_file is None


def test_a_large_file_is_refused(client: APIClient) -> None:
    exam = rules().exam
    assert put(client, exam, bytes(MOST_BYTES_OF_UPLOAD + 1), 400)['detail'] == 'The file is too large.'
    assert put(client, exam, bytes(MOST_BYTES_OF_UPLOAD + 3), 413)['detail'] == 'The file is too large.'


def test_an_exam_needs_rules_and_no_keys_of_a_server(client: APIClient) -> None:
    assert put(client, ExamFactory(timed=True), PLAIN, 400)['detail'] == 'The exam has no entry rules.'
    exam = rules(seb_config_keys=['a' * 64]).exam
    assert 'SEB Server' in put(client, exam, PLAIN, 400)['detail']
    answer = client.delete(url('proctored_exam.seb_file', ExamFactory(timed=True).id))
    assert (answer.status_code, answer.json()['detail']) == (400, 'The exam has no entry rules.')


def test_the_same_again_changes_nothing(client: APIClient) -> None:
    exam = rules().exam
    put(client, exam, PLAIN)
    before = EntryRules.objects.values().get()
    put(client, exam, PLAIN)
    assert EntryRules.objects.values().get() == before
    for _each in range(2):
        answer = client.delete(url('proctored_exam.seb_file', exam.id)).json()
        assert (answer['seb_file_key'], answer['seb_source']) == ('', 'made')
    assert EntryRules.objects.get().signal == before['signal'] + 1


@pytest.mark.parametrize('is_from_site', [True, False])
def test_who_has_begun_goes_on_with_the_former_file(
    client: APIClient, browser: Client, learner: User, is_from_site: bool
) -> None:
    exam = rules().exam
    put(client, exam, PLAIN)
    seb = seb_for(browser, exam) if is_from_site else client_with(PLAIN)
    begun(learner, exam)
    put(client, exam, OTHER)
    assert verdict_on(verify(browser, exam, seb)) == 'ok'
    assert verdict_on(verify(browser, exam, client_with(OTHER))) == 'ok'
    client.delete(url('proctored_exam.seb_file', exam.id))
    assert verdict_on(verify(browser, exam, seb)) == 'ok'


def test_who_has_not_begun_needs_the_new_file(client: APIClient, browser: Client, learner: User) -> None:
    exam = rules().exam
    put(client, exam, PLAIN)
    seb = seb_for(browser, exam)
    put(client, exam, OTHER)
    assert verdict_on(verify(browser, exam, seb)) == 'wrong_config_key'
    begun(UserFactory(), exam)
    begun(learner, exam)
    assert verdict_on(verify(browser, exam, seb)) == 'wrong_config_key'
    client.delete(url('proctored_exam.seb_file', exam.id))
    made = seb_for(browser, exam)
    assert verdict_on(verify(browser, exam, made)) == 'ok'


def test_what_was_made_before_the_file_stays_good(client: APIClient, browser: Client, learner: User) -> None:
    exam = rules().exam
    made = seb_for(browser, exam)
    begun(learner, exam)
    put(client, exam, PLAIN)
    assert SebConfiguration.objects.count() == 1
    assert verdict_on(verify(browser, exam, made)) == 'ok'


def test_a_lost_password_is_said_where_words_can_be_read(browser: Client, settings: Any) -> None:
    exam = rules(seb_password=seal(PASSWORD)).exam
    path = urlsplit(link(browser, exam).json()['download_url']).path
    EntryRules.objects.update(seb_password='AAAA' * 20)
    answer = link(browser, exam)
    assert (answer.status_code, 'set it again' in answer.json()['detail']) == (409, True)
    file = Client().get(path)
    assert (file.status_code, 'set it again' in file.content.decode()) == (409, True)
    told = logged_in(UserFactory(is_staff=True)).get(f'{EXAMS}/entry_rules/exam_id/{exam.id}').json()['problems']
    assert [each['problem'] for each in told] == ['lost_password']
    EntryRules.objects.update(seb_file=b'of staff', seb_file_key='ab' * 32)
    assert link(browser, exam).status_code == 200, 'their file does not need it'
