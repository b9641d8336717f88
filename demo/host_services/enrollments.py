"""Enrollments: who may take proctored exams."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from demo.library import find_course
from demo.models import Enrollment


class EnrollmentsService:
    """Reads ``Enrollment``."""

    def get_enrollments_can_take_proctored_exams(
        self, course_id: str, text_search: str | None = None
    ) -> QuerySet[Enrollment] | None:
        """Return the enrollments by username; ``None`` for a course without proctored exams."""
        course = find_course(course_id)
        if course is None or not course.enables_proctored_exams:
            return None
        found = self.get_active_enrollments_by_course(course_id).filter(mode=Enrollment.VERIFIED)
        if text_search:
            found = found.filter(Q(user__username__icontains=text_search) | Q(user__email__icontains=text_search))
        return found

    def get_active_enrollments_by_course(self, course_id: str) -> QuerySet[Enrollment]:
        return (
            Enrollment.objects.filter(course_id=course_id, is_active=True)
            .select_related('user')
            .order_by('user__username')
        )
