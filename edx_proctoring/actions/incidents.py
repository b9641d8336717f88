"""Recording an incident, helping those whom it hit, and taking that back.

What is to be done is stored first, attempt by attempt, under a batch id of the client's. Then it is done in portions,
each in a transaction that marks its rows: the same request, sent again, goes on where the one before has stopped, and
two at once do nothing twice, because each portion locks the incident.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from edx_proctoring.actions import extra_time, reopening
from edx_proctoring.actions.attempt_removal import remove_at_providers, remove_here
from edx_proctoring.actions.transactions import refusing_duplicates, transactional
from edx_proctoring.domain.incidents import GIVES_TIME, LONGEST, MOST_MINUTES, Cause, Remedy, Window, is_unentered
from edx_proctoring.exceptions import InvalidInputException, ObjectNotFoundException, ProctoredExamNotFoundException
from edx_proctoring.models import Incident, IncidentAttempt, ProctoredExamStudentAttempt
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.queries.incidents import MOST, find_by_batch, list_hit
from edx_proctoring.queries.reopening import list_reopenings
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

Attempt = ProctoredExamStudentAttempt

AT_ONCE: Final = 500  # attempts in one transaction
RESETS_AT_ONCE: Final = 20  # whose providers are told afterward, one after the other
MOST_SECONDS: Final = 15  # of a request, about; the next one goes on
NOT_INCIDENT: Final = _('The incident has to end after it began, by now, and last a week at most.')


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An incident as it was reported; ``batch`` is a UUID of the client's making."""

    batch: str
    course_id: str
    exam_id: int | None
    cause: Cause
    window: Window
    reason: str = ''
    beyond_due_date: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be done for an attempt; ``minutes`` are for remedies that give time."""

    attempt_id: int
    remedy: Remedy
    minutes: int = 0


def require_window(window: Window, *, now: datetime) -> None:
    """Raise :class:`InvalidInputException` unless an incident can have lasted from then to then."""
    if not (window.began_at < window.ended_at <= now and window.ended_at - window.began_at <= LONGEST):
        raise InvalidInputException(NOT_INCIDENT)


def require_exam(exam_id: int | None, course_id: str) -> None:
    """Raise :class:`ProctoredExamNotFoundException` for an exam of another course."""
    exam = find_exam(exam_id)
    if exam_id is not None and (exam is None or exam.course_id != course_id):
        raise ProctoredExamNotFoundException(_('There is no such exam.'))


def record_incident(wanted: Wanted, choices: Sequence[Choice], *, by: Any, now: datetime) -> Incident:
    """Store the incident with what is to be done for whom, and do it. What is left then has no ``treated_at``.

    Of a batch that is known, what was stored counts, and not what is sent. Attempts that it has not hit, or not any
    more, get nothing. Raises :class:`InvalidInputException` for what can't be an incident, for attempts that the course
    does not have, if it has hit none of them, and for an incident that was reverted.
    """
    incident = find_by_batch(wanted.batch)
    if incident is None:
        require_window(wanted.window, now=now)
        require_exam(wanted.exam_id, wanted.course_id)
        rows = _rows(wanted, choices, now=now)
        with refusing_duplicates(InvalidInputException, _('This incident is being recorded. Please try again.')):
            incident = _store(wanted, rows, by=by, now=now)
    if incident.course_id != wanted.course_id:
        raise InvalidInputException(_('This batch belongs to something else.'))
    if incident.reverted_at is not None:
        raise InvalidInputException(_('This incident was reverted.'))
    _treat_all(incident, by=by, now=now)
    return incident


@transactional
def revert(incident_id: int, *, by: Any, now: datetime) -> list[IncidentAttempt]:
    """Take back what the incident gave, as a whole, and return the rows of the attempts that lost it again.

    Attempts that were reset stay so. Raises :class:`InvalidInputException` if that was done before, if there is nothing
    to take back, or if somebody has used what they got.
    """
    incident = _hold(incident_id)
    if incident.reverted_at is not None:
        raise InvalidInputException(_('This incident was reverted.'))
    rows = list(incident.attempts.filter(refusal='', treated_at__isnull=False).order_by('attempt_id'))
    revertible = [row for row in rows if TREATMENTS[Remedy(row.remedy)].undo is not None]
    if not revertible:
        raise InvalidInputException(_('This incident has no effects that could be reverted.'))
    for remedy in {Remedy(row.remedy): None for row in revertible}:
        undo = TREATMENTS[remedy].undo
        if undo is not None:
            undo(incident, by, now)
    Incident.objects.filter(id=incident.pk).update(reverted_at=now, reverted_by_id=getattr(by, 'pk', None))
    return revertible


# ── storing ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _rows(wanted: Wanted, choices: Sequence[Choice], *, now: datetime) -> list[IncidentAttempt]:
    chosen = {choice.attempt_id: choice for choice in choices if choice.remedy is not Remedy.NONE}
    if not chosen or len(chosen) > MOST:
        raise InvalidInputException(_('Select at least one attempt, and %(most)s at most.'), most=MOST)
    if not all(1 <= each.minutes <= MOST_MINUTES for each in chosen.values() if each.remedy in GIVES_TIME):
        raise InvalidInputException(_('Minutes have to be from 1 to %(most)s.'), most=MOST_MINUTES)
    hits = list_hit(
        wanted.course_id, wanted.window, wanted.cause, exam_id=wanted.exam_id, among=list(chosen), now=now
    ).rows
    if not hits:
        raise InvalidInputException(_('The incident has hit none of these attempts.'))
    rows = [_row(hit.attempt, hit.proposal.impact, chosen[hit.attempt.id]) for hit in hits]
    missing = chosen.keys() - {row.attempt_id for row in rows}
    others = list(Attempt.objects.filter(id__in=missing, proctored_exam__course_id=wanted.course_id)) if missing else []
    if len(others) < len(missing):
        raise InvalidInputException(_('This course does not have all of these attempts.'))
    for attempt in others:  # on which the learners have gone on since staff looked
        row = _row(attempt, '', chosen[attempt.id])
        row.refusal, row.treated_at = 'not_hit', now
        rows.append(row)
    return rows


def _row(attempt: Attempt, impact: str, choice: Choice) -> IncidentAttempt:
    return IncidentAttempt(
        attempt_id=attempt.id,
        exam_id=attempt.proctored_exam_id,
        user_id=attempt.user_id,
        impact=impact,
        remedy=choice.remedy,
        wanted_seconds=choice.minutes * 60 if choice.remedy in GIVES_TIME else 0,
    )


@transactional
def _store(wanted: Wanted, rows: Sequence[IncidentAttempt], *, by: Any, now: datetime) -> Incident:
    incident = find_by_batch(wanted.batch)
    if incident is not None:  # meanwhile
        return incident
    incident = Incident.objects.create(
        batch=wanted.batch,
        course_id=wanted.course_id,
        exam_id=wanted.exam_id,
        cause=wanted.cause,
        began_at=wanted.window.began_at,
        ended_at=wanted.window.ended_at,
        reason=wanted.reason,
        beyond_due_date=wanted.beyond_due_date,
        recorded_by_id=getattr(by, 'pk', None),
        recorded_at=now,
    )
    for row in rows:
        row.pk, row.incident = None, incident
    IncidentAttempt.objects.bulk_create(rows, batch_size=AT_ONCE)
    return incident


def _hold(incident_id: int) -> Incident:
    incident = Incident.objects.select_for_update().filter(id=incident_id).first()
    if incident is None:
        raise ObjectNotFoundException(_('There is no such incident.'))
    return incident


# ── remedies ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Done:
    """What became of a portion: seconds, and why there was no remedy, by attempt; and the attempts that are gone."""

    results: Mapping[int, tuple[int, str]]
    removed: Sequence[Attempt] = ()


def _extend(incident: Incident, rows: Sequence[IncidentAttempt], by: Any, now: datetime) -> _Done:
    given = extra_time.extend_for_incident(
        {row.attempt_id: row.wanted_seconds for row in rows},
        course_id=incident.course_id,
        batch=incident.batch,
        by=by,
        beyond_due_date=incident.beyond_due_date,
        now=now,
    )
    return _Done({each.attempt_id: (each.seconds, each.refusal or '') for each in given})


def _take_back(incident: Incident, by: Any, now: datetime) -> None:
    extra_time.undo(incident.batch, course_id=incident.course_id, by=by, now=now, is_incident=True)


def _reopen(incident: Incident, rows: Sequence[IncidentAttempt], by: Any, now: datetime) -> _Done:
    reopened = reopening.reopen(
        [row.attempt_id for row in rows],
        rows[0].wanted_seconds,
        course_id=incident.course_id,
        reason='',
        by=by,
        batch=incident.batch,
        now=now,
    )
    return _Done({each.attempt_id: (each.seconds, each.refusal or '') for each in reopened.results})


def _close_again(incident: Incident, by: Any, now: datetime) -> None:
    """Undo the reopenings that staff have not undone by themselves."""
    if list_reopenings(incident.batch, incident.course_id).exists():
        reopening.undo(incident.batch, course_id=incident.course_id, by=by, now=now)


def _reset(incident: Incident, rows: Sequence[IncidentAttempt], by: Any, now: datetime) -> _Done:
    """Remove the attempts that were not entered meanwhile. Their providers are told when this is committed."""
    found = Attempt.objects.filter(id__in=[row.attempt_id for row in rows]).order_by('id').select_for_update()
    attempts = {each.id: each for each in found.prefetch_related('proctored_exam', 'user')}
    to_reset = [each for each in attempts.values() if is_unentered(each)]
    if to_reset:
        remove_here(to_reset, by, now=now)
    refusals = dict.fromkeys(attempts, 'has_entered') | {each.id: '' for each in to_reset}
    return _Done({row.attempt_id: (0, refusals.get(row.attempt_id, 'not_found')) for row in rows}, to_reset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """How a remedy is applied to a portion of rows, in a transaction, and how all of it is taken back, if it can be."""

    apply: Callable[[Incident, Sequence[IncidentAttempt], Any, datetime], _Done]
    undo: Callable[[Incident, Any, datetime], None] | None
    at_once: int = AT_ONCE
    takes_one_span: bool = False  # all of a portion are to get the same


TREATMENTS: Final[dict[Remedy, Treatment]] = {
    Remedy.EXTEND: Treatment(apply=_extend, undo=_take_back),
    Remedy.REOPEN: Treatment(apply=_reopen, undo=_close_again, takes_one_span=True),
    Remedy.RESET: Treatment(apply=_reset, undo=None, at_once=RESETS_AT_ONCE),
}


def _treat_all(incident: Incident, *, by: Any, now: datetime) -> None:
    """Treat what is left, portion by portion, until that has taken ``MOST_SECONDS``."""
    failing: set[str | None] = set()
    began = time.monotonic()
    for remedy in TREATMENTS:
        while (done := _treat_portion(incident.pk, remedy, by=by, now=now)) is not None:
            remove_at_providers(done.removed, required=False, failing=failing)
            if time.monotonic() - began > MOST_SECONDS:
                return


@transactional
def _treat_portion(incident_id: int, remedy: Remedy, *, by: Any, now: datetime) -> _Done | None:
    """Treat the next of those that are left; None if none is."""
    incident, treatment = _hold(incident_id), TREATMENTS[remedy]
    pending = incident.attempts.filter(remedy=remedy, treated_at=None).order_by('wanted_seconds', 'attempt_id')
    rows = list(pending.select_for_update()[: treatment.at_once])
    if not rows or incident.reverted_at is not None:
        return None
    if treatment.takes_one_span:
        rows = [row for row in rows if row.wanted_seconds == rows[0].wanted_seconds]
    done = treatment.apply(incident, rows, by, now)
    alike: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for row in rows:
        alike[done.results[row.attempt_id]].append(row.pk)
    for (seconds, refusal), ids in alike.items():
        IncidentAttempt.objects.filter(id__in=ids).update(seconds=seconds, refusal=refusal, treated_at=now)
    log.info('Incident %s: remedy=%s attempts=%s', incident_id, remedy, len(rows))
    return done
