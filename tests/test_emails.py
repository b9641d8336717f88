"""The mails about an attempt's status."""

from __future__ import annotations

import email
import email.message
import email.policy
import re
from pathlib import Path
from smtplib import SMTPException
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import translation
from django.utils.translation import trans_real

from edx_proctoring import constants
from edx_proctoring.emails import STATUS_EMAILS, build_status_email, send_status_email
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host

COURSE = 'course-v1:Org+Num+Run'
COURSE_HOME = f'https://learning.example.com/course/{COURSE}/home'
STATUSES_WITH_MAIL = ['submitted', 'verified', 'rejected']


@pytest.fixture
def attempt(learner: User) -> ProctoredExamStudentAttempt:
    """A proctored attempt of the learner."""
    exam = ProctoredExam.objects.create(
        course_id=COURSE,
        content_id='block-v1:Org+Num+Run+type@sequential+block@exam',
        exam_name='Midterm <2>',
        time_limit_mins=90,
        is_proctored=True,
        is_active=True,
        backend='rpnow4',
    )
    return ProctoredExamStudentAttempt.objects.create(
        proctored_exam=exam, user=learner, attempt_code='CODE', status='submitted', taking_as_proctored=True
    )


def built(attempt: ProctoredExamStudentAttempt, status: str = 'rejected') -> EmailMessage:
    """Return the mail, which must exist."""
    message = build_status_email(attempt, status=status, course_name='Astronomy & Navigation')
    assert message is not None
    return message


def list_links(message: EmailMessage) -> list[str]:
    """Return where the mail's links lead."""
    return re.findall(r'href="([^"]*)"', str(message.body))


@pytest.mark.parametrize('status', STATUSES_WITH_MAIL)
def test_mail_names_exam_and_course(attempt: ProctoredExamStudentAttempt, status: str) -> None:
    message = built(attempt, status)

    assert (message.to, message.cc, message.bcc) == (['learner@example.com'], [], [])
    assert message.from_email == constants.FROM_EMAIL
    assert message.content_subtype == 'html'
    assert 'Midterm &lt;2&gt;' in message.body
    assert f'<a href="{COURSE_HOME}">Astronomy &amp; Navigation</a>' in message.body
    assert 'Midterm <2>' in message.subject


def test_each_status_has_words_of_its_own(attempt: ProctoredExamStudentAttempt) -> None:
    messages = [built(attempt, status) for status in STATUSES_WITH_MAIL]

    assert len({message.subject for message in messages}) == 3
    assert len({message.body for message in messages}) == 3
    assert [len(list_links(message)) for message in messages] == [1, 2, 2]  # the course; after a review the contact too


@pytest.mark.parametrize(
    'status',
    [
        *sorted({value for name, value in vars(Status).items() if isinstance(value, str) and not name.startswith('_')}),
        'nonsense',
    ],
)
def test_only_three_statuses_have_a_mail(attempt: ProctoredExamStudentAttempt, status: str) -> None:
    message = build_status_email(attempt, status=status, course_name=None)

    assert (message is not None) is (status in STATUSES_WITH_MAIL)


@pytest.mark.parametrize(
    ('field', 'value'), [('taking_as_proctored', False), ('is_sample_attempt', True)], ids=['not proctored', 'practice']
)
def test_attempts_that_do_not_count_have_no_mail(
    attempt: ProctoredExamStudentAttempt, mailoutbox: list[EmailMessage], field: str, value: bool
) -> None:
    setattr(attempt, field, value)

    assert build_status_email(attempt, status='submitted', course_name=None) is None
    send_status_email(attempt, status='submitted', key='key-1')
    assert mailoutbox == []


def test_course_without_name(attempt: ProctoredExamStudentAttempt) -> None:
    message = build_status_email(attempt, status='submitted', course_name=None)

    assert message is not None
    assert f'<a href="{COURSE_HOME}">your course</a>' in message.body


def test_subject_is_one_line(attempt: ProctoredExamStudentAttempt) -> None:
    attempt.proctored_exam.exam_name = 'Mid\r\nterm'

    assert 'Mid term' in built(attempt).subject
    assert '\n' not in built(attempt).subject


def test_contact_is_the_escalation_email(attempt: ProctoredExamStudentAttempt, host: Host) -> None:
    host.instructor.escalation_email = 'proctoring@example.com'

    message = built(attempt)

    assert list_links(message) == [COURSE_HOME, 'mailto:proctoring@example.com']
    assert '>proctoring@example.com<' in message.body


def test_contact_is_the_providers_page(attempt: ProctoredExamStudentAttempt) -> None:
    assert list_links(built(attempt)) == [COURSE_HOME, 'https://rpnow.example.com/contact']


@pytest.mark.parametrize('backend', ['software_secure', 'unknown', None])
def test_contact_is_the_page_that_the_site_has_set(attempt: ProctoredExamStudentAttempt, backend: str | None) -> None:
    attempt.proctored_exam.backend = backend

    assert list_links(built(attempt)) == [COURSE_HOME, 'https://links.example.com/contact-us']


@pytest.mark.parametrize('backend', ['software_secure', 'unknown', None])
@pytest.mark.parametrize(('https', 'scheme'), [('on', 'https'), ('off', 'http')])
def test_contact_is_the_sites_page(
    attempt: ProctoredExamStudentAttempt, settings: Any, backend: str | None, https: str, scheme: str
) -> None:
    attempt.proctored_exam.backend = backend
    settings.HTTPS = https
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'LINK_URLS': {}}

    assert list_links(built(attempt)) == [COURSE_HOME, f'{scheme}://{constants.SITE_NAME}/support/contact_us']


@pytest.mark.deviation('X33')
@pytest.mark.parametrize('course_id', ['nonsense', 'library-v1:Org+Lib', 'lib:Org:Lib'])
def test_what_has_no_page_of_a_course_leads_to_the_site(attempt: ProctoredExamStudentAttempt, course_id: str) -> None:
    attempt.proctored_exam.course_id = course_id

    assert list_links(built(attempt))[0] == f'https://{constants.SITE_NAME}'


def write_template(settings: Any, folder: Path, name: str, text: str) -> None:
    """Put a template of the host in front of the app's."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], 'DIRS': [str(folder)]}]


def test_template_of_the_provider_has_priority(
    attempt: ProctoredExamStudentAttempt, settings: Any, tmp_path: Path
) -> None:
    write_template(
        settings,
        tmp_path,
        'emails/proctoring/rpnow4/proctoring_attempt_submitted_email.html',
        '{{ course_url }} {{ course_name }} {{ exam_name }} {{ status }} {{ platform }}'
        ' {{ contact_url }} {{ contact_url_text }}',
    )

    contact = 'https://rpnow.example.com/contact'
    assert built(attempt, 'submitted').body == (
        f'{COURSE_HOME} Astronomy &amp; Navigation Midterm &lt;2&gt; submitted {constants.PLATFORM_NAME}'
        f' {contact} {contact}'
    )
    attempt.proctored_exam.backend = 'software_secure'
    assert '<p>' in built(attempt, 'submitted').body


@pytest.mark.parametrize(
    ('status', 'block'),
    [
        *((status, block) for status in STATUSES_WITH_MAIL for block in ('introduction', 'status_information')),
        ('verified', 'contact_information'),
        ('rejected', 'contact_information'),
    ],
)
def test_hosts_fill_blocks(
    attempt: ProctoredExamStudentAttempt, settings: Any, tmp_path: Path, status: str, block: str
) -> None:
    base = f'emails/{STATUS_EMAILS[status].template}'
    original = built(attempt, status).body
    write_template(
        settings,
        tmp_path,
        f'emails/proctoring/rpnow4/{STATUS_EMAILS[status].template}',
        f'{{% extends "{base}" %}}{{% block {block} %}}the words of the host{{% endblock %}}',
    )

    changed = built(attempt, status).body
    assert 'the words of the host' in changed
    assert changed != original
    assert '<p>' in changed


def test_subject_is_translatable(
    attempt: ProctoredExamStudentAttempt, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    french: Any = trans_real.translation('fr')
    message_id = str(STATUS_EMAILS['submitted'].subject)
    monkeypatch.setitem(french._catalog._catalogs[0], message_id, 'Examen « %(exam_name)s » reçu')

    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'LANGUAGE_OF_USER': lambda user: 'fr'}
    assert built(attempt, 'submitted').subject == 'Examen « Midterm <2> » reçu'
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'LANGUAGE_OF_USER': None}
    with translation.override('fr'):
        english = built(attempt, 'submitted').subject
    assert english == message_id % {'exam_name': 'Midterm <2>'}


def test_sending_asks_the_host_for_the_course(
    attempt: ProctoredExamStudentAttempt, host: Host, mailoutbox: list[EmailMessage], learner: User
) -> None:
    send_status_email(attempt, status='verified', key='key-1')

    assert [(message.to, list_links(message)[0]) for message in mailoutbox] == [(['learner@example.com'], COURSE_HOME)]
    assert 'Demonstration Course' in mailoutbox[0].body
    assert host.calls_to('credit', 'get_credit_state') == [
        {'user_id': learner.pk, 'course_key_or_id': COURSE, 'return_course_info': True}
    ]


def test_sending_on_a_host_without_services(
    attempt: ProctoredExamStudentAttempt, host: Host, mailoutbox: list[EmailMessage]
) -> None:
    host.withdraw()

    send_status_email(attempt, status='verified', key='key-1')

    assert ['your course' in message.body for message in mailoutbox] == [True]


class BrokenMail(BaseEmailBackend):
    """A mail server that refuses."""

    def send_messages(self, email_messages: Any) -> int:
        """Refuse."""
        raise SMTPException('refused')


def test_failure_to_send_is_raised(attempt: ProctoredExamStudentAttempt, settings: Any) -> None:
    settings.EMAIL_BACKEND = f'{__name__}.BrokenMail'

    with pytest.raises(SMTPException, match='refused'):
        send_status_email(attempt, status='verified', key='key-1')


def read_back(message: EmailMessage) -> email.message.EmailMessage:
    """Return what is sent, as its reader parses it."""
    sent = email.message_from_bytes(message.message().as_bytes(), policy=email.policy.default)
    assert isinstance(sent, email.message.EmailMessage)
    return sent


def parts_of(message: EmailMessage) -> dict[str, str]:
    """Return the texts of what is sent, by content type, in their order."""
    sent = read_back(message)
    assert sent.get_content_type() == 'multipart/alternative'
    return {part.get_content_type(): str(part.get_content()) for part in sent.iter_parts()}


@pytest.mark.parametrize('status', STATUSES_WITH_MAIL)
def test_what_is_sent_has_a_plain_text_before_the_html(attempt: ProctoredExamStudentAttempt, status: str) -> None:
    message = built(attempt, status)

    parts = parts_of(message)

    assert list(parts) == ['text/plain', 'text/html']
    assert parts['text/html'].strip() == str(message.body).strip()
    text = parts['text/plain']
    assert '“Midterm <2>”' in text
    assert f'Astronomy & Navigation ({COURSE_HOME})' in text
    assert '<p>' not in text
    assert 'font' not in text
    assert 'Hello,\n\n' in text


def test_the_plain_text_says_what_the_template_of_the_host_says(
    attempt: ProctoredExamStudentAttempt, settings: Any, tmp_path: Path
) -> None:
    write_template(
        settings,
        tmp_path,
        'emails/proctoring/rpnow4/proctoring_attempt_submitted_email.html',
        '<title>Unseen</title><h1>Dear\n  learner</h1><p>One<br>two &amp; three</p><ul><li>a</li><li>b</li></ul>'
        '<a href="mailto:help@example.com">help@example.com</a>, <a href="https://example.com/x">here</a>',
    )

    assert parts_of(built(attempt, 'submitted'))['text/plain'].replace('\r\n', '\n').rstrip('\n') == (
        'Dear learner\n\nOne\ntwo & three\n\n- a\n\n- b\n\nhelp@example.com, here (https://example.com/x)'
    )


def test_what_is_sent_keeps_the_rest_of_the_message(attempt: ProctoredExamStudentAttempt) -> None:
    message = built(attempt)
    message.extra_headers['X-Course'] = COURSE
    message.reply_to = ['team@example.com']
    message.attach('note.txt', 'Enclosed', 'text/plain')

    sent = read_back(message)

    assert (sent['To'], sent['From'], sent['Subject'].strip()) == (message.to[0], message.from_email, message.subject)
    assert (sent['X-Course'], sent['Reply-To']) == (COURSE, 'team@example.com')
    assert [part.get_filename() for part in sent.iter_attachments()] == ['note.txt']


@pytest.mark.parametrize(
    ('site', 'host_name'),
    [
        ('lms.example.com', 'lms.example.com'),
        ('lms.example.com:8000', 'lms.example.com'),
        ('[::1]:8000', '[::1]'),
        ('', 'localhost'),
    ],
)
def test_a_mail_is_known_by_the_key_of_its_delivery(
    site: str, host_name: str, attempt: ProctoredExamStudentAttempt, mailoutbox: list[EmailMessage], settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'SITE_NAME': site}
    for _ in range(2):
        send_status_email(attempt, status='verified', key='11-22')
    assert [read_back(message)['Message-ID'] for message in mailoutbox] == [f'<11-22@{host_name}>'] * 2
