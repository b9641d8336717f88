"""Removing attempts: here, at the provider and from the learner's record."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.db import router, transaction
from django.db.models.deletion import Collector

from edx_proctoring import events, lms, provider_gateway
from edx_proctoring.actions.attempt_effects import ids_of
from edx_proctoring.actions.current_attempts import mark_newest
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.conf import conf
from edx_proctoring.domain.attempt_lifecycle import is_for_practice
from edx_proctoring.exceptions import (
    BackendProviderCannotRemoveAttempt,
    BackendProviderRemovalNotConfirmed,
    StudentExamAttemptDoesNotExistsException,
)
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    archive_rows,
    mark_as_recorded,
    record_deletion,
)
from edx_proctoring.outbox import NewJob, record
from edx_proctoring.outbox.payloads import DeleteInLms, RemoveCredit, UndoGradeOverride
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry.correlation import about, correlation_id, get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)


def remove(
    attempts: Iterable[ProctoredExamStudentAttempt],
    *,
    requesting_user: Any,
    now: datetime,
    require_backend_removal: bool = True,
) -> None:
    """Remove attempts at their providers, one after the other, then here and from the learners' records.

    With ``require_backend_removal``, a provider that fails or does not confirm
    (:class:`BackendProviderCannotRemoveAttempt`, :class:`BackendProviderRemovalNotConfirmed`) stops this: that attempt
    and those after it are kept. Raises :class:`StudentExamAttemptDoesNotExistsException` when none of them exists.
    """
    to_remove = []
    try:
        for attempt in attempts:
            remove_at_providers([attempt], required=require_backend_removal)
            to_remove.append(attempt)
    finally:
        if to_remove:
            remove_here(to_remove, requesting_user, now=now)


@transactional
def delete_rows(attempt_ids: Sequence[int], *, now: datetime, newest_first: bool = False) -> tuple[set[int], int]:
    """Delete those of the attempts that still exist; return their ids, and how many rows of any table were deleted.

    Their last state is recorded in the requested order, and their reviews are archived and marked; ``post_delete`` is
    sent for each attempt. The attempts before them are then the current ones. The number of statements grows by one per
    hundred attempts.
    """
    objects = ProctoredExamStudentAttempt.objects
    # Locked, so that an attempt that somebody else removes meanwhile is not archived twice.
    locked = list(objects.filter(id__in=attempt_ids).order_by('id').select_for_update())
    ids = [attempt.id for attempt in locked]
    if not locked:
        return set(), 0
    record_deletion(objects.filter(id__in=ids).order_by('-id' if newest_first else 'id'), now=now)
    mark_reviews([attempt.attempt_code for attempt in locked if attempt.attempt_code], now=now)
    mark_as_recorded(locked)
    collector = Collector(using=router.db_for_write(ProctoredExamStudentAttempt), origin=locked[0])
    collector.collect(locked)
    deleted, _by_model = collector.delete()
    if current := [attempt for attempt in locked if attempt.current_at_exam is not None]:
        mark_newest([(attempt.user_id, attempt.proctored_exam_id) for attempt in current])
    return set(ids), deleted


def mark_reviews(attempt_codes: Sequence[str], *, now: datetime) -> None:
    """Archive the reviews of removed attempts and mark them as such. No verdict takes effect again."""
    reviews = ProctoredExamSoftwareSecureReview.objects.filter(attempt_code__in=attempt_codes)
    found = list(reviews)
    if found:
        archive_rows(ProctoredExamSoftwareSecureReviewHistory, found, id=None)
        reviews.update(is_attempt_active=False, modified=now)


def clear_onboarding_errors(user_id: int, *, now: datetime) -> None:
    """Remove the learner's attempts that failed for lack of a profile, in all courses, so that they may try again.

    Attempts at onboarding exams themselves are kept (deviation R29).
    """
    blocked = list(ProctoredExamStudentAttempt.objects.list_onboarding_errors(user_id))
    remove_at_providers(blocked, required=False)
    delete_rows([attempt.id for attempt in blocked], now=now)


def remove_at_providers(
    attempts: Iterable[ProctoredExamStudentAttempt], *, required: bool, failing: set[str | None] | None = None
) -> None:
    """Ask the providers to remove the attempts.

    If this isn't ``required``, a backend that fails is not called again: it is added to ``failing``, and backends that
    are already in it are skipped. One that only does not confirm is called again.
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
            with about(correlation_id(attempt.attempt_code)):
                log.warning('Removed without the provider: attempt=%s error=%s', attempt.id, type(error).__name__)
            if not isinstance(error, BackendProviderRemovalNotConfirmed):
                failing.add(backend)


@transactional
def remove_here(attempts: Sequence[ProctoredExamStudentAttempt], requesting_user: Any, *, now: datetime) -> None:
    """Remove attempts here and from the learners' records; their providers are the caller's to tell.

    Raises :class:`StudentExamAttemptDoesNotExistsException` when none of them exists.
    """
    gone, _rows = delete_rows([attempt.id for attempt in attempts], now=now)
    if not gone:
        raise StudentExamAttemptDoesNotExistsException(_('The attempt no longer exists.'))
    removed = [attempt for attempt in attempts if attempt.id in gone]
    record([job for attempt in removed for job in _jobs_of_removal(attempt, requesting_user)], now=now)
    for attempt in removed:
        transaction.on_commit(partial(events.attempt_event, attempt, 'deleted', now=now))


def _jobs_of_removal(attempt: ProctoredExamStudentAttempt, requesting_user: Any) -> Iterator[NewJob[Any]]:
    ids = ids_of(attempt)
    if lms.is_offered('instructor'):
        yield NewJob(DeleteInLms(**ids_of(attempt, by=requesting_user)), attempt, requesting_user)
    if conf.practice_counts_for_nothing and is_for_practice(attempt, provider_gateway.kind_of(attempt.proctored_exam)):
        return
    if lms.is_offered('grades'):
        yield NewJob(UndoGradeOverride(**ids), attempt)
    if lms.is_offered('credit') and Status.needs_credit_status_update(attempt.status):
        yield NewJob(RemoveCredit(**ids), attempt)
