"""Renders the exam room. There is no request: the templates see what is put together here, and nothing else."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django.template import loader
from django.utils.translation import gettext as _

from edx_proctoring.actions.second_review import LONGEST_REASON
from edx_proctoring.domain.rejection_reasons import CHOICES, LONGEST_TEXT, REASONS, Told
from edx_proctoring.exam_room import addresses
from edx_proctoring.exam_room.course import RoomCourse
from edx_proctoring.exam_room.review import MOST_FINDINGS, ReviewPage
from edx_proctoring.exam_room.timeline import TimelinePage
from edx_proctoring.lms import links
from edx_proctoring.models import AccessCode, ProctoredExam
from edx_proctoring.page_frame import csrf_header, page_frame, page_language

NOTHING_TOLD: Final = Told()


class LearnerReason(NamedTuple):
    """A reason to choose from: its key, its label, and the sentence that the learner reads."""

    key: str
    label: str
    sentence: str


def render_room(course: RoomCourse, user: Any, *, csrf_token: str) -> str:
    """Return the page as HTML. Its scripts send ``csrf_token`` back in the header that Django expects."""
    return _render(
        'exam_room/room.html',
        user,
        course=course,
        api_root=addresses.api_root(),
        csrf_token=csrf_token,
        csrf_header=csrf_header(),
        parts=_parts(course),
        is_site_staff=bool(user.is_staff),
        dashboards=[addresses.dashboard_link(exam) for exam in course.dashboard_exams],
        way_back=addresses.way_back(course.course_id),
    )


def render_review(
    review: ReviewPage, user: Any, *, csrf_token: str, reason: str = '', told: Told = NOTHING_TOLD, problem: str = ''
) -> str:
    """Return the page about a review as HTML.

    ``problem`` is why a decision was not saved; ``reason`` is what it said, and ``told`` what the learner would read.
    """
    return _render(
        'exam_room/review.html',
        user,
        review=review,
        csrf_token=csrf_token,
        reason=reason,
        told=told,
        learner_reasons=[LearnerReason(key, _(REASONS[key].label), _(REASONS[key].sentence)) for key in CHOICES],
        longest_text=LONGEST_TEXT,
        problem=problem,
        longest_reason=LONGEST_REASON,
        most_findings=MOST_FINDINGS,
        way_back=addresses.way_to_room(review.course_id),
    )


def render_timeline(timeline: TimelinePage, user: Any, *, csrf_token: str) -> str:
    """Return the page with the timeline of an attempt as HTML; its scripts send ``csrf_token`` like the room's."""
    return _render(
        'exam_room/timeline.html',
        user,
        timeline=timeline,
        api_root=addresses.api_root(),
        csrf_token=csrf_token,
        csrf_header=csrf_header(),
        way_back=addresses.way_to_room(timeline.course_id),
    )


def render_projector(code: AccessCode, exam: ProctoredExam, user: Any) -> str:
    """Return the page that shows an access code to a room as HTML. The code itself is not in it."""
    return _render('exam_room/projector.html', user, code=code, exam_name=exam.exam_name, api_root=addresses.api_root())


def render_refusal(course_id: str, user: Any) -> str:
    """Return the page for users who aren't staff: why they see nothing, and where to go."""
    return _render('exam_room/refused.html', user, way_back=addresses.way_to_course(course_id))


def _parts(course: RoomCourse) -> list[dict[str, str]]:
    """Return the parts of the page: anchor, heading, and the class of its panel's place, for the scripts, if any."""
    parts = [
        ('now', _('Right now'), 'exam-room-board'),
        # Translators: Where learners are let into an exam.
        ('entrance', _('Entrance'), 'exam-room-entrance'),
        ('attempts', _('Attempts'), 'student-proctored-exam-container'),
        ('allowances', _('Allowances'), 'special-allowance-container'),
        ('accommodations', _('Accommodations'), 'exam-room-accommodations'),
        ('incidents', _('Incidents'), 'exam-room-incidents'),
    ]
    if course.has_onboarding:
        parts.append(('onboarding', _('Onboarding'), 'student-onboarding-status-container'))
    if course.dashboard_exams and course.has_one_provider:
        parts.append(('reviews', _('Review dashboard'), 'student-review-dashboard-container'))
    elif course.dashboard_exams:
        parts.append(('reviews', _('Review dashboards'), ''))
    return [{'anchor': anchor, 'heading': heading, 'panel': panel} for anchor, heading, panel in parts]


def _render(template: str, user: Any, **context: Any) -> str:
    frame = {
        **page_frame(),
        'username': user.get_username(),
        'catalog_path': links.catalog_path(page_language()),
        'help': addresses.help_link(),
    }
    return loader.get_template(template).render(frame | context)
