"""The pauses before something is tried again, as properties."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.domain.backoff import FIRST_PAUSE, LONGEST_PAUSE, MOST_TRIES, is_hopeless, pause_after

failures = st.integers(1, 1000)
chances = st.floats(0, 1)


@given(failed=failures, chance=chances)
def test_a_pause_is_within_its_half_and_its_whole(failed: int, chance: float) -> None:
    whole = pause_after(failed, chance=lambda: 1)
    assert whole / 2 <= pause_after(failed, chance=lambda: chance) <= whole <= LONGEST_PAUSE


@given(failed=failures)
def test_pauses_grow_until_the_longest(failed: int) -> None:
    one, next_one = (pause_after(each, chance=lambda: 1) for each in (failed, failed + 1))
    assert next_one == min(one * 2, LONGEST_PAUSE)


def test_the_first_pause() -> None:
    assert pause_after(1, chance=lambda: 1) == FIRST_PAUSE
    assert pause_after(1, chance=lambda: 0) == FIRST_PAUSE / 2


def test_all_tries_together_take_days() -> None:
    pauses = [pause_after(failed, chance=lambda: 0) for failed in range(1, MOST_TRIES)]
    assert sum(pauses, timedelta()) > timedelta(days=2)


@pytest.mark.parametrize(('failed', 'hopeless'), [(1, False), (MOST_TRIES - 1, False), (MOST_TRIES, True)])
def test_what_was_tried_often_enough_is_hopeless(failed: int, hopeless: bool) -> None:
    assert is_hopeless(failed) is hopeless
