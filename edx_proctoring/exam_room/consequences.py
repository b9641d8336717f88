"""What follows from a decision about a review, in the words of the page that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from edx_proctoring import lms
from edx_proctoring.actions.attempt_status import Foreseen
from edx_proctoring.emails import STATUS_EMAILS
from edx_proctoring.lms import grades
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.outbox.payloads import Payload, RestoreGrade, SendStatusEmail, SetCredit, ZeroGrade
from edx_proctoring.statuses import STATUSES


class Consequence(NamedTuple):
    """What happens to one thing, such as the grade; ``changes`` says whether anything does."""

    subject: str
    text: str
    changes: bool


def consequences(attempt: ProctoredExamStudentAttempt, foreseen: Foreseen) -> list[Consequence]:
    """Return what the decision does to the attempt, the grade, the credit, the certificate, and the learner's inbox.

    The host is asked whether the course lets a failed review change grades.
    """
    kinds = {type(payload): payload for payload in foreseen.payloads}
    overrides = bool({ZeroGrade, RestoreGrade} & set(kinds)) and grades.overrides_on_rejection(
        attempt.proctored_exam.course_id
    )
    return [
        _of_attempt(attempt.status, foreseen.status),
        _of_grade(kinds, overrides=overrides),
        _of_credit(foreseen.payloads),
        _of_certificate(overrides=overrides and ZeroGrade in kinds),
        _of_email(attempt, foreseen.payloads),
    ]


def status_label(status: str) -> str:
    """Return the status of an attempt in the reader's language."""
    return _(STATUSES[status].label) if status in STATUSES else status


def _of_attempt(before: str, after: str) -> Consequence:
    if before == after:
        return Consequence(_('Attempt'), _('Stays “{status}”.').format(status=status_label(after)), changes=False)
    return Consequence(_('Attempt'), _('Becomes “{status}”.').format(status=status_label(after)), changes=True)


def _of_grade(kinds: dict[type[Payload], Payload], *, overrides: bool) -> Consequence:
    if overrides and ZeroGrade in kinds:
        return Consequence(_('Grade'), _('The grade of this exam is set to 0.'), changes=True)
    if overrides:
        text = _('The grade that the learner has earned in this exam is restored.')
        return Consequence(_('Grade'), text, changes=True)
    if ZeroGrade in kinds:
        text = _('Stays as it is. In this course, a failed review does not change grades.')
        return Consequence(_('Grade'), text, changes=False)
    return Consequence(_('Grade'), _('Stays as it is.'), changes=False)


def _of_credit(payloads: Iterable[Payload]) -> Consequence:
    texts = {
        'satisfied': _('The credit requirement of this exam is satisfied.'),
        'failed': _('The credit requirement of this exam is failed.'),
    }
    for payload in payloads:
        if isinstance(payload, SetCredit):
            text = texts.get(payload.status, payload.status)
            return Consequence(_('Credit'), text, changes=True)
    return Consequence(_('Credit'), _('Stays as it is.'), changes=False)


def _of_certificate(*, overrides: bool) -> Consequence:
    if overrides and lms.is_registered('certificates'):
        text = _('The certificate for this course, if the learner has one, is invalidated.')
        return Consequence(_('Certificate'), text, changes=True)
    return Consequence(_('Certificate'), _('Stays as it is.'), changes=False)


def _of_email(attempt: ProctoredExamStudentAttempt, payloads: Iterable[Payload]) -> Consequence:
    for payload in payloads:
        if isinstance(payload, SendStatusEmail) and payload.status in STATUS_EMAILS:
            subject = str(STATUS_EMAILS[payload.status].subject) % {'exam_name': attempt.proctored_exam.exam_name}
            # Translators: The subject of an email has quotation marks of its own.
            text = _('The learner gets the email: {subject}').format(subject=subject)
            return Consequence(_('Email'), text, changes=True)
    return Consequence(_('Email'), _('The learner gets no email.'), changes=False)
