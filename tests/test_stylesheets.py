"""The stylesheets that `npm run build` makes: they need no other file, and no variable that nothing sets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from pytest_django import Settings

ROOT = Path(__file__).resolve().parent.parent
SOURCES = sorted((ROOT / 'frontend' / 'styles').glob('*.css'))
NAMES = [path.name for path in SOURCES]
TOKENS = ROOT / 'frontend' / 'styles' / 'tokens.css'
DEMO = ROOT / 'demo' / 'static' / 'demo' / 'demo.css'
# Those that a page has beside the one that is named.
BESIDE = {'entry.css': ['tokens.css'], 'exam_room.css': ['tokens.css']}


def built(name: str) -> str:
    """What pages load."""
    found = finders.find(f'proctoring/css/{name}')
    if found is None:
        pytest.skip('the stylesheets are not built (make install)')
    return Path(str(found)).read_text(encoding='utf-8')


@pytest.mark.parametrize('name', NAMES)
def test_a_stylesheet_needs_no_other_file(name: str) -> None:
    """A host's pipeline that joins stylesheets drops an import that is not at the top."""
    text = built(name)
    assert '@import' not in text
    assert 'url(' not in text


@pytest.mark.parametrize('name', NAMES)
def test_every_variable_is_set(name: str) -> None:
    text = ''.join(map(built, [*BESIDE.get(name, []), name]))
    used = set(re.findall(r'var\((--[\w-]+)\)', text))
    assert used <= set(re.findall(r'(--[\w-]+):', text))
    assert used or name == 'tokens.css'


def test_the_common_colors_are_set_in_one_file() -> None:
    texts = {path: path.read_text(encoding='utf-8') for path in [*SOURCES, DEMO]}
    set_by = {path: set(re.findall(r'^ +(--proctoring-[\w-]+):', text, re.MULTILINE)) for path, text in texts.items()}
    common = set_by.pop(TOKENS)
    assert len(common) > 10
    assert {path.name: names & common for path, names in set_by.items() if names & common} == {}


def test_a_site_whose_files_are_named_by_their_content_serves_them(tmp_path: Path, settings: Settings) -> None:
    """Its storage fails on a file that refers to one that is missing."""
    built('learner.css')
    settings.STATIC_ROOT = str(tmp_path)
    backend = 'django.contrib.staticfiles.storage.ManifestStaticFilesStorage'
    settings.STORAGES = {**settings.STORAGES, 'staticfiles': {'BACKEND': backend}}
    call_command('collectstatic', interactive=False, verbosity=0)
    for name in NAMES:
        address = staticfiles_storage.url(f'proctoring/css/{name}')
        assert re.fullmatch(rf'/static/proctoring/css/{name[:-4]}\.\w{{12}}\.css', address)
        assert (tmp_path / address.removeprefix('/static/')).is_file()
