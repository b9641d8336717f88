"""Safe Exam Browser: which keys count for a learner at an exam."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from edx_proctoring.domain.entry_rules import Rule
from edx_proctoring.domain.time_limits import is_ready_to_resume
from edx_proctoring.models import EntryEvent, EntryRules, ProctoredExamStudentAttempt, SebConfiguration
from edx_proctoring.queries.entry import is_open
from edx_proctoring.seb.hashes import AcceptedKeys, Verdict
from edx_proctoring.security.sealed_texts import unseal


class Source(StrEnum):
    """Where the configurations of an exam come from."""

    MADE = 'made'  # here, for each learner
    FILE = 'file'  # from staff
    SERVER = 'server'  # from a server for Safe Exam Browser


def source_of(rules: EntryRules) -> Source:
    """Return where the configurations of the exam come from."""
    if rules.seb_config_keys:
        return Source.SERVER
    return Source.FILE if rules.seb_file is not None else Source.MADE


def has_lost_password(rules: EntryRules) -> bool:
    """Return whether the configurations that are made here have a password that was sealed with a key which the site
    has given up, so that none can be made."""
    if source_of(rules) is not Source.MADE:
        return False
    try:
        unseal(rules.seb_password)
    except ValueError:
        return True
    return False


def digest_of_choices(rules: EntryRules) -> str:
    """Return a digest of what the configurations are made from: 64 hex digits."""
    chosen = [rules.seb_options, rules.seb_file_key]
    return hashlib.sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()


def attempt_in_use(attempt: ProctoredExamStudentAttempt | None) -> int | None:
    """Return the id of the current attempt, if a configuration can be good for it: it is open, or will be resumed."""
    if attempt is None:
        return None
    return attempt.id if is_open(attempt) or is_ready_to_resume(attempt) else None


def find_configurations(rules: EntryRules, user_id: Any, attempt_id: int | None) -> QuerySet[SebConfiguration]:
    """Return what was made for the learner, newest first: for the attempt in use, whatever staff have changed since,
    and for the next one, if they have changed nothing."""
    of_next = Q(attempt_id=None, made_from=digest_of_choices(rules))
    wanted = of_next if attempt_id is None else of_next | Q(attempt_id=attempt_id)
    return SebConfiguration.objects.filter(wanted, exam_id=rules.exam_id, user_id=user_id).order_by('-id')


def accepted_keys(rules: EntryRules, user_id: Any, attempt_id: int | None) -> AcceptedKeys:
    """Return the keys of which a browser has to have one, for the learner's attempt in use.

    Keys that are no keys stay among them: nobody gets in then.
    """
    made = find_configurations(rules, user_id, attempt_id)
    source = source_of(rules)
    if source is Source.MADE:
        config = [*made.values_list('config_key', flat=True)]
    else:
        common = _listed(rules.seb_config_keys) if source is Source.SERVER else [rules.seb_file_key]
        begun = made.exclude(attempt_id=None) if attempt_id is not None else made.none()
        config = [*common, *begun.values_list('config_key', flat=True)]
    return AcceptedKeys(tuple(dict.fromkeys(config)), tuple(_listed(rules.seb_exam_keys)))


def find_last_failure(exam_id: int, user_id: Any, *, since: datetime | None) -> EntryEvent | None:
    """Return the learner's last check, if it failed, after that moment; None otherwise."""
    outcomes = [EntryEvent.PASSED, *map(str, Verdict)]
    found = EntryEvent.objects.filter(exam_id=exam_id, user_id=user_id, rule=str(Rule.SEB), outcome__in=outcomes)
    last = found.order_by('-id').first()
    is_over = last is None or last.outcome == EntryEvent.PASSED or (since is not None and last.at < since)
    return None if is_over else last


def _listed(stored: Any) -> list[str]:
    """Return the keys of a JSON column; a text that is no key for each thing that is not one."""
    values = stored if isinstance(stored, list) else [stored]
    return [each if isinstance(each, str) else '' for each in values]
