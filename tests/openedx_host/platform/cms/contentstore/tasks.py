"""Work of Studio's worker."""

from celery import shared_task
from edx_django_utils.monitoring import set_code_owner_attribute
from opaque_keys.edx.keys import CourseKey

from cms.contentstore.proctoring import register_special_exams


@shared_task
@set_code_owner_attribute
def update_special_exams_and_publish(course_key_str: str) -> None:
    """Register the exams of a course."""
    register_special_exams(CourseKey.from_string(course_key_str))
