"""Rows whose attempt, or whose review, is missing. They are connected by the attempt's code alone.

The codes are compared here and not in the database: on MySQL and MariaDB the tables may have different collations after
years of upgrades, and comparing columns of two collations is an error there (1267). Codes come a thousand at a time, so
there is a query for every thousand rows and table.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

CODES_AT_ONCE = 1000


def ids_without(rows: QuerySet[Any], *others: Any) -> Iterator[int]:
    """Yield the ids, in order, of those ``rows`` whose ``attempt_code`` no row in any of ``others`` has."""
    ordered = rows.order_by('id').values_list('id', 'attempt_code')
    batch = list(ordered[:CODES_AT_ONCE])
    while batch:
        codes = {code for _, code in batch if code is not None}
        known: set[str] = set()
        for other in others:
            known |= set(other.filter(attempt_code__in=codes).values_list('attempt_code', flat=True))
        yield from (row_id for row_id, code in batch if code not in known)
        is_last = len(batch) < CODES_AT_ONCE
        batch = [] if is_last else list(ordered.filter(id__gt=batch[-1][0])[:CODES_AT_ONCE])


def as_one_value(codes: Sequence[str], alias: str) -> Any:
    """Return the codes for a condition such as ``attempt_code__in``, however many they are.

    SQLite takes at most 999 values, so they are one there: a list in JSON.
    """
    if connections[alias].vendor != 'sqlite':
        return codes
    return RawSQL('SELECT value FROM json_each(%s)', [json.dumps(codes)])
