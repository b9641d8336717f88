"""The life of an attempt: what each status entails and who may bring an attempt there.

:data:`MOVES` has one row per target status. :func:`plan` reads that table and answers with a frozen
:class:`Transition`, or raises; it reads no clock and does no I/O. ``actions.attempt_status`` applies the
transition under a row lock and ``actions.attempt_effects`` turns it into jobs.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Literal, Protocol

from edx_proctoring.domain import time_limits
from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.exceptions import ProctoredExamIllegalStatusTransition
from edx_proctoring.statuses import Phase, statuses_in
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

ProviderCall = Literal['start_exam_attempt', 'stop_exam_attempt', 'mark_erroneous_exam_attempt']
GradeEffect = Literal['zero', 'restore']

SETTING_UP: Final = statuses_in(Phase.SETTING_UP)
PRE_STARTED: Final = statuses_in(Phase.NOT_ENTERED, Phase.SETTING_UP, Phase.READY)
RUNNING: Final = statuses_in(Phase.RUNNING)
INCOMPLETE: Final = PRE_STARTED | RUNNING
VERDICTS: Final = frozenset({Status.verified, Status.rejected})

REOPENABLE: Final = frozenset({Status.submitted, Status.timed_out, Status.error})  # by staff, for more time

EVERY_KIND: Final = frozenset(ExamKind)
SUPERVISED_KINDS: Final = EVERY_KIND - {ExamKind.TIMED}


class Actor(StrEnum):
    """Who asks for a change of status."""

    OPERATOR = 'operator'  # staff, reviewers, commands and the published functions: any legal move
    LEARNER = 'learner'  # only the moves of the learner's own flow; any other is refused
    PROVIDER = 'provider'  # only what its callbacks announce; any other is silently not done
    CLOCK = 'clock'  # the end of the allowed time; only an incomplete attempt can run out of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What becoming ``status`` entails; effects are listed in the order in which they are carried out."""

    status: str
    stamps: Literal['started_at', 'completed_at'] | None = None
    resumable: bool | None = None  # None: as it was
    credit: str | None = None  # status of the credit requirement
    declines_others: bool = False
    grade: GradeEffect | None = None
    emails: bool = False
    provider_call: ProviderCall | None = None
    learner_from: frozenset[str] = frozenset()  # sources that a learner may come from
    supervised_from: frozenset[str] | None = None  # the same where the provider is waited for, if that is narrower
    learner_kinds: frozenset[ExamKind] = EVERY_KIND  # kinds of exams at which a learner has this move at all
    provider_from: frozenset[str] = frozenset()


MOVES: Final[dict[str, Move]] = {
    move.status: move
    for move in (
        Move(status=Status.eligible),
        Move(status=Status.created),
        Move(status=Status.download_software_clicked, learner_from=INCOMPLETE, learner_kinds=SUPERVISED_KINDS),
        Move(status=Status.ready_to_start, provider_from=SETTING_UP),
        Move(
            status=Status.started,
            stamps='started_at',
            provider_call='start_exam_attempt',
            learner_from=INCOMPLETE,
            supervised_from=RUNNING | {Status.ready_to_start},
        ),
        Move(status=Status.ready_to_submit, learner_from=INCOMPLETE, supervised_from=RUNNING),
        Move(
            status=Status.declined,
            credit='declined',
            declines_others=True,
            learner_from=INCOMPLETE,
            learner_kinds=frozenset({ExamKind.PROCTORED}),
        ),
        Move(status=Status.timed_out),
        Move(
            status=Status.submitted,
            stamps='completed_at',
            resumable=False,
            credit='submitted',
            emails=True,
            provider_call='stop_exam_attempt',
            learner_from=INCOMPLETE,
        ),
        Move(status=Status.second_review_required),
        Move(status=Status.verified, credit='satisfied', grade='restore', emails=True),
        Move(status=Status.rejected, credit='failed', grade='zero', emails=True),
        Move(
            status=Status.error,
            resumable=True,
            credit='failed',
            provider_call='mark_erroneous_exam_attempt',
            learner_from=INCOMPLETE,
            learner_kinds=SUPERVISED_KINDS,
        ),
        Move(status=Status.expired),
        Move(status=Status.onboarding_reset),
        Move(status=Status.onboarding_missing),
        Move(status=Status.onboarding_pending),
        Move(status=Status.onboarding_failed),
        Move(status=Status.onboarding_expired),
    )
}


class AttemptFacts(time_limits.Resumable, Protocol):
    """What a plan reads from an attempt; a model object has it all."""

    completed_at: datetime | None
    is_resumable: bool
    taking_as_proctored: bool
    is_sample_attempt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The circumstances of a change that don't come from the attempt itself."""

    kind: ExamKind
    actor: Actor = Actor.OPERATOR
    keeps_timed_out: bool = False  # False: an attempt that runs out of time is submitted
    awaits_provider: bool = True  # unless the exam is timed, it starts only after the provider said that it is ready
    cascades_from_any_kind: bool = False  # published behavior of declining, see deviation S13
    cascade: bool = True
    practice_counts: bool = False  # published behavior: practice touches credit, grades and certificates


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """A permitted change and what it requires. Instants are aware UTC."""

    from_status: str
    to_status: str
    starts_clock: bool = False
    completed_at: datetime | None = None
    completes: bool = False  # ``completed_at`` is set for the first time
    is_resumable: bool | None = None
    seconds_left: int | None = None  # to be kept for an attempt that resumes this one; None: what is stored stays
    credit: str | None = None
    declines_others: bool = False
    grade: GradeEffect | None = None
    emails: bool = False
    provider_call: ProviderCall | None = None
    clears_onboarding_errors: bool = False


def is_legal(from_status: str | None, to_status: str | None) -> bool:
    """Return whether the published rule allows the change: a completed attempt does not become incomplete again.

    Unknown statuses are neither completed nor incomplete.
    """
    return not (Status.is_completed_status(from_status) and Status.is_incomplete_status(to_status))


def is_reattempt(from_status: str | None, to_status: str | None) -> bool:
    """Return whether the change sends a running attempt back to its setup, which ends the attempt instead."""
    return Status.is_in_progress_status(from_status) and Status.is_pre_started_status(to_status)


def plan(
    attempt: AttemptFacts, to_status: str, *, now: datetime, policy: Policy, ended_at: datetime | None = None
) -> Transition | None:
    """Return what moving ``attempt`` to ``to_status`` entails, or None when there is nothing to do.

    ``ended_at`` is the exact end of the allowed time when the attempt ran out of it (default ``now``).

    Raises :class:`ProctoredExamIllegalStatusTransition` when this actor may not make this move.
    """
    ran_out = to_status == Status.timed_out and not policy.keeps_timed_out
    landing = Status.submitted if ran_out or is_reattempt(attempt.status, to_status) else to_status
    if not _is_asked_for(attempt, to_status, policy):
        return None
    if not is_legal(attempt.status, landing):
        raise ProctoredExamIllegalStatusTransition(
            ProctoredExamIllegalStatusTransition.NO_MOVE, from_status=attempt.status, to_status=landing
        )
    move = MOVES.get(landing) or Move(status=landing)
    starts_clock = move.stamps == 'started_at' and attempt.started_at is None
    completed_at = None
    if move.stamps == 'completed_at':
        completed_at = ended_at if ran_out and ended_at else now
    counts = policy.practice_counts or not is_for_practice(attempt, policy.kind)
    return Transition(
        from_status=attempt.status,
        to_status=landing,
        starts_clock=starts_clock,
        completed_at=completed_at,
        completes=completed_at is not None and attempt.completed_at is None,
        is_resumable=_resumable(attempt, move),
        seconds_left=_seconds_left(attempt, landing, now),
        credit=move.credit if counts else None,
        declines_others=move.declines_others and policy.cascade and _may_cascade(policy),
        grade=_grade(attempt.status, move) if counts else None,
        emails=move.emails and attempt.taking_as_proctored and not attempt.is_sample_attempt,
        provider_call=None if move.stamps == 'started_at' and not starts_clock else move.provider_call,
        clears_onboarding_errors=policy.kind is ExamKind.ONBOARDING and Status.is_completed_status(landing),
    )


def is_for_practice(attempt: AttemptFacts, kind: ExamKind) -> bool:
    """Return whether the attempt counts for nothing: it was made for practice, or its exam is now a practice exam."""
    return attempt.is_sample_attempt or kind.is_sample


def updates_credit_grades_and_email(statuses: Collection[str], to_status: str, *, is_practice: bool) -> bool:
    """Return whether this change may update the learner's credit and grade, and email them: the multi-attempt rule.

    ``statuses`` are those of all of the learner's attempts at the exam after the change, including the changed one.
    """
    statuses = list(statuses)
    if is_practice or len(statuses) == 1 or to_status in (Status.declined, Status.error):
        return True
    if to_status == Status.submitted:
        return Status.rejected not in statuses
    if to_status == Status.verified:
        return all(status == Status.verified for status in statuses)
    if to_status == Status.rejected:
        return statuses.count(Status.rejected) <= 1 and Status.declined not in statuses
    return False


def _is_asked_for(attempt: AttemptFacts, to_status: str, policy: Policy) -> bool:
    """Return whether to act on the actor's request at all; an operator's is always acted on.

    Raises :class:`ProctoredExamIllegalStatusTransition` when learners may not make this move.
    """
    if policy.actor is Actor.OPERATOR:
        return True
    if policy.actor is Actor.CLOCK:
        return attempt.status in INCOMPLETE
    move = MOVES[to_status]
    if policy.actor is Actor.PROVIDER:
        return attempt.status in move.provider_from
    if attempt.status == to_status == Status.submitted or (
        to_status == Status.error and attempt.status not in INCOMPLETE
    ):
        return False
    waits = policy.awaits_provider and policy.kind is not ExamKind.TIMED
    sources = move.supervised_from if waits and move.supervised_from is not None else move.learner_from
    if attempt.status not in sources or not _has_move(move, policy):
        raise ProctoredExamIllegalStatusTransition(
            ProctoredExamIllegalStatusTransition.NO_MOVE_OF_LEARNERS, from_status=attempt.status, to_status=to_status
        )
    return True


def _has_move(move: Move, policy: Policy) -> bool:
    """Return whether learners have the move in this kind of exam; with S13 switched off, they may decline any kind."""
    return policy.kind in move.learner_kinds or (move.declines_others and policy.cascades_from_any_kind)


def _seconds_left(attempt: AttemptFacts, landing: str, now: datetime) -> int | None:
    """Return the seconds that an attempt ending in an error leaves to the one that resumes it, whoever ends it.

    None before the clock has started, because all of the time (or all that was inherited) is left, and when the
    seconds are already stored. The clock of a submitted attempt stopped when it was submitted.
    """
    is_broken_off = landing == Status.error != attempt.status
    if not is_broken_off or time_limits.deadline(attempt) is None:
        return None
    if attempt.status not in INCOMPLETE and _was_broken_off(attempt):
        return None
    stopped_at = min(attempt.completed_at, now) if attempt.completed_at else now
    return int(time_limits.seconds_remaining(attempt, now=stopped_at))


def _was_broken_off(attempt: AttemptFacts) -> bool:
    """Return whether the stored seconds are those that the attempt left, not those that it began with.

    They are the same minutes for one that broke off as soon as it began; it is known by what an error leaves.
    """
    seconds = attempt.time_remaining_seconds
    if seconds is None:
        return False
    broke_off = attempt.is_resumable or attempt.ready_to_resume or attempt.resumed
    return broke_off or seconds // 60 != attempt.allowed_time_limit_mins


def _may_cascade(policy: Policy) -> bool:
    return policy.cascades_from_any_kind or policy.kind is ExamKind.PROCTORED


def _resumable(attempt: AttemptFacts, move: Move) -> bool | None:
    in_resume_process = attempt.ready_to_resume or attempt.resumed
    return False if in_resume_process else move.resumable


def _grade(from_status: str, move: Move) -> GradeEffect | None:
    if move.grade == 'restore' and from_status != Status.rejected:
        return None
    return move.grade
