"""The tab of the instructor dashboard of Open edX that leads to the exam room."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from edx_proctoring.actions.whole_requests import in_one_transaction
from edx_proctoring.conf import conf
from edx_proctoring.exam_room.addresses import room_url
from edx_proctoring.lms import links, switches
from edx_proctoring.lms.instructor import is_course_or_global_staff
from edx_proctoring.queries.exams import list_exams

TAB_ID = 'exam_room'
SORT_ORDER = 115
"""After the platform's own tab of special exams, which has 110."""


@in_one_transaction
def exam_room_tab(user: Any, course_id: str) -> dict[str, Any] | None:
    """Return the tab in the form that the dashboard expects: ``tab_id``, ``title``, ``url`` (absolute), ``sort_order``.

    None if the site has switched off the tab or all special exams, for users who may not open the exam room, and for a
    course that never had an exam. An error in the database leaves the caller's transaction as it was.
    """
    if not (conf.exam_room_tab and switches.are_special_exams_on() and links.is_of_course(course_id)):
        return None
    if not is_course_or_global_staff(user, course_id) or not list_exams(course_id).exists():
        return None
    return {'tab_id': TAB_ID, 'title': _('Exam Room'), 'url': room_url(course_id), 'sort_order': SORT_ORDER}
