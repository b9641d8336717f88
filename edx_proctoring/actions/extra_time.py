"""Giving more time to attempts whose clock is running, and taking it back.

The limit of an attempt grows under its lock; a row of ``TimeGrant`` says why. Learners hear of it with their next poll.
What is over is not revived, and nothing but :func:`undo` makes an end come earlier.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal
from uuid import uuid4

from django.db import transaction

from edx_proctoring.actions.several_attempts import hold_attempts, lock_with_exams, save_attempts
from edx_proctoring.actions.transactions import require_transaction, transactional
from edx_proctoring.conf import conf
from edx_proctoring.domain import accommodations, time_limits
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import ProctoredExamStudentAttempt, TimeGrant
from edx_proctoring.queries.accommodations import map_accommodations
from edx_proctoring.queries.extra_time import find_due_date, list_grants, map_granted_seconds, running_at
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

Attempt = ProctoredExamStudentAttempt
RowId = tuple[int, int]  # an exam and a learner
Refusal = Literal['not_found', 'not_running', 'due_date']

AT_ONCE: Final = 500  # attempts in one transaction
CLOCK: Final = ('allowed_time_limit_mins', 'time_remaining_seconds')


@dataclass(frozen=True, slots=True, kw_only=True)
class Extended:
    """The result for one attempt: the seconds that it got, or why it got none."""

    attempt_id: int
    seconds: int = 0
    attempt: Attempt | None = None
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Extension:
    """What was granted together, attempt by attempt as requested."""

    batch: str
    results: Sequence[Extended]

    @property
    def seconds(self) -> int:
        """The seconds of all attempts together."""
        return sum(each.seconds for each in self.results)


def extend(
    attempt_ids: Iterable[int],
    seconds: int,
    *,
    course_id: str,
    reason: str,
    by: Any,
    beyond_due_date: bool = False,
    batch: str | None = None,
    now: datetime,
) -> Extension:
    """Give attempts of the course more time, ``AT_ONCE`` in a transaction.

    Without ``beyond_due_date``, each learner's due date limits what they get. ``batch`` continues an extension that was
    begun before. Raises :class:`InvalidInputException` unless the seconds are positive.
    """
    if not 0 < seconds <= time_limits.MOST_MINUTES:
        raise InvalidInputException(_('The extra time must be positive.'))
    batch = batch or str(uuid4())
    wanted = list(dict.fromkeys(attempt_ids))
    grant = _Grant(batch, TimeGrant.EXTENSION, reason, by, now)
    results: list[Extended] = []
    for start in range(0, len(wanted), AT_ONCE):
        portion = dict.fromkeys(wanted[start : start + AT_ONCE], seconds)
        results += _extend(portion, grant, course_id, beyond_due_date)
    return Extension(batch, results)


def extend_for_incident(
    seconds: Mapping[int, int], *, course_id: str, batch: str, by: Any, beyond_due_date: bool, now: datetime
) -> Sequence[Extended]:
    """Give attempts of the course, by their ids, what an incident took from them, in the caller's transaction.

    The reason is that of the incident, which has the same ``batch``.
    """
    require_transaction()
    return _extend(seconds, _Grant(batch, TimeGrant.INCIDENT, '', by, now), course_id, beyond_due_date)


@transactional
def undo(batch: str, *, course_id: str, by: Any, now: datetime, is_incident: bool = False) -> Extension:
    """Take back what was granted together, as a whole. What an incident gave is taken back with the incident.

    Raises :class:`InvalidInputException` if nothing is left of it to take back, or if the time of one of the attempts
    would be over by that or is over: somebody has used it.
    """
    grants = list(list_grants(batch, course_id, of_incident=is_incident).select_for_update())
    if not grants:
        raise InvalidInputException(_('There is no extra time to undo.'))
    taken = {grant.attempt_id: 0 for grant in grants}
    for grant in grants:
        taken[grant.attempt_id] += grant.seconds
    attempts = [each for each in hold_attempts(taken) if not Status.is_completed_status(each.status)]
    for attempt in attempts:
        time_limits.extend_clock(attempt, -taken[attempt.id])
    if len(attempts) < len(taken) or not all(time_limits.is_running(attempt, now=now) for attempt in attempts):
        raise InvalidInputException(_('Some of these learners have already used their extra time.'))
    save_attempts(attempts, CLOCK, now=now)
    TimeGrant.objects.filter(id__in=[grant.id for grant in grants]).update(
        reverted_at=now, reverted_by_id=getattr(by, 'pk', None)
    )
    _log_after_commit({attempt.id: -taken[attempt.id] for attempt in attempts}, batch)
    return Extension(batch, [Extended(attempt_id=each.id, seconds=-taken[each.id], attempt=each) for each in attempts])


@dataclass(frozen=True, slots=True)
class AllowanceChange:
    """Additional minutes of a learner at an exam, before and after a grant.

    ``former_minutes`` is None for a learner without an allowance before: their accommodation counted, if any.
    """

    former_minutes: int | None
    minutes: int


def reach_running(changes: Mapping[RowId, AllowanceChange], *, by: Any = None, now: datetime) -> dict[RowId, int]:
    """Extend running attempts of learners whose allowances or accommodations changed, in that change's transaction.

    Returns the seconds that they got; those without a running attempt are left out. Extra time that an attempt had
    before, from an allowance that was revoked meanwhile, is not given twice.
    """
    require_transaction()
    raised = {pair: change for pair, change in changes.items() if change.minutes > (change.former_minutes or 0)}
    if not (raised and conf.allowances_reach_running_attempts):
        return {}
    attempts = [
        each for each in lock_with_exams(running_at(raised)) if (each.proctored_exam_id, each.user_id) in raised
    ]
    if not attempts:
        return {}
    granted = map_granted_seconds([attempt.id for attempt in attempts])
    former = _map_former_minutes(attempts, raised, now=now)
    seconds = {}
    for attempt in attempts:
        change = raised[attempt.proctored_exam_id, attempt.user_id]
        promised = _promised_seconds(attempt, granted.get(attempt.id, {}))
        seconds[attempt.id] = change.minutes * 60 - max(former[attempt.id] * 60, promised)
    given = _give(attempts, seconds, _Grant(str(uuid4()), TimeGrant.ALLOWANCE, '', by, now), beyond_due_date=False)
    return {
        (attempt.proctored_exam_id, attempt.user_id): given.get(attempt.id, 0)
        for attempt in attempts
        if time_limits.is_running(attempt, now=now)
    }


def _map_former_minutes(
    attempts: Sequence[Attempt], changes: Mapping[RowId, AllowanceChange], *, now: datetime
) -> dict[int, int]:
    """Return the additional minutes before the change, by attempt; accommodations are read only if they count."""
    own = {each.id: changes[each.proctored_exam_id, each.user_id].former_minutes for each in attempts}
    without = {each.user_id for each in attempts if own[each.id] is None}
    found = map_accommodations(without) if without else {}
    former = {}
    for attempt in attempts:
        minutes, exam = own[attempt.id], attempt.proctored_exam
        if minutes is None:
            counting = accommodations.choose(found.get(attempt.user_id, ()), exam.course_id, now=now)
            minutes = accommodations.minutes_of(counting, exam.time_limit_mins)
        former[attempt.id] = minutes
    return former


@dataclass(frozen=True, slots=True)
class _Grant:
    """What the rows of grants have in common."""

    batch: str
    source: str
    reason: str
    by: Any
    now: datetime

    def row(self, attempt: Attempt, seconds: int) -> TimeGrant:
        """Return the unsaved row for an attempt."""
        return TimeGrant(
            batch=self.batch,
            attempt_id=attempt.id,
            exam_id=attempt.proctored_exam_id,
            user_id=attempt.user_id,
            source=self.source,
            seconds=seconds,
            reason=self.reason,
            granted_by_id=getattr(self.by, 'pk', None),
            granted_at=self.now,
        )


@transactional
def _extend(seconds: Mapping[int, int], grant: _Grant, course_id: str, beyond_due_date: bool) -> list[Extended]:
    attempts = {each.id: each for each in hold_attempts(seconds) if each.proctored_exam.course_id == course_id}
    running = {each.id for each in attempts.values() if time_limits.is_running(each, now=grant.now)}
    given = _give(attempts.values(), seconds, grant, beyond_due_date=beyond_due_date)
    return [
        Extended(
            attempt_id=attempt_id,
            seconds=given.get(attempt_id, 0),
            attempt=attempts.get(attempt_id),
            refusal=_refusal(attempt_id, attempts, running, given),
        )
        for attempt_id in seconds
    ]


def _refusal(
    attempt_id: int, attempts: Collection[int], running: Collection[int], given: Collection[int]
) -> Refusal | None:
    if attempt_id not in attempts:
        return 'not_found'
    if attempt_id not in running:
        return 'not_running'
    return None if attempt_id in given else 'due_date'


def _give(
    attempts: Iterable[Attempt], seconds: Mapping[int, int], grant: _Grant, *, beyond_due_date: bool
) -> dict[int, int]:
    """Add to the clocks of the attempts, which are locked, and return the seconds that each has got."""
    given: dict[int, int] = {}
    extended = []
    for attempt in attempts:
        due_at = None if beyond_due_date else find_due_date(attempt, seconds[attempt.id])
        gained = time_limits.gain(attempt, seconds[attempt.id], due_at=due_at, now=grant.now)
        if gained:
            time_limits.extend_clock(attempt, gained)
            given[attempt.id] = gained
            extended.append(attempt)
    save_attempts(extended, CLOCK, now=grant.now)
    TimeGrant.objects.bulk_create(grant.row(attempt, given[attempt.id]) for attempt in extended)
    _log_after_commit(given, grant.batch)
    return given


def _promised_seconds(attempt: Attempt, granted: Mapping[str, int]) -> int:
    """Return the seconds in the attempt's limit that come from allowances and accommodations, as far as that is known.

    What a resumed attempt has inherited is only known to have some if it is longer than the exam's limit.
    """
    at_start = time_limits.limit_seconds(attempt) - sum(granted.values())
    return granted.get(TimeGrant.ALLOWANCE, 0) + max(at_start - attempt.proctored_exam.time_limit_mins * 60, 0)


def _log_after_commit(seconds: Mapping[int, int], batch: str) -> None:
    for attempt_id, gained in seconds.items():
        transaction.on_commit(
            partial(log.info, 'Extra time: attempt=%s seconds=%s batch=%s', attempt_id, gained, batch)
        )
