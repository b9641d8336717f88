"""Exams of the demo that need Safe Exam Browser, and the time of a check, changed behind the demo's back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.browser.attempts_of import database
from tests.running_demo import Demo

RULES: dict[str, Any] = {
    'needs_code': 0,
    'needs_release': 0,
    'binds_place': 0,
    'needs_seb': 1,
    'seb_options': '{}',
    'seb_exam_keys': '[]',
    'seb_config_keys': '[]',
    'seb_password': '',
    'seb_file_key': '',
    'signal': 0,
    'modified_at': '2030-01-01 00:00:00',
}
TABLES = ('entryrules', 'entrypass', 'entryevent', 'sebconfiguration', 'sebchallenge')


@contextmanager
def needing_seb(demo: Demo, exam_name: str, **changed: Any) -> Iterator[int]:
    """The exam can only be taken in Safe Exam Browser; its id."""
    values = {**RULES, **changed}
    with database(demo) as connection:
        query = 'SELECT id FROM proctoring_proctoredexam WHERE exam_name = ?'
        (exam_id,) = connection.execute(query, [exam_name]).fetchone()
        names, marks = ', '.join(values), ', '.join('?' for _ in values)
        connection.execute(
            f'INSERT INTO proctoring_entryrules (exam_id, {names}) VALUES (?, {marks})', [exam_id, *values.values()]
        )
        connection.execute('UPDATE proctoring_proctoredexam SET has_entry_rules = 1 WHERE id = ?', [exam_id])
    try:
        yield exam_id
    finally:
        with database(demo) as connection:
            connection.execute('UPDATE proctoring_proctoredexam SET has_entry_rules = 0 WHERE id = ?', [exam_id])
            for table in TABLES:
                connection.execute(f'DELETE FROM proctoring_{table}')


def let_check_age(demo: Demo, *, minutes: int) -> None:
    """The last check of all passes was that many minutes earlier, and nothing was noted lately."""
    with database(demo) as connection:
        connection.execute(
            'UPDATE proctoring_entrypass SET seb_verified_at = datetime(seb_verified_at, ?), noted_at = NULL',
            [f'-{minutes} minutes'],
        )


def outcomes(demo: Demo) -> list[str]:
    """What happened at the rule, in that order."""
    with database(demo) as connection:
        found = connection.execute("SELECT outcome FROM proctoring_entryevent WHERE rule = 'seb' ORDER BY id")
        return [outcome for (outcome,) in found.fetchall()]


def details(demo: Demo) -> list[dict[str, Any]]:
    with database(demo) as connection:
        found = connection.execute("SELECT detail FROM proctoring_entryevent WHERE rule = 'seb' ORDER BY id")
        return [json.loads(detail) for (detail,) in found.fetchall()]
