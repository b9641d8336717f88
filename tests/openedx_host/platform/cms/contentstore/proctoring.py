"""Telling edx-proctoring about the exams of a course, by its Python API."""

from contextlib import suppress
from typing import Any

from edx_toggles.toggles import SettingDictToggle
from opaque_keys.edx.keys import CourseKey

from edx_proctoring.api import (
    create_exam,
    create_exam_review_policy,
    get_all_exams_for_course,
    get_exam_by_content_id,
    remove_review_policy,
    update_exam,
    update_review_policy,
)
from edx_proctoring.exceptions import ProctoredExamNotFoundException, ProctoredExamReviewPolicyNotFoundException
from openedx.content.modulestore import get_course
from openedx.content.runtime import CourseRuntime

ENABLE_SPECIAL_EXAMS = SettingDictToggle('FEATURES', 'ENABLE_SPECIAL_EXAMS', default=False, module_name=__name__)


def register_special_exams(course_key: CourseKey) -> None:
    """Afterwards the active exams are the time-limited subsections of the published course."""
    runtime = CourseRuntime(course_key, {})
    course = runtime.get_course()
    if not ENABLE_SPECIAL_EXAMS.is_enabled() or not (course.enable_timed_exams or course.enable_proctored_exams):
        return
    timed_exams = [each for each in runtime.list_sequences() if each.is_time_limited]
    edited_by = get_course(course_key).edited_by
    for timed_exam in timed_exams:
        exam_id = _save_exam(course_key, course, timed_exam)
        _save_review_policy(exam_id, timed_exam, edited_by)
    locations = {str(each.location) for each in timed_exams}
    for exam in get_all_exams_for_course(course_key):
        if exam['is_active'] and exam['content_id'] not in locations:
            update_exam(exam_id=exam['id'], is_proctored=False, is_active=False)


def _save_exam(course_key: CourseKey, course: Any, timed_exam: Any) -> int:
    metadata = {
        'exam_name': timed_exam.display_name,
        'time_limit_mins': timed_exam.default_time_limit_minutes,
        'due_date': timed_exam.due if not course.self_paced else None,
        'is_proctored': timed_exam.is_proctored_enabled,
        'is_practice_exam': timed_exam.is_practice_exam or timed_exam.is_onboarding_exam,
        'is_active': True,
        'hide_after_due': timed_exam.hide_after_due,
        'backend': course.proctoring_provider,
    }
    try:
        exam = get_exam_by_content_id(str(course_key), str(timed_exam.location))
    except ProctoredExamNotFoundException:
        return create_exam(course_id=str(course_key), content_id=str(timed_exam.location), **metadata)
    return update_exam(exam_id=exam['id'], **metadata)


def _save_review_policy(exam_id: int, timed_exam: Any, edited_by: int | None) -> None:
    policy = {'exam_id': exam_id, 'set_by_user_id': edited_by, 'review_policy': timed_exam.exam_review_rules}
    if timed_exam.is_proctored_enabled and not (timed_exam.is_practice_exam or timed_exam.is_onboarding_exam):
        try:
            update_review_policy(**policy)
        except ProctoredExamReviewPolicyNotFoundException:
            if timed_exam.exam_review_rules:
                create_exam_review_policy(**policy)
    else:
        with suppress(ProctoredExamReviewPolicyNotFoundException):
            remove_review_policy(exam_id=exam_id)
