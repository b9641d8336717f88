"""The demo in other languages: choosing one, and the texts of the scripts."""

from __future__ import annotations

import gettext
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

import edx_proctoring
from tests.demo.lms.conftest import SignIn

LOCALE = Path(edx_proctoring.__file__).parent / 'locale'
CODES = [code for code, _ in settings.LANGUAGES]
OTHERS = [code for code in CODES if code != 'en']
TEXTS = '/api/edx_proctoring/v1/javascript_catalog/'
COURSE = 'course-v1:DemoX+TIME101+2026'
PAGES = {
    f'/courses/{COURSE}/': ['learner.js'],
    f'/api/edx_proctoring/v1/instructor/{COURSE}/exam_room': ['instructor.js', 'exam_room.js'],
}


def choose(client: Client, code: str) -> None:
    response = client.post('/language', {'language': code, 'next': '/help/'})
    assert (response.status_code, response.headers['Location']) == (302, '/help/')


@pytest.mark.parametrize('code', CODES)
def test_the_language_can_be_chosen(sign_in: SignIn, code: str) -> None:
    client = sign_in('verity')

    choose(client, code)

    page = client.get('/help/').content.decode()
    direction = 'rtl' if code in ('ar', 'he') else 'ltr'
    assert f'<html lang="{code}" dir="{direction}">' in page
    assert re.findall(r'<option value="([^"]*)"[^>]* selected>', page) == [code]
    assert re.findall(r'<option value="([^"]*)"', page) == CODES


def test_an_unknown_language_changes_nothing(sign_in: SignIn) -> None:
    client = sign_in('verity')
    choose(client, 'fr')

    choose(client, 'tlh')

    assert '<html lang="fr"' in client.get('/help/').content.decode()


def test_a_language_is_not_chosen_by_another_site(db: None) -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post('/language', {'language': 'fr', 'next': '/help/'})

    assert response.status_code == 403
    assert '<html lang="en"' in client.get('/help/').content.decode()


@pytest.mark.parametrize('accepted', ['es-419', 'es-MX', 'es'])
def test_spanish_browsers_get_the_spanish_of_latin_america(db: None, accepted: str) -> None:
    page = Client().get('/', headers={'Accept-Language': accepted}).content.decode()

    assert '<html lang="es-419"' in page


@pytest.mark.parametrize('code', OTHERS)
def test_scripts_get_their_texts(sign_in: SignIn, code: str) -> None:
    response = sign_in('verity').get(f'{TEXTS}{code}.js')

    assert response.headers['Content-Type'].startswith('text/javascript')
    script = response.content.decode()
    found = re.search('"End my exam": (".*")', script)
    assert found is not None
    catalogue = gettext.translation('djangojs', LOCALE, [translation.to_locale(code)])
    assert json.loads(found[1]) == catalogue.gettext('End my exam') != 'End my exam'
    assert 'django.pluralidx = function(n)' in script


@pytest.mark.parametrize('address', PAGES)
def test_pages_load_the_texts_before_the_scripts(course: object, sign_in: SignIn, address: str) -> None:
    client = sign_in('global_staff')
    choose(client, 'fr')

    page = client.get(address).content.decode()

    scripts = [f'/static/proctoring/js/{name}' for name in PAGES[address]]
    assert re.findall(r'<script[^>]* src="([^"]*)"', page) == [f'{TEXTS}fr.js', *scripts]


@pytest.mark.parametrize('address', PAGES)
def test_english_needs_no_texts(course: object, sign_in: SignIn, address: str) -> None:
    page = sign_in('global_staff').get(address).content.decode()

    assert TEXTS not in page


def test_there_are_no_texts_of_other_languages(sign_in: SignIn) -> None:
    assert sign_in('verity').get(f'{TEXTS}tlh.js').status_code == 404
