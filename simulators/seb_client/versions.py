"""Which versions a configuration allows, as the clients of each platform understand it."""

import re
from collections.abc import Iterable

_ENTRY = re.compile(r'(Win|Mac|iOS)((?:\.\d+){2,4})(\.AE)?(\.min)?', re.ASCII)


class EntryError(ValueError):
    """Windows reads no file that has such an entry."""


def lets_itself_be_used(
    entries: Iterable[str], platform: str, version: str, *, build: int = 0, alliance_edition: bool = False
) -> bool:
    """Return whether a client (``Win``, ``Mac`` or ``iOS``) starts with this ``sebAllowedVersions``. Raises EntryError.

    Windows looks at its own entries only. Where all entries are for others, macOS and iOS refuse to start.
    """
    mine, others = [], 0
    for entry in entries:
        found = _ENTRY.fullmatch(entry)
        if platform == 'Win' and not found and entry.startswith('Win.'):
            raise EntryError(entry)
        if found and found[1] == platform:
            mine.append(found)
        elif found:
            others += 1
    if not mine:
        return platform == 'Win' or not others
    own = [*[*map(int, version.split('.')), 0, 0][:3], build]
    return any(_fits(found, own, alliance_edition, platform) for found in mine)


def _fits(found: re.Match[str], own: list[int], alliance_edition: bool, platform: str) -> bool:
    wanted = [int(number) for number in found[2].split('.')[1:]]
    if found[3] and not alliance_edition:
        return False
    if alliance_edition and not found[3] and platform != 'Win':
        return False
    mine = own[: len(wanted)]
    return mine >= wanted if found[4] else mine == wanted
