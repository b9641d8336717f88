"""Extra time for attempts that are running."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from edx_proctoring.actions import extra_time
from edx_proctoring.queries.extra_time import list_running

__all__ = ('extend_attempts', 'list_running_attempts', 'undo_extension')


def extend_attempts(
    attempt_ids: Iterable[int],
    minutes: int,
    *,
    course_id: str,
    reason: str = '',
    by: Any = None,
    beyond_due_date: bool = False,
) -> tuple[str, dict[int, int]]:
    """Give attempts of the course that are in progress more time; return a batch id and the seconds that each got.

    0: the attempt is not in progress, its time is over, it is of another course, or its due date leaves nothing. ``by``
    is the user who gives it. Raises :class:`InvalidInputException` unless the minutes are positive.
    """
    result = extra_time.extend(
        attempt_ids,
        minutes * 60,
        course_id=course_id,
        reason=reason,
        by=by,
        beyond_due_date=beyond_due_date,
        now=timezone.now(),
    )
    return result.batch, {each.attempt_id: each.seconds for each in result.results}


def undo_extension(batch: str, *, course_id: str, by: Any = None) -> None:
    """Take back what :func:`extend_attempts` gave.

    Raises :class:`InvalidInputException` if that was undone before, or if somebody has used their extra time.
    """
    extra_time.undo(batch, course_id=course_id, by=by, now=timezone.now())


def list_running_attempts(exam_id: int) -> list[int]:
    """Return the ids of the attempts at the exam that are in progress."""
    return list_running(exam_id)
