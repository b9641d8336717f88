"""What edx-proctoring may ask of the LMS, each service as it finds it there."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from opaque_keys.edx.keys import CourseKey, UsageKey

from lms.courseware.models import (
    CertificateInvalidation,
    CourseAccessRole,
    CourseEnrollment,
    CreditRequirementStatus,
    StudentModule,
    SubsectionGradeOverride,
)
from lms.courseware.tasks import update_exam_completion_task
from openedx.content.runtime import CourseRuntime


def _course_key(course_key_or_id: Any) -> CourseKey:
    return CourseKey.from_string(course_key_or_id) if isinstance(course_key_or_id, str) else course_key_or_id


def _usage_key(usage_key_or_id: Any) -> UsageKey:
    return UsageKey.from_string(usage_key_or_id) if isinstance(usage_key_or_id, str) else usage_key_or_id


class CreditService:
    """``credit``"""

    def get_credit_state(
        self, user_id: int, course_key_or_id: Any, return_course_info: bool = False
    ) -> dict[str, Any] | None:
        course_key = _course_key(course_key_or_id)
        user = User.objects.filter(pk=user_id).first()
        enrollment = CourseEnrollment.objects.filter(user=user, course_id=course_key, is_active=True).first()
        if user is None or enrollment is None:
            return None
        state = {
            'enrollment_mode': enrollment.mode,
            'profile_fullname': user.get_full_name(),
            'student_email': user.email,
            'credit_requirement_status': [
                {'namespace': each.namespace, 'name': each.name, 'status': each.status, 'reason': each.reason}
                for each in CreditRequirementStatus.objects.filter(username=user.username, course_key=course_key)
            ],
            'is_credit_course': True,
        }
        if return_course_info:
            course = CourseRuntime(course_key, {}).get_course()
            state |= {'course_name': course.display_name, 'course_end_date': course.end}
        return state

    def set_credit_requirement_status(
        self,
        user_id: int,
        course_key_or_id: Any,
        req_namespace: str,
        req_name: str,
        status: str = 'satisfied',
        reason: Any = None,
    ) -> None:
        CreditRequirementStatus.objects.update_or_create(
            username=User.objects.get(pk=user_id).username,
            course_key=_course_key(course_key_or_id),
            namespace=req_namespace,
            name=req_name,
            defaults={'status': status, 'reason': reason or {}},
        )

    def remove_credit_requirement_status(
        self, user_id: int, course_key_or_id: Any, req_namespace: str, req_name: str
    ) -> None:
        CreditRequirementStatus.objects.filter(
            username=User.objects.get(pk=user_id).username,
            course_key=_course_key(course_key_or_id),
            namespace=req_namespace,
            name=req_name,
        ).delete()


class InstructorService:
    """``instructor``"""

    def delete_student_attempt(
        self, student_identifier: str, course_id: str, content_id: str, requesting_user: Any
    ) -> None:
        exam = CourseRuntime(CourseKey.from_string(course_id), {}).get_block(UsageKey.from_string(content_id))
        StudentModule.objects.filter(
            student__username=student_identifier, module_state_key__in=[exam.location, *exam.children]
        ).delete()

    def complete_student_attempt(self, user_identifier: str, content_id: str) -> None:
        update_exam_completion_task.apply_async([str(user_identifier), str(content_id), 1.0])

    def is_course_staff(self, user: Any, course_id: str) -> bool:
        return CourseAccessRole.objects.filter(user_id=user.pk, course_id=CourseKey.from_string(course_id)).exists()

    def send_support_notification(
        self, course_id: str, exam_name: str, student_username: str, review_status: str, review_url: str | None = None
    ) -> None:
        send_mail(
            f'Proctored Exam Review: {review_status}',
            f'A proctored exam attempt for {exam_name} in {course_id} by username: {student_username} was reviewed '
            f'as {review_status} by the proctored exam review provider.\nReview link: {review_url}',
            settings.DEFAULT_FROM_EMAIL,
            [settings.TECH_SUPPORT_EMAIL],
        )

    def get_proctoring_escalation_email(self, course_id: str) -> str | None:
        return CourseRuntime(CourseKey.from_string(course_id), {}).get_course().proctoring_escalation_email


class GradesService:
    """``grades``"""

    def should_override_grade_on_rejected_exam(self, course_key_or_id: Any) -> bool:
        return True

    def override_subsection_grade(
        self,
        user_id: int,
        course_key_or_id: Any,
        usage_key_or_id: Any,
        earned_all: float | None = None,
        earned_graded: float | None = None,
        overrider: Any = None,
        comment: str | None = None,
    ) -> None:
        SubsectionGradeOverride.objects.update_or_create(
            user_id=user_id,
            course_id=_course_key(course_key_or_id),
            usage_key=_usage_key(usage_key_or_id),
            defaults={'earned_graded_override': earned_graded, 'override_reason': comment or ''},
        )

    def undo_override_subsection_grade(self, user_id: int, course_key_or_id: Any, usage_key_or_id: Any) -> None:
        SubsectionGradeOverride.objects.filter(
            user_id=user_id, course_id=_course_key(course_key_or_id), usage_key=_usage_key(usage_key_or_id)
        ).delete()


class CertificateService:
    """``certificates``"""

    def invalidate_certificate(self, user_id: int, course_key_or_id: Any) -> bool:
        CertificateInvalidation.objects.create(user_id=user_id, course_id=_course_key(course_key_or_id))
        return True


class EnrollmentsService:
    """``enrollments``"""

    def get_active_enrollments_by_course(self, course_id: str) -> QuerySet[CourseEnrollment]:
        return CourseEnrollment.objects.filter(course_id=course_id, is_active=True)

    def get_enrollments_can_take_proctored_exams(
        self, course_id: str, text_search: str | None = None
    ) -> QuerySet[CourseEnrollment] | None:
        if not CourseRuntime(CourseKey.from_string(course_id), {}).get_course().enable_proctored_exams:
            return None
        found = self.get_active_enrollments_by_course(course_id).filter(mode__in=('verified', 'masters'))
        if text_search:
            found = found.filter(Q(user__username__icontains=text_search) | Q(user__email__icontains=text_search))
        return found


@dataclass(frozen=True)
class ScheduleItemData:
    """The dates of a subsection."""

    usage_key: UsageKey
    start: datetime | None
    effective_start: datetime | None
    due: datetime | None


@dataclass(frozen=True)
class ScheduleData:
    """The dates of a course."""

    course_start: datetime | None
    course_end: datetime | None
    sections: dict[UsageKey, ScheduleItemData]
    sequences: dict[UsageKey, ScheduleItemData]


@dataclass(frozen=True)
class UserCourseOutlineData:
    """What a learner may open."""

    accessible_sequences: frozenset[UsageKey]


@dataclass(frozen=True)
class UserCourseOutlineDetailsData:
    """Both."""

    outline: UserCourseOutlineData
    schedule: ScheduleData


class LearningSequencesRuntimeService:
    """``learning_sequences``"""

    def get_user_course_outline_details(
        self, course_key: CourseKey, user: Any, at_time: datetime
    ) -> UserCourseOutlineDetailsData:
        runtime = CourseRuntime(course_key, {})
        course = runtime.get_course()
        sequences = runtime.list_sequences()
        long_ago = datetime.min.replace(tzinfo=UTC)
        items = {each.location: ScheduleItemData(each.location, each.start, each.start, each.due) for each in sequences}
        return UserCourseOutlineDetailsData(
            UserCourseOutlineData(frozenset(key for key, each in items.items() if (each.start or long_ago) <= at_time)),
            ScheduleData(course.start, course.end, {}, items),
        )
