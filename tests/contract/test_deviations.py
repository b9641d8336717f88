"""Each deliberate deviation from the published app has a test that names it, at the end of the test's own name.

``deviations.txt`` lists them: the id and, in a few words, what it is about.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
LISTED = [
    line.split()[0]
    for line in Path(__file__).with_name('deviations.txt').read_text(encoding='utf-8').splitlines()
    if line.strip()
]
ENDING = re.compile(r'(?:_[sri][0-9]+)+$')


def named_by_tests() -> dict[str, list[str]]:
    """The ids that names of tests end in, each with the tests."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(TESTS.rglob('test_*.py')):
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            ending = ENDING.search(node.name) if isinstance(node, ast.FunctionDef) else None
            if ending and isinstance(node, ast.FunctionDef) and node.name.startswith('test_'):
                for name in ending.group().upper().strip('_').split('_'):
                    found[name].append(f'{path.relative_to(TESTS)}::{node.name}')
    return found


@pytest.fixture(scope='module')
def named() -> dict[str, list[str]]:
    """Read once."""
    return named_by_tests()


def test_an_id_is_listed_once() -> None:
    assert sorted(LISTED) == sorted(set(LISTED))
    assert all(re.fullmatch(r'[SRI][1-9][0-9]?', name) for name in LISTED)


@pytest.mark.parametrize('name', LISTED)
def test_a_deviation_has_a_test(name: str, named: dict[str, list[str]]) -> None:
    assert named.get(name), f'no test ends in _{name.lower()}'


def test_tests_name_no_other_deviation(named: dict[str, list[str]]) -> None:
    assert {name: tests for name, tests in named.items() if name not in LISTED} == {}
