"""The attempts of a course that go on right now, and what its staff should see to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q

from edx_proctoring import presence
from edx_proctoring.domain.attention import KINDS, Connection, Kind, Sighting, Warn, warnings
from edx_proctoring.domain.instants import later
from edx_proctoring.domain.time_limits import deadline
from edx_proctoring.lms.names import learner_and_profile
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.extra_time import map_granted_seconds

Attempt = ProctoredExamStudentAttempt

RECENT: Final = timedelta(days=1)
"""What nobody has touched for longer is not going on, whatever its status says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """An attempt, with its exam and learner, and how it is going."""

    attempt: Attempt
    kind: Kind
    ends_at: datetime | None
    extra_seconds: int
    last_seen: datetime | None
    connection: Connection
    warnings: Sequence[Warn]


@dataclass(frozen=True, slots=True)
class Board:
    """Attempts that need attention first, then those that end first. Without ``sees_connections``, nobody is seen."""

    rows: Sequence[BoardRow]
    sees_connections: bool


def read_board(course_id: str, *, exam_id: int | None = None, now: datetime) -> Board:
    """Return what goes on at the exams of the course, or at one of them; three queries and one look into the cache."""
    exams = ProctoredExam.objects.filter(course_id=course_id)
    if exam_id is not None:
        exams = exams.filter(id=exam_id)
    by_id = {exam.id: exam for exam in exams}
    attempts = _list_current(by_id, now) if by_id else []
    ids = [attempt.id for attempt in attempts]
    granted = map_granted_seconds(ids) if ids else {}
    last_seen = presence.find_last_seen(ids)
    rows = []
    for attempt in attempts:
        attempt.proctored_exam = by_id[attempt.proctored_exam_id]
        sighting = Sighting(
            kind=KINDS[attempt.status],
            since=attempt.modified,
            ends_at=deadline(attempt) if KINDS[attempt.status] is Kind.IN_PROGRESS else None,
            last_seen=(last_seen or {}).get(attempt.id),
            is_watched=last_seen is not None,
            now=now,
        )
        if sighting.ends_at is None or sighting.ends_at > later(now, -RECENT):
            rows.append(_row(attempt, sighting, sum(granted.get(attempt.id, {}).values())))
    rows.sort(key=lambda row: (not row.warnings, row.ends_at is None, row.ends_at or row.attempt.modified))
    return Board(rows, sees_connections=last_seen is not None)


def _row(attempt: Attempt, sighting: Sighting, extra_seconds: int) -> BoardRow:
    return BoardRow(
        attempt=attempt,
        kind=sighting.kind,
        ends_at=sighting.ends_at,
        extra_seconds=extra_seconds,
        last_seen=sighting.last_seen,
        connection=sighting.connection,
        warnings=warnings(sighting),
    )


def _list_current(exam_ids: dict[int, ProctoredExam], now: datetime) -> list[Attempt]:
    """Return the current attempts with a status of the board; those that wait only if they were touched lately.

    Practice exams are not resumed.
    """
    in_progress = [status for status, kind in KINDS.items() if kind is Kind.IN_PROGRESS]
    waiting = [status for status, kind in KINDS.items() if kind is Kind.WAITING]
    resumable = [status for status, kind in KINDS.items() if kind is Kind.RESUMABLE]
    attempts = Attempt.objects.filter(current_at_exam__in=exam_ids, status__in=KINDS).filter(
        Q(status__in=in_progress)
        | Q(status__in=waiting, modified__gt=later(now, -RECENT))
        | Q(status__in=resumable, is_resumable=True, is_sample_attempt=False, modified__gt=later(now, -RECENT))
    )
    return list(attempts.select_related(*learner_and_profile('user')).order_by('id'))
