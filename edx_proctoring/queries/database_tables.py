"""How a MySQL or MariaDB database is set, and how its tables hold text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.models import JSONField

from edx_proctoring.models import ProctoredExam

_SETTINGS = """
    SELECT default_character_set_name, default_collation_name, @@sql_mode
    FROM information_schema.schemata WHERE schema_name = DATABASE()
"""
# The variable has two names, and not every version has both.
_ISOLATION = "SHOW VARIABLES WHERE Variable_name IN ('tx_isolation', 'transaction_isolation')"
_TABLES = """
    SELECT table_name, table_collation, row_format FROM information_schema.tables WHERE table_schema = DATABASE()
"""
_COLUMNS = """
    SELECT table_name, column_name, collation_name FROM information_schema.columns
    WHERE table_schema = DATABASE() AND collation_name IS NOT NULL
"""


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """What counts for new tables and for this connection; ``isolation`` as in ``READ-COMMITTED``."""

    name: str
    charset: str
    collation: str
    is_strict: bool
    isolation: str


@dataclass(frozen=True, slots=True)
class TextTable:
    """One of the app's tables; ``collations`` are its own and those of its columns."""

    name: str
    collations: frozenset[str]
    has_short_keys: bool  # 767 bytes at most, too few for an index over 255 characters of utf8mb4


def find_settings() -> DatabaseSettings | None:
    """Return the settings of the database with the app's tables; None if it is neither MySQL nor MariaDB."""
    connection = _connection()
    if connection.vendor != 'mysql':
        return None
    with connection.cursor() as cursor:
        cursor.execute(_SETTINGS)
        charset, collation, sql_mode = cursor.fetchone()
        cursor.execute(_ISOLATION)
        isolation = cursor.fetchall()[0][1]
    return DatabaseSettings(
        name=connection.settings_dict['NAME'],
        charset=charset,
        collation=collation,
        is_strict=not {'STRICT_TRANS_TABLES', 'STRICT_ALL_TABLES'}.isdisjoint(sql_mode.split(',')),
        isolation=isolation,
    )


def list_text_tables() -> list[TextTable]:
    """Return the app's tables on MySQL or MariaDB, in the order of the models, without those that don't exist yet.

    MariaDB has its own collation for JSON columns, which is not the site's concern.
    """
    with _connection().cursor() as cursor:
        cursor.execute(_TABLES)
        tables = {name: (collation, row_format) for name, collation, row_format in cursor.fetchall()}
        cursor.execute(_COLUMNS)
        columns = cursor.fetchall()
    found = []
    for model in apps.get_app_config('edx_proctoring').get_models():
        table = model._meta.db_table
        if table in tables:
            json = {field.column for field in model._meta.concrete_fields if isinstance(field, JSONField)}
            collation, row_format = tables[table]
            own = {each for name, column, each in columns if name == table and column not in json}
            has_short_keys = str(row_format).upper() in {'COMPACT', 'REDUNDANT'}
            found.append(TextTable(table, frozenset({collation, *own}), has_short_keys))
    return found


def _connection() -> Any:
    return connections[router.db_for_write(ProctoredExam)]
