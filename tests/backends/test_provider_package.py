"""The package of docs/backends.rst, installed and tested by the page's own commands in an empty environment."""

from __future__ import annotations

import re
import shutil
import textwrap
from pathlib import Path

import pytest

from tests.distributions import ROOT, built_wheel
from tests.documented_shell import Shell

DOCS = ROOT / 'docs'
COMMANDS = re.compile(r'^\.\. code-block:: shell\n\n((?:   .*\n|\n)+)', re.MULTILINE)
ASK = (
    'import os, django; os.environ["DJANGO_SETTINGS_MODULE"] = "test_settings"; django.setup(); '
    'from django.apps import apps; print(apps.get_app_config("edx_proctoring").backends)'
)


def test_a_stranger_can_install_and_test_it(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    page = (DOCS / 'backends.rst').read_text(encoding='utf-8')
    folder = tmp_path / 'acme'
    folder.mkdir()
    files = re.findall(r'literalinclude:: (examples/\S+\.(?:py|toml))', page)
    assert len(files) == 4
    for name in files:
        shutil.copy(DOCS / name, folder)
    shutil.copy(built_wheel(tmp_path_factory), folder)
    shell = Shell(folder)
    (block,) = COMMANDS.findall(page)
    commands = textwrap.dedent(block).strip().splitlines()
    said = [shell.run(command) for command in commands]

    assert commands[-1] == 'python -m pytest'
    assert re.search(r'\d\d passed', said[-1])
    assert 'failed' not in said[-1]
    assert 'AcmeProvider' in shell.run(f"python -c '{ASK}'"), 'the app finds the entry point'
