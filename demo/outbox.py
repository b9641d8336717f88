"""Reads the mails that Django's file-based backend has written."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from demo.olx.html import clean

# What the backend writes below each mail.
SEPARATOR = b'-' * 79 + b'\n'


@dataclass(frozen=True, kw_only=True)
class Mail:
    """One mail. Of ``html`` (clean) and ``text`` one is filled."""

    subject: str
    sender: str
    recipients: str
    sent_at: datetime
    html: str = ''
    text: str = ''


def list_mails(folder: Path) -> list[Mail]:
    """Return the emails, newest first; a folder that does not exist yet has none."""
    parts = [part for path in folder.glob('*.log') for part in path.read_bytes().split(SEPARATOR)]
    mails = [read_mail(part) for part in parts if part.strip()]
    return sorted(mails, key=lambda mail: mail.sent_at, reverse=True)


def read_mail(content: bytes) -> Mail:
    message = email.message_from_bytes(content, policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError('email.policy.default makes EmailMessage objects')
    body = message.get_body(preferencelist=('html', 'plain'))
    text = '' if body is None else str(body.get_content())
    is_html = body is not None and body.get_content_subtype() == 'html'
    return Mail(
        subject=str(message['Subject']),
        sender=str(message['From']),
        recipients=str(message['To']),
        sent_at=parsedate_to_datetime(str(message['Date'])),
        html=clean(text) if is_html else '',
        text='' if is_html else text,
    )
