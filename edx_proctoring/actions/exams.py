"""Creating and changing exams, and telling the provider of it after the commit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from django.db import connection, transaction

from edx_proctoring import events, provider_gateway
from edx_proctoring.actions.seb_rules import ensure_rules
from edx_proctoring.actions.transactions import refusing_duplicates, transactional
from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.conf import conf
from edx_proctoring.exceptions import BusyException, ProctoredExamAlreadyExists, ProviderUnavailableException
from edx_proctoring.lms import request_cache
from edx_proctoring.models import ProctoredExam, ProctoredExamReviewPolicy, history_row, record_history
from edx_proctoring.outbox import NewJob, claim_job, has_failed, record, run_claimed
from edx_proctoring.outbox.payloads import SaveExamAtProvider
from edx_proctoring.queries.exams import find_exam, find_exam_by_content
from edx_proctoring.queries.review_policies import map_policies
from edx_proctoring.texts import gettext_noop as _

IDS = frozenset({'course_id', 'content_id', 'external_id', 'backend'})

EXISTS: Final = _('That content is already an exam in that course.')
NOT_KNOWN: Final = _(
    'The proctoring service does not have this exam yet and could not be notified of it. Your attempt has not started, '
    'and you have not lost any time. Try again in a few minutes. If that does not help, contact your course team.'
)


@dataclass(frozen=True, slots=True)
class SavedExam:
    """What is sent to a provider."""

    exam: ProctoredExam
    policy: ProctoredExamReviewPolicy | None


@refusing_duplicates(ProctoredExamAlreadyExists, EXISTS)
@transactional
def create(
    course_id: Any, content_id: Any, *, now: datetime, backend: str | None = None, **fields: Any
) -> ProctoredExam:
    """Create and return an exam; without ``backend``, it uses the site's default provider.

    ``fields`` are the other fields of the model. Raises :class:`ProctoredExamAlreadyExists` when that content of that
    course is an exam already, and :class:`InvalidInputException` for ids that the database cannot hold. In a name,
    characters that it cannot hold are replaced: the host publishes a course, and nobody would see an error.
    """
    ids = ids_among(fields, course_id=str(course_id), content_id=str(content_id), backend=backend)
    refuse_unstorable(ProctoredExam, **ids)
    if find_exam_by_content(course_id, content_id) is not None:
        raise ProctoredExamAlreadyExists(EXISTS)
    keys: dict[str, Any] = {'course_id': course_id, 'content_id': content_id}
    exam = ProctoredExam(
        **{name: key if key is None else str(key) for name, key in keys.items()},  # the database refuses None
        backend=backend or conf.default_backend_name,
        **fields,
    )
    exam.save_only()
    if exam.is_proctored:
        tell_provider(exam, now=now)
    transaction.on_commit(partial(events.exam_event, exam, 'created'))
    return exam


def update(exam: ProctoredExam, *, now: datetime, **fields: Any) -> ProctoredExam:
    """Set the given fields of the exam. An exam that is no longer proctored is deactivated at the provider.

    Raises :class:`InvalidInputException` for ids that the database cannot hold; in a name, such characters are
    replaced.
    """
    refuse_unstorable(ProctoredExam, **ids_among(fields))
    return _change(exam, fields, was_proctored=exam.is_proctored, now=now)


@transactional
def _change(exam: ProctoredExam, fields: Mapping[str, Any], *, was_proctored: bool, now: datetime) -> ProctoredExam:
    for name, value in fields.items():
        setattr(exam, name, value)
    exam.save_only()
    if exam.is_proctored or was_proctored:
        tell_provider(exam, now=now)
    transaction.on_commit(partial(events.exam_event, exam, 'updated'))
    return exam


def ids_among(fields: Mapping[str, Any], **others: Any) -> dict[str, Any]:
    """Return the exam fields that are ids or names of something, and would refer to something else if altered."""
    return {name: value for name, value in {**fields, **others}.items() if name in IDS}


def store_many(exams: Sequence[ProctoredExam], fields: Collection[str], *, now: datetime) -> None:
    """Store these fields of many exams, and ``now`` as the time of the change. Callers record their history."""
    if not exams:
        return
    for exam in exams:
        exam.modified = now
    if fields:
        ProctoredExam.objects.bulk_update(exams, [*fields, 'modified'])
    else:
        ProctoredExam.objects.filter(id__in=[exam.id for exam in exams]).update(modified=now)
    request_cache.forget()


def tell_provider(*exams: ProctoredExam, now: datetime) -> None:
    """Record jobs that send the exams to their providers, as they are when the transaction is committed.

    An exam that is no longer proctored is sent as inactive. One of Safe Exam Browser gets rules that demand it.
    """
    ensure_rules(exams, now=now)
    policies = map_policies(exams)
    record([_job(exam, at_hand=SavedExam(exam, policies.get(exam.id))) for exam in exams], now=now)


def make_known(exam: ProctoredExam, *, now: datetime) -> None:
    """Send a proctored exam to its provider before an attempt is registered, and set the id that ``exam`` has there.

    Do nothing if it has one, or if the provider doesn't give ids. The learner waits for the response.

    Raises :class:`ProviderUnavailableException` (503) when the provider can't be reached or gives no id, and
    :class:`BusyException` when another request is sending the exam.
    """
    provider = None if exam.external_id else provider_gateway.find_provider(exam)
    job = _job(exam)
    if provider is None or not (provider.names_exams or has_failed(job)):
        return
    within_transaction = connection.in_atomic_block
    with transaction.atomic():
        locked = ProctoredExam.objects.select_for_update().filter(id=exam.id)
        exam.external_id = locked.values_list('external_id', flat=True).first()
        claimed = None if exam.external_id else claim_job(job, now=now, within_transaction=within_transaction)
    if exam.external_id:
        return
    if claimed is None:
        raise BusyException(_('The proctoring service is being notified of this exam. Try again in a few seconds.'))
    was_told = run_claimed(claimed, now=now)
    exam.refresh_from_db(fields=['external_id'])
    if not was_told or (provider.names_exams and not exam.external_id):
        raise ProviderUnavailableException(NOT_KNOWN, HTTPStatus.SERVICE_UNAVAILABLE)


def read_saved(exam_id: int) -> SavedExam | None:
    """Return the exam and its policy as they are now; None when the exam no longer exists."""
    exam = find_exam(exam_id)
    return SavedExam(exam, map_policies([exam]).get(exam.id)) if exam else None


def keep_external_ids(answers: Iterable[tuple[ProctoredExam, str | None]], *, now: datetime) -> None:
    """Store the ids that providers gave to exams, each with its exam; None where there is no id."""
    renamed = []
    for exam, external_id in answers:
        if external_id and external_id != exam.external_id:
            exam.external_id = external_id
            renamed.append(exam)
    if renamed:
        with transaction.atomic():
            store_many(renamed, ['external_id'], now=now)
            record_history([history_row(exam, '~', now=now) for exam in renamed])


def _job(exam: ProctoredExam, *, at_hand: SavedExam | None = None) -> NewJob[SaveExamAtProvider]:
    """Return the job that sends the exam to the provider, as inactive if it is no longer proctored."""
    payload = SaveExamAtProvider(exam_id=exam.id, backend=exam.backend, was_switched_off=not exam.is_proctored)
    return NewJob(payload, at_hand)
