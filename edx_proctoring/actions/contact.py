"""Learners' pages are heard of; one that had been gone leaves a trace in the timeline of its attempt."""

from datetime import datetime

from edx_proctoring import presence
from edx_proctoring.domain.attention import Connection, connection
from edx_proctoring.models import AttemptNote


def note_contact(attempt_id: int, *, exam_id: int, user_id: int, now: datetime) -> None:
    """Note that the page of the attempt was heard of now. Only after a gap is anything stored in a table."""
    before = presence.note(attempt_id, now=now)
    if before is not None and connection(before, now=now) is Connection.GONE:
        AttemptNote.objects.create(
            attempt_id=attempt_id,
            exam_id=exam_id,
            user_id=user_id,
            kind=AttemptNote.CONTACT,
            written_at=before,
            read_at=now,
        )
