"""How many rows a list has. A total is counted by reading an index from end to end, so a large one is kept a while."""

from hashlib import sha256
from typing import Any, Final

from django.core.cache import cache
from django.db.models import QuerySet

from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)

LARGE: Final = 10_000
KEPT_FOR: Final = 60  # seconds


def count_rows(rows: QuerySet[Any], *key: object) -> int:
    """Return how many ``rows`` there are; for ``LARGE`` totals, how many there were up to ``KEPT_FOR`` seconds ago.

    ``key`` says which rows these are. Without a cache that answers, they are counted each time.
    """
    name = f'edx_proctoring.total.{sha256(repr(key).encode(errors="surrogatepass")).hexdigest()}'
    total = _kept(name)
    if total is None:
        total = rows.count()
        if total >= LARGE:
            _keep(name, total)
    return total


def _kept(name: str) -> int | None:
    try:
        found = cache.get(name)
    except Exception:  # the cache may be down, in any way of its own
        log.warning('The cache was not read', exc_info=True)
        return None
    return found if isinstance(found, int) else None


def _keep(name: str, total: int) -> None:
    try:
        cache.set(name, total, timeout=KEPT_FOR)
    except Exception:  # as above
        log.warning('The cache was not written', exc_info=True)
