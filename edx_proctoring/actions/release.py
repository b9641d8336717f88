"""Course staff let learners in, and let attempts go on at another place.

Each change grows the signal of the exam's rules, at which the pages of waiting learners look. The same again changes
nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal

from django.db import transaction
from django.db.models import F

from edx_proctoring.actions.entry import hold_passes
from edx_proctoring.actions.entry_rules import hold_rules
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.actions.waiting import announce_change, announce_let_in
from edx_proctoring.domain.entry_rules import Rule
from edx_proctoring.models import EntryEvent, EntryPass, EntryRules, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.entry_lists import list_waiting_passes
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)

Refusal = Literal['not_found', 'not_bound']

AT_ONCE: Final = 500  # learners, or attempts, in one transaction


@dataclass(frozen=True, slots=True)
class Freed:
    """The result for one attempt: why nothing was done, if so."""

    attempt_id: int
    refusal: Refusal | None = None


@transactional
def release_everybody(exam: ProctoredExam, *, by: Any = None, now: datetime) -> None:
    """Let in everybody who waits, and who will come. Raises :class:`InvalidInputException` without entry rules.

    The timelines of those who wait say so.
    """
    rules = hold_rules(exam.id)
    if rules.released_at is not None:
        return
    waiting = list_waiting_passes(rules, now=now).filter(released_at=None)
    _record(waiting.order_by('id'), EntryEvent.RELEASED, Rule.RELEASE, by=by, now=now)
    rules.released_at, rules.released_by_id = now, getattr(by, 'pk', None)
    rules.signal += 1
    rules.save(update_fields=['released_at', 'released_by_id', 'signal'])
    announce_change(exam.id)
    transaction.on_commit(partial(log.info, 'Exam %s: everybody is let in', exam.id))


@transactional
def take_back_release(exam: ProctoredExam, *, by: Any = None, now: datetime) -> None:
    """Let in only learners who are let in one by one, from now on. Those who have begun stay in."""
    rules = hold_rules(exam.id)
    if rules.released_at is None:
        return
    rules.released_at = rules.released_by_id = None
    rules.signal += 1
    rules.save(update_fields=['released_at', 'released_by_id', 'signal'])
    announce_change(exam.id)
    who = getattr(by, 'pk', None)
    transaction.on_commit(partial(log.info, 'Exam %s: not everybody is let in any more, by user %s', exam.id, who))


def release_learners(exam: ProctoredExam, user_ids: Iterable[int], *, by: Any = None, now: datetime) -> int:
    """Let these learners in, ``AT_ONCE`` in a transaction; return how many were not let in before.

    Raises :class:`InvalidInputException` without entry rules.
    """
    wanted = sorted(set(user_ids))
    portions = [wanted[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)]
    return sum(_release(exam.id, each, by, now) for each in portions)


@transactional
def _release(exam_id: int, user_ids: Sequence[int], by: Any, now: datetime) -> int:
    rules = hold_rules(exam_id)
    rows = [row for row in hold_passes(exam_id, user_ids) if row.released_at is None]
    if rows:
        passes = EntryPass.objects.filter(id__in=[row.id for row in rows])
        passes.update(released_at=now, released_by_id=getattr(by, 'pk', None))
        _record(rows, EntryEvent.RELEASED, Rule.RELEASE, by=by, now=now)
        rules.signal += 1
        rules.save(update_fields=['signal'])
        announce_let_in(exam_id, rules.signal, [row.user_id for row in rows])
        transaction.on_commit(partial(log.info, 'Exam %s: %s learners are let in', exam_id, len(rows)))
    return len(rows)


def let_move(attempt_ids: Iterable[int], *, course_id: str, by: Any = None, now: datetime) -> list[Freed]:
    """Let attempts of the course go on at another place: the first one that asks becomes theirs.

    Returns the results in the order of the request.
    """
    wanted = list(dict.fromkeys(attempt_ids))
    results: list[Freed] = []
    for start in range(0, len(wanted), AT_ONCE):
        results += _let_move(wanted[start : start + AT_ONCE], course_id, by, now)
    return results


@transactional
def _let_move(attempt_ids: Sequence[int], course_id: str, by: Any, now: datetime) -> list[Freed]:
    attempts = ProctoredExamStudentAttempt.objects.filter(id__in=attempt_ids, proctored_exam__course_id=course_id)
    found = set(attempts.order_by().values_list('id', flat=True))
    passes = EntryPass.objects.filter(attempt_id__in=found).exclude(place_session='').order_by('id')
    rows = list(passes.select_for_update())
    if rows:
        homes = EntryPass.objects.filter(id__in=[row.id for row in rows])
        homes.update(place_session='', place_address='', placed_at=None)
        _record(rows, EntryEvent.FREED, Rule.PLACE, by=by, now=now)
        _signal({row.exam_id for row in rows})
        transaction.on_commit(partial(log.info, 'Attempts that may move: %s', len(rows)))
    bound = {row.attempt_id for row in rows}
    return [
        Freed(each, None if each in bound else 'not_bound' if each in found else 'not_found') for each in attempt_ids
    ]


def _signal(exam_ids: Collection[int]) -> None:
    EntryRules.objects.filter(exam_id__in=exam_ids).update(signal=F('signal') + 1)
    for exam_id in exam_ids:
        announce_change(exam_id)


def _record(passes: Iterable[EntryPass], outcome: str, rule: Rule, *, by: Any, now: datetime) -> None:
    """Keep for each of these learners what staff did."""
    EntryEvent.objects.bulk_create(
        EntryEvent(
            exam_id=each.exam_id,
            user_id=each.user_id,
            attempt_id=each.attempt_id,
            rule=str(rule),
            outcome=outcome,
            at=now,
            by_id=getattr(by, 'pk', None),
        )
        for each in passes
    )
