"""The entry rules of the demo's exams in a room. What somebody has changed in the exam room stays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from demo.olx import Course
from edx_proctoring import api

CODE: Final = 'ROOM-2345'
RULES: Final[Mapping[str, Mapping[str, Any]]] = {
    'code_quiz': {'needs_code': True, 'networks': [{'name': 'This computer'}]},
    'waiting_quiz': {'needs_release': True, 'binds_place': True},
    'locked_quiz': {'needs_seb': True},
}


def set_rules(course: Course, *, by: Any) -> None:
    """Give the exams of the course their rules, unless they have some."""
    for exam in api.get_all_exams_for_course(course.course_id):
        rules = RULES.get(exam['content_id'].rpartition('@')[2])
        if rules is None or api.get_entry_rules(exam['id'])['has_rules']:
            continue
        api.set_entry_rules(exam['id'], by=by, **rules)
        if rules.get('needs_code'):
            api.create_access_code(exam['id'], code=CODE, label='Room 1', by=by)
