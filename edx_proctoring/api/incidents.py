"""Technical failures, and what is done for those whom they hit."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from edx_proctoring.actions import incidents as actions
from edx_proctoring.actions.incidents import Choice
from edx_proctoring.domain.incidents import Cause, Remedy, Window
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.queries.incident_dicts import HitDict, IncidentDict, describe_hits, describe_incident
from edx_proctoring.queries.incidents import list_hit
from edx_proctoring.texts import gettext_noop as _

__all__ = ('preview_incident', 'record_incident', 'revert_incident')


def preview_incident(
    course_id: Any, cause: str, began_at: datetime, ended_at: datetime, *, exam_id: int | None = None
) -> list[HitDict]:
    """Return the attempts that an incident has hit, 5000 at most, each with what is proposed for it.

    ``cause`` is what was down: ``provider``, ``network`` or ``platform``. The moments are aware. Raises
    :class:`InvalidInputException` for what can't be an incident, :class:`ProctoredExamNotFoundException`.
    """
    window, now = Window(began_at, ended_at), timezone.now()
    actions.require_window(window, now=now)
    actions.require_exam(exam_id, str(course_id))
    return describe_hits(list_hit(str(course_id), window, _cause(cause), exam_id=exam_id, now=now).rows)


def record_incident(
    course_id: Any,
    cause: str,
    began_at: datetime,
    ended_at: datetime,
    remedies: Mapping[int, tuple[str, int]],
    *,
    exam_id: int | None = None,
    reason: str = '',
    by: Any = None,
    beyond_due_date: bool = False,
    batch: str | None = None,
) -> IncidentDict:
    """Record an incident and do for attempts, by their ids, what ``remedies`` says; return what that led to.

    A remedy is ``extend`` or ``reopen`` with minutes, or ``reset``, whose minutes don't count. ``batch`` is a UUID:
    the same one again goes on with the same incident, as long as something is ``pending``. ``by`` is the user who
    records it. Raises :class:`InvalidInputException`, :class:`ProctoredExamNotFoundException`.
    """
    wanted = actions.Wanted(
        batch=batch or str(uuid4()),
        course_id=str(course_id),
        exam_id=exam_id,
        cause=_cause(cause),
        window=Window(began_at, ended_at),
        reason=reason,
        beyond_due_date=beyond_due_date,
    )
    choices = [Choice(attempt_id, _remedy(remedy), minutes) for attempt_id, (remedy, minutes) in remedies.items()]
    return describe_incident(actions.record_incident(wanted, choices, by=by, now=timezone.now()).pk)


def revert_incident(incident_id: int, *, by: Any = None) -> IncidentDict:
    """Take back what the incident led to, but for attempts that were reset; return the incident.

    Raises :class:`InvalidInputException` if that was done before, or if somebody has used what they got, and
    :class:`ObjectNotFoundException`.
    """
    actions.revert(incident_id, by=by, now=timezone.now())
    return describe_incident(incident_id)


def _cause(value: str) -> Cause:
    try:
        return Cause(value)
    except ValueError as error:
        raise InvalidInputException(_('There is no such cause.')) from error


def _remedy(value: str) -> Remedy:
    try:
        return Remedy(value)
    except ValueError as error:
        raise InvalidInputException(_('There is no such remedy.')) from error
