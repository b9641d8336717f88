"""Many attempts that are locked and saved together, by few statements."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from edx_proctoring.lms import request_cache
from edx_proctoring.models import ProctoredExamStudentAttempt, history_row, record_history

Attempt = ProctoredExamStudentAttempt


def hold_attempts(ids: Iterable[int]) -> list[Attempt]:
    """Return the attempts with their exams, locked in the order of their ids, as every change locks them."""
    return lock_with_exams(Attempt.objects.filter(id__in=list(ids)).order_by('id'))


def lock_with_exams(attempts: QuerySet[Attempt]) -> list[Attempt]:
    """Return these attempts, which are in the order of their ids, locked, with their exams."""
    return list(attempts.select_for_update().prefetch_related('proctored_exam'))


def save_attempts(attempts: Sequence[Attempt], fields: Sequence[str], *, now: datetime) -> None:
    """Save these fields of the attempts, with history; those with the same values are saved by one statement."""
    alike: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    for attempt in attempts:
        attempt.modified = now
        alike[tuple(getattr(attempt, name) for name in fields)].append(attempt.id)
    for values, ids in alike.items():
        Attempt.objects.filter(id__in=ids).update(**dict(zip(fields, values, strict=True)), modified=now)
    record_history([history_row(attempt, '~', now=now) for attempt in attempts])
    request_cache.forget()
