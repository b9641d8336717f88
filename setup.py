"""The build steps that ``pyproject.toml`` cannot express: scripts and style sheets are built from ``frontend``.

A source distribution contains the built files, so that installing from it needs no Node.js
(docs/decisions/0023-scripts-in-every-build.rst).
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist
from setuptools.errors import SetupError

ROOT = Path(__file__).resolve().parent
BUILT = ROOT / 'edx_proctoring' / 'static' / 'proctoring'
# Where the sources of each kind of bundle are; every file directly in such a folder becomes a bundle of the same name.
SOURCES = {'js': ROOT / 'frontend' / 'src', 'css': ROOT / 'frontend' / 'styles'}
WHAT_TO_DO = (
    'The scripts and style sheets of edx-proctoring are built from a checkout with Node.js 20.19 or newer. '
    'Install Node.js with npm and try again; or run "make install" in the checkout, which can download both, '
    'and install from there; or install a wheel or a source distribution, which contain the built files.'
)


def make_bundles() -> None:
    """Build the scripts and style sheets, unless they are complete and up to date.

    :raises SetupError: they cannot be built here; the message says what to do.
    """
    if are_complete() and (is_source_distribution() or are_up_to_date()):
        return
    node, npm = shutil.which('node'), shutil.which('npm')
    if node is None:
        raise SetupError(f'{missing()}, and there is no Node.js. {WHAT_TO_DO}')
    if not (ROOT / 'node_modules' / 'esbuild').exists():
        if npm is None:
            raise SetupError(f'{missing()}, and there is no npm. {WHAT_TO_DO}')
        run([npm, 'ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'])
    run([node, str(ROOT / 'frontend' / 'build.mjs')])
    if not are_complete():
        raise SetupError(f'{missing()} after the build. {WHAT_TO_DO}')


def run(command: list[str]) -> None:
    """Run a program in the checkout.

    :raises SetupError: it failed; its own messages have been printed.
    """
    if subprocess.run(command, cwd=ROOT, check=False).returncode:  # noqa: S603 - programs named above
        raise SetupError(f'"{" ".join(command)}" failed. {WHAT_TO_DO}')


def bundles() -> list[Path]:
    """Return the files that the pages load."""
    return [
        BUILT / kind / source.name for kind, folder in SOURCES.items() for source in sorted(folder.glob(f'*.{kind}'))
    ]


def missing() -> str:
    """Return which bundles are missing or outdated, for a message."""
    absent = [str(path.relative_to(BUILT)) for path in bundles() if not path.exists()]
    place = BUILT.relative_to(ROOT)
    return f'{place} lacks {", ".join(absent)}' if absent else f'{place} is older than its sources'


def are_complete() -> bool:
    """Return whether every bundle exists."""
    found = bundles()
    return bool(found) and all(path.exists() for path in found)


def are_up_to_date() -> bool:
    """Return whether no source has been changed since the bundles were built."""
    sources = [path for kind, folder in SOURCES.items() for path in folder.rglob(f'*.{kind}')]
    newest = max(path.stat().st_mtime for path in [*sources, ROOT / 'frontend' / 'build.mjs'])
    return newest <= min(path.stat().st_mtime for path in bundles())


def is_source_distribution() -> bool:
    """Return whether this is an unpacked source distribution, where the times of files say nothing."""
    return (ROOT / 'PKG-INFO').exists()


class BuildWithBundles(build_py):
    """``build_py``, for wheels and installations."""

    def run(self) -> None:
        """Build the bundles first. An editable installation uses those of the checkout, whenever they are built."""
        if not self.editable_mode:
            make_bundles()
        super().run()


class SourceDistributionWithBundles(sdist):
    """``sdist``."""

    def run(self) -> None:
        """Build the bundles first."""
        make_bundles()
        super().run()


setup(cmdclass={'build_py': BuildWithBundles, 'sdist': SourceDistributionWithBundles})
