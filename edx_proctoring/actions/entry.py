"""The entrance of exams with entry rules: who may start, and for whom a running exam stays open.

A refusal never stops a clock, and never ends an attempt: the content closes, and staff see it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from django.db.models import Q

from edx_proctoring.actions.seb_rules import needs_seb
from edx_proctoring.actions.transactions import require_transaction, transactional
from edx_proctoring.domain.entry_rules import (
    NO_PASS,
    WORDS,
    Moment,
    Pass,
    Reason,
    Refusal,
    Rule,
    Rules,
    Visitor,
    is_seb_check_due,
    list_demands,
    refusals,
)
from edx_proctoring.domain.time_limits import carried_seconds, is_ready_to_resume
from edx_proctoring.exceptions import EntryRefusedException
from edx_proctoring.models import (
    EntryEvent,
    EntryPass,
    EntryRules,
    ProctoredExam,
    ProctoredExamStudentAttempt,
    SebConfiguration,
)
from edx_proctoring.queries.entry import as_pass, as_rules, find_entry_pass, find_entry_rules, is_open
from edx_proctoring.queries.seb import Source, digest_of_choices, find_configurations, source_of
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.visitors import current_visitor, is_somebody_else

Attempt = ProctoredExamStudentAttempt

BETWEEN_NOTES: Final = timedelta(seconds=10)
"""That long after a change nothing else is noted of what keeps the same learner out."""

_NO_RULES: Final = Refusal(Rule.START_WINDOW, Reason.UNAVAILABLE)
"""The exam has rules, but they are gone: nobody knows what they were."""


def has_rules(exam: ProctoredExam) -> bool:
    """Return whether the exam has entry rules, or has to have them, since Safe Exam Browser is its provider."""
    return exam.has_entry_rules or needs_seb(exam, None)


def list_refusals(exam: ProctoredExam, user_id: Any, attempt: Attempt | None, *, now: datetime) -> list[Refusal]:
    """Return what keeps the learner from starting, or from going on with ``attempt``, their current one.

    Nothing is written. Exams without entry rules cost no statement.
    """
    if not has_rules(exam):
        return []
    entrance = _Entrance(exam, user_id)
    return entrance.refusals(attempt, current_visitor(), now=now)


@dataclass(frozen=True, slots=True)
class Look:
    """What is known at the entrance: the stored rules, None if they are lost; the learner's pass, None without one.

    And what the exam demands, also because of its provider, what keeps the learner out, and at which moment they ask.
    """

    rules: EntryRules | None
    row: EntryPass | None
    demands: Sequence[Rule]
    refusals: list[Refusal]
    moment: Moment


def look(exam: ProctoredExam, user_id: Any, attempt: Attempt | None, *, now: datetime) -> Look:
    """Return what is known of the learner at an exam with entry rules; nothing is written."""
    entrance = _Entrance(exam, user_id)
    found, moment = entrance.refusals(attempt, current_visitor(), now=now), entrance.moment_of(attempt)
    demands = list_demands(entrance.rules, moment) if entrance.rules is not None else []
    return Look(entrance.stored, entrance.row, demands, found, moment)


def require_entry(exam: ProctoredExam, user_id: Any, attempt: Attempt | None, *, now: datetime) -> EntryRules | None:
    """Raise :class:`EntryRefusedException` if a rule keeps the learner out; ``attempt`` is their current one, if any.

    What keeps them out is stored, for staff. Return the rules that let them in, for :func:`begin`; None without any.
    """
    if not has_rules(exam):
        return None
    entrance, visitor = _Entrance(exam, user_id), current_visitor()
    found = entrance.refusals(attempt, visitor, now=now)
    if found:
        _note_change(entrance.row, exam.id, user_id, attempt, found[0], visitor, now=now)
        raise EntryRefusedException(WORDS[found[0].reason], rule=found[0].rule, exam_id=exam.id)
    return entrance.stored


@transactional
def begin(attempt: Attempt, rules: EntryRules | None, *, now: datetime) -> None:
    """Note which attempt the learner's pass is used for, and from where; it is open now. ``rules`` let them in.

    What they had shown for another attempt is forgotten, but for what is known of their browser.
    """
    if rules is None:
        return
    exam_id, visitor = attempt.proctored_exam_id, current_visitor()
    _take_configurations_over(attempt, rules, now=now)
    held = EntryPass.objects.select_for_update()
    row, _is_new = held.get_or_create(exam_id=exam_id, user_id=attempt.user_id)
    former = _UNUSED_HERE if row.attempt_id not in (None, attempt.id) else {}
    place = _place(visitor, now) if attempt.started_at else {}
    EntryPass.objects.filter(id=row.id).update(**{**former, **place, **_OPEN, 'attempt_id': attempt.id})
    record(exam_id, attempt.user_id, attempt.id, Rule.PLACE, EntryEvent.PASSED, visitor, now=now)


class Standing(NamedTuple):
    """What keeps the learner from the content, if anything does, and whether their browser should be checked again."""

    refusal: Refusal | None = None
    is_seb_check_due: bool = False


def find_closure(attempt: Attempt, *, now: datetime) -> Refusal | None:
    """Return what keeps the learner from the content of a running attempt, which they open: a page of the exam."""
    return find_standing(attempt, opens=True, now=now).refusal


def find_standing(attempt: Attempt, *, opens: bool = False, now: datetime) -> Standing:
    """Return what keeps the learner from the content of a running attempt at this moment; None if nothing does.

    A change is stored, for staff. Where staff let the attempt move, the first place that ``opens`` a page becomes its
    own: polls of the computer that the learner leaves do not take it back. Who declined the exam without having been
    let in is let in now, if nothing keeps them out. Staff who view the page as the learner change nothing.
    """
    exam = attempt.proctored_exam
    if not has_rules(exam):
        return Standing()
    entrance, visitor = _Entrance(exam, attempt.user_id), current_visitor()
    found = entrance.refusals(attempt, visitor, now=now)
    refusal = found[0] if found else None
    row = entrance.row
    if opens and is_somebody_else(attempt.user_id):
        return Standing(refusal)
    _note_change(row, exam.id, attempt.user_id, attempt, refusal, visitor, now=now)
    if refusal is None and attempt.status == Status.declined and entrance.moment_of(attempt) is Moment.START:
        begin(attempt, entrance.stored, now=now)
    place = row.place_session if row is not None and row.attempt_id == attempt.id else None
    is_free = place is None or (opens and not place)  # it is empty where staff let the attempt move
    if refusal is None and entrance.rules is not None and entrance.rules.binds_place and is_free:
        _settle_down(attempt, visitor, now=now)
    return Standing(refusal, entrance.is_seb_check_due(attempt, now=now))


def hold_pass(exam_id: int, user_id: Any, attempt: Attempt | None) -> EntryPass:
    """Return the learner's pass, locked in the caller's transaction; ``attempt`` is their current one, if any.

    One that was used for another attempt is as good as new.
    """
    require_transaction()
    EntryPass.objects.get_or_create(exam_id=exam_id, user_id=user_id)
    row = EntryPass.objects.select_for_update().get(exam_id=exam_id, user_id=user_id)
    if _is_used_up(row, attempt):
        _renew(row)
    return row


def hold_passes(exam_id: int, user_ids: Collection[int]) -> list[EntryPass]:
    """Do the same for many learners, by a few statements; those that are used up are stored as good as new."""
    require_transaction()
    passes = EntryPass.objects.filter(exam_id=exam_id, user_id__in=user_ids).order_by('id')
    missing = set(user_ids) - set(passes.values_list('user_id', flat=True))
    fresh = [EntryPass(exam_id=exam_id, user_id=user_id) for user_id in sorted(missing)]
    EntryPass.objects.bulk_create(fresh, ignore_conflicts=True)
    rows = list(passes.select_for_update())
    attempts = Attempt.objects.filter(current_at_exam=exam_id, user_id__in=user_ids).order_by()
    current = {attempt.user_id: attempt for attempt in attempts.only('id', 'user_id', 'status')}
    used_up = [row for row in rows if _is_used_up(row, current.get(row.user_id))]
    EntryPass.objects.filter(id__in=[row.id for row in used_up]).update(**_UNUSED)
    for row in used_up:
        _renew(row)
    return rows


def _renew(row: EntryPass) -> None:
    for name, value in _UNUSED.items():
        setattr(row, name, value)


def _is_used_up(row: EntryPass, attempt: Attempt | None) -> bool:
    """Return whether the pass was used, for another attempt than this one or for one that is over."""
    is_in_use = attempt is not None and row.attempt_id == attempt.id and is_open(attempt)
    return row.attempt_id is not None and not is_in_use


class _Entrance:
    """The rules of an exam, and a learner's pass; None for what does not exist."""

    def __init__(self, exam: ProctoredExam, user_id: Any) -> None:
        self.stored, self.row = find_entry_rules(exam.id), find_entry_pass(exam.id, user_id)
        self.rules: Rules | None = None
        if self.stored is not None:
            self.rules = replace(as_rules(self.stored), needs_seb=needs_seb(exam, self.stored))

    def refusals(self, attempt: Attempt | None, visitor: Visitor, *, now: datetime) -> list[Refusal]:
        if self.rules is None:
            return [_NO_RULES]
        return list(refusals(self.rules, self._passed(attempt), visitor, self.moment_of(attempt), now=now))

    def is_seb_check_due(self, attempt: Attempt, *, now: datetime) -> bool:
        return self.rules is not None and is_seb_check_due(self.rules, self._passed(attempt), now=now)

    def moment_of(self, attempt: Attempt | None) -> Moment:
        """Return which rules count: those for the content, once the clock has run, also that of the attempt which this
        one resumes, or the learner was let in and declined the exam; else those for starting."""
        if attempt is None:
            return Moment.START
        if attempt.status == Status.declined and attempt.started_at is None:
            is_let_in = self.row is not None and self.row.attempt_id == attempt.id
            return Moment.CONTENT if is_let_in else Moment.START
        has_run = attempt.started_at is not None or carried_seconds(attempt) is not None
        return Moment.CONTENT if has_run and (is_open(attempt) or is_ready_to_resume(attempt)) else Moment.START

    def _passed(self, attempt: Attempt | None) -> Pass:
        """Return what the pass is worth for the attempt: one that was used for another attempt has to be earned again,
        but who resumes an attempt, or goes on with it, need not be let in once more."""
        if self.row is None:
            return NO_PASS
        passed = as_pass(self.row)
        if not _is_used_up(self.row, attempt):
            return passed
        if attempt is not None and is_ready_to_resume(attempt):
            return replace(NO_PASS, **{name: getattr(passed, name) for name in _OF_BROWSER})
        return NO_PASS


_OPEN: Final[dict[str, Any]] = {'closed_rule': '', 'closed_reason': '', 'closed_at': None}
_OF_BROWSER: Final = ('seb_session', 'seb_proof', 'seb_verified_at')
_UNUSED_HERE: Final[dict[str, Any]] = {
    'attempt_id': None,
    'code_id': None,
    'code_session': '',
    'code_entered_at': None,
    'released_at': None,
    'released_by_id': None,
    'place_session': '',
    'place_address': '',
    'placed_at': None,
    **_OPEN,
}
_UNUSED: Final[dict[str, Any]] = {
    **_UNUSED_HERE,
    'seb_session': '',
    'seb_proof': '',
    'seb_verified_at': None,
    'seb_version': '',
}


def _take_configurations_over(attempt: Attempt, rules: EntryRules, *, now: datetime) -> None:
    """Make what the learner was given for Safe Exam Browser good for this attempt only: what is good for the next one,
    and, if it resumes an attempt, what is good for that one. Most learners were given nothing."""
    was_given = SebConfiguration.objects.filter(exam_id=rules.exam_id, user_id=attempt.user_id).exists()
    if not (was_given or source_of(rules) is Source.FILE):
        return
    mine = Attempt.objects.filter(proctored_exam_id=rules.exam_id, user_id=attempt.user_id, id__lt=attempt.id)
    former = mine.order_by('-id').first()
    resumed = [former.id] if former is not None and former.resumed else []
    taken_over = [None, *resumed]
    made = [each.id for old_id in taken_over for each in find_configurations(rules, attempt.user_id, old_id)]
    taken = SebConfiguration.objects.filter(id__in=made)
    taken.update(attempt_id=attempt.id)
    if source_of(rules) is Source.FILE and not taken.filter(config_key=rules.seb_file_key).exists():
        _keep_file(rules, attempt, now=now)


def _keep_file(rules: EntryRules, attempt: Attempt, *, now: datetime) -> None:
    """Note with which file the attempt began, for a learner who got it elsewhere: staff may replace it."""
    SebConfiguration.objects.create(
        exam_id=rules.exam_id,
        user_id=attempt.user_id,
        attempt_id=attempt.id,
        config_key=rules.seb_file_key,
        made_from=digest_of_choices(rules),
        created_at=now,
    )


def _place(visitor: Visitor, now: datetime) -> dict[str, Any]:
    return {'place_session': visitor.session, 'place_address': visitor.address, 'placed_at': now}


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
    record(exam_id, user_id, attempt.id if attempt is not None else None, rule, outcome, visitor, now=now)


@transactional
def _settle_down(attempt: Attempt, visitor: Visitor, *, now: datetime) -> None:
    """Make this place that of the attempt, unless it has got one: of two that ask at once, one stays outside."""
    exam_id, user_id = attempt.proctored_exam_id, attempt.user_id
    EntryPass.objects.get_or_create(exam_id=exam_id, user_id=user_id)
    passes = EntryPass.objects.filter(exam_id=exam_id, user_id=user_id)
    homeless = passes.filter(Q(place_session='') | Q(attempt_id=None) | ~Q(attempt_id=attempt.id))
    if homeless.update(attempt_id=attempt.id, **_place(visitor, now)):
        record(exam_id, user_id, attempt.id, Rule.PLACE, EntryEvent.MOVED, visitor, now=now)


def record(
    exam_id: int,
    user_id: Any,
    attempt_id: int | None,
    rule: str,
    outcome: str,
    visitor: Visitor,
    *,
    detail: Mapping[str, Any] = MappingProxyType({}),
    now: datetime,
) -> None:
    """Store something that happened at the entrance, in the caller's transaction."""
    EntryEvent.objects.create(
        exam_id=exam_id,
        user_id=user_id,
        attempt_id=attempt_id,
        rule=str(rule),
        outcome=str(outcome),
        address=visitor.address,
        detail=dict(detail),
        at=now,
    )
