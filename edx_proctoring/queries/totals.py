"""How many rows a list has. A total is counted by reading an index from end to end, so a large one is kept a while."""

from hashlib import sha256
from typing import Any, Final

from django.db.models import QuerySet

from edx_proctoring import site_cache

LARGE: Final = 10_000
KEPT_FOR: Final = 60  # seconds


def count_rows(rows: QuerySet[Any], *key: object) -> int:
    """Return how many ``rows`` there are; for ``LARGE`` totals, how many there were up to ``KEPT_FOR`` seconds ago.

    ``key`` says which rows these are. Without a cache that answers, they are counted each time.
    """
    name = f'edx_proctoring.total.{sha256(repr(key).encode(errors="surrogatepass")).hexdigest()}'
    kept = (site_cache.read([name]) or {}).get(name)
    if isinstance(kept, int):
        return kept
    total = rows.count()
    if total >= LARGE:
        site_cache.write(name, total, seconds=KEPT_FOR)
    return total
