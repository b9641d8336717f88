"""What the exam room says about its course."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

from edx_proctoring import provider_gateway
from edx_proctoring.exam_room.addresses import Link, review_path
from edx_proctoring.lms import outline
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.exams import list_exams
from edx_proctoring.queries.reviews import list_waiting
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)

MOST_WAITING: Final = 20
FEW_WAITING: Final = 3


class WaitingReview(NamedTuple):
    """A review that waits for a person's decision: where it is decided, and about what."""

    link: Link
    exam_name: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomCourse:
    """A course, and which parts of the room it needs."""

    course_id: str
    name: str
    """In the host's words; empty where it does not say."""
    has_exams: bool
    """Also such as are not offered any more: their attempts are still there."""
    has_onboarding: bool
    dashboard_exams: tuple[ProctoredExam, ...]
    """The exams whose provider has a dashboard for instructors."""
    has_one_provider: bool
    """Whether all proctored exams are at the same one, which has a dashboard for the whole course then."""
    waiting: tuple[WaitingReview, ...]
    """Those that have waited longest, up to ``MOST_WAITING``."""
    has_more_waiting: bool

    @property
    def has_few_waiting(self) -> bool:
        """Whether their list takes little room on the page."""
        return len(self.waiting) <= FEW_WAITING


def find_room_course(user: Any, course_id: str, *, now: datetime) -> RoomCourse | None:
    """Return the course as this member of its staff sees it; None if nothing is known about it.

    A course is known by its exams or by its outline. The staff of a course, unlike the staff of the site, also show
    that the course exists.
    """
    exams = list(list_exams(course_id))
    is_outlined, name = _outlined(user, course_id, now)
    if not (exams or is_outlined or not user.is_staff):
        return None
    proctored = [exam for exam in exams if exam.is_active and exam.is_proctored]
    waiting = _waiting(course_id) if exams else []
    return RoomCourse(
        course_id=course_id,
        name=name,
        has_exams=bool(exams),
        has_onboarding=any(exam.is_practice_exam and provider_gateway.supports_onboarding(exam) for exam in proctored),
        dashboard_exams=tuple(exam for exam in proctored if _has_dashboard(exam)),
        has_one_provider=is_at_one_provider(proctored),
        waiting=tuple(waiting[:MOST_WAITING]),
        has_more_waiting=len(waiting) > MOST_WAITING,
    )


def _waiting(course_id: str) -> list[WaitingReview]:
    return [
        WaitingReview(
            Link(review_path(course_id, review.pk), review.student.get_username() if review.student else ''),
            review.exam.exam_name if review.exam else '',
            review.modified,
        )
        for review in list_waiting(course_id)[: MOST_WAITING + 1]
    ]


def list_dashboard_exams(course_id: str) -> tuple[list[ProctoredExam], bool]:
    """Return the active exams whose provider has a dashboard, and whether there is one for the whole course."""
    proctored = [exam for exam in list_exams(course_id, active_only=True) if exam.is_proctored]
    return [exam for exam in proctored if _has_dashboard(exam)], is_at_one_provider(proctored)


def is_at_one_provider(exams: Iterable[ProctoredExam]) -> bool:
    """Return whether the exams are all at the same provider."""
    return len({exam.backend for exam in exams}) == 1


def _has_dashboard(exam: ProctoredExam) -> bool:
    provider = provider_gateway.find_provider(exam)
    return bool(provider and provider.has_dashboard)


def _outlined(user: Any, course_id: str, now: datetime) -> tuple[bool, str]:
    """Return whether the host has an outline of the course, and its title. The page does without what fails."""
    try:
        details = outline.find_course_outline(user, course_id, now=now)
        return details is not None, outline.course_title(details)
    except Exception:
        log.exception('The exam room omits the name of the course %s, which could not be read', course_id)
        return True, ''
