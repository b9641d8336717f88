"""The catalogues together with those of a site: languages by the platform's names, and ways of counting that differ."""

from __future__ import annotations

import json
from collections.abc import Callable
from gettext import c2py
from pathlib import Path
from typing import Any

import polib
import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import translation
from django.views.i18n import JSONCatalog

import edx_proctoring

LOCALE = Path(edx_proctoring.__file__).parent / 'locale'
MILLIONS = 'n != 0 && n % 1000000 == 0 ? 1 : 2'
# How the platform's own catalogues count, which come before this app's.
OF_PLATFORM = {
    'ar': 'nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : '
    'n%100>=11 && n%100<=99 ? 4 : 5;',
    'de_DE': 'nplurals=2; plural=(n != 1);',
    'es_419': f'nplurals=3; plural=n == 1 ? 0 : {MILLIONS};',
    'es_ES': f'nplurals=3; plural=n == 1 ? 0 : {MILLIONS};',
    'fr': f'nplurals=3; plural=(n == 0 || n == 1) ? 0 : {MILLIONS};',
    'fr_CA': f'nplurals=3; plural=(n == 0 || n == 1) ? 0 : {MILLIONS};',
    'he': 'nplurals=3; plural=(n == 1 && n % 1 == 0) ? 0 : (n == 2 && n % 1 == 0) ? 1: 2;',
    'it_IT': f'nplurals=3; plural=n == 1 ? 0 : {MILLIONS};',
    'pt_BR': f'nplurals=3; plural=(n == 0 || n == 1) ? 0 : {MILLIONS};',
    'tr_TR': 'nplurals=2; plural=(n > 1);',
    'uk': 'nplurals=4; plural=(n % 1 == 0 && n % 10 == 1 && n % 100 != 11 ? 0 : n % 1 == 0 && n % 10 >= 2 && '
    'n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : n % 1 == 0 && (n % 10 ==0 || (n % 10 >=5 && n % 10 <=9) || '
    '(n % 100 >=11 && n % 100 <=14 )) ? 2: 3);',
    'zh_CN': 'nplurals=1; plural=0;',
}
# The platform's codes of languages, and the folder of ours that speaks it.
SPOKEN = {
    'ar': 'ar',
    'de': 'de',
    'de-de': 'de',
    'es': 'es',
    'es-419': 'es',
    'es-ar': 'es',
    'es-ec': 'es',
    'es-es': 'es',
    'es-mx': 'es',
    'es-pe': 'es',
    'fr': 'fr',
    'fr-ca': 'fr',
    'he': 'he',
    'it': 'it',
    'it-it': 'it',
    'pt-br': 'pt_BR',
    'tr': 'tr',
    'tr-tr': 'tr',
    'uk': 'uk',
    'zh-cn': 'zh_CN',
    'zh-hans': 'zh_Hans',
}
ONE, SEVERAL = '{count} attempt', '{count} attempts'
NUMBERS = (1, 2, 3, 5, 10, 11, 20, 21, 22, 100, 101, 1_000_000)


def read(folder: str, domain: str) -> polib.POFile:
    """Return a catalogue of ours."""
    return polib.pofile(str(LOCALE / folder / 'LC_MESSAGES' / f'{domain}.po'))


def counting(plural_forms: str) -> Callable[[int], int]:
    """The form of a number."""
    return c2py(plural_forms.rsplit('plural=', maxsplit=1)[-1].rstrip(';'))


@pytest.mark.parametrize('code', SPOKEN)
def test_a_language_is_found_by_each_of_its_names(code: str, settings: Any) -> None:
    settings.LANGUAGES = [('en', 'English'), (code, code)]
    entry = read(SPOKEN[code], 'django').find('{minutes} minute')
    assert entry is not None

    with translation.override(code):
        assert translation.ngettext('{minutes} minute', '{minutes} minutes', 1) in entry.msgstr_plural.values()
        assert translation.gettext('I am ready to start this timed exam') != 'I am ready to start this timed exam'
    assert text_of_scripts(code)['catalog']['End my exam'] not in ('', 'End my exam')


def text_of_scripts(code: str) -> dict[str, Any]:
    """What Django gives pages in a language: the catalogue of all apps and of the site."""
    with translation.override(code):
        answer = JSONCatalog.as_view()(RequestFactory().get('/'))
    assert isinstance(answer, HttpResponse)
    found: dict[str, Any] = json.loads(answer.content)
    return found


@pytest.mark.parametrize('domain', ['django', 'djangojs'])
def test_simplified_chinese_says_the_same_by_both_its_names(domain: str) -> None:
    one, other = read('zh_Hans', domain), read('zh_CN', domain)

    assert [str(entry) for entry in one] == [str(entry) for entry in other], 'make compile_translations'


@pytest.mark.parametrize('folder', OF_PLATFORM)
def test_scripts_get_the_right_form_beside_the_platforms_catalogue(folder: str, settings: Any, tmp_path: Path) -> None:
    site = polib.POFile()
    site.metadata = {'Content-Type': 'text/plain; charset=UTF-8', 'Plural-Forms': OF_PLATFORM[folder]}
    site.append(polib.POEntry(msgid='A text of the site', msgstr='Hello'))
    place = tmp_path / folder / 'LC_MESSAGES'
    place.mkdir(parents=True)
    site.save_as_mofile(str(place / 'djangojs.mo'))
    settings.LOCALE_PATHS = [str(tmp_path)]
    code = translation.to_language(folder)
    settings.LANGUAGES = [('en', 'English'), (code, code)]
    ours = read(SPOKEN[code], 'djangojs')
    entry = ours.find(ONE)
    assert entry is not None

    page = text_of_scripts(code)

    assert page['catalog']['A text of the site'] == 'Hello'
    assert page['plural'] == OF_PLATFORM[folder].split('plural=')[1].rstrip(';'), 'the site counts'
    form_on_page, form = c2py(page['plural']), counting(ours.metadata['Plural-Forms'])
    shown = {number: page['catalog'][ONE][form_on_page(number)] for number in NUMBERS}
    assert shown == {number: entry.msgstr_plural[form(number)] for number in NUMBERS}
