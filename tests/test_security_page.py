"""The threat model names tests, the tests are there, and what each line rests on can be broken to see them fail."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from tests.mutants.tables.threats import read_rows, read_sabotages

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / 'docs' / 'security.rst').read_text(encoding='utf-8')
ROWS, SABOTAGES = read_rows(), read_sabotages()
NAMED = re.findall(r'``(tests/[\w/]+\.py)::(\w+)``', PAGE)


@cache
def names_of_tests(path: Path) -> set[str]:
    """The tests of a file, those of its classes included."""
    tree = ast.parse(path.read_text(encoding='utf-8'))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith('test_')}


def test_every_line_of_the_threat_model_is_proven() -> None:
    assert len(ROWS) > 20
    assert [row.wish for row in ROWS if not row.tests] == []


def test_it_is_known_how_to_break_what_a_line_rests_on() -> None:
    """``make mutants ONLY='threat:'`` does it, and the tests of the line fail."""
    assert [row.wish for row in ROWS if not any(row.wish.startswith(each.row) for each in SABOTAGES)] == []


def test_what_is_to_be_broken_is_there() -> None:
    assert [each for each in SABOTAGES if sum(row.wish.startswith(each.row) for row in ROWS) != 1] == []
    assert [each for each in SABOTAGES if not each.fits() or each.was == each.becomes] == []


def test_a_test_that_is_named_exists() -> None:
    assert NAMED
    assert [f'{path}::{name}' for path, name in sorted(set(NAMED)) if name not in names_of_tests(ROOT / path)] == []


def test_settings_of_the_page_exist() -> None:
    settings = (ROOT / 'edx_proctoring' / 'conf' / 'traffic.py').read_text(encoding='utf-8')
    named = set(re.findall(r'\b(?:REVIEW|PROVIDER|REDIRECT|RECEIVED)_[A-Z_]+\b', PAGE))
    assert {name for name in named if f"'{name}'" not in settings} == set()
