"""The files by which Open edX's tools and hosts know a repository, and the annotations that they collect."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from edx_proctoring import constants
from edx_proctoring.conf import SETTINGS

yaml = pytest.importorskip('yaml', reason='PyYAML comes with the documentation (make install)')

ROOT = Path(__file__).resolve().parent.parent


def read(name: str) -> Any:
    return yaml.safe_load((ROOT / name).read_text(encoding='utf-8'))


def test_backstage_can_read_the_catalog_entry() -> None:
    entry = read('catalog-info.yaml')
    assert (entry['apiVersion'], entry['kind']) == ('backstage.io/v1alpha1', 'Component')
    assert re.fullmatch(r'[a-zA-Z0-9]([\w.-]{0,61}[a-zA-Z0-9])?', entry['metadata']['name'])
    assert entry['spec'].keys() == {'type', 'lifecycle', 'owner'}
    assert all(entry['spec'].values())


def test_read_the_docs_finds_what_it_is_told_to_use() -> None:
    config = read('.readthedocs.yaml')
    assert config['version'] == 2
    assert (ROOT / config['sphinx']['configuration']).exists()
    files = [step['requirements'] for step in config['python']['install'] if 'requirements' in step]
    assert files
    assert all((ROOT / name).exists() for name in files)


def test_the_hosted_ci_runs_the_script_and_nothing_else() -> None:
    (job,) = read('.github/workflows/ci.yml')['jobs'].values()
    assert job['steps'][-1]['run'] == 'bash .ci/run'
    assert (ROOT / '.ci' / 'run').exists()


def test_every_target_that_contributors_are_told_of_exists() -> None:
    targets = set(re.findall(r'^([a-z_-]+):', (ROOT / 'Makefile').read_text(encoding='utf-8'), re.MULTILINE))
    told = re.findall(r'\bmake ([a-z_-]+)', (ROOT / 'CONTRIBUTING.rst').read_text(encoding='utf-8'))
    assert told
    assert set(told) <= targets


def test_every_setting_is_annotated_as_it_is_declared() -> None:
    checked = subprocess.run(
        [sys.executable, '.ci/annotations.py', '--check'], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stderr
    text = (ROOT / 'edx_proctoring' / 'settings' / 'annotations.py').read_text(encoding='utf-8')
    assert text.count('.. setting_name:') == len(SETTINGS) > 40


def test_every_switch_is_annotated() -> None:
    text = (ROOT / 'edx_proctoring' / 'constants.py').read_text(encoding='utf-8')
    switches = {value for value in vars(constants).values() if str(value).startswith('edx_proctoring.')}
    names = set(re.findall(r'toggle_name: (\S+)', text))
    assert {name.replace('{backend}', '{}') for name in names} == switches - {'edx_proctoring.constants'}
