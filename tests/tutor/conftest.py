"""Tutor in an environment of its own, with the plug-in installed and enabled."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.once import made_once
from tests.tutor.platform import run_settings
from tests.virtual_environments import python_with

PROJECT = Path(__file__).resolve().parents[2]
# Stands for docker and kubectl: notes how it was called, and says that nothing runs.
RECORDER = '#!/bin/sh\nprintf "%s\\n" "$(basename "$0") $*" >> "$CALLS"\ncase "$*" in *" ls "*) echo "[]";; esac\n'


@dataclass
class Tutor:
    """A project root of Tutor and the programs that Tutor calls."""

    python: str
    plugin: Path
    directory: Path
    variables: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        programs = self.directory / 'programs'
        programs.mkdir()
        for name in ('docker', 'kubectl'):
            (programs / name).write_text(RECORDER)
            (programs / name).chmod(0o755)
        self.variables = {
            **{name: value for name, value in os.environ.items() if not name.startswith(('TUTOR_', 'PYTHON'))},
            'PATH': os.pathsep.join((str(programs), str(Path(self.python).parent), os.environ['PATH'])),
            'PYTHONPATH': str(self.plugin),
            'TUTOR_ROOT': str(self.directory / 'root'),
            'TUTOR_PLUGINS_ROOT': str(self.directory / 'plugins'),
            'CALLS': str(self.directory / 'calls'),
            'HOME': str(self.directory),
        }

    def shell(self, command: str) -> subprocess.CompletedProcess[str]:
        """Run a command line; both outputs in ``stdout``."""
        return subprocess.run(
            command,
            shell=True,
            env=self.variables,
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )

    def run(self, command: str) -> str:
        """Run ``tutor {command}``, which has to succeed, and return what it said."""
        finished = self.shell(f'tutor {command}')
        assert finished.returncode == 0, finished.stdout
        return finished.stdout

    def save(self, **values: Any) -> None:
        """``tutor config save`` with these names, less their prefix ``PROCTORING_``, added to config.yml."""
        path = self.directory / 'root' / 'config.yml'
        config = yaml.safe_load(path.read_text()) if path.exists() else {}
        path.write_text(yaml.safe_dump({**config, **{f'PROCTORING_{name}': value for name, value in values.items()}}))
        self.run('config save')

    def read(self, *path: str) -> str:
        """A file of the rendered environment."""
        return self.directory.joinpath('root', 'env', *path).read_text()

    def documents(self, *path: str) -> list[Any]:
        """The documents of a YAML file of the rendered environment."""
        return [each for each in yaml.safe_load_all(self.read(*path)) if each is not None]

    def settings(self, service: str, name: str = 'production') -> dict[str, Any]:
        """What the rendered settings module of ``lms`` or ``cms`` leaves behind when it is run."""
        return run_settings(self.read('apps', 'openedx', 'settings', service, f'{name}.py'))

    def calls(self) -> str:
        """How docker and kubectl were called so far."""
        path = self.directory / 'calls'
        return path.read_text() if path.exists() else ''


@pytest.fixture(scope='session')
def tutor_python() -> str:
    """The Python of an environment with Tutor."""
    lines = (PROJECT / 'requirements' / 'tutor.txt').read_text().splitlines()
    return python_with('tutor', [line for line in lines if '==' in line and not line.startswith((' ', '#'))])


@pytest.fixture(scope='session')
def installed_plugin(tutor_python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the plug-in was installed, from a copy: building leaves folders behind."""

    def make(folder: Path) -> None:
        source = folder / 'source'
        leftovers = shutil.ignore_patterns('build', '*.egg-info', '__pycache__')
        shutil.copytree(PROJECT / 'contrib' / 'tutor', source, ignore=leftovers)
        target = str(folder / 'installed')
        options = ['--quiet', '--no-deps', '--no-build-isolation', '--no-index', '--target', target]
        command = [sys.executable, '-m', 'pip', '--python', tutor_python, 'install', *options, str(source)]
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        assert finished.returncode == 0, finished.stderr

    return made_once(tmp_path_factory, 'tutor-plugin', make) / 'installed'


@pytest.fixture(scope='session')
def rendered_root(tutor_python: str, installed_plugin: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root whose environment was rendered with the plug-in."""

    def make(folder: Path) -> None:
        tutor = Tutor(tutor_python, installed_plugin, folder)
        tutor.run('plugins enable proctoring')
        tutor.run('config save')

    return made_once(tmp_path_factory, 'tutor-root', make) / 'root'


@pytest.fixture
def bare_tutor(tutor_python: str, installed_plugin: Path, tmp_path: Path) -> Tutor:
    """Tutor before the plug-in was enabled."""
    return Tutor(tutor_python, installed_plugin, tmp_path)


@pytest.fixture
def tutor(bare_tutor: Tutor, rendered_root: Path) -> Tutor:
    """Tutor with the plug-in enabled and its environment rendered."""
    shutil.copytree(rendered_root, bare_tutor.directory / 'root')
    return bare_tutor
