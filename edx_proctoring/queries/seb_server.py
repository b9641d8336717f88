"""Keys that a server for Safe Exam Browser has set for the exams of a course."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet

from edx_proctoring.models import EntryRules


class CourseKeys(NamedTuple):
    """The keys of all exams of a course, each once."""

    config: tuple[str, ...]
    exam: tuple[str, ...]


def list_rules(course_id: str) -> QuerySet[EntryRules]:
    """Return the rules of the exams of the course that need the browser."""
    return EntryRules.objects.filter(exam__course_id=course_id, needs_seb=True).order_by('exam_id')


def find_keys(course_id: str) -> CourseKeys | None:
    """Return the keys that are in force in the course; None if there are none."""
    rules = list(list_rules(course_id))
    found = CourseKeys(_united(each.seb_config_keys for each in rules), _united(each.seb_exam_keys for each in rules))
    return found if any(found) else None


def _united(lists: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for keys in lists if isinstance(keys, list) for key in keys if isinstance(key, str)))
