"""Access codes of exams: making them, revoking them, and what a code that changes is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction

from edx_proctoring.actions.entry_rules import hold_exam
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.backends.review import UNSTORABLE
from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import AccessCode, ProctoredExam
from edx_proctoring.queries.access_codes import list_codes
from edx_proctoring.security import access_codes as security
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

MOST_CODES: Final = 200
MOST_ROTATES_MINUTES: Final = 1440

_TWO_KINDS: Final = _('A code that changes cannot be chosen.')
_LENGTH: Final = _('The code needs %(shortest)s to %(longest)s characters, not counting blanks and hyphens.')
_NOT_MINUTES: Final = _('A code can change every 1 to %(most)s minutes.')
_NOT_MOMENTS: Final = _('%(name)s has to be a moment with a time zone.')
_NO_PERIOD: Final = _('The code has to be valid before it ends.')
_MANY_CODES: Final = _('An exam can have at most %(most)s access codes. Revoke some that are not needed any more.')
_IS_FIXED: Final = _('This code does not change. It was shown once, when it was made.')
_IS_REVOKED: Final = _('This code was revoked.')


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A code that was just made. ``code`` is what is told in the room; nobody can read it again unless it changes."""

    row: AccessCode
    code: str


def create(
    exam: ProctoredExam,
    *,
    code: str | None = None,
    label: str = '',
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    rotates_minutes: int | None = None,
    by: Any = None,
    now: datetime,
) -> MadeCode:
    """Make an access code of the exam: a random one, the chosen ``code``, or one that changes every so many minutes.

    Blanks, hyphens, and the case do not count. Raises :class:`InvalidInputException`.
    """
    if rotates_minutes is not None:
        _require_minutes(rotates_minutes)
        if code is not None:
            raise InvalidInputException(_TWO_KINDS)
    if code is not None:
        _require_length(code)
    _require_period(valid_from, valid_until)
    refuse_unstorable(AccessCode, label=label)
    salt = security.new_salt()
    plain = code if code is not None else security.new_code()
    row = AccessCode(
        exam_id=exam.id,
        label=label,
        salt=salt,
        digest='' if rotates_minutes else security.digest_of(plain, salt),
        rotates_minutes=rotates_minutes,
        valid_from=valid_from,
        valid_until=valid_until,
        created_at=now,
        created_by_id=getattr(by, 'pk', None),
    )
    _store(row)
    return MadeCode(row, current(row, now=now).code if rotates_minutes else plain)


@transactional
def _store(row: AccessCode) -> None:
    hold_exam(row.exam_id)
    if list_codes(row.exam_id).count() >= MOST_CODES:
        raise InvalidInputException(_MANY_CODES, most=MOST_CODES)
    row.pk, row._state.adding = None, True  # of an earlier try
    row.save(force_insert=True)
    transaction.on_commit(partial(log.info, 'Access code %s of exam %s: created', row.pk, row.exam_id))


@transactional
def revoke(code_id: int, *, by: Any = None, now: datetime) -> None:
    """Let nobody in with the code any more; if it was revoked before, or there is none, do nothing."""
    valid = AccessCode.objects.filter(id=code_id, revoked_at=None)
    if valid.update(revoked_at=now, revoked_by_id=getattr(by, 'pk', None)):
        transaction.on_commit(partial(log.info, 'Access code %s: revoked', code_id))


@dataclass(frozen=True, slots=True)
class CurrentCode:
    """What a code that changes is now, and until when."""

    code: str
    changes_at: datetime


def current(row: AccessCode, *, now: datetime) -> CurrentCode:
    """Return the code of this moment; :class:`InvalidInputException` for one that does not change, or was revoked."""
    minutes = row.rotates_minutes
    if minutes is None:
        raise InvalidInputException(_IS_FIXED)
    if row.revoked_at is not None:
        raise InvalidInputException(_IS_REVOKED)
    code = security.current_code(row.salt, minutes=minutes, now=now)
    return CurrentCode(code, security.changes_at(minutes=minutes, now=now))


def _require_minutes(minutes: Any) -> None:
    is_number = isinstance(minutes, int) and not isinstance(minutes, bool)
    if not is_number or not 1 <= minutes <= MOST_ROTATES_MINUTES:
        raise InvalidInputException(_NOT_MINUTES, most=MOST_ROTATES_MINUTES)


def _require_length(code: Any) -> None:
    """Raise unless the code is one that learners can enter."""
    fits = isinstance(code, str) and len(code) <= 2 * security.LONGEST and not UNSTORABLE.search(code)
    if not fits or not security.SHORTEST <= len(security.normalized(code)) <= security.LONGEST:
        raise InvalidInputException(_LENGTH, shortest=security.SHORTEST, longest=security.LONGEST)


def _require_period(first: Any, last: Any) -> None:
    for name, moment in (('valid_from', first), ('valid_until', last)):
        if moment is not None and not (isinstance(moment, datetime) and moment.tzinfo is not None):
            raise InvalidInputException(_NOT_MOMENTS, name=name)
    if first is not None and last is not None and first >= last:
        raise InvalidInputException(_NO_PERIOD)
