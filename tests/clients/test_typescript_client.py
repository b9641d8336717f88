"""Types that openapi-typescript has made of docs/openapi.yaml, unmodified: a program that uses them compiles strictly,
and takes an exam at the demo."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.clients.conftest import COURSE, NODE, PATH, remove_attempts, sign_in_to
from tests.running_demo import ROOT, Demo

pytestmark = pytest.mark.browser

TOOLS = ROOT / 'frontend' / 'openapi'
EXAM = 'Midterm: clocks and calendars'
SECONDS = 120


@pytest.fixture(scope='module')
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the types and the program."""
    if NODE is None or not (TOOLS / 'node_modules').exists():
        pytest.skip('openapi-typescript is not installed; "make install" does it.')
    project = tmp_path_factory.mktemp('typescript')
    for name in ('package.json', 'tsconfig.json', 'usage.ts'):
        shutil.copy(TOOLS / name, project)
    (project / 'node_modules').symlink_to(TOOLS / 'node_modules')
    # No declaration file: those the compiler passes over.
    node(project, 'openapi-typescript/bin/cli.js', str(ROOT / 'docs' / 'openapi.yaml'), '--output=schema.ts')
    return project


def node(project: Path, program: str, *arguments: str, **environment: str) -> str:
    """What a program prints; it must not fail."""
    assert NODE is not None
    path = project / 'node_modules' / program
    done = subprocess.run(
        [NODE, str(path if path.exists() else project / program), *arguments],
        cwd=project,
        env={'PATH': PATH, **environment},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_program_compiles_strictly_and_takes_an_exam(folder: Path, demo: Demo) -> None:
    node(folder, 'typescript/bin/tsc', '--project', '.')
    session = sign_in_to(demo, 'ada')
    try:
        printed = node(
            folder,
            'built/usage.js',
            LMS=demo.lms,
            COURSE=COURSE,
            EXAM=EXAM,
            COOKIES='; '.join(f'{name}={value}' for name, value in session.cookies.items()),
            CSRF_TOKEN=session.cookies['csrftoken'],
        )
        told: dict[str, Any] = json.loads(printed)
        address = f'{demo.lms}/api/edx_proctoring/v1/proctored_exam/attempt/{told["attempt"]}'
        assert session.get(address).json()['status'] == told['submitted'] == 'submitted'
    finally:
        remove_attempts(demo)
    assert told['timer'] == told['attempt']
    assert 3500 < told['seconds'] <= 3600, 'half an hour, and as much again for ada'
    assert told['started'] == 'started'
    status, detail = told['refusal']
    assert status == 400
    assert detail
    assert told['over'] is True
