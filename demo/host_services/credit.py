"""Credit: every proctored exam that counts is a requirement."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict

from demo.library import find_course
from demo.models import CreditRequirementStatus, Enrollment
from demo.olx import Course

EXAM_NAMESPACE = 'proctored_exam'


class Requirement(TypedDict):
    """One requirement and the learner's status in it; ``None``: nothing known yet."""

    namespace: str
    name: str
    display_name: str
    criteria: dict[str, object]
    reason: dict[str, object] | None
    status: str | None
    status_date: datetime | None
    order: int


class CreditState(TypedDict, total=False):
    """The last two only where course info was asked for."""

    enrollment_mode: str
    profile_fullname: str
    student_email: str
    is_credit_course: bool
    credit_requirement_status: list[Requirement]
    course_name: str
    course_end_date: datetime | None


class CreditService:
    """Keeps statuses in ``CreditRequirementStatus``."""

    def get_credit_state(
        self, user_id: int, course_key_or_id: object, return_course_info: bool = False
    ) -> CreditState | None:
        """Return the credit state; ``None`` if the user isn't enrolled, or this LMS does not have the course."""
        course = find_course(str(course_key_or_id))
        enrollment = (
            Enrollment.objects.select_related('user__profile')
            .filter(user_id=user_id, course_id=str(course_key_or_id), is_active=True)
            .first()
        )
        if course is None or enrollment is None:
            return None
        state = CreditState(
            enrollment_mode=enrollment.mode,
            profile_fullname=enrollment.user.profile.name,
            student_email=enrollment.user.email,
            is_credit_course=True,
            credit_requirement_status=list_requirements(user_id, course),
        )
        if return_course_info:
            state['course_name'] = course.display_name
            state['course_end_date'] = course.end
        return state

    def set_credit_requirement_status(
        self,
        user_id: int,
        course_key_or_id: object,
        req_namespace: str,
        req_name: str,
        status: str = 'satisfied',
        reason: dict[str, object] | None = None,
    ) -> None:
        """Set the status of a requirement; ignore what is not one in the course, such as a timed exam."""
        course = find_course(str(course_key_or_id))
        section = None if course is None else course.find_sequential(str(req_name))
        if section is None or not section.is_credit_requirement or req_namespace != EXAM_NAMESPACE:
            return
        CreditRequirementStatus.objects.update_or_create(
            user_id=user_id,
            course_id=str(course_key_or_id),
            namespace=req_namespace,
            name=str(req_name),
            defaults={'status': status, 'reason': reason or {}},
        )

    def remove_credit_requirement_status(
        self, user_id: int, course_key_or_id: object, req_namespace: str, req_name: str
    ) -> None:
        CreditRequirementStatus.objects.filter(
            user_id=user_id, course_id=str(course_key_or_id), namespace=req_namespace, name=str(req_name)
        ).delete()


def list_requirements(user_id: int, course: Course) -> list[Requirement]:
    """Return the requirements, in course order."""
    statuses = {
        status.name: status
        for status in CreditRequirementStatus.objects.filter(
            user_id=user_id, course_id=course.course_id, namespace=EXAM_NAMESPACE
        )
    }
    requirements = []
    for order, section in enumerate(section for section in course.sequentials if section.is_credit_requirement):
        known = statuses.get(section.usage_key)
        requirements.append(
            Requirement(
                namespace=EXAM_NAMESPACE,
                name=section.usage_key,
                display_name=section.display_name,
                criteria={},
                reason=None if known is None else known.reason,
                status=None if known is None else known.status,
                status_date=None if known is None else known.set_at,
                order=order,
            )
        )
    return requirements
