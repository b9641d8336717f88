"""``workers.json``, which the host's JavaScript build reads."""

from __future__ import annotations

import json
import logging
import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pytest_django import Settings

from edx_proctoring.apps import make_worker_config

ACME = SimpleNamespace(npm_module='@acme/worker')
WITHOUT_WORKER = SimpleNamespace()


@pytest.fixture
def node_modules(tmp_path: Path, settings: Settings) -> Path:
    """``NODE_MODULES_ROOT`` with the package of ``ACME`` installed."""
    root = tmp_path / 'node_modules'
    package = root / '@acme' / 'worker'
    package.mkdir(parents=True)
    (package / 'package.json').write_text('{"main": "dist/index.js"}')
    settings.NODE_MODULES_ROOT = str(root)
    return root


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / 'workers.json'


def test_an_entry_per_worker(node_modules: Path, out: Path) -> None:
    assert make_worker_config([ACME, WITHOUT_WORKER], out=str(out)) is True
    expected = {'@acme/worker': ['babel-polyfill', f'{node_modules}/@acme/worker/dist/index.js']}
    assert json.loads(out.read_text()) == expected
    assert stat.S_IMODE(out.stat().st_mode) == 0o664


@pytest.mark.deviation('R39')
def test_a_file_that_is_right_is_not_touched(node_modules: Path, out: Path) -> None:
    make_worker_config([ACME], out=str(out))
    out.chmod(0o444)
    before = out.stat()
    assert make_worker_config([ACME], out=str(out)) is True
    after = out.stat()
    assert (after.st_mtime_ns, after.st_ctime_ns, after.st_mode) == (
        before.st_mtime_ns,
        before.st_ctime_ns,
        before.st_mode,
    )


def test_a_file_that_is_wrong_is_replaced(node_modules: Path, out: Path) -> None:
    out.write_bytes(b'\xff not even text')
    assert make_worker_config([ACME], out=str(out)) is True
    assert list(json.loads(out.read_text())) == ['@acme/worker']


@pytest.mark.parametrize('backends', [[], [WITHOUT_WORKER]], ids=['no provider', 'no worker'])
def test_without_workers_nothing_is_written(node_modules: Path, out: Path, backends: list[Any]) -> None:
    assert make_worker_config(backends, out=str(out)) is False
    assert not out.exists()


@pytest.mark.parametrize('root', [None, '', 'missing'])
def test_without_packages_nothing_is_written(settings: Settings, out: Path, root: str | None) -> None:
    if root == 'missing':
        del settings.NODE_MODULES_ROOT
    else:
        settings.NODE_MODULES_ROOT = root
    assert make_worker_config([ACME], out=str(out)) is False
    assert not out.exists()


@pytest.mark.parametrize('package', [None, '{}', '[]', 'no JSON'], ids=['missing', 'no main', 'no object', 'no JSON'])
def test_an_unusable_package_is_a_warning(
    node_modules: Path, out: Path, caplog: pytest.LogCaptureFixture, package: str | None
) -> None:
    path = node_modules / '@acme' / 'worker' / 'package.json'
    path.unlink()
    if package is not None:
        path.write_text(package)
    with caplog.at_level(logging.WARNING):
        assert make_worker_config([ACME], out=str(out)) is False
    assert '@acme/worker' in caplog.text


@pytest.mark.deviation('R39')
def test_a_place_that_cannot_be_written_is_a_warning(
    node_modules: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert make_worker_config([ACME], out=str(tmp_path / 'missing' / 'workers.json')) is False
    assert 'workers.json' in caplog.text
