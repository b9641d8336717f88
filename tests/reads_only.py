"""Queries, the JSON that is made of rows, and what tells others of a change send the database nothing that writes.

What the whole suite runs is watched, on every connection of every thread.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, Final

from django.db import connections
from django.db.backends.signals import connection_created

READS_ONLY: Final = ('edx_proctoring.queries', 'edx_proctoring.serializers', 'edx_proctoring.actions.attempt_effects')
_READS: Final = re.compile(r'\s*\(*(SELECT|EXPLAIN|SHOW|PRAGMA|SAVEPOINT|RELEASE|ROLLBACK|SET)\b', re.IGNORECASE)


class WriteByReaderError(AssertionError):
    """A statement that writes was sent from code that only reads."""


def refuse_writes(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """Send the statement, unless it writes and a function that only reads is waiting for it."""
    if not _READS.match(sql):
        reader = _find_reader()
        if reader:
            raise WriteByReaderError(f'{reader} sent {sql[:200]}')
    return execute(sql, params, many, context)


def _find_reader() -> str | None:
    frame: FrameType | None = sys._getframe(2)
    while frame is not None:
        module = frame.f_globals.get('__name__', '')
        if module.startswith(READS_ONLY):
            return f'{module}.{frame.f_code.co_qualname}'
        frame = frame.f_back
    return None


def _watch(connection: Any, **_kwargs: Any) -> None:
    if refuse_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_writes)


@contextmanager
def enforced() -> Iterator[None]:
    """All connections that there are, and all that will be opened, are watched."""
    connection_created.connect(_watch)
    for connection in connections.all():
        _watch(connection)
    yield
    connection_created.disconnect(_watch)
    for connection in connections.all():
        connection.execute_wrappers.remove(refuse_writes)
