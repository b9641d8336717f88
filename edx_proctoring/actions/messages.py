"""Telling learners who are in an exam something. It is stored, and their pages fetch it from the site's cache."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal

from django.db import transaction
from django.db.models import Max

from edx_proctoring import mailbox
from edx_proctoring.actions.several_attempts import hold_attempts
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.domain import time_limits
from edx_proctoring.exceptions import MessagesNotDeliveredException
from edx_proctoring.mailbox import Letter
from edx_proctoring.models import AttemptNote, ProctoredExamStudentAttempt
from edx_proctoring.serializers import iso_text
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

Attempt = ProctoredExamStudentAttempt
Refusal = Literal['not_found', 'not_running', 'not_delivered']

AT_ONCE: Final = 500  # attempts in one transaction


@dataclass(frozen=True, slots=True)
class Sent:
    """The result for one attempt: why its learner was not told, if so."""

    attempt_id: int
    refusal: Refusal | None = None


class _CacheFailedError(Exception):
    """The cache did not take the messages: nothing is stored of them either."""


def send(attempt_ids: Iterable[int], text: str, *, course_id: str, by: Any, now: datetime) -> list[Sent]:
    """Tell the learners of attempts of the course that are in progress, ``AT_ONCE`` in a transaction.

    Raises :class:`MessagesNotDeliveredException` if the site's cache is not shared by its processes.
    """
    if not mailbox.is_open():
        raise MessagesNotDeliveredException(_('Messages cannot be delivered: this site has no shared cache.'))
    wanted = list(dict.fromkeys(attempt_ids))
    results: list[Sent] = []
    for start in range(0, len(wanted), AT_ONCE):
        ids = wanted[start : start + AT_ONCE]
        try:
            results += _send(ids, text, course_id, by, now)
        except _CacheFailedError:
            results += [Sent(attempt_id, 'not_delivered') for attempt_id in ids]
    return results


@transactional
def mark_read(attempt: Attempt, numbers: Collection[int], *, now: datetime) -> None:
    """Keep that the learner has dismissed the messages with these numbers, and don't deliver them again."""
    unread = AttemptNote.objects.filter(attempt_id=attempt.id, kind=AttemptNote.MESSAGE, read_at=None)
    unread.filter(number__in=list(numbers)).update(read_at=now)
    mailbox.throw_away(attempt.id, numbers)


@transactional
def _send(ids: Sequence[int], text: str, course_id: str, by: Any, now: datetime) -> list[Sent]:
    """Store the messages and leave them in the cache, or neither; the locks make the numbers unique."""
    attempts = {each.id: each for each in hold_attempts(ids) if each.proctored_exam.course_id == course_id}
    running = [each for each in attempts.values() if time_limits.is_running(each, now=now)]
    numbers = _map_newest(running)
    notes = [
        AttemptNote(
            attempt_id=attempt.id,
            exam_id=attempt.proctored_exam_id,
            user_id=attempt.user_id,
            kind=AttemptNote.MESSAGE,
            number=numbers.get(attempt.id, 0) + 1,
            text=text,
            written_by_id=getattr(by, 'pk', None),
            written_at=now,
        )
        for attempt in running
    ]
    AttemptNote.objects.bulk_create(notes)
    if notes and not mailbox.put({note.attempt_id: Letter(note.number, text, iso_text(now)) for note in notes}):
        raise _CacheFailedError
    told = {note.attempt_id for note in notes}
    if told:
        transaction.on_commit(partial(log.info, 'Messages to learners: attempts=%s', sorted(told)))
    return [Sent(attempt_id, _refusal(attempt_id, attempts, told)) for attempt_id in ids]


def _refusal(attempt_id: int, attempts: Collection[int], told: Collection[int]) -> Refusal | None:
    if attempt_id not in attempts:
        return 'not_found'
    return None if attempt_id in told else 'not_running'


def _map_newest(attempts: Collection[Attempt]) -> dict[int, int]:
    """Return the numbers of the newest messages to these attempts; those without any are left out."""
    messages = AttemptNote.objects.filter(
        attempt_id__in=[each.id for each in attempts], kind=AttemptNote.MESSAGE
    ).order_by()
    return dict(messages.values_list('attempt_id').annotate(Max('number')))
