"""Entering an access code. Wrong ones are counted, and too many of them keep the learner, or the address, waiting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any, Final

from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.actions.entry import hold_pass, record
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.conf import conf
from edx_proctoring.domain.entry_rules import WORDS, Reason, Rule, Visitor
from edx_proctoring.exceptions import EntryRefusedException, InvalidInputException, TooManyCodesException
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.entry import find_entry_rules, find_oldest_of_last, list_valid_codes
from edx_proctoring.security.access_codes import is_code, is_current_code
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.visitors import current_visitor

PERIOD: Final = timedelta(minutes=10)
"""In which wrong codes are counted, and after which the first of them count no more."""

WRONG: Final = _('This code is not valid. Check it, or ask the course staff.')


def enter_code(exam: ProctoredExam, user: Any, code: str, *, now: datetime) -> None:
    """Note that the learner has entered a valid access code of the exam, in the session that asks.

    Raises :class:`InvalidInputException` for a wrong code, and for an exam that needs none;
    :class:`TooManyCodesException` after too many wrong ones, even for a right one; :class:`EntryRefusedException` if
    the request has no session, or the exam's rules are lost.
    """
    rules, visitor = find_entry_rules(exam.id), current_visitor()
    if rules is None or not visitor.session:
        raise EntryRefusedException(WORDS[Reason.UNAVAILABLE], rule=Rule.ACCESS_CODE, exam_id=exam.id)
    if not rules.needs_code:
        raise InvalidInputException(_('This exam needs no access code.'))
    attempt = current_attempt(exam, user.pk, now=now)
    result = _try(_Guess(exam.id, user.pk, attempt, code, visitor, now))
    if result.wait_until is not None:
        raise TooManyCodesException(max(ceil((result.wait_until - now).total_seconds()), 1))
    if not result.is_right:
        raise InvalidInputException(WRONG)


@dataclass(frozen=True, slots=True)
class _Guess:
    """A code, who entered it, and where."""

    exam_id: int
    user_id: Any
    attempt: ProctoredExamStudentAttempt | None
    code: str
    visitor: Visitor
    now: datetime

    def record(self, outcome: str) -> None:
        attempt_id = self.attempt.id if self.attempt is not None else None
        record(self.exam_id, self.user_id, attempt_id, Rule.ACCESS_CODE, outcome, self.visitor, now=self.now)


@dataclass(frozen=True, slots=True)
class _Result:
    is_right: bool = False
    wait_until: datetime | None = None


@transactional
def _try(guess: _Guess) -> _Result:
    """Look at the code, one of a learner after the other. Learners at the same address do not wait for each other: of
    those who ask at the same time, a few more than the limit may be looked at."""
    row = hold_pass(guess.exam_id, guess.user_id, guess.attempt)
    limit = _find_limit(row, guess)
    if limit is not None:
        _record_once(guess, since=limit - PERIOD)
        return _Result(wait_until=limit)
    code_id = _find_code(guess.code, list_valid_codes(guess.exam_id, now=guess.now), now=guess.now)
    if code_id is None:
        _count(row, now=guess.now)
        guess.record(EntryEvent.WRONG_CODE)
    else:
        row.code_id, row.code_session, row.code_entered_at = code_id, guess.visitor.session, guess.now
        guess.record(EntryEvent.PASSED)
    row.save()
    return _Result(is_right=code_id is not None)


def _find_limit(row: EntryPass, guess: _Guess) -> datetime | None:
    """Return when the next code is looked at; None for at once."""
    since = row.wrong_codes_since
    if since is not None and _counts(row, now=guess.now) and row.wrong_codes >= conf.wrong_codes_per_learner:
        return since + PERIOD
    most, address = conf.wrong_codes_per_address, guess.visitor.address
    oldest = find_oldest_of_last(most, address=address, since=guess.now - PERIOD)
    return oldest + PERIOD if oldest is not None else None


def _counts(row: EntryPass, *, now: datetime) -> bool:
    """Return whether the wrong codes of the row still count."""
    return row.wrong_codes_since is not None and now - row.wrong_codes_since < PERIOD


def _count(row: EntryPass, *, now: datetime) -> None:
    if not _counts(row, now=now):
        row.wrong_codes, row.wrong_codes_since = 0, now
    row.wrong_codes += 1


def _record_once(guess: _Guess, *, since: datetime) -> None:
    """Store that the learner has to wait, unless that was stored in this period."""
    stored = EntryEvent.objects.filter(
        user_id=guess.user_id, exam_id=guess.exam_id, outcome=EntryEvent.TOO_MANY_CODES, at__gte=since
    )
    if not stored.exists():
        guess.record(EntryEvent.TOO_MANY_CODES)


def _find_code(code: str, codes: Sequence[AccessCode], *, now: datetime) -> int | None:
    """Return the id of the code that it is, or None. All of them are compared, whichever it is."""
    fitting = [each.id for each in codes if _fits(code, each, now=now)]
    return fitting[0] if fitting else None


def _fits(code: str, stored: AccessCode, *, now: datetime) -> bool:
    if stored.digest:
        return is_code(code, stored.salt, stored.digest)
    minutes = stored.rotates_minutes
    return minutes is not None and minutes > 0 and is_current_code(code, stored.salt, minutes=minutes, now=now)
