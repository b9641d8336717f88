"""The beginning of a board: its most urgent attempts, and how many there are, however many go on.

The database finds them, so that the rest is not read. It reckons with the minutes of time limits: the seconds that some
have besides do not count for where the beginning ends.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import (
    Case,
    Count,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    When,
)

from edx_proctoring import presence
from edx_proctoring.domain.attention import KINDS, LONG_WAIT, SOON, Connection, Kind, connection
from edx_proctoring.domain.instants import later
from edx_proctoring.lms.names import full_name, learner_and_profile
from edx_proctoring.models import EntryPass, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import begun_before, limit_until
from edx_proctoring.queries.board import RECENT, Board, Details, current_attempts, exams_of, provider_of, rows_of
from edx_proctoring.queries.entry_lists import map_passes
from edx_proctoring.queries.extra_time import granted_seconds

Attempt = ProctoredExamStudentAttempt

UNSEEN: Final = frozenset({Connection.GONE, Connection.UNKNOWN})
UNREAD: Final = tuple(f'proctored_exam__{name}' for name in ('content_id', 'external_id', 'due_date'))
FAR: Final = 10 * 365 * 24 * 60  # minutes: later ends are not told apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """The first rows of a board with their details, and the numbers of all."""

    board: Board
    details: Mapping[int, Details]
    totals: Mapping[Kind, int]
    warned: int

    @property
    def rest(self) -> int:
        """How many more there are."""
        return max(sum(self.totals.values()) - len(self.board.rows), 0)


def read_beginning(course_id: str, *, exam_id: int | None = None, limit: int, now: datetime) -> Beginning:
    """Return the ``limit`` attempts of the board that come first, in three queries.

    If some end soon, it is one more, and if an exam has entry rules, too.
    """
    attempts = _going_on(current_attempts(exams_of(course_id, exam_id), now), now)
    totals, warned, any_ends_soon = _count(attempts, now)
    unseen = _unseen(attempts, now) if any_ends_soon and presence.is_seen() else []
    ids = list(_by_urgency(attempts, unseen[:limit], now).values_list('id', flat=True)[:limit])
    related = ('proctored_exam', *learner_and_profile('user'))
    found = Attempt.objects.filter(id__in=ids).select_related(*related).annotate(granted=granted_seconds()).order_by()
    first = list(found.defer(*UNREAD))
    last_seen = presence.find_last_seen([attempt.id for attempt in first])
    passes = map_passes([attempt.id for attempt in first if attempt.proctored_exam.has_entry_rules])
    rows = rows_of(first, passes, last_seen, now=now)
    return Beginning(
        board=Board(rows, sees_connections=last_seen is not None),
        details={attempt.id: _details(attempt) for attempt in first},
        totals=totals,
        warned=warned + len(unseen),
    )


def _going_on(attempts: QuerySet[Attempt], now: datetime) -> QuerySet[Attempt]:
    """Return the attempts without those whose time was over long ago."""
    is_open = Q(started_at=None) | Q(allowed_time_limit_mins=None) | Q(started_at__gt=F('long_ago'))
    return attempts.alias(long_ago=begun_before(later(now, -RECENT))).filter(
        ~Q(status__in=_of(Kind.IN_PROGRESS)) | is_open
    )


def _count(attempts: QuerySet[Attempt], now: datetime) -> tuple[Counter[Kind], int, bool]:
    """Return how many there are of each kind, of those that need attention whoever is seen, and if some end soon."""
    totals: Counter[Kind] = Counter()
    warned, any_ends_soon = 0, False
    counted = attempts.alias(ends_soon=begun_before(later(now, SOON)), kept_out=_kept_out()).order_by().values('status')
    counted = counted.annotate(
        all=Count('id'),
        waits_long=Count('id', filter=Q(modified__lt=later(now, -LONG_WAIT))),
        outside=Count('id', filter=Q(kept_out=True)),
        soon=Count('id', filter=Q(started_at__lt=F('ends_soon'), allowed_time_limit_mins__isnull=False)),
    )
    columns = ('status', 'all', 'waits_long', 'outside', 'soon')
    for status, count, waits_long, outside, soon in counted.values_list(*columns):
        kind = KINDS[status]
        totals[kind] += count
        warned += {Kind.IN_PROGRESS: outside, Kind.WAITING: waits_long, Kind.RESUMABLE: count}[kind]
        any_ends_soon = any_ends_soon or (kind is Kind.IN_PROGRESS and soon > 0)
    return totals, warned, any_ends_soon


def _unseen(attempts: QuerySet[Attempt], now: datetime) -> Sequence[int]:
    """Return the ids of those whose time ends soon, and whose page is not heard of; the earliest ends first."""
    ending = attempts.alias(ends_soon=begun_before(later(now, SOON)), ends_at=_ends_at()).filter(
        status__in=_of(Kind.IN_PROGRESS), started_at__lt=F('ends_soon'), allowed_time_limit_mins__isnull=False
    )
    ending = ending.exclude(_kept_out())  # who is warned about already
    ids = list(ending.order_by('ends_at', 'id').values_list('id', flat=True))
    last_seen = presence.find_last_seen(ids)
    if last_seen is None:
        return []
    return [each for each in ids if connection(last_seen.get(each), now=now) in UNSEEN]


def _by_urgency(attempts: QuerySet[Attempt], unseen: Collection[int], now: datetime) -> QuerySet[Attempt]:
    has_end = Q(status__in=_of(Kind.IN_PROGRESS), started_at__isnull=False, allowed_time_limit_mins__isnull=False)
    is_outside = Q(_kept_out(), status__in=_of(Kind.IN_PROGRESS))
    waits_long = Q(status__in=_of(Kind.WAITING), modified__lt=later(now, -LONG_WAIT))
    is_warned = Q(id__in=unseen) | waits_long | Q(status__in=_of(Kind.RESUMABLE)) | is_outside
    return attempts.annotate(
        is_calm=Case(When(is_warned, then=0), default=1, output_field=IntegerField()),
        is_endless=Case(When(has_end, then=0), default=1, output_field=IntegerField()),
        moment=Case(When(has_end, then=_ends_at()), default=F('modified'), output_field=DateTimeField()),
    ).order_by('is_calm', 'is_endless', 'moment', 'id')


def _kept_out() -> Exists:
    """Whether an entry rule keeps the learner out of the running exam."""
    passes = EntryPass.objects.filter(attempt_id=OuterRef('id')).exclude(closed_rule='')
    return Exists(passes.filter(exam_id=OuterRef('proctored_exam_id')))


def _ends_at() -> ExpressionWrapper[Any]:
    return ExpressionWrapper(F('started_at') + limit_until(FAR), DateTimeField())


def _of(kind: Kind) -> list[str]:
    return [status for status, each in KINDS.items() if each is kind]


def _details(attempt: Attempt) -> Details:
    exam, user = attempt.proctored_exam, attempt.user
    return Details(
        username=user.get_username(),
        full_name=full_name(user),
        exam_name=exam.exam_name,
        provider=provider_of(exam) if attempt.taking_as_proctored else None,
        extra_seconds=attempt.granted or 0,  # type: ignore[attr-defined]
    )
