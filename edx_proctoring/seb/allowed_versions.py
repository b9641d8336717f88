"""The setting ``sebAllowedVersions``: which versions of the browser may be used.

An entry is ``Win.3.9``, ``Mac.3.6.1.min`` or the like: a platform, two to four numbers, ``AE`` for the edition of the
SEB Alliance, and ``min`` where newer versions are allowed, too. Platforms differ: without an entry of its own, Windows
allows all versions, and macOS and iOS none. So entries for every platform that may be used belong in the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from edx_proctoring.exceptions import InvalidSebConfiguration
from edx_proctoring.seb.clients import Platform
from edx_proctoring.texts import gettext_noop as _

NAMES: Final = {Platform.WINDOWS: 'Win', Platform.MACOS: 'Mac', Platform.IOS: 'iOS'}

_ENTRY: Final = re.compile(
    r'(?P<name>Win|Mac|iOS)\.(?P<numbers>[0-9]{1,9}(\.[0-9]{1,9}){1,3})(?P<edition>\.AE)?(?P<newer>\.min)?'
)
_PLATFORM_OF: Final = {name: platform for platform, name in NAMES.items()}
_MALFORMED: Final = _('This is not a version of Safe Exam Browser, such as Win.3.9.min: %(entry)s')


class Entry(NamedTuple):
    """One entry of the list: ``numbers`` have to be equal as far as they go, or are the least."""

    platform: Platform
    numbers: tuple[int, ...]
    alliance_edition: bool
    newer: bool

    def matches(self, numbers: tuple[int, ...], alliance_edition: bool) -> bool:
        """Return whether the version of a client of this platform is one that is meant."""
        if self.alliance_edition and not alliance_edition:
            return False
        if alliance_edition and not self.alliance_edition and self.platform is not Platform.WINDOWS:
            return False
        given = numbers[: len(self.numbers)]
        return given >= self.numbers if self.newer else given == self.numbers


class Client(NamedTuple):
    """A client: its version, as numbers without the build, and the build."""

    platform: Platform
    version: tuple[int, ...]
    build: int
    alliance_edition: bool = False


def read_entry(text: str) -> Entry:
    """Return the parts of an entry. Raises ``InvalidSebConfiguration`` for anything else."""
    found = _ENTRY.fullmatch(text)
    if found is None:
        raise InvalidSebConfiguration(_MALFORMED, entry=text[:50])
    numbers = tuple(int(each) for each in found['numbers'].split('.'))
    return Entry(_PLATFORM_OF[found['name']], numbers, bool(found['edition']), bool(found['newer']))


def allows(entries: Sequence[str], client: Client) -> bool:
    """Return whether a client of that platform and version would let itself be used.

    macOS and iOS read over entries that are malformed. Windows refuses the whole file for one of its own: this raises
    ``InvalidSebConfiguration``. *Uncertain*: so it is for entries of Windows with one number only.
    """
    if client.platform is Platform.WINDOWS:
        own = [read_entry(each) for each in entries if each.startswith('Win.')]
        bound = bool(own)
    else:
        valid = list(_valid(entries))
        own = [each for each in valid if each.platform is client.platform]
        bound = bool(valid)
    padded = (*client.version, 0, 0, 0)[:3]
    return not bound or any(each.matches((*padded, client.build), client.alliance_edition) for each in own)


def platforms_of(entries: Iterable[str]) -> set[Platform]:
    """Return the platforms that the list names; malformed entries are read over."""
    return {each.platform for each in _valid(entries)}


def _valid(entries: Iterable[str]) -> Iterable[Entry]:
    return (read_entry(each) for each in entries if _ENTRY.fullmatch(each))
