"""The enrollments service: who is in a course, and who may take proctored exams there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Protocol, cast

from django.db.models import QuerySet

from edx_proctoring.character_sets import USER_NAMES, can_be_name
from edx_proctoring.runtime import get_runtime_service


class Enrollment(Protocol):
    """A learner in a course."""

    @property
    def user(self) -> Any:
        """The user object."""

    @property
    def mode(self) -> str:
        """The track, for example ``verified``."""


Enrollments = Sequence[Enrollment] | QuerySet[Any]


class EnrollmentsService(Protocol):
    """What the host registers as ``enrollments``."""

    def get_enrollments_can_take_proctored_exams(
        self, course_id: str, text_search: str | None = None
    ) -> Enrollments | None: ...

    def get_active_enrollments_by_course(self, course_id: str) -> Enrollments | None: ...


def with_users(enrollments: Enrollments) -> Enrollments:
    """Return the enrollments, with users fetched by the same query if they are a queryset of the host."""
    return enrollments.select_related('user') if isinstance(enrollments, QuerySet) else enrollments


def user_ids(enrollments: Enrollments) -> Sequence[int] | QuerySet[Any]:
    """Return the ids of the learners, in order; for a queryset of the host, a queryset that can be a subquery."""
    if isinstance(enrollments, QuerySet):
        return enrollments.values_list('user_id', flat=True)
    return [enrollment.user.id for enrollment in enrollments]


def pick(enrollments: Enrollments, chosen: Sequence[int]) -> list[Enrollment]:
    """Return the enrollments of these learners, in the order of their ids in ``chosen``."""
    if isinstance(enrollments, QuerySet):
        enrollments = enrollments.filter(user_id__in=chosen)
    by_user = {enrollment.user.id: enrollment for enrollment in enrollments}
    return [by_user[user_id] for user_id in chosen if user_id in by_user]


def list_proctored_enrollments(course_id: str, text_search: str | None) -> Enrollments:
    """Return the enrollments whose learners may take proctored exams, in the host's order.

    The host filters them by ``text_search`` (username or email address). The result has a length and can be sliced;
    hosts return a lazy queryset, so slice it before iterating. Empty without the service, and for courses that have no
    proctored exams, for which the host returns None (deviation R37).
    """
    service = cast('EnrollmentsService | None', get_runtime_service('enrollments'))
    # The host looks for it in the names of its users, and has no answer to what can't be in them.
    if service is None or (text_search and not any(can_be_name(text_search, name) for name in USER_NAMES)):
        return ()
    found = service.get_enrollments_can_take_proctored_exams(str(course_id), text_search)
    return () if found is None else found


def list_eligible(course_id: str, *, proctored: bool) -> Enrollments | None:
    """Return the enrollments whose learners may take exams of the course: proctored ones, or those without proctoring.

    The result is as of :func:`list_proctored_enrollments`. None if that is unknown: without the service, for an old
    service that cannot tell, and for courses that the service has no answer for.
    """
    service = cast('EnrollmentsService | None', get_runtime_service('enrollments'))
    if service is None:
        return None
    if proctored:
        return service.get_enrollments_can_take_proctored_exams(str(course_id))
    if not hasattr(service, 'get_active_enrollments_by_course'):
        return None
    return service.get_active_enrollments_by_course(str(course_id))


def find_enrolled(course_id: str, chosen: Collection[int]) -> set[int] | None:
    """Return which of these learners, by id, are enrolled in the course, in whatever mode.

    None if that is unknown: without the service, for an old service that lists no enrollments, and for courses that it
    does not list.
    """
    service = cast('EnrollmentsService | None', get_runtime_service('enrollments'))
    if service is None or not hasattr(service, 'get_active_enrollments_by_course'):
        return None
    listed = service.get_active_enrollments_by_course(str(course_id))
    if isinstance(listed, QuerySet):
        found = set(listed.filter(user_id__in=chosen).values_list('user_id', flat=True))
        return found if found or listed.exists() else None
    return {each.user.id for each in listed} & set(chosen) if listed else None
