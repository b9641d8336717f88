"""How long a statement the database takes. MariaDB and MySQL refuse one that is longer than ``max_allowed_packet``."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, TypeVar

from django.db import connection

Row = TypeVar('Row')

SHORT: Final = 256 * 1024  # bytes that fit everywhere: the least that a server is set to is one megabyte
ROOM: Final = 64 * 1024  # bytes for the rest of the statement
ESCAPED: Final = '"\'\\\n\r\0\x1a'  # each is sent as two bytes


def fits(text: str) -> bool:
    """Return whether the database accepts a statement with this text."""
    if connection.vendor != 'mysql' or len(text) * 8 <= SHORT:
        return True
    size = len(text.encode()) + sum(map(text.count, ESCAPED))
    if size <= SHORT:
        return True
    with connection.cursor() as cursor:
        cursor.execute('SELECT @@max_allowed_packet')
        most: Any = cursor.fetchone()[0]
    return size + ROOM <= int(most)


def in_short_statements(rows: Iterable[Row], size: Callable[[Row], int]) -> Iterator[list[Row]]:
    """Yield the rows in lists of up to ``SHORT`` bytes, or of one row; ``size`` returns the bytes of a row."""
    some: list[Row] = []
    total = 0
    for row in rows:
        if some and total + size(row) > SHORT:
            yield some
            some, total = [], 0
        some.append(row)
        total += size(row)
    if some:
        yield some
