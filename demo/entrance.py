"""Whether a section's content opens. Here the LMS asks edx-proctoring exactly as an XBlock does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from opaque_keys.edx.keys import CourseKey, UsageKey

from demo.olx import Course, Sequential
from demo.permissions import is_course_staff
from edx_proctoring.runtime import get_runtime_service
from edx_proctoring.services import ProctoringService

# An attempt in one of these lets the learner answer: the exam runs, or it was declined and is like any section.
ANSWERING = ('started', 'declined')


@dataclass(frozen=True, kw_only=True)
class Entrance:
    """``page``: HTML that takes the place of the content; ``None``: the content is shown.

    ``attempt_id`` is that of the attempt in which the learner answers, ``None`` outside of exams.
    """

    page: str | None
    accepts_answers: bool
    shows_results: bool
    attempt_id: int | None = None


def entrance_of(section: Sequential, course: Course, user: User) -> Entrance:
    """Return what this user sees of the section. Reading an exam whose time is over ends it."""
    is_staff = is_course_staff(user, course.course_id)
    if not section.is_time_limited:
        return Entrance(page=None, accepts_answers=not is_staff, shows_results=True)
    page = learner_view(section, course, user, is_staff=is_staff)
    if page is not None:
        return Entrance(page=page, accepts_answers=False, shows_results=False)
    attempt = None if is_staff else current_attempt(section, course, user)
    is_answering = attempt is not None and attempt['status'] in ANSWERING
    return Entrance(
        page=None,
        accepts_answers=is_answering,
        shows_results=not is_answering and not is_staff,
        attempt_id=attempt['id'] if attempt and is_answering else None,
    )


def learner_view(section: Sequential, course: Course, user: User, *, is_staff: bool) -> str | None:
    """Call the app as an Open edX sequence block does: with opaque keys and exactly these context keys.

    There, all proctored exams are requirements for credit, one after the other.
    """
    context: dict[str, Any] = {
        'display_name': section.display_name,
        'default_time_limit_mins': section.default_time_limit_minutes,
        'is_practice_exam': section.is_practice_exam,
        'allow_proctoring_opt_out': course.allows_opt_out,
        'due_date': section.due,
        'grace_period': course.grace_period,
    }
    course_key = CourseKey.from_string(course.course_id)
    credit_state = get_runtime_service('credit').get_credit_state(user.pk, course_key)
    # What earns no credit is not held up by what does.
    if credit_state and section.is_credit_requirement:
        context['credit_state'] = credit_state
    view: str | None = ProctoringService().get_student_view(
        user_id=user.pk,
        course_id=course_key,
        content_id=UsageKey.from_string(section.usage_key),
        context=context,
        user_role='staff' if is_staff else 'student',
    )
    return view


def current_attempt(section: Sequential, course: Course, user: User) -> dict[str, Any] | None:
    """Return the learner's current attempt at the exam."""
    service = ProctoringService()
    exam = service.get_exam_by_content_id(course.course_id, section.usage_key)
    attempt: dict[str, Any] | None = service.get_current_exam_attempt(exam['id'], user.pk)
    return attempt
