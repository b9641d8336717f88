"""Emptying old data, as the setting ``RETENTION`` says. Nothing follows from it: no status, no mail, no archive.

What providers send again of it is not stored again (``actions.review_rows.says_the_same``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from edx_proctoring.actions.transactions import transactional
from edx_proctoring.conf import conf
from edx_proctoring.conf.kinds import RetentionKind
from edx_proctoring.domain.retention import PARTS, Part, kept_from
from edx_proctoring.queries.retention import find_old, iter_old
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)


class Emptied(NamedTuple):
    """How many rows of one table were emptied, or would be, because they are older than ``before``."""

    kind: RetentionKind
    model: str
    before: datetime
    rows: int


def preview(*, now: datetime) -> Iterator[Emptied]:
    """Yield what :func:`empty_old` would do; nothing is changed."""
    for kind, part, before in _configured(now):
        yield Emptied(kind, part.model, before, sum(len(ids) for ids in iter_old(part, before)))


def empty_old(*, now: datetime) -> Iterator[Emptied]:
    """Empty what is older than the site keeps it, and yield what was done for each table.

    Each batch is a transaction of its own. Whoever is interrupted, or runs it twice, loses nothing.
    """
    for kind, part, before in _configured(now):
        rows = sum(empty_rows(part, before, ids) for ids in iter_old(part, before))
        if rows:
            log.info('Old data emptied: kind=%s table=%s rows=%s', kind, part.model, rows)
        yield Emptied(kind, part.model, before, rows)


@transactional
def empty_rows(part: Part, before: datetime, ids: Collection[int]) -> int:
    """Empty the rows that were found; return how many. Those that have changed since then are not old any more."""
    return find_old(part, before).filter(pk__in=ids).update(**part.empty)


def _configured(now: datetime) -> Iterator[tuple[RetentionKind, Part, datetime]]:
    for kind, parts in PARTS.items():
        days = conf.retention.get(kind)
        if days is not None:
            yield from ((kind, part, kept_from(now, days)) for part in parts)
