"""Reopening finished attempts with a chosen time, and undoing it while no learner has come back.

The attempt is marked as ready to resume, under its lock; a row of ``Reopening`` says why. Its status stays as it is.
When the learner enters the exam again, another attempt resumes it (``actions.attempts``), whose clock starts then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal
from uuid import uuid4

from django.db import transaction

from edx_proctoring.actions.attempt_status import settle
from edx_proctoring.actions.attempts import is_in_resume_process
from edx_proctoring.actions.several_attempts import hold_attempts, save_attempts
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.conf import conf
from edx_proctoring.domain import time_limits
from edx_proctoring.domain.attempt_lifecycle import REOPENABLE
from edx_proctoring.domain.time_limits import Allotted, is_ready_to_resume
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import ProctoredExamStudentAttempt, Reopening
from edx_proctoring.queries.reopening import allot_reopened, list_reopenings
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

Attempt = ProctoredExamStudentAttempt
Refusal = Literal['not_found', 'own', 'practice', 'not_current', 'already', 'not_finished', 'due_date']

AT_ONCE: Final = 500  # attempts in one transaction
CHANGED: Final = ('time_remaining_seconds', 'ready_to_resume', 'is_resumable')


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopened:
    """The result for one attempt: the seconds that it has when the learner begins now, or why it has none."""

    attempt_id: int
    seconds: int = 0
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class ReopenedBatch:
    """What was reopened together, attempt by attempt as requested."""

    batch: str
    results: Sequence[Reopened]


def reopen(
    attempt_ids: Iterable[int],
    seconds: int,
    *,
    course_id: str,
    reason: str,
    by: Any,
    batch: str | None = None,
    now: datetime,
) -> ReopenedBatch:
    """Let the learners of finished attempts of the course go on for ``seconds``, ``AT_ONCE`` in a transaction.

    The clock starts when a learner begins; their due date limits the time then, as at every start. ``batch`` continues
    what was begun before. Raises :class:`InvalidInputException` unless the seconds are positive.
    """
    if not 0 < seconds <= time_limits.MOST_MINUTES:
        raise InvalidInputException(_('The time for a reopened attempt must be positive.'))
    batch = batch or str(uuid4())
    wanted = list(dict.fromkeys(attempt_ids))
    results: list[Reopened] = []
    for start in range(0, len(wanted), AT_ONCE):
        ids = wanted[start : start + AT_ONCE]
        for attempt in Attempt.objects.filter(id__in=ids).select_related('proctored_exam', 'user').order_by('id'):
            if attempt.proctored_exam.course_id == course_id:
                settle(attempt, now=now)
        results += _reopen(ids, _Chosen(batch, seconds, course_id, reason, by, now))
    return ReopenedBatch(batch, results)


@transactional
def undo(batch: str, *, course_id: str, by: Any, now: datetime) -> ReopenedBatch:
    """Close again what was reopened together, as a whole; what was stored before is restored.

    An attempt whose status has changed meanwhile keeps the new one. Raises :class:`InvalidInputException` if nothing is
    left of it to undo, or if one of the learners has entered the exam again or their attempt was removed.
    """
    rows = {row.attempt_id: row for row in list_reopenings(batch, course_id).select_for_update()}
    if not rows:
        raise InvalidInputException(_('There is no reopening to undo.'))
    attempts = hold_attempts(rows)
    if len(attempts) < len(rows) or not all(is_ready_to_resume(attempt) for attempt in attempts):
        raise InvalidInputException(_('Some of these learners have already continued their exam.'))
    for attempt in attempts:
        row = rows[attempt.id]
        attempt.ready_to_resume, attempt.time_remaining_seconds = False, row.former_seconds
        attempt.is_resumable = row.was_resumable and attempt.status == Status.error
    save_attempts(attempts, CHANGED, now=now)
    Reopening.objects.filter(id__in=[row.id for row in rows.values()]).update(
        reverted_at=now, reverted_by_id=getattr(by, 'pk', None)
    )
    _log_after_commit('Reopening undone', rows, batch)
    return ReopenedBatch(batch, [Reopened(attempt_id=attempt.id) for attempt in attempts])


def may_reopen(attempt: Attempt, by: Any) -> bool:
    """Return whether the user may reopen the attempt, if its due date leaves any time."""
    return _refusal(attempt, by) is None


# ── parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is the same for all attempts."""

    batch: str
    seconds: int
    course_id: str
    reason: str
    by: Any
    now: datetime

    def row(self, attempt: Attempt) -> Reopening:
        """Return the unsaved row for an attempt, which is as it was before."""
        return Reopening(
            batch=self.batch,
            attempt_id=attempt.id,
            exam_id=attempt.proctored_exam_id,
            user_id=attempt.user_id,
            seconds=self.seconds,
            former_seconds=attempt.time_remaining_seconds,
            was_resumable=attempt.is_resumable,
            reason=self.reason,
            reopened_by_id=getattr(self.by, 'pk', None),
            reopened_at=self.now,
        )


@transactional
def _reopen(ids: Sequence[int], chosen: _Chosen) -> list[Reopened]:
    found = {each.id: each for each in hold_attempts(ids) if each.proctored_exam.course_id == chosen.course_id}
    results = {each.id: _judge(each, chosen) for each in found.values()}
    attempts = [each for each in found.values() if results[each.id].refusal is None]
    Reopening.objects.bulk_create(chosen.row(attempt) for attempt in attempts)
    for attempt in attempts:
        attempt.ready_to_resume, attempt.is_resumable = True, False
        attempt.time_remaining_seconds = chosen.seconds
    save_attempts(attempts, CHANGED, now=chosen.now)
    _log_after_commit('Reopened', [attempt.id for attempt in attempts], chosen.batch)
    return [results.get(each) or Reopened(attempt_id=each, refusal='not_found') for each in ids]


def _judge(attempt: Attempt, chosen: _Chosen) -> Reopened:
    refusal = _refusal(attempt, chosen.by)
    if refusal is not None:
        return Reopened(attempt_id=attempt.id, refusal=refusal)
    left = allot_reopened(attempt.proctored_exam, attempt.user_id, chosen.seconds, now=chosen.now)
    if _is_too_late(left):
        return Reopened(attempt_id=attempt.id, refusal='due_date')
    return Reopened(attempt_id=attempt.id, seconds=left.seconds)


def _refusal(attempt: Attempt, by: Any) -> Refusal | None:
    """Return what keeps the attempt closed, apart from dates."""
    if attempt.user_id == getattr(by, 'pk', None):
        return 'own'
    if attempt.is_sample_attempt or attempt.proctored_exam.is_practice_exam:
        return 'practice'
    if attempt.current_at_exam is None:
        return 'not_current'
    if is_in_resume_process(attempt):
        return 'already'
    return None if attempt.status in REOPENABLE else 'not_finished'


def _is_too_late(left: Allotted) -> bool:
    return left.is_too_short(conf.minimum_time_to_start)


def _log_after_commit(what: str, ids: Iterable[int], batch: str) -> None:
    for attempt_id in ids:
        transaction.on_commit(partial(log.info, '%s: attempt=%s batch=%s', what, attempt_id, batch))
