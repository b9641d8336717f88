"""The one kind of mail that learners get from this app: what became of their proctored exam."""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import select_template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from edx_proctoring.conf import conf, site_url
from edx_proctoring.lms import credit, languages, links
from edx_proctoring.lms.contacts import find_contact
from edx_proctoring.models import ProctoredExamStudentAttempt, find_rejection
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)


class HtmlEmail(EmailMessage):
    """A message whose ``body`` is HTML; it is sent with the same as plain text, for readers without HTML.

    It looks like the published message to code that handles it (body, content subtype, no alternatives). The text is
    made from the body, so it includes what the templates of a host say.
    """

    content_subtype = 'html'

    def message(self, **kwargs: Any) -> Any:
        """Return the message in both forms, with the preferred one last, as mail programs expect."""
        both = EmailMultiAlternatives(
            subject=self.subject,
            body=plain_text(str(self.body)),
            from_email=self.from_email,
            to=self.to,
            bcc=self.bcc,
            attachments=self.attachments,
            headers=self.extra_headers,
            cc=self.cc,
            reply_to=self.reply_to,
        )
        both.encoding = self.encoding
        both.attach_alternative(str(self.body), 'text/html')
        return both.message(**kwargs)


def plain_text(html: str) -> str:
    """Return the text of an email: a blank line between paragraphs, and the URL after each link that hides its own."""
    reader = _TextReader()
    reader.feed(html)
    reader.close()
    return reader.text()


class _TextReader(HTMLParser):
    """Collects the text of HTML by paragraphs."""

    BLOCKS: Final = frozenset({'p', 'div', 'h1', 'h2', 'h3', 'h4', 'li', 'ul', 'ol', 'table', 'tr', 'td', 'hr'})
    UNSEEN: Final = frozenset({'head', 'style', 'script', 'title'})

    def __init__(self) -> None:
        super().__init__()
        self._paragraphs: list[str] = ['']
        self._unseen = 0
        self._address = ''
        self._link_start = 0

    def text(self) -> str:
        """Return the text that was read."""
        lines = ('\n'.join(' '.join(line.split()) for line in text.split('\n')) for text in self._paragraphs)
        return '\n\n'.join(line.strip() for line in lines if line.strip()) + '\n'

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.UNSEEN:
            self._unseen += 1
        elif tag in self.BLOCKS:
            self._paragraphs.append('- ' if tag == 'li' else '')
        elif tag == 'br':
            self._paragraphs[-1] += '\n'
        elif tag == 'a':
            self._address = (dict(attrs).get('href') or '').removeprefix('mailto:')
            self._link_start = len(self._paragraphs[-1])

    def handle_endtag(self, tag: str) -> None:
        if tag in self.UNSEEN:
            self._unseen -= 1
        elif tag in self.BLOCKS:
            self._paragraphs.append('')
        elif tag == 'a' and self._address:
            if self._address != self._paragraphs[-1][self._link_start :].strip():
                self._paragraphs[-1] += f' ({self._address})'
            self._address = ''

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            # A line's end in the source is a space in the text.
            self._paragraphs[-1] += data.replace('\n', ' ')


@dataclass(frozen=True, slots=True)
class StatusEmail:
    """What is sent for one status: the template's file name, and the subject, which may name ``exam_name``."""

    template: str
    subject: Promise


STATUS_EMAILS: Final = {
    Status.submitted: StatusEmail(
        'proctoring_attempt_submitted_email.html', _('We have received your proctored exam “%(exam_name)s”')
    ),
    Status.verified: StatusEmail(
        'proctoring_attempt_satisfactory_email.html', _('Your proctored exam “%(exam_name)s” passed its review')
    ),
    Status.rejected: StatusEmail(
        'proctoring_attempt_unsatisfactory_email.html', _('Your proctored exam “%(exam_name)s” did not pass its review')
    ),
}


def send_status_email(attempt: ProctoredExamStudentAttempt, *, status: str, key: str) -> None:
    """Email the learner that the attempt became ``status``; do nothing for statuses and attempts without an email.

    ``key`` is that of the delivery: it stays the same for all tries, and so does the ``Message-ID``, by which mailboxes
    recognize duplicates. The course's name comes from the host. Errors in rendering or sending are raised.
    """
    if not _is_worth_a_mail(attempt, status):
        return
    state = credit.find_credit_state(attempt.user_id, attempt.proctored_exam.course_id, with_course_info=True) or {}
    mail = _build(attempt, status, state.get('course_name'))
    mail.extra_headers['Message-ID'] = f'<{key}@{_mail_domain()}>'
    mail.send()
    log.info('Email sent: attempt=%s status=%s', attempt.id, status)


def _mail_domain() -> str:
    """Return the host of the site in the form for a ``Message-ID``."""
    host = (urlsplit(f'//{conf.site_name}').hostname or 'localhost').encode('ascii', 'ignore').decode()
    return f'[{host}]' if ':' in host else host


def build_status_email(
    attempt: ProctoredExamStudentAttempt, *, status: str, course_name: str | None
) -> EmailMessage | None:
    """Return the email about the attempt having become ``status``, in HTML; it is sent with plain text as well.

    It is in the learner's language, whichever one is active. None for statuses without an email, for attempts without
    supervision, and for practice and onboarding. The body is the first of the templates
    ``emails/proctoring/<backend>/<name>`` and ``emails/<name>`` that exists; hosts fill its blocks ``introduction``,
    ``status_information``, and ``contact_information``. A course id that is not a course key raises
    ``InvalidKeyError``.
    """
    return _build(attempt, status, course_name) if _is_worth_a_mail(attempt, status) else None


def _is_worth_a_mail(attempt: ProctoredExamStudentAttempt, status: str) -> bool:
    return status in STATUS_EMAILS and attempt.taking_as_proctored and not attempt.is_sample_attempt


def _build(attempt: ProctoredExamStudentAttempt, status: str, course_name: str | None) -> EmailMessage:
    with languages.writing_to(attempt.user):
        return _written(attempt, status, course_name)


def _written(attempt: ProctoredExamStudentAttempt, status: str, course_name: str | None) -> EmailMessage:
    exam = attempt.proctored_exam
    mail = STATUS_EMAILS[status]
    names = [f'emails/{mail.template}']
    if exam.backend:
        names.insert(0, f'emails/proctoring/{exam.backend}/{mail.template}')
    contact_url, contact_url_text = find_contact(exam.course_id, exam.backend)
    context: dict[str, Any] = {
        'course_url': links.find_course_home_url(exam.course_id) or site_url(),
        # Translators: Stands for the name of the course where it is not known.
        'course_name': course_name or gettext('your course'),
        'exam_name': exam.exam_name,
        'status': status,
        'platform': conf.platform_name,
        'contact_url': contact_url,
        'contact_url_text': contact_url_text,
    }
    if status == Status.rejected:
        context |= find_rejection(attempt).as_context()
    return HtmlEmail(
        # A subject is one line.
        subject=str(mail.subject) % {'exam_name': ' '.join(exam.exam_name.split())},
        body=select_template(names).render(context),
        from_email=conf.from_email,
        to=[attempt.user.email],
    )
