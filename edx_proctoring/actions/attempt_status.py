"""The one place where the status of an attempt changes.

:func:`change_status` locks all attempts of that learner at that exam (their statuses decide together what may be
touched), plans, saves, and records what must follow; that is carried out after the commit. Who has to decide between
the lock and the change calls :func:`hold` and :func:`change_held`, which are its two halves.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from edx_proctoring import provider_gateway
from edx_proctoring.actions import attempt_effects, rejections
from edx_proctoring.actions.transactions import require_transaction, transactional
from edx_proctoring.conf import conf
from edx_proctoring.domain import time_limits
from edx_proctoring.domain.attempt_lifecycle import (
    VERDICTS,
    Actor,
    Policy,
    Transition,
    plan,
    updates_credit_grades_and_email,
)
from edx_proctoring.domain.rejection_reasons import Told
from edx_proctoring.exceptions import ProctoredExamPermissionDenied, StudentExamAttemptDoesNotExistsException
from edx_proctoring.lms import request_cache
from edx_proctoring.models import ProctoredExamStudentAttempt, history_row, record_history
from edx_proctoring.outbox import record
from edx_proctoring.outbox.payloads import Payload
from edx_proctoring.queries.reopening import find_continued
from edx_proctoring.queries.time_limits import allotted_time
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry.correlation import correlated, get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

Decider = Literal['person', 'provider']


@dataclass(frozen=True, slots=True)
class Change:
    """A requested change of status.

    ``cascade``: declining this exam declines the learner's other proctored exams of the course. ``ended_at``: the exact
    end of the allowed time, for an attempt that ran out of it. ``attributed_to``: the user who decided, whom the
    gradebook names. ``decided_by``: who gave the verdict, if it is one; a person's is not changed by a provider's
    review. ``told``: what the learner is told if the attempt is rejected, by the user ``told_by``.
    """

    to_status: str
    _: KW_ONLY
    actor: Actor = Actor.OPERATOR
    cascade: bool = True
    ended_at: datetime | None = None
    attributed_to: Any = None
    decided_by: Decider | None = None
    told: Told | None = None
    told_by: Any = None

    @property
    def by(self) -> Actor:
        """The actor that the log names."""
        return Actor.PROVIDER if self.decided_by == 'provider' else self.actor


@correlated
@transactional
def change_status(
    attempt: ProctoredExamStudentAttempt, change: Change, *, now: datetime
) -> ProctoredExamStudentAttempt:
    """Move ``attempt`` to the status, or to where the lifecycle leads instead, and return it as it is afterwards.

    If the attempt's time is over by then, it is ended in the same transaction.

    Raises :class:`ProctoredExamIllegalStatusTransition` when the actor may not make this move,
    :class:`ProctoredExamPermissionDenied` when a learner starts the clock too late to begin, and
    :class:`StudentExamAttemptDoesNotExistsException` when the attempt was removed in the meantime; then nothing is
    saved.
    """
    return change_held(hold(attempt), change, now=now)


class Held(NamedTuple):
    """The current state of an attempt.

    It is locked until the end of the transaction, with the learner's other attempts at that exam.
    """

    attempt: ProctoredExamStudentAttempt
    # The statuses of the others. Those for practice count among themselves only, and those that staff reopened do not
    # count: the attempt that continues them does.
    siblings: list[str]


class Foreseen(NamedTuple):
    """What a change would do: the new status, and what the jobs would carry that it would record."""

    status: str
    payloads: list[Payload]
    counts: bool = True  # the multi-attempt rule lets it update credit and grade, and send email


def hold(attempt: ProctoredExamStudentAttempt) -> Held:
    """Lock the attempt and its siblings in the caller's transaction.

    Raises :class:`StudentExamAttemptDoesNotExistsException` when it was removed in the meantime.
    """
    require_transaction()
    return _with_siblings(attempt, ProctoredExamStudentAttempt.objects.select_for_update())


def foresee(attempt: ProctoredExamStudentAttempt, to_status: str, *, now: datetime) -> Foreseen:
    """Return what :func:`change_status` would do if staff asked for it now. Nothing is locked or changed.

    Raises :class:`ProctoredExamIllegalStatusTransition` and :class:`StudentExamAttemptDoesNotExistsException` as it
    would.
    """
    current, siblings = _with_siblings(attempt, ProctoredExamStudentAttempt.objects.all())
    transition = plan(current, to_status, now=now, policy=_policy(current, Actor.OPERATOR, cascade=True))
    if transition is None:
        return Foreseen(current.status, [])
    current.status = transition.to_status
    counts = updates_credit_grades_and_email(
        [current.status, *siblings], current.status, is_practice=current.proctored_exam.is_practice_exam
    )
    jobs = attempt_effects.jobs_of(current, transition, counts=counts)
    return Foreseen(current.status, [job.payload for job in jobs], counts)


def change_held(held: Held, change: Change, *, now: datetime) -> ProctoredExamStudentAttempt:
    """Change the status like :func:`change_status`, for an attempt that the caller's transaction already holds."""
    locked, siblings = held
    policy = _policy(locked, change.actor, cascade=change.cascade)
    transition = plan(locked, change.to_status, now=now, policy=policy, ended_at=change.ended_at)
    if transition is None:
        return locked
    before = locked.status
    _save(locked, transition, change, now=now)
    _explain(locked, change, before=before, now=now)
    counts = updates_credit_grades_and_email(
        [locked.status, *siblings], locked.status, is_practice=locked.proctored_exam.is_practice_exam
    )
    if counts and transition.declines_others:
        _give_up_proctoring(locked)
    transaction.on_commit(partial(_log_change, copy(locked), before=before, by=change.by))
    record(attempt_effects.jobs_of(locked, transition, counts=counts, attributed_to=change.attributed_to), now=now)
    if time_limits.is_overdue(locked, now=now):
        locked = change_held(held, _end_of_time(locked), now=now)
    transaction.on_commit(partial(attempt_effects.announce_change, locked, now=now))
    return locked


def insert_declined(new: Sequence[ProctoredExamStudentAttempt], *, now: datetime) -> None:
    """Save new attempts and decline them, as :func:`change_status` does for one.

    The number of statements grows by one per few dozen attempts.
    """
    with transaction.atomic():
        objects = ProctoredExamStudentAttempt.objects
        objects.bulk_create(new)
        if not connection.features.can_return_rows_from_bulk_insert:
            ids = dict(
                objects.filter(attempt_code__in=[each.attempt_code for each in new]).values_list('attempt_code', 'id')
            )
            for attempt in new:
                attempt.pk = ids[attempt.attempt_code]
        history, jobs, changed = [], [], []
        for attempt in new:
            history.append(history_row(attempt, '+', now=now))
            transaction.on_commit(partial(attempt_effects.announce_creation, copy(attempt), now=now))
            transition = plan(attempt, Status.declined, now=now, policy=_policy(attempt, Actor.OPERATOR, cascade=False))
            if transition is not None:
                transaction.on_commit(partial(_log_change, attempt, before=attempt.status, by=Actor.OPERATOR))
                attempt.status = transition.to_status
                changed.append(attempt)
                jobs += attempt_effects.jobs_of(attempt, transition, counts=True)
            history.append(history_row(attempt, '~', now=now))
            transaction.on_commit(partial(attempt_effects.announce_change, attempt, now=now))
        for status in sorted({attempt.status for attempt in changed}):  # one, unless the lifecycle leads elsewhere
            objects.filter(id__in=[attempt.id for attempt in changed if attempt.status == status]).update(status=status)
        record_history(history)
        request_cache.forget()
        record(jobs, now=now)


def settle(attempt: ProctoredExamStudentAttempt, *, now: datetime) -> ProctoredExamStudentAttempt:
    """Return ``attempt``, ended if its time is over, with the end of its time as the completion time."""
    if not time_limits.is_overdue(attempt, now=now):
        return attempt
    return change_status(attempt, _end_of_time(attempt), now=now)


@transactional
def mark_onboarding_reset(attempt: ProctoredExamStudentAttempt) -> None:
    """Mark the attempt as replaced by a new practice attempt: the only change of status without consequences."""
    locked = lock(attempt)
    before = locked.status
    locked.status = Status.onboarding_reset
    locked.save_only()
    transaction.on_commit(partial(_log_change, locked, before=before, by=Actor.OPERATOR))
    attempt.status = Status.onboarding_reset


def lock(attempt: ProctoredExamStudentAttempt) -> ProctoredExamStudentAttempt:
    """Return the current state of the attempt, with its row locked until the end of the transaction.

    Raises :class:`StudentExamAttemptDoesNotExistsException` when it was removed in the meantime.
    """
    require_transaction()
    rows = ProctoredExamStudentAttempt.objects.select_for_update().select_related(None)
    locked = rows.filter(id=attempt.id).first()
    if locked is None:
        raise _gone(attempt)
    return locked


def too_late(left: time_limits.Allotted) -> ProctoredExamPermissionDenied:
    """Return the error for a learner who wants to begin when the due date leaves too little time."""
    if left.seconds:
        message = _('The exam is due in %(seconds)s seconds. That is not enough time to begin.')
        return ProctoredExamPermissionDenied(message, seconds=left.seconds)
    return ProctoredExamPermissionDenied(_('The due date of this exam has passed.'))


def _with_siblings(attempt: ProctoredExamStudentAttempt, attempts: QuerySet[ProctoredExamStudentAttempt]) -> Held:
    rows = attempts.filter(user_id=attempt.user_id, proctored_exam_id=attempt.proctored_exam_id)
    found = {row.id: row for row in rows.select_related(None).order_by('id')}
    current = found.pop(attempt.id, None)
    if current is None:
        raise _gone(attempt)
    current.proctored_exam, current.user = attempt.proctored_exam, attempt.user
    counted = [each for each in found.values() if _counts_beside(current, each)]
    continued = find_continued(counted)
    return Held(current, [sibling.status for sibling in counted if sibling.id not in continued])


def _gone(attempt: ProctoredExamStudentAttempt) -> StudentExamAttemptDoesNotExistsException:
    return StudentExamAttemptDoesNotExistsException(_('Attempt %(id)s no longer exists.'), id=attempt.id)


def _policy(attempt: ProctoredExamStudentAttempt, actor: Actor, *, cascade: bool) -> Policy:
    exam = attempt.proctored_exam
    return Policy(
        kind=provider_gateway.kind_of(exam),
        actor=actor,
        keeps_timed_out=conf.allow_timed_out_state,
        awaits_provider=provider_gateway.awaits_provider(exam),
        cascades_from_any_kind=not conf.decline_cascades_from_proctored_only,
        cascade=cascade,
        practice_counts=not conf.practice_counts_for_nothing,
    )


def _counts_beside(attempt: ProctoredExamStudentAttempt, sibling: ProctoredExamStudentAttempt) -> bool:
    """Return whether the sibling's status also decides what ``attempt`` may update."""
    return attempt.is_sample_attempt or not (sibling.is_sample_attempt and conf.practice_counts_for_nothing)


def _end_of_time(attempt: ProctoredExamStudentAttempt) -> Change:
    return Change(Status.timed_out, actor=Actor.CLOCK, ended_at=time_limits.deadline(attempt))


def _save(attempt: ProctoredExamStudentAttempt, transition: Transition, change: Change, *, now: datetime) -> None:
    if transition.starts_clock:
        allotted = allotted_time(attempt.proctored_exam, attempt.user_id, current=attempt, now=now)
        if change.actor is Actor.LEARNER and allotted.is_too_short(conf.minimum_time_to_start):
            raise too_late(allotted)
        time_limits.start_clock(attempt, allotted, now=now)
    if transition.seconds_left is not None:
        attempt.time_remaining_seconds = transition.seconds_left
    if transition.to_status == Status.error and change.actor is Actor.LEARNER:
        attempt.save_only()  # parity: a row of history of its own for the time that was left
    if change.decided_by or transition.to_status != attempt.status:
        is_persons = change.decided_by == 'person' and transition.to_status in VERDICTS
        attempt.decided_by_person = True if is_persons else None
    attempt.status = transition.to_status
    if transition.completed_at is not None:
        attempt.completed_at = transition.completed_at
    if transition.is_resumable is not None:
        attempt.is_resumable = transition.is_resumable
    attempt.save_only()


def _explain(attempt: ProctoredExamStudentAttempt, change: Change, *, before: str, now: datetime) -> None:
    """Note what the learner is told of the rejection; what was noted of an earlier one counts no more."""
    is_rejected = attempt.status == Status.rejected
    if before == Status.rejected and (change.told or not is_rejected):
        rejections.withdraw(attempt.id, now=now)
    if is_rejected and change.told:
        rejections.note(attempt, change.told, by=change.told_by, now=now)


def _give_up_proctoring(attempt: ProctoredExamStudentAttempt) -> None:
    """Make a declined attempt unsupervised and clear the provider's id, with a history row of its own."""
    attempt.taking_as_proctored = False
    attempt.external_id = None
    attempt.save_only()


@correlated
def _log_change(attempt: ProctoredExamStudentAttempt, *, before: str, by: Actor) -> None:
    message = 'Attempt changed: attempt=%s exam=%s from=%s to=%s by=%s'
    log.info(message, attempt.id, attempt.proctored_exam_id, before, attempt.status, by)
