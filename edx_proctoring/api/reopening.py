"""Reopening attempts that are finished."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from edx_proctoring.actions import reopening

__all__ = ('reopen_attempts', 'undo_reopening')


def reopen_attempts(
    attempt_ids: Iterable[int], minutes: int, *, course_id: str, reason: str = '', by: Any = None
) -> tuple[str, dict[int, int]]:
    """Let learners continue finished attempts of the course; return a batch id and the seconds that each would have.

    They continue in a new attempt, whose clock starts then; the due date limits it. 0: the attempt is not submitted,
    timed out, or failed, it was reopened already, it is not the newest one, it is for practice, of another course, or
    ``by``'s own, or the due date leaves no time. ``by`` is the user who reopens it. Raises
    :class:`InvalidInputException` unless the minutes are positive.
    """
    result = reopening.reopen(attempt_ids, minutes * 60, course_id=course_id, reason=reason, by=by, now=timezone.now())
    return result.batch, {each.attempt_id: each.seconds for each in result.results}


def undo_reopening(batch: str, *, course_id: str, by: Any = None) -> None:
    """Close again what :func:`reopen_attempts` reopened.

    Raises :class:`InvalidInputException` if that was undone before, or if a learner has continued their exam.
    """
    reopening.undo(batch, course_id=course_id, by=by, now=timezone.now())
