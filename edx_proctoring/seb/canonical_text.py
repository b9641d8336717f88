"""The text of a configuration that all clients hash, and the config key, which is that hash.

The text looks like JSON and is not: nothing in a string is escaped. Values that clients write differently are refused
by :mod:`edx_proctoring.seb.hazards` before a file is written; of those, this is the text of the Windows client.

*Uncertain*: macOS compares names by code points in which digits stand before the underscore. No real name shows it.
"""

from __future__ import annotations

import base64
import hashlib
import math
from collections.abc import Mapping

from edx_proctoring.exceptions import InvalidSebConfiguration
from edx_proctoring.seb.values import IGNORED_KEY, Value, within
from edx_proctoring.texts import gettext_noop as _

_PUNCTUATION, _DIGIT, _LETTER = range(3)


def config_key(settings: Mapping[str, Value]) -> str:
    """Return the config key: 64 hex digits. Raises as :func:`canonical_text` does."""
    return hashlib.sha256(canonical_text(settings).encode('utf-8', 'surrogatepass')).hexdigest()


def canonical_text(settings: Mapping[str, Value]) -> str:
    """Return the text that the config key is the SHA-256 of.

    Names are sorted at every depth. Empty dictionaries are left out with their names, and so is ``originatorVersion``.

    Raises ``InvalidSebConfiguration`` for values that have no text, such as dates and infinite numbers.
    """
    return _dictionary(settings, '')


def order_of(name: str) -> tuple[list[tuple[int, str]], list[bool]]:
    """Return what names are sorted by: no matter the case, an underscore, digits, letters; on a tie, lower case first.

    For names of ASCII letters, digits, and underscores, this is the order of the Windows client and of Moodle.
    """
    return [_weight(letter) for letter in name.lower()], [letter.isupper() for letter in name]


def _weight(letter: str) -> tuple[int, str]:
    if letter.isdigit():
        return _DIGIT, letter
    return (_LETTER if letter.isalpha() else _PUNCTUATION), letter


def _dictionary(values: Mapping[str, Value], path: str) -> str:
    kept = (name for name in values if name.lower() != IGNORED_KEY.lower() and values[name] != {})
    pairs = (f'"{name}":{_text(values[name], within(path, name))}' for name in sorted(kept, key=order_of))
    return f'{{{",".join(pairs)}}}'


def _text(value: object, path: str) -> str:
    match value:
        case bool():
            return 'true' if value else 'false'
        case int():
            return str(value)
        case float() if math.isfinite(value):
            return _real(value)
        case str():
            return f'"{value}"'
        case bytes():
            return f'"{base64.b64encode(value).decode()}"'
        case list():
            return f'[{",".join(_text(each, within(path, index)) for index, each in enumerate(value))}]'
        case dict():
            return _dictionary(value, path)
    raise InvalidSebConfiguration(_('%(setting)s has a value that no configuration can have.'), setting=path)


def _real(value: float) -> str:
    """Return 15 significant digits, without zeros at the end, and with no minus before zero."""
    return f'{value or 0.0:.15G}'
