"""The host's cache, for what may be forgotten: whatever happens to it, nobody's request fails."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import cache

from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)


def read(keys: Iterable[str]) -> Mapping[str, Any] | None:
    """Return what the cache has of these keys; None if it does not answer."""
    try:
        found: Mapping[str, Any] = cache.get_many(keys)
    except Exception:  # the cache may be down, in any way of its own
        log.warning('The cache was not read', exc_info=True)
        return None
    return found


def write(key: str, value: Any, *, seconds: int) -> None:
    """Keep the value for that long, if the cache answers."""
    try:
        cache.set(key, value, timeout=seconds)
    except Exception:  # as above
        log.warning('The cache was not written', exc_info=True)
