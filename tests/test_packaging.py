"""What gets installed: the metadata that hosts rely on, and the files of the wheel."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from email.message import Message
from email.parser import Parser
from importlib import import_module
from importlib.metadata import EntryPoint, distribution
from pathlib import Path, PurePosixPath

import pytest

import edx_proctoring
from edx_proctoring.apps import EdxProctoringConfig
from edx_proctoring.backends.backend import ProctoringBackendProvider
from tests.distributions import ROOT, built_wheel, unpacked_source

# In the repository, and of no use outside it.
OF_THE_REPOSITORY = {'.gitignore'}
GOOD_PART = (
    *('tests/domain', 'tests/models/test_attempt.py', 'tests/views/test_exams.py'),
    *('tests/test_conf.py', 'tests/test_docs.py'),
)


@pytest.fixture(scope='module')
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return unpacked_source(tmp_path_factory)


@pytest.fixture(scope='module')
def wheel_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_wheel(tmp_path_factory)


@pytest.fixture(scope='module')
def wheel(wheel_file: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(wheel_file)


@pytest.fixture(scope='module')
def metadata(wheel: zipfile.ZipFile) -> Message:
    """The wheel's METADATA."""
    (path,) = (name for name in wheel.namelist() if name.endswith('.dist-info/METADATA'))
    return Parser().parsestr(wheel.read(path).decode())


def test_the_version_is_the_same_everywhere(metadata: Message) -> None:
    assert metadata['Name'] == 'edx-proctoring'
    assert metadata['Version'] == edx_proctoring.__version__ == distribution('edx-proctoring').version
    assert int(edx_proctoring.__version__.split('.')[0]) >= 7, 'hosts compare with the published versions'


def test_the_metadata_says_what_is_supported(metadata: Message) -> None:
    assert metadata['License-Expression'] == 'AGPL-3.0-only'
    assert metadata['Requires-Python'] == '>=3.11'
    classifiers = metadata.get_all('Classifier', [])
    assert {f'Programming Language :: Python :: 3.{minor}' for minor in (11, 12, 13)} <= set(classifiers)
    assert {'Framework :: Django :: 5.2', 'Framework :: Django :: 6.0'} <= set(classifiers)
    assert metadata['Author']
    assert metadata.get_all('Project-URL')
    assert metadata['Description-Content-Type'] == 'text/x-rst'


def test_only_the_extra_asks_for_what_only_an_openedx_host_has(metadata: Message) -> None:
    required = metadata.get_all('Requires-Dist', [])
    names = {
        extra: {re.split(r'[^\w-]', line)[0].lower() for line in required if extra in line} for extra in ('openedx',)
    }
    core = {re.split(r'[^\w-]', line)[0].lower() for line in required if 'extra ==' not in line}
    assert {'edx-when', 'edx-drf-extensions', 'event-tracking', 'django-waffle'} <= names['openedx']
    assert core & names['openedx'] == set()
    assert {'django', 'djangorestframework', 'celery', 'pycryptodome'} <= core


def entry_points(group: str) -> dict[str, EntryPoint]:
    """Ours of that group, as installed."""
    return {entry.name: entry for entry in distribution('edx-proctoring').entry_points if entry.group == group}


@pytest.mark.parametrize('group', ['lms.djangoapp', 'cms.djangoapp'])
def test_hosts_find_the_app(group: str) -> None:
    found = entry_points(group)
    entry = found.pop('edx_proctoring')
    assert set(found) == ({'edx_proctoring_seb_server'} if group == 'lms.djangoapp' else set())
    assert entry.load() is EdxProctoringConfig


def test_every_published_provider_can_be_loaded() -> None:
    found = entry_points('openedx.proctoring')
    assert set(found) == {'mock', 'null', 'rpnow4', 'seb', 'software_secure'}
    assert all(issubclass(entry.load(), ProctoringBackendProvider) for entry in found.values())
    assert found['rpnow4'].load() is found['software_secure'].load()


@pytest.mark.parametrize('folder', ['migrations', 'static', 'templates', 'locale', 'testing'])
def test_the_wheel_has_every_file_of(folder: str, wheel: zipfile.ZipFile) -> None:
    here = ROOT / 'edx_proctoring'
    files = {
        PurePosixPath(path.relative_to(ROOT)).as_posix()
        for path in (here / folder).rglob('*')
        if path.is_file() and '__pycache__' not in path.parts
    }
    assert files <= set(wheel.namelist())
    if folder in ('migrations', 'templates'):
        assert files


def test_the_wheel_has_the_catalogues_once_where_django_looks(wheel: zipfile.ZipFile) -> None:
    catalogues = {name for name in wheel.namelist() if name.endswith(('.po', '.mo'))}

    assert 'edx_proctoring/locale/fr/LC_MESSAGES/django.mo' in catalogues
    assert {name.split('/')[1] for name in catalogues} == {'locale'}


def test_the_wheel_has_the_built_scripts_that_pages_load(wheel: zipfile.ZipFile) -> None:
    assets = (ROOT / 'edx_proctoring' / 'templates' / 'common' / 'assets.html').read_text(encoding='utf-8')
    loaded = re.findall(r"{% static '([^']+)' %}", assets)
    assert loaded
    assert {f'edx_proctoring/static/{path}' for path in loaded} <= set(wheel.namelist())


def test_the_wheel_has_nothing_but_the_package(wheel: zipfile.ZipFile) -> None:
    tops = {name.split('/')[0] for name in wheel.namelist()}
    assert tops == {'edx_proctoring', f'edx_proctoring-{edx_proctoring.__version__}.dist-info'}
    assert 'edx_proctoring/py.typed' in wheel.namelist()


def test_the_settings_modules_of_the_plugin_can_be_imported() -> None:
    for places in EdxProctoringConfig.plugin_app['settings_config'].values():
        for place in places.values():
            assert callable(import_module(f'edx_proctoring.{place["relative_path"]}').plugin_settings)


def test_the_source_distribution_has_the_whole_repository(unpacked: Path) -> None:
    listed = subprocess.run(['git', 'ls-files', '-z'], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip('no Git repository: this is a source distribution itself')
    missing = {name for name in listed.stdout.split('\0') if name and ROOT.joinpath(name).exists()}
    # The catalogues are there once, where Django looks for them.
    missing = {name.replace('edx_proctoring/conf/locale/', 'edx_proctoring/locale/') for name in missing}
    missing -= {path.relative_to(unpacked).as_posix() for path in unpacked.rglob('*')}
    assert missing == OF_THE_REPOSITORY


def test_a_good_part_of_the_tests_passes_in_the_source_distribution(unpacked: Path) -> None:
    """Browser tests, services and the rest need no other files than these do."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(('PYTEST', 'COV_'))}
    command = [sys.executable, '-m', 'pytest', '-n0', '-q', '-p', 'no:cacheprovider', *GOOD_PART]
    tested = subprocess.run(
        command,
        cwd=unpacked,
        env={**variables, 'PYTHONPATH': str(unpacked), 'DATABASE': 'sqlite'},
        capture_output=True,
        text=True,
        check=False,
    )
    assert tested.returncode == 0, tested.stdout[-3000:]
    assert re.search(r'\d\d+ passed', tested.stdout)
