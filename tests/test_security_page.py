"""The threat model names tests, and the tests are there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / 'docs' / 'security.rst').read_text(encoding='utf-8')
NAMED = re.findall(r'``(tests/[\w/]+\.py)::(\w+)``', PAGE)


def names_of_tests(path: Path) -> set[str]:
    """The tests of a file, those of its classes included."""
    tree = ast.parse(path.read_text(encoding='utf-8'))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith('test_')}


def test_every_line_of_the_threat_model_is_proven() -> None:
    rows = re.findall(
        r'^   \* - (?!He wants|It wants)(.+?)\n     - (.+?)\n     - (.+?)(?=\n   \* - |\n\n)',
        PAGE,
        re.MULTILINE | re.DOTALL,
    )
    assert len(rows) > 20
    assert [wish for wish, _line, proof in rows if '::' not in proof] == []


@pytest.mark.parametrize(('path', 'name'), sorted(set(NAMED)), ids=lambda part: part.removeprefix('tests/'))
def test_a_test_that_is_named_exists(path: str, name: str) -> None:
    assert name in names_of_tests(ROOT / path)


def test_settings_of_the_page_exist() -> None:
    settings = (ROOT / 'edx_proctoring' / 'traffic_settings.py').read_text(encoding='utf-8')
    named = set(re.findall(r'\b(?:REVIEW|PROVIDER|REDIRECT|RECEIVED)_[A-Z_]+\b', PAGE))
    assert {name for name in named if f"'{name}'" not in settings} == set()
