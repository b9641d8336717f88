"""What a change of an attempt's status sets going, in the order in which it happens.

:func:`demands` turns a transition into deliveries; the carriers below take them to the LMS, to the provider and to the
mailbox. Telling analytics and signal listeners (:func:`announce_change`) comes last and is not repeated.
"""

from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from edx_proctoring import emails, events, lms, provider_gateway
from edx_proctoring.actions.deliveries import Carrier, Demand, Errand, kind
from edx_proctoring.domain.attempt_lifecycle import ProviderCall, Transition
from edx_proctoring.lms import certificates, credit, grades, instructor, languages
from edx_proctoring.models import ProctoredExamStudentAttempt as Attempt
from edx_proctoring.queries.attempts import find_attempt
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.telemetry.correlation import correlated, correlation_id, get_logger

log = get_logger(__name__)


def demand(attempt: Attempt, kind_name: str, *, by: Any = None, **facts: Any) -> Demand:
    """A delivery about ``attempt``; the payload is the ids of all concerned and ``facts``, and outlives the attempt.

    ``by`` is the user who asked for it, ``by_id`` in the payload.
    """
    exam = attempt.proctored_exam
    ids = {
        'attempt_id': attempt.id,
        'user_id': attempt.user_id,
        'exam_id': exam.id,
        'course_id': exam.course_id,
        'content_id': exam.content_id,
        'backend': exam.backend,
        'by_id': by.id if by else None,
        'correlation_id': correlation_id(attempt.attempt_code),
    }
    return Demand(kind_name, f'attempt:{attempt.id}', {**ids, **facts}, at_hand=attempt, by=by)


def demands(attempt: Attempt, transition: Transition, *, counts: bool, attributed_to: Any = None) -> list[Demand]:
    """The deliveries that a transition of ``attempt`` entails.

    ``counts``: the multi-attempt rule lets this change touch credit, grade, other exams and the mailbox.
    """
    wanted = []
    if transition.completes and lms.is_offered('instructor'):
        wanted.append(demand(attempt, 'complete_in_lms'))
    if counts:
        wanted += _demands_on_the_learners_record(attempt, transition, attributed_to)
    if transition.clears_onboarding_errors:
        wanted.append(demand(attempt, 'clear_onboarding_errors'))
    exam = attempt.proctored_exam
    if transition.provider_call and provider_gateway.find_provider(exam):
        ids = {'exam_external_id': exam.external_id, 'attempt_external_id': attempt.external_id}
        wanted.append(demand(attempt, transition.provider_call, **ids))
    return wanted


@correlated
def announce_creation(attempt: Attempt, *, full_name: str = '', profile_name: str = '', now: datetime) -> None:
    """Tell signal listeners and analytics of a new attempt; the names are those of a supervised one."""
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
    """Tell analytics and signal listeners of an attempt's new status."""
    events.attempt_event(attempt, attempt.status, now=now)
    events.send_attempt_status_signal(
        attempt,
        backend_supports_onboarding=provider_gateway.supports_onboarding(attempt.proctored_exam) or False,
    )


def _demands_on_the_learners_record(attempt: Attempt, transition: Transition, attributed_to: Any) -> list[Demand]:
    wanted = []
    if transition.credit and lms.is_offered('credit'):
        wanted.append(demand(attempt, 'credit', status=transition.credit))
    if transition.declines_others:
        wanted.append(demand(attempt, 'decline_others'))
    if transition.grade == 'zero' and lms.is_offered('grades'):
        wanted.append(demand(attempt, 'zero_grade', by=attributed_to))
    if transition.grade == 'restore' and lms.is_offered('grades'):
        wanted.append(demand(attempt, 'restore_grade'))
    if transition.emails:
        wanted.append(demand(attempt, 'email', status=attempt.status))
    return wanted


# ── carriers ──────────────────────────────────────────────────────────────────────────────────────────────────────


def for_learner(carry: Carrier) -> Carrier:
    """The same carrier, but nothing is left to do for a learner who is gone."""

    @wraps(carry)
    def carry_if_there(errand: Errand) -> Any:
        return carry(errand) if find_learner(errand) is not None else None

    return carry_if_there


@kind('complete_in_lms', 'lms', service='instructor')
def _complete_in_lms(errand: Errand) -> None:
    learner = find_learner(errand)
    if learner is not None:
        instructor.complete_attempt(learner.username, errand.payload['content_id'])


@kind('credit', 'lms', service='credit')
@for_learner
def _set_credit_requirement(errand: Errand) -> None:
    credit.set_requirement_status(*exam_of_learner(errand), errand.payload['status'])


@kind('zero_grade', 'lms', service='grades')
@for_learner
def _zero_grade(errand: Errand) -> None:
    """Where the course says so: nothing is earned in this exam, and a certificate that was earned with it is void."""
    user_id, course_id, content_id = exam_of_learner(errand)
    if not grades.overrides_on_rejection(course_id):
        return
    backend = errand.payload['backend']
    described = provider_gateway.describe_named(backend)
    with languages.writing_to_staff():
        # Translators: Comment in the gradebook beside a grade that was set to zero.
        comment = _('Failed {provider} proctoring').format(provider=described.verbose_name if described else backend)
    grades.override_to_zero(user_id, course_id, content_id, overrider=find_asker(errand), comment=comment)
    certificates.invalidate(user_id, course_id)


@kind('restore_grade', 'lms', service='grades')
@for_learner
def _restore_grade(errand: Errand) -> None:
    user_id, course_id, content_id = exam_of_learner(errand)
    if grades.overrides_on_rejection(course_id):
        grades.undo_override(user_id, course_id, content_id)


@kind('email', 'mail')
def _email(errand: Errand) -> None:
    attempt = errand.at_hand or find_attempt(errand.payload['attempt_id'])
    if attempt is not None:  # nobody is told about an attempt that was removed meanwhile
        emails.send_status_email(attempt, status=errand.payload['status'], key=errand.key)


def _call_provider(call: ProviderCall) -> Carrier:
    def carry(errand: Errand) -> None:
        provider_gateway.call(
            call,
            backend=errand.payload['backend'],
            exam_external_id=exam_external_id(errand),
            attempt_external_id=errand.payload['attempt_external_id'],
        )

    return carry


kind('start_exam_attempt', 'provider')(_call_provider('start_exam_attempt'))
kind('stop_exam_attempt', 'provider')(_call_provider('stop_exam_attempt'))
kind('mark_erroneous_exam_attempt', 'provider')(_call_provider('mark_erroneous_exam_attempt'))


def exam_of_learner(errand: Errand) -> tuple[int, str, str]:
    """Whom and what an errand about an attempt concerns: the learner's id, the course, the content."""
    return errand.payload['user_id'], errand.payload['course_id'], errand.payload['content_id']


def exam_external_id(errand: Errand) -> str | None:
    """The provider's id of the exam that an errand is about; one that came after it was recorded is as good."""
    told: str | None = errand.payload['exam_external_id']
    if told:
        return told
    exam = find_exam(errand.payload['exam_id'])
    return exam.external_id if exam else None


def find_learner(errand: Errand) -> Any:
    """The learner whose attempt an errand is about; None when that user was deleted."""
    return errand.at_hand.user if errand.at_hand is not None else _find_user(errand.payload['user_id'])


def find_asker(errand: Errand) -> Any:
    """The user who asked for what the errand does; None when nobody did or that user was deleted."""
    return errand.by if errand.by is not None else _find_user(errand.payload['by_id'])


def _find_user(user_id: int | None) -> Any:
    return get_user_model().objects.filter(id=user_id).first() if user_id else None
