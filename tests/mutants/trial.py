"""Trying mutants: each is applied to a copy of the tree, whose tests have to fail then."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal, Self

from tests.mutants.mutant import ROOT, Database, Mutant, StaleError
from tests.mutants.starter import HUNG

Verdict = Literal['killed', 'survived', 'stale', 'broken', 'hung', 'skipped']

LONGEST_RUN: Final = 600  # seconds, for the tests of one mutant
PASSED, FAILED = 0, 1  # exit statuses of pytest; others say that it could not run the tests
OPTIONS: Final = (
    '-n0',
    '-x',
    '-q',
    '--no-cov',
    '-p',
    'no:randomly',
    '-p',
    'no:cacheprovider',
    '-W',
    'ignore',
    '--reuse-db',
    '--no-migrations',
)
END_OF_OUTPUT: Final = 1500  # characters
# Neither of them says anything about the code.
LEFT_OUT: Final = shutil.ignore_patterns(
    '.git',
    '.venv',
    'node_modules',
    '.*_cache',
    '.hypothesis',
    'htmlcov',
    '_build',
    'build',
    'dist',
    '*.egg-info',
    '.coverage*',
)


class Bench:
    """A copy of the tree in ``folder``, in which one mutation at a time is made and taken back."""

    def __init__(self, folder: Path, *, source: Path = ROOT) -> None:
        self.root = folder / 'tree'
        shutil.copytree(source, self.root, ignore=LEFT_OUT, symlinks=True)
        self._report, self._output = folder / 'report.xml', folder / 'output'
        self._starter: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process that runs the tests."""
        if self._starter is not None:
            self._starter.communicate()

    def find_unproven(self, tests: Iterable[str], database: Database) -> list[str]:
        """Those of the tests of which none passes while nothing is mutated: they can't tell a mutant from the code.

        On a database server this makes the test database, which the mutants' tests use then.
        """
        asked = sorted(set(tests))
        self._report.unlink(missing_ok=True)
        self._run([*asked, '--create-db', f'--junit-xml={self._report}', '--maxfail=1000'], database)
        passed = _passed(self._report) if self._report.exists() else set()
        return [each for each in asked if not any(_is_of(case, each) for case in passed)]

    def put_to_the_test(self, mutant: Mutant) -> tuple[Verdict, str]:
        """What becomes of the mutant, and what a person should read if it wasn't killed."""
        try:
            with self._mutated(mutant):
                status, output = self._run(mutant.tests, mutant.database, leaves_bytecode=False)
        except StaleError as error:
            return 'stale', str(error)
        if status == HUNG:
            return 'hung', f'The tests took more than {LONGEST_RUN} seconds.'
        if status == FAILED:
            return 'killed', ''
        return ('survived' if status == PASSED else 'broken'), output[-END_OF_OUTPUT:]

    @contextmanager
    def _mutated(self, mutant: Mutant) -> Iterator[None]:
        path = self.root / mutant.file
        original, stat = path.read_text(), path.stat()
        path.write_text(mutant.mutated(original))
        try:
            yield
        finally:
            path.write_text(original)
            # Compiled code is known by the time and the size of its source.
            os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    def _run(self, arguments: Iterable[str], database: Database, *, leaves_bytecode: bool = True) -> tuple[int, str]:
        if self._starter is None:
            # The tree chooses its settings itself.
            inherited = {name: value for name, value in os.environ.items() if name != 'DJANGO_SETTINGS_MODULE'}
            self._starter = subprocess.Popen(
                [sys.executable, '-m', 'tests.mutants.starter'],
                cwd=self.root,
                env={**inherited, 'PYTHONPATH': str(self.root)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        environment = {
            'DATABASE': database,
            'HYPOTHESIS_PROFILE': 'mutants',
            **({} if database == 'sqlite' else {'DATABASE_NAME': os.environ.get('DATABASE_NAME', 'mutants')}),
            **({} if leaves_bytecode else {'PYTHONDONTWRITEBYTECODE': '1'}),
        }
        job = {
            'arguments': [*OPTIONS, *arguments],
            'environment': environment,
            'output': str(self._output),
            'seconds': LONGEST_RUN,
        }
        self._starter.stdin.write(f'{json.dumps(job)}\n')
        self._starter.stdin.flush()
        return int(self._starter.stdout.readline()), self._output.read_text(errors='replace')


def answers(database: Database) -> bool:
    """Whether tests can be run on the database."""
    if database == 'sqlite':
        return True
    if database == 'mariadb' and subprocess.run([sys.executable, '-c', 'import MySQLdb'], check=False).returncode:
        return False
    return subprocess.run([ROOT / '.ci' / 'services', '--check', database], check=False).returncode == 0


def try_all(mutants: list[Mutant], bench: Bench) -> Iterator[tuple[Mutant, Verdict, str, float]]:
    """Each mutant with its verdict, what there is to read about it, and how many seconds it took."""
    for database in dict.fromkeys(mutant.database for mutant in mutants):
        some = [mutant for mutant in mutants if mutant.database == database]
        if not answers(database):
            yield from ((mutant, 'skipped', f'{database} does not run', 0.0) for mutant in some)
            continue
        unproven = set(bench.find_unproven((test for mutant in some for test in mutant.tests), database))
        for mutant in some:
            verdict: Verdict
            began = time.monotonic()
            if unproven.intersection(mutant.tests):
                lost = ', '.join(sorted(unproven.intersection(mutant.tests)))
                verdict, text = 'broken', f'Does not pass without the mutation either: {lost}'
            else:
                verdict, text = bench.put_to_the_test(mutant)
            yield mutant, verdict, text, time.monotonic() - began


def _passed(report: Path) -> set[str]:
    """The cases that passed, as ``tests.folder.module::function[case]``."""
    cases = ET.parse(report).iter('testcase')
    return {f'{case.get("classname")}::{case.get("name")}' for case in cases if len(case) == 0}


def _is_of(case: str, test: str) -> bool:
    """Whether the case is one of the function, method or file that ``test`` names."""
    path, *classes, function = (*test.split('::'), '') if test.endswith('.py') else test.split('::')
    module, _, name = case.partition('::')
    named = '.'.join([path.removesuffix('.py').replace('/', '.'), *classes])
    if not function:
        return module == named or module.startswith(f'{named}.')
    return module == named and (name == function or name.startswith(f'{function}['))
