"""What follows when a course is published."""

from typing import Any

from django.db import transaction
from django.dispatch import receiver
from edx_when.api import set_dates_for_course
from opaque_keys.edx.keys import CourseKey
from openedx_events.content_authoring.data import CourseCatalogData, CourseScheduleData
from openedx_events.content_authoring.signals import COURSE_CATALOG_INFO_CHANGED

from cms.contentstore.tasks import update_special_exams_and_publish
from openedx.content.modulestore import course_published
from openedx.content.runtime import CourseRuntime


@receiver(course_published)
def listen_for_course_publish(sender: Any, course_key: CourseKey, **kwargs: Any) -> None:
    """Exams are registered by a worker, and the catalog is told."""
    update_special_exams_and_publish.delay(str(course_key))
    transaction.on_commit(lambda: emit_catalog_info_changed(course_key))


@receiver(course_published)
def extract_dates(sender: Any, course_key: CourseKey, **kwargs: Any) -> None:
    """edx-when knows the dates of the course and its subsections."""
    runtime = CourseRuntime(course_key, {})
    course = runtime.get_course()
    dates = [(course.scope_ids.usage_id, {'start': course.start, 'end': course.end})]
    if not course.self_paced:
        dates += [
            (each.location, {name: date for name, date in (('start', each.start), ('due', each.due)) if date})
            for each in runtime.list_sequences()
        ]
    set_dates_for_course(course_key, dates)


def emit_catalog_info_changed(course_key: CourseKey) -> None:
    """Tell who listens to the catalog."""
    course = CourseRuntime(course_key, {}).get_course()
    schedule = CourseScheduleData(
        start=course.start,
        pacing='self' if course.self_paced else 'instructor',
        end=course.end,
        enrollment_start=None,
        enrollment_end=None,
    )
    COURSE_CATALOG_INFO_CHANGED.send_event(
        catalog_info=CourseCatalogData(course_key=course_key, name=course.display_name, schedule_data=schedule)
    )
