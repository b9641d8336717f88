"""Keys that a server for Safe Exam Browser sets for all exams of a course that need the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from edx_proctoring.actions.transactions import transactional
from edx_proctoring.models import EntryRules
from edx_proctoring.queries.seb_server import find_keys, list_rules
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)

KeyKind = Literal['config', 'exam']
COLUMNS: Mapping[KeyKind, str] = {'config': 'seb_config_keys', 'exam': 'seb_exam_keys'}


@transactional
def set_keys(course_id: str, keys: Mapping[KeyKind, Sequence[str]], *, by: Any, now: datetime) -> int:
    """Replace the keys of these kinds in all exams of the course that need the browser; return how many there are.

    The others stay as they are, and so do exams whose keys are these already.
    """
    values = {COLUMNS[kind]: list(each) for kind, each in keys.items()}
    rules = list(list_rules(course_id).select_for_update())
    for each in rules:
        if any(getattr(each, column) != value for column, value in values.items()):
            changed = values | {'modified_at': now, 'modified_by_id': by.pk}
            EntryRules.objects.filter(exam_id=each.exam_id).update(**changed)
            log.info('Keys of Safe Exam Browser set: exam=%s by=%s', each.exam_id, by.pk)
    return len(rules)


@transactional
def take_keys(course_id: str, *, by: Any, now: datetime) -> None:
    """Take the keys away, if a server set any: the exams are as before, apart from exam keys that staff had listed."""
    if find_keys(course_id) is not None:
        set_keys(course_id, {'config': [], 'exam': []}, by=by, now=now)
