"""From a few choices to a whole configuration."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from edx_proctoring.exceptions import InvalidSebConfiguration
from edx_proctoring.seb.canonical_text import canonical_text, config_key
from edx_proctoring.seb.containers import open_seb_file, write_seb_file
from edx_proctoring.seb.exam_configurations import MOST_SITES, ExamConfiguration
from edx_proctoring.seb.hazards import refuse_hazards
from edx_proctoring.seb.passwords import hashed_password
from edx_proctoring.seb.property_lists import read_property_list
from edx_proctoring.seb.settings_table import TABLE
from edx_proctoring.seb.url_filter import FilterRule, opens
from tests.seb.vectors import Case, cases

PLAIN = ExamConfiguration('https://lms.example/exam/7', 'https://lms.example/seb/quit/abc')
OBSOLETE = {
    *('allowAudioCapture', 'allowSpellCheckDictionary', 'allowUserSwitching', 'allowVideoCapture', 'allowWLAN'),
    *('blacklistURLFilter', 'browserURLSalt', 'enableTouchExit', 'ignoreExitKeys', 'whitelistURLFilter', 'zoomMode'),
}


@cases('exam_config')
def test_the_configuration_of_an_attempt(case: Case) -> None:
    configuration = ExamConfiguration(
        start_url=case['start_url'],
        quit_url=case['quit_url'],
        quit_password_hash=hashed_password(case['quit_password']),
        allowed_sites=tuple(case['allowed_hosts']),
    )

    settings = configuration.settings()

    assert settings == case['settings'] == read_property_list(case['plist'].encode())
    assert canonical_text(settings) == case['canonical']
    assert config_key(settings) == case['config_key']
    assert config_key(open_seb_file(write_seb_file(settings, 'x'), 'x').settings) == case['config_key']


@cases('quit_password')
def test_a_password_is_hashed_when_it_is_normalized(case: Case) -> None:
    assert hashed_password(case['password']) == case['hashedQuitPassword']


CHOICES: list[tuple[str, Any, dict[str, Any]]] = [
    ('start_url', 'https://lms.example/other', {'startURL': 'https://lms.example/other'}),
    ('quit_url', 'https://lms.example/q', {'quitURL': 'https://lms.example/q'}),
    ('quit_password_hash', 'a' * 64, {'hashedQuitPassword': 'a' * 64}),
    ('allowed_sites', ('a.example',), {'URLFilterRules': [FilterRule('a.example').setting()]}),
    ('minimum_versions', ('Win.3.10.min',), {'sebAllowedVersions': ['Win.3.10.min']}),
    ('allow_quit', False, {'allowQuit': False}),
    ('allow_spell_check', True, {'allowSpellCheck': True}),
    (
        'allow_reload',
        False,
        {'browserWindowAllowReload': False, 'newBrowserWindowAllowReload': False, 'showReloadButton': False},
    ),
    ('allow_screen_sharing', True, {'allowScreenSharing': True}),
    (
        'allow_screen_capture',
        True,
        {'allowScreenCapture': True, 'allowWindowCapture': True, 'enablePrintScreen': True},
    ),
    ('allow_camera', True, {'browserMediaCaptureCamera': True}),
    ('allow_microphone', True, {'browserMediaCaptureMicrophone': True}),
    ('allow_uploads', False, {'allowUploads': False}),
    ('allow_downloads', True, {'allowDownloads': True}),
    ('forget_login', True, {'examSessionClearCookiesOnStart': True}),
]


@pytest.mark.parametrize(('choice', 'value', 'changes'), CHOICES, ids=[row[0] for row in CHOICES])
def test_a_choice_changes_its_settings_and_no_others(choice: str, value: Any, changes: dict[str, Any]) -> None:
    usual, chosen = PLAIN.settings(), replace(PLAIN, **{choice: value}).settings()

    assert {name: chosen[name] for name in chosen if chosen[name] != usual[name]} == changes
    assert chosen.keys() == usual.keys()
    refuse_hazards(chosen)


def test_every_choice_is_tried() -> None:
    assert [row[0] for row in CHOICES] == [field.name for field in fields(ExamConfiguration)]


@pytest.mark.parametrize(
    ('choice', 'value'),
    [
        *(('start_url', address) for address in ('', '/x', 'javascript:x', 'https://müller.example/', 'https://a b/')),
        *(('quit_url', address) for address in ('', '/x', 'https://LMS.example/q', 'https://lms.example/Q')),
        *(('quit_url', f'https://lms.example{rest}') for rest in ('', '/', '/q?a=1', '/q?', '/q#', '/ä')),
        *(('quit_password_hash', text) for text in ('x', 'A' * 64, 'a' * 63, f'{"a" * 64}\n')),
        *(('allowed_sites', (site,)) for site in ('', 'a/b', 'a b', 'https://a', 'a:x', 'é', 'a\n', '-a', 'a?b')),
        ('allowed_sites', ('a.example',) * (MOST_SITES + 1)),
        *(('minimum_versions', (entry,)) for entry in ('', '3.9', 'Win.3', 'win.3.9')),
    ],
)
def test_choices_that_cannot_be(choice: str, value: Any) -> None:
    with pytest.raises(InvalidSebConfiguration):
        replace(PLAIN, **{choice: value})


@pytest.mark.parametrize(
    ('site', 'address'),
    [
        ('lms.example', 'https://apps.lms.example/x'),
        ('.lms.example', 'https://lms.example/x'),
        ('*.example', 'https://lms.example/x'),
        ('localhost:8000', 'http://localhost:8000/x'),
    ],
)
def test_allowed_sites_are_expressions_of_the_filter(site: str, address: str) -> None:
    assert replace(PLAIN, allowed_sites=(site,)).settings()['URLFilterRules'] == [FilterRule(site).setting()]
    assert opens([FilterRule(site)], address)


def test_the_table_has_each_setting_once_with_values_of_its_type() -> None:
    names = [each.name for each in TABLE]

    assert len({name.lower() for name in names}) == len(names)
    assert OBSOLETE.isdisjoint(names)
    for each in TABLE:
        assert {type(value) for value in (each.default, each.exam) if value is not None} <= {each.kind}
        assert set(each.platforms) <= set('WMi')
        assert each.meaning
