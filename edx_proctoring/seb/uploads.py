"""A ``.seb`` file that staff upload: what is in it, or why it cannot be used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from edx_proctoring.exceptions import InvalidSebConfiguration
from edx_proctoring.seb.canonical_text import config_key
from edx_proctoring.seb.containers import MOST_BYTES_OF_FILE, Kind, is_client_file, open_seb_file
from edx_proctoring.seb.hazards import refuse_hazards
from edx_proctoring.seb.property_lists import MOST_BYTES as MOST_BYTES_OF_XML
from edx_proctoring.seb.values import Settings
from edx_proctoring.seb.weaknesses import Severity, Weakness, weaknesses
from edx_proctoring.texts import gettext_noop as _

# For whoever receives it: no more has to be read. Each gzip inside may have as many bytes as the property list.
MOST_BYTES_OF_UPLOAD: Final = MOST_BYTES_OF_FILE
MOST_BYTES_OF_LAYER: Final = MOST_BYTES_OF_XML

_NO_CLIENT_FILE: Final = _(
    'This file would change the settings of Safe Exam Browser on the computers of learners for good. Save the '
    'configuration for starting an exam instead.'
)
_CLIENT_FILE: Final = Weakness(
    'sebConfigPurpose',
    Severity.PROBLEM,
    _('The file does not start an exam: it changes the settings of Safe Exam Browser for good.'),
)


@dataclass(frozen=True, slots=True)
class Upload:
    """What was in a file that can be used: how it was packed, its settings and their key, and what is weak in it."""

    kind: Kind
    settings: Settings
    config_key: str
    weaknesses: tuple[Weakness, ...]


def read_upload(data: bytes, password: str | None = None, hosts: Collection[str] = ()) -> Upload:
    """Return what is in a file. ``hosts`` are those of this site: see :func:`edx_proctoring.seb.weaknesses.weaknesses`.

    An encrypted file needs its password. Sizes are checked before the file is opened and after each of its layers is:
    :data:`MOST_BYTES_OF_UPLOAD` and :data:`MOST_BYTES_OF_LAYER`.

    Raises ``UnreadableSebFile`` for a file that cannot be opened, and ``InvalidSebConfiguration`` for one with values
    that clients treat differently: its key would keep some of them out.
    """
    opened = open_seb_file(data, password)
    refuse_hazards(opened.settings)
    found = weaknesses(opened.settings, hosts)
    if opened.kind == 'pwcc':
        found = [_CLIENT_FILE, *(each for each in found if each.setting != _CLIENT_FILE.setting)]
    return Upload(opened.kind, opened.settings, config_key(opened.settings), tuple(found))


def read_exam_file(data: bytes, password: str | None = None, hosts: Collection[str] = ()) -> Upload:
    """Do the same for a file that is to be handed out to learners: one that would change their browsers for good is
    refused, without its password if it says so at the outside."""
    if is_client_file(data):
        raise InvalidSebConfiguration(_NO_CLIENT_FILE)
    upload = read_upload(data, password, hosts)
    if upload.settings.get(_CLIENT_FILE.setting, 0) != 0:
        raise InvalidSebConfiguration(_NO_CLIENT_FILE)
    return upload
