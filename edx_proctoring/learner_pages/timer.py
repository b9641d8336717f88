"""What the exam timer, in the page or in the micro-frontend, is told about an attempt."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Literal, NotRequired, TypedDict

from django.urls import reverse

from edx_proctoring import provider_gateway
from edx_proctoring.conf import conf
from edx_proctoring.domain.attempt_lifecycle import SETTING_UP
from edx_proctoring.domain.time_limits import Allotted, is_ready_to_resume, limit_seconds, seconds_remaining
from edx_proctoring.learner_pages.entry import KeptOutDict
from edx_proctoring.learner_pages.messages import MessageDict
from edx_proctoring.learner_pages.wording import (
    humanized_seconds,
    humanized_type,
    no_time_left,
    time_left,
    with_extra_time,
)
from edx_proctoring.lms import links
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.provider_gateway import Provider
from edx_proctoring.queries.time_limits import allotted_time
from edx_proctoring.serializers import AttemptStatus
from edx_proctoring.shapes import Keyword, Words


class TimerDict(TypedDict):
    """The timer of a running exam."""

    in_timed_exam: Literal[True]
    taking_as_proctored: bool
    exam_type: Words
    exam_display_name: str
    exam_url_path: Annotated[
        str, "Absolute for the learning micro-frontend, else a path; '' for an exam without a page."
    ]
    time_remaining_seconds: Annotated[float, Keyword('minimum', 0)]
    total_time: Words
    low_threshold_sec: int
    critically_low_threshold_sec: int
    course_id: str
    attempt_id: int
    external_id: Annotated[str | None, "The provider's ID of the attempt."]
    accessibility_time_string: Words
    attempt_status: AttemptStatus
    exam_started_poll_url: Annotated[str, 'Path of the attempt, to be polled.']
    attempt_ready_to_resume: bool
    use_legacy_attempt_api: Literal[True]
    desktop_application_js_url: Annotated[str, "URL of the provider's worker, or empty."]
    ping_interval: NotRequired[Annotated[float, 'Seconds; for exams with a provider.']]
    attempt_code: NotRequired[Annotated[str | None, 'For exams with a provider.']]
    messages: NotRequired[Annotated[list[MessageDict], 'Of course staff, if there are any.']]
    kept_out: NotRequired[Annotated[KeptOutDict, 'While an entry rule keeps the learner out.']]
    seb_check_due: NotRequired[Annotated[bool, 'True if the browser should be checked again now.']]
    software_download_url: NotRequired[Annotated[str | None, 'While the attempt is being set up.']]


def timer_data(
    exam: ProctoredExam, attempt: ProctoredExamStudentAttempt, *, now: datetime, is_learning_mfe: bool = False
) -> TimerDict:
    """Return the timer of an attempt, which must have been settled.

    ``exam_url_path`` is absolute for the micro-frontend, otherwise a path of the LMS; '' if the exam has no page in a
    course. Keys about the provider only exist if the exam has one.
    """
    remaining = seconds_remaining(attempt, now=now) or 0
    limit = limit_seconds(attempt)
    provider = provider_gateway.find_provider(exam)
    timer: TimerDict = {
        'in_timed_exam': True,
        'taking_as_proctored': attempt.taking_as_proctored,
        'exam_type': humanized_type(provider_gateway.kind_of(exam)),
        'exam_display_name': exam.exam_name,
        'exam_url_path': links.find_exam_url(exam.course_id, exam.content_id, is_learning_mfe=is_learning_mfe),
        'time_remaining_seconds': remaining,
        'total_time': total_time(exam, attempt, now=now),
        'low_threshold_sec': int(conf.low_threshold_fraction * limit),
        'critically_low_threshold_sec': int(conf.critically_low_threshold_fraction * limit),
        'course_id': exam.course_id,
        'attempt_id': attempt.id,
        'external_id': learner_external_id(attempt, provider),
        'accessibility_time_string': time_left(remaining),
        'attempt_status': attempt.status,
        'exam_started_poll_url': reverse('edx_proctoring:proctored_exam.attempt', args=[attempt.id]),
        'attempt_ready_to_resume': is_ready_to_resume(attempt),
        'use_legacy_attempt_api': True,
        'desktop_application_js_url': provider_gateway.javascript_url(exam),
    }
    if provider:
        timer['ping_interval'] = provider.ping_interval
        timer['attempt_code'] = attempt.attempt_code
        if attempt.status in SETTING_UP:
            timer['software_download_url'] = provider_gateway.set_up(attempt).download_url
    return timer


def total_time(exam: ProctoredExam, attempt: ProctoredExamStudentAttempt, *, now: datetime) -> str:
    """Return the attempt's time limit in words.

    Before the attempt has one, and when it can be resumed, it is the time that the learner would get now.
    """
    return time_in_words(attempt, lambda: allotted_time(exam, attempt.user_id, current=attempt, now=now))


def time_in_words(attempt: ProctoredExamStudentAttempt | None, allot: Callable[[], Allotted]) -> str:
    """Return the same; ``allot`` returns the time that the learner would get now, and is called only if needed."""
    limit = limit_seconds(attempt) if attempt else 0
    return humanized_seconds(limit if limit and attempt and not is_ready_to_resume(attempt) else allot().seconds)


def allotted_in_words(allotted: Allotted) -> str:
    """Return the time that a learner gets, and how much of it is their extra time."""
    return with_extra_time(humanized_seconds(allotted.seconds), extra_in_words(allotted))


def extra_in_words(allotted: Allotted) -> str:
    """Return the extra time of the learner; '' if there is none."""
    return humanized_seconds(allotted.extra_seconds) if allotted.extra_seconds else ''


def announced_time(attempt: ProctoredExamStudentAttempt, *, now: datetime) -> str:
    """Return what screen readers announce about an attempt that is opened again: how much time is left, if any."""
    remaining = seconds_remaining(attempt, now=now)
    return time_left(remaining) if remaining > 0 else no_time_left()


def learner_external_id(attempt: ProctoredExamStudentAttempt, provider: Provider | None) -> str | None:
    """Return the provider's id of the attempt, unless it would let learners write their own review (deviation S6)."""
    return None if provider and provider.hides_external_id else attempt.external_id
