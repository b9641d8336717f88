"""Print every row of every table of the app, as the database has it, and the recorded migrations, as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import django
from django.db import connection

ADDED_BY_US = {
    'proctoring_delivery',
    'proctoring_receivedreview',
    'proctoring_reopening',
    'proctoring_timegrant',
    'proctoring_accommodation',
    'proctoring_attemptnote',
    'proctoring_incident',
    'proctoring_incidentattempt',
    'proctoring_accesscode',
    'proctoring_entryevent',
    'proctoring_entrypass',
    'proctoring_entryrules',
    'proctoring_sebchallenge',
    'proctoring_sebconfiguration',
}
ADDED_COLUMNS = {
    ('proctoring_proctoredexam', 'has_entry_rules'),
    ('proctoring_proctoredexamstudentattempt', 'current_at_exam'),
    ('proctoring_proctoredexamstudentattempt', 'decided_by_person'),
    ('proctoring_proctoredexamsoftwaresecurereview', 'decision_reason'),
    ('proctoring_proctoredexamsoftwaresecurereviewhistory', 'decision_reason'),
    ('proctoring_proctoredexamsoftwaresecurereviewhistory', 'set_aside'),
    ('proctoring_proctoredexamsoftwaresecurereview', 'learner_reason'),
    ('proctoring_proctoredexamsoftwaresecurereview', 'learner_text'),
    ('proctoring_proctoredexamsoftwaresecurereviewhistory', 'learner_reason'),
    ('proctoring_proctoredexamsoftwaresecurereviewhistory', 'learner_text'),
    ('proctoring_proctoredexamstudentattemptcomment', 'unread'),
}


def text(value: Any) -> Any:
    """A form of the value that JSON has and that differs for different values."""
    if isinstance(value, (bytes, bytearray, memoryview)):
        return 'bytes ' + bytes(value).hex()
    return value if value is None or isinstance(value, (bool, int, str)) else repr(value)


def read(sql: str) -> dict[str, Any]:
    """The columns in the order of their names (their order in the table is no promise), and the rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        columns = [column[0] for column in cursor.description]
        rows = [dict(zip(columns, map(text, row), strict=True)) for row in cursor.fetchall()]
    return {'columns': sorted(columns), 'rows': sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))}


django.setup()
names = [name for name in connection.introspection.table_names() if name.startswith('proctoring_')]
tables = {name: read(f'SELECT * FROM {name}') for name in names if name not in ADDED_BY_US}
added = sorted(ADDED_BY_US & set(names))
for name, column in ADDED_COLUMNS:
    if column in tables[name]['columns']:
        added.append(f'{name}.{column}')
        tables[name]['columns'].remove(column)
        for row in tables[name]['rows']:
            del row[column]
with connection.cursor() as opened:
    opened.execute("SELECT name FROM django_migrations WHERE app = 'edx_proctoring' ORDER BY name")
    applied = [row[0] for row in opened.fetchall()]
json.dump({'tables': tables, 'migrations': applied, 'added': added}, sys.stdout)
