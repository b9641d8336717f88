"""The attempts of a course that go on right now, and what its staff should see to.

A board is asked for again and again, and little changes meanwhile: :func:`read_board` finds out how each attempt is
going in one statement, and :func:`map_details` reads the names for those that are shown.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final
from zlib import crc32

from django.db.models import Q, QuerySet

from edx_proctoring import presence
from edx_proctoring.conf import conf
from edx_proctoring.domain.attention import KINDS, Connection, Kind, Sighting, Warn, warnings
from edx_proctoring.domain.instants import later
from edx_proctoring.domain.time_limits import deadline, seconds_remaining
from edx_proctoring.lms.names import full_name
from edx_proctoring.models import EntryPass, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.entry_lists import map_passes
from edx_proctoring.queries.extra_time import map_granted_seconds
from edx_proctoring.queries.learners import map_with_names

Attempt = ProctoredExamStudentAttempt

NO_PASS: Final = EntryPass()

RECENT: Final = timedelta(days=1)
"""What nobody has touched for longer is not going on, whatever its status says."""


@dataclass(slots=True)
class _Stored:
    """What is read of each attempt."""

    id: int
    user_id: int
    proctored_exam_id: int
    status: str
    modified: datetime
    started_at: datetime | None
    allowed_time_limit_mins: int | None
    time_remaining_seconds: int | None
    taking_as_proctored: bool
    has_entry_rules: bool


COLUMNS: Final = (
    'id',
    'user_id',
    'proctored_exam_id',
    'status',
    'modified',
    'started_at',
    'allowed_time_limit_mins',
    'time_remaining_seconds',
    'taking_as_proctored',
    'proctored_exam__has_entry_rules',
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """An attempt, and how it is going."""

    attempt_id: int
    user_id: int
    exam_id: int
    status: str
    is_supervised: bool
    kind: Kind
    modified: datetime
    started_at: datetime | None
    ends_at: datetime | None
    seconds_left: int | None
    last_seen: datetime | None
    connection: Connection
    warnings: Sequence[Warn]
    kept_out_by: tuple[str, str]
    """What entry rules keep the learner out for: the rule and the reason; empty if nothing does."""
    is_bound: bool
    """Whether the attempt goes on only where it started."""

    @property
    def version(self) -> int:
        """A number that changes with everything but the remaining time and the last poll of a page that is connected.

        Of one that is silent, the last poll is told: it may have been back since it was looked at.
        """
        is_silent = self.connection in (Connection.QUIET, Connection.GONE)
        facts = (
            self.status,
            self.modified,
            self.ends_at,
            self.connection,
            *([self.last_seen] if is_silent else []),
            *self.warnings,
            *self.kept_out_by,
            self.is_bound,
        )
        return crc32(' '.join(map(str, facts)).encode())


@dataclass(frozen=True)
class Board:
    """Attempts that need attention first, then those that end first. Without ``sees_connections``, nobody is seen."""

    rows: Sequence[BoardRow]
    sees_connections: bool

    @cached_property
    def versions(self) -> dict[int, int]:
        """The versions of the rows by attempt."""
        return {row.attempt_id: row.version for row in self.rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a row shows besides. ``provider`` is the name of the backend, None without supervision."""

    username: str
    full_name: str
    exam_name: str
    provider: str | None
    extra_seconds: int


def read_board(course_id: str, *, exam_id: int | None = None, now: datetime) -> Board:
    """Return what goes on at the exams of the course, or at one of them; one query and one look into the cache.

    Where an exam has entry rules, it is two queries.
    """
    current = current_attempts(exams_of(course_id, exam_id), now)
    attempts = [_Stored(*row) for row in current.values_list(*COLUMNS)]
    passes = map_passes([attempt.id for attempt in attempts if attempt.has_entry_rules])
    last_seen = presence.find_last_seen([attempt.id for attempt in attempts])
    return Board(rows_of(attempts, passes, last_seen, now=now), sees_connections=last_seen is not None)


def exams_of(course_id: str, exam_id: int | None) -> QuerySet[ProctoredExam]:
    """Return the exams of the course, or one of them."""
    exams = ProctoredExam.objects.filter(course_id=course_id)
    return exams if exam_id is None else exams.filter(id=exam_id)


def rows_of(
    attempts: Iterable[_Stored | Attempt],
    passes: Mapping[int, EntryPass],
    last_seen: Mapping[int, datetime] | None,
    *,
    now: datetime,
) -> list[BoardRow]:
    """Return how the attempts are going, the urgent ones first, without those whose time was over long ago."""
    rows = []
    for attempt in attempts:
        kind = KINDS[attempt.status]
        sighting = Sighting(
            kind=kind,
            since=attempt.modified,
            ends_at=deadline(attempt) if kind is Kind.IN_PROGRESS else None,
            last_seen=(last_seen or {}).get(attempt.id),
            is_watched=last_seen is not None,
            now=now,
            is_kept_out=bool(passes.get(attempt.id, NO_PASS).closed_rule),
        )
        if sighting.ends_at is None or sighting.ends_at > later(now, -RECENT):
            rows.append(_row(attempt, sighting, passes.get(attempt.id, NO_PASS), now))
    rows.sort(key=lambda row: (not row.warnings, row.ends_at is None, row.ends_at or row.modified, row.attempt_id))
    return rows


def map_details(rows: Collection[BoardRow]) -> Mapping[int, Details]:
    """Return what the rows show besides, by attempt; three queries. What was deleted meanwhile is left out."""
    if not rows:
        return {}
    users = map_with_names({row.user_id for row in rows})
    exams = ProctoredExam.objects.in_bulk({row.exam_id for row in rows})
    granted = map_granted_seconds([row.attempt_id for row in rows])
    return {
        row.attempt_id: Details(
            username=users[row.user_id].get_username(),
            full_name=full_name(users[row.user_id]),
            exam_name=exams[row.exam_id].exam_name,
            provider=provider_of(exams[row.exam_id]) if row.is_supervised else None,
            extra_seconds=sum(granted.get(row.attempt_id, {}).values()),
        )
        for row in rows
        if row.user_id in users and row.exam_id in exams
    }


def provider_of(exam: ProctoredExam) -> str | None:
    """Return the name of the backend, which is the default one where the exam names none."""
    return exam.backend or conf.default_backend_name


def _row(attempt: _Stored | Attempt, sighting: Sighting, shown: EntryPass, now: datetime) -> BoardRow:
    return BoardRow(
        attempt_id=attempt.id,
        user_id=attempt.user_id,
        exam_id=attempt.proctored_exam_id,
        status=attempt.status,
        is_supervised=attempt.taking_as_proctored,
        kind=sighting.kind,
        modified=attempt.modified,
        started_at=attempt.started_at,
        ends_at=sighting.ends_at,
        seconds_left=int(seconds_remaining(attempt, now=now)) if sighting.ends_at else None,
        last_seen=sighting.last_seen,
        connection=sighting.connection,
        warnings=warnings(sighting),
        kept_out_by=(shown.closed_rule, shown.closed_reason) if sighting.is_kept_out else ('', ''),
        is_bound=sighting.kind is Kind.IN_PROGRESS and bool(shown.place_session),
    )


def current_attempts(exams: QuerySet[ProctoredExam], now: datetime) -> QuerySet[Attempt]:
    """Return the current attempts with a status of the board; those that wait only if they were touched lately.

    Practice exams are not resumed.
    """
    in_progress = [status for status, kind in KINDS.items() if kind is Kind.IN_PROGRESS]
    waiting = [status for status, kind in KINDS.items() if kind is Kind.WAITING]
    resumable = [status for status, kind in KINDS.items() if kind is Kind.RESUMABLE]
    attempts = Attempt.objects.filter(current_at_exam__in=exams.values('id'), status__in=KINDS).filter(
        Q(status__in=in_progress)
        | Q(status__in=waiting, modified__gt=later(now, -RECENT))
        | Q(status__in=resumable, is_resumable=True, is_sample_attempt=False, modified__gt=later(now, -RECENT))
    )
    return attempts.order_by()
