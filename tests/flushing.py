"""Emptying the tables after a test that commits: by deleting rows, which are few.

PostgreSQL makes new files for every table and index that is truncated, and waits for the disk: a second for each test.
Django's statements for the other databases delete rows anyway.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any


def delete_rows(connection: Any) -> None:
    """Have Django delete rows on this connection, but for tests that want sequences to begin at 1 again."""
    truncate: Callable[..., list[str]] = connection.ops.sql_flush

    def sql_flush(style: Any, tables: Sequence[str], *, reset_sequences: bool = False, **options: Any) -> list[str]:
        if reset_sequences:
            return truncate(style, tables, reset_sequences=reset_sequences, **options)
        return [f'DELETE FROM {connection.ops.quote_name(table)}' for table in tables]

    connection.ops.sql_flush = sql_flush
