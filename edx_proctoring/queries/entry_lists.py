"""Who is at the entrance of an exam, what keeps them out, and what happened there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Case, Count, Q, QuerySet, When
from django.db.models.functions import Coalesce

from edx_proctoring.domain.entry_problems import Trouble, troubles
from edx_proctoring.domain.entry_rules import Reason, Rule
from edx_proctoring.lms import enrollments
from edx_proctoring.lms.names import full_name
from edx_proctoring.models import (
    AccessCode,
    EntryEvent,
    EntryPass,
    EntryRules,
    ProctoredExam,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.queries.access_codes import has_valid_code, valid_at
from edx_proctoring.queries.entry import as_rules, find_entry_rules
from edx_proctoring.queries.learners import map_with_names
from edx_proctoring.queries.seb import has_lost_password
from edx_proctoring.queries.usernames import username_of

HEARD_FOR: Final = timedelta(minutes=1)
"""So long after their page was heard of, learners count as waiting."""

REFUSED_FOR: Final = timedelta(minutes=10)
"""So long after a refusal, learners whose pages are not heard of are listed."""

MOST_WAITING: Final = 1000
MOST_EVENTS: Final = 50
MOST_EXAMS: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A learner at the entrance. ``rule`` and ``reason`` are empty as long as nothing has kept them out.

    ``since``: when they began to wait, or, if their page is not heard of, when that began to keep them out;
    ``last_heard``: when their page was heard of.
    """

    user_id: int
    username: str
    full_name: str
    since: datetime | None
    last_heard: datetime | None
    rule: str
    reason: str


def list_waiting_passes(rules: EntryRules, *, now: datetime) -> QuerySet[EntryPass]:
    """Return the passes of learners who are at the entrance, or were kept out of a running attempt, a moment ago.

    Those who only wait to be let in, and have been, are not listed, unless they wait for the time as well.
    """
    is_heard = Q(waiting_at__gt=now - HEARD_FOR)
    is_refused = ~Q(closed_rule='') & Q(closed_at__gt=now - REFUSED_FOR)
    passes = EntryPass.objects.filter(is_heard | is_refused, exam_id=rules.exam_id)
    if _is_early(rules, now=now):
        return passes
    released = Q(closed_rule__in=('', Rule.RELEASE))
    if rules.needs_release and rules.released_at is None:
        released &= Q(released_at__isnull=False)
    return passes.exclude(released)


def list_waiting(rules: EntryRules, *, now: datetime) -> list[Waiting]:
    """Return the learners who have waited longest, ``MOST_WAITING`` at most; two statements."""
    waits_since = Case(
        When(waiting_at__gt=now - HEARD_FOR, then=Coalesce('waiting_since', 'closed_at')),
        default='closed_at',
    )
    passes = list_waiting_passes(rules, now=now).annotate(since=waits_since)
    rows = list(passes.order_by('since', 'id')[:MOST_WAITING])
    users = map_with_names({row.user_id for row in rows})
    return [_waiting(row, users[row.user_id], rules, now=now) for row in rows if row.user_id in users]


def count_waiting(rules: EntryRules, *, now: datetime) -> dict[str, int]:
    """Return how many learners each rule keeps out."""
    rows = list_waiting_passes(rules, now=now).order_by().values('closed_rule').annotate(count=Count('id'))
    counts: dict[str, int] = {}
    for row in rows:
        rule = row['closed_rule'] or _unsaid(rules, now=now)[0]
        counts[rule] = counts.get(rule, 0) + row['count']
    return counts


def list_events(exam_id: int) -> QuerySet[Any]:
    """Return the last things that happened at the entrance, newest first, with usernames as ``learner`` and ``who``."""
    events = EntryEvent.objects.filter(exam_id=exam_id)
    named = events.annotate(learner=username_of('user_id'), who=username_of('by_id'))
    return named.order_by('-at', '-id')[:MOST_EVENTS]


def list_troubles(exam: ProctoredExam, rules: EntryRules | None, *, now: datetime) -> list[Trouble]:
    """Return what is wrong with the rules of the exam; nothing for an exam that has none."""
    if rules is None:
        return _troubles(None, has_code=False) if exam.has_entry_rules else []
    return _troubles(rules, has_code=rules.needs_code and has_valid_code(exam.id, now=now))


def find_rules_of(exam: ProctoredExam) -> EntryRules | None:
    """Return the rules that count for the exam; None if it has none, or they are gone."""
    return find_entry_rules(exam.id) if exam.has_entry_rules else None


def has_entrances() -> bool:
    """Return whether an active exam has entry rules."""
    return ProctoredExam.objects.filter(is_active=True, has_entry_rules=True).exists()


def map_troubled_exams(*, now: datetime) -> dict[int, list[Trouble]]:
    """Return what is wrong at active exams with entry rules, the ``MOST_EXAMS`` newest, by exam; three statements."""
    exams = list(ProctoredExam.objects.filter(is_active=True, has_entry_rules=True).order_by('-id')[:MOST_EXAMS])
    rules = EntryRules.objects.in_bulk([exam.id for exam in exams])
    codes = AccessCode.objects.filter(valid_at(now), exam_id__in=rules).order_by()
    with_code = set(codes.values_list('exam_id', flat=True).distinct())
    found = {}
    for exam in exams:
        row = rules.get(exam.id)
        found[exam.id] = _troubles(row, has_code=exam.id in with_code)
    return {exam_id: each for exam_id, each in sorted(found.items()) if each}


def _troubles(row: EntryRules | None, *, has_code: bool) -> list[Trouble]:
    if row is None:
        return troubles(None, has_code=has_code)
    return troubles(as_rules(row), has_code=has_code, has_lost_password=has_lost_password(row))


def count_at_entrances(*, now: datetime) -> tuple[int, Mapping[str, int]]:
    """Return how many learners' pages wait at entrances, and how many learners each rule has kept out a moment ago."""
    waiting = EntryPass.objects.filter(waiting_at__gt=now - HEARD_FOR).count()
    kept_out = EntryPass.objects.filter(closed_at__gt=now - REFUSED_FOR).exclude(closed_rule='').order_by()
    counted = kept_out.values('closed_rule').annotate(count=Count('id'))
    return waiting, {row['closed_rule']: row['count'] for row in counted}


def list_known(exam: ProctoredExam, user_ids: Collection[int]) -> set[int]:
    """Return which of these learners may be let in: they were at the entrance, have an attempt, or are enrolled."""
    ids = set(user_ids)
    known = set(EntryPass.objects.filter(exam_id=exam.id, user_id__in=ids).order_by().values_list('user_id', flat=True))
    attempts = ProctoredExamStudentAttempt.objects.filter(proctored_exam_id=exam.id, user_id__in=ids - known)
    known |= set(attempts.order_by().values_list('user_id', flat=True))
    missing = ids - known
    return known | ((enrollments.find_enrolled(exam.course_id, missing) or set()) if missing else set())


def _waiting(row: Any, user: Any, rules: EntryRules, *, now: datetime) -> Waiting:
    rule, reason = (row.closed_rule, row.closed_reason) if row.closed_rule else _unsaid(rules, now=now)
    return Waiting(
        user_id=row.user_id,
        username=user.get_username(),
        full_name=full_name(user),
        since=row.since,
        last_heard=row.waiting_at,
        rule=rule,
        reason=reason,
    )


def _unsaid(rules: EntryRules, *, now: datetime) -> tuple[str, str]:
    """Return what keeps learners out who wait although nothing was stored: the time, or that they were not let in."""
    if _is_early(rules, now=now):
        return str(Rule.START_WINDOW), str(Reason.TOO_EARLY)
    waits = rules.needs_release and rules.released_at is None
    return (str(Rule.RELEASE), str(Reason.NOT_RELEASED)) if waits else ('', '')


def _is_early(rules: EntryRules, *, now: datetime) -> bool:
    return rules.starts_from is not None and now < rules.starts_from


def map_passes(attempt_ids: Collection[int]) -> dict[int, EntryPass]:
    """Return what keeps learners out of attempts, and where these go on, by attempt; no statement for no attempts."""
    if not attempt_ids:
        return {}
    rows = EntryPass.objects.filter(attempt_id__in=attempt_ids).order_by()
    wanted = rows.only('id', 'attempt_id', 'closed_rule', 'closed_reason', 'place_session')
    return {row.attempt_id: row for row in wanted if row.attempt_id is not None}
