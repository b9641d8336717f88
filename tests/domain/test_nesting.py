"""How deep JSON may be nested."""

from __future__ import annotations

import json
from typing import Any

import pytest

from edx_proctoring.domain.nesting import DEEPEST, is_too_deep


def nested(levels: int, *, objects: bool = False) -> Any:
    """So many levels around a number."""
    value: Any = 1
    for _ in range(levels):
        value = {'a': value} if objects else [value]
    return value


@pytest.mark.parametrize('objects', [False, True], ids=['lists', 'objects'])
@pytest.mark.parametrize(
    ('levels', 'too_deep'), [(0, False), (1, False), (DEEPEST, False), (DEEPEST + 1, True), (900, True)]
)
def test_levels_are_counted(levels: int, too_deep: bool, objects: bool) -> None:
    assert is_too_deep(nested(levels, objects=objects)) is too_deep


def test_the_deepest_branch_counts() -> None:
    assert is_too_deep({'a': 1, 'b': [[], 'text', nested(DEEPEST - 1)]})
    assert not is_too_deep({'a': 1, 'b': [[], 'text', nested(DEEPEST - 2)]})


@pytest.mark.parametrize(('value', 'too_deep'), [('text', False), ([], True), ((), True), ({}, True)])
def test_an_empty_one_is_a_level(value: Any, too_deep: bool) -> None:
    assert is_too_deep(value, most=0) is too_deep


def test_more_than_the_stack_bears_is_found_without_it() -> None:
    assert is_too_deep(nested(100_000))
    assert len(json.dumps(nested(DEEPEST))) == 2 * DEEPEST + 1
