"""The waiting room: learners who can do nothing more themselves, until staff let them in or the time has come."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from django.db import transaction

from edx_proctoring import site_cache
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.domain.entry_rules import Reason, Refusal
from edx_proctoring.models import EntryPass
from edx_proctoring.queries.entry import LET_IN_SECONDS, let_in_key, signal_key, ticket_of

BETWEEN_NOTES: Final = timedelta(seconds=20)
"""That long, nothing is stored of a page that asks again."""

LONGEST_PAUSE: Final = timedelta(seconds=60)
"""Who comes back later than that begins to wait again."""

MOST_NAMED: Final = 20
"""More learners who are let in together are not named to the pages of all who wait, which ask then."""

MOST_CHANGES: Final = 20
"""So many changes are remembered for those pages."""

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


def announce_let_in(exam_id: int, signal: int, user_ids: Sequence[int]) -> None:
    """Do the same where nothing has changed but that these learners are let in; ``signal`` is the new one.

    If they are few, the cache has who they are, so that the pages of all others need not ask. If it loses that, or two
    write it at once, they ask.
    """
    if len(user_ids) <= MOST_NAMED:
        transaction.on_commit(partial(_name, exam_id, signal, user_ids))
    announce_change(exam_id)


def _name(exam_id: int, signal: int, user_ids: Sequence[int]) -> None:
    key = let_in_key(exam_id)
    before = (site_cache.read([key]) or {}).get(key) or []
    let_in = (signal, [ticket_of(exam_id, user_id) for user_id in user_ids])
    site_cache.write(key, [*before, let_in][-MOST_CHANGES:], seconds=LET_IN_SECONDS)


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
