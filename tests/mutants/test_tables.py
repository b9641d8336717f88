"""The tables fit the code: each mutation applies, its tests exist. Whether they notice it, ``make mutants`` says."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.mutants.mutant import ROOT, Mutant, StaleError
from tests.mutants.tables import MUTANTS
from tests.mutants.trial import Bench

HERE = Path(__file__).parent
FEWEST = 60
DRILLS = {
    'tests/drills/test_crashes.py',
    'tests/drills/test_database_restart.py',
    'tests/drills/test_documented_interface.py',
    'tests/drills/test_many_workers.py',
    'tests/drills/test_outage.py',
    'tests/drills/test_random_lives.py',
    'tests/views/test_review_payloads.py',
}


@cache
def text_of(path: Path) -> str:
    """What stands in a file; each is read once."""
    return path.read_text(encoding='utf-8')


@cache
def functions_of(path: Path) -> set[str]:
    """The names of a module's tests."""
    return {node.name for node in ast.walk(ast.parse(text_of(path))) if isinstance(node, ast.FunctionDef)}


def problems_of(mutant: Mutant) -> Iterator[str]:
    """What is wrong with an entry of the tables."""
    original = text_of(ROOT / mutant.file)
    try:
        mutated = mutant.mutated(original)
        ast.parse(mutated)
    except (StaleError, SyntaxError) as error:
        yield str(error)
    else:
        if mutated == original:
            yield 'changes nothing'
    if not mutant.tests:
        yield 'names no test'
    for test in mutant.tests:
        file, *_classes, function = (test, '') if test.endswith('.py') else test.split('::')
        if not (ROOT / file).is_file() or (function and function.partition('[')[0] not in functions_of(ROOT / file)):
            yield f'there is no {test}'


def test_each_mutation_applies_and_its_tests_exist() -> None:
    problems = {mutant.title: list(problems_of(mutant)) for mutant in MUTANTS}
    assert {title: found for title, found in problems.items() if found} == {}


def test_there_are_enough_and_each_is_named_once() -> None:
    assert sum(mutant.kind == 'code' for mutant in MUTANTS) >= FEWEST
    titles = [mutant.title for mutant in MUTANTS]
    assert sorted(titles) == sorted(set(titles))


def test_each_drill_has_a_sabotage() -> None:
    sabotaged = {test.partition('::')[0] for mutant in MUTANTS if mutant.kind == 'drill' for test in mutant.tests}
    assert sabotaged == DRILLS


@pytest.fixture(scope='module')
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """A tree with a function and what is said of it."""
    folder = tmp_path_factory.mktemp('bench')
    source = folder / 'source'
    (source / 'tests').mkdir(parents=True)
    (source / 'sums.py').write_text('def add(one, other):\n    return one + other\n')
    (source / 'tests' / 'test_sums.py').write_text(
        'import pytest\nfrom sums import add\n\n'
        'def test_add():\n    assert add(2, 2) == 4\n\n'
        'def test_nothing():\n    pass\n\n'
        'def test_elsewhere():\n    pytest.skip("not here")\n'
    )
    shutil.copytree(HERE, source / 'tests' / 'mutants')
    (source / 'tests' / '__init__.py').touch()
    with Bench(folder, source=source) as made:
        yield made


@pytest.mark.parametrize(
    ('after', 'test', 'verdict'),
    [
        ('one - other', 'test_add', 'killed'),
        ('one * other', 'test_add', 'survived'),
        ('one +', 'test_add', 'broken'),
    ],
)
def test_what_becomes_of_a_mutant(bench: Bench, after: str, test: str, verdict: str) -> None:
    name = f'tests/test_sums.py::{test}'
    mutant = Mutant(file='sums.py', before='one + other', after=after, breaks='adding', tests=(name,))
    assert bench.put_to_the_test(mutant)[0] == verdict
    assert (bench.root / 'sums.py').read_text().endswith('one + other\n'), 'the mutation is taken back'


def test_a_test_that_does_not_run_proves_nothing(bench: Bench) -> None:
    names = [f'tests/test_sums.py::{name}' for name in ('test_add', 'test_elsewhere')]
    assert bench.find_unproven([*names, 'tests/test_sums.py'], 'sqlite') == names[1:]


def test_an_error_of_the_tools_is_no_failure_of_a_test(bench: Bench) -> None:
    name = 'tests/test_sums.py::test_add'
    tests = (name, '--ds=no_such_settings')
    mutant = Mutant(file='sums.py', before='one + other', after='one', breaks='adding', tests=tests)
    assert bench.put_to_the_test(mutant)[0] == 'broken'


def test_what_no_longer_applies_is_no_success(bench: Bench) -> None:
    mutant = Mutant(file='sums.py', before='other', after='one', breaks='adding', tests=('tests/test_sums.py',))
    assert bench.put_to_the_test(mutant)[0] == 'stale'
    with pytest.raises(StaleError):
        mutant.mutated('')
