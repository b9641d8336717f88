"""The host's cache, for what may be forgotten: whatever happens to it, nobody's request fails."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import DEFAULT_CACHE_ALIAS, cache, caches
from django.core.cache.backends.dummy import DummyCache
from django.core.cache.backends.locmem import LocMemCache

from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)


def is_shared() -> bool:
    """Return whether all processes of the site share the cache, so that what one of them knows is known to all."""
    try:
        return not isinstance(caches[DEFAULT_CACHE_ALIAS], LocMemCache | DummyCache)
    except Exception:  # whatever a site's cache does
        log.warning('The cache was not found', exc_info=True)
        return False


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


def write_all(values: Mapping[str, Any], *, seconds: int) -> bool:
    """Keep the values for that long, and return whether the cache has taken all of them."""
    try:
        refused = cache.set_many(dict(values), timeout=seconds)
    except Exception:  # as above
        log.warning('The cache was not written', exc_info=True)
        return False
    return not refused


def forget(keys: Iterable[str]) -> None:
    """Delete what the cache has of these keys, if it answers."""
    try:
        cache.delete_many(keys)
    except Exception:  # as above
        log.warning('The cache was not written', exc_info=True)
