"""A configuration of Safe Exam Browser that staff upload, for learners to get instead of one that is made for each."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction

from edx_proctoring.actions.entry_rules import hold_rules
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.actions.waiting import announce_change
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.lms import seb_links
from edx_proctoring.models import EntryRules, ProctoredExam
from edx_proctoring.seb.uploads import Upload, read_exam_file
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

_OF_SERVER: Final = _('SEB Server has set the keys of this exam, so a file of your own would not be used.')


def use_file(exam: ProctoredExam, data: bytes, password: str | None = None, *, by: Any = None, now: datetime) -> Upload:
    """Hand out these bytes, as they are, to all learners who begin from now on; return what is in them.

    The password opens an encrypted file once, to compute its key, and is not stored. Attempts that have begun go on
    with what they have. The same file again changes nothing.

    Raises :class:`InvalidInputException` for what cannot be used, and for an exam without entry rules.
    """
    upload = read_exam_file(data, password, _hosts())
    _store(exam.id, data, upload.config_key, by, now)
    return upload


def drop_file(exam: ProctoredExam, *, by: Any = None, now: datetime) -> None:
    """Make configurations for each learner again; nothing happens if there is no file.

    Raises :class:`InvalidInputException` for an exam without entry rules.
    """
    _store(exam.id, None, '', by, now)


@transactional
def _store(exam_id: int, data: bytes | None, key: str, by: Any, now: datetime) -> None:
    rules = hold_rules(exam_id)
    if data is not None and rules.seb_config_keys:
        raise InvalidInputException(_OF_SERVER)
    if _bytes_of(rules) == data:
        return
    rules.seb_file, rules.seb_file_key = data, key
    rules.signal += 1
    rules.modified_at, rules.modified_by_id = now, getattr(by, 'pk', None)
    rules.save(update_fields=['seb_file', 'seb_file_key', 'signal', 'modified_at', 'modified_by_id'])
    announce_change(exam_id)
    done = 'taken back' if data is None else 'stored'
    transaction.on_commit(partial(log.info, 'File for Safe Exam Browser of exam %s: %s', exam_id, done))


def _bytes_of(rules: EntryRules) -> bytes | None:
    return None if rules.seb_file is None else bytes(rules.seb_file)


def _hosts() -> set[str]:
    """Return the hosts on which the first page may be."""
    return {host for site in seb_links.sites() if (host := urlsplit(f'//{site}').hostname)}
