"""What the one who uploads a configuration is told of it."""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edx_proctoring.seb.exam_configurations import ExamConfiguration
from edx_proctoring.seb.hazards import refuse_hazards
from edx_proctoring.seb.obsolete_settings import OBSOLETE
from edx_proctoring.seb.settings_table import TABLE as SETTINGS
from edx_proctoring.seb.url_filter import FilterRule
from edx_proctoring.seb.values import Settings
from edx_proctoring.seb.weaknesses import TABLE, Rule, Severity, weaknesses

HOSTS: Final = ('lms.example', 'apps.lms.example')
SOUND: Final[Settings] = {
    **ExamConfiguration(
        'https://lms.example/exam',
        'https://lms.example/seb/quit/a',
        quit_password_hash='a' * 64,
        allowed_sites=('lms.example',),
        allow_uploads=False,
    ).settings(),
    'hashedAdminPassword': 'b' * 64,
}
GONE: Final = object()  # a setting that is left out
PROBLEM, WEAK = Severity.PROBLEM, Severity.WEAK


def changed(changes: dict[str, Any]) -> Settings:
    """The sound configuration with other settings."""
    return {name: value for name, value in {**SOUND, **changes}.items() if value is not GONE}


def rule(expression: str, *, allow: bool = True, regex: bool = True, active: bool = True) -> dict[str, Any]:
    """A rule of the URL filter."""
    return {**FilterRule(expression, allow, regex).setting(), 'active': active}


# What is changed in a sound configuration, and the only thing that is said of it then.
CASES: Final[list[tuple[dict[str, Any], Severity, str, str]]] = [
    ({'startURL': GONE}, PROBLEM, 'startURL', 'There is no first page'),
    ({'startURL': ''}, PROBLEM, 'startURL', 'There is no first page'),
    ({'startURL': 'https://other.example/exam'}, PROBLEM, 'startURL', 'not on this site'),
    ({'startURL': 'https://lms.example.evil.test/'}, PROBLEM, 'startURL', 'not on this site'),
    ({'startURL': 'https://['}, PROBLEM, 'startURL', 'not on this site'),
    ({'sebMode': 1}, PROBLEM, 'sebMode', 'SEB Server'),
    ({'sebConfigPurpose': 1}, PROBLEM, 'sebConfigPurpose', 'for good'),
    ({'quitURL': GONE, 'allowQuit': False}, PROBLEM, 'quitURL', 'cannot leave'),
    ({'quitURLRestart': True}, PROBLEM, 'quitURLRestart', 'again'),
    ({'quitURL': GONE}, WEAK, 'quitURL', 'on their own'),
    ({'hashedQuitPassword': ''}, WEAK, 'hashedQuitPassword', 'without a password'),
    ({'hashedQuitPassword': GONE, 'allowQuit': GONE}, WEAK, 'hashedQuitPassword', 'without a password'),
    ({'ignoreQuitPassword': True}, WEAK, 'ignoreQuitPassword', 'macOS'),
    ({'sendBrowserExamKey': False}, PROBLEM, 'sendBrowserExamKey', 'sends no keys'),
    ({'sendBrowserExamKey': GONE}, PROBLEM, 'sendBrowserExamKey', 'sends no keys'),
    ({'browserWindowWebView': 1}, WEAK, 'browserWindowWebView', 'keys for scripts'),
    ({'browserWindowWebView': GONE}, WEAK, 'browserWindowWebView', 'keys for scripts'),
    ({'sebAllowedVersions': ['Win.3.9.min', 'Mac.3.6.min']}, PROBLEM, 'sebAllowedVersions', 'macOS or iOS'),
    ({'sebAllowedVersions': ['Win.3.9.min', 'iOS.3.6.min']}, PROBLEM, 'sebAllowedVersions', 'macOS or iOS'),
    ({'sebAllowedVersions': ['Mac.3.6.min', 'iOS.3.6.min']}, WEAK, 'sebAllowedVersions', 'leaves out Windows'),
    ({'sebAllowedVersions': GONE}, WEAK, 'sebAllowedVersions', 'very old'),
    ({'sebAllowedVersions': []}, WEAK, 'sebAllowedVersions', 'very old'),
    ({'sebAllowedVersions': ['Mac.x']}, WEAK, 'sebAllowedVersions', 'very old'),
    ({'hashedAdminPassword': GONE}, WEAK, 'hashedAdminPassword', 'administrator'),
    ({'URLFilterRules': []}, PROBLEM, 'URLFilterRules', 'no rule'),
    ({'URLFilterRules': [rule('a.example', active=False)]}, PROBLEM, 'URLFilterRules', 'no rule'),
    ({'URLFilterRules': [rule('a.example', allow=False)]}, PROBLEM, 'URLFilterRules', 'no rule'),
    ({'URLFilterEnable': False}, WEAK, 'URLFilterEnable', 'off'),
    ({'URLFilterEnable': GONE, 'URLFilterRules': [rule('a')]}, WEAK, 'URLFilterEnable', 'off'),
    *(
        ({'URLFilterRules': [rule(expression)]}, WEAK, 'URLFilterRules', 'Begin it')
        for expression in (
            r'lms\.example',
            r'https://lms\.example/',
            r'^https://lms\.example/|a',
            '^a|^b',
            '',
            r'^(a)|b',
        )
    ),
    ({'browserWindowAllowAddressBar': True}, WEAK, 'browserWindowAllowAddressBar', 'addresses'),
    ({'allowSpellCheck': True}, WEAK, 'allowSpellCheck', 'Spelling'),
    ({'allowDictionaryLookup': True}, WEAK, 'allowDictionaryLookup', 'look up'),
    ({'allowDictation': True}, WEAK, 'allowDictation', 'dictate'),
    ({'allowSiri': True}, WEAK, 'allowSiri', 'Siri'),
    ({'clipboardPolicy': 0}, WEAK, 'clipboardPolicy', 'paste'),
    ({'allowDownloads': True}, WEAK, 'allowDownloads', 'download'),
    ({'allowDownloads': GONE}, WEAK, 'allowDownloads', 'download'),
    ({'allowUploads': True}, WEAK, 'allowUploads', 'upload'),
    ({'allowPrint': True}, WEAK, 'allowPrint', 'print'),
    ({'allowDeveloperConsole': True}, WEAK, 'allowDeveloperConsole', 'developer tools'),
    ({'allowScreenSharing': True}, WEAK, 'allowScreenSharing', 'share'),
    ({'allowScreenCapture': True}, WEAK, 'allowScreenCapture', 'record'),
    ({'allowWindowCapture': True}, WEAK, 'allowWindowCapture', 'screenshots on macOS'),
    ({'enablePrintScreen': True}, WEAK, 'enablePrintScreen', 'screenshots on Windows'),
    ({'allowDisplayMirroring': True}, WEAK, 'allowDisplayMirroring', 'mirror'),
    ({'allowedDisplaysMaxNumber': 2}, WEAK, 'allowedDisplaysMaxNumber', 'more than one'),
    ({'allowedDisplayBuiltinEnforce': True}, PROBLEM, 'allowedDisplayBuiltinEnforce', 'desktop computers'),
    ({'allowVirtualMachine': True}, WEAK, 'allowVirtualMachine', 'virtual machine'),
    ({'createNewDesktop': False}, WEAK, 'createNewDesktop', 'not locked'),
    ({'allowSwitchToApplications': True}, WEAK, 'allowSwitchToApplications', 'macOS'),
    ({'enableAppSwitcherCheck': False}, WEAK, 'enableAppSwitcherCheck', 'does not notice'),
    ({'allowUserAppFolderInstall': True}, WEAK, 'allowUserAppFolderInstall', 'own folder'),
    ({'sebServiceIgnore': False, 'sebServicePolicy': 2}, PROBLEM, 'sebServicePolicy', 'service'),
    ({'allowPreferencesWindow': True}, WEAK, 'allowPreferencesWindow', 'settings'),
    ({'allowPreferencesWindow': GONE}, WEAK, 'allowPreferencesWindow', 'settings'),
    ({'downloadAndOpenSebConfig': True}, WEAK, 'downloadAndOpenSebConfig', 'Links'),
    ({'downloadAndOpenSebConfig': GONE}, WEAK, 'downloadAndOpenSebConfig', 'Links'),
    ({'examSessionReconfigureAllow': True}, WEAK, 'examSessionReconfigureAllow', 'take over'),
    *(({name: True}, WEAK, name, 'obsolete') for name in OBSOLETE if name != 'allowWLAN'),
    ({'allowWLAN': True, 'allowWlan': GONE}, WEAK, 'allowWLAN', 'obsolete'),
]


def test_a_sound_configuration_has_none() -> None:
    refuse_hazards(SOUND)
    assert weaknesses(SOUND, HOSTS) == []


@pytest.mark.parametrize(('changes', 'severity', 'setting', 'said'), CASES)
def test_a_weakness_is_told_and_nothing_else(
    changes: dict[str, Any], severity: Severity, setting: str, said: str
) -> None:
    (found,) = weaknesses(changed(changes), HOSTS)

    assert (found.setting, found.severity) == (setting, severity)
    assert said in found.text


def test_the_old_web_view_without_headers_lets_nobody_in() -> None:
    found = weaknesses(changed({'browserWindowWebView': 2, 'sendBrowserExamKey': False}), HOSTS)

    assert [(each.setting, each.severity) for each in found] == [
        ('sendBrowserExamKey', PROBLEM),
        ('browserWindowWebView', PROBLEM),
    ]


def told_by(row: Rule) -> bool:
    """Whether a case of this file is about the row."""
    return any(
        (setting, severity) == (row.setting, row.severity) and said in row.text
        for _, severity, setting, said in [*CASES, ({}, PROBLEM, 'browserWindowWebView', 'with this configuration')]
    )


def test_every_row_of_the_table_has_a_case() -> None:
    assert [row for row in TABLE if not told_by(row)] == []


@pytest.mark.parametrize(
    'changes',
    [
        {'URLFilterRules': [rule(r'^https://(lms|apps)\.example/')]},
        {'URLFilterRules': [rule(r'^https://a\|b')]},
        {'URLFilterRules': [rule('a', allow=False), rule('a', active=False), rule('lms.example', regex=False)]},
        {'createNewDesktop': False, 'killExplorerShell': True},
        {'sebServicePolicy': 2},
        {'sebServiceIgnore': False, 'sebServicePolicy': 1},
        {'hashedQuitPassword': '', 'allowQuit': False},
        {'startURL': 'https://APPS.lms.example:8443/exam'},
        {'allowedDisplaysMaxNumber': 0},
        {'allowedDisplayBuiltinEnforce': GONE},
        {'clipboardPolicy': 1},
    ],
)
def test_what_is_no_weakness(changes: dict[str, Any]) -> None:
    assert weaknesses(changed(changes), HOSTS) == []


def test_any_host_will_do_where_none_is_named() -> None:
    assert weaknesses(changed({'startURL': 'https://other.example/'})) == []


def test_problems_come_first() -> None:
    found = [each.severity for each in weaknesses({})]

    assert found == sorted(found, key=[PROBLEM, WEAK].index)
    assert set(found) == {PROBLEM, WEAK}


def test_what_the_app_assembles_keeps_nobody_out() -> None:
    settings = ExamConfiguration('https://lms.example/exam', 'https://lms.example/q', allowed_sites=('a.example',))

    assert [each.setting for each in weaknesses(settings.settings(), HOSTS)] == [
        'hashedQuitPassword',
        'hashedAdminPassword',
        'allowUploads',
    ]


ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.binary(max_size=4),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=4), values, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from([*(each.name for each in SETTINGS), *OBSOLETE]), ANYTHING))
def test_values_of_any_type_are_read(settings: dict[str, Any]) -> None:
    for each in weaknesses(settings, HOSTS):
        assert each.text
