"""``make demo`` hands its variables on to the program as they are."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Stamps of what is installed and built, in the order in which they depend on one another.
STAMPS = ('venv', 'demo', 'node', 'frontend')


@pytest.mark.skipif(shutil.which('make') is None, reason='There is no make.')
@pytest.mark.parametrize(
    ('target', 'variables', 'expected'),
    [
        ('demo', {}, []),
        ('demo', {'PORT': '8001', 'SIMULATOR_PORT': '8002'}, ['--port', '8001', '--simulator-port', '8002']),
        ('demo', {'OLX': 'an author\'s "course" (1).zip'}, ['--olx', 'an author\'s "course" (1).zip']),
        (
            'demo-reset',
            {'OLX': 'a;b.tar.gz', 'REST_SIMULATOR_PORT': '8003'},
            ['--reset', '--olx', 'a;b.tar.gz', '--rest-simulator-port', '8003'],
        ),
    ],
    ids=['nothing', 'ports', 'quotes', 'reset'],
)
def test_variables(tmp_path: Path, target: str, variables: dict[str, str], expected: list[str]) -> None:
    for name in STAMPS:
        (tmp_path / name).touch()
    given = [f'{name}={value}' for name, value in variables.items()]

    done = subprocess.run(
        ['make', target, f'STAMPS={tmp_path}', "PY=printf '%s\\n'", *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert done.stdout.splitlines() == ['-m', 'demo', *expected]
