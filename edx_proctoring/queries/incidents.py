"""Reading incidents, and whom one has hit."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from edx_proctoring import presence
from edx_proctoring.domain.attempt_lifecycle import PRE_STARTED, RUNNING
from edx_proctoring.domain.incidents import (
    ABOUT_TO_ENTER,
    BROKEN_OFF,
    REFUSED_AT_ENTRY,
    Cause,
    Facts,
    Proposal,
    Remedy,
    Window,
    find_impact,
    propose,
)
from edx_proctoring.domain.instants import later
from edx_proctoring.domain.time_limits import deadline
from edx_proctoring.models import (
    HistoricalProctoredExamStudentAttempt,
    Incident,
    IncidentAttempt,
    ProctoredExam,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.learners import map_with_names
from edx_proctoring.queries.usernames import username_of

Attempt = ProctoredExamStudentAttempt

MOST: Final = 5000
"""Attempts of one incident."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An attempt, with its exam and learner, that an incident has hit."""

    attempt: Attempt
    proposal: Proposal
    is_helped: bool


@dataclass(frozen=True, slots=True)
class Hits:
    """Those whom an incident has hit, by their ids; at most ``MOST``."""

    rows: Sequence[Hit]
    has_more: bool


def list_hit(
    course_id: str,
    window: Window,
    cause: Cause,
    *,
    exam_id: int | None = None,
    among: Collection[int] | None = None,
    now: datetime,
) -> Hits:
    """Return the current attempts that an incident has hit, each with what to do for it; of ``among``, if given.

    A provider's failure only hits those that it supervises. Five queries, and one look into the cache.
    """
    exams = ProctoredExam.objects.filter(course_id=course_id)
    by_id = {exam.id: exam for exam in (exams if exam_id is None else exams.filter(id=exam_id))}
    if not by_id:
        return Hits([], has_more=False)
    attempts = _list_candidates(by_id, window, among)
    if cause is Cause.PROVIDER:
        attempts = [
            each for each in attempts if each.taking_as_proctored and by_id[each.proctored_exam_id].is_proctored
        ]
    facts = _gather(attempts, by_id)
    attempts = [attempt for attempt in attempts if find_impact(facts[attempt.id], window)]
    has_more, attempts = len(attempts) > MOST, attempts[:MOST]
    helped = _find_helped(by_id, window) if attempts else frozenset()
    learners = map_with_names({attempt.user_id for attempt in attempts}) if attempts else {}
    rows = []
    for attempt in attempts:
        is_helped = attempt.id in helped
        proposal = propose(replace(facts[attempt.id], is_helped=is_helped), window, now=now)
        if proposal is not None and attempt.user_id in learners:
            attempt.proctored_exam, attempt.user = by_id[attempt.proctored_exam_id], learners[attempt.user_id]
            rows.append(Hit(attempt, proposal, is_helped))
    return Hits(rows, has_more)


def find_incident(incident_id: int) -> Incident | None:
    """Return the incident, or None."""
    return Incident.objects.filter(id=incident_id).first()


def find_by_batch(batch: str) -> Incident | None:
    """Return the incident of that request, or None."""
    return Incident.objects.filter(batch=batch).first()


def list_incidents(course_id: str) -> QuerySet[Incident]:
    """Return the incidents of the course, the newest first, with what :func:`with_names` adds."""
    return with_names(Incident.objects.filter(course_id=course_id).order_by('-id'))


def count_incidents(*, since: datetime) -> int:
    """Return how many incidents were recorded since then, in all courses, and not reverted."""
    return Incident.objects.filter(recorded_at__gt=since, reverted_at=None).count()


def with_names(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    """Return the incidents with ``exam_name``, ``recorder`` and ``reverter``; null for what is no longer there."""
    exams = ProctoredExam.objects.filter(pk=OuterRef('exam_id')).values('exam_name')[:1]
    return incidents.annotate(
        exam_name=Subquery(exams), recorder=username_of('recorded_by_id'), reverter=username_of('reverted_by_id')
    )


def list_attempts(incident_id: int) -> QuerySet[IncidentAttempt]:
    """Return what was to be done for each attempt, by the ids of the attempts."""
    return IncidentAttempt.objects.filter(incident_id=incident_id).order_by('attempt_id')


@dataclass(frozen=True, slots=True)
class Tally:
    """How many attempts an incident helped, by remedy; what it could not help; and what is left to do.

    ``seconds`` are those of extended attempts.
    """

    helped: Mapping[str, int]
    refused: int
    pending: int
    seconds: int


def tally(incident_ids: Collection[int]) -> Mapping[int, Tally]:
    """Return the numbers of each of the incidents; one query."""
    rows = IncidentAttempt.objects.filter(incident_id__in=incident_ids).order_by()
    groups = rows.values_list('incident_id', 'remedy').annotate(
        helped=Count('id', filter=Q(refusal='', treated_at__isnull=False)),
        refused=Count('id', filter=~Q(refusal='')),
        pending=Count('id', filter=Q(treated_at=None)),
        seconds=Sum('seconds', filter=Q(remedy=Remedy.EXTEND), default=0),
    )
    found: dict[int, list[Any]] = {incident_id: [] for incident_id in incident_ids}
    for incident_id, *numbers in groups:
        found[incident_id].append(numbers)
    return {
        incident_id: Tally(
            helped={remedy: helped for remedy, helped, _, _, _ in sorted(each) if helped},
            refused=sum(refused for _, _, refused, _, _ in each),
            pending=sum(pending for _, _, _, pending, _ in each),
            seconds=sum(seconds for _, _, _, _, seconds in each),
        )
        for incident_id, each in found.items()
    }


def _list_candidates(exams: Iterable[int], window: Window, among: Collection[int] | None) -> list[Attempt]:
    """Return the current attempts that may have been hit, by their ids: a superset, which the database can find."""
    attempts = Attempt.objects.filter(current_at_exam__in=list(exams)).filter(
        Q(started_at__lt=window.ended_at, status__in=RUNNING)
        | (Q(started_at__lt=window.ended_at, modified__gte=window.began_at) & ~Q(status__in=RUNNING | PRE_STARTED))
        | Q(
            started_at=None,
            created__lt=window.ended_at,
            modified__gt=later(window.began_at, -ABOUT_TO_ENTER),
            status__in=PRE_STARTED | REFUSED_AT_ENTRY,
        )
    )
    return list((attempts if among is None else attempts.filter(id__in=among)).order_by('id'))


def _gather(attempts: Sequence[Attempt], exams: Mapping[int, ProctoredExam]) -> dict[int, Facts]:
    last_seen = (presence.find_last_seen([each.id for each in attempts]) if attempts else None) or {}
    over = [each for each in attempts if each.status not in RUNNING | PRE_STARTED]
    over_at = _map_over_at([each.id for each in over if each.completed_at is None or each.status in BROKEN_OFF])
    facts = {}
    for attempt in attempts:
        is_over = attempt.status not in RUNNING | PRE_STARTED
        facts[attempt.id] = Facts(
            status=attempt.status,
            created=attempt.created,
            modified=attempt.modified,
            started_at=attempt.started_at,
            ends_at=deadline(attempt),
            over_at=(over_at.get(attempt.id) or attempt.completed_at or attempt.modified) if is_over else None,
            last_seen=last_seen.get(attempt.id),
            can_be_reopened=_can_be_reopened(attempt, exams[attempt.proctored_exam_id]),
        )
    return facts


def _can_be_reopened(attempt: Attempt, exam: ProctoredExam) -> bool:
    is_practice = attempt.is_sample_attempt or exam.is_practice_exam
    return not (is_practice or attempt.ready_to_resume or attempt.resumed)


def _map_over_at(attempt_ids: Collection[int]) -> Mapping[int, datetime]:
    """Return since when the attempts have had the status that they have, as far as their history knows."""
    if not attempt_ids:
        return {}
    rows = HistoricalProctoredExamStudentAttempt.objects.filter(id__in=attempt_ids).order_by('history_id')
    found: dict[int, tuple[str, datetime]] = {}
    for attempt_id, status, moment in rows.values_list('id', 'status', 'history_date'):
        if attempt_id not in found or found[attempt_id][0] != status:
            found[attempt_id] = (status, moment)
    return {attempt_id: moment for attempt_id, (_status, moment) in found.items()}


def _find_helped(exams: Iterable[int], window: Window) -> frozenset[int]:
    """Return the attempts for which something was done because of an incident that was at the same time."""
    rows = IncidentAttempt.objects.filter(
        exam_id__in=list(exams),
        refusal='',
        incident__reverted_at=None,
        incident__began_at__lt=window.ended_at,
        incident__ended_at__gt=window.began_at,
    )
    return frozenset(rows.order_by().values_list('attempt_id', flat=True))
