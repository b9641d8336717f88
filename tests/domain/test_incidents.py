"""Whom an incident hits, and what is proposed for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.domain.incidents import (
    MOST_MINUTES,
    PROPOSALS,
    Facts,
    Impact,
    Remedy,
    Standing,
    Window,
    propose,
)

NOON = datetime(2030, 1, 15, 12, tzinfo=UTC)
WINDOW = Window(NOON, NOON + timedelta(minutes=20))
NOW = NOON + timedelta(minutes=30)


def at(minutes: float) -> datetime:
    """So many minutes after the incident began."""
    return NOON + timedelta(minutes=minutes)


def facts(status: str = 'started', **known: Any) -> Facts:
    """An attempt that ran an hour before the incident began, and has thirty minutes from now."""
    given_facts: dict[str, Any] = {
        'status': status,
        'created': at(-70),
        'modified': at(-60),
        'started_at': at(-60),
        'ends_at': at(60),
        'over_at': None,
        'last_seen': None,
        **known,
    }
    return Facts(**given_facts)


def waiting(status: str, **known: Any) -> Facts:
    """An attempt that was made before the incident and has not begun."""
    return facts(status, **{'started_at': None, 'ends_at': None, **known})


@pytest.mark.parametrize(
    ('known', 'impact', 'remedy', 'minutes'),
    [
        (facts(), Impact.RAN, Remedy.EXTEND, 20),
        (facts('ready_to_submit'), Impact.RAN, Remedy.EXTEND, 20),
        (facts(started_at=at(12.5)), Impact.RAN, Remedy.EXTEND, 8),
        (facts(last_seen=at(5)), Impact.LOST_CONTACT, Remedy.EXTEND, 20),
        (facts(last_seen=at(25)), Impact.RAN, Remedy.EXTEND, 20),
        (facts(last_seen=at(-5)), Impact.RAN, Remedy.EXTEND, 20),
        (facts(ends_at=None), Impact.RAN, Remedy.EXTEND, 20),
        (facts(ends_at=at(10)), Impact.RAN, Remedy.REOPEN, 10),
        (facts('error', over_at=at(5)), Impact.LOST_CONTACT, Remedy.REOPEN, 60),
        (facts('error', over_at=at(25)), Impact.RAN, Remedy.NONE, 0),
        (facts('submitted', over_at=at(5.5), ends_at=at(5.5)), Impact.RAN, Remedy.REOPEN, 6),
        (facts('submitted', over_at=at(5)), Impact.RAN, Remedy.REOPEN, 60),
        (facts('submitted', over_at=at(25)), Impact.RAN, Remedy.NONE, 0),
        (facts('submitted', over_at=at(25), ends_at=at(25)), Impact.RAN, Remedy.REOPEN, 20),
        (facts('timed_out', over_at=at(28), ends_at=at(25)), Impact.RAN, Remedy.REOPEN, 20),
        (facts('verified', over_at=at(5)), Impact.RAN, Remedy.NONE, 0),
        (waiting('created'), Impact.COULD_NOT_ENTER, Remedy.NONE, 0),
        (waiting('ready_to_start'), Impact.COULD_NOT_ENTER, Remedy.NONE, 0),
        (waiting('download_software_clicked'), Impact.COULD_NOT_ENTER, Remedy.RESET, 0),
        (waiting('download_software_clicked', created=at(19)), Impact.COULD_NOT_ENTER, Remedy.RESET, 0),
        (waiting('error', over_at=at(3)), Impact.COULD_NOT_ENTER, Remedy.RESET, 0),
        (waiting('onboarding_failed', over_at=at(3)), Impact.COULD_NOT_ENTER, Remedy.RESET, 0),
    ],
    ids=str,
)
def test_who_was_hit(known: Facts, impact: Impact, remedy: Remedy, minutes: int) -> None:
    proposal = propose(known, WINDOW, now=NOW)
    assert proposal is not None
    assert (proposal.impact, proposal.remedy, proposal.minutes) == (impact, remedy, minutes)


@pytest.mark.parametrize(
    'known',
    [
        facts(started_at=at(20)),
        facts(ends_at=at(0)),
        facts('submitted', over_at=at(0)),
        facts('error', over_at=at(-1)),
        waiting('created', created=at(20)),
        waiting('created', modified=at(-24 * 60)),
        waiting('onboarding_failed', over_at=at(20)),
        waiting('onboarding_failed', over_at=at(-1)),
        waiting('declined', over_at=at(5)),
    ],
    ids=str,
)
def test_who_was_not_hit(known: Facts) -> None:
    assert propose(known, WINDOW, now=NOW) is None


def test_who_was_helped_before_is_not_helped_again() -> None:
    proposal = propose(facts(is_helped=True), WINDOW, now=NOW)
    assert proposal is not None
    assert (proposal.remedy, proposal.minutes, proposal.extend_minutes) == (Remedy.NONE, 0, 20)


def test_what_cannot_be_reopened_is_left_alone() -> None:
    proposal = propose(facts('error', over_at=at(5), can_be_reopened=False), WINDOW, now=NOW)
    assert proposal is not None
    assert (proposal.impact, proposal.remedy) == (Impact.LOST_CONTACT, Remedy.NONE)


def test_the_table_is_complete() -> None:
    entered = {Standing.GOES_ON, Standing.CUT_OFF, Standing.ENDED}
    expected = {(Impact.RAN, standing) for standing in entered}
    expected |= {(Impact.LOST_CONTACT, Standing.GOES_ON), (Impact.LOST_CONTACT, Standing.CUT_OFF)}
    expected |= {(Impact.COULD_NOT_ENTER, Standing.CAN_ENTER), (Impact.COULD_NOT_ENTER, Standing.STUCK)}
    assert set(PROPOSALS) == expected


moments = st.integers(-200 * 60, 29 * 60).map(lambda seconds: NOON + timedelta(seconds=seconds))
optional = st.none() | moments
any_facts = st.builds(
    Facts,
    status=st.sampled_from(['created', 'download_software_clicked', 'started', 'submitted', 'error', 'timed_out']),
    created=moments,
    modified=moments,
    started_at=optional,
    ends_at=optional,
    over_at=optional,
    last_seen=optional,
    is_helped=st.booleans(),
)


@given(any_facts, moments, st.integers(1, 7 * 24 * 60))
def test_minutes_are_whole_and_no_more_than_was_lost(known: Facts, began_at: datetime, length: int) -> None:
    window = Window(began_at, began_at + timedelta(minutes=length))
    proposal = propose(known, window, now=NOW)
    if proposal is None:
        return
    assert 0 <= proposal.extend_minutes <= length
    assert proposal.extend_minutes <= proposal.reopen_minutes <= MOST_MINUTES
    assert proposal.remedy is not Remedy.EXTEND or proposal.minutes >= 1
    assert proposal.remedy is not Remedy.RESET or known.started_at is None
