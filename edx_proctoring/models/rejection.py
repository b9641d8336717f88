"""What a learner is told about the rejection of their session, on the page and in the email."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final, NamedTuple

from django.db.models import Subquery
from django.utils.translation import gettext as _

from edx_proctoring.conf import conf
from edx_proctoring.domain.instants import in_utc
from edx_proctoring.domain.rejection_reasons import REASONS, Told, appeal_deadline
from edx_proctoring.models.attempt import ProctoredExamStudentAttempt
from edx_proctoring.models.attempt_note import AttemptNote
from edx_proctoring.models.review import ProctoredExamSoftwareSecureReview
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

COLUMNS: Final = ('learner_reason', 'learner_text', 'modified')


class Rejection(NamedTuple):
    """Why, in the active language and in the words of the person who decided, and until when to appeal.

    Texts are empty if there are none; without ``APPEAL_DAYS``, there is no deadline.
    """

    reason: str
    text: str
    appeal_until: datetime | None

    def as_context(self) -> dict[str, Any]:
        """Return the variables of templates. Their names are part of the interface: themes override the templates."""
        return {
            'rejection_reason': self.reason,
            'rejection_text': self.text,
            'appeal_until': self.appeal_until,
        }


def find_rejection(attempt: ProctoredExamStudentAttempt) -> Rejection:
    """Return what the learner is told about the rejected attempt, in one statement, or two with ``APPEAL_DAYS``.

    What was said when the status was set counts before what its review says. The days count from when the attempt was
    rejected or its review last changed, whichever was later.
    """
    notes = AttemptNote.objects.filter(attempt_id=attempt.id, kind=AttemptNote.REJECTION, read_at=None)
    reviews = ProctoredExamSoftwareSecureReview.objects.filter(attempt_code=attempt.attempt_code)
    columns = (notes.order_by('-id').values('text'), *(reviews.values(name) for name in COLUMNS))
    rows = ProctoredExamStudentAttempt.objects.filter(id=attempt.id).order_by()
    found = rows.values_list(*(Subquery(column[:1]) for column in columns)).first()
    note, key, text, changed = found or (None, '', '', None)
    if note:
        key, text = Told.from_note(note)
    until = None
    if conf.appeal_days is not None:
        decided = max(filter(None, [changed, _rejected_at(attempt)]), default=None)
        until = appeal_deadline(decided, conf.appeal_days)
    reason = REASONS.get(key or '')
    sentence = _(reason.sentence) if reason else ''
    return Rejection(sentence, text or '', in_utc(until) if until else None)


def _rejected_at(attempt: ProctoredExamStudentAttempt) -> datetime | None:
    """Return when the attempt last became rejected; None if its history does not say so."""
    since = None
    rows = ProctoredExamStudentAttempt.history.filter(id=attempt.id).order_by('history_id')
    for status, moment in rows.values_list('status', 'history_date'):
        if status != Status.rejected:
            since = None
        elif since is None:
            since = moment
    return since
