"""The entrance of exams with entry rules: who may start, and for whom a running exam stays open.

A refusal never stops a clock, and never ends an attempt: the content closes, and staff see it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Q

from edx_proctoring.actions.transactions import require_transaction, transactional
from edx_proctoring.domain.entry_rules import (
    NO_PASS,
    WORDS,
    Moment,
    Pass,
    Reason,
    Refusal,
    Rule,
    Visitor,
    refusals,
)
from edx_proctoring.exceptions import EntryRefusedException
from edx_proctoring.models import EntryEvent, EntryPass, EntryRules, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.entry import as_pass, as_rules, find_entry_pass, find_entry_rules
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.visitors import current_visitor

log = get_logger(__name__)

Attempt = ProctoredExamStudentAttempt

BETWEEN_NOTES: Final = timedelta(seconds=10)
"""That long after a change nothing else is noted of what keeps the same learner out."""

_NO_RULES: Final = Refusal(Rule.START_WINDOW, Reason.UNAVAILABLE)
"""The exam has rules, but they are gone: nobody knows what they were."""


def list_refusals(exam: ProctoredExam, user_id: Any, attempt: Attempt | None, *, now: datetime) -> list[Refusal]:
    """Return what keeps the learner from starting, or from going on with ``attempt``, their current one.

    Nothing is written. Exams without entry rules cost no statement.
    """
    if not exam.has_entry_rules:
        return []
    entrance = _Entrance.of(exam, user_id)
    return entrance.refusals(attempt, current_visitor(), now=now)


@dataclass(frozen=True, slots=True)
class Look:
    """What is known at the entrance: the stored rules, None if they are lost; the learner's pass, None without one.

    And what keeps the learner out, and at which moment they ask.
    """

    rules: EntryRules | None
    row: EntryPass | None
    refusals: list[Refusal]
    moment: Moment


def look(exam: ProctoredExam, user_id: Any, attempt: Attempt | None, *, now: datetime) -> Look:
    """Return what is known of the learner at an exam with entry rules; nothing is written."""
    entrance = _Entrance.of(exam, user_id)
    found = entrance.refusals(attempt, current_visitor(), now=now)
    return Look(entrance.stored, entrance.row, found, moment_of(attempt))


def require_entry(exam: ProctoredExam, user_id: Any, attempt: Attempt | None, *, now: datetime) -> None:
    """Raise :class:`EntryRefusedException` if a rule keeps the learner out; ``attempt`` is their current one, if any.

    What keeps them out is stored, for staff.
    """
    if not exam.has_entry_rules:
        return
    entrance, visitor = _Entrance.of(exam, user_id), current_visitor()
    found = entrance.refusals(attempt, visitor, now=now)
    if found:
        _note_change(entrance.row, exam.id, user_id, attempt, found[0], visitor, now=now)
        raise EntryRefusedException(WORDS[found[0].reason], rule=found[0].rule, exam_id=exam.id)


def begin(attempt: Attempt, *, now: datetime) -> None:
    """Note which attempt the learner's pass is used for, and from where; it is open now."""
    exam = attempt.proctored_exam
    if exam.has_entry_rules:
        visitor = current_visitor()
        EntryPass.objects.update_or_create(
            exam_id=exam.id,
            user_id=attempt.user_id,
            defaults={'attempt_id': attempt.id, **(_place(visitor) if attempt.started_at else {}), **_OPEN},
        )
        record(exam.id, attempt.user_id, attempt, Rule.PLACE, EntryEvent.PASSED, visitor, now=now)


def find_closure(attempt: Attempt, *, now: datetime) -> Refusal | None:
    """Return what keeps the learner from the content of a running attempt at this moment; None if nothing does.

    A change is stored, for staff. Where staff let the attempt move, the first place that asks becomes its own.
    """
    exam = attempt.proctored_exam
    if not exam.has_entry_rules:
        return None
    entrance, visitor = _Entrance.of(exam, attempt.user_id), current_visitor()
    found = entrance.refusals(attempt, visitor, now=now)
    refusal = found[0] if found else None
    row = entrance.row
    _note_change(row, exam.id, attempt.user_id, attempt, refusal, visitor, now=now)
    is_at_home = row is not None and row.attempt_id == attempt.id and bool(row.place_session)
    if refusal is None and entrance.rules is not None and entrance.rules.binds_place and not is_at_home:
        _settle_down(attempt, visitor, now=now)
    return refusal


def hold_pass(exam_id: int, user_id: Any, attempt: Attempt | None) -> EntryPass:
    """Return the learner's pass, locked in the caller's transaction; ``attempt`` is their current one, if any.

    One that was used for another attempt is as good as new.
    """
    require_transaction()
    EntryPass.objects.get_or_create(exam_id=exam_id, user_id=user_id)
    row = EntryPass.objects.select_for_update().get(exam_id=exam_id, user_id=user_id)
    is_used_up = row.attempt_id is not None and not _is_for(row, attempt)
    if is_used_up:
        for name, value in _UNUSED.items():
            setattr(row, name, value)
    return row


def _is_for(row: EntryPass, attempt: Attempt | None) -> bool:
    """Return whether the pass was used for the attempt, which is not over."""
    return attempt is not None and row.attempt_id == attempt.id and _is_open(attempt)


class _Entrance:
    """The rules of an exam, and a learner's pass; None for what does not exist."""

    def __init__(self, stored: EntryRules | None, row: EntryPass | None) -> None:
        self.stored, self.row = stored, row
        self.rules = as_rules(stored) if stored is not None else None

    @classmethod
    def of(cls, exam: ProctoredExam, user_id: Any) -> _Entrance:
        return cls(find_entry_rules(exam.id), find_entry_pass(exam.id, user_id))

    def refusals(self, attempt: Attempt | None, visitor: Visitor, *, now: datetime) -> list[Refusal]:
        if self.rules is None:
            return [_NO_RULES]
        return list(refusals(self.rules, self._passed(attempt), visitor, moment_of(attempt), now=now))

    def _passed(self, attempt: Attempt | None) -> Pass:
        """Return what the pass is worth for the attempt: one that was used for another attempt has to be earned again,
        but who resumes an attempt, or goes on with it, need not be let in once more."""
        if self.row is None:
            return NO_PASS
        passed = as_pass(self.row)
        if self.row.attempt_id is None or _is_for(self.row, attempt):
            return passed
        if attempt is not None and _is_to_be_resumed(attempt):
            return Pass(seb_session=passed.seb_session, seb_verified_at=passed.seb_verified_at)
        return NO_PASS


def moment_of(attempt: Attempt | None) -> Moment:
    """Return which rules count: those for the content, once the clock has run or the exam was declined, else those for
    starting."""
    if attempt is None:
        return Moment.START
    has_begun = attempt.started_at is not None and (_is_open(attempt) or _is_to_be_resumed(attempt))
    return Moment.CONTENT if has_begun or attempt.status == Status.declined else Moment.START


def _is_open(attempt: Attempt) -> bool:
    """Return whether the content may be open: the attempt is not over, or the exam is taken without proctoring."""
    return Status.is_incomplete_status(attempt.status) or attempt.status == Status.declined


def _is_to_be_resumed(attempt: Attempt) -> bool:
    return attempt.ready_to_resume and not attempt.resumed


_OPEN: Final[dict[str, Any]] = {'closed_rule': '', 'closed_reason': '', 'closed_at': None}
_UNUSED: Final[dict[str, Any]] = {
    'attempt_id': None,
    'code_id': None,
    'code_session': '',
    'code_entered_at': None,
    'released_at': None,
    'released_by_id': None,
    'place_session': '',
    'place_address': '',
    'seb_session': '',
    'seb_verified_at': None,
    'seb_version': '',
    **_OPEN,
}


def _place(visitor: Visitor) -> dict[str, str]:
    return {'place_session': visitor.session, 'place_address': visitor.address}


def _note_change(
    row: EntryPass | None,
    exam_id: int,
    user_id: Any,
    attempt: Attempt | None,
    refusal: Refusal | None,
    visitor: Visitor,
    *,
    now: datetime,
) -> None:
    """Store what keeps the learner out now, and an event, if that is not what kept them out before.

    Two browsers that ask in turn get different answers; not all of these are stored.
    """
    before = (row.closed_rule, row.closed_reason) if row is not None else ('', '')
    after = (str(refusal.rule), str(refusal.reason)) if refusal is not None else ('', '')
    if before == after or (row is not None and row.noted_at is not None and now - row.noted_at < BETWEEN_NOTES):
        return
    closed: dict[str, Any] = {'closed_rule': after[0], 'closed_reason': after[1], 'noted_at': now}
    closed['closed_at'] = now if refusal is not None else None
    rule, outcome = after if refusal is not None else (before[0], EntryEvent.OPENED)
    _store_change(exam_id, user_id, attempt, closed, rule, outcome, visitor, now=now)


@transactional
def _store_change(
    exam_id: int,
    user_id: Any,
    attempt: Attempt | None,
    closed: dict[str, Any],
    rule: str,
    outcome: str,
    visitor: Visitor,
    *,
    now: datetime,
) -> None:
    EntryPass.objects.update_or_create(exam_id=exam_id, user_id=user_id, defaults=closed)
    record(exam_id, user_id, attempt, rule, outcome, visitor, now=now)


@transactional
def _settle_down(attempt: Attempt, visitor: Visitor, *, now: datetime) -> None:
    """Make this place that of the attempt, unless it has got one: of two that ask at once, one stays outside."""
    exam_id, user_id = attempt.proctored_exam_id, attempt.user_id
    EntryPass.objects.get_or_create(exam_id=exam_id, user_id=user_id)
    passes = EntryPass.objects.filter(exam_id=exam_id, user_id=user_id)
    homeless = passes.filter(Q(place_session='') | Q(attempt_id=None) | ~Q(attempt_id=attempt.id))
    if homeless.update(attempt_id=attempt.id, **_place(visitor)):
        record(exam_id, user_id, attempt, Rule.PLACE, EntryEvent.MOVED, visitor, now=now)


def record(
    exam_id: int, user_id: Any, attempt: Attempt | None, rule: str, outcome: str, visitor: Visitor, *, now: datetime
) -> None:
    """Store something that happened at the entrance, in the caller's transaction."""
    EntryEvent.objects.create(
        exam_id=exam_id,
        user_id=user_id,
        attempt_id=attempt.id if attempt is not None else None,
        rule=str(rule),
        outcome=str(outcome),
        address=visitor.address,
        at=now,
    )
