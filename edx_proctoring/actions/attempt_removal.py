"""Removing attempts: here, at the provider and from the learner's record."""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from edx_proctoring import events, provider_gateway
from edx_proctoring.actions import attempt_effects
from edx_proctoring.actions.attempt_status import lock
from edx_proctoring.actions.deliveries import Demand, Errand, kind, record
from edx_proctoring.exceptions import BackendProviderCannotRemoveAttempt, BackendProviderRemovalNotConfirmed
from edx_proctoring.lms import credit, grades, instructor
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

log = logging.getLogger(__name__)


def remove(
    attempt: ProctoredExamStudentAttempt, *, requesting_user: Any, now: datetime, require_backend_removal: bool = True
) -> None:
    """Remove an attempt here, at the provider and in the learner's record, so that he may begin anew.

    With ``require_backend_removal`` a provider that fails or does not confirm
    (:class:`BackendProviderCannotRemoveAttempt`, :class:`BackendProviderRemovalNotConfirmed`) keeps everything.
    """
    remove_at_providers([attempt], required=require_backend_removal)
    with transaction.atomic():
        gone = lock(attempt)
        wanted = _demands_of_removal(attempt, requesting_user)
        gone.delete_exam_attempt()
        record(wanted, now=now)
        transaction.on_commit(partial(events.attempt_event, attempt, 'deleted', now=now))


def clear_onboarding_errors(user_id: int) -> None:
    """Remove the learner's attempts that failed for want of a profile, everywhere: he may try again now.

    Attempts at onboarding exams themselves stay (deviation R29).
    """
    blocked = list(ProctoredExamStudentAttempt.objects.list_onboarding_errors(user_id))
    remove_at_providers(blocked, required=False)
    for attempt in blocked:
        attempt.delete_exam_attempt()


def remove_at_providers(
    attempts: Iterable[ProctoredExamStudentAttempt], *, required: bool, failing: set[str | None] | None = None
) -> None:
    """Have the providers remove the attempts.

    Where that isn't ``required``, a backend that fails is asked no more: it is added to ``failing``, and those that are
    in it already are left out. One that only does not confirm is asked again.
    """
    failing = set() if failing is None else failing
    for attempt in attempts:
        backend = attempt.proctored_exam.backend
        if backend in failing:
            continue
        try:
            provider_gateway.remove_attempt(attempt)
        except BackendProviderCannotRemoveAttempt as error:
            if required:
                raise
            log.warning('Attempt %s is removed without its provider: %s', attempt.id, type(error).__name__)
            if not isinstance(error, BackendProviderRemovalNotConfirmed):
                failing.add(backend)


def _demands_of_removal(attempt: ProctoredExamStudentAttempt, requesting_user: Any) -> list[Demand]:
    by = requesting_user.id if requesting_user else None
    wanted = []
    if instructor.is_available():
        wanted.append(attempt_effects.demand(attempt, 'delete_in_lms', requesting_user_id=by))
    if grades.is_available():
        wanted.append(attempt_effects.demand(attempt, 'undo_grade_override'))
    if credit.is_available() and Status.needs_credit_status_update(attempt.status):
        wanted.append(attempt_effects.demand(attempt, 'remove_credit'))
    return wanted


@kind('clear_onboarding_errors', 'lms')
def _clear_onboarding_errors(errand: Errand) -> None:
    clear_onboarding_errors(errand.payload['user_id'])


@kind('delete_in_lms', 'lms')
def _delete_in_lms(errand: Errand) -> None:
    learner = attempt_effects.find_learner(errand)
    if learner is not None:
        _user_id, course_id, content_id = attempt_effects.exam_of_learner(errand)
        requesting_user = attempt_effects.find_user(errand.payload['requesting_user_id'])
        instructor.delete_attempt(learner.username, course_id, content_id, requesting_user=requesting_user)


@kind('undo_grade_override', 'lms')
def _undo_grade_override(errand: Errand) -> None:
    grades.undo_override(*attempt_effects.exam_of_learner(errand))


@kind('remove_credit', 'lms')
def _remove_credit(errand: Errand) -> None:
    credit.remove_requirement_status(*attempt_effects.exam_of_learner(errand))


@kind('remove_exam_attempt', 'provider')
def _take_back_registration(errand: Errand) -> None:
    provider_gateway.remove_registration(
        errand.payload['backend'],
        exam_external_id=errand.payload['exam_external_id'],
        attempt_external_id=errand.payload['attempt_external_id'],
    )
