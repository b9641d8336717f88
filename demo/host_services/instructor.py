"""What the staff of a course does: problem state, completion, and whom to write to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.mail import send_mail
from django.utils import timezone
from opaque_keys.edx.keys import UsageKey

from demo.gradebook import issue_certificate_if_passed
from demo.library import find_course, get_course
from demo.models import ProblemState, SectionCompletion
from demo.permissions import is_on_course_team


class InstructorService:
    """Ids are texts, as an Open edX host wants them."""

    def is_course_staff(self, user: AbstractBaseUser | AnonymousUser, course_id: str) -> bool:
        return is_on_course_team(user, course_id)

    def delete_student_attempt(
        self, student_identifier: str, course_id: str, content_id: str, requesting_user: User
    ) -> None:
        """Delete the learner's answers and completion of the section."""
        ProblemState.objects.filter(
            user__username=student_identifier, course_id=course_id, section_id=content_id
        ).delete()
        SectionCompletion.objects.filter(user__username=student_identifier, section_id=content_id).delete()

    def complete_student_attempt(self, user_identifier: str, content_id: str) -> None:
        """Complete the section; if the course is now passed, issue the certificate."""
        course_id = str(UsageKey.from_string(content_id).course_key)
        user = User.objects.get(username=user_identifier)
        SectionCompletion.objects.get_or_create(user=user, section_id=content_id, defaults={'course_id': course_id})
        issue_certificate_if_passed(user.pk, get_course(course_id), now=timezone.now())

    def send_support_notification(
        self, course_id: str, exam_name: str, student_username: str, review_status: str, review_url: str | None = None
    ) -> None:
        """Email the support team, as a host would open a ticket."""
        send_mail(
            subject=f'Proctoring review "{review_status}" for {student_username}',
            message=(
                f'The proctoring review of "{exam_name}" ({course_id}) by {student_username} came back as '
                f'"{review_status}".\nReview: {review_url or "no address"}\n'
            ),
            from_email=settings.DEFAULT_FROM_EMAIL,
            recipient_list=[settings.TECH_SUPPORT_EMAIL],
        )

    def get_proctoring_escalation_email(self, course_id: str) -> str | None:
        course = find_course(course_id)
        return None if course is None else course.escalation_email

    def allows_proctoring_opt_out(self, course_id: str) -> bool:
        course = find_course(course_id)
        return course is None or course.allows_opt_out
