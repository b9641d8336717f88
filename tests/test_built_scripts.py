"""The scripts and style sheets are in every distribution and installation, or there is none."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from edx_proctoring import checks
from edx_proctoring.checks import BUNDLES, check_bundles
from tests.distributions import ROOT, build, copy_checkout, try_build

needs_tools = pytest.mark.skipif(
    not (ROOT / 'node_modules' / 'esbuild').exists(), reason='esbuild is missing: make install'
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of this checkout, before anything was built in it."""
    copied = tmp_path / 'checkout'
    copy_checkout(copied)
    for path in bundles_in(copied):
        path.unlink(missing_ok=True)
    return copied


def bundles_in(checkout: Path) -> list[Path]:
    return [checkout / 'edx_proctoring' / 'static' / 'proctoring' / name for name in BUNDLES]


def write_bundles(checkout: Path, *, seconds: int) -> None:
    """Write bundles that are that much newer than the newest source; tests of scripts are no sources."""
    frontend = checkout / 'frontend'
    sources = [path for kind in ('src', 'styles') for path in (frontend / kind).rglob('*') if path.is_file()]
    newest = max(path.stat().st_mtime for path in [*sources, frontend / 'build.mjs'])
    for path in bundles_in(checkout):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('built before')
        os.utime(path, (newest + seconds, newest + seconds))


def test_every_source_is_a_bundle_and_none_else() -> None:
    sources = {'js': ROOT / 'frontend' / 'src', 'css': ROOT / 'frontend' / 'styles'}
    found = {f'{kind}/{path.name}' for kind, folder in sources.items() for path in folder.glob(f'*.{kind}')}
    assert set(BUNDLES) == found


@pytest.mark.parametrize('kind', ['wheel', 'sdist'])
def test_without_nodejs_a_build_fails_and_says_what_to_do(kind: str, checkout: Path, tmp_path: Path) -> None:
    ended = try_build(kind, checkout, tmp_path, has_node=False)

    assert ended.returncode != 0
    assert 'js/learner.js' in ended.stderr
    assert 'Install Node.js' in ended.stderr
    assert '"make install"' in ended.stderr
    assert 'Traceback' not in ended.stderr
    assert [*tmp_path.glob('edx_proctoring*')] == []


@needs_tools
def test_a_wheel_of_a_bare_checkout_has_the_scripts(checkout: Path, tmp_path: Path) -> None:
    build('wheel', checkout, tmp_path)

    (wheel,) = tmp_path.glob('edx_proctoring-*.whl')
    names = zipfile.ZipFile(wheel).namelist()
    assert {f'edx_proctoring/static/proctoring/{name}' for name in BUNDLES} <= set(names)
    assert not any('node_modules' in name for name in names)


def test_what_is_up_to_date_is_not_built_again(checkout: Path, tmp_path: Path) -> None:
    write_bundles(checkout, seconds=1)

    build('wheel', checkout, tmp_path, has_node=False)

    assert {path.read_text() for path in bundles_in(checkout)} == {'built before'}


def test_what_is_older_than_its_sources_is_not_distributed(checkout: Path, tmp_path: Path) -> None:
    write_bundles(checkout, seconds=-1)

    ended = try_build('wheel', checkout, tmp_path, has_node=False)

    assert ended.returncode != 0
    assert 'older than' in ended.stderr


def test_an_editable_installation_builds_nothing(checkout: Path, tmp_path: Path) -> None:
    build('editable', checkout, tmp_path, has_node=False)

    assert [path for path in bundles_in(checkout) if path.exists()] == []


def test_a_check_names_what_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(checks, 'STATIC', tmp_path)
    for name in BUNDLES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    assert check_bundles() == []

    (tmp_path / 'js' / 'learner.js').unlink()

    (found,) = check_bundles()
    assert found.id == 'edx_proctoring.W180'
    assert 'js/learner.js' in found.msg
    assert 'css' not in found.msg
    assert 'make install' in (found.hint or '')
    ids: list[Any] = [each.id for each in run_checks(include_deployment_checks=True)]
    assert ids.count('edx_proctoring.W180') == 1
    assert 'edx_proctoring.E100' in ids
