"""Secrets and personal data stay where they belong: texts are planted as such, and looked for everywhere else.

A learner's whole journey is made through both kinds of providers, with all that can go wrong, while everything is
logged that anybody logs. Then come the reports of errors, the admin, the metrics, and what objects say of themselves.
"""

from __future__ import annotations

import logging
import re
import smtplib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import django
import pytest
import requests
import responses
from django.apps import apps
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models.signals import pre_save
from django.test import Client
from django.urls import reverse
from django.utils.log import AdminEmailHandler

from edx_proctoring import outbox, provider_gateway
from edx_proctoring.actions import received_reviews
from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.conf import conf
from edx_proctoring.launch_links import launch_url
from edx_proctoring.models import (
    HistoricalProctoredExamStudentAttempt,
    ProctoredExamStudentAttempt,
    ReceivedReview,
)
from edx_proctoring.testing.host import Host
from tests.factories import ExamFactory

pytest.importorskip('edx_rest_api_client', reason='providers of the REST kind need it')
pytestmark = pytest.mark.django_db(transaction=True)
CALLBACK = '/api/edx_proctoring/proctoring_review_callback/'
RPNOW, REST = 'https://rpnow.example.com/register', 'https://ps.example.com'

# Keys and what they protect. All of it is text that nothing else resembles.
SECRETS = {
    'secret_key': 'canary-rpnow-secret',
    'crypto_key': 'canary-crypto-key-012345',
    'video_review_aes_key': 'CA9A71' + '0' * 26,
    'client_secret': 'canary-rest-client-secret-of-32-bytes',
    'obfuscation': 'canary-obfuscation-key',
    'callback': 'canary-callback-secret',
    'old callback': 'canary-old-callback-secret',
    'operations': 'canary-operations-token',
    'token': 'canary-access-token',
    'recording': 'https://video.example.com/canary-recording',
}
LEARNER = {'email': 'canary-learner@example.com', 'name': 'Canaria Birdsong'}
FINDING = 'canary-finding: took off her glasses'


def found_in(text: str, *, codes: bool = True, people: bool = True) -> list[str]:
    """Which of the canaries, and which attempt's codes, stand in a text."""
    canaries = dict(SECRETS)
    if people:
        canaries |= LEARNER | {'finding': FINDING}
    if codes:
        attempts = HistoricalProctoredExamStudentAttempt.objects.values_list('id', 'attempt_code').distinct()
        canaries |= {f'code of attempt {pk}': code for pk, code in attempts}
    return [name for name, canary in canaries.items() if canary and canary.lower() in text.lower()]


class RestProvider(BaseRestProctoringProvider):
    """A provider as a plug-in writes it."""


@pytest.fixture(autouse=True)
def site(settings: Any, backends: dict[str, Any]) -> None:
    """A site whose secrets are known."""
    rpnow: dict[str, Any] = {
        'organization': 'org',
        'exam_sponsor': 'sponsor',
        'exam_register_endpoint': RPNOW,
        'secret_key_id': 'key-id',
        'secret_key': SECRETS['secret_key'],
        'crypto_key': SECRETS['crypto_key'],
        'software_download_url': 'https://rpnow.example.com/download',
        'video_review_aes_key': [SECRETS['video_review_aes_key'], 'B886E02F19C77EC734B1B132BEECD91E'],
        'send_email': True,
    }
    rest: dict[str, Any] = {'base_url': REST, 'client_id': 'client', 'client_secret': SECRETS['client_secret']}
    settings.PROCTORING_USER_OBFUSCATION_KEY = SECRETS['obfuscation']
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'rpnow4', 'rpnow4': rpnow, 'rest': rest}
    settings.PROCTORING_SETTINGS = {
        'REVIEW_CALLBACK_SECRET': [SECRETS['callback'], SECRETS['old callback']],
        'OPERATIONS_TOKEN': SECRETS['operations'],
    }
    backends |= {'rpnow4': SoftwareSecureBackendProvider(**rpnow), 'rest': RestProvider(**rest)}


@pytest.fixture
def canary(host: Host) -> User:
    """The learner."""
    host.credit.student_email, host.credit.profile_fullname = LEARNER['email'], LEARNER['name']
    return User.objects.create_user('bird', LEARNER['email'], first_name='Canaria', last_name='Birdsong')


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    """Both services, which say what they were told."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        mock.post(RPNOW, json={'ssiRecordLocator': 'L-1', 'echo': LEARNER['email']})
        mock.post(f'{REST}/oauth2/access_token', json={'access_token': SECRETS['token'], 'expires_in': 3600})
        mock.add(responses.POST, re.compile(f'{REST}/api/.*/attempt/'), json={'id': 'rest-1', 'echo': LEARNER['email']})
        mock.add(responses.GET, re.compile(f'{REST}/.*'), json={'instructions': []})
        mock.add(responses.PATCH, re.compile(f'{REST}/.*'), body=requests.ConnectionError(LEARNER['email']))
        mock.add(responses.DELETE, re.compile(f'{REST}/.*'), status=500, body=LEARNER['email'])
        yield mock


class RefusingMailServer(BaseEmailBackend):
    """Names those whom it does not know."""

    def send_messages(self, email_messages: Any) -> int:
        """Refuse."""
        raise smtplib.SMTPRecipientsRefused({to: (550, b'unknown') for message in email_messages for to in message.to})


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """All that was logged, by everybody, with tracebacks."""
    caplog.set_level(logging.DEBUG)
    formatter = logging.Formatter('%(name)s %(levelname)s %(message)s')
    return lambda: '\n'.join(formatter.format(record) for record in caplog.records)


def review_of(attempt: ProctoredExamStudentAttempt, status: str = 'Clean') -> dict[str, Any]:
    return {
        'examMetaData': {'examCode': attempt.attempt_code, 'ssiRecordLocator': 'L-1'},
        'examTakerEmail': LEARNER['email'],
        'reviewStatus': status,
        'webCamComments': [
            {'eventStart': 1, 'eventFinish': 2, 'duration': 1, 'comments': FINDING, 'eventStatus': 'Suspicious'}
        ],
        'videoReviewLink': SECRETS['recording'],
    }


def post_review(attempt: ProctoredExamStudentAttempt, *, secret: str, status: str = 'Clean') -> Any:
    browser = Client(raise_request_exception=False)
    body = review_of(attempt, status)
    return browser.post(f'{CALLBACK}?secret={secret}', body, content_type='application/json')


def make_ready(browser: Client, attempt: ProctoredExamStudentAttempt) -> None:
    """The provider's set-up is done: its browser opens the link that it was given, or its service says so."""
    if attempt.proctored_exam.backend == 'rpnow4':
        assert browser.get(launch_url(str(attempt.attempt_code))).status_code == 302
        return
    service = Client()
    service.force_login(User.objects.create_superuser('service'))
    address = reverse('edx_proctoring:proctored_exam.attempt.ready_callback', args=[attempt.external_id])
    assert service.post(address).status_code == 200


def take_exam(browser: Client, backend: str) -> ProctoredExamStudentAttempt:
    """From the entrance to the submission."""
    exam = ExamFactory(backend=backend)
    collection = reverse('edx_proctoring:proctored_exam.attempt.collection')
    form = {'exam_id': exam.id, 'attempt_proctored': True}
    assert browser.post(collection, form, content_type='application/json').status_code == 200
    attempt = ProctoredExamStudentAttempt.objects.get(proctored_exam=exam)
    address = reverse('edx_proctoring:proctored_exam.attempt', args=[attempt.id])
    make_ready(browser, attempt)
    for action in ('start', 'submit', 'nonsense'):
        browser.get(address)
        browser.put(address, {'action': action}, content_type='application/json')
    attempt.refresh_from_db()
    assert attempt.status == 'submitted'
    return attempt


def go_through_everything(canary: User, staff: User, settings: Any, network: Any, *, retires: bool = True) -> None:
    """Two journeys, with refusals and failures on the way."""
    settings.EMAIL_BACKEND = f'{__name__}.{RefusingMailServer.__name__}'
    browser, office = Client(), Client()
    browser.force_login(canary)
    office.force_login(staff)
    attempts = [take_exam(browser, backend) for backend in ('rpnow4', 'rest')]
    for secret, status, expected in (
        ('wrong', 'Clean', 403),
        (SECRETS['callback'], 'Nonsense', 400),
        (SECRETS['callback'], 'Suspicious', 200),
        (SECRETS['old callback'], 'Clean', 200),
    ):
        assert post_review(attempts[0], secret=secret, status=status).status_code == expected
    for attempt in attempts:
        exam = attempt.proctored_exam
        page = reverse('edx_proctoring:instructor_dashboard_exam', args=[exam.course_id, exam.id])
        office.get(page, {'attempt': str(attempt.external_id)})
        network.replace(responses.POST, RPNOW, status=400, body=f'unknown: {LEARNER["email"]}')
        office.delete(reverse('edx_proctoring:proctored_exam.attempt', args=[attempt.id]))
        form = {'exam_id': exam.id, 'attempt_proctored': True}
        browser.post(reverse('edx_proctoring:proctored_exam.attempt.collection'), form, content_type='application/json')
    outbox.deliver_pending(now=datetime.now().astimezone() + timedelta(days=1))
    if not retires:
        return
    office.post(reverse('edx_proctoring:backend_user_deletion_api', args=[canary.id]))
    office.post(reverse('edx_proctoring:user_retirement_api', args=[canary.id]))


def test_nothing_of_it_is_logged(
    canary: User, staff: User, settings: Any, network: responses.RequestsMock, everything: Callable[[], str]
) -> None:
    go_through_everything(canary, staff, settings, network)
    logged = everything()
    assert 'Delivery failed' in logged, 'the mails went through'
    assert 'edx_proctoring' in logged
    assert found_in(logged) == []


# ── reports of errors ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def broken(canary: User, network: responses.RequestsMock) -> Iterator[ProctoredExamStudentAttempt]:
    """A submitted attempt of which no change can be stored: the failure is deep inside, with all in hand."""
    browser = Client()
    browser.force_login(canary)
    attempt = take_exam(browser, 'rpnow4')

    def fail(sender: Any, instance: Any, **_facts: Any) -> None:
        raise RuntimeError('out of order')

    pre_save.connect(fail, sender=HistoricalProctoredExamStudentAttempt)
    yield attempt
    pre_save.disconnect(fail, sender=HistoricalProctoredExamStudentAttempt)


def test_a_page_of_an_error_says_nothing(broken: ProctoredExamStudentAttempt) -> None:
    answer = post_review(broken, secret=SECRETS['callback'])
    assert answer.status_code == 500
    assert found_in(answer.content.decode()) == []


def test_the_report_that_operators_get_says_nothing_of_it(broken: ProctoredExamStudentAttempt, settings: Any) -> None:
    """Django mails it, here once more with the variables of all frames as HTML."""
    address = 'operator@lms.example.com'
    settings.ADMINS = [('Operator', address) if django.VERSION < (6,) else address]
    mailer = AdminEmailHandler(include_html=True)
    logging.getLogger('django.request').addHandler(mailer)
    mail.outbox.clear()
    try:
        post_review(broken, secret=SECRETS['callback'])
    finally:
        logging.getLogger('django.request').removeHandler(mailer)
    reports: list[Any] = list(mail.outbox)
    texts = [str(text) for report in reports for text in (report.subject, report.body)]
    pages = [str(content) for report in reports for content, _type in report.alternatives]
    assert any('out of order' in text for text in texts)
    assert any('received_reviews' in page for page in pages), 'no frame of ours is in it'
    assert [found_in(text) for text in (*texts, *pages) if found_in(text)] == []


def test_the_page_for_developers_shows_no_setting_that_is_secret(
    broken: ProctoredExamStudentAttempt, settings: Any
) -> None:
    """It shows variables: that is what ``DEBUG`` is for. Keys are no variables of what fails."""
    settings.DEBUG = True
    answer = post_review(broken, secret=SECRETS['callback'])
    page = answer.content.decode()
    assert 'PROCTORING_BACKENDS' in page
    assert set(found_in(page, codes=False, people=False)) <= {'recording'}


# ── the admin, metrics, and what objects say of themselves ────────────────────────────────────────────────────────────


def test_the_admin_shows_no_key_and_no_recording(
    canary: User, staff: User, settings: Any, network: responses.RequestsMock
) -> None:
    """Codes and people it does show: that is what the office works with."""
    browser, office = Client(), Client()
    browser.force_login(canary)
    attempt = take_exam(browser, 'rpnow4')
    assert post_review(attempt, secret=SECRETS['callback']).status_code == 200
    ReceivedReview.objects.create(
        digest='0' * 64,
        attempt_code=str(attempt.attempt_code),
        is_anonymous=True,
        payload=received_reviews.canonical_json(review_of(attempt)),
        received_at=attempt.created,
    )
    User.objects.filter(id=staff.id).update(is_superuser=True)
    office.force_login(User.objects.get(id=staff.id))
    looked_at = 0
    for model in apps.get_app_config('edx_proctoring').get_models():
        name = model._meta.model_name
        page = office.get(f'/admin/edx_proctoring/{name}/')
        if page.status_code == 404:
            continue
        pages = [
            page,
            *(office.get(f'/admin/edx_proctoring/{name}/{row.pk}/change/') for row in model._base_manager.all()),
        ]
        for each in pages:
            looked_at += each.status_code == 200
            assert found_in(each.content.decode(), codes=False, people=False) == [], name
    assert looked_at > 8


def test_timelines_show_no_secret_no_code_and_nothing_of_what_was_found(
    canary: User, staff: User, settings: Any, network: responses.RequestsMock
) -> None:
    go_through_everything(canary, staff, settings, network, retires=False)
    office = Client()
    office.force_login(staff)
    attempts = HistoricalProctoredExamStudentAttempt.objects.filter(history_type='+').order_by('id')
    assert len(attempts) == len({attempt.proctored_exam.backend for attempt in attempts}) == 2
    told = []
    for attempt in attempts:
        course_id = attempt.proctored_exam.course_id
        for address in (
            reverse('edx_proctoring:proctored_exam.attempt.timeline', args=[attempt.id]),
            reverse('edx_proctoring:exam_room_timeline', args=[course_id, attempt.id]),
        ):
            answer = office.get(address)
            assert answer.status_code == 200
            told.append(answer.content.decode())
    everything = '\n'.join(told)
    assert 'SMTPRecipientsRefused' in everything, 'no job has failed'
    assert 'Verdict of the review' in everything
    assert 'Attempt removed' in everything
    assert found_in(everything) == []


def test_the_metrics_name_nobody(canary: User, staff: User, settings: Any, network: responses.RequestsMock) -> None:
    pytest.importorskip('prometheus_client')
    go_through_everything(canary, staff, settings, network)
    headers = {'Authorization': f'Bearer {SECRETS["operations"]}'}
    for name in ('metrics', 'health'):
        answer = Client(headers=headers).get(reverse(f'edx_proctoring:{name}'))
        text = answer.content.decode()
        assert 'proctoring' in text or name == 'health'
        assert found_in(text) == []


def test_objects_do_not_tell_their_secrets(backends: dict[str, Any], canary: User, network: Any) -> None:
    browser = Client()
    browser.force_login(canary)
    attempt = take_exam(browser, 'rpnow4')
    review = provider_gateway.read_review(attempt, review_of(attempt), is_archived=False)
    assert post_review(attempt, secret=SECRETS['callback']).status_code == 200
    rows = [row for model in apps.get_app_config('edx_proctoring').get_models() for row in model._base_manager.all()]
    objects = [conf, vars(type(conf)), *backends.values(), backends['rest'].session, review, *rows]
    told = '\n'.join(f'{each!r} {each}' for each in objects)
    assert found_in(told) == []
