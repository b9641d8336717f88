"""When the pages of learners were heard of last: they poll their attempt while an exam is on.

It is kept in the site's cache, one key per attempt, and nowhere else. A cache that fails, or that each process has for
itself, knows nothing; polls work without it.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from edx_proctoring import site_cache

KEPT_FOR: Final = 6 * 60 * 60  # seconds: those who are gone for long stay known as gone


def is_seen() -> bool:
    """Return whether what one process of the site hears is known to all."""
    return site_cache.is_shared()


def note(attempt_id: int, *, now: datetime) -> None:
    """Keep that the attempt's page was heard of now."""
    if is_seen():
        site_cache.write(key_of(attempt_id), int(now.timestamp()), seconds=KEPT_FOR)


def find_last_seen(attempt_ids: Collection[int]) -> Mapping[int, datetime] | None:
    """Return when the pages of these attempts were heard of, as far as that is known; None if the cache can't tell."""
    if not is_seen():
        return None
    keys = {key_of(attempt_id): attempt_id for attempt_id in attempt_ids}
    found = site_cache.read(keys)
    if found is None:
        return None
    return {keys[key]: moment for key, value in found.items() if (moment := moment_in(value))}


def key_of(attempt_id: int) -> str:
    """Return where the cache has the time of the last poll."""
    return f'edx_proctoring.seen.{attempt_id}'


def moment_in(value: Any) -> datetime | None:
    """Return the time that is kept there; None for what others have put there."""
    return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else None
