"""Every move from every status to every other, for each kind of exam and each actor."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from edx_proctoring.domain.attempt_lifecycle import (
    INCOMPLETE,
    MOVES,
    PRE_STARTED,
    RUNNING,
    SETTING_UP,
    Actor,
    Policy,
    Transition,
    is_legal,
    plan,
    updates_credit_grades_and_email,
)
from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.exceptions import ProctoredExamIllegalStatusTransition
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
RECORDED = json.loads((Path(__file__).parent.parent / 'contract' / 'lifecycle.json').read_text())['moves']
STATUSES = list(MOVES)
PAIRS = [(before, after) for before in STATUSES for after in STATUSES]
KINDS = list(ExamKind)


def attempt_facts(status: str, kind: ExamKind, **fields: Any) -> SimpleNamespace:
    """An attempt as the recordings had it in that status; one in error had not been submitted."""
    has_ended = Status.is_completed_status(status) and status != Status.error
    return SimpleNamespace(
        **{
            'status': status,
            'started_at': None if status in PRE_STARTED else NOW - timedelta(minutes=5),
            'allowed_time_limit_mins': None if status in PRE_STARTED else 90,
            'time_remaining_seconds': None,
            'completed_at': NOW - timedelta(minutes=1) if has_ended else None,
            'is_resumable': status == Status.error,
            'ready_to_resume': False,
            'resumed': False,
            'taking_as_proctored': kind is not ExamKind.TIMED,
            'is_sample_attempt': kind.is_sample,
        }
        | fields
    )


def entailed(transition: Transition, kind: ExamKind) -> set[str]:
    """The consequences in the words of the recordings; a timed exam has no provider to call."""
    found = {
        'complete': transition.completes,
        f'credit {transition.credit}': transition.credit,
        'decline_others': transition.declines_others,
        'zero_grade': transition.grade == 'zero',
        'restore_grade': transition.grade == 'restore',
        'email': transition.emails,
        'clear_onboarding_errors': transition.clears_onboarding_errors,
        str(transition.provider_call): transition.provider_call and kind is not ExamKind.TIMED,
    }
    return {name for name, requested in found.items() if requested}


def test_the_table_has_a_row_for_each_status() -> None:
    assert len(MOVES) == 19
    assert len(PAIRS) == 361
    assert set(RECORDED) == set(KINDS)
    assert all(set(RECORDED[kind]) == set(STATUSES) for kind in KINDS)


def outcome(attempt: SimpleNamespace, after: str, policy: Policy) -> str:
    """What becomes of a wish to move an attempt: it moves, stays as it is (ignored), or the wish is refused."""
    try:
        return 'ignored' if plan(attempt, after, now=NOW, policy=policy) is None else 'moves'
    except ProctoredExamIllegalStatusTransition:
        return 'refused'


def made_by_an_operator(before: str, after: str, kind: ExamKind) -> dict[str, Any] | None:
    """What a move changes and entails, in the words of the recordings; None for one that is refused."""
    policy = Policy(kind=kind, cascades_from_any_kind=True, practice_counts=True)
    try:
        transition = plan(attempt_facts(before, kind), after, now=NOW, policy=policy)
    except ProctoredExamIllegalStatusTransition:
        return None
    assert transition is not None, 'an operator is never ignored'
    return {
        'status': transition.to_status,
        'starts_clock': transition.starts_clock,
        'completed_now': transition.completed_at == NOW,
        'is_resumable': bool(transition.is_resumable),
        'entails': entailed(transition, kind),
    }


def as_recorded(move: dict[str, Any] | None) -> dict[str, Any] | None:
    """The same of a recorded move."""
    if move is None:
        return None
    return {
        'status': move['status'],
        'starts_clock': 'started_at' in move['changed'],
        'completed_now': move['changed'].get('completed_at') == 'now',
        'is_resumable': move['changed'].get('is_resumable', False),
        'entails': set(move['entails']),
    }


@pytest.mark.parametrize('kind', KINDS)
def test_an_operator_moves_as_published(kind: ExamKind) -> None:
    moves = {(before, after): made_by_an_operator(before, after, kind) for before, after in PAIRS}
    assert moves == {(before, after): as_recorded(RECORDED[kind][before][after]) for before, after in PAIRS}


# Who else may ask for what. A pair of a row and a column that is not listed is refused or ignored.
SUPERVISED = frozenset({ExamKind.PROCTORED, ExamKind.PRACTICE, ExamKind.ONBOARDING})


@dataclass(frozen=True)
class Rights:
    """From where an actor may bring an attempt to a status; a learner only at these kinds of exams."""

    learner: frozenset[str] = frozenset()
    where_the_provider_is_awaited: frozenset[str] | None = None
    provider: frozenset[str] = frozenset()
    kinds: frozenset[ExamKind] = frozenset(ExamKind)


RIGHTS = {
    Status.download_software_clicked: Rights(learner=INCOMPLETE, kinds=SUPERVISED),
    Status.ready_to_start: Rights(provider=SETTING_UP),
    Status.started: Rights(learner=INCOMPLETE, where_the_provider_is_awaited=RUNNING | {Status.ready_to_start}),
    Status.ready_to_submit: Rights(learner=INCOMPLETE, where_the_provider_is_awaited=RUNNING),
    Status.submitted: Rights(learner=INCOMPLETE),
    Status.declined: Rights(learner=INCOMPLETE, kinds=frozenset({ExamKind.PROCTORED})),
    Status.error: Rights(learner=INCOMPLETE, kinds=SUPERVISED),
}


def sources(rights: Rights, kind: ExamKind, *, awaited: bool) -> frozenset[str]:
    """From where a learner may come; a timed exam has no provider to wait for."""
    if kind not in rights.kinds:
        return frozenset()
    narrower = rights.where_the_provider_is_awaited
    return narrower if awaited and kind in SUPERVISED and narrower is not None else rights.learner


def expected_of_a_learner(before: str, after: str, kind: ExamKind, *, awaited: bool) -> str:
    """What becomes of their request."""
    if before in sources(RIGHTS.get(after, Rights()), kind, awaited=awaited):
        return 'moves'
    is_said_twice = before == after == Status.submitted
    is_too_late = after == Status.error and before not in INCOMPLETE
    return 'ignored' if is_said_twice or is_too_late else 'refused'


@pytest.mark.deviation('S9', 'S10')
@pytest.mark.parametrize('awaited', [True, False], ids=['the provider is awaited', 'nobody is awaited'])
@pytest.mark.parametrize('kind', KINDS)
def test_a_learner_makes_only_the_moves_of_their_own_flow(kind: ExamKind, awaited: bool) -> None:
    """Whether they are supervised says nothing: an attempt may be older than what the exam is now."""
    policy = Policy(kind=kind, actor=Actor.LEARNER, awaits_provider=awaited)
    expected = {(before, after): expected_of_a_learner(before, after, kind, awaited=awaited) for before, after in PAIRS}
    for supervised in (True, False):
        assert expected == {
            (before, after): outcome(attempt_facts(before, kind, taking_as_proctored=supervised), after, policy)
            for before, after in PAIRS
        }


@pytest.mark.deviation('S13')
@pytest.mark.parametrize('kind', KINDS)
def test_a_site_may_let_learners_decline_any_exam(kind: ExamKind) -> None:
    policy = Policy(kind=kind, actor=Actor.LEARNER, cascades_from_any_kind=True)
    assert plan(attempt_facts(Status.created, kind), Status.declined, now=NOW, policy=policy) is not None


@pytest.mark.deviation('S2', 'S12')
@pytest.mark.parametrize('kind', KINDS)
def test_a_provider_is_followed_only_where_it_has_a_say(kind: ExamKind) -> None:
    policy = Policy(kind=kind, actor=Actor.PROVIDER)
    assert {(before, after): outcome(attempt_facts(before, kind), after, policy) for before, after in PAIRS} == {
        (before, after): 'moves' if before in RIGHTS.get(after, Rights()).provider else 'ignored'
        for before, after in PAIRS
    }


@pytest.mark.parametrize('actor', [Actor.OPERATOR, Actor.LEARNER])
@pytest.mark.parametrize(
    ('facts', 'seconds'),
    [
        ({}, 85 * 60),
        ({'started_at': NOW - timedelta(minutes=89, seconds=15)}, 45),
        ({'started_at': NOW - timedelta(minutes=91)}, 0),
        ({'time_remaining_seconds': 45, 'allowed_time_limit_mins': 0, 'started_at': NOW - timedelta(seconds=5)}, 40),
        ({'started_at': None, 'allowed_time_limit_mins': None}, None),
        ({'started_at': None, 'allowed_time_limit_mins': None, 'time_remaining_seconds': 600}, None),
        ({'allowed_time_limit_mins': None}, None),
    ],
    ids=['running', 'last minute', 'over', 'inherited', 'not begun', 'not begun, inherited', 'no limit'],
)
def test_whoever_breaks_an_attempt_off_leaves_the_time_that_was_left(
    facts: dict[str, Any], seconds: int | None, actor: Actor
) -> None:
    """None leaves what is stored: all of the time, or what was inherited."""
    attempt = attempt_facts(Status.started, ExamKind.PROCTORED, **facts)
    transition = plan(attempt, Status.error, now=NOW, policy=Policy(kind=ExamKind.PROCTORED, actor=actor))
    assert transition is not None
    assert transition.seconds_left == seconds


@pytest.mark.parametrize('before', [status for status in STATUSES if Status.is_completed_status(status)])
def test_the_clock_of_a_finished_attempt_stopped_when_it_was_submitted(before: str) -> None:
    attempt = attempt_facts(before, ExamKind.PROCTORED, completed_at=NOW - timedelta(minutes=2))
    transition = plan(attempt, Status.error, now=NOW, policy=Policy(kind=ExamKind.PROCTORED))
    assert transition is not None
    assert transition.seconds_left == (None if before == Status.error else 87 * 60)


@pytest.mark.parametrize('before', [Status.submitted, Status.verified, Status.declined])
def test_what_was_left_is_not_counted_again_when_the_status_goes_back_and_forth(before: str) -> None:
    """Staff submitted it long after it had broken off with 1800 seconds left, and breaks it off again."""
    attempt = attempt_facts(before, ExamKind.PROCTORED, time_remaining_seconds=1800, completed_at=NOW)
    transition = plan(attempt, Status.error, now=NOW, policy=Policy(kind=ExamKind.PROCTORED))
    assert transition is not None
    assert transition.seconds_left is None


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize('is_sample', [True, False])
def test_practice_touches_neither_credit_nor_grade(kind: ExamKind, is_sample: bool) -> None:
    """Whoever moves it; also when the exam was made real, or a real one was made practice, after the attempt."""
    touched = set()
    for (before, after), actor in product(PAIRS, Actor):
        attempt = attempt_facts(before, kind, is_sample_attempt=is_sample)
        try:
            transition = plan(attempt, after, now=NOW, policy=Policy(kind=kind, actor=actor))
        except ProctoredExamIllegalStatusTransition:
            continue
        if transition is not None:
            touched |= {transition.credit, transition.grade}
    assert (touched == {None}) == (is_sample or kind.is_sample)


@pytest.mark.parametrize('before', STATUSES)
def test_time_runs_out_only_on_an_open_attempt(before: str) -> None:
    policy = Policy(kind=ExamKind.TIMED, actor=Actor.CLOCK)
    over = NOW - timedelta(seconds=30)
    transition = plan(attempt_facts(before, ExamKind.TIMED), Status.timed_out, now=NOW, policy=policy, ended_at=over)
    assert (transition is not None) == (before in INCOMPLETE)
    if transition:
        assert (transition.to_status, transition.completed_at) == (Status.submitted, over)


def test_a_site_may_keep_timed_out_attempts_as_such() -> None:
    policy = Policy(kind=ExamKind.PROCTORED, keeps_timed_out=True)
    transition = plan(attempt_facts(Status.started, ExamKind.PROCTORED), Status.timed_out, now=NOW, policy=policy)
    assert transition is not None
    assert (transition.to_status, transition.completed_at, transition.credit) == (Status.timed_out, None, None)


@pytest.mark.deviation('S13')
@pytest.mark.parametrize('kind', KINDS)
def test_declining_spreads_only_from_proctored_exams(kind: ExamKind) -> None:
    transition = plan(attempt_facts(Status.created, kind), Status.declined, now=NOW, policy=Policy(kind=kind))
    assert transition is not None
    assert transition.declines_others == (kind is ExamKind.PROCTORED)


@pytest.mark.parametrize('flag', ['ready_to_resume', 'resumed'])
def test_an_attempt_in_the_resume_process_stays_unresumable(flag: str) -> None:
    attempt = attempt_facts(Status.started, ExamKind.PROCTORED, **{flag: True})
    transition = plan(attempt, Status.error, now=NOW, policy=Policy(kind=ExamKind.PROCTORED))
    assert transition is not None
    assert transition.is_resumable is False


def test_unknown_statuses_pass_as_published() -> None:
    assert is_legal('somewhere', Status.created)
    assert is_legal(None, None)
    attempt = attempt_facts('somewhere', ExamKind.TIMED)
    transition = plan(attempt, 'elsewhere', now=NOW, policy=Policy(kind=ExamKind.TIMED))
    assert transition is not None
    assert entailed(transition, ExamKind.TIMED) == set()


@pytest.mark.parametrize(
    ('statuses', 'to_status', 'expected'),
    [
        (['error', 'submitted'], Status.submitted, True),
        (['rejected', 'submitted'], Status.submitted, False),
        (['verified', 'verified'], Status.verified, True),
        (['verified', 'submitted'], Status.verified, False),
        (['rejected', 'error'], Status.rejected, True),
        (['rejected', 'rejected'], Status.rejected, False),
        (['rejected', 'declined'], Status.rejected, False),
        (['declined', 'error'], Status.declined, True),
        (['rejected', 'error'], Status.error, True),
        (['started', 'error'], Status.started, False),
    ],
)
def test_several_attempts_share_one_record(statuses: list[str], to_status: str, expected: bool) -> None:
    assert updates_credit_grades_and_email(statuses, to_status, is_practice=False) is expected
    assert updates_credit_grades_and_email(statuses, to_status, is_practice=True) is True
    assert updates_credit_grades_and_email([to_status], to_status, is_practice=False) is True


@pytest.mark.parametrize('before', [Status.ready_to_submit, Status.ready_to_start])
def test_a_clock_starts_once(before: str) -> None:
    """Who asked to end and goes back into the exam has the time that is left."""
    attempt = attempt_facts(before, ExamKind.PROCTORED, started_at=NOW - timedelta(minutes=5))
    transition = plan(attempt, Status.started, now=NOW, policy=Policy(kind=ExamKind.PROCTORED))
    assert transition is not None
    assert (transition.starts_clock, transition.provider_call) == (False, None)


@pytest.mark.parametrize('completed_at', [None, NOW - timedelta(minutes=5)])
def test_an_attempt_is_completed_once(completed_at: datetime | None) -> None:
    """An operator may submit it again; what the LMS does at its end is not done again."""
    attempt = attempt_facts(Status.submitted, ExamKind.PROCTORED, completed_at=completed_at)
    transition = plan(attempt, Status.submitted, now=NOW, policy=Policy(kind=ExamKind.PROCTORED))
    assert transition is not None
    assert transition.completed_at == NOW
    assert transition.completes == (completed_at is None)
