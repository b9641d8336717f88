"""The line that the course outline shows beside an exam: one short text and icon per state.

The texts are part of the interface: the host's own tests compare them.
"""

from datetime import datetime
from typing import Any, Final, TypedDict

from django.contrib.auth import get_user_model
from django.utils.translation import gettext, gettext_noop

from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.lms import credit, permissions
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.exams import find_exam_by_content
from edx_proctoring.serializers import exam_dict
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status


class Summary(TypedDict):
    """``suggested_icon`` is a Font Awesome class or ''; the text is English until it is handed out."""

    short_description: str
    suggested_icon: str
    in_completed_state: bool


SummaryMap = dict[str, Summary]

DEFAULT: Final = '_default'


def _summary(text: str, icon: str, *, completed: bool = False) -> Summary:
    return {'short_description': text, 'suggested_icon': icon, 'in_completed_state': completed}


STATUS_SUMMARY_MAP: Final[SummaryMap] = {
    DEFAULT: _summary(gettext_noop('Proctored Exam Under Way'), 'fa-pencil-square-o'),
    Status.eligible: _summary(gettext_noop('Proctored Option Available'), 'fa-pencil-square-o'),
    Status.declined: _summary(gettext_noop('Taking As Open Exam'), 'fa-pencil-square-o'),
    Status.submitted: _summary(gettext_noop('Pending Session Review'), 'fa-spinner fa-spin', completed=True),
    Status.second_review_required: _summary(
        gettext_noop('Pending Session Review'), 'fa-spinner fa-spin', completed=True
    ),
    Status.verified: _summary(gettext_noop('Passed Proctoring'), 'fa-check', completed=True),
    Status.rejected: _summary(gettext_noop('Failed Proctoring'), 'fa-exclamation-triangle', completed=True),
    Status.error: _summary(gettext_noop('Failed Proctoring'), 'fa-exclamation-triangle', completed=True),
    Status.expired: _summary(gettext_noop('Proctored Option Expired'), 'fa-times-circle'),
}

PRACTICE_STATUS_SUMMARY_MAP: Final[SummaryMap] = {
    DEFAULT: _summary(gettext_noop('Ungraded Practice Exam'), ''),
    Status.submitted: _summary(gettext_noop('Practice Exam Completed'), 'fa-check', completed=True),
    Status.error: _summary(gettext_noop('Practice Exam Failed'), 'fa-exclamation-triangle', completed=True),
}

TIMED_EXAM_STATUS_SUMMARY_MAP: Final[SummaryMap] = {
    DEFAULT: _summary(gettext_noop('Timed Exam'), 'fa-clock-o'),
}


def status_summary(user_id: Any, course_id: Any, content_id: Any, *, now: datetime) -> dict[str, Any] | None:
    """The learner's line for an exam; None when the content is no exam, or not one that this learner may take.

    Without a ``status`` for timed exams. ``user_id`` None is an anonymous reader: None for proctored exams that need
    permission, else the line of somebody without an attempt (deviation R35).
    """
    exam = find_exam_by_content(course_id, content_id)
    if exam is None:
        return None
    if not exam.is_proctored:
        return {**_line(TIMED_EXAM_STATUS_SUMMARY_MAP, DEFAULT)}
    if not exam.is_practice_exam and credit.is_available() and not _may_take(user_id, exam):
        return None
    status = _status(user_id, exam, now=now)
    return {'status': status, **_line(_map_for(exam), status)}


def _map_for(exam: ProctoredExam) -> SummaryMap:
    return PRACTICE_STATUS_SUMMARY_MAP if exam.is_practice_exam else STATUS_SUMMARY_MAP


def _line(summaries: SummaryMap, status: str) -> Summary:
    summary = summaries.get(status, summaries[DEFAULT])
    return {**summary, 'short_description': gettext(summary['short_description'])}


def _may_take(user_id: Any, exam: ProctoredExam) -> bool:
    if user_id is None:
        return False
    user = get_user_model().objects.get(pk=user_id)
    return permissions.can_take_proctored_exam(user, exam_dict(exam))


def _status(user_id: Any, exam: ProctoredExam, *, now: datetime) -> str:
    attempt = current_attempt(exam.id, user_id, now=now) if user_id is not None else None
    if attempt is not None:
        return attempt.status
    if user_id is None or exam.is_practice_exam:
        return Status.eligible
    state = credit.find_credit_state(user_id, exam.course_id, with_course_info=True)
    return Status.expired if credit.has_ended(state, now) else Status.eligible
