"""Finding old data that is still to be emptied, a few hundred rows at a time, in the order of their ids.

Each statement goes on where the one before ended, along the primary key. What is empty already is not found again, so
whoever is interrupted can start over.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, Final

from django.apps import apps
from django.db.models import F, Model, Q, QuerySet

from edx_proctoring.domain.retention import Part
from edx_proctoring.models import ProctoredExamStudentAttempt, ReceivedReview
from edx_proctoring.statuses import STATUSES
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

AT_ONCE: Final = 500  # SQLite takes 999 values in one statement
UNSETTLED: Final = (
    *(status for status in STATUSES if Status.is_incomplete_status(status)),
    Status.second_review_required,
)
"""Statuses of attempts that are open, or that wait for a decision: nothing about them is emptied."""


def iter_old(part: Part, before: datetime) -> Iterator[list[int]]:
    """Yield the ids of rows that are to be emptied because they are older than ``before``, at most ``AT_ONCE`` each."""
    rows = find_old(part, before).annotate(about=F(part.attempt or 'pk')).order_by('pk')
    after, is_last = 0, False
    while not is_last:
        batch = list(rows.filter(pk__gt=after).values_list('pk', 'about')[:AT_ONCE])
        is_last = len(batch) < AT_ONCE
        if batch:
            after = batch[-1][0]
            busy = _unsettled(part, {attempt for _pk, attempt in batch if attempt is not None})
            chosen = [pk for pk, attempt in batch if attempt not in busy]
            if chosen:
                yield chosen


def find_old(part: Part, before: datetime) -> QuerySet[Any]:
    """Return the rows that are older and have something to be emptied, those of unsettled attempts included."""
    return _model(part)._base_manager.filter(_is_old(part, before), _is_filled(part), **part.only)


def _model(part: Part) -> type[Model]:
    return apps.get_app_config('edx_proctoring').get_model(part.model)


def _is_old(part: Part, before: datetime) -> Q:
    first, *others = (Q(**{f'{name}__lt': before}) for name in part.since)
    for name, is_past in zip(part.since[1:], others, strict=True):
        first = first | is_past if part.when == 'any' else first & (is_past | Q(**{f'{name}__isnull': True}))
    return first


def _is_filled(part: Part) -> Q:
    found = Q()
    for name, empty in part.empty.items():
        is_filled = Q(**{f'{name}__isnull': False})
        found |= is_filled if empty is None else is_filled & ~Q(**{name: empty})
    return found


def _unsettled(part: Part, attempts: Collection[Any]) -> set[Any]:
    """Return those of the codes, or ids, whose attempt is open or waits, or of which a review is to be processed."""
    if not part.attempt:
        return set()
    live = ProctoredExamStudentAttempt.objects.filter(status__in=UNSETTLED).order_by()
    if part.attempt.endswith('id'):
        return set(live.filter(id__in=attempts).values_list('id', flat=True))
    busy = live.filter(attempt_code__in=attempts).values_list('attempt_code', flat=True)
    pending = ReceivedReview.objects.pending().filter(attempt_code__in=attempts).order_by()
    return {*busy, *pending.values_list('attempt_code', flat=True)}
