"""Entry rules, access codes, and letting learners in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from edx_proctoring.actions import access_codes, entry_rules, release
from edx_proctoring.queries.entry_dicts import EntryRulesDict, describe_rules
from edx_proctoring.queries.exams import get_exam

__all__ = (
    'create_access_code',
    'get_entry_rules',
    'release_learners',
    'remove_entry_rules',
    'revoke_access_code',
    'set_entry_rules',
)


def get_entry_rules(exam_id: Any) -> EntryRulesDict:
    """Return what the exam demands of learners who want to take it, and what is wrong with that.

    Of an exam without rules, ``has_rules`` is false. Raises :class:`ProctoredExamNotFoundException`.
    """
    return describe_rules(get_exam(exam_id), now=timezone.now())


def set_entry_rules(exam_id: Any, *, by: Any = None, **rules: Any) -> EntryRulesDict:
    """Make these the rules of the exam, and return them; those that are left out do not count.

    ``rules`` are ``needs_code``, ``networks`` (a list of dicts with ``name`` and ``cidrs``, or with the ``name`` of one
    in ``EXAM_NETWORKS``; None for all), ``starts_from`` and ``starts_until`` (aware datetimes), ``needs_release``,
    ``binds_place``, ``needs_seb``, ``seb_options`` (as of ``seb.exam_configurations.ExamConfiguration``, and
    ``quit_password``), ``seb_exam_keys``, and ``seb_password``, which encrypts configurations. Passwords and keys that
    are left out stay. ``by`` is the user who sets them. Raises :class:`ProctoredExamNotFoundException` and
    :class:`InvalidInputException`.
    """
    exam, now = get_exam(exam_id), timezone.now()
    entry_rules.save_rules(exam, rules, by=by, now=now)
    return describe_rules(exam, now=now)


def remove_entry_rules(exam_id: Any, *, by: Any = None) -> None:
    """Let everybody in who could take the exam without rules. Raises :class:`ProctoredExamNotFoundException`."""
    entry_rules.delete_rules(get_exam(exam_id), by=by, now=timezone.now())


def create_access_code(
    exam_id: Any,
    *,
    code: str | None = None,
    label: str = '',
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    rotates_minutes: int | None = None,
    by: Any = None,
) -> tuple[int, str]:
    """Make an access code of the exam; return its id, and the code, which nobody can get again unless it changes.

    Without ``code``, it is random; with ``rotates_minutes`` (1 to 1440), it changes that often. Raises
    :class:`ProctoredExamNotFoundException` and :class:`InvalidInputException`.
    """
    made = access_codes.create(
        get_exam(exam_id),
        code=code,
        label=label,
        valid_from=valid_from,
        valid_until=valid_until,
        rotates_minutes=rotates_minutes,
        by=by,
        now=timezone.now(),
    )
    return made.row.pk, made.code


def revoke_access_code(code_id: int, *, by: Any = None) -> None:
    """Let nobody in with the code any more, if it is there; whoever has entered it stays in."""
    access_codes.revoke(code_id, by=by, now=timezone.now())


def release_learners(exam_id: Any, user_ids: Iterable[int] | None = None, *, by: Any = None) -> int:
    """Let these learners in, as far as it is staff who keep them out; None: everybody who waits, and who will come.

    Returns how many were not let in before; 0 for everybody. Raises :class:`ProctoredExamNotFoundException`, and
    :class:`InvalidInputException` for an exam without entry rules.
    """
    exam, now = get_exam(exam_id), timezone.now()
    if user_ids is None:
        release.release_everybody(exam, by=by, now=now)
        return 0
    return release.release_learners(exam, user_ids, by=by, now=now)
