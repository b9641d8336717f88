"""Setting and removing the entry rules of an exam.

The row with the rules, and what the exam says of having one, change in one transaction that holds the exam's row: of
two who save at once, the later one's rules count, as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from edx_proctoring import site_cache
from edx_proctoring.actions.entry_choices import FILE_PASSWORD, QUIT_HASH, Columns, checked
from edx_proctoring.actions.seb_rules import ensure_rules, needs_seb
from edx_proctoring.actions.transactions import require_transaction, transactional
from edx_proctoring.actions.waiting import announce_change
from edx_proctoring.exceptions import InvalidInputException, ProctoredExamNotFoundException
from edx_proctoring.lms import request_cache
from edx_proctoring.models import EntryRules, ProctoredExam
from edx_proctoring.queries.entry import let_in_key
from edx_proctoring.security.sealed_texts import seal, unseal
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

NO_RULES = _('The exam has no entry rules.')


def save_rules(exam: ProctoredExam, chosen: Mapping[str, Any], *, by: Any = None, now: datetime) -> EntryRules:
    """Make these the rules of the exam, and return them; those that are left out have their defaults.

    ``chosen`` is by the names of :data:`edx_proctoring.actions.entry_choices.CHOICES`; ``by`` is the user who chose.
    What else the row has, such as whom staff let in and passwords, stays. The same rules once more change
    nothing. An exam whose provider is Safe Exam Browser needs it, whatever was chosen. Raises
    :class:`InvalidInputException`.
    """
    columns = checked(chosen)
    columns['needs_seb'] = columns['needs_seb'] or needs_seb(exam, None)
    rules = _save(exam.id, columns, by, now)
    exam.has_entry_rules = True
    return rules


@transactional
def _save(exam_id: int, columns: Columns, by: Any, now: datetime) -> EntryRules:
    hold_exam(exam_id)
    rules = EntryRules.objects.select_for_update().filter(exam_id=exam_id).first()
    is_new = rules is None
    if rules is None:
        rules = EntryRules(exam_id=exam_id)
    before = {name: getattr(rules, name) for name in columns}
    after = {**columns, 'seb_options': _with_password(columns['seb_options'], before['seb_options'])}
    if FILE_PASSWORD in after:
        after[FILE_PASSWORD] = _sealed(after[FILE_PASSWORD], before[FILE_PASSWORD])
    if is_new or after != before:
        for name, value in after.items():
            setattr(rules, name, value)
        rules.signal += 1
        rules.modified_at, rules.modified_by_id = now, getattr(by, 'pk', None)
        rules.save(force_insert=is_new)
        announce_change(exam_id)
        transaction.on_commit(partial(log.info, 'Entry rules of exam %s: saved', exam_id))
    _mark(exam_id, has_rules=True)
    return rules


@transactional
def delete_rules(exam: ProctoredExam, *, by: Any = None, now: datetime) -> None:
    """Let everybody in who could take the exam without rules; if it has none, do nothing.

    What learners have shown, and access codes, stay, in case that rules come back. An exam whose provider is Safe Exam
    Browser still needs it.
    """
    hold_exam(exam.id)
    deleted, _rows = EntryRules.objects.filter(exam_id=exam.id).delete()
    transaction.on_commit(partial(site_cache.forget, [let_in_key(exam.id)]))  # the next rules count from the beginning
    exam.has_entry_rules = False
    ensure_rules([exam], now=now)
    _mark(exam.id, has_rules=exam.has_entry_rules)
    if deleted:
        who = getattr(by, 'pk', None)
        transaction.on_commit(partial(log.info, 'Entry rules of exam %s: deleted by user %s', exam.id, who))


def hold_exam(exam_id: int) -> None:
    """Lock the exam's row in the caller's transaction."""
    require_transaction()
    held = ProctoredExam.objects.select_for_update().filter(id=exam_id).order_by().values_list('id', flat=True)
    if not list(held):
        raise ProctoredExamNotFoundException(_('There is no such exam.'))


def hold_rules(exam_id: int) -> EntryRules:
    """Return the rules of the exam, locked in the caller's transaction; :class:`InvalidInputException` without any."""
    require_transaction()
    rules = EntryRules.objects.select_for_update().filter(exam_id=exam_id).first()
    if rules is None:
        raise InvalidInputException(NO_RULES)
    return rules


def _mark(exam_id: int, *, has_rules: bool) -> None:
    """Say at the exam whether it has rules. That is no change of the exam, whose history leaves it out."""
    ProctoredExam.objects.filter(id=exam_id).exclude(has_entry_rules=has_rules).update(has_entry_rules=has_rules)
    transaction.on_commit(request_cache.forget)


def _with_password(options: dict[str, Any], before: Any) -> dict[str, Any]:
    """Return the options with the hash of the quit password that they had, unless they say which one."""
    former = before.get(QUIT_HASH) if isinstance(before, dict) else None
    return {QUIT_HASH: former, **options} if former else options


def _sealed(password: str, before: str) -> str:
    """Return the password as it is stored: as it is there already, if it is the same."""
    try:
        is_the_same = unseal(before) == password
    except ValueError:  # sealed with a key that the site has given up
        is_the_same = False
    return before if is_the_same else seal(password)
