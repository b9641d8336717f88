"""The language of a user, asked of the host."""

from __future__ import annotations

import logging
import textwrap
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from edx_proctoring.lms import languages

ADA = User(username='ada')
BOB = User(username='bob')


def german_for_ada(user: Any) -> str | None:
    """As a site may have it, named by its dotted path."""
    return 'de' if user.username == 'ada' else None


def no_answer(user: Any) -> str | None:
    """The preferences cannot be read."""
    raise ConnectionError('no preferences')


@pytest.fixture(autouse=True)
def spoken(settings: Any) -> None:
    settings.LANGUAGE_CODE = 'fr'
    settings.LANGUAGES = [('fr', 'Français'), ('de', 'Deutsch'), ('es-419', 'Español'), ('zh-cn', '中文')]


def ask(settings: Any, function: Any) -> None:
    """Have the site say which function knows."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'LANGUAGE_OF_USER': function}


@pytest.mark.parametrize('function', [german_for_ada, f'{__name__}.german_for_ada'], ids=['function', 'dotted path'])
def test_the_site_says_which_function_knows(function: Any, settings: Any) -> None:
    ask(settings, function)

    assert (languages.language_of(ADA), languages.language_of(BOB)) == ('de', 'fr')
    with translation.override('es-419'), languages.writing_to(ADA):
        assert translation.get_language() == 'de'


@pytest.mark.parametrize(
    ('chosen', 'expected'),
    [
        ('es-419', 'es-419'),
        ('de-at', 'de'),
        ('DE', 'de'),
        ('tlh', 'fr'),
        ('', 'fr'),
        ('../de', 'fr'),
        ('zh-cn', 'zh-cn'),
    ],
)
def test_a_language_that_the_site_does_not_speak_is_none(chosen: str, expected: str, settings: Any) -> None:
    ask(settings, lambda user: chosen)

    assert languages.language_of(ADA) == expected


@pytest.mark.parametrize('function', [no_answer, 'no.such.function'])
def test_a_failure_is_logged_and_the_language_is_the_sites(
    function: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    ask(settings, function)

    with caplog.at_level(logging.ERROR):
        assert languages.language_of(ADA) == 'fr'

    assert 'The language of a user could not be determined' in caplog.text


def test_without_a_setting_and_without_open_edx_it_is_the_sites() -> None:
    assert languages.language_of(ADA) == 'fr'


def test_open_edx_is_asked_for_the_preference(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An app at the platform's place, which answers as the platform does: by user and key."""
    folder = tmp_path / 'openedx' / 'core' / 'djangoapps' / 'user_api' / 'preferences'
    folder.mkdir(parents=True)
    for package in (folder, *folder.parents[:4]):
        (package / '__init__.py').touch()
    (folder / 'api.py').write_text(
        textwrap.dedent("""
            PREFERENCES = {('ada', 'pref-lang'): 'es-419'}

            def get_user_preference(requesting_user, preference_key, username=None):
                return PREFERENCES.get((username or requesting_user.username, preference_key))
        """)
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, 'openedx.core.djangoapps.user_api']

    assert (languages.language_of(ADA), languages.language_of(BOB)) == ('es-419', 'fr')

    ask(settings, german_for_ada)
    assert languages.language_of(ADA) == 'de', 'the setting comes first'


def test_what_staff_reads_is_in_the_sites_language() -> None:
    with translation.override('de'), languages.writing_to_staff():
        assert translation.get_language() == 'fr'
