"""Every move from every status to every other, for each kind of exam and each actor."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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


def attempt_facts(status: str, kind: ExamKind, **facts: Any) -> SimpleNamespace:
    """An attempt as the recordings had it in that status; one in error had not been submitted."""
    has_ended = Status.is_completed_status(status) and status != Status.error
    return SimpleNamespace(
        **{
            'status': status,
            'started_at': None if status in PRE_STARTED else NOW - timedelta(minutes=5),
            'completed_at': NOW - timedelta(minutes=1) if has_ended else None,
            'ready_to_resume': False,
            'resumed': False,
            'taking_as_proctored': kind is not ExamKind.TIMED,
            'is_sample_attempt': kind.is_sample,
        }
        | facts
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
    return {name for name, wanted in found.items() if wanted}


def test_the_table_has_a_row_for_each_status() -> None:
    assert len(MOVES) == 19
    assert len(PAIRS) == 361
    assert set(RECORDED) == set(KINDS)
    assert all(set(RECORDED[kind]) == set(STATUSES) for kind in KINDS)


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize(('before', 'after'), PAIRS)
def test_an_operator_moves_as_published(kind: ExamKind, before: str, after: str) -> None:
    attempt = attempt_facts(before, kind)
    policy = Policy(kind=kind, cascades_from_any_kind=True)
    expected = RECORDED[kind][before][after]
    if expected is None:
        with pytest.raises(ProctoredExamIllegalStatusTransition):
            plan(attempt, after, now=NOW, policy=policy)
        return
    transition = plan(attempt, after, now=NOW, policy=policy)
    assert transition is not None
    assert transition.to_status == expected['status']
    assert transition.starts_clock == ('started_at' in expected['changed'])
    assert (transition.completed_at == NOW) == (expected['changed'].get('completed_at') == 'now')
    assert bool(transition.is_resumable) == expected['changed'].get('is_resumable', False)
    assert entailed(transition, kind) == set(expected['entails'])


# Who else may ask for what. A pair of a row and a column that is not listed is refused or ignored.
@dataclass(frozen=True)
class Rights:
    """From where an actor may bring an attempt to a status."""

    learner: frozenset[str] = frozenset()
    supervised_learner: frozenset[str] | None = None
    provider: frozenset[str] = frozenset()


RIGHTS = {
    Status.download_software_clicked: Rights(learner=INCOMPLETE),
    Status.ready_to_start: Rights(provider=SETTING_UP),
    Status.started: Rights(learner=INCOMPLETE, supervised_learner=RUNNING | {Status.ready_to_start}),
    Status.ready_to_submit: Rights(learner=INCOMPLETE, supervised_learner=RUNNING),
    Status.submitted: Rights(learner=INCOMPLETE, provider=RUNNING),
    Status.declined: Rights(learner=INCOMPLETE),
    Status.error: Rights(learner=INCOMPLETE),
}


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize(('before', 'after'), PAIRS)
def test_a_learner_makes_only_the_moves_of_his_own_flow_s9_s10(kind: ExamKind, before: str, after: str) -> None:
    rights = RIGHTS.get(after, Rights())
    for supervised in (True, False):
        allowed = rights.learner
        if supervised and rights.supervised_learner is not None:
            allowed = rights.supervised_learner
        attempt = attempt_facts(before, kind, taking_as_proctored=supervised)
        policy = Policy(kind=kind, actor=Actor.LEARNER)
        if before in allowed:
            assert plan(attempt, after, now=NOW, policy=policy) is not None
        elif (before == after == Status.submitted) or (after == Status.error and before not in INCOMPLETE):
            assert plan(attempt, after, now=NOW, policy=policy) is None
        else:
            with pytest.raises(ProctoredExamIllegalStatusTransition):
                plan(attempt, after, now=NOW, policy=policy)


@pytest.mark.parametrize('kind', KINDS)
@pytest.mark.parametrize(('before', 'after'), PAIRS)
def test_a_provider_is_followed_only_where_it_has_a_say_s2_s12(kind: ExamKind, before: str, after: str) -> None:
    transition = plan(attempt_facts(before, kind), after, now=NOW, policy=Policy(kind=kind, actor=Actor.PROVIDER))
    assert (transition is not None) == (before in RIGHTS.get(after, Rights()).provider)


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


@pytest.mark.parametrize('kind', KINDS)
def test_declining_spreads_only_from_proctored_exams_s13(kind: ExamKind) -> None:
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
