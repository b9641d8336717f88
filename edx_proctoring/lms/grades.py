"""The grades service: what a failed review does to the learner's grade."""

from __future__ import annotations

from typing import Any, Protocol, cast

from edx_proctoring.runtime import get_runtime_service

# Points of an exam whose review failed.
REJECTED_GRADE = 0.0


class GradesService(Protocol):
    """What the host registers as ``grades``."""

    def should_override_grade_on_rejected_exam(self, course_key_or_id: str) -> bool: ...

    def override_subsection_grade(
        self,
        *,
        user_id: int,
        course_key_or_id: str,
        usage_key_or_id: str,
        earned_all: float,
        earned_graded: float,
        overrider: Any,
        comment: str,
    ) -> object: ...

    def undo_override_subsection_grade(
        self, *, user_id: int, course_key_or_id: str, usage_key_or_id: str
    ) -> object: ...


def _service() -> GradesService | None:
    return cast('GradesService | None', get_runtime_service('grades'))


def overrides_on_rejection(course_id: str) -> bool:
    """Return whether the course sets the grade of a rejected exam to zero; False without the service."""
    service = _service()
    return service is not None and bool(service.should_override_grade_on_rejected_exam(course_id))


def override_to_zero(user_id: int, course_id: str, content_id: str, *, overrider: Any, comment: str) -> None:
    """Set the learner's grade in the exam to zero; ``overrider`` is the user who decided it, or None.

    Do nothing without the service. The host raises an error when it does not know the content.
    """
    service = _service()
    if service is not None:
        service.override_subsection_grade(
            user_id=user_id,
            course_key_or_id=course_id,
            usage_key_or_id=content_id,
            earned_all=REJECTED_GRADE,
            earned_graded=REJECTED_GRADE,
            overrider=overrider,
            comment=comment,
        )


def undo_override(user_id: int, course_id: str, content_id: str) -> None:
    """Restore the grade that the learner earned. Do nothing without an override or without the service."""
    service = _service()
    if service is not None:
        service.undo_override_subsection_grade(user_id=user_id, course_key_or_id=course_id, usage_key_or_id=content_id)
