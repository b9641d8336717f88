"""Learners' pages are heard of; one that had been gone leaves a trace in the timeline of its attempt."""

from datetime import datetime

from edx_proctoring import mailbox, presence, site_cache
from edx_proctoring.domain.attention import Connection, connection
from edx_proctoring.mailbox import Letter
from edx_proctoring.models import AttemptNote


def note_contact(attempt_id: int, *, exam_id: int, user_id: int, now: datetime) -> list[Letter]:
    """Note that the page of the attempt was heard of now, and return the messages that wait for its learner.

    It takes one look into the cache, and one write. Only after a gap is anything stored in a table.
    """
    if not presence.is_seen():
        return []
    seen = presence.key_of(attempt_id)
    found = site_cache.read([seen, *mailbox.keys_of(attempt_id)]) or {}
    presence.note(attempt_id, now=now)
    before = presence.moment_in(found.get(seen))
    if before is not None and connection(before, now=now) is Connection.GONE:
        AttemptNote.objects.create(
            attempt_id=attempt_id,
            exam_id=exam_id,
            user_id=user_id,
            kind=AttemptNote.CONTACT,
            written_at=before,
            read_at=now,
        )
    return mailbox.letters_in(found)
