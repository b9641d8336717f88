"""What the page with the timeline of an attempt shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from edx_proctoring.actions.reopening import may_reopen
from edx_proctoring.domain.timeline import Entry
from edx_proctoring.exam_room.addresses import Link, review_path, timeline_path
from edx_proctoring.exam_room.consequences import status_label
from edx_proctoring.exam_room.removed import removed_sentence
from edx_proctoring.exam_room.timeline_words import describe
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries.timeline import LocatedAttempt, read_timeline


class Line(NamedTuple):
    """An entry in words, and the link to the page that it leads to, if it leads to one."""

    at: datetime
    who: str
    text: str
    link: Link | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelinePage:
    """Everything that the page shows."""

    course_id: str
    exam_name: str
    learner: str
    attempt_id: int
    status: str
    is_removed: bool
    lines: list[Line]
    names_removed: str
    """When names and reasons are removed; empty if they are kept, or the attempt is not that old."""
    reopenable: dict[str, Any] | None
    """What the form for reopening needs; None if the reader cannot reopen the attempt."""
    made_at: datetime


def read_page(located: LocatedAttempt, user: Any, *, now: datetime) -> TimelinePage:
    """Return the page about the attempt as this member of the staff sees it."""
    attempt, exam = located.attempt, located.exam
    return TimelinePage(
        course_id=exam.course_id,
        exam_name=exam.exam_name,
        learner=attempt.user.get_username(),
        attempt_id=attempt.id,
        status=status_label(attempt.status),
        is_removed=located.is_removed,
        lines=[_line(entry, exam.course_id) for entry in read_timeline(attempt)],
        names_removed=removed_sentence('timelines', attempt.created, now=now),
        reopenable=None if located.is_removed or not may_reopen(attempt, user) else _reopenable(attempt),
        made_at=now,
    )


def _reopenable(attempt: ProctoredExamStudentAttempt) -> dict[str, Any]:
    """Return of the attempt, by the names of the published dict, what says how much time was left."""
    names = ('id', 'status', 'started_at', 'completed_at', 'allowed_time_limit_mins', 'time_remaining_seconds')
    exam = attempt.proctored_exam
    return {
        **{name: getattr(attempt, name) for name in names},
        'user': {'username': attempt.user.get_username()},
        'proctored_exam': {'exam_name': exam.exam_name, 'time_limit_mins': exam.time_limit_mins},
    }


def _line(entry: Entry, course_id: str) -> Line:
    return Line(entry.at, entry.who, describe(entry), link_of(entry, course_id))


def link_of(entry: Entry, course_id: str) -> Link | None:
    """Return the link to the timeline of the other attempt that an entry is about, or to the review of this one.

    None if it is about neither, or if the host has not mounted these pages.
    """
    other, review = entry.facts.get('attempt_id'), entry.facts.get('review_id')
    try:
        if other is not None:
            return Link(timeline_path(course_id, other), _('Open its timeline'))
        return None if review is None else Link(review_path(course_id, review), _('Open the review'))
    except NoReverseMatch:
        return None
