"""The rows of docs/security.rst, and how what each of them rests on is broken: sabotages.toml.

The tests that a row names have to fail then.
"""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path
from typing import Final, NamedTuple

from tests.mutants.mutant import ROOT, Database, Mutant


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
    database: Database = 'sqlite'

    def fits(self, root: Path = ROOT) -> bool:
        """Whether the line is there, once."""
        return (root / self.file).read_text(encoding='utf-8').count(self.was) == 1


def read_rows() -> list[Row]:
    """All rows of the tables of docs/security.rst, in their order."""
    page = (ROOT / 'docs' / 'security.rst').read_text(encoding='utf-8')
    cells = re.findall(
        r'^   \* - (?!They want\n|It wants\n)(.+?)\n     - (.+?)\n     - (.+?)(?=\n   \* - |\n\n)',
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


def mutant_of(number: int, sabotage: Sabotage) -> Mutant:
    """The sabotage as a mutant; its number is its place in the file."""
    return Mutant(
        file=sabotage.file,
        before=sabotage.was,
        after=sabotage.becomes,
        breaks=f'{sabotage.row} ({number})',
        tests=tuple(tests_of(sabotage)),
        database=sabotage.database,
        kind='threat',
    )


MUTANTS: Final = tuple(mutant_of(number, each) for number, each in enumerate(read_sabotages(), start=1))
