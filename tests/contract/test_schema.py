"""Tables and models are those of the published package 6.1.4 (``schema.json``), and our additions stay apart.

``schema.json`` was observed: ``tables`` is what SQLite has after the published migrations, ``models`` what the model
classes say of themselves. Names of indexes and the order of columns are no part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from pytest_django import DjangoDbBlocker

APP = 'edx_proctoring'
ALIAS = 'schema'
BASE = (APP, '0001_squashed_0025')
OURS = {
    'proctoring_accesscode': 'AccessCode',
    'proctoring_accommodation': 'Accommodation',
    'proctoring_attemptnote': 'AttemptNote',
    'proctoring_delivery': 'Delivery',
    'proctoring_entryevent': 'EntryEvent',
    'proctoring_entrypass': 'EntryPass',
    'proctoring_entryrules': 'EntryRules',
    'proctoring_incident': 'Incident',
    'proctoring_incidentattempt': 'IncidentAttempt',
    'proctoring_receivedreview': 'ReceivedReview',
    'proctoring_reopening': 'Reopening',
    'proctoring_sebchallenge': 'SebChallenge',
    'proctoring_sebconfiguration': 'SebConfiguration',
    'proctoring_timegrant': 'TimeGrant',
}
OUR_COLUMNS = {
    'proctoring_proctoredexam': {'has_entry_rules'},
    'proctoring_proctoredexamstudentattempt': {'current_at_exam', 'decided_by_person'},
    'proctoring_proctoredexamsoftwaresecurereview': {'decision_reason', 'learner_reason', 'learner_text'},
    'proctoring_proctoredexamsoftwaresecurereviewhistory': {
        *('set_aside', 'decision_reason'),
        *('learner_reason', 'learner_text'),
    },
    'proctoring_proctoredexamstudentattemptcomment': {'unread'},
}
OUR_INDEXES = {
    ('proctored_exam_id', 'user_id', 'created'),
    ('current_at_exam', 'created'),
    ('current_at_exam', 'status', 'created'),
}
OUR_CONSTRAINTS = {'proctoring_one_current_attempt'}
PUBLISHED: dict[str, Any] = json.loads((Path(__file__).parent / 'schema.json').read_text())

# The published models say that history_date is indexed where simple_history's default says so; its tables have no
# index. Ours say what the tables have.
for history in ('HistoricalProctoredExam', 'HistoricalProctoredExamStudentAttempt'):
    date = PUBLISHED['models'][history]['fields']['history_date']
    date['db_index'] = False
    del date['kwargs']['db_index']


@pytest.fixture
def sqlite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[BaseDatabaseWrapper]:
    """An empty SQLite database beside the one that the suite runs on."""
    entry = {'ENGINE': 'django.db.backends.sqlite3', 'NAME': str(tmp_path / 'schema.sqlite3')}
    configured = connections.configure_settings({'default': {}, ALIAS: entry})
    monkeypatch.setitem(connections.settings, ALIAS, configured[ALIAS])
    with django_db_blocker.unblock():
        yield connections[ALIAS]
        connections[ALIAS].close()
        del connections[ALIAS]


def migrate(connection: BaseDatabaseWrapper, target: tuple[str, str] | None = None) -> set[str]:
    """Migrate the app to the target, or to its newest migration; return what is recorded as applied."""
    executor = MigrationExecutor(connection)
    executor.migrate([target] if target else executor.loader.graph.leaf_nodes(APP))
    return {name for label, name in executor.recorder.applied_migrations() if label == APP}


def read_tables(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Columns, indexes and foreign keys of the app's tables, in the form of ``schema.json``."""
    with connection.cursor() as cursor:

        def rows(pragma: str, name: str) -> list[dict[str, Any]]:
            cursor.execute(f'PRAGMA {pragma}("{name}")')
            heads = [column[0] for column in cursor.description]
            return [dict(zip(heads, row, strict=True)) for row in cursor.fetchall()]

        return {
            table: {
                'columns': {
                    row['name']: {
                        'type': row['type'].lower(),
                        'notnull': bool(row['notnull']),
                        'default': row['dflt_value'],
                        'pk': bool(row['pk']),
                    }
                    for row in rows('table_info', table)
                },
                'indexes': sorted(
                    ([item['name'] for item in rows('index_info', row['name'])], bool(row['unique']))
                    for row in rows('index_list', table)
                ),
                'foreign_keys': sorted(
                    (row['from'], row['table'], row['to']) for row in rows('foreign_key_list', table)
                ),
            }
            for table in connection.introspection.table_names(cursor)
            if table.startswith('proctoring_')
        }


def without_our_columns(tables: dict[str, Any]) -> dict[str, Any]:
    """The tables as the published package needs them; what we add to them can be left out of an INSERT."""
    for table, ours in OUR_COLUMNS.items():
        columns, indexes = tables[table]['columns'], tables[table]['indexes']
        added = [columns.pop(name) for name in ours]
        assert [each for each in added if each['notnull'] and each['default'] is None] == []
        tables[table]['indexes'] = [
            index for index in indexes if not ours & set(index[0]) and tuple(index[0]) not in OUR_INDEXES
        ]
    return tables


def published_tables() -> dict[str, Any]:
    """The same from ``schema.json``."""
    return {
        table: {
            'columns': {
                name: {fact: column[fact] for fact in ('type', 'notnull', 'default', 'pk')}
                for name, column in facts['columns'].items()
            },
            'indexes': sorted((index['columns'], index['unique']) for index in facts['indexes']),
            'foreign_keys': sorted((key['column'], key['table'], key['to']) for key in facts['foreign_keys']),
        }
        for table, facts in PUBLISHED['tables'].items()
    }


def plain(value: Any) -> Any:
    """The JSON form of an argument of a field."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple, set)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if callable(value):
        return f'{value.__module__}.{value.__qualname__}'
    return str(value)


def describe_field(field: models.Field[Any, Any]) -> dict[str, Any]:
    """A field in the form of ``schema.json``."""
    _, path, args, kwargs = field.deconstruct()
    facts = {
        'class': path,
        'args': plain(args),
        'kwargs': plain(kwargs),
        'column': field.column,
        'null': field.null,
        'primary_key': field.primary_key,
        'unique': field.unique,
        'db_index': bool(getattr(field, 'db_index', False)),
        'max_length': getattr(field, 'max_length', None),
    }
    if field.has_default():
        facts['default'] = plain(field.default)
    if isinstance(field, models.ForeignKey):
        key: Any = field
        facts |= {
            'to': str(key.remote_field.model._meta),
            'on_delete': key.remote_field.on_delete.__name__,
            'related_name': key.remote_field.related_name,
            'db_constraint': key.db_constraint,
        }
    return facts


def _is_ours(fields: list[str]) -> bool:
    """Whether the index is one that we added."""
    return fields in [[column.removesuffix('_id') for column in columns] for columns in OUR_INDEXES]


def describe_model(model: type[models.Model]) -> dict[str, Any]:
    """A model in the form of ``schema.json``, without its fields."""
    meta = model._meta
    return {
        'db_table': meta.db_table,
        'verbose_name': str(meta.verbose_name),
        'verbose_name_plural': str(meta.verbose_name_plural),
        'ordering': plain(meta.ordering),
        'get_latest_by': plain(meta.get_latest_by),
        'unique_together': sorted(plain(list(meta.unique_together))),
        'indexes': sorted(plain([index.fields for index in meta.indexes if not _is_ours(index.fields)])),
        'constraints': sorted({constraint.name for constraint in meta.constraints} - OUR_CONSTRAINTS),
        'managed': meta.managed,
        'default_manager': type(model._default_manager).__name__,
        'reverse_accessors': sorted(
            name for relation in meta.related_objects if (name := relation.get_accessor_name())
        ),
    }


def test_the_squashed_migration_makes_the_published_tables(sqlite: BaseDatabaseWrapper) -> None:
    """Exactly those, and all of the published names count as applied."""
    applied = migrate(sqlite, BASE)
    assert read_tables(sqlite) == published_tables()
    assert set(PUBLISHED['migrations']) <= applied
    assert len(PUBLISHED['migrations']) == 25


def test_our_migrations_only_add_and_can_be_undone(sqlite: BaseDatabaseWrapper) -> None:
    """The published package must be able to work on the database, beside our additions and after them."""
    applied = migrate(sqlite)
    tables = read_tables(sqlite)
    assert {table: tables.pop(table) for table in OURS}.keys() == OURS.keys()
    assert without_our_columns(tables) == published_tables()
    assert applied - set(PUBLISHED['migrations']) - {BASE[1]}, 'ours have names of their own'
    migrate(sqlite, BASE)
    assert read_tables(sqlite) == published_tables()


def test_there_are_the_published_models_and_ours() -> None:
    """No more, no less."""
    names = {model.__name__ for model in apps.get_app_config(APP).get_models(include_auto_created=True)}
    assert names == {*PUBLISHED['models'], *OURS.values()}


@pytest.mark.parametrize('name', sorted(PUBLISHED['models']))
def test_models_say_of_themselves_what_the_published_ones_do(name: str) -> None:
    """Table, names, order, managers, accessors; of each field class, arguments, column and relation."""
    model = apps.get_model(APP, name)
    published = dict(PUBLISHED['models'][name])
    fields = published.pop('fields')
    assert describe_model(model) == published
    ours = OUR_COLUMNS.get(model._meta.db_table, set())
    described = {field.name: describe_field(field) for field in model._meta.local_fields if field.name not in ours}
    assert described == fields
