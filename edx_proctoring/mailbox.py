"""Messages of course staff on their way to learners who are in an exam: their pages fetch them with a poll.

They wait in the site's cache, so that a poll reads no table: the newest ones of an attempt, each in a place of its own,
so that those who write at the same time overwrite nothing. A cache that fails, or that each process has for itself,
delivers nothing; polls work without it.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from edx_proctoring import site_cache

MOST_KEPT: Final = 5  # per attempt
KEPT_FOR: Final = 6 * 60 * 60  # seconds


@dataclass(frozen=True, slots=True)
class Letter:
    """A message; ``number`` is its place among those to the attempt, from 1, and ``sent_at`` ISO 8601."""

    number: int
    text: str
    sent_at: str


def is_open() -> bool:
    """Return whether messages can be delivered: all processes of the site share its cache."""
    return site_cache.is_shared()


def put(letters: Mapping[int, Letter]) -> bool:
    """Leave a message for each of these attempts, by their ids; return whether all of them were taken, or else none."""
    values = {
        _key(attempt_id, letter.number): [letter.number, letter.text, letter.sent_at]
        for attempt_id, letter in letters.items()
    }
    if is_open() and site_cache.write_all(values, seconds=KEPT_FOR):
        return True
    site_cache.forget(values)
    return False


def fetch(attempt_id: int) -> list[Letter]:
    """Return the messages to the attempt that were not read yet, oldest first; one look into the cache."""
    return sorted(_find(attempt_id).values(), key=lambda letter: letter.number) if is_open() else []


def throw_away(attempt_id: int, numbers: Collection[int]) -> None:
    """Forget the messages with these numbers: the learner has read them."""
    if is_open():
        site_cache.forget([key for key, letter in _find(attempt_id).items() if letter.number in numbers])


def empty(attempt_ids: Iterable[int]) -> None:
    """Forget all messages to these attempts."""
    if is_open():
        site_cache.forget([_key(attempt_id, place) for attempt_id in attempt_ids for place in range(MOST_KEPT)])


def _find(attempt_id: int) -> dict[str, Letter]:
    found = site_cache.read([_key(attempt_id, place) for place in range(MOST_KEPT)]) or {}
    return {key: letter for key, value in found.items() if (letter := _letter(value))}


def _letter(value: Any) -> Letter | None:
    """Return the message; None for what others have put there."""
    match value:
        case [int(number), str(text), str(sent_at)]:
            return Letter(number, text, sent_at)
    return None


def _key(attempt_id: int, number: int) -> str:
    return f'edx_proctoring.message.{attempt_id}.{number % MOST_KEPT}'
