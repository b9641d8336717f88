"""The outline of a course as one learner sees it at one time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from opaque_keys.edx.keys import CourseKey, UsageKey

from demo.library import find_course
from demo.olx import Sequential
from demo.permissions import is_course_staff


@dataclass(frozen=True)
class SequenceSchedule:
    """The dates of a section; ``None``: from the beginning, without end."""

    effective_start: datetime | None
    due: datetime | None


@dataclass(frozen=True)
class Schedule:
    """The dates of a course."""

    sequences: dict[UsageKey, SequenceSchedule]
    course_end: datetime | None


@dataclass(frozen=True)
class Outline:
    """What the learner can open, and the name of the course."""

    accessible_sequences: frozenset[UsageKey]
    title: str


@dataclass(frozen=True)
class OutlineDetails:
    """Outline and dates."""

    outline: Outline
    schedule: Schedule


class LearningSequencesService:
    """Reads the course's content."""

    def get_user_course_outline_details(
        self, course_key: CourseKey, user: AbstractBaseUser | AnonymousUser, at_time: datetime
    ) -> OutlineDetails:
        """Return the outline. Raises ``ValueError`` for a course that this LMS does not have."""
        course = find_course(str(course_key))
        if course is None:
            raise ValueError(f'no course {course_key}')
        is_staff = is_course_staff(user, course.course_id)
        keys = {section.usage_key: UsageKey.from_string(section.usage_key) for section in course.sequentials}
        return OutlineDetails(
            outline=Outline(
                accessible_sequences=frozenset(
                    keys[section.usage_key]
                    for section in course.sequentials
                    if is_staff or is_open_to_learners(section, at_time)
                ),
                title=course.display_name,
            ),
            schedule=Schedule(
                sequences={
                    keys[section.usage_key]: SequenceSchedule(effective_start=section.start, due=section.due)
                    for section in course.sequentials
                },
                course_end=course.end,
            ),
        )


def is_open_to_learners(section: Sequential, now: datetime) -> bool:
    """Return whether the section is published and has begun.

    A section past its due date stays open, unless it is hidden then.
    """
    has_begun = section.start is None or section.start <= now
    is_hidden = section.hide_after_due and section.due is not None and section.due <= now
    return has_begun and not is_hidden and not section.is_staff_only
