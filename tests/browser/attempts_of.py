"""What tests change behind the demo's back: the clock of an attempt can't be waited for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.running_demo import Demo

# A learner and their attempt, like those of another learner, as often as there are numbers.
NUMBERS = 'WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ?)'
OWN_USER = {'username': "'crowd' || n", 'email': "'crowd' || n || '@example.com'"}
OWN_ATTEMPT = {
    'user_id': "(SELECT id FROM auth_user AS other WHERE other.username = 'crowd' || n)",
    'attempt_code': "'crowd' || n",
    'external_id': 'NULL',
}
ATTEMPT = """
    SELECT attempt.id FROM proctoring_proctoredexamstudentattempt AS attempt
    JOIN auth_user ON auth_user.id = attempt.user_id
    WHERE auth_user.username = ? ORDER BY attempt.id DESC LIMIT 1
"""


@contextmanager
def database(demo: Demo) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(demo.log.parent / 'var' / 'demo.sqlite3', timeout=20)) as connection, connection:
        yield connection


def let_time_pass(demo: Demo, username: str, *, minutes: int) -> None:
    """The learner's last attempt has begun that much earlier."""
    with database(demo) as connection:
        (attempt_id,) = connection.execute(ATTEMPT, [username]).fetchone()
        connection.execute(
            'UPDATE proctoring_proctoredexamstudentattempt SET started_at = datetime(started_at, ?) WHERE id = ?',
            [f'-{minutes} minutes', attempt_id],
        )


def give_time(demo: Demo, username: str, *, minutes: int) -> None:
    """The learner's last attempt, which runs, has that much more time."""
    with database(demo) as connection:
        (attempt_id,) = connection.execute(ATTEMPT, [username]).fetchone()
        connection.execute(
            'UPDATE proctoring_proctoredexamstudentattempt '
            'SET allowed_time_limit_mins = allowed_time_limit_mins + ? WHERE id = ?',
            [minutes, attempt_id],
        )


def status_of(demo: Demo, username: str) -> str:
    """The status of the learner's last attempt."""
    with database(demo) as connection:
        (attempt_id,) = connection.execute(ATTEMPT, [username]).fetchone()
        query = 'SELECT status FROM proctoring_proctoredexamstudentattempt WHERE id = ?'
        (status,) = connection.execute(query, [attempt_id]).fetchone()
    return str(status)


@contextmanager
def crowd(demo: Demo, username: str, count: int) -> Iterator[None]:
    """So many others are where this learner is, in an attempt of their own."""
    with database(demo) as connection:
        (attempt_id,) = connection.execute(ATTEMPT, [username]).fetchone()
        copies = (
            ('auth_user', OWN_USER, 'username = ?', username),
            ('proctoring_proctoredexamstudentattempt', OWN_ATTEMPT, 'id = ?', attempt_id),
        )
        for table, own, condition, value in copies:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info({table})') if row[1] != 'id']
            values = ', '.join(own.get(column, column) for column in columns)
            connection.execute(
                f'INSERT INTO {table} ({", ".join(columns)}) '
                f'{NUMBERS} SELECT {values} FROM {table} CROSS JOIN numbers WHERE {condition}',
                [count, value],
            )
    try:
        yield
    finally:
        forget_attempts(demo)
        with database(demo) as connection:
            connection.execute("DELETE FROM auth_user WHERE username LIKE 'crowd%'")


def forget_attempts(demo: Demo) -> None:
    """All learners may begin again."""
    with database(demo) as connection:
        connection.execute('DELETE FROM proctoring_proctoredexamstudentattempt')
