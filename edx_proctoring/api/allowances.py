"""Allowances: additional time and exceptions for single learners."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from edx_proctoring.actions import allowances as actions
from edx_proctoring.actions import bulk_allowances
from edx_proctoring.api.lazy_list import LazyList
from edx_proctoring.queries.allowances import list_allowances
from edx_proctoring.queries.ordering import Ordering
from edx_proctoring.serializers import AllowanceDict, allowance_dict

__all__ = ('add_allowance_for_user', 'add_bulk_allowances', 'get_allowances_for_course', 'remove_allowance_for_user')


def add_allowance_for_user(exam_id: Any, user_info: Any, key: str | tuple[str, ...], value: str) -> None:
    """Give a learner (username, email, or ``int`` id) an allowance for an exam, or change the existing one.

    Raises :class:`UserNotFoundException`, :class:`AllowanceValueNotAllowedException`,
    :class:`ProctoredExamNotFoundException`, :class:`ProctoredExamNotActiveException`.
    """
    actions.grant(exam_id, user_info, key, value, now=timezone.now())


def add_bulk_allowances(
    exam_ids: Iterable[Any], user_ids: Iterable[Any], allowance_type: str, value: str
) -> tuple[list[dict[str, Any]], int, int]:
    """Give learners an allowance for exams; return all pairs, how many were granted, and how many failed.

    ``allowance_type`` is a key or ``time_multiplier``, with a factor ≥ 1 as text. Raises
    :class:`AllowanceValueNotAllowedException` before anything is written.
    """
    result = bulk_allowances.grant(exam_ids, user_ids, allowance_type, value, now=timezone.now())
    return result.pairs, len(result.granted), len(result.refused)


def get_allowances_for_course(course_id: Any, ordering: Ordering = None) -> list[AllowanceDict]:
    """Return all allowances of a course, by id unless ``ordering`` names a field, as in :func:`get_all_exam_attempts`.

    The list is read when it is used. Raises :class:`OrderingNotAllowedException` at once.
    """
    return LazyList(list_allowances(course_id, ordering=ordering), allowance_dict)


def remove_allowance_for_user(exam_id: Any, user_id: Any, key: str) -> None:
    """Remove an allowance, if there is one."""
    actions.revoke(exam_id, user_id, key)
