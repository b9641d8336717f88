"""An exam that needs Safe Exam Browser, a learner, and their browser: what the tests of it share."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from edx_proctoring.models import EntryRules, ProctoredExam, ProctoredExamStudentAttempt
from simulators.seb_client.client import SebClient
from simulators.seb_client.files import open_file
from simulators.seb_client.profiles import PROFILES
from tests.factories import AttemptFactory, EntryRulesFactory

V1 = '/api/edx_proctoring/v1'
EXAMS = f'{V1}/proctored_exam'


def logged_in(learner: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(learner)
    return client


def rules(**fields: Any) -> EntryRules:
    return EntryRulesFactory(needs_seb=True, **fields)


def running(learner: User, exam: ProctoredExam, **fields: Any) -> ProctoredExamStudentAttempt:
    values = {'status': 'started', 'started_at': timezone.now(), 'allowed_time_limit_mins': 90, **fields}
    return AttemptFactory(user=learner, proctored_exam=exam, **values)


def link(browser: Client, exam: ProctoredExam) -> Any:
    return browser.post(f'{EXAMS}/seb/exam_id/{exam.id}/link')


def download(browser: Client, exam: ProctoredExam) -> bytes:
    """The file, as a browser that nobody is logged in to fetches it."""
    made = link(browser, exam)
    assert made.status_code == 200, made.content
    answer = Client().get(urlsplit(made.json()['download_url']).path)
    assert answer.status_code == 200
    return bytes(answer.content)


def seb_for(browser: Client, exam: ProctoredExam, profile: str = 'windows-3.9', **options: Any) -> SebClient:
    """Safe Exam Browser with the learner's configuration."""
    password = options.pop('password', None)
    return SebClient(open_file(download(browser, exam), password), PROFILES[profile], **options)


def challenge(browser: Client, exam: ProctoredExam) -> Any:
    return browser.post(f'{EXAMS}/seb/exam_id/{exam.id}/challenge')


def issue(browser: Client, exam: ProctoredExam) -> str:
    """The address of a new check."""
    answer = challenge(browser, exam)
    assert answer.status_code == 200, answer.content
    return str(answer.json()['address'])


def visit(browser: Client, address: str, seb: SebClient | None = None) -> Any:
    """Open the page of a check, with the headers that the client sends."""
    headers = {**seb.headers_for(address), 'User-Agent': seb.user_agent} if seb else {}
    return browser.get(urlsplit(address).path, headers=headers)


def respond(browser: Client, address: str, seb: SebClient | None = None, **changed: Any) -> Any:
    """Send what the page's script finds in the client."""
    values = seb.script_values_for(address) if seb else None
    body = {
        'config_key_hash': values.config if values else '',
        'exam_key_hash': values.exam if values else '',
        'version': seb.profile.script_version if seb else '',
        **changed,
    }
    return browser.post(f'{urlsplit(address).path}/answer', body, content_type='application/json')


def verify(browser: Client, exam: ProctoredExam, seb: SebClient) -> Any:
    """A whole check, by the headers if the client has any, else by its script."""
    address = issue(browser, exam)
    page = visit(browser, address, seb)
    return respond(browser, address, seb) if verdict_on(page) == '' else page


def verdict_on(page: Any) -> str | None:
    """What the page of a check says about the headers, '' if its script has to go on; or what its answer says."""
    if page['Content-Type'] == 'application/json':
        return str(page.json()['verdict'])
    found = re.search('data-verdict="([a-z_]*)"', page.content.decode())
    return found[1] if found else None


def poll(browser: Client, attempt: ProctoredExamStudentAttempt) -> Any:
    return browser.get(f'{EXAMS}/attempt/{attempt.id}').json()
