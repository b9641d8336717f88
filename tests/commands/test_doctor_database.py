"""What ``proctoring_doctor`` says of the character sets, collations and modes of MySQL and MariaDB."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection

from edx_proctoring import character_sets
from tests import collations
from tests.commands.conftest import Doctor

TABLES = [model._meta.db_table for model in apps.get_app_config('edx_proctoring').get_models()]
EXAMS, DELIVERIES = 'proctoring_proctoredexam', 'proctoring_delivery'


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def statements(findings: list[dict[str, str]]) -> list[str]:
    """What is to be run, as it stands in the advice."""
    return [found for each in findings for found in re.findall(r'Run: (ALTER .*?;)', each['advice'])]


@pytest.fixture
def _tables_of_one_kind(transactional_db: None) -> Iterator[None]:
    """All tables and the database are utf8mb4_general_ci at first, and become what they were."""
    before = collations.collations_of(connection, TABLES)
    with connection.cursor() as cursor:
        cursor.execute('SELECT @@character_set_database, @@collation_database')
        charset, collation = cursor.fetchone()
    name = connection.settings_dict['NAME']
    run(f'ALTER DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci')
    for table, each in before.items():
        if each != 'utf8mb4_general_ci':
            collations.convert(connection, table, 'utf8mb4_general_ci')
    yield
    run(f'ALTER DATABASE `{name}` CHARACTER SET {charset} COLLATE {collation}')
    for table, each in collations.collations_of(connection, TABLES).items():
        if each != before[table]:
            collations.convert(connection, table, before[table])
    character_sets.forget()


mysql = pytest.mark.skipif(connection.vendor != 'mysql', reason='only MySQL and MariaDB have collations of tables')
of_one_kind = pytest.mark.usefixtures('_tables_of_one_kind')


@pytest.mark.skipif(connection.vendor == 'mysql', reason='examined there')
@pytest.mark.django_db
def test_other_databases_are_not_examined(doctor: Doctor) -> None:
    code, (finding,) = doctor('database')
    assert (code, finding['what']) == (0, 'Only MySQL and MariaDB are examined.')


@mysql
@of_one_kind
def test_tables_of_one_kind_are_fine_and_need_not_be_as_new_ones_would_be(doctor: Doctor) -> None:
    code, (finding,) = doctor('database')
    assert (code, finding['what']) == (
        0,
        'All tables are utf8mb4_general_ci, sql_mode is strict, the isolation is READ-COMMITTED.',
    )
    run(f'ALTER DATABASE `{connection.settings_dict["NAME"]}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci')
    assert doctor('database')[0] == 0


@mysql
@of_one_kind
def test_mixed_tables_are_named_with_statements_that_mend_them(doctor: Doctor) -> None:
    collations.convert(connection, EXAMS, 'utf8mb3_general_ci')
    collations.convert(connection, DELIVERIES, 'utf8mb4_unicode_ci')
    code, findings = doctor('database')
    assert code == 1
    assert [(each['level'], each['what']) for each in findings] == [
        ('WARN', f'The table {EXAMS} is utf8mb3_general_ci, not utf8mb4_general_ci.'),
        ('WARN', f'The table {DELIVERIES} is utf8mb4_unicode_ci, not utf8mb4_general_ci.'),
    ]
    assert ['emoji' in each['meaning'] for each in findings] == [True, False]
    assert ['1267' in each['meaning'] for each in findings] == [False, True]
    assert statements(findings)[0] == (
        f'ALTER TABLE `{EXAMS}` CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;'
    )
    for statement in statements(findings):
        run(statement)
    assert doctor('database')[0] == 0


@mysql
@of_one_kind
def test_a_column_that_differs_from_its_table(doctor: Doctor) -> None:
    run(f'ALTER TABLE {EXAMS} MODIFY exam_name longtext CHARACTER SET latin1 NOT NULL')
    _code, (finding,) = doctor('database')
    assert finding['what'] == f'The table {EXAMS} is latin1_swedish_ci, not utf8mb4_general_ci.'
    run(*statements([finding]))
    assert doctor('database')[0] == 0


@mysql
@of_one_kind
def test_a_whole_database_of_utf8mb3_with_short_keys(doctor: Doctor) -> None:
    """Without another row format, the statement would fail: keys of 767 bytes have no place for 255 characters."""
    name = connection.settings_dict['NAME']
    run(f'ALTER DATABASE `{name}` CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci')
    for table in TABLES:
        run(f'ALTER TABLE {table} CONVERT TO CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci, ROW_FORMAT=COMPACT')
    code, findings = doctor('database')
    assert code == 1
    assert findings[0]['what'] == f'New tables of the database {name} are utf8mb3 (utf8mb3_general_ci).'
    mending = statements(findings)
    assert mending[0] == f'ALTER DATABASE `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;'
    assert len(mending) == 1 + len(TABLES)
    assert all(statement.endswith(' COLLATE utf8mb4_unicode_ci, ROW_FORMAT=DYNAMIC;') for statement in mending[1:])
    for statement in mending:
        run(statement)
    assert doctor('database')[0] == 0


@mysql
@of_one_kind
@pytest.mark.parametrize(
    ('statement', 'told'),
    [
        ("SET sql_mode = ''", 'The sql_mode of the database is not strict.'),
        ('SET SESSION TRANSACTION ISOLATION LEVEL READ UNCOMMITTED', 'The isolation level is READ-UNCOMMITTED.'),
    ],
    ids=['mode', 'isolation'],
)
def test_settings_of_the_connection(doctor: Doctor, statement: str, told: str) -> None:
    run(statement)
    try:
        code, (finding,) = doctor('database')
    finally:
        connection.close()
    assert (code, finding['level'], finding['what']) == (1, 'WARN', told)
    assert 'OPTIONS' in finding['advice']
