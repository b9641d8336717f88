"""Hosts load plug-ins while their settings are still being made: nothing may read a setting when it is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent

MODULES = sorted(
    '.'.join(path.relative_to(ROOT).with_suffix('').parts).removesuffix('.__init__')
    for path in (ROOT / 'edx_proctoring').rglob('*.py')
    if 'migrations' not in path.parts
)

# Prints, by module, the error that importing it raises where a line of the app itself raises it. Django, REST framework
# and others ask for settings of theirs when models, views and the admin are defined.
WITHOUT_SETTINGS = """
import importlib, json, sys, traceback
errors = {}
for name in json.load(sys.stdin):
    try:
        importlib.import_module(name)
    except Exception as error:
        files = [frame.filename.replace('\\\\', '/') for frame in traceback.extract_tb(error.__traceback__)]
        passed = ('/django/conf/', '/django/utils/translation/', 'importlib')  # whoever calls these is the one
        raised_by = [file for file in files if not any(part in file for part in passed)][-1]
        if '/edx_proctoring/' in raised_by or '/edx_proctoring/' not in ' '.join(files):
            errors[name] = f'{type(error).__name__}: {error}'
print(json.dumps(errors))
"""

# Prints every read of a setting by a line of the app itself while its modules are imported. AUTH_USER_MODEL does not
# count: Django's own models read it in the same way, and no host changes it later.
READS = """
import importlib, json, sys
from django.conf import LazySettings, settings
settings.configure(
    SECRET_KEY='no secret',
    INSTALLED_APPS=['django.contrib.admin', 'django.contrib.auth', 'django.contrib.contenttypes',
                    'django.contrib.sessions', 'django.contrib.messages', 'rest_framework'],
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}},
)
import django
django.setup()
# As at start-up, but without what comes after it: models are registered, ``ready`` is not called.
from django.apps import apps
from edx_proctoring.apps import EdxProctoringConfig
import edx_proctoring
config = EdxProctoringConfig('edx_proctoring', edx_proctoring)
apps.app_configs['edx_proctoring'] = config
config.apps = apps
config.models = apps.all_models['edx_proctoring']

reads = []
found = LazySettings.__getattribute__
def spy(self, name):
    frame = sys._getframe(1)
    file = frame.f_code.co_filename
    if name.isupper() and name != 'AUTH_USER_MODEL' and '/edx_proctoring/' in file.replace('\\\\', '/'):
        reads.append(f'{name} at {file}:{frame.f_lineno}')
    return found(self, name)
LazySettings.__getattribute__ = spy
for name in json.load(sys.stdin):
    importlib.import_module(name)
print(json.dumps(reads))
"""


def run(script: str, modules: Sequence[str]) -> Any:
    """What the script prints in a fresh process without a settings module."""
    environment = {name: value for name, value in os.environ.items() if name != 'DJANGO_SETTINGS_MODULE'}
    done = subprocess.run(
        [sys.executable, '-W', 'ignore', '-c', script],
        input=json.dumps(modules),
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=environment | {'PYTHONPATH': str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


EARLY = ['apps', 'backends', 'conf', 'constants', 'exceptions', 'runtime', 'signals', 'statuses']


@pytest.mark.parametrize('module', [*EARLY, 'settings.common', 'settings.production', 'settings.test'])
def test_what_a_host_needs_early_is_there_before_its_settings(module: str) -> None:
    assert run(WITHOUT_SETTINGS, [f'edx_proctoring.{module}']) == {}


def test_without_settings_no_module_misses_one_itself() -> None:
    assert run(WITHOUT_SETTINGS, MODULES) == {}


def test_no_module_reads_a_setting_when_it_is_imported() -> None:
    assert run(READS, MODULES) == []


def test_a_read_at_import_would_be_seen(tmp_path: Path) -> None:
    package = tmp_path / 'edx_proctoring'
    package.mkdir()
    (package / 'hasty.py').write_text('from edx_proctoring.conf import conf\nfrom django.conf import settings\n')
    reading = package / 'reading.py'
    reading.write_text('from django.conf import settings\nDEBUG = settings.DEBUG\n')
    script = READS.replace(
        'import importlib, json, sys', f'import importlib, json, sys; sys.path.insert(0, {str(package)!r})', 1
    )
    assert run(script, ['hasty', 'reading']) == [f'DEBUG at {reading}:2']
