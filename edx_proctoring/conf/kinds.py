"""Which values a setting takes."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

from django.utils.functional import Promise

INFINITY: Final = float('inf')
MOST_DAYS: Final = 100_000  # back from today, still in the calendar

# What is emptied when it is old; domain.retention says which columns of which tables.
RetentionKind = Literal[
    'raw_reviews', 'review_comments', 'recording_links', 'timelines', 'accommodation_reasons', 'entry_addresses'
]  # fmt: skip
RETENTION_KINDS: Final[tuple[RetentionKind, ...]] = get_args(RetentionKind)


class Kind(NamedTuple):
    """The values that a setting accepts: in words, and as a test that never raises."""

    words: str
    accepts: Callable[[Any], bool]


def choice(*values: str) -> Kind:
    """Return the kind of values that are one of some texts."""
    return Kind(f'one of {", ".join(map(repr, values))}', lambda value: isinstance(value, str) and value in values)


def optional(kind: Kind) -> Kind:
    """Return the same kind, with None allowed."""
    return Kind(f'{kind.words}, or None', lambda value: value is None or kind.accepts(value))


def _is_text(value: object) -> bool:
    return isinstance(value, str | Promise)


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_course_pattern(value: object) -> bool:
    try:
        return isinstance(value, str) and 'course_id' in re.compile(value).groupindex
    except re.error:
        return False


def _is_network(value: object) -> bool:
    try:
        ipaddress.ip_network(value)  # type: ignore[arg-type]  # anything may stand in the settings
    except ValueError:
        return False
    return isinstance(value, str)


def _is_reviewers(value: object) -> bool:
    lists = value.values() if isinstance(value, Mapping) else [None]
    return all(each == '*' or (isinstance(each, list | tuple) and all(map(EMAIL.accepts, each))) for each in lists)


def _is_pair(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and all(map(COUNT.accepts, value))


TEXT = Kind('text', _is_text)
NAME = Kind('text that is not empty', lambda value: _is_text(value) and bool(str(value).strip()))
ASCII = Kind('text of ASCII characters', lambda value: isinstance(value, str) and bool(value) and value.isascii())
FLAG = Kind('True or False', lambda value: isinstance(value, int) and value in (0, 1))
EMAIL = Kind('an email address', lambda value: _is_text(value) and '@' in str(value))
HOST = Kind(
    'a host name, with the port where it needs one',
    lambda value: _is_text(value) and not re.search(r'[/\s]', str(value)),
)
HOSTS = Kind(
    "a list of host names such as 'dashboard.example.com'",
    lambda value: isinstance(value, list | tuple) and all(map(HOST.accepts, value)),
)
URL = Kind(
    'a URL with http:// or https://', lambda value: isinstance(value, str) and bool(re.match('https?://.', value))
)
ROOT_URL = Kind(
    'a URL with http:// or https:// and no slash at its end',
    lambda value: URL.accepts(value) and not value.endswith('/'),
)
PATH = Kind('the path of a directory', lambda value: isinstance(value, str | os.PathLike))
SECONDS = Kind('a number of seconds, 0 or more', lambda value: is_number(value) and 0 <= value < INFINITY)
COUNT = Kind('a number above 0', lambda value: is_number(value) and 0 < value < INFINITY)
DAYS = Kind(f'a number of days above 0, up to {MOST_DAYS}', lambda value: COUNT.accepts(value) and value <= MOST_DAYS)
FUNCTION = Kind(
    "a function, or its dotted path such as 'package.module.function'",
    lambda value: (
        callable(value) or (isinstance(value, str) and bool(re.fullmatch(r'[^\W\d]\w*(\.[^\W\d]\w*)+', value)))
    ),
)
FRACTION = Kind('a number from 0 to 1', lambda value: is_number(value) and 0 <= value <= 1)
DICT = Kind('a dict', lambda value: isinstance(value, Mapping))
TEXTS = Kind('a list of texts', lambda value: isinstance(value, list | tuple) and all(map(_is_text, value)))
LINKS = Kind(
    'a dict of URLs', lambda value: isinstance(value, Mapping) and all(map(optional(TEXT).accepts, value.values()))
)
REVIEWERS = Kind("a dict by provider of lists of email addresses, or of '*'", _is_reviewers)
NETWORKS = Kind(
    "a list of networks such as '203.0.113.0/24'",
    lambda value: isinstance(value, list | tuple) and all(map(_is_network, value)),
)
NAMED_NETWORKS = Kind(
    "a dict of lists of networks such as '203.0.113.0/24'",
    lambda value: (
        isinstance(value, Mapping)
        and all(isinstance(name, str) and name and NETWORKS.accepts(each) for name, each in value.items())
    ),
)
COURSE_PATTERN = Kind('a regular expression with the group course_id', _is_course_pattern)
KEYS = Kind(
    'text of ASCII characters, or a list of such texts',
    lambda value: all(map(ASCII.accepts, value)) if isinstance(value, list | tuple) and value else ASCII.accepts(value),
)
RATE = Kind(
    "a number of requests in a time, such as '600/minute'",
    lambda value: isinstance(value, str) and bool(re.fullmatch('[1-9][0-9]*/(second|minute|hour|day)', value)),
)
RETENTION = Kind(  # a check of its own looks at the keys
    f'a dict of days by kind of data ({", ".join(RETENTION_KINDS)}), each a number above 0 up to {MOST_DAYS}, or None',
    lambda value: isinstance(value, Mapping) and all(map(optional(DAYS).accepts, value.values())),
)
KEY = Kind('text', lambda value: isinstance(value, str | bytes))
TIMEOUT = Kind(
    'a number of seconds, or two: to connect and to read', lambda value: COUNT.accepts(value) or _is_pair(value)
)
