"""How long to wait before something that failed is tried again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

Chance = Callable[[], float]  # a random number from 0 to 1

FIRST_PAUSE: Final = timedelta(seconds=30)  # doubled with each failure
LONGEST_PAUSE: Final = timedelta(hours=6)
LEASE: Final = timedelta(minutes=1)  # who recorded or claimed some work has it for that long before another may try
MOST_TRIES: Final = 30  # about five days; then it waits for a person


def pause_after(failures: int, *, chance: Chance) -> timedelta:
    """Return the pause after that many failures in a row, one or more.

    It doubles each time, up to ``LONGEST_PAUSE``, and is then shortened by up to half, so that jobs that failed
    together are not retried together.
    """
    doublings: int = min(failures - 1, 20)
    longest = min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
    return longest * (0.5 + chance() / 2)


def is_hopeless(failures: int) -> bool:
    """Return whether there were enough tries to give up."""
    return failures >= MOST_TRIES
