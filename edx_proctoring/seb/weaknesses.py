"""What a configuration does that clients accept, and that the one who uploads or assembles it should know.

A *problem* keeps some learners from getting in, or from getting out. A *weakness* opens what the browser is there to
close. Neither is refused: an exam may need it. The rules are those of :data:`TABLE`, one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from enum import StrEnum
from itertools import pairwise
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

from edx_proctoring.seb.allowed_versions import platforms_of
from edx_proctoring.seb.clients import Platform
from edx_proctoring.seb.obsolete_settings import OBSOLETE
from edx_proctoring.seb.settings_table import TABLE as SETTINGS
from edx_proctoring.seb.url_filter import ALLOW
from edx_proctoring.seb.values import Value
from edx_proctoring.texts import gettext_noop as _


class Severity(StrEnum):
    """How much it matters."""

    PROBLEM = 'problem'
    WEAK = 'weak'


class Weakness(NamedTuple):
    """What is to be known about a setting. ``text`` is an English sentence that the catalogues know."""

    setting: str
    severity: Severity
    text: str


class Facts(NamedTuple):
    """The settings of a file; the same with what clients take where the file says nothing; the hosts of this site."""

    given: Mapping[str, Any]
    effective: Mapping[str, Any]
    hosts: Collection[str]


class Rule(NamedTuple):
    """A row of the table."""

    setting: str
    severity: Severity
    applies: Callable[[Facts], bool]
    text: str


_DEFAULTS: Final = {each.name: each.default for each in SETTINGS}


def weaknesses(settings: Mapping[str, Value], hosts: Collection[str] = ()) -> list[Weakness]:
    """Return what is to be known about a configuration, problems first.

    ``hosts`` are the names, in lower case and without a port, that the first page may have; none stands for any. The
    settings may be of any kind: see :func:`edx_proctoring.seb.hazards.refuse_hazards` for what is refused.
    """
    facts = Facts(settings, {**_DEFAULTS, **settings}, hosts)
    found = [Weakness(rule.setting, rule.severity, rule.text) for rule in TABLE if rule.applies(facts)]
    return sorted(found, key=lambda each: each.severity is not Severity.PROBLEM)


def _is(name: str, *values: Value) -> Callable[[Facts], bool]:
    """Whether the setting has one of these values, if only because the file says nothing."""
    return lambda facts: any(facts.effective[name] is value or _equal(facts.effective[name], value) for value in values)


def _is_not(name: str, value: Value) -> Callable[[Facts], bool]:
    matches = _is(name, value)
    return lambda facts: not matches(facts)


def _equal(one: object, other: object) -> bool:
    """Compare without taking 1 for true."""
    return type(one) is type(other) and one == other


def _both(*conditions: Callable[[Facts], bool]) -> Callable[[Facts], bool]:
    return lambda facts: all(applies(facts) for applies in conditions)


def _no_text(name: str) -> Callable[[Facts], bool]:
    return lambda facts: not facts.given.get(name)


def _has(name: str) -> Callable[[Facts], bool]:
    return lambda facts: name in facts.given


def _starts_elsewhere(facts: Facts) -> bool:
    start = facts.given.get('startURL')
    if not start or not facts.hosts:
        return False
    try:
        return urlsplit(str(start)).hostname not in facts.hosts
    except ValueError:
        return True


def _versions_lack(*platforms: Platform) -> Callable[[Facts], bool]:
    """Whether there is a list of versions, and none of it is for one of these platforms."""

    def lack(facts: Facts) -> bool:
        named = platforms_of(_texts(facts, 'sebAllowedVersions'))
        return bool(named) and not named.issuperset(platforms)

    return lack


def _no_versions(facts: Facts) -> bool:
    return not platforms_of(_texts(facts, 'sebAllowedVersions'))


def _texts(facts: Facts, name: str) -> list[str]:
    values = facts.effective[name]
    return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []


def _allowing(facts: Facts) -> list[Mapping[str, Any]]:
    """Return the rules of the URL filter that allow something."""
    rules = facts.effective['URLFilterRules']
    found = [each for each in rules if isinstance(each, dict)] if isinstance(rules, list) else []
    return [each for each in found if each.get('active') is True and _equal(each.get('action'), ALLOW)]


def _allows_nothing(facts: Facts) -> bool:
    return facts.effective['URLFilterEnable'] is True and not _allowing(facts)


def _has_loose_expression(facts: Facts) -> bool:
    rules = _allowing(facts) if facts.effective['URLFilterEnable'] is True else []
    return any(not _is_anchored(str(each.get('expression', ''))) for each in rules if each.get('regex') is True)


def _is_anchored(expression: str) -> bool:
    """Return whether a regular expression begins with ``^``, for each alternative. It is not run."""
    depth = 0
    for before, sign in pairwise(f' {expression}'):
        if before == '\\':
            continue
        depth += (sign == '(') - (sign == ')')
        if sign == '|' and depth <= 0:
            return False
    return expression.startswith('^')


def _problem(setting: str, applies: Callable[[Facts], bool], text: str) -> Rule:
    return Rule(setting, Severity.PROBLEM, applies, text)


def _weak(setting: str, applies: Callable[[Facts], bool], text: str) -> Rule:
    return Rule(setting, Severity.WEAK, applies, text)


_OBSOLETE_TEXT: Final = _(
    'The setting is obsolete. Safe Exam Browser for macOS drops it when somebody saves the configuration again, which '
    'changes the config key.'
)

TABLE: Final = (
    # ── the way in and out ──
    _problem('startURL', _no_text('startURL'), _('There is no first page: Safe Exam Browser opens its own website.')),
    _problem(
        'startURL', _starts_elsewhere, _("The first page is not on this site, so learners don't get to the exam.")
    ),
    _problem(
        'sebMode',
        _is_not('sebMode', 0),
        _('Safe Exam Browser asks SEB Server for the exam instead of opening the first page.'),
    ),
    _problem(
        'sebConfigPurpose',
        _is_not('sebConfigPurpose', 0),
        _('The configuration does not start an exam: it changes the settings of Safe Exam Browser for good.'),
    ),
    _problem(
        'quitURL',
        _both(_no_text('quitURL'), _is('allowQuit', False)),
        _('There is no quit link, and quitting is not allowed: learners cannot leave Safe Exam Browser.'),
    ),
    _problem(
        'quitURLRestart', _is('quitURLRestart', True), _('The quit link starts the exam again instead of ending it.')
    ),
    _weak(
        'quitURL',
        _both(_no_text('quitURL'), _is_not('allowQuit', False)),
        _('There is no quit link: learners have to find out on their own how to leave Safe Exam Browser.'),
    ),
    _weak(
        'hashedQuitPassword',
        _both(_no_text('hashedQuitPassword'), _is_not('allowQuit', False)),
        _('Learners can quit Safe Exam Browser during the exam without a password.'),
    ),
    _weak(
        'ignoreQuitPassword',
        _is('ignoreQuitPassword', True),
        _('Safe Exam Browser for macOS can be quit without the quit password.'),
    ),
    # ── proof ──
    _problem(
        'sendBrowserExamKey',
        _is_not('sendBrowserExamKey', True),
        _('Safe Exam Browser sends no keys with its requests. Versions for Windows before 3.3.2 do not get in.'),
    ),
    _problem(
        'browserWindowWebView',
        _both(_is_not('browserWindowWebView', 3), _is_not('sendBrowserExamKey', True)),
        _('Safe Exam Browser for macOS may use its old web view, which sends no keys with this configuration.'),
    ),
    _weak(
        'browserWindowWebView',
        _both(_is_not('browserWindowWebView', 3), _is('sendBrowserExamKey', True)),
        _('Safe Exam Browser for macOS may use its old web view, without camera, microphone, and keys for scripts.'),
    ),
    _problem(
        'sebAllowedVersions',
        _versions_lack(Platform.MACOS, Platform.IOS),
        _('The list of allowed versions leaves out macOS or iOS: Safe Exam Browser does not start there.'),
    ),
    _weak(
        'sebAllowedVersions',
        _versions_lack(Platform.WINDOWS),
        _('The list of allowed versions leaves out Windows: every version may be used there.'),
    ),
    _weak('sebAllowedVersions', _no_versions, _('Every version of Safe Exam Browser may be used, even very old ones.')),
    _weak(
        'hashedAdminPassword',
        _no_text('hashedAdminPassword'),
        _('There is no administrator password: whoever has the file can open its settings.'),
    ),
    # ── addresses ──
    _problem(
        'URLFilterRules', _allows_nothing, _('The URL filter is on, and no rule allows anything but the first page.')
    ),
    _weak(
        'URLFilterEnable', _is_not('URLFilterEnable', True), _('The URL filter is off: learners can open other sites.')
    ),
    _weak(
        'URLFilterRules',
        _has_loose_expression,
        _(
            'A regular expression of the URL filter matches anywhere in an address, so it allows too much. Begin it '
            'with ^, and put alternatives in parentheses.'
        ),
    ),
    _weak(
        'browserWindowAllowAddressBar',
        _is('browserWindowAllowAddressBar', True),
        _('Learners can type in addresses.'),
    ),
    # ── what helps in an answer ──
    _weak('allowSpellCheck', _is('allowSpellCheck', True), _('Spelling mistakes are marked.')),
    _weak('allowDictionaryLookup', _is('allowDictionaryLookup', True), _('Learners can look up words on macOS.')),
    _weak('allowDictation', _is('allowDictation', True), _('Learners can dictate on macOS and iOS.')),
    _weak('allowSiri', _is('allowSiri', True), _('Learners can use Siri on macOS.')),
    _weak('clipboardPolicy', _is('clipboardPolicy', 0), _('Learners can paste text that they copied before the exam.')),
    _weak('allowDownloads', _is_not('allowDownloads', False), _('Learners can download files.')),
    _weak('allowUploads', _is('allowUploads', True), _('Learners can upload files that they prepared.')),
    _weak('allowPrint', _is('allowPrint', True), _('Learners can print the exam.')),
    _weak(
        'allowDeveloperConsole',
        _is('allowDeveloperConsole', True),
        _("Learners can open the browser's developer tools."),
    ),
    # ── screens ──
    _weak(
        'allowScreenSharing',
        _is('allowScreenSharing', True),
        _('Learners can share their screen, or take the exam over a remote session.'),
    ),
    _weak('allowScreenCapture', _is('allowScreenCapture', True), _('Learners can record the screen on macOS and iOS.')),
    _weak('allowWindowCapture', _is('allowWindowCapture', True), _('Learners can take screenshots on macOS.')),
    _weak('enablePrintScreen', _is('enablePrintScreen', True), _('Learners can take screenshots on Windows.')),
    _weak('allowDisplayMirroring', _is('allowDisplayMirroring', True), _('Learners can mirror their screen on macOS.')),
    _weak(
        'allowedDisplaysMaxNumber',
        lambda facts: not _is('allowedDisplaysMaxNumber', 0, 1)(facts),
        _('Learners can use more than one screen.'),
    ),
    _problem(
        'allowedDisplayBuiltinEnforce',
        lambda facts: facts.given.get('allowedDisplayBuiltinEnforce') is True,
        _('Only a built-in screen may be used, which desktop computers do not have.'),
    ),
    # ── the computer ──
    _weak(
        'allowVirtualMachine',
        _is('allowVirtualMachine', True),
        _('Safe Exam Browser runs in a virtual machine, outside of which everything is possible.'),
    ),
    _weak(
        'createNewDesktop',
        _both(_is('createNewDesktop', False), _is_not('killExplorerShell', True)),
        _('Windows is not locked: learners can switch to other programs.'),
    ),
    _weak(
        'allowSwitchToApplications',
        _is('allowSwitchToApplications', True),
        _('Learners can switch to other programs on macOS.'),
    ),
    _weak(
        'enableAppSwitcherCheck',
        _is('enableAppSwitcherCheck', False),
        _('Safe Exam Browser for macOS does not notice that learners switch programs while it starts.'),
    ),
    _weak(
        'allowUserAppFolderInstall',
        _is('allowUserAppFolderInstall', True),
        _("Safe Exam Browser for macOS runs from the learner's own folder, where they can change it."),
    ),
    _problem(
        'sebServicePolicy',
        _both(_is('sebServiceIgnore', False), _is('sebServicePolicy', 2)),
        _('Safe Exam Browser for Windows does not start where its service is not installed.'),
    ),
    # ── other configurations ──
    _weak(
        'allowPreferencesWindow',
        _is_not('allowPreferencesWindow', False),
        _('Learners can open the settings of Safe Exam Browser on macOS.'),
    ),
    _weak(
        'downloadAndOpenSebConfig',
        _is_not('downloadAndOpenSebConfig', False),
        _('Links to other configurations can be opened during the exam.'),
    ),
    _weak(
        'examSessionReconfigureAllow',
        _is('examSessionReconfigureAllow', True),
        _('Another configuration can take over during the exam.'),
    ),
    *(_weak(name, _has(name), _OBSOLETE_TEXT) for name in OBSOLETE),
)
