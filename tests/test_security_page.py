"""The threat model names tests, the tests are there, and what each line rests on can be broken to see them fail."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.mutants.tables.threats import Row, Sabotage, read_rows, read_sabotages

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / 'docs' / 'security.rst').read_text(encoding='utf-8')
ROWS, SABOTAGES = read_rows(), read_sabotages()
NAMED = re.findall(r'``(tests/[\w/]+\.py)::(\w+)``', PAGE)


def names_of_tests(path: Path) -> set[str]:
    """The tests of a file, those of its classes included."""
    tree = ast.parse(path.read_text(encoding='utf-8'))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith('test_')}


def test_every_line_of_the_threat_model_is_proven() -> None:
    assert len(ROWS) > 20
    assert [row.wish for row in ROWS if not row.tests] == []


@pytest.mark.parametrize('row', ROWS, ids=lambda row: row.wish)
def test_it_is_known_how_to_break_what_a_line_rests_on(row: Row) -> None:
    """``make mutants ONLY='threat:'`` does it, and the tests of the line fail."""
    assert [each for each in SABOTAGES if row.wish.startswith(each.row)]


@pytest.mark.parametrize('sabotage', SABOTAGES, ids=lambda each: f'{each.row} {each.file}')
def test_what_is_to_be_broken_is_there(sabotage: Sabotage) -> None:
    assert len([row for row in ROWS if row.wish.startswith(sabotage.row)]) == 1
    assert sabotage.fits()
    assert sabotage.was != sabotage.becomes


@pytest.mark.parametrize(('path', 'name'), sorted(set(NAMED)), ids=lambda part: part.removeprefix('tests/'))
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    assert name in names_of_tests(ROOT / path)


def test_settings_of_the_page_exist() -> None:
    settings = (ROOT / 'edx_proctoring' / 'traffic_settings.py').read_text(encoding='utf-8')
    named = set(re.findall(r'\b(?:REVIEW|PROVIDER|REDIRECT|RECEIVED)_[A-Z_]+\b', PAGE))
    assert {name for name in named if f"'{name}'" not in settings} == set()
