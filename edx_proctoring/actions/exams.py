"""Creating and changing exams, and telling the provider of it after the commit."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from edx_proctoring import events, provider_gateway
from edx_proctoring.actions.deliveries import Demand, Errand, kind, record
from edx_proctoring.conf import conf
from edx_proctoring.exceptions import ProctoredExamAlreadyExists
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.exams import find_exam, find_exam_by_content, list_exams


def create(
    course_id: Any, content_id: Any, *, now: datetime, backend: str | None = None, **facts: Any
) -> ProctoredExam:
    """A new exam; without ``backend`` at the site's default provider. ``facts`` are the other fields of the model.

    Raises :class:`ProctoredExamAlreadyExists` when that content of that course is an exam already.
    """
    with transaction.atomic():
        if find_exam_by_content(course_id, content_id) is not None:
            raise ProctoredExamAlreadyExists('That content of that course is an exam already.')
        keys: dict[str, Any] = {'course_id': course_id, 'content_id': content_id}
        exam = ProctoredExam(
            **{name: key if key is None else str(key) for name, key in keys.items()},  # the database refuses None
            backend=backend or conf.default_backend_name,
            **facts,
        )
        exam.save_only()
        if exam.is_proctored:
            tell_provider(exam, now=now)
        transaction.on_commit(partial(events.exam_event, exam, 'created'))
    return exam


def update(exam: ProctoredExam, *, now: datetime, **facts: Any) -> ProctoredExam:
    """Set the given fields of the exam. An exam that is no longer proctored is switched off at the provider."""
    with transaction.atomic():
        was_proctored = exam.is_proctored
        for name, value in facts.items():
            setattr(exam, name, value)
        exam.save_only()
        if exam.is_proctored or was_proctored:
            tell_provider(exam, was_switched_off=not exam.is_proctored, now=now)
        transaction.on_commit(partial(events.exam_event, exam, 'updated'))
    return exam


def register_course(course_id: str, exams: Iterable[Mapping[str, Any]], *, now: datetime) -> list[int]:
    """Make these the exams of the course: known ones are updated, new ones created, all others switched off.

    Each mapping has ``content_id`` and the fields of the model; a ``due_date`` that is absent or None clears it, any
    other None leaves a known exam's field as it is. The ids, in the given order.

    All or nothing: the same new content twice raises :class:`ProctoredExamAlreadyExists`.
    """
    with transaction.atomic():
        known = {exam.content_id: exam for exam in list_exams(course_id)}
        registered = [_register(course_id, known.get(facts['content_id']), facts, now=now) for facts in exams]
        ids = [exam.id for exam in registered]
        for exam in known.values():
            if exam.id not in ids and exam.is_active:
                update(exam, is_proctored=False, is_active=False, now=now)
    return ids


def tell_provider(exam: ProctoredExam, *, now: datetime, was_switched_off: bool = False) -> None:
    """Have the provider told of the exam as it is when the transaction is committed."""
    payload = {'exam_id': exam.id, 'backend': exam.backend, 'was_switched_off': was_switched_off}
    record([Demand('exam_saved', f'exam:{exam.id}', payload, at_hand=exam)], now=now)


def _register(course_id: str, exam: ProctoredExam | None, facts: Mapping[str, Any], *, now: datetime) -> ProctoredExam:
    fields = {'due_date': None} | {name: facts[name] for name in facts if name not in ('id', 'course_id', 'content_id')}
    if exam is None:
        return create(course_id, facts['content_id'], now=now, **fields)
    given = {name: value for name, value in fields.items() if value is not None or name == 'due_date'}
    return update(exam, now=now, **given)


@kind('exam_saved', 'provider')
def _tell_provider(errand: Errand) -> None:
    """The provider answers with its id of the exam; a new one is kept."""
    exam: ProctoredExam | None = errand.at_hand or find_exam(errand.payload['exam_id'])
    if exam is None:
        return
    was_switched_off = errand.payload['was_switched_off']
    external_id = provider_gateway.exam_saved(exam, was_switched_off=was_switched_off)
    if external_id and external_id != exam.external_id and not was_switched_off:
        exam.external_id = external_id
        exam.save_only()
