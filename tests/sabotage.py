"""Breaks what the rows of docs/security.rst rest on, one thing at a time, and looks whether the row's tests notice.

``python -m tests.sabotage [words]`` works in a copy of the tree, on all entries of sabotages.toml or on those whose row
has the words in it, and prints a line for each. It fails when one goes unnoticed.
"""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
NOTICED = 1  # what pytest answers when a test failed; an error of its own is another number
LEFT_OUT = shutil.ignore_patterns('node_modules', '.git', '.venv', '__pycache__', 'htmlcov')


class Row(NamedTuple):
    """A row of one of the page's tables."""

    wish: str
    tests: list[str]


class Sabotage(NamedTuple):
    """A line that protects something, and what is put in its place."""

    row: str
    file: str
    was: str
    becomes: str

    def fits(self, root: Path = ROOT) -> bool:
        """Whether the line is there, once."""
        return (root / self.file).read_text(encoding='utf-8').count(self.was) == 1


def read_rows() -> list[Row]:
    """All rows of the tables of docs/security.rst, in their order."""
    page = (ROOT / 'docs' / 'security.rst').read_text(encoding='utf-8')
    cells = re.findall(
        r'^   \* - (?!He wants|It wants)(.+?)\n     - (.+?)\n     - (.+?)(?=\n   \* - |\n\n)',
        page,
        re.MULTILINE | re.DOTALL,
    )
    return [Row(' '.join(wish.split()), re.findall(r'``(tests/[\w/]+\.py::\w+)``', proof)) for wish, _, proof in cells]


def read_sabotages() -> list[Sabotage]:
    """All entries of sabotages.toml, in their order."""
    entries = tomllib.loads((ROOT / 'tests' / 'sabotages.toml').read_text(encoding='utf-8'))['sabotage']
    return [Sabotage(**entry) for entry in entries]


def tests_of(sabotage: Sabotage) -> list[str]:
    """The tests that the sabotage's row names, as pytest is told them."""
    return [in_its_class(test) for row in read_rows() if row.wish.startswith(sabotage.row) for test in row.tests]


def in_its_class(test: str) -> str:
    """The name of a test with that of its class, which the page leaves out."""
    path, name = test.split('::')
    for node in ast.parse((ROOT / path).read_text(encoding='utf-8')).body:
        if isinstance(node, ast.ClassDef) and any(
            isinstance(each, ast.FunctionDef) and each.name == name for each in node.body
        ):
            return f'{path}::{node.name}::{name}'
    return test


def is_noticed(sabotage: Sabotage, copy: Path) -> bool:
    """Whether a test of the row fails in the copy while the line is broken there."""
    path = copy / sabotage.file
    whole = path.read_text(encoding='utf-8')
    path.write_text(whole.replace(sabotage.was, sabotage.becomes), encoding='utf-8')
    try:
        return run(tests_of(sabotage), copy) == NOTICED
    finally:
        path.write_text(whole, encoding='utf-8')


def run(tests: list[str], copy: Path) -> int:
    """What pytest answers to these tests in the copy."""
    command = [sys.executable, '-m', 'pytest', '-n0', '-x', '-q', '-p', 'no:cacheprovider', *tests]
    environment = {**os.environ, 'PYTHONPATH': str(copy), 'PYTHONDONTWRITEBYTECODE': '1'}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode


def main(words: str) -> int:
    """Try those whose row has the words in it; how many went unnoticed."""
    unnoticed = 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / 'tree'
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        chosen = [each for each in read_sabotages() if words in each.row]
        if run(sorted({test for each in chosen for test in tests_of(each)}), copy):
            sys.exit('The tests fail although nothing is broken.')
        for sabotage in chosen:
            noticed = is_noticed(sabotage, copy)
            unnoticed += not noticed
            told = 'noticed  ' if noticed else 'UNNOTICED'
            sys.stdout.write(f'{told}  {sabotage.row}: {sabotage.file}\n')
            sys.stdout.flush()
    sys.stdout.write(f'{unnoticed} unnoticed\n')
    return unnoticed


if __name__ == '__main__':
    sys.exit(bool(main(' '.join(sys.argv[1:]))))
