"""The line that the course outline shows beside an exam: one short text and icon per state.

The texts are part of the interface: the host's own tests compare them. Only for a learner who has extra time and has
not begun, the time follows (deviation X34): the host's outline has the limit that everybody else has.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypedDict

from django.contrib.auth import get_user_model
from django.utils.translation import gettext

from edx_proctoring.actions.attempt_status import settle
from edx_proctoring.domain.accommodations import UNLIMITED_MINUTES
from edx_proctoring.domain.time_limits import is_ready_to_resume
from edx_proctoring.learner_pages.wording import humanized_time, with_extra_time
from edx_proctoring.lms import credit, permissions, request_cache
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import map_current_attempts
from edx_proctoring.queries.exams import list_exams
from edx_proctoring.queries.time_limits import is_past_due, map_extra_minutes
from edx_proctoring.serializers import exam_dict
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.texts import gettext_noop


class Summary(TypedDict):
    """An exam's line. ``suggested_icon`` is a Font Awesome class or ''; the text is English until it is returned."""

    short_description: str
    suggested_icon: str
    in_completed_state: bool


SummaryMap = dict[str, Summary]

DEFAULT: Final = '_default'
HANDED_IN: Final = frozenset({Status.submitted, Status.timed_out})


def _summary(text: str, icon: str, *, completed: bool = False) -> Summary:
    return {'short_description': text, 'suggested_icon': icon, 'in_completed_state': completed}


STATUS_SUMMARY_MAP: Final[SummaryMap] = {
    DEFAULT: _summary(gettext_noop('Taking As Proctored Exam'), 'fa-pencil-square-o'),
    Status.eligible: _summary(gettext_noop('Proctored Option Available'), 'fa-pencil-square-o'),
    # Translators: In the course outline: the learner chose to take this exam without proctoring.
    Status.declined: _summary(gettext_noop('Taking As Open Exam'), 'fa-pencil-square-o'),
    Status.submitted: _summary(gettext_noop('Pending Session Review'), 'fa-spinner fa-spin', completed=True),
    Status.second_review_required: _summary(
        gettext_noop('Pending Session Review'), 'fa-spinner fa-spin', completed=True
    ),
    Status.verified: _summary(gettext_noop('Passed Proctoring'), 'fa-check', completed=True),
    Status.rejected: _summary(gettext_noop('Failed Proctoring'), 'fa-exclamation-triangle', completed=True),
    Status.error: _summary(gettext_noop('Failed Proctoring'), 'fa-exclamation-triangle', completed=True),
    Status.expired: _summary(gettext_noop('Proctored Option No Longer Available'), 'fa-times-circle'),
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
    """Return the learner's line for an exam; None when the content is no exam, or not one that this learner may take.

    There is no ``status`` for timed exams. If ``user_id`` is None, the reader is anonymous: None for proctored exams
    that need permission, otherwise the line of a learner without an attempt (deviation R35).

    What is read for one exam of a course is reused for others in the same request.
    """
    learner = request_cache.remember(
        ('learner_in_course', user_id, str(course_id)), lambda: _read(user_id, str(course_id), now=now)
    )
    return _summary_of(learner, learner.exams.get(str(content_id)), now=now)


def status_summaries(user_id: Any, course_id: Any, *, now: datetime) -> dict[str, dict[str, Any]]:
    """Return the learner's lines for all exams of a course that have one for them, by content id; five queries."""
    learner = _read(user_id, str(course_id), now=now)
    lines = {content_id: _summary_of(learner, exam, now=now) for content_id, exam in learner.exams.items()}
    return {content_id: line for content_id, line in lines.items() if line is not None}


@dataclass(frozen=True, slots=True)
class _LearnerInCourse:
    """What the lines of a learner in a course depend on; ``user`` is None for an anonymous or unknown reader."""

    user_id: Any
    user: Any
    exams: dict[str, ProctoredExam]  # by content id
    current_attempts: dict[int, ProctoredExamStudentAttempt]  # by exam id
    extra_minutes: dict[int, int]  # by exam id


def _read(user_id: Any, course_id: str, *, now: datetime) -> _LearnerInCourse:
    exams = {exam.content_id: exam for exam in list_exams(course_id)}
    extra_minutes: dict[int, int] = {}
    if user_id is not None and exams:
        extra_minutes = map_extra_minutes(user_id, course_id, exams.values(), now=now)
    user = None
    if user_id is not None and (extra_minutes or any(exam.is_proctored for exam in exams.values())):
        user = get_user_model().objects.filter(pk=user_id).first()
    attempts = map_current_attempts(user, exams.values()) if user else {}
    return _LearnerInCourse(user_id, user, exams, attempts, extra_minutes)


def _summary_of(learner: _LearnerInCourse, exam: ProctoredExam | None, *, now: datetime) -> dict[str, Any] | None:
    if exam is None:
        return None
    if not exam.is_proctored:
        return {**_line(TIMED_EXAM_STATUS_SUMMARY_MAP, DEFAULT, _time_with_extra(learner, exam))}
    if not exam.is_practice_exam and credit.is_available() and not _may_take(learner, exam):
        return None
    status = _status(learner, exam, now=now)
    line = DEFAULT if _was_reopened(learner, exam, now=now) else status
    return {'status': status, **_line(_map_for(exam), line, _time_with_extra(learner, exam))}


def _map_for(exam: ProctoredExam) -> SummaryMap:
    return PRACTICE_STATUS_SUMMARY_MAP if exam.is_practice_exam else STATUS_SUMMARY_MAP


def _line(summaries: SummaryMap, status: str, time: str) -> Summary:
    summary = summaries.get(status, summaries[DEFAULT])
    text = gettext(summary['short_description'])
    if time and status != Status.expired:
        # Translators: In the course outline. {state} is a text such as "Timed Exam", {time} one such as
        # "1 hour, including 30 minutes of additional time".
        text = gettext('{state} ({time})').format(state=text, time=time)
    return {**summary, 'short_description': text}


def _time_with_extra(learner: _LearnerInCourse, exam: ProctoredExam) -> str:
    """Return the time of a learner with extra time who has not begun; '' for all others."""
    extra, attempt = learner.extra_minutes.get(exam.id), learner.current_attempts.get(exam.id)
    if not extra or (attempt is not None and not Status.is_pre_started_status(attempt.status)):
        return ''
    if extra >= UNLIMITED_MINUTES:
        # Translators: In the course outline, as in "Timed Exam (no time limit)".
        return gettext('no time limit')
    return with_extra_time(humanized_time(exam.time_limit_mins + extra), humanized_time(extra))


def _was_reopened(learner: _LearnerInCourse, exam: ProctoredExam, *, now: datetime) -> bool:
    """Return whether the learner may go on with an exam that they had handed in: it is not completed."""
    attempt = learner.current_attempts.get(exam.id)
    is_open = attempt is not None and attempt.status in HANDED_IN and is_ready_to_resume(attempt)
    return is_open and not is_past_due(exam, learner.user_id, now=now)


def _may_take(learner: _LearnerInCourse, exam: ProctoredExam) -> bool:
    if learner.user_id is None:
        return False
    if learner.user is None:
        raise get_user_model().DoesNotExist('There is no such user.')
    return permissions.can_take_proctored_exam(learner.user, exam_dict(exam))


def _status(learner: _LearnerInCourse, exam: ProctoredExam, *, now: datetime) -> str:
    attempt = learner.current_attempts.get(exam.id)
    if attempt is not None:
        return settle(attempt, now=now).status
    if learner.user is None or exam.is_practice_exam:
        return Status.eligible
    state = credit.find_credit_state(learner.user.id, exam.course_id, with_course_info=True)
    return Status.expired if credit.has_ended(state, now) else Status.eligible
