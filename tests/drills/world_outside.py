"""Whom a site that may be killed talks to: an LMS and a mailbox that write down at once what they were told.

They tell it on the site's standard output, so it is known whatever becomes of the process. :data:`MOMENT` is where the
process shall wait to be killed, if it shall.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any, Final

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models.signals import post_save

from edx_proctoring.models import ProctoredExamSoftwareSecureReview
from edx_proctoring.testing.host import Call, Host
from tests.drills.site_inside import say

WAITS: Final = 'waits'
LONG_ENOUGH: Final = 60  # seconds; it is killed long before
# What the LMS does for good, and the arguments that say what; the rest are questions.
DONE_BY_LMS: Final = {
    'complete_student_attempt': ('user_identifier',),
    'set_credit_requirement_status': ('user_id', 'status'),
}


class Moment:
    """The ``count``-th time that something happens; nothing comes after it in this process."""

    def __init__(self) -> None:
        self.event = ''
        self.count = 0

    def set(self, event: str, count: int) -> None:
        """Wait for this one."""
        self.event, self.count = event, count

    def has_come(self, event: str) -> None:
        """Something happens: if that is the moment, say so and wait for the end."""
        self.count -= event == self.event
        if event == self.event and not self.count:
            say(WAITS)
            time.sleep(LONG_ENOUGH)


MOMENT: Final = Moment()


class TellingCalls(list[Call]):
    """The calls of an LMS, each told when it comes."""

    def append(self, call: Call) -> None:
        """Take one."""
        super().append(call)
        if call.method in DONE_BY_LMS:
            fields = [call.method, *(str(call.kwargs[name]) for name in DONE_BY_LMS[call.method])]
            say(f'told {json.dumps(fields)}')
            MOMENT.has_come('lms')


class TellingMailbox(BaseEmailBackend):
    """Every mail that is sent; a message id stands for one mail, however often it comes."""

    def send_messages(self, messages: Iterable[EmailMessage]) -> int:
        """Take them all."""
        sent = list(messages)
        for mail in sent:
            mail_id = str(mail.extra_headers.get('Message-ID', ''))
            say(f'told {json.dumps(["mail", mail.to[0], mail.subject, mail_id])}')
            MOMENT.has_come('mail')
        return len(sent)


def _review_is_stored(**_facts: Any) -> None:
    MOMENT.has_come('review')


def surround(facts: dict[str, str | int] | None) -> None:
    """Give this process such an LMS; ``facts`` are the event and the count of the moment."""
    Host(calls=TellingCalls()).install()
    post_save.connect(_review_is_stored, sender=ProctoredExamSoftwareSecureReview)
    if facts:
        MOMENT.set(str(facts['event']), int(facts['count']))
