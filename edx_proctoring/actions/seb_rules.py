"""Entry rules that an exam has because of its provider."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from edx_proctoring import provider_gateway
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.models import EntryRules, ProctoredExam


def needs_seb(exam: ProctoredExam, rules: EntryRules | None) -> bool:
    """Return whether the exam can only be taken in Safe Exam Browser: its rules say so, or it is its provider, whatever
    the rules say. ``rules`` is None for an exam without any."""
    return (rules is not None and rules.needs_seb) or provider_gateway.needs_seb(exam)


def ensure_rules(exams: Iterable[ProctoredExam], *, now: datetime) -> None:
    """Make each exam whose provider is Safe Exam Browser demand it, whatever else its rules say."""
    for exam in exams:
        if provider_gateway.needs_seb(exam):
            _ensure(exam, now=now)


@transactional
def _ensure(exam: ProctoredExam, *, now: datetime) -> None:
    rules, _is_new = EntryRules.objects.get_or_create(exam_id=exam.id, defaults={'needs_seb': True, 'modified_at': now})
    if not rules.needs_seb:
        EntryRules.objects.filter(exam_id=exam.id).update(needs_seb=True, modified_at=now)
    if not exam.has_entry_rules:
        ProctoredExam.objects.filter(id=exam.id).update(has_entry_rules=True)
        exam.has_entry_rules = True
