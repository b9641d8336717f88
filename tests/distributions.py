"""The distributions of this checkout, built in copies of it, since building leaves folders behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.once import made_once

ROOT = Path(__file__).resolve().parent.parent
# What is made here and belongs to no distribution.
LEFTOVERS = shutil.ignore_patterns(
    *('__pycache__', '*.egg-info', 'node_modules', '.git', '.venv', '.tox', '.*_cache', '.hypothesis', '_build', 'var'),
    *('build', 'dist', 'htmlcov', 'coverage-js', '.coverage*'),
)


def copy_checkout(target: Path) -> None:
    """Copy the checkout, with the scripts that were built in it; more can be built by the same tools."""
    shutil.copytree(ROOT, target, ignore=LEFTOVERS, symlinks=True)
    if (ROOT / 'node_modules').exists():
        (target / 'node_modules').symlink_to((ROOT / 'node_modules').resolve())


def try_build(kind: str, source: Path, output: Path, *, has_node: bool = True) -> subprocess.CompletedProcess[str]:
    """Have the build back end make a distribution of that kind; without Node.js, no other program is found either."""
    command = f'from setuptools import build_meta; build_meta.build_{kind}({str(output)!r})'
    variables = os.environ if has_node else {**os.environ, 'PATH': str(output / 'no programs')}
    return subprocess.run(
        [sys.executable, '-c', command], cwd=source, env=variables, capture_output=True, text=True, check=False
    )


def build(kind: str, source: Path, output: Path, *, has_node: bool = True) -> None:
    """Do so; it has to succeed."""
    built = try_build(kind, source, output, has_node=has_node)
    assert built.returncode == 0, built.stdout[-1000:] + built.stderr


def unpacked_source(factory: pytest.TempPathFactory) -> Path:
    """The source distribution of this checkout, unpacked."""

    def make(output: Path) -> None:
        source = output / 'source'
        copy_checkout(source)
        build('sdist', source, output)
        shutil.rmtree(source)
        shutil.unpack_archive(next(output.glob('edx_proctoring-*.tar.gz')), output, filter='data')

    output = made_once(factory, 'sdist', make)
    return next(each for each in output.iterdir() if each.is_dir())


def built_wheel(factory: pytest.TempPathFactory) -> Path:
    """The wheel that is made of the source distribution, where there is no Node.js."""
    unpacked = unpacked_source(factory)

    def make(output: Path) -> None:
        source = output / 'source'
        shutil.copytree(unpacked, source, ignore=LEFTOVERS)
        build('wheel', source, output, has_node=False)

    return next(made_once(factory, 'wheel', make).glob('edx_proctoring-*.whl'))
