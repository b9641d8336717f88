"""Values that clients read, write, or hash differently: refused before a configuration is handed out.

With such a value, the config key that the server expects is that of some clients only, or of none. The rules follow
what clients were seen to do. Quotation marks, tabs, and line feeds in texts are allowed: clients agree on them, but
servers that copy Moodle's check do not. *Uncertain*: an empty piece of data in a list is refused as an empty text is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from edx_proctoring.exceptions import InvalidSebConfiguration
from edx_proctoring.seb.allowed_versions import read_entry
from edx_proctoring.seb.settings_table import KIND_OF, NAME_OF_KIND
from edx_proctoring.seb.values import IGNORED_KEY, Value, within
from edx_proctoring.texts import gettext_noop as _

MOST_NESTED: Final = 8  # lists and dictionaries in each other, the root counted
MOST_CHARACTERS_OF_NAME: Final = 100  # the longest name of a real setting has about 50
LARGEST_INTEGER: Final = 2**31 - 1
MOST_DIGITS_OF_REAL: Final = 6
SMALLEST_REAL: Final = 0.0001  # below it, and from `LARGEST_REAL`, some clients write an exponent
LARGEST_REAL: Final = 1e15

_NAME: Final = re.compile('(?=.*[A-Za-z_])[A-Za-z0-9_]+')
_NOT_IN_TEXT: Final = re.compile('[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]')

_START: Final = _('The configuration needs the setting startURL, a text that is not empty.')
_NAMES: Final = _(
    '%(setting)s: names of settings have only ASCII letters, digits, and underscores, and not only digits.'
)
_LONG_NAME: Final = _('%(setting)s…: the name of a setting is too long.')
_TWINS: Final = _('%(setting)s: another setting has the same name in other upper and lower case.')
_ORIGINATOR: Final = _('%(setting)s: originatorVersion may only be at the top, and in this spelling.')
_KIND: Final = _(
    '%(setting)s has to be of the type %(kind)s: Safe Exam Browser for macOS resets its settings otherwise.'
)
_UNKNOWN: Final = _('%(setting)s is neither true, false, a number, a text, data, a list, nor a dictionary.')
_USER_AGENT: Final = _('%(setting)s needs the setting %(other)s: Safe Exam Browser for Windows fails otherwise.')
_NESTED: Final = _('%(setting)s: lists and dictionaries are nested too deeply.')

# For each type, what is wrong with a value, and how that is said.
_FAULTS: Final[dict[type, list[tuple[Callable[[Any], bool], str]]]] = {
    int: [
        (
            lambda value: not -LARGEST_INTEGER - 1 <= value <= LARGEST_INTEGER,
            _('%(setting)s has more than 32 bits: Safe Exam Browser for Windows refuses the configuration.'),
        )
    ],
    float: [
        (
            lambda value: str(value) == '-0.0',
            _('%(setting)s is minus zero, which not all versions of Safe Exam Browser write as 0.'),
        ),
        (
            lambda value: not (value == 0 or SMALLEST_REAL <= abs(value) < LARGEST_REAL),
            _('%(setting)s is too small or too large a number to be written in the same way everywhere.'),
        ),
        (
            lambda value: float(f'{value:.{MOST_DIGITS_OF_REAL}g}') != value,
            _('%(setting)s has more than 6 significant digits, which are not written in the same way everywhere.'),
        ),
    ],
    str: [
        (
            lambda value: _NOT_IN_TEXT.search(value) is not None,
            _('%(setting)s has a control character or an invalid one.'),
        )
    ],
    list: [
        (
            lambda value: any(isinstance(each, list) for each in value),
            _('%(setting)s has a list in a list, which Safe Exam Browser for macOS cannot read.'),
        ),
        (
            lambda value: any(isinstance(each, str | bytes) and not each for each in value),
            _('%(setting)s has an empty text in a list, which Safe Exam Browser for Windows hashes wrongly.'),
        ),
    ],
    dict: [
        (
            lambda value: not value,
            _('%(setting)s is an empty dictionary, which the versions of Safe Exam Browser hash differently.'),
        )
    ],
    bool: [],
    bytes: [],
}


def refuse_hazards(settings: Mapping[str, Value]) -> None:
    """Raise ``InvalidSebConfiguration`` for the first value that clients treat differently, with the setting's path."""
    for path, value, depth in _walk(dict(settings)):
        if isinstance(value, dict) and depth <= MOST_NESTED:
            _refuse_names(value, path)
        if path:
            _refuse_value(value, path, depth)
    if not isinstance(settings.get('startURL'), str) or not settings['startURL']:
        # It also sorts after `originatorVersion`, as something has to: Windows leaves a comma behind otherwise.
        raise InvalidSebConfiguration(_START)
    _refuse_what_stops_windows(settings)


def _refuse_what_stops_windows(settings: Mapping[str, Value]) -> None:
    """Refuse settings that only the Windows client fails on."""
    mode, custom = 'browserUserAgentWinDesktopMode', 'browserUserAgentWinDesktopModeCustom'
    if settings.get(mode) and custom not in settings:
        raise InvalidSebConfiguration(_USER_AGENT, setting=mode, other=custom)
    entries = settings.get('sebAllowedVersions', [])
    for entry in entries if isinstance(entries, list) else []:
        read_entry(str(entry))


def refuse_long_name(name: str) -> None:
    """Raise ``InvalidSebConfiguration`` for a name that would make the path of every value below it long."""
    if len(name) > MOST_CHARACTERS_OF_NAME:
        raise InvalidSebConfiguration(_LONG_NAME, setting=name[:20])


def _walk(value: object, path: str = '', depth: int = 1) -> Iterator[tuple[str, object, int]]:
    """Go through all values from the outside to the inside; what is nested too deeply is not entered."""
    yield path, value, depth
    if depth > MOST_NESTED:
        return
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _walk(each, within(path, str(name)), depth + 1)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _walk(each, within(path, index), depth + 1)


def _refuse_names(values: dict[object, object], path: str) -> None:
    seen: set[str] = set()
    for name in values:
        refuse_long_name(str(name))
        at = within(path, str(name))
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise InvalidSebConfiguration(_NAMES, setting=at)
        if name.lower() == IGNORED_KEY.lower() and (path or name != IGNORED_KEY):
            raise InvalidSebConfiguration(_ORIGINATOR, setting=at)
        if name.lower() in seen:
            raise InvalidSebConfiguration(_TWINS, setting=at)
        seen.add(name.lower())


def _refuse_value(value: object, path: str, depth: int) -> None:
    kind = type(value)
    if kind not in _FAULTS:
        raise InvalidSebConfiguration(_UNKNOWN, setting=path)
    if depth > MOST_NESTED and kind in (list, dict):
        raise InvalidSebConfiguration(_NESTED, setting=path)
    for applies, sentence in _FAULTS[kind]:
        if applies(value):
            raise InvalidSebConfiguration(sentence, setting=path)
    expected = KIND_OF.get(path, kind)
    if kind is not expected:
        raise InvalidSebConfiguration(_KIND, setting=path, kind=NAME_OF_KIND[expected])
