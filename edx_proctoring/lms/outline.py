"""The learning_sequences service: which contents of a course a learner can reach, and when."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.utils import timezone
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey, UsageKey

from edx_proctoring.runtime import get_runtime_service

NEVER = datetime.max.replace(tzinfo=UTC)


class ScheduleItem(Protocol):
    """The dates of one sequence for one learner."""

    @property
    def effective_start(self) -> datetime | None:
        """When it opens."""

    @property
    def due(self) -> datetime | None:
        """When it is due."""


class CourseSchedule(Protocol):
    """The dates of a course for one learner."""

    @property
    def sequences(self) -> Mapping[UsageKey, ScheduleItem]:
        """Dates by sequence."""

    @property
    def course_end(self) -> datetime | None:
        """When the course ends."""


class CourseOutline(Protocol):
    """What a learner may open in a course now."""

    @property
    def title(self) -> str:
        """The name of the course; hosts may lack it."""

    @property
    def accessible_sequences(self) -> Container[UsageKey]:
        """The sequences that are open."""


class OutlineDetails(Protocol):
    """The outline of a course for one learner, and its dates."""

    @property
    def outline(self) -> CourseOutline:
        """What may be opened."""

    @property
    def schedule(self) -> CourseSchedule:
        """The dates."""


class LearningSequencesService(Protocol):
    """What the host registers as ``learning_sequences``."""

    def get_user_course_outline_details(
        self, course_key: CourseKey, user: Any, at_time: datetime
    ) -> OutlineDetails: ...


class HasContent(Protocol):
    """The facts about an exam that its place in the course depends on."""

    @property
    def content_id(self) -> str:
        """Text of the sequence's usage key."""


ExamT = TypeVar('ExamT', bound=HasContent)


def find_course_outline(user: Any, course_id: str, *, now: datetime | None = None) -> OutlineDetails | None:
    """Return the course as this user sees it at ``now`` (default: the present).

    None without the service, for a malformed course id, and when the host has no outline of the course.
    """
    service = cast('LearningSequencesService | None', get_runtime_service('learning_sequences'))
    if service is None:
        return None
    try:
        course_key = CourseKey.from_string(str(course_id))
        return service.get_user_course_outline_details(course_key, user, now or timezone.now())
    except (InvalidKeyError, ObjectDoesNotExist, ValueError):
        return None


def course_title(details: OutlineDetails | None) -> str:
    """Return the name of the course; empty without an outline, and if the host's outlines have no titles."""
    return str(getattr(details.outline, 'title', None) or '') if details is not None else ''


def visibility_date(course_schedule: CourseSchedule, usage_key: UsageKey) -> datetime:
    """Return until when the sequence is useful: its due date, else the end of the course, else the end of time."""
    item = course_schedule.sequences.get(usage_key)
    return (item.due if item is not None else None) or course_schedule.course_end or NEVER


def categorize_inaccessible_exams_by_date(
    exams: Iterable[ExamT], details: OutlineDetails | None, *, now: datetime | None = None
) -> tuple[list[ExamT], list[ExamT], list[ExamT]]:
    """Sort the exams that the learner cannot open now by the reason; each list keeps the order.

    Return those closed for a reason other than a date (a prerequisite, the learner's track), those that open later, and
    those that are past due. Exams that are in none of the lists are open. Without an outline, no exam is known to be
    closed.
    """
    other: list[ExamT] = []
    future: list[ExamT] = []
    past_due: list[ExamT] = []
    if details is None:
        return other, future, past_due
    moment = now or timezone.now()
    for exam in exams:
        key = _usage_key(exam.content_id)
        if key is None:
            other.append(exam)
        elif key in details.outline.accessible_sequences:
            continue
        else:
            _list_for(key, details.schedule, moment, other=other, future=future, past_due=past_due).append(exam)
    return other, future, past_due


def _usage_key(content_id: str) -> UsageKey | None:
    try:
        return UsageKey.from_string(str(content_id))
    except InvalidKeyError:
        return None


def _list_for(
    key: UsageKey,
    schedule: CourseSchedule,
    now: datetime,
    *,
    other: list[ExamT],
    future: list[ExamT],
    past_due: list[ExamT],
) -> list[ExamT]:
    item = schedule.sequences.get(key)
    if item is None:
        return other
    if item.effective_start is not None and item.effective_start > now:
        return future
    return past_due if now > visibility_date(schedule, key) else other
