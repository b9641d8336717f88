"""Tells edx-proctoring about a course's exams, as Studio does when a course is published."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from demo.olx import Course, Sequential
from edx_proctoring import api
from edx_proctoring.exceptions import ProctoredExamNotFoundException, ProctoredExamReviewPolicyNotFoundException


def provider_of(course: Course, section: Sequential | None = None) -> str:
    """Return the section's own provider if this LMS has it, else the course's, else the default one."""
    for requested in (section and section.proctoring_provider, course.proctoring_provider):
        if requested and requested in known_providers():
            return requested
    return str(settings.PROCTORING_BACKENDS['DEFAULT'])


def known_providers() -> set[str]:
    """Return the names of the providers in the settings."""
    return set(settings.PROCTORING_BACKENDS) - {'DEFAULT'}


def list_unknown_providers(course: Course) -> list[str]:
    """Return the providers that the course names and this LMS does not have."""
    named = {course.proctoring_provider, *(section.proctoring_provider for section in course.sequentials)}
    return sorted(name for name in named if name and name not in known_providers())


def register_exams(course: Course, *, set_by_user_id: int) -> None:
    """Register every time-limited section as an active exam with its review policy.

    Exams whose sections no longer exist, or are no longer time-limited, are deactivated.
    """
    exams = [section for section in course.sequentials if section.is_time_limited]
    for section in exams:
        exam_id = register_exam(course, section)
        set_review_policy(exam_id, section.exam_review_rules, set_by_user_id=set_by_user_id)
    current = {section.usage_key for section in exams}
    for exam in api.get_all_exams_for_course(course.course_id):
        if exam['is_active'] and exam['content_id'] not in current:
            api.update_exam(exam['id'], is_proctored=False, is_active=False)


def register_exam(course: Course, section: Sequential) -> int:
    """Create or update the exam of a section, and return its id."""
    settings_of_exam: dict[str, Any] = {
        'exam_name': section.display_name,
        'time_limit_mins': section.default_time_limit_minutes,
        'due_date': None if course.is_self_paced else section.due,
        'is_proctored': section.is_proctored,
        'is_practice_exam': section.is_practice_exam or section.is_onboarding_exam,
        'is_active': True,
        'hide_after_due': section.hide_after_due,
        'backend': provider_of(course, section),
    }
    try:
        exam = api.get_exam_by_content_id(course.course_id, section.usage_key)
    except ProctoredExamNotFoundException:
        return api.create_exam(course_id=course.course_id, content_id=section.usage_key, **settings_of_exam)
    return api.update_exam(exam_id=exam['id'], **settings_of_exam)


def set_review_policy(exam_id: int, rules: str, *, set_by_user_id: int) -> None:
    """Set the review policy of the exam to these rules, or remove it if the text is empty."""
    try:
        if rules:
            api.update_review_policy(exam_id=exam_id, set_by_user_id=set_by_user_id, review_policy=rules)
        else:
            api.remove_review_policy(exam_id=exam_id)
    except ProctoredExamReviewPolicyNotFoundException:
        if rules:
            api.create_exam_review_policy(exam_id=exam_id, set_by_user_id=set_by_user_id, review_policy=rules)
