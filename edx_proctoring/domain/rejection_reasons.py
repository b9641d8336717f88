"""Why a session was rejected, as the learner is told: one of these reasons, with words of the person who decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple, Self

from edx_proctoring.domain.instants import later
from edx_proctoring.texts import gettext_noop as _

OTHER: Final = 'other'
FOUND_IN_REVIEW: Final = 'found_in_review'
LONGEST_TEXT: Final = 2000  # characters

Fault = Literal['no_reason', 'unknown_reason', 'no_text', 'long_text']


class Reason(NamedTuple):
    """A reason: its label for the staff, and the sentence that the learner reads; both are to be translated."""

    label: str
    sentence: str


REASONS: Final[Mapping[str, Reason]] = {
    'another_person': Reason(
        _('Another person in the room'),
        _('Someone else was in the room with you, or could be heard.'),
    ),
    'unauthorized_materials': Reason(
        _('Unauthorized materials or devices'),
        _('You used, or had within reach, materials or devices that this exam does not allow.'),
    ),
    'identity_not_confirmed': Reason(
        _('Identity not confirmed'),
        _('We could not confirm your identity.'),
    ),
    'left_view': Reason(
        _("Left the camera's view"),
        _('You left the view of the camera during the exam.'),
    ),
    'unusable_recording': Reason(
        _('Recording missing or unusable'),
        _('Part of the recording is missing or cannot be used, so your session could not be reviewed.'),
    ),
    OTHER: Reason(
        _('Other'),
        _('Your session did not follow the rules of this exam.'),
    ),
    FOUND_IN_REVIEW: Reason(
        _('Violation found in the review'),
        _('The review of your session found that it did not follow the rules of this exam.'),
    ),
}

CHOICES: Final = tuple(key for key in REASONS if key != FOUND_IN_REVIEW)
"""The reasons that a person can choose; the other one is that of a review that rejects without a person."""


class Told(NamedTuple):
    """What a learner is told: a key of ``REASONS``, and words of the person who decided; either may be empty."""

    reason: str = ''
    text: str = ''

    def as_note(self) -> str:
        """Return both as one text, the reason in its first line."""
        return f'{self.reason}\n{self.text}'

    @classmethod
    def from_note(cls, note: str) -> Self:
        """Return what :meth:`as_note` has put into a text; nothing of one that was emptied."""
        reason, _line_end, text = note.partition('\n')
        return cls(reason, text)


def find_fault(told: Told) -> Fault | None:
    """Return why a person cannot give this as the reason of a rejection; None if it is complete."""
    faults: dict[Fault, bool] = {
        'no_reason': not told.reason,
        'unknown_reason': told.reason not in CHOICES,
        'no_text': told.reason == OTHER and not told.text,
        'long_text': len(told.text) > LONGEST_TEXT,
    }
    return next((fault for fault, applies in faults.items() if applies), None)


def appeal_deadline(decided_at: datetime | None, days: float | None) -> datetime | None:
    """Return until when the learner can appeal; None if that is not limited, or nobody knows when it was decided."""
    return later(decided_at, timedelta(days=days)) if decided_at is not None and days is not None else None
