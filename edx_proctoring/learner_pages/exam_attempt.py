"""One exam and the learner's attempts, as the learning micro-frontend loads them."""

from datetime import datetime
from typing import Annotated, Any, Literal, NotRequired, TypedDict, cast

from edx_proctoring import provider_gateway
from edx_proctoring.actions.attempt_status import settle
from edx_proctoring.actions.attempts import current_attempt
from edx_proctoring.domain.exam_kind import ExamKind
from edx_proctoring.domain.prerequisites import PrerequisiteStatusDict
from edx_proctoring.domain.time_limits import is_ready_to_resume
from edx_proctoring.learner_pages import prerequisites
from edx_proctoring.learner_pages.onboarding_link import find_onboarding_link
from edx_proctoring.learner_pages.timer import TimerDict, allotted_in_words, timer_data
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import find_active_attempt
from edx_proctoring.queries.exams import find_exam_by_content
from edx_proctoring.queries.time_limits import allotted_time, is_closed_by_date
from edx_proctoring.serializers import ExamDict, exam_dict
from edx_proctoring.shapes import EmptyObjectDict, Keyword, Named, Words
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

Timer = TimerDict | EmptyObjectDict


class ExamWithAttemptDict(ExamDict):
    """An exam with the attempt at it."""

    attempt: Timer
    total_time: NotRequired[Words]
    prerequisite_status: NotRequired[PrerequisiteStatusDict]
    onboarding_link: NotRequired[str]
    type: Annotated[str, Named('ExamType'), Keyword('enum', tuple(map(str, ExamKind)))]
    passed_due_date: bool
    use_legacy_attempt_api: Literal[True]


class ExamAndAttemptDict(TypedDict):
    """An exam with the attempt at it, and the running attempt."""

    exam: ExamWithAttemptDict | EmptyObjectDict
    active_attempt: Timer


def exam_and_attempt(
    course_id: Any, content_id: Any, *, learner: Any, caller: Any, is_learning_mfe: bool, now: datetime
) -> ExamAndAttemptDict:
    """Return ``{'exam': ..., 'active_attempt': ...}``; each is ``{}``, never null, when there is none.

    ``exam`` is the exam made from this content, ``active_attempt`` the timer of the learner's newest running attempt,
    in any course. ``caller`` (a user, usually the learner) is the one for whom the onboarding link is chosen.
    """
    running, active_timer = find_active_timer(learner, is_learning_mfe=is_learning_mfe, now=now)
    exam = find_exam_by_content(course_id, content_id) if content_id else None
    if exam is None:
        return {'exam': {}, 'active_attempt': active_timer}
    answer: dict[str, Any] = {**exam_dict(exam)}
    is_running_here = running is not None and running.proctored_exam_id == exam.id
    attempt = running if is_running_here else current_attempt(exam, learner.id, now=now)
    if attempt is None:
        answer |= _without_attempt(exam, answer, learner.id, now=now)
    elif is_running_here:
        answer['attempt'] = active_timer
    else:
        answer['attempt'] = timer_data(exam, attempt, now=now, is_learning_mfe=is_learning_mfe)
        if is_ready_to_resume(attempt) and not exam.is_proctored:
            answer['total_time'] = answer['attempt']['total_time']  # the entrance of a timed exam reads it here
    if attempt is not None and exam.is_proctored and attempt.status in Status.onboarding_errors:
        answer['onboarding_link'] = find_onboarding_link(
            exam.course_id, caller, is_learning_mfe=is_learning_mfe, now=now
        )
    answer |= {
        'type': str(provider_gateway.kind_of(exam)),
        'passed_due_date': is_closed_by_date(exam, learner, attempt=attempt, now=now),
        'use_legacy_attempt_api': True,
    }
    return {'exam': cast('ExamWithAttemptDict', answer), 'active_attempt': active_timer}


def find_active_timer(
    learner: Any, *, is_learning_mfe: bool, now: datetime
) -> tuple[ProctoredExamStudentAttempt | None, Timer]:
    """Return the newest running attempt, in any course, and its timer; None and ``{}`` when there is none.

    ``learner`` is a user or a user id. If the attempt's time is over, reading it ends it; it is still returned, with
    its new status.
    """
    attempt = find_active_attempt(learner)
    if attempt is None:
        return None, {}
    attempt = settle(attempt, now=now)
    return attempt, timer_data(attempt.proctored_exam, attempt, now=now, is_learning_mfe=is_learning_mfe)


def _without_attempt(exam: ProctoredExam, answer: dict[str, Any], user_id: Any, *, now: datetime) -> dict[str, Any]:
    """Return the response for an exam that the learner has not entered.

    A declined requirement declines the exam as well, which this response does not show.
    """
    if provider_gateway.kind_of(exam) is ExamKind.PROCTORED:
        answer = prerequisites.check(answer, user_id, now=now)
    allotted = allotted_time(exam, user_id, current=None, now=now)
    return {**answer, 'total_time': allotted_in_words(allotted), 'attempt': {}}
