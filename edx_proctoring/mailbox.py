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
    return letters_in(site_cache.read(keys_of(attempt_id)) or {}) if is_open() else []


def keys_of(attempt_id: int) -> list[str]:
    """Return where the cache has messages to the attempt."""
    return [_key(attempt_id, place) for place in range(MOST_KEPT)]


def letters_in(found: Mapping[str, Any]) -> list[Letter]:
    """Return the messages among what the cache had, oldest first."""
    return sorted(filter(None, map(_letter, found.values())), key=lambda letter: letter.number)


def throw_away(attempt_id: int, numbers: Collection[int]) -> None:
    """Forget the messages with these numbers: the learner has read them."""
    if is_open():
        found = site_cache.read(keys_of(attempt_id)) or {}
        letters = {key: _letter(value) for key, value in found.items()}
        site_cache.forget([key for key, letter in letters.items() if letter and letter.number in numbers])


def empty(attempt_ids: Iterable[int]) -> None:
    """Forget all messages to these attempts."""
    if is_open():
        site_cache.forget([key for attempt_id in attempt_ids for key in keys_of(attempt_id)])


def _letter(value: Any) -> Letter | None:
    """Return the message; None for what others have put there."""
    match value:
        case [int(number), str(text), str(sent_at)]:
            return Letter(number, text, sent_at)
    return None


def _key(attempt_id: int, number: int) -> str:
    return f'edx_proctoring.message.{attempt_id}.{number % MOST_KEPT}'
