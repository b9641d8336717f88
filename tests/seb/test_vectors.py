"""Every vector is used."""

from __future__ import annotations

import inspect
import pkgutil
from collections import Counter
from collections.abc import Iterator
from importlib import import_module

import tests.seb
from tests.seb.vectors import SECTIONS


def functions_of_this_folder() -> Iterator[object]:
    """Every test function of this folder, in classes, too."""
    for module in pkgutil.iter_modules(tests.seb.__path__):
        names = vars(import_module(f'tests.seb.{module.name}')).values()
        classes = [each for each in names if inspect.isclass(each) and each.__name__.startswith('Test')]
        for each in [*names, *(member for found in classes for member in vars(found).values())]:
            if inspect.isfunction(each) and each.__name__.startswith('test_'):
                yield each


def test_no_vector_is_left_over() -> None:
    """Each stands in the list of cases of a test, which pytest runs one by one."""
    marks = [mark for each in functions_of_this_folder() for mark in getattr(each, 'pytestmark', ())]
    used = {id(case) for mark in marks if mark.args[:1] == ('case',) for case in mark.args[1]}

    assert {name: [case['id'] for case in rows if id(case) not in used] for name, rows in SECTIONS.items()} == {
        name: [] for name in SECTIONS
    }


def test_there_are_as_many_as_there_were() -> None:
    ids = Counter(case['id'] for rows in SECTIONS.values() for case in rows)

    assert (len(ids), max(ids.values()), len(SECTIONS)) == (278, 1, 15)
