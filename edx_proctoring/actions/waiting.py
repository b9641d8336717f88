"""The waiting room: learners who can do nothing more themselves, until staff let them in or the time has come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction

from edx_proctoring import site_cache
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.domain.entry_rules import Reason, Refusal
from edx_proctoring.models import EntryPass
from edx_proctoring.queries.entry import signal_key

BETWEEN_NOTES: Final = timedelta(seconds=20)
"""That long, nothing is stored of a page that asks again."""

LONGEST_PAUSE: Final = timedelta(seconds=60)
"""Who comes back later than that begins to wait again."""

NOT_THEIRS: Final = frozenset({Reason.TOO_EARLY, Reason.NOT_RELEASED})
"""Reasons that learners cannot do anything about, and that go away."""


def is_waiting(refusals: Collection[Refusal]) -> bool:
    """Return whether the learner has done all that is theirs to do, and is kept out all the same."""
    return bool(refusals) and all(refusal.reason in NOT_THEIRS for refusal in refusals)


def note_waiting(exam_id: int, user_id: Any, row: EntryPass | None, *, is_used_up: bool = False, now: datetime) -> None:
    """Note that the page of the learner, whose pass is ``row``, was heard of in the waiting room.

    ``is_used_up``: that they were let in before, if so, was for another attempt; it is forgotten, so that staff see
    them.
    """
    if is_used_up and row is not None and row.released_at is not None:
        _forget_release(row)
    is_fresh = row is not None and row.waiting_at is not None and now - row.waiting_at < BETWEEN_NOTES
    if not is_fresh:
        _store(exam_id, user_id, row, now=now)


def announce_change(exam_id: int) -> None:
    """Have the pages of those who wait see the new ``EntryRules.signal`` at once, when the transaction is committed."""
    transaction.on_commit(partial(site_cache.forget, [signal_key(exam_id)]))


@transactional
def _forget_release(row: EntryPass) -> None:
    """Forget it, unless staff have let the learner in again meanwhile."""
    before = EntryPass.objects.filter(id=row.id, released_at=row.released_at, attempt_id=row.attempt_id)
    before.update(released_at=None, released_by_id=None)


@transactional
def _store(exam_id: int, user_id: Any, row: EntryPass | None, *, now: datetime) -> None:
    times = {'waiting_at': now}
    if row is None:
        first = {**times, 'waiting_since': now}
        row, is_new = EntryPass.objects.get_or_create(exam_id=exam_id, user_id=user_id, defaults=first)
        if is_new:
            return
    if row.waiting_since is None or row.waiting_at is None or now - row.waiting_at > LONGEST_PAUSE:
        times['waiting_since'] = now
    EntryPass.objects.filter(id=row.id).update(**times)
