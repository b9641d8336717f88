"""The published package in an environment of its own, and databases for it."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.settings import database as test_database
from tests.virtual_environments import python_with, unavailable

HERE = Path(__file__).parent
HOST = HERE / 'host'
PROJECT = HERE.parents[1]


@dataclass(frozen=True)
class Installation:
    """One of the two packages, with one database."""

    python: str
    environment: dict[str, str]
    directory: Path

    def run(self, *arguments: str) -> str:
        """Run Python and return what it printed; an exit code other than 0 fails the test, with its output."""
        finished = subprocess.run(
            [self.python, *arguments],
            env=self.environment,
            cwd=self.directory,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if finished.returncode:
            pytest.fail(f'{arguments} ended with {finished.returncode}:\n{finished.stdout}\n{finished.stderr}')
        return finished.stdout

    def manage(self, *arguments: str) -> str:
        """Run a management command."""
        return self.run('-m', 'django', *arguments)

    def drive(self, program: str) -> None:
        """Run one of the programs in ``host/`` with the LMS that they need."""
        self.run(str(HOST / 'upgrade_run.py'), program)

    def dump(self) -> Any:
        """All rows of the app's tables."""
        return json.loads(self.run(str(HOST / 'upgrade_dump.py')))


def requirements() -> list[str]:
    """What to install: the published package, and the drivers that this environment has."""
    lines = (HERE / 'published_requirements.txt').read_text().splitlines()
    drivers = []
    for name, module, extra in (('mysqlclient', 'MySQLdb', ''), ('psycopg', 'psycopg', '[binary]')):
        if importlib.util.find_spec(module):
            drivers.append(f'{name}{extra}=={importlib.metadata.version(name)}')
    return [line for line in lines if not line.startswith('#')] + drivers


@pytest.fixture(scope='session')
def published_python() -> str:
    """The Python of a virtual environment with the published package; made once and kept in the user's cache."""
    return python_with('published', requirements())


@contextlib.contextmanager
def sqlite(name: str, directory: Path) -> Iterator[dict[str, Any]]:
    """A file."""
    yield {'ENGINE': 'django.db.backends.sqlite3', 'NAME': str(directory / f'{name}.sqlite3')}


@contextlib.contextmanager
def mariadb(name: str, directory: Path) -> Iterator[dict[str, Any]]:
    """A new schema of the server that ``tests.settings`` uses with ``DATABASE=mariadb``."""
    driver = pytest.importorskip('MySQLdb')
    entry = server('mariadb')
    where = {key: entry[option] for key, option in CONNECT.items() if entry.get(option)}
    try:
        connection = driver.connect(**{**where, 'passwd': entry.get('PASSWORD', '')})
    except driver.OperationalError as error:
        unavailable(f'no MariaDB server: {error}')
    with contextlib.closing(connection), contextlib.closing(connection.cursor()) as cursor:
        cursor.execute(f'CREATE DATABASE {name} CHARACTER SET utf8mb4')
        try:
            yield {**entry, 'NAME': name}
        finally:
            cursor.execute(f'DROP DATABASE {name}')


@contextlib.contextmanager
def postgres(name: str, directory: Path) -> Iterator[dict[str, Any]]:
    """A new database of the server that ``tests.settings`` uses with ``DATABASE=postgres``."""
    driver = pytest.importorskip('psycopg')
    entry = server('postgres')
    where = {key.replace('passwd', 'password'): entry[option] for key, option in CONNECT.items() if entry.get(option)}
    try:
        connection = driver.connect(dbname='postgres', autocommit=True, **where)
    except driver.OperationalError as error:
        unavailable(f'no PostgreSQL server: {error}')
    with contextlib.closing(connection):
        connection.execute(f'CREATE DATABASE {name}')
        try:
            yield {**entry, 'NAME': name}
        finally:
            connection.execute(f'DROP DATABASE {name} WITH (FORCE)')


CONNECT = {'host': 'HOST', 'port': 'PORT', 'user': 'USER', 'passwd': 'PASSWORD'}
DATABASES: dict[str, Callable[[str, Path], contextlib.AbstractContextManager[dict[str, Any]]]] = {
    'sqlite': sqlite,
    'mariadb': mariadb,
    'postgres': postgres,
}


def server(kind: str) -> dict[str, Any]:
    """The ``DATABASES`` entry that the project's test settings have for a kind of server.

    ``DATABASE_HOST`` and the like tell about the server that ``DATABASE`` chooses, not about another one.
    """
    with pytest.MonkeyPatch.context() as patch:
        if os.environ.get('DATABASE') != kind:
            for name in [name for name in os.environ if name.startswith('DATABASE_')]:
                patch.delenv(name)
        patch.setenv('DATABASE', kind)
        entry = test_database()
    return {key: value for key, value in entry.items() if key not in ('ATOMIC_REQUESTS', 'TEST')}


def python_path(*folders: Path) -> dict[str, str]:
    """The environment in which modules are looked for in these folders first."""
    return {'PYTHONPATH': os.pathsep.join(map(str, folders))}


@pytest.fixture(params=list(DATABASES))
def installations(
    request: pytest.FixtureRequest, tmp_path: Path, published_python: str
) -> Iterator[tuple[Installation, Installation]]:
    """The published package and ours, both with the same new and empty database."""
    with DATABASES[request.param](f'upgrade_{uuid.uuid4().hex[:12]}', tmp_path) as database:
        common = {key: value for key, value in os.environ.items() if not key.startswith(('DJANGO', 'PYTEST', 'COV'))}
        common |= {
            'DJANGO_SETTINGS_MODULE': 'upgrade_settings',
            'UPGRADE_DATABASE': json.dumps(database),
            'UPGRADE_ENV_ROOT': str(tmp_path),
            'PYTHONWARNINGS': 'ignore',
        }
        # The checkout itself, where host_settings is, would bring our package along.
        settings = tmp_path / 'settings'
        settings.mkdir()
        shutil.copy(PROJECT / 'host_settings.py', settings)
        published = Installation(published_python, common | python_path(HOST, settings), tmp_path)
        ours = Installation(sys.executable, common | python_path(HOST, PROJECT), tmp_path)
        yield published, ours
