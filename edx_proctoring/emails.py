"""The one kind of mail that learners get from this app: what became of their proctored exam."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, Final

from django.core.mail import EmailMessage
from django.template.loader import select_template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from edx_proctoring import constants
from edx_proctoring.conf import conf
from edx_proctoring.lms import credit, instructor, links
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

log = logging.getLogger(__name__)


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


def send_status_email(attempt: ProctoredExamStudentAttempt, *, status: str) -> None:
    """Tell the learner that the attempt became ``status``; nothing is sent for statuses and attempts without a mail.

    The course's name is asked of the host. Whatever goes wrong in rendering or sending is raised.
    """
    if not _is_worth_a_mail(attempt, status):
        return
    state = credit.find_credit_state(attempt.user_id, attempt.proctored_exam.course_id, with_course_info=True) or {}
    _build(attempt, status, state.get('course_name')).send()
    log.info('Told user %s that attempt %s became %s', attempt.user_id, attempt.id, status)


def build_status_email(
    attempt: ProctoredExamStudentAttempt, *, status: str, course_name: str | None
) -> EmailMessage | None:
    """Return the mail about the attempt having become ``status``, in HTML.

    None for statuses that have no mail, for attempts without supervision, and for practice and onboarding. The body is
    the first of the templates ``emails/proctoring/<backend>/<name>`` and ``emails/<name>`` that exists; hosts fill its
    blocks ``introduction``, ``status_information`` and ``contact_information``. A course id that is no course key
    raises ``InvalidKeyError``.
    """
    return _build(attempt, status, course_name) if _is_worth_a_mail(attempt, status) else None


def _is_worth_a_mail(attempt: ProctoredExamStudentAttempt, status: str) -> bool:
    return status in STATUS_EMAILS and attempt.taking_as_proctored and not attempt.is_sample_attempt


def _build(attempt: ProctoredExamStudentAttempt, status: str, course_name: str | None) -> EmailMessage:
    exam = attempt.proctored_exam
    mail = STATUS_EMAILS[status]
    names = [f'emails/{mail.template}']
    if exam.backend:
        names.insert(0, f'emails/proctoring/{exam.backend}/{mail.template}')
    contact_url, contact_url_text = _contact(exam.course_id, exam.backend)
    context: dict[str, Any] = {
        'course_url': links.course_home_url(exam.course_id),
        'course_name': course_name or gettext('your course'),
        'exam_name': exam.exam_name,
        'status': status,
        'platform': constants.PLATFORM_NAME,
        'contact_url': contact_url,
        'contact_url_text': contact_url_text,
    }
    message = EmailMessage(
        # A subject is one line.
        subject=str(mail.subject) % {'exam_name': ' '.join(exam.exam_name.split())},
        body=select_template(names).render(context),
        from_email=constants.FROM_EMAIL,
        to=[attempt.user.email],
    )
    message.content_subtype = 'html'
    return message


def _contact(course_id: str, backend: str | None) -> tuple[str, str]:
    """Return where questions go, as a URL and as the text of the link: the course's people, the provider, the site."""
    email = instructor.find_escalation_email(course_id)
    if email:
        return f'mailto:{email}', email
    provider_links = conf.options_of(backend).get('LINK_URLS') if backend else None
    url = (provider_links or {}).get('contact')
    if not url:
        url = f'{conf.url_scheme}://{constants.SITE_NAME}/support/contact_us'
    return url, url
