"""Virtual environments with what an Open edX platform has installed, and the wheel of this checkout."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.distributions import copy_checkout
from tests.virtual_environments import python_with

HERE = Path(__file__).parent
PYTHONS = ('3.11', '3.12')


def find_interpreter(version: str) -> str | None:
    """A Python of that version: the one that runs the tests, one on the path, or one that pyenv has."""
    pyenv = Path(os.environ.get('PYENV_ROOT') or Path.home() / '.pyenv')
    on_path = shutil.which(f'python{version}')
    found = [sys.executable, *([on_path] if on_path else []), *map(str, pyenv.glob(f'versions/{version}.*/bin/python'))]
    return next((each for each in found if _version(each) == version), None)


def find_version(preferred: str) -> str:
    """That version, or another one of ``PYTHONS`` where this machine does not have it."""
    there = [each for each in (preferred, *PYTHONS) if find_interpreter(each)]
    return there[0] if there else preferred


def _version(interpreter: str) -> str:
    asked = 'import ensurepip, sys; print("%d.%d" % sys.version_info[:2])'
    said = subprocess.run([interpreter, '-c', asked], capture_output=True, text=True, check=False)
    return said.stdout.strip()


def build_wheel(output: Path) -> Path:
    """The wheel of this checkout, built in a copy of it, since building leaves folders behind."""
    source = output / 'source'
    copy_checkout(source)
    _run(
        sys.executable,
        '-m',
        'pip',
        'wheel',
        '--no-deps',
        '--no-build-isolation',
        '--wheel-dir',
        str(output),
        str(source),
    )
    (wheel,) = output.glob('edx_proctoring-*.whl')
    return wheel


def platform_packages(interpreter: str) -> Path:
    """The ``site-packages`` with the published packages; installed once and kept in the user's cache."""
    requested = (HERE / 'requirements.txt').read_text(encoding='utf-8').splitlines()
    if importlib.util.find_spec('MySQLdb') is None:
        requested = [line for line in requested if not line.startswith('mysqlclient')]
    pins = [line for line in requested if line and not line.lstrip().startswith('#')]
    python = python_with('openedx', pins, interpreter=interpreter, options='--quiet --no-deps')
    return next(Path(python).parents[1].glob('lib/python*/site-packages'))


def make_environment(interpreter: str, wheel: Path, folder: Path) -> Path:
    """The Python of a new environment in ``folder`` with the published packages and the wheel, and nothing missing."""
    packages = platform_packages(interpreter)
    _run(interpreter, '-m', 'venv', '--without-pip', str(folder))
    python = folder / 'bin' / 'python'
    site = next(folder.glob('lib/python*/site-packages'))
    (site / 'platform.pth').write_text(f'{packages}\n', encoding='utf-8')
    pip = (sys.executable, '-m', 'pip', '--python', str(python))
    _run(*pip, 'install', '--quiet', '--no-deps', '--no-index', str(wheel))
    _run(*pip, 'check')
    return python


def _run(*command: str) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(('PYTHON', 'PIP_TARGET'))}
    environment['PIP_DISABLE_PIP_VERSION_CHECK'] = '1'
    ended = subprocess.run(command, env=environment, cwd='/', capture_output=True, text=True, check=False)
    if ended.returncode:
        pytest.fail(f'{command} ended with {ended.returncode}:\n{ended.stdout}\n{ended.stderr}', pytrace=False)
    return ended.stdout
