"""Permissions that edx-proctoring asks for."""

from collections.abc import Mapping
from typing import Any

import rules
from opaque_keys.edx.keys import CourseKey

from lms.courseware.models import CourseEnrollment


@rules.predicate
def is_verified_or_masters_track_exam(user: Any, exam: Mapping[str, Any]) -> bool:
    """Whether the learner's enrollment lets them take proctored exams."""
    return CourseEnrollment.objects.filter(
        user_id=user.pk,
        course_id=CourseKey.from_string(exam['course_id']),
        is_active=True,
        mode__in=('verified', 'masters'),
    ).exists()


@rules.predicate
def can_retire_user(user: Any) -> bool:
    """Whether the user may retire others."""
    return bool(user.is_superuser)


rules.set_perm('edx_proctoring.can_take_proctored_exam', is_verified_or_masters_track_exam)
rules.add_perm('accounts.can_retire_user', can_retire_user)
