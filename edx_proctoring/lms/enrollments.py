"""The enrollments service: who may take proctored exams."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from edx_proctoring.runtime import get_runtime_service


class Enrollment(Protocol):
    """A learner in a course."""

    @property
    def user(self) -> Any:
        """The user object."""

    @property
    def mode(self) -> str:
        """The track, for example ``verified``."""


class EnrollmentsService(Protocol):
    """What the host registers as ``enrollments``."""

    def get_enrollments_can_take_proctored_exams(
        self, course_id: str, text_search: str | None = None
    ) -> Sequence[Enrollment] | None: ...


def list_proctored_enrollments(course_id: str, text_search: str | None) -> Sequence[Enrollment]:
    """Return the enrolments whose learners may take proctored exams, in the host's order.

    ``text_search`` narrows them by user name or e-mail address; the host does that. The result has a length and can
    be sliced; hosts give a lazy queryset, so slice it before iterating. Empty without the service, and for courses
    that have no proctored exams, for which the host answers None (deviation R37).
    """
    service = cast('EnrollmentsService | None', get_runtime_service('enrollments'))
    if service is None:
        return ()
    found = service.get_enrollments_can_take_proctored_exams(str(course_id), text_search)
    return () if found is None else found
