"""When the pages of learners were heard of last: they poll their attempt while an exam is on.

It is kept in the site's cache, one key per attempt, and nowhere else. A cache that fails, or that each process has for
itself, knows nothing; polls work without it.
"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Final

from edx_proctoring import site_cache

KEPT_FOR: Final = 6 * 60 * 60  # seconds: those who are gone for long stay known as gone


def is_seen() -> bool:
    """Return whether what one process of the site hears is known to all."""
    return site_cache.is_shared()


def note(attempt_id: int, *, now: datetime) -> datetime | None:
    """Keep that the attempt's page was heard of now; return when it was heard of before, if that is known."""
    before = (find_last_seen([attempt_id]) or {}).get(attempt_id)
    if is_seen():
        site_cache.write(_key(attempt_id), int(now.timestamp()), seconds=KEPT_FOR)
    return before


def find_last_seen(attempt_ids: Collection[int]) -> Mapping[int, datetime] | None:
    """Return when the pages of these attempts were heard of, as far as that is known; None if the cache can't tell."""
    if not is_seen():
        return None
    keys = {_key(attempt_id): attempt_id for attempt_id in attempt_ids}
    found = site_cache.read(keys)
    if found is None:
        return None
    return {
        keys[key]: datetime.fromtimestamp(seconds, UTC) for key, seconds in found.items() if isinstance(seconds, int)
    }


def _key(attempt_id: int) -> str:
    return f'edx_proctoring.seen.{attempt_id}'
