"""What a change of an attempt's status sets going, in the order in which it happens.

:func:`jobs_of` turns a transition into jobs of the outbox. Telling analytics and signal listeners
(:func:`announce_change`) comes last, is not repeated, and changes nothing.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, TypedDict

from edx_proctoring import events, lms, provider_gateway
from edx_proctoring.domain.attempt_lifecycle import ProviderCall, Transition
from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt
from edx_proctoring.outbox import NewJob
from edx_proctoring.outbox.payloads import (
    CallAboutAttempt,
    ClearOnboardingErrors,
    CompleteInLms,
    DeclineOthers,
    MarkErrorAtProvider,
    RestoreGrade,
    SendStatusEmail,
    SetCredit,
    StartAtProvider,
    StopAtProvider,
    ZeroGrade,
)
from edx_proctoring.telemetry.correlation import correlated, correlation_id, get_logger

log = get_logger(__name__)

PROVIDER_CALLS: Final[dict[ProviderCall, type[CallAboutAttempt]]] = {
    'start_exam_attempt': StartAtProvider,
    'stop_exam_attempt': StopAtProvider,
    'mark_erroneous_exam_attempt': MarkErrorAtProvider,
}


class AttemptIds(TypedDict):
    """What every payload about an attempt contains; it remains valid after the attempt was deleted."""

    attempt_id: int
    user_id: int
    exam_id: int
    course_id: str
    content_id: str
    backend: str | None
    by_id: int | None
    correlation_id: str | None


def ids_of(attempt: Attempt, *, by: Any = None) -> AttemptIds:
    """Return the ids of everything concerned; ``by`` is the user who requested the change."""
    exam = attempt.proctored_exam
    return {
        'attempt_id': attempt.id,
        'user_id': attempt.user_id,
        'exam_id': exam.id,
        'course_id': exam.course_id,
        'content_id': exam.content_id,
        'backend': exam.backend,
        'by_id': by.id if by else None,
        'correlation_id': correlation_id(attempt.attempt_code),
    }


def jobs_of(attempt: Attempt, transition: Transition, *, counts: bool, attributed_to: Any = None) -> list[NewJob[Any]]:
    """Return the jobs that follow from a transition of ``attempt``.

    ``counts``: the multi-attempt rule lets this change update credit, grade, and other exams, and send email.
    """
    jobs: list[NewJob[Any]] = []
    ids = ids_of(attempt)
    if transition.completes and lms.is_offered('instructor'):
        jobs.append(NewJob(CompleteInLms(**ids), attempt))
    if counts:
        jobs += _jobs_on_the_learners_record(attempt, transition, attributed_to)
    if transition.clears_onboarding_errors:
        jobs.append(NewJob(ClearOnboardingErrors(**ids), attempt))
    exam = attempt.proctored_exam
    if transition.provider_call and provider_gateway.find_provider(exam):
        call = PROVIDER_CALLS[transition.provider_call]
        external = {'exam_external_id': exam.external_id, 'attempt_external_id': attempt.external_id}
        jobs.append(NewJob(call(**ids, **external), attempt))
    return jobs


@correlated
def announce_creation(attempt: Attempt, *, full_name: str = '', profile_name: str = '', now: datetime) -> None:
    """Notify signal listeners and analytics about a new attempt; the names are given for a supervised one."""
    log.info('Attempt created: attempt=%s exam=%s status=%s', attempt.id, attempt.proctored_exam_id, attempt.status)
    events.send_attempt_status_signal(
        attempt,
        full_name=full_name,
        profile_name=profile_name,
        backend_supports_onboarding=provider_gateway.supports_onboarding(attempt.proctored_exam),
    )
    events.attempt_event(attempt, attempt.status, now=now)


@correlated
def announce_change(attempt: Attempt, *, now: datetime) -> None:
    """Notify analytics and signal listeners about an attempt's new status."""
    events.attempt_event(attempt, attempt.status, now=now)
    events.send_attempt_status_signal(
        attempt,
        backend_supports_onboarding=provider_gateway.supports_onboarding(attempt.proctored_exam) or False,
    )


def _jobs_on_the_learners_record(attempt: Attempt, transition: Transition, attributed_to: Any) -> Iterator[NewJob[Any]]:
    ids = ids_of(attempt)
    if transition.credit and lms.is_offered('credit'):
        yield NewJob(SetCredit(**ids, status=transition.credit), attempt)
    if transition.declines_others:
        yield NewJob(DeclineOthers(**ids), attempt)
    if transition.grade == 'zero' and lms.is_offered('grades'):
        yield NewJob(ZeroGrade(**ids_of(attempt, by=attributed_to)), attempt, attributed_to)
    if transition.grade == 'restore' and lms.is_offered('grades'):
        yield NewJob(RestoreGrade(**ids), attempt)
    if transition.emails:
        yield NewJob(SendStatusEmail(**ids, status=attempt.status), attempt)
