"""What course staff do with attempts that they have selected: end them, or let their learners resume.

Each attempt is a transaction of its own, with all that must follow; what was done to one stays done whatever becomes of
the others. The same again changes nothing and says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from edx_proctoring.actions.attempt_status import Change, change_held, hold, settle
from edx_proctoring.actions.attempts import mark_ready_to_resume
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.domain import time_limits
from edx_proctoring.domain.attempt_lifecycle import RUNNING, Actor
from edx_proctoring.exceptions import BusyException, InvalidInputException, StudentExamAttemptDoesNotExistsException
from edx_proctoring.models import AttemptNote, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import map_attempts_of_course
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.texts import gettext_noop as _

Attempt = ProctoredExamStudentAttempt
Refusal = Literal['not_found', 'over', 'not_running', 'not_resumable', 'busy']

AT_ONCE: Final = 500  # attempts that are read by one statement


@dataclass(frozen=True, slots=True)
class Acted:
    """The result for one attempt: its status afterward, '' if there is no such attempt, or why nothing was done."""

    attempt_id: int
    status: str = ''
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class _Order:
    """Who wants it, when and why."""

    reason: str
    by: Any
    now: datetime

    def note(self, attempt: Attempt, kind: str) -> None:
        AttemptNote.objects.create(
            attempt_id=attempt.id,
            exam_id=attempt.proctored_exam_id,
            user_id=attempt.user_id,
            kind=kind,
            text=self.reason,
            written_by_id=getattr(self.by, 'pk', None),
            written_at=self.now,
        )


def end(attempt_ids: Iterable[int], *, course_id: str, reason: str, by: Any, now: datetime) -> list[Acted]:
    """Submit attempts of the course that are in progress, and keep the reason; return the results as requested.

    An attempt whose time is over was submitted when it was over. Raises :class:`InvalidInputException` without a
    reason.
    """
    if not reason.strip():
        raise InvalidInputException(_('Give a reason.'))
    return _each(_end, attempt_ids, course_id, _Order(reason.strip(), by, now))


def let_resume(attempt_ids: Iterable[int], *, course_id: str, reason: str, by: Any, now: datetime) -> list[Acted]:
    """Mark attempts of the course that ended with an error as ready to resume; return the results as requested."""
    return _each(_let_resume, attempt_ids, course_id, _Order(reason.strip(), by, now))


def _each(
    act: Callable[[Attempt, _Order], Acted], attempt_ids: Iterable[int], course_id: str, order: _Order
) -> list[Acted]:
    """Act on each attempt, in the order of their ids: in a host's transaction, the locks are kept to its end."""
    wanted = list(dict.fromkeys(attempt_ids))
    ordered = sorted(wanted)
    results: dict[int, Acted] = {}
    for start in range(0, len(ordered), AT_ONCE):
        ids = ordered[start : start + AT_ONCE]
        found = map_attempts_of_course(ids, course_id)
        for attempt_id in ids:
            attempt = found.get(attempt_id)
            results[attempt_id] = _try(act, attempt, order) if attempt else Acted(attempt_id, refusal='not_found')
    return [results[attempt_id] for attempt_id in wanted]


def _try(act: Callable[[Attempt, _Order], Acted], attempt: Attempt, order: _Order) -> Acted:
    try:
        return act(attempt, order)
    except StudentExamAttemptDoesNotExistsException:  # removed in the meantime
        return Acted(attempt.id, refusal='not_found')
    except BusyException:
        return Acted(attempt.id, attempt.status, 'busy')


@transactional
def _end(attempt: Attempt, order: _Order) -> Acted:
    held = hold(attempt)
    if time_limits.is_overdue(held.attempt, now=order.now):
        return Acted(attempt.id, settle(held.attempt, now=order.now).status, 'over')
    if held.attempt.status not in RUNNING:
        is_over = Status.is_completed_status(held.attempt.status)
        return Acted(attempt.id, held.attempt.status, 'over' if is_over else 'not_running')
    order.note(held.attempt, AttemptNote.END)
    return Acted(attempt.id, change_held(held, Change(Status.submitted, actor=Actor.OPERATOR), now=order.now).status)


@transactional
def _let_resume(attempt: Attempt, order: _Order) -> Acted:
    current = settle(hold(attempt).attempt, now=order.now)
    if not current.is_resumable:
        return Acted(attempt.id, current.status, 'not_resumable')
    mark_ready_to_resume(current)
    if order.reason:
        order.note(current, AttemptNote.RESUME)
    return Acted(attempt.id, current.status)
