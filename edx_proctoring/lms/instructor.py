"""The instructor service: course staff, the problem state of learners, and whom to write to."""

from __future__ import annotations

from typing import Any, Protocol, cast

from django.core.exceptions import ObjectDoesNotExist
from opaque_keys import InvalidKeyError

from edx_proctoring.runtime import get_runtime_service


class InstructorService(Protocol):
    """What the host registers as ``instructor``. It parses ids itself: they must be text.

    A host may add ``allows_proctoring_opt_out(course_id) -> bool``: whether learners of the course may take a proctored
    exam without supervision. If it returns False, entering such an exam unsupervised and declining supervision later
    get a 403. Without the method everybody may, as published.
    """

    def is_course_staff(self, user: Any, course_id: str) -> bool: ...

    def complete_student_attempt(self, user_identifier: str, content_id: str) -> object: ...

    def delete_student_attempt(
        self, student_identifier: str, course_id: str, content_id: str, requesting_user: Any
    ) -> object: ...

    def send_support_notification(
        self, *, course_id: str, exam_name: str, student_username: str, review_status: str, review_url: str
    ) -> object: ...

    def get_proctoring_escalation_email(self, course_id: str) -> str | None: ...


def _service() -> InstructorService | None:
    return cast('InstructorService | None', get_runtime_service('instructor'))


def is_course_staff(user: Any, course_id: str) -> bool:
    """Return whether the user is staff of this course; False without the service. Callers check for global staff."""
    service = _service()
    return service is not None and bool(service.is_course_staff(user, str(course_id)))


def is_course_or_global_staff(user: Any, course_id: str) -> bool:
    """Return whether the user is staff of the site or of this course."""
    return bool(user.is_staff) or is_course_staff(user, course_id)


def complete_attempt(username: str, content_id: str) -> None:
    """Mark the content of the exam as completed for the learner. Do nothing without the service."""
    service = _service()
    if service is not None:
        service.complete_student_attempt(username, str(content_id))


def delete_attempt(username: str, course_id: str, content_id: str, *, requesting_user: Any) -> None:
    """Delete the learner's answers and scores in the exam. Do nothing without the service."""
    service = _service()
    if service is not None:
        service.delete_student_attempt(username, str(course_id), str(content_id), requesting_user=requesting_user)


def notify_support(
    *, course_id: str, exam_name: str, student_username: str, review_status: str, review_url: str
) -> None:
    """Notify the people who handle suspicious reviews. ``review_status`` is the stored form.

    Do nothing without the service.
    """
    service = _service()
    if service is not None:
        service.send_support_notification(
            course_id=str(course_id),
            exam_name=exam_name,
            student_username=student_username,
            review_status=review_status,
            review_url=review_url,
        )


def find_escalation_email(course_id: str) -> str | None:
    """Return the address for questions about proctoring in this course.

    None without the service, and if the course id is malformed or the host does not know the course.
    """
    service = _service()
    if service is None:
        return None
    try:
        return service.get_proctoring_escalation_email(str(course_id))
    except (InvalidKeyError, ObjectDoesNotExist):
        return None


def allows_opt_out(course_id: str) -> bool:
    """Return whether learners of the course may take a proctored exam without supervision.

    True unless the service has a method ``allows_proctoring_opt_out`` that says no (deviation S14). Ask only where a
    learner decides: declining because of credit requirements, or by staff, is not the learner's choice.
    """
    ask = getattr(_service(), 'allows_proctoring_opt_out', None)
    return ask is None or bool(ask(str(course_id)))
