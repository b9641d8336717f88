"""The credit service: the learner's standing in the course, and the requirements that an exam is part of."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol, TypedDict, cast

from edx_proctoring.lms import dates
from edx_proctoring.runtime import get_runtime_service

# Under this namespace the host keeps exams as requirements for credit; a requirement's name is the content id.
REQUIREMENT_NAMESPACE = 'proctored_exam'


class CreditRequirement(TypedDict, total=False):
    """One requirement of the course, with the learner's status in it (None = nothing known yet)."""

    namespace: str
    name: str
    order: int | None
    status: str | None
    display_name: str


class CreditState(TypedDict, total=False):
    """The learner in the course. ``course_name`` and ``course_end_date`` come with course info only."""

    enrollment_mode: str
    profile_fullname: str
    student_email: str
    is_credit_course: bool
    credit_requirement_status: list[CreditRequirement]
    course_name: str
    course_end_date: datetime | None


class CreditService(Protocol):
    """What the host registers as ``credit``."""

    def get_credit_state(
        self, user_id: int, course_key_or_id: str, return_course_info: bool = False
    ) -> CreditState | None: ...

    def set_credit_requirement_status(
        self, *, user_id: int, course_key_or_id: str, req_namespace: str, req_name: str, status: str
    ) -> object: ...

    def remove_credit_requirement_status(
        self, *, user_id: int, course_key_or_id: str, req_namespace: str, req_name: str
    ) -> object: ...


def _service() -> CreditService | None:
    return cast('CreditService | None', get_runtime_service('credit'))


def is_available() -> bool:
    """Return whether the host has a credit service. If so, it is known whether learners are enrolled."""
    return _service() is not None


def find_credit_state(user_id: int, course_id: str, *, with_course_info: bool = False) -> CreditState | None:
    """Return the learner's standing; None if there is no service, no such user, or no active enrollment."""
    service = _service()
    if service is None:
        return None
    if with_course_info:
        return service.get_credit_state(user_id, course_id, return_course_info=True)
    return service.get_credit_state(user_id, course_id)


def set_requirement_status(user_id: int, course_id: str, content_id: str, status: str) -> None:
    """Set the exam's requirement to ``satisfied``, ``submitted``, ``declined`` or ``failed``.

    Do nothing without the service; the host ignores courses that give no credit.
    """
    service = _service()
    if service is not None:
        service.set_credit_requirement_status(
            user_id=user_id,
            course_key_or_id=course_id,
            req_namespace=REQUIREMENT_NAMESPACE,
            req_name=content_id,
            status=status,
        )


def remove_requirement_status(user_id: int, course_id: str, content_id: str) -> None:
    """Remove the learner's status in the exam's requirement. Do nothing without the service."""
    service = _service()
    if service is not None:
        service.remove_credit_requirement_status(
            user_id=user_id,
            course_key_or_id=course_id,
            req_namespace=REQUIREMENT_NAMESPACE,
            req_name=content_id,
        )


def has_ended(credit_state: CreditState | None, now: datetime) -> bool:
    """Return whether the course of this state is over; False when its end is unknown.

    The host sends a naive date for courses without an overview; it is taken as UTC.
    """
    return credit_state is not None and dates.has_passed(credit_state.get('course_end_date'), now)
