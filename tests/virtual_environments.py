"""Virtual environments of their own, for programs that can't share this one: made once, kept in the user's cache."""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

CACHE = Path(os.environ.get('XDG_CACHE_HOME') or Path.home() / '.cache') / 'edx-proctoring-tests'
# What pip says of an index that it can't reach; compilers have words of their own for what they miss.
UNREACHABLE = (
    'No matching distribution found',
    'Failed to establish a new connection',
    'Temporary failure in name resolution',
    'ConnectTimeoutError',
    'ReadTimeoutError',
    'ProxyError',
)


def unavailable(reason: str) -> NoReturn:
    """Skip the test; where ``CI`` is set, nothing may be missing, and it fails."""
    if os.environ.get('CI'):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


def python_with(
    name: str, wanted: Sequence[str], *, interpreter: str = sys.executable, options: str = '--quiet'
) -> str:
    """The Python of an environment called ``name``, made by ``interpreter``, in which the requirements are installed.

    The pip that installs them is the pinned one that runs the tests, whatever the interpreter brought along; it gets
    the ``options``. The test is skipped where no package index can be reached.
    """
    made_by = subprocess.run([interpreter, '-VV'], capture_output=True, text=True, check=True).stdout
    digest = hashlib.sha256(repr((wanted, options, made_by)).encode()).hexdigest()[:12]
    CACHE.mkdir(parents=True, exist_ok=True)
    environment = CACHE / f'{name}-{digest}'
    python = environment / 'bin' / 'python'
    complete = environment / 'complete'
    with (CACHE / f'{digest}.lock').open('w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # workers that run in parallel share it
        if not complete.exists():
            subprocess.run([interpreter, '-m', 'venv', '--clear', '--without-pip', str(environment)], check=True)
            _install(str(python), name, [*options.split(), *wanted])
            complete.touch()
    return str(python)


def _install(python: str, name: str, wanted: Sequence[str]) -> None:
    pip = [sys.executable, '-m', 'pip', '--disable-pip-version-check', '--python', python]
    installed = subprocess.run([*pip, 'install', *wanted], capture_output=True, text=True, check=False)
    if installed.returncode:
        said = installed.stdout + installed.stderr
        if any(sign in said for sign in UNREACHABLE):
            unavailable(f'{name} cannot be installed here:\n{said[-1500:]}')
        pytest.fail(f'pip install {wanted}:\n{said[-3000:]}', pytrace=False)
