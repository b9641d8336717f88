"""What the documentation is made of: nothing of the code is left out of the pages that describe it."""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps

from edx_proctoring import migrations
from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.checks import NUMBERS
from edx_proctoring.conf import SETTINGS
from edx_proctoring.conf.backend_options import BACKEND_OPTIONS
from edx_proctoring.conf.kinds import RETENTION_KINDS
from edx_proctoring.conf.setting import Setting
from edx_proctoring.diagnosis.table import DIAGNOSES
from edx_proctoring.management import commands
from edx_proctoring.statuses import STATUSES
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.views.openapi_document import document

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / 'docs'

pytest.importorskip('sphinx', reason='the documentation is built by Sphinx (make install)')


@pytest.fixture
def extension(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``extension(name)`` is a module of docs/_ext."""
    monkeypatch.syspath_prepend(DOCS / '_ext')
    return importlib.import_module


def page(name: str) -> str:
    return (DOCS / f'{name}.rst').read_text(encoding='utf-8')


def directives(name: str) -> set[str]:
    """Those that a page uses."""
    return set(re.findall(r'^\.\. ([\w-]+)::', page(name), re.MULTILINE))


def test_every_page_is_in_the_table_of_contents() -> None:
    pages = {path.stem for path in DOCS.glob('*.rst')} - {'index'}
    listed = re.findall(r'^   ([\w/-]+)$', page('index'), re.MULTILINE)
    assert set(listed) == pages | {'decisions/index', 'staff/index'}
    guide = re.findall(r'^   ([\w-]+)$', page('staff/index'), re.MULTILINE)
    assert set(guide) == {path.stem for path in (DOCS / 'staff').glob('*.rst')} - {'index'}


@pytest.mark.parametrize('setting', SETTINGS, ids=lambda each: each.place)
def test_every_setting_is_described(extension: Any, setting: Setting[Any]) -> None:
    made = extension('settings_reference')
    assert {'plain-settings', 'proctoring-settings', 'constants'} <= directives('settings')
    text = ''.join(map(made.text_of, ('plain-settings', 'proctoring-settings', 'constants')))
    entry = re.search(rf'^``{setting.name}``\n   {re.escape(setting.meaning)}\n\n   (.+)$', text, re.MULTILINE)
    assert entry
    assert f'*Value:* {setting.kind.words}.' in entry[1]
    assert setting.check in entry[1]
    assert 'from@lms.example.com' not in entry[1], 'a default of the settings that the documentation is built with'


def test_every_option_of_a_provider_is_described(extension: Any) -> None:
    assert 'backend-options' in directives('settings')
    text = extension('settings_reference').text_of('backend-options')
    assert [name for name in BACKEND_OPTIONS if f'- ``{name}``' not in text] == []


def test_every_number_of_a_check_is_described(extension: Any) -> None:
    assert 'check-numbers' in directives('settings')
    text = extension('settings_reference').text_of('check-numbers')
    numbers = re.findall(r'\* - ([EW]\d{3})$', text, re.MULTILINE)
    own = {setting.check for setting in SETTINGS if '.' not in setting.check}
    assert numbers == sorted({*NUMBERS, *own})


def test_every_operation_and_object_is_described(extension: Any) -> None:
    assert {'rest-introduction', 'rest-reference'} <= directives('rest')
    text = extension('rest_reference').text()
    operations = [(method.upper(), path) for path, item in document()['paths'].items() for method in item]
    assert len(operations) > 30
    assert [f'{method} {path}' for method, path in operations if f'``{method} {path}``' not in text] == []
    assert [name for name in document()['components']['schemas'] if f'.. _rest-{name}:' not in text] == []


def test_every_command_and_option_is_described(extension: Any) -> None:
    assert 'management-commands' in directives('operating')
    text = extension('commands').text()
    names = [module.name for module in pkgutil.iter_modules(commands.__path__)]
    assert 'deliver_pending' in names
    assert [name for name in names if f'\n{name}\n{"-" * len(name)}\n' not in text] == []
    for option in ('``--limit``', '``-p``, ``--file_path``', '``--to``', '``--start_date_time``', '``--dry-run``'):
        assert option in text
    assert '--traceback' not in text


def test_every_diagnosis_is_described(extension: Any) -> None:
    assert 'diagnoses' in directives('operating')
    text = extension('diagnoses').text()
    for name, diagnosis in DIAGNOSES.items():
        assert f'* - ``{name}``\n     - {inspect.getdoc(diagnosis)}' in text


def test_every_status_is_described(extension: Any) -> None:
    moves = extension('lifecycle').MOVES
    assert {'lifecycle-table', 'lifecycle-sources'} <= directives('lifecycle')
    assert set(moves) == {value for name, value in vars(Status).items() if isinstance(value, str) and name == value}


def test_every_status_that_staff_see_is_explained_to_them() -> None:
    """Two are never stored, so no list of attempts shows them."""
    labels = [each.label for each in STATUSES.values() if each.status not in (Status.eligible, Status.expired)]
    explained = re.findall(r'^   \* - \*\*(.+)\*\*$', page('staff/statuses'), re.MULTILINE)
    assert sorted(explained) == sorted(labels)


def test_the_steps_of_the_guide_for_staff_have_the_words_of_the_pages() -> None:
    """What is bold in a step is a button, a field, or a heading; ``…`` may stand for a value."""
    folders = (ROOT / 'frontend' / 'src', ROOT / 'edx_proctoring' / 'templates')
    sources = [path for folder in folders for path in folder.rglob('*.*') if path.suffix in {'.js', '.html'}]
    texts = '\n'.join(path.read_text(encoding='utf-8') for path in sources)
    steps = [
        step
        for path in (DOCS / 'staff').glob('*.rst')
        for step in re.findall(r'^#\. .+\n(?:   .+\n)*', path.read_text(encoding='utf-8'), re.MULTILINE)
    ]
    names = {' '.join(name.split()) for step in steps for name in re.findall(r'\*\*([^*]+)\*\*', step)}
    assert len(names) > 25
    patterns = {name: f'{re.escape(name)}|{re.escape(name).replace("…", "{[a-z]+}")}' for name in names}
    assert [name for name, pattern in patterns.items() if not re.search(pattern, texts)] == []


def test_what_every_migration_locks_is_described() -> None:
    ours = {path.stem for path in Path(migrations.__path__[0]).glob('0*.py')} - {'0001_squashed_0025'}
    listed = re.findall(r'^   \* - ``(\d{4}_\w+)``$', page('upgrading'), re.MULTILINE)
    assert listed == sorted(ours)
    assert re.findall(r'^``(\d{4}_\w+)``$', page('upgrading'), re.MULTILINE) == listed


def test_every_method_of_a_provider_has_its_documentation() -> None:
    assert {'automodule', 'autoclass', 'literalinclude'} <= directives('backends')
    methods = inspect.getmembers(ProctoringBackendProvider, inspect.isfunction)
    assert [name for name, method in methods if not inspect.getdoc(method)] == []


@pytest.mark.parametrize('name', ['operating', 'upgrading', 'settings', 'backends', 'provider-protocol'])
def test_what_a_page_names_exists(name: str) -> None:
    text = page(name)
    keys = set(re.findall(r"PROCTORING_SETTINGS\['(\w+)'\]", text))
    assert keys <= {setting.name for setting in SETTINGS if setting.own}
    named = set(re.findall(r'manage\.py (?:lms )?(\w+)', text)) - {'migrate', 'check', 'showmigrations'}
    assert named <= {module.name for module in pkgutil.iter_modules(commands.__path__)}
    files = set(re.findall(r'``((?:edx_proctoring|demo|docs)/[\w/.-]+)``', text))
    assert [path for path in files if not (DOCS.parent / path).exists()] == []


def test_every_variable_of_the_exam_rooms_look_is_described() -> None:
    styles = DOCS.parent / 'frontend' / 'styles'
    texts = [(styles / name).read_text(encoding='utf-8') for name in ('tokens.css', 'instructor.css', 'exam_room.css')]
    declared = set(re.findall(r'^ +(--proctoring-[\w-]+):', '\n'.join(texts), re.MULTILINE))
    assert {name for name in declared if f'``{name}``' not in page('exam_room')} == set()
    assert set(re.findall(r'``(--proctoring-[\w-]+)``', page('exam_room'))) == declared


def test_every_table_and_what_providers_are_sent_is_on_the_map_of_personal_data() -> None:
    text = page('privacy')
    tables = [model._meta.db_table for model in apps.get_app_config('edx_proctoring').get_models()]
    assert len(tables) > 14
    assert [table for table in tables if f'``{table}``' not in text] == []
    assert [kind for kind in RETENTION_KINDS if f'``{kind}``' not in text] == []
    assert [kind for kind in RETENTION_KINDS if f'\n``{kind}``\n' not in page('operating')] == []


def test_every_field_of_a_registration_is_on_the_map_of_personal_data() -> None:
    vectors = json.loads((DOCS.parent / 'tests' / 'contract' / 'vectors.json').read_text(encoding='utf-8'))
    sent = {
        name
        for each in vectors['registrations']
        for facts in (each['body'], each['body']['orgExtra'], each['context'])
        for name in facts
    } - {'attempt_code', 'orgExtra'}
    assert {'examCode', 'firstName', 'email', 'user_id', 'review_policy_exception'} <= sent
    assert [name for name in sorted(sent) if f'``{name}``' not in page('privacy')] == []
