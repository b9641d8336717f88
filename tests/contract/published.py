"""An exam as Studio publishes it."""

from __future__ import annotations

from typing import Any

from opaque_keys.edx.keys import CourseKey, UsageKey

from edx_proctoring import api

COURSE = CourseKey.from_string('course-v1:Org+Num+Run')
CONTENT = UsageKey.from_string('block-v1:Org+Num+Run+type@sequential+block@exam')
OTHER_CONTENT = UsageKey.from_string('block-v1:Org+Num+Run+type@sequential+block@other')


def make_exam(content: Any = CONTENT, **fields: Any) -> int:
    """An exam as Studio publishes it; its id."""
    published: dict[str, Any] = {
        'course_id': str(COURSE),
        'content_id': str(content),
        'exam_name': 'Midterm',
        'time_limit_mins': 10,
        'due_date': None,
        'is_proctored': True,
        'is_practice_exam': False,
        'is_active': True,
        'hide_after_due': False,
        'backend': 'null',
    }
    return api.create_exam(**{**published, **fields})
