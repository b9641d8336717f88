"""What course staff do with attempts that they have selected."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from edx_proctoring.actions import selected_attempts

__all__ = ('end_attempts',)


def end_attempts(attempt_ids: Iterable[int], *, course_id: str, reason: str, by: Any = None) -> dict[int, str | None]:
    """Submit attempts of the course that are in progress; return None for each that was, or why it was not.

    ``not_found``: no such attempt in the course; ``over``: it was over already; ``not_running``: it has not begun;
    ``busy``: try again. ``by`` is the user who ends them. Raises :class:`InvalidInputException` without a reason.
    """
    results = selected_attempts.end(attempt_ids, course_id=course_id, reason=reason, by=by, now=timezone.now())
    return {each.attempt_id: each.refusal for each in results}
