"""Incidents, and those whom one has hit, as the API and the published functions tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, TypedDict

from edx_proctoring.domain.incidents import MOST_MINUTES, Cause, Impact, Remedy
from edx_proctoring.lms.names import full_name
from edx_proctoring.models import Incident
from edx_proctoring.queries.incidents import Hit, Tally, tally, with_names
from edx_proctoring.serializers import AttemptStatus, iso_text
from edx_proctoring.shapes import IsoText, Keyword, Named

IncidentCause = Annotated[str, Named('IncidentCause'), Keyword('enum', tuple(Cause))]
IncidentImpact = Annotated[str, Named('IncidentImpact'), Keyword('enum', tuple(Impact))]
IncidentRemedy = Annotated[str, Named('IncidentRemedy'), Keyword('enum', tuple(Remedy))]
Minutes = Annotated[int, Keyword('minimum', 0), Keyword('maximum', MOST_MINUTES)]


class HitDict(TypedDict):
    """An attempt that the incident has hit, and what is proposed for it."""

    attempt_id: int
    username: str
    full_name: Annotated[str, 'May be empty.']
    exam_id: int
    exam_name: str
    status: AttemptStatus
    impact: IncidentImpact
    remedy: IncidentRemedy
    extend_minutes: Annotated[Minutes, 'What it lost: its clock ran for so long meanwhile.']
    reopen_minutes: Annotated[Minutes, 'What it lost, and what it had left when it ended.']
    is_helped: Annotated[bool, 'Whether another incident at that time has already led to something.']


class HelpedDict(TypedDict):
    """How many attempts got which remedy."""

    extend: int
    reopen: int
    reset: int


class IncidentDict(TypedDict):
    """An incident, and what it led to."""

    id: int
    batch: Annotated[str, 'As the client has sent it.']
    course_id: str
    exam_id: Annotated[int | None, 'Null for all exams of the course.']
    exam_name: Annotated[str | None, 'Null without an exam, or if it no longer exists.']
    cause: IncidentCause
    began_at: IsoText
    ended_at: IsoText
    reason: str
    beyond_due_date: bool
    recorded_at: IsoText
    recorded_by: Annotated[str | None, 'A username; null if it is not known.']
    reverted_at: IsoText | None
    reverted_by: str | None
    helped: HelpedDict
    refused: Annotated[int, 'Attempts for which the remedy could not be applied.']
    pending: Annotated[int, 'Attempts that are left: the same request again goes on.']
    extended_seconds: Annotated[int, 'That the extended attempts got together, reverted or not.']


def describe_hits(hits: Iterable[Hit]) -> list[HitDict]:
    """Return the attempts as dicts."""
    return [_hit_dict(hit) for hit in hits]


def describe_incidents(incidents: Iterable[Any]) -> list[IncidentDict]:
    """Return the incidents, which have what :func:`with_names` adds, as dicts; one query."""
    rows = list(incidents)
    tallies = tally([row.pk for row in rows]) if rows else {}
    return [_incident_dict(row, tallies[row.pk]) for row in rows]


def describe_incident(incident_id: int) -> IncidentDict:
    """Return the incident as a dict; two queries."""
    (described,) = describe_incidents(with_names(Incident.objects.filter(pk=incident_id)))
    return described


def _hit_dict(hit: Hit) -> HitDict:
    attempt, proposal = hit.attempt, hit.proposal
    exam = attempt.proctored_exam
    return {
        'attempt_id': attempt.id,
        'username': attempt.user.get_username(),
        'full_name': full_name(attempt.user),
        'exam_id': exam.id,
        'exam_name': exam.exam_name,
        'status': attempt.status,
        'impact': proposal.impact.value,
        'remedy': proposal.remedy.value,
        'extend_minutes': proposal.extend_minutes,
        'reopen_minutes': proposal.reopen_minutes,
        'is_helped': hit.is_helped,
    }


def _incident_dict(row: Any, counts: Tally) -> IncidentDict:
    return {
        'id': row.pk,
        'batch': row.batch,
        'course_id': row.course_id,
        'exam_id': row.exam_id,
        'exam_name': row.exam_name,
        'cause': row.cause,
        'began_at': iso_text(row.began_at),
        'ended_at': iso_text(row.ended_at),
        'reason': row.reason,
        'beyond_due_date': row.beyond_due_date,
        'recorded_at': iso_text(row.recorded_at),
        'recorded_by': row.recorder,
        'reverted_at': iso_text(row.reverted_at) if row.reverted_at else None,
        'reverted_by': row.reverter,
        'helped': {
            'extend': counts.helped.get(Remedy.EXTEND, 0),
            'reopen': counts.helped.get(Remedy.REOPEN, 0),
            'reset': counts.helped.get(Remedy.RESET, 0),
        },
        'refused': counts.refused,
        'pending': counts.pending,
        'extended_seconds': counts.seconds,
    }
