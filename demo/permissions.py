"""Who may do what, in the words that the app asks its host with (``rules`` permissions)."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from rules.permissions import set_perm
from rules.predicates import predicate

from demo.library import find_course
from demo.models import CourseStaff, Enrollment

Person = AbstractBaseUser | AnonymousUser


def is_global_staff(user: Person) -> bool:
    return bool(getattr(user, 'is_staff', False)) and bool(getattr(user, 'is_active', False))


def is_course_staff(user: Person, course_id: str) -> bool:
    """Return whether the user is staff of the course, as global staff are of every course."""
    return is_global_staff(user) or is_on_course_team(user, course_id)


def is_on_course_team(user: Person, course_id: str) -> bool:
    return user.pk is not None and CourseStaff.objects.filter(user_id=user.pk, course_id=course_id).exists()


def may_open_course(user: Person, course_id: str) -> bool:
    if user.pk is None:
        return False
    is_enrolled = Enrollment.objects.filter(user_id=user.pk, course_id=course_id, is_active=True).exists()
    return is_enrolled or is_course_staff(user, course_id)


@predicate  # type: ignore[untyped-decorator]
def can_take_proctored_exam(user: Person, exam: Mapping[str, object]) -> bool:
    """Return whether the user is a verified learner of a course with proctored exams. The app passes its exam dict."""
    course_id = str(exam['course_id'])
    course = find_course(course_id)
    if course is None or not course.enables_proctored_exams or user.pk is None:
        return False
    return Enrollment.objects.filter(
        user_id=user.pk, course_id=course_id, is_active=True, mode=Enrollment.VERIFIED
    ).exists()


@predicate  # type: ignore[untyped-decorator]
def can_retire_user(user: Person) -> bool:
    return bool(getattr(user, 'is_superuser', False))


def register() -> None:
    """Register the permissions of the host, with ``set_perm`` so that a second call is harmless."""
    set_perm('edx_proctoring.can_take_proctored_exam', can_take_proctored_exam)
    set_perm('accounts.can_retire_user', can_retire_user)
