"""Databases as Open edX sites have them, each on a server of its own."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.drills.own_server import OwnMariaDB

STRICT = 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION'
OTHER_COLLATION = 'utf8mb3_unicode_ci'


class PlatformMariaDB(OwnMariaDB):
    """A server without time zone tables, strict, and with READ COMMITTED. A subclass says which text it holds."""

    character_set = 'utf8mb4'
    collation = 'utf8mb4_unicode_ci'

    def command(self) -> list[str]:
        return [
            *super().command(),
            f'--sql-mode={STRICT}',
            '--transaction-isolation=READ-COMMITTED',
            f'--character-set-server={self.character_set}',
            f'--collation-server={self.collation}',
            '--innodb-flush-log-at-trx-commit=2',
        ]

    def open_schema(self, name: str) -> dict[str, Any]:
        """Make an empty schema; the entry for it in ``DATABASES``."""
        self.statement(f'CREATE DATABASE {name} CHARACTER SET {self.character_set} COLLATE {self.collation}')
        (zones,) = self.column('SELECT COUNT(*) FROM mysql.time_zone_name')
        assert zones == 0
        return {
            'ENGINE': 'django.db.backends.mysql',
            'NAME': name,
            'HOST': str(self.folder / 'socket'),
            'PORT': '',
            'USER': 'root',
            'PASSWORD': '',
            'ATOMIC_REQUESTS': True,
            'CONN_MAX_AGE': 0,
            'OPTIONS': {
                'charset': self.character_set,
                'init_command': f"SET sql_mode='{STRICT}'",
                'isolation_level': 'read committed',
            },
        }

    def grow_old(self, name: str) -> None:
        """What years do to the tables of a schema; nothing, if it is new."""

    def statement(self, sql: str) -> None:
        """Run it."""
        self.column(sql)

    def column(self, sql: str) -> list[Any]:
        """The first column of the answer."""
        driver = pytest.importorskip('MySQLdb')
        with (
            contextlib.closing(driver.connect(unix_socket=str(self.folder / 'socket'), user='root')) as connection,
            contextlib.closing(connection.cursor()) as cursor,
        ):
            cursor.execute(sql)
            return [row[0] for row in cursor.fetchall()]


class OldMariaDB(PlatformMariaDB):
    """It began years ago: three bytes for a character, and tables that were made under another collation."""

    character_set = 'utf8mb3'
    collation = 'utf8mb3_general_ci'

    def grow_old(self, name: str) -> None:
        tables = self.column(
            f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{name}' ORDER BY 1"
        )
        changes = [
            f'ALTER TABLE {name}.{table} CONVERT TO CHARACTER SET {self.character_set} COLLATE {OTHER_COLLATION}'
            for table in tables[::2]
        ]
        for change in changes:
            self.statement(f'SET STATEMENT foreign_key_checks=0 FOR {change}')
        collations = self.column(
            'SELECT DISTINCT table_collation FROM information_schema.tables '
            f"WHERE table_schema = '{name}' AND table_name LIKE 'proctoring_%' ORDER BY 1"
        )
        assert collations == [self.collation, OTHER_COLLATION]


@contextlib.contextmanager
def mariadb(kind: type[PlatformMariaDB]) -> Iterator[PlatformMariaDB]:
    """A running server of that kind."""
    with tempfile.TemporaryDirectory() as folder:  # the folders of pytest are not for other accounts
        server = kind(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def sqlite(folder: Path) -> dict[str, Any]:
    """A file, for machines without MariaDB."""
    return {
        'ENGINE': 'django.db.backends.sqlite3',
        'NAME': str(folder / 'edxapp.sqlite3'),
        'ATOMIC_REQUESTS': True,
        'OPTIONS': {
            'transaction_mode': 'IMMEDIATE',
            'timeout': 30,
            'init_command': 'PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;',
        },
    }
