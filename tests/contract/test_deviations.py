"""Each deliberate deviation from the published app has a test that is marked with its id.

::

    @pytest.mark.deviation('S9', 'S10')
    def test_moves_that_are_not_his() -> None: ...

``deviations.txt`` lists them: the id and, in a few words, what it is about. Those with an X are described in
``docs/deviations.json`` only.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent.parent
LISTED = [
    line.split()[0]
    for line in Path(__file__).with_name('deviations.txt').read_text(encoding='utf-8').splitlines()
    if line.strip()
]
DESCRIBED = set(re.findall(r'"id": "(X\d+)"', (TESTS.parent / 'docs' / 'deviations.json').read_text(encoding='utf-8')))
ID_IN_NAME = re.compile(r'_[srix][0-9]+$')


def marked_tests() -> Iterator[tuple[str, list[str]]]:
    """Every test, and the ids that it is marked with."""
    for path in sorted(TESTS.rglob('test_*.py')):
        for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith('test_'):
                marks = [mark for mark in node.decorator_list if isinstance(mark, ast.Call)]
                ids = [
                    ast.literal_eval(argument)
                    for mark in marks
                    if ast.unparse(mark.func) == 'pytest.mark.deviation'
                    for argument in mark.args
                ]
                yield f'{path.relative_to(TESTS)}::{node.name}', ids


def named_by_tests() -> dict[str, list[str]]:
    """The ids of the marks, each with the tests."""
    found: dict[str, list[str]] = defaultdict(list)
    for test, ids in marked_tests():
        for name in ids:
            found[name].append(test)
    return found


@pytest.fixture(scope='module')
def named() -> dict[str, list[str]]:
    """Read once."""
    return named_by_tests()


def test_an_id_is_listed_once() -> None:
    assert sorted(LISTED) == sorted(set(LISTED))
    assert all(re.fullmatch(r'[SRI][1-9][0-9]?', name) for name in LISTED)


def test_every_deviation_has_a_test(named: dict[str, list[str]]) -> None:
    assert [name for name in LISTED if name not in named] == []


def test_tests_name_no_other_deviation(named: dict[str, list[str]]) -> None:
    assert {name: tests for name, tests in named.items() if name not in {*LISTED, *DESCRIBED}} == {}


def test_ids_are_marks_and_not_in_names() -> None:
    assert [test for test, _ids in marked_tests() if ID_IN_NAME.search(test)] == []
