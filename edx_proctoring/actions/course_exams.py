"""The whole set of a course's exams, as the service that publishes courses sends it. Written as a set."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction

from edx_proctoring import events
from edx_proctoring.actions.exams import EXISTS, ids_among, store_many, tell_provider
from edx_proctoring.actions.transactions import refusing_duplicates, transactional
from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.conf import conf
from edx_proctoring.exceptions import ProctoredExamAlreadyExists
from edx_proctoring.lms import request_cache
from edx_proctoring.models import HistoryType, ProctoredExam, history_row, record_history
from edx_proctoring.queries.exams import list_exams
from edx_proctoring.texts import gettext_noop as _

Fields = dict[str, Any]
KEYS = ('id', 'course_id', 'content_id')
SWITCHED_OFF = {'is_proctored': False, 'is_active': False}
HISTORY_TYPES: Final[dict[str, HistoryType]] = {'created': '+', 'updated': '~'}


@refusing_duplicates(ProctoredExamAlreadyExists, EXISTS)
@transactional
def register(course_id: str, registered: Sequence[Mapping[str, Any]], *, now: datetime) -> list[int]:
    """Make these the exams of the course, and return their ids in the given order.

    Known exams are updated, new ones are created, and all others are deactivated. Each mapping has ``content_id`` and
    the fields of the model. A ``due_date`` that is missing or None clears it; any other None leaves a known exam's
    field as it is.

    All or nothing: the same content twice raises :class:`ProctoredExamAlreadyExists`, ids that the database cannot hold
    raise :class:`InvalidInputException`.
    """
    refuse_unstorable(ProctoredExam, course_id=course_id)
    for given in registered:
        refuse_unstorable(ProctoredExam, **ids_among(given))
    requested = {given['content_id']: _fields(given) for given in registered}
    if len(requested) < len(registered):
        raise ProctoredExamAlreadyExists(_('The same content is listed twice.'))
    known = {exam.content_id: exam for exam in list_exams(course_id).select_for_update()}
    changes = {known[content_id]: _given(fields) for content_id, fields in requested.items() if content_id in known}
    others = [exam for exam in known.values() if exam.content_id not in requested and exam.is_active]
    changes |= dict.fromkeys(others, SWITCHED_OFF)
    proctored_before = {exam.id for exam in changes if exam.is_proctored}
    _change(changes, now=now)
    created = _create(course_id, {key: fields for key, fields in requested.items() if key not in known}, now=now)
    exams_of_course = known | {exam.content_id: exam for exam in created}
    verbs = {**dict.fromkeys(created, 'created'), **dict.fromkeys(changes, 'updated')}
    saved = [exams_of_course[content_id] for content_id in requested] + others
    record_history([history_row(exam, HISTORY_TYPES[verbs[exam]], now=now) for exam in saved])
    tell_provider(*(exam for exam in saved if exam.is_proctored or exam.id in proctored_before), now=now)
    for exam in saved:
        transaction.on_commit(partial(events.exam_event, exam, verbs[exam]))
    return [exams_of_course[content_id].id for content_id in requested]


def _fields(given: Mapping[str, Any]) -> Fields:
    return {'due_date': None} | {name: value for name, value in given.items() if name not in KEYS}


def _given(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if value is not None or name == 'due_date'}


def _create(course_id: str, requested: Mapping[str, Fields], *, now: datetime) -> list[ProctoredExam]:
    if not requested:
        return []
    ProctoredExam.objects.bulk_create(
        ProctoredExam(
            course_id=course_id,
            content_id=content_id,
            created=now,
            modified=now,
            **fields | {'backend': fields.get('backend') or conf.default_backend_name},
        )
        for content_id, fields in requested.items()
    )
    request_cache.forget()
    return list(list_exams(course_id).filter(content_id__in=list(requested)))  # not every database says the new ids


def _change(changes: Mapping[ProctoredExam, Fields], *, now: datetime) -> None:
    """Set the new values of the exams. Each is stored as saved at ``now``, even if nothing differs."""
    differing: set[str] = set()
    for exam, fields in changes.items():
        differing |= {name for name, value in fields.items() if getattr(exam, name) != value}
        for name, value in fields.items():
            setattr(exam, name, value)
    store_many(list(changes), differing, now=now)
