"""What a person tells the learner of a rejection, beside the decisions about reviews (``actions.second_review``)."""

from datetime import datetime
from typing import Any, Final

from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.domain.rejection_reasons import LONGEST_TEXT, Fault, Told, find_fault
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import AttemptNote, ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.texts import gettext_noop as _

FAULTS: Final[dict[Fault, str]] = {
    'no_reason': _('Choose the reason that the learner is told.'),
    'unknown_reason': _('Choose the reason that the learner is told.'),
    'no_text': _('Describe the reason to the learner.'),
    'long_text': _('The text for the learner must not exceed %(limit)s characters.'),
}


def checked(told: Told) -> Told:
    """Return what the learner is told without blanks around it.

    Raises :class:`InvalidInputException` for what nobody can be told (``domain.rejection_reasons.find_fault``), and
    for what the database cannot store.
    """
    told = Told(told.reason, told.text.replace('\r\n', '\n').strip())
    fault = find_fault(told)
    if fault is not None:
        raise InvalidInputException(FAULTS[fault], limit=LONGEST_TEXT)
    refuse_unstorable(ProctoredExamSoftwareSecureReview, learner_text=told.text)
    refuse_unstorable(AttemptNote, text=told.as_note())
    return told


def note(attempt: ProctoredExamStudentAttempt, told: Told, *, by: Any, now: datetime) -> None:
    """Keep, in the caller's transaction, what the learner of the attempt is told of its rejection."""
    AttemptNote.objects.create(
        kind=AttemptNote.REJECTION,
        attempt_id=attempt.id,
        exam_id=attempt.proctored_exam_id,
        user_id=attempt.user_id,
        text=told.as_note(),
        written_by_id=getattr(by, 'pk', None),
        written_at=now,
    )


def withdraw(attempt_id: int, *, now: datetime) -> None:
    """Let what was noted before count no more: the attempt is no longer rejected, or for another reason."""
    notes = AttemptNote.objects.filter(attempt_id=attempt_id, kind=AttemptNote.REJECTION, read_at=None)
    notes.update(read_at=now)
