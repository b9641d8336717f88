"""The migrations describe the models, whatever the host's settings are."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

PROGRAM = """
import sys
import test_settings
for assignment in sys.argv[1:]:
    name, value = assignment.split('=')
    setattr(test_settings, name, eval(value))
import django
django.setup()
from django.core.management import call_command
call_command('makemigrations', 'edx_proctoring', '--check', '--dry-run')
"""


@pytest.mark.parametrize(
    'setting',
    [
        'SIMPLE_HISTORY_DATE_INDEX=True',
        'SIMPLE_HISTORY_DATE_INDEX=False',
        'SIMPLE_HISTORY_DATE_INDEX="Composite"',
        'SIMPLE_HISTORY_HISTORY_ID_USE_UUID=True',
        'SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD=True',
        'DEFAULT_AUTO_FIELD="django.db.models.AutoField"',
        'DEFAULT_AUTO_FIELD="django.db.models.BigAutoField"',
    ],
)
def test_no_setting_of_the_host_asks_for_another_migration(setting: str) -> None:
    """Model classes are made when Django starts, so each setting needs a process."""
    finished = subprocess.run(
        [sys.executable, '-c', PROGRAM, setting],
        cwd=PROJECT,
        env={**os.environ, 'DJANGO_SETTINGS_MODULE': 'test_settings', 'PYTHONPATH': str(PROJECT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    assert 'No changes detected' in finished.stdout


def test_migrations_import_no_application_code() -> None:
    """They must mean the same in ten years."""
    files = sorted((PROJECT / 'edx_proctoring' / 'migrations').glob('0*.py'))
    assert [path.stem for path in files][:2] == ['0001_squashed_0025', '0026_delivery']
    assert [path.name for path in files if 'import edx_proctoring' in path.read_text()] == []
    assert [path.name for path in files if 'from edx_proctoring' in path.read_text()] == []
