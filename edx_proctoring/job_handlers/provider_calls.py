"""Calls of the provider: what became of attempts, and what exams are like."""

from datetime import datetime
from typing import Any

from edx_proctoring import provider_gateway
from edx_proctoring.actions import exams, seb_provider
from edx_proctoring.domain.attempt_lifecycle import ProviderCall
from edx_proctoring.outbox.handler import Results
from edx_proctoring.outbox.job import Job
from edx_proctoring.outbox.payloads import (
    CallAboutAttempt,
    MarkErrorAtProvider,
    RemoveAtProvider,
    SaveExamAtProvider,
    StartAtProvider,
    StopAtProvider,
)
from edx_proctoring.queries.exams import find_exam


def start(job: Job[StartAtProvider]) -> None:
    """Notify the provider that the attempt was started."""
    _call('start_exam_attempt', job.payload)


def stop(job: Job[StopAtProvider]) -> None:
    """Notify the provider that the attempt was submitted. Safe Exam Browser may have nothing to add."""
    _call('stop_exam_attempt', job.payload)
    seb_provider.verify_submitted(job.payload.attempt_id, now=job.now)


def mark_error(job: Job[MarkErrorAtProvider]) -> None:
    """Notify the provider that the attempt ended with an error."""
    _call('mark_erroneous_exam_attempt', job.payload)


def remove(job: Job[RemoveAtProvider]) -> None:
    """Remove the provider's registration of an attempt that was not created."""
    provider_gateway.remove_registration(
        job.payload.backend,
        exam_external_id=_exam_external_id(job.payload),
        attempt_external_id=job.payload.attempt_external_id,
    )


def save_exam(job: Job[SaveExamAtProvider]) -> str | None:
    """Send an exam to the provider and return the provider's id for it, if it has one."""
    saved: exams.SavedExam | None = job.at_hand or exams.read_saved(job.payload.exam_id)
    if saved is None:
        return None
    was_switched_off = job.payload.was_switched_off
    external_id = provider_gateway.exam_saved(saved.exam, saved.policy, was_switched_off=was_switched_off)
    return external_id if external_id and not was_switched_off else None


def keep_external_ids(results: Results, *, now: datetime) -> None:
    """Store the ids that providers gave to exams."""
    answers = [(_exam_of(job), external_id) for job, external_id in results]
    exams.keep_external_ids([(exam, external_id) for exam, external_id in answers if exam is not None], now=now)


def _call(call: ProviderCall, payload: CallAboutAttempt) -> None:
    provider_gateway.call(
        call,
        backend=payload.backend,
        exam_external_id=_exam_external_id(payload),
        attempt_external_id=payload.attempt_external_id,
    )


def _exam_external_id(payload: CallAboutAttempt | RemoveAtProvider) -> str | None:
    """Return the provider's id of the exam, even if it was stored after the job was recorded."""
    if payload.exam_external_id:
        return payload.exam_external_id
    exam = find_exam(payload.exam_id)
    return exam.external_id if exam else None


def _exam_of(job: Job[SaveExamAtProvider]) -> Any:
    return job.at_hand.exam if job.at_hand else find_exam(job.payload.exam_id)
