"""Databases as years of upgrades leave them: tables of MySQL and MariaDB that differ in their collation."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle
from typing import Any

from django.apps import apps

# In these, other letters than usual are the same without regard to case.
UNUSUAL = ('turkish', 'lithuanian', 'german2', 'croatian_mysql561', 'bin')


def convert(connection: Any, table: str, collation: str) -> None:
    """Give the table that collation, and the character set that it belongs to."""
    charset = collation.split('_', maxsplit=1)[0]
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE `{table}` CONVERT TO CHARACTER SET {charset} COLLATE {collation}')


def list_collations(connection: Any, charset: str) -> list[str]:
    """Those of the character set that ignore case, and in which the letters of the tests are those of English."""
    with connection.cursor() as cursor:
        cursor.execute('SHOW COLLATION WHERE Charset = %s', [charset])
        names = [row[0] for row in cursor.fetchall()]
    return [name for name in names if name.endswith('_ci') and not any(word in name for word in UNUSUAL)]


def list_tables(connection: Any) -> list[str]:
    """All tables, those of the app first."""
    ours = [model._meta.db_table for model in apps.get_app_config('edx_proctoring').get_models()]
    return ours + sorted(set(connection.introspection.table_names()) - set(ours))


def mix(connection: Any, charset: str) -> dict[str, str]:
    """Give every table a collation of its own, as far as there are any; which table has which."""
    given = dict(zip(list_tables(connection), cycle(list_collations(connection, charset)), strict=False))
    for table, collation in given.items():
        convert(connection, table, collation)
    return given


def collations_of(connection: Any, tables: Iterable[str]) -> dict[str, str]:
    """The collation of each table."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT table_name, table_collation FROM information_schema.tables WHERE table_schema = DATABASE()'
        )
        found = dict(cursor.fetchall())
    return {table: found[table] for table in tables}
