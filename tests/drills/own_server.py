"""Database servers that a test may stop and kill as it likes: each has its files and its socket in a folder of its own.

They keep what they have committed whatever happens to them: the settings that decide on that are the defaults.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import ClassVar

from django.db.utils import load_backend

LONGEST_START = 60  # seconds, with the recovery of what was killed
POLL = 0.05  # seconds between two looks


def find_program(name: str) -> str | None:
    """Where the program is: on the path, or where Debian puts servers."""
    elsewhere = sorted(Path('/usr/lib/postgresql').glob('*/bin'), reverse=True)
    return shutil.which(name, path=os.pathsep.join([os.environ.get('PATH', ''), '/usr/sbin', *map(str, elsewhere)]))


class OwnServer(ABC):
    """A server in ``folder``, which must be short (a socket's path has 107 characters) and open to ``account``."""

    name: ClassVar[str]
    programs: ClassVar[tuple[str, ...]]
    account: ClassVar[str]  # of whom root lets the server be run
    backend: ClassVar[str]  # Django's
    orderly: ClassVar[signal.Signals]  # ends all connections at once

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / 'data'
        self.log = folder / 'log'
        self._process: subprocess.Popen[bytes] | None = None
        if os.getuid() == 0:
            shutil.chown(folder, self.account)
        self.install()

    @classmethod
    def missing(cls) -> str | None:
        """What is not there to run one, in words; None when all is."""
        for name in cls.programs:
            if find_program(name) is None:
                return f'{name} is not installed'
        if os.getuid() == 0 and cls.account not in {each.pw_name for each in pwd.getpwall()}:
            return f'there is no account {cls.account}, and root may not run a server'
        try:
            load_backend(cls.backend)
        except Exception as error:  # noqa: BLE001 - Django wraps what the driver raises in different ways
            return f'no driver: {error}'
        return None

    @abstractmethod
    def install(self) -> None:
        """Make the files of a server without databases."""

    @abstractmethod
    def command(self) -> list[str]:
        """What is run as long as the server is to serve."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether it takes a connection and serves it."""

    @property
    @abstractmethod
    def environment(self) -> dict[str, str]:
        """The environment that makes ``tests.settings`` use it."""

    def run(self, *command: str) -> bool:
        """Run a program as the server's account; whether it succeeded."""
        with self._open(command) as process:
            return process.wait() == 0

    def start(self) -> None:
        """Have it serve, also when what was killed still lets go of its files: then it is begun once more."""
        deadline = time.monotonic() + LONGEST_START
        while self._process is None or self._process.poll() is not None or not self.answers():
            assert time.monotonic() < deadline, self.log.read_text(errors='replace')[-2000:]
            if self._process is None or self._process.poll() is not None:
                self._process = self._open(self.command())
            time.sleep(POLL)

    def stop(self) -> None:
        """End it as a restart for maintenance does, whoever is connected."""
        self._end(self.orderly)

    def kill(self) -> None:
        """End it as a lack of memory does: at once, with whatever it was doing."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def _open(self, command: list[str] | tuple[str, ...]) -> subprocess.Popen[bytes]:
        as_root = os.getuid() == 0
        program, *arguments = command
        with self.log.open('ab') as log:
            return subprocess.Popen(
                [find_program(program) or program, *arguments],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                user=self.account if as_root else None,
                group=self.account if as_root else None,
                extra_groups=[] if as_root else None,
            )


class OwnPostgreSQL(OwnServer):
    """One of PostgreSQL."""

    name = 'PostgreSQL'
    programs = ('initdb', 'psql', 'postgres')
    account = 'postgres'
    backend = 'django.db.backends.postgresql'
    orderly = signal.SIGINT

    def install(self) -> None:
        assert self.run('initdb', '--no-sync', '--auth=trust', '--username=site', f'--pgdata={self.data}')

    def command(self) -> list[str]:
        return ['postgres', '-D', str(self.data), '-k', str(self.folder), '-c', 'listen_addresses=']

    def answers(self) -> bool:
        return self.run('psql', f'--host={self.folder}', '--username=site', '--no-psqlrc', '-c', 'select 1', 'postgres')

    @property
    def environment(self) -> dict[str, str]:
        return {
            'DATABASE': 'postgres',
            'DATABASE_HOST': str(self.folder),
            'DATABASE_USER': 'site',
            'DATABASE_NAME': 'postgres',
        }


class OwnMariaDB(OwnServer):
    """One of MariaDB."""

    name = 'MariaDB'
    programs = ('mariadb-install-db', 'mariadb', 'mariadbd')
    account = 'mysql'
    backend = 'django.db.backends.mysql'
    orderly = signal.SIGTERM
    charset: ClassVar[str] = 'utf8mb4'  # of the site's database
    options: ClassVar[tuple[str, ...]] = ()  # of the server

    def install(self) -> None:
        assert self.run(
            'mariadb-install-db',
            '--no-defaults',
            f'--datadir={self.data}',
            '--auth-root-authentication-method=normal',
            '--skip-test-db',
        )

    def command(self) -> list[str]:
        return [
            'mariadbd',
            '--no-defaults',
            '--skip-networking',
            f'--datadir={self.data}',
            f'--socket={self.folder / "socket"}',
            f'--pid-file={self.folder / "pid"}',
            *self.options,
        ]

    def answers(self) -> bool:
        # Its installation makes no database for the site: the first question does.
        return self._client('-e', f'CREATE DATABASE IF NOT EXISTS site CHARACTER SET {self.charset}')

    def run_sql(self, statements: str) -> bool:
        """Run them in the site's database; whether all succeeded."""
        return self._client('-e', statements, 'site')

    def _client(self, *arguments: str) -> bool:
        return self.run('mariadb', '--no-defaults', f'--socket={self.folder / "socket"}', '--user=root', *arguments)

    @property
    def environment(self) -> dict[str, str]:
        return {
            'DATABASE': 'mariadb',
            'DATABASE_HOST': str(self.folder / 'socket'),
            'DATABASE_USER': 'root',
            'DATABASE_NAME': 'site',
        }
