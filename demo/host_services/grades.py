"""Grades: overrides of a section's points."""

from __future__ import annotations

from django.contrib.auth.models import User

from demo.library import get_course
from demo.models import GradeOverride


class SectionNotFoundError(Exception):
    """The course has no such section."""


class GradesService:
    """Keeps overrides in ``GradeOverride``; ``demo.gradebook`` reads them."""

    def should_override_grade_on_rejected_exam(self, course_key_or_id: object) -> bool:
        """Return True: in this LMS, a rejected exam counts as zero in every course."""
        return True

    def override_subsection_grade(
        self,
        user_id: int,
        course_key_or_id: object,
        usage_key_or_id: object,
        earned_all: float | None = None,
        earned_graded: float | None = None,
        feature: str = 'PROCTORING',
        overrider: User | None = None,
        comment: str | None = None,
    ) -> None:
        """Override the grade; without points, do nothing. Raises ``SectionNotFoundError``."""
        if get_course(str(course_key_or_id)).find_sequential(str(usage_key_or_id)) is None:
            raise SectionNotFoundError(str(usage_key_or_id))
        earned = earned_graded if earned_graded is not None else earned_all
        if earned is None:
            return
        GradeOverride.objects.update_or_create(
            user_id=user_id,
            course_id=str(course_key_or_id),
            section_id=str(usage_key_or_id),
            defaults={'earned': earned, 'overrider': overrider, 'comment': comment or ''},
        )

    def undo_override_subsection_grade(
        self, user_id: int, course_key_or_id: object, usage_key_or_id: object, feature: str = 'PROCTORING'
    ) -> None:
        GradeOverride.objects.filter(
            user_id=user_id, course_id=str(course_key_or_id), section_id=str(usage_key_or_id)
        ).delete()
