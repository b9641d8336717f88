"""What every page asks before it answers: who is this, and may they open this course?"""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from demo.library import CourseNotFoundError, get_course
from demo.olx import Course, Sequential
from demo.permissions import is_course_staff, may_open_course


def signed_in(request: HttpRequest) -> User:
    """Return the user of a page behind ``login_required``."""
    if not isinstance(request.user, User):
        raise PermissionDenied('Sign in first.')
    return request.user


def course_or_404(course_id: str) -> Course:
    try:
        return get_course(course_id)
    except CourseNotFoundError as error:
        raise Http404('There is no such course.') from error


def course_for(request: HttpRequest, course_id: str) -> Course:
    """Return the course, for its learners and its staff; respond with 404 or 403 to everybody else."""
    course = course_or_404(course_id)
    if not may_open_course(signed_in(request), course.course_id):
        raise PermissionDenied('You are not enrolled in this course.')
    return course


def course_for_staff(request: HttpRequest, course_id: str) -> Course:
    course = course_or_404(course_id)
    if not is_course_staff(signed_in(request), course.course_id):
        raise PermissionDenied('Only the staff of this course may open this page.')
    return course


def section_for(request: HttpRequest, course: Course, content_id: str) -> Sequential:
    """Return a section that the user may know about."""
    section = course.find_sequential(content_id)
    if section is None or (section.is_staff_only and not is_course_staff(signed_in(request), course.course_id)):
        raise Http404('There is no such section.')
    return section
