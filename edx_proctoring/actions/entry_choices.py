"""What may be stored as the entry rules of an exam: from what staff chose to the columns of ``EntryRules``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from edx_proctoring.backends.review import UNSTORABLE
from edx_proctoring.conf import conf
from edx_proctoring.domain.networks import is_network
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.seb.exam_configurations import ExamConfiguration
from edx_proctoring.seb.hashes import read_keys
from edx_proctoring.seb.passwords import hashed_password
from edx_proctoring.texts import gettext_noop as _

MOST_NETWORKS: Final = 50
MOST_CIDRS: Final = 200
LONGEST_NAME: Final = 255
LONGEST_PASSWORD: Final = 128
MOST_VERSIONS: Final = 50

QUIT_PASSWORD: Final = 'quit_password'  # noqa: S105 - the name of a choice  # nosec B105
QUIT_HASH: Final = 'quit_password_hash'
KEYS: Final = 'seb_exam_keys'
FILE_PASSWORD: Final = 'seb_password'  # noqa: S105 - the name of a choice  # nosec B105

_START: Final = 'https://lms.example.com/start'
_QUIT: Final = 'https://lms.example.com/quit'

_UNKNOWN: Final = _('There is no entry rule “%(name)s”.')
_NOT_A_TRUTH: Final = _('%(name)s has to be true or false.')
_NOT_A_MOMENT: Final = _('%(name)s has to be a moment with a time zone.')
_NO_PERIOD: Final = _('The time for starting has to begin before it ends.')
_NOT_NETWORKS: Final = _('Networks have to be a list of objects with a name, and a list of addresses.')
_MANY_NETWORKS: Final = _('There can be at most %(most)s networks.')
_NO_NETWORKS: Final = _('List at least one network, or let learners in from everywhere.')
_NO_NAME: Final = _('Each network needs a name of at most %(most)s characters.')
_SAME_NAME: Final = _('There are two networks “%(name)s”.')
_NO_CIDRS: Final = _('The network “%(name)s” has no addresses, and the site has no network of that name.')
_MANY_CIDRS: Final = _('The network “%(name)s” can have at most %(most)s addresses.')
_NOT_A_CIDR: Final = _(
    '“%(cidr)s” in the network “%(name)s” is not an address, or a network such as 203.0.113.0/24 or 2001:db8::/32.'
)
_NOT_OPTIONS: Final = _('seb_options has to be an object.')
_NO_OPTION: Final = _('Safe Exam Browser has no option “%(name)s”.')
_NOT_TEXTS: Final = _('%(name)s has to be a list of texts.')
_LONG_PASSWORD: Final = _('The quit password can have at most %(most)s characters.')
_FILE_PASSWORD: Final = _('The password of the configuration has to be one line of at most %(most)s characters.')
_MANY_VERSIONS: Final = _('There can be at most %(most)s versions of Safe Exam Browser.')

Columns = dict[str, Any]


def checked(chosen: Mapping[str, Any]) -> Columns:
    """Return the columns for what was chosen, by name; what is left out has its default.

    Raises :class:`InvalidInputException` for what cannot be. Secrets are not read back by those who choose, and are
    missing here unless they were chosen: the keys of browsers, the password of the configurations, in clear text, and
    in ``seb_options`` the hash of the quit password.
    """
    for name in chosen:
        if name not in _READERS:
            raise InvalidInputException(_UNKNOWN, name=str(name)[:LONGEST_NAME])
    columns = {name: read(chosen.get(name), name) for name, read in _READERS.items()}
    for name in (KEYS, FILE_PASSWORD):
        if chosen.get(name) is None:
            del columns[name]
    first, last = columns['starts_from'], columns['starts_until']
    if first is not None and last is not None and first >= last:
        raise InvalidInputException(_NO_PERIOD)
    return columns


def _truth(value: Any, name: str) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise InvalidInputException(_NOT_A_TRUTH, name=name)
    return value


def _moment(value: Any, name: str) -> datetime | None:
    if value is not None and not (isinstance(value, datetime) and value.tzinfo is not None):
        raise InvalidInputException(_NOT_A_MOMENT, name=name)
    return value


def _networks(value: Any, name: str) -> list[dict[str, Any]] | None:
    if value is None:
        return None
    if not _is_list(value):
        raise InvalidInputException(_NOT_NETWORKS)
    if not value:
        raise InvalidInputException(_NO_NETWORKS)
    if len(value) > MOST_NETWORKS:
        raise InvalidInputException(_MANY_NETWORKS, most=MOST_NETWORKS)
    found = [_network(each) for each in value]
    names: set[str] = set()
    for each in found:
        if each['name'] in names:
            raise InvalidInputException(_SAME_NAME, name=each['name'])
        names.add(each['name'])
    return found


def _network(value: Any) -> dict[str, Any]:
    """Return a network with its addresses; one of the site has its name only, whatever addresses that gets later."""
    if not isinstance(value, Mapping) or not _is_text(value.get('name')):
        raise InvalidInputException(_NOT_NETWORKS)
    name, cidrs = value['name'].strip(), value.get('cidrs')
    if not name or len(name) > LONGEST_NAME:
        raise InvalidInputException(_NO_NAME, most=LONGEST_NAME)
    if cidrs is not None and not _is_list(cidrs):
        raise InvalidInputException(_NOT_NETWORKS)
    if not cidrs:
        if name not in conf.exam_networks:
            raise InvalidInputException(_NO_CIDRS, name=name)
        return {'name': name}
    if len(cidrs) > MOST_CIDRS:
        raise InvalidInputException(_MANY_CIDRS, name=name, most=MOST_CIDRS)
    return {'name': name, 'cidrs': [_cidr(each, name) for each in cidrs]}


def _cidr(value: Any, name: str) -> str:
    text = value.strip() if _is_text(value) else ''
    if not is_network(text):
        raise InvalidInputException(_NOT_A_CIDR, cidr=text[:50], name=name)
    return text


def _seb_options(value: Any, name: str) -> dict[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidInputException(_NOT_OPTIONS)
    options = {}
    for key, each in value.items():
        read = _OPTIONS.get(key)
        if read is None:
            raise InvalidInputException(_NO_OPTION, name=str(key)[:LONGEST_NAME])
        if each is not None:
            options[QUIT_HASH if key == QUIT_PASSWORD else key] = read(each, key)
    arguments: dict[str, Any] = {key: tuple(each) if isinstance(each, list) else each for key, each in options.items()}
    ExamConfiguration(start_url=_START, quit_url=_QUIT, **arguments)  # refuses what it cannot have
    return options


def _texts(value: Any, name: str) -> list[str]:
    if not _is_list(value) or not all(_is_text(each) and len(each) <= LONGEST_NAME for each in value):
        raise InvalidInputException(_NOT_TEXTS, name=name)
    return list(value)


def _versions(value: Any, name: str) -> list[str]:
    versions = _texts(value, name)
    if len(versions) > MOST_VERSIONS:
        raise InvalidInputException(_MANY_VERSIONS, most=MOST_VERSIONS)
    return versions


def _password_hash(value: Any, name: str) -> str:
    if not _is_text(value) or len(value) > LONGEST_PASSWORD:
        raise InvalidInputException(_LONG_PASSWORD, most=LONGEST_PASSWORD)
    return hashed_password(value)


def _file_password(value: Any, name: str) -> str:
    if value is None:
        return ''
    if not _is_text(value) or len(value) > LONGEST_PASSWORD or not value.isprintable():
        raise InvalidInputException(_FILE_PASSWORD, most=LONGEST_PASSWORD)
    return str(value)


def _seb_exam_keys(value: Any, name: str) -> list[str]:
    if value is None:
        return []
    return list(read_keys(value if _is_text(value) else ' '.join(_texts(value, name))))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and not UNSTORABLE.search(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


_OPTIONS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    'allowed_sites': _texts,
    'minimum_versions': _versions,
    QUIT_PASSWORD: _password_hash,
    **{each.name: _truth for each in fields(ExamConfiguration) if isinstance(each.default, bool)},
}

_READERS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    'needs_code': _truth,
    'networks': _networks,
    'starts_from': _moment,
    'starts_until': _moment,
    'needs_release': _truth,
    'binds_place': _truth,
    'needs_seb': _truth,
    'seb_options': _seb_options,
    KEYS: _seb_exam_keys,
    FILE_PASSWORD: _file_password,
}
CHOICES: Final = tuple(_READERS)
"""The names of the rules."""
