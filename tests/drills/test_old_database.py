"""A database server that is set as old ones were: tables of utf8mb3, keys of 767 bytes, no time zones."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.drills.own_server import OwnMariaDB

ROOT = Path(__file__).resolve().parents[2]


class OldMariaDB(OwnMariaDB):
    """MariaDB with what was usual before 10.2: the indexes of a table must not be longer than 767 bytes a column."""

    charset = 'utf8mb3'
    options = ('--innodb-default-row-format=compact', '--character-set-server=utf8mb3', '--sql-mode=TRADITIONAL')


@pytest.fixture
def server() -> Iterator[OldMariaDB]:
    """One that runs."""
    missing = OldMariaDB.missing()
    if missing:
        pytest.skip(missing)
    with tempfile.TemporaryDirectory() as folder:  # the folders of pytest are not for other accounts
        own = OldMariaDB(Path(folder))
        try:
            own.start()
            yield own
        finally:
            own.kill()


def manage(server: OldMariaDB, *arguments: str) -> tuple[int, str]:
    """The exit code of a command of Django, and what it wrote."""
    others = {name: value for name, value in os.environ.items() if not name.startswith('DATABASE')}
    done = subprocess.run(
        [sys.executable, '-m', 'django', *arguments],
        env={**others, **server.environment, 'DJANGO_SETTINGS_MODULE': 'test_settings', 'PYTHONPATH': str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + (done.stderr if not done.stdout else '')


def diagnoses(server: OldMariaDB) -> list[dict[str, Any]]:
    """What the doctor finds of the database."""
    found: list[dict[str, Any]] = json.loads(manage(server, 'proctoring_doctor', '--json', '--only', 'database')[1])[
        'findings'
    ]
    return found


def test_the_tables_are_made_there_and_the_doctor_makes_them_new(server: OldMariaDB) -> None:
    code, told = manage(server, 'migrate', 'edx_proctoring', '--skip-checks')
    assert code == 0, told
    assert '0030_attempt_indexes... OK' in told
    findings = diagnoses(server)
    assert {each['level'] for each in findings} == {'WARN'}
    statements = [re.search(r'ALTER [^;]*;', each['advice']) for each in findings]
    assert all('ROW_FORMAT=DYNAMIC' in found[0] for found in statements[1:] if found)
    assert server.run_sql(' '.join(found[0] for found in statements if found))
    assert [each['level'] for each in diagnoses(server)] == ['OK']
