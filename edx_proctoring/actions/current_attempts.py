"""Marking each learner's newest attempt at an exam as the current one (``current_at_exam``).

Whoever makes an attempt here marks it. This is for the rest: attempts that others insert, and those that become the
newest again because a newer one was deleted.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError
from django.db.models import Exists, F, OuterRef, QuerySet

from edx_proctoring.actions.transactions import transactional
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.telemetry.correlation import get_logger

log = get_logger(__name__)

Attempts = QuerySet[ProctoredExamStudentAttempt]
Pair = tuple[int, int]  # a learner and an exam

STRAYS_FOR: Final = timedelta(days=90)  # how old unmarked attempts are searched for
AT_ONCE: Final = 500


def mark_strays(*, now: datetime) -> int:
    """Mark the newest attempts of learners at exams that have none marked; return how many were found.

    Processes of the published package insert them while an upgrade is under way, and ``bulk_create`` of a host.
    """
    strays = _attempts().filter(~_has_current(), current_at_exam=None, created__gte=now - STRAYS_FOR)
    pairs = dict.fromkeys(strays.order_by('id').values_list('user_id', 'proctored_exam_id'))
    found = list(pairs)
    for start in range(0, len(found), AT_ONCE):
        mark_newest(found[start : start + AT_ONCE])
    if found:
        log.info('Attempts marked as current: %s', len(found))
    return len(found)


def mark_newest(pairs: Collection[Pair]) -> None:
    """Make the newest attempt of each learner at each exam the current one, and all others past ones.

    Nothing happens if somebody else does the same at this moment.
    """
    try:
        _mark_newest(frozenset(pairs))
    except IntegrityError:
        log.info('Attempts were marked as current by another process')


@transactional
def _mark_newest(pairs: Collection[Pair]) -> None:
    rows = (
        _attempts()
        .filter(user_id__in={user_id for user_id, _ in pairs}, proctored_exam_id__in={exam_id for _, exam_id in pairs})
        .order_by('created', 'id')
        .values_list('id', 'user_id', 'proctored_exam_id', 'current_at_exam')
    )
    newest: dict[Pair, int] = {}
    marked: dict[int, Pair] = {}
    for attempt_id, user_id, exam_id, current_at_exam in rows:
        if (user_id, exam_id) in pairs:
            newest[user_id, exam_id] = attempt_id
            if current_at_exam is not None:
                marked[attempt_id] = (user_id, exam_id)
    _update(set(marked) - set(newest.values()), current_at_exam=None)
    _update(set(newest.values()) - set(marked), current_at_exam=F('proctored_exam_id'))


def _update(ids: Iterable[int], **values: object) -> None:
    wanted = sorted(ids)
    if wanted:
        _attempts().filter(id__in=wanted).update(**values)


def _attempts() -> Attempts:
    return ProctoredExamStudentAttempt.objects.all()


def _has_current() -> Exists:
    """Return whether an attempt of the same learner at the same exam is marked."""
    same = {'user_id': OuterRef('user_id'), 'current_at_exam': OuterRef('proctored_exam_id')}
    return Exists(_attempts().filter(**same))
