"""What tests change behind the demo's back: the clock of an attempt can't be waited for."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from tests.running_demo import Demo

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


def forget_attempts(demo: Demo) -> None:
    """All learners may begin again."""
    with database(demo) as connection:
        connection.execute('DELETE FROM proctoring_proctoredexamstudentattempt')
