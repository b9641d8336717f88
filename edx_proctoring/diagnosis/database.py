"""Diagnosis of the settings and character sets of a MySQL or MariaDB database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from edx_proctoring.diagnosis.findings import Circumstances, Finding, Level, fine
from edx_proctoring.queries.database_tables import DatabaseSettings, TextTable, find_settings, list_text_tables

CHARSET: Final = 'utf8mb4'
USUAL_COLLATION: Final = 'utf8mb4_unicode_ci'  # MySQL and MariaDB of all ages have it
DIRTY: Final = 'READ-UNCOMMITTED'


def database(_: Circumstances) -> Iterator[Finding]:
    """Look for MySQL and MariaDB tables that are not utf8mb4, or differ in collation, and settings that lose data."""
    settings = find_settings()
    if settings is None:
        yield fine('Only MySQL and MariaDB are examined.')
        return
    tables = list_text_tables()
    requested = _choose_collation(settings, tables)
    found = [*_judge_settings(settings, requested), *_judge_tables(tables, requested)]
    yield from found or [
        fine(f'All tables are {requested}, sql_mode is strict, the isolation is {settings.isolation}.')
    ]


def _choose_collation(settings: DatabaseSettings, tables: Sequence[TextTable]) -> str:
    """Return the collation that all tables should have.

    It is the one that they have, else that of new tables, that of most tables, or the usual one.
    """
    counted = Counter(name for table in tables for name in table.collations)
    if len(counted) == 1 and _is_wide(*counted):
        return next(iter(counted))
    if settings.charset == CHARSET:
        return settings.collation
    counted = Counter({name: count for name, count in counted.items() if _is_wide(name)})
    return min(counted, key=lambda name: (-counted[name], name), default=USUAL_COLLATION)


def _judge_settings(settings: DatabaseSettings, collation: str) -> Iterator[Finding]:
    if settings.charset != CHARSET:
        yield Finding(
            Level.WARN,
            f'New tables of the database {settings.name} are {settings.charset} ({settings.collation}).',
            'Tables of later versions cannot store every character, and differ from converted ones.',
            f'Run: ALTER DATABASE `{settings.name}` CHARACTER SET {CHARSET} COLLATE {collation};',
        )
    if not settings.is_strict:
        yield Finding(
            Level.WARN,
            'The sql_mode of the database is not strict.',
            'Values that are too long are truncated and stored instead of being rejected.',
            "Add to DATABASES: 'OPTIONS': {'init_command': \"SET sql_mode='STRICT_TRANS_TABLES'\"}",
        )
    if settings.isolation == DIRTY:
        yield Finding(
            Level.WARN,
            f'The isolation level is {DIRTY}.',
            'Requests see uncommitted changes of others, which may be rolled back.',
            "Remove 'isolation_level' from the OPTIONS in DATABASES, or set it to 'read committed'.",
        )


def _judge_tables(tables: Sequence[TextTable], collation: str) -> Iterator[Finding]:
    for table in tables:
        others = sorted(table.collations - {collation})
        if not others:
            continue
        if all(map(_is_wide, others)):
            meaning = 'Reports that compare texts of tables with different collations fail (error 1267).'
        else:
            meaning = (
                'Characters such as emoji are replaced in data from providers and in exam names, and rejected in '
                'input from staff.'
            )
        row_format = ', ROW_FORMAT=DYNAMIC' if table.has_short_keys else ''
        yield Finding(
            Level.WARN,
            f'The table {table.name} is {", ".join(others)}, not {collation}.',
            meaning,
            f'Run: ALTER TABLE `{table.name}` CONVERT TO CHARACTER SET {CHARSET} COLLATE {collation}{row_format}; '
            'then restart the processes of the site.',
        )


def _is_wide(collation: str) -> bool:
    return collation.startswith(f'{CHARSET}_')
