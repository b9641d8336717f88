"""The entry rules of exams, and what learners have shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NotRequired, TypedDict

from django.db.models import Q
from django.utils.crypto import salted_hmac

from edx_proctoring import site_cache
from edx_proctoring.conf import conf
from edx_proctoring.domain.entry_rules import Network, Pass, Rules, Visitor
from edx_proctoring.models import AccessCode, EntryEvent, EntryPass, EntryRules, ProctoredExamStudentAttempt
from edx_proctoring.queries.exams import LARGEST_ID
from edx_proctoring.seb.dedicated_addresses import is_dedicated
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status

SIGNAL_SECONDS: Final = 2
LET_IN_SECONDS: Final = 60


def find_entry_rules(exam_id: int) -> EntryRules | None:
    """Return the row with the rules of the exam, or None."""
    return EntryRules.objects.filter(exam_id=exam_id).first()


def find_entry_pass(exam_id: int, user_id: Any) -> EntryPass | None:
    """Return the row with what the learner has shown at the exam, or None."""
    return EntryPass.objects.filter(exam_id=exam_id, user_id=user_id).first()


def list_valid_codes(exam_id: int, *, now: datetime) -> list[AccessCode]:
    """Return the access codes of the exam that are valid at this moment."""
    codes = AccessCode.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=now),
        Q(valid_until=None) | Q(valid_until__gt=now),
        exam_id=exam_id,
        revoked_at=None,
    )
    return list(codes)


def find_oldest_of_last(count: int, *, address: str, since: datetime) -> datetime | None:
    """Return when the oldest of the last so many wrong codes came from the address; None if there were fewer since."""
    wrong = EntryEvent.objects.filter(address=address, at__gt=since, outcome=EntryEvent.WRONG_CODE)
    return wrong.order_by('-at').values_list('at', flat=True)[count - 1 : count].first()


LetIn = list[tuple[int, list[str]]]
"""Values of the signal at which nothing happened but that these learners were let in, by their tickets."""


class EntrySignal(TypedDict):
    """What the pages of all who wait at an exam look at. ``let_in`` is there if it has something."""

    signal: int
    is_released: bool
    let_in: NotRequired[LetIn]


NO_SIGNAL: Final[EntrySignal] = {'signal': 0, 'is_released': False}


def find_signal(exam_id: int) -> EntrySignal:
    """Return the number that grows with every change that lets somebody into the exam, and whether everybody is let in.

    The number is 0 for an exam without entry rules. The site's cache keeps both for ``SIGNAL_SECONDS``: the pages of
    all who wait ask for them every few seconds. It also knows who was let in lately, if only some were; a page that
    finds all changes there, and not its learner, has nothing to ask.
    """
    if exam_id > LARGEST_ID:
        return NO_SIGNAL
    key = signal_key(exam_id)
    cached = site_cache.read([key, let_in_key(exam_id)]) or {}
    known = cached.get(key)
    if isinstance(known, tuple) and len(known) == 2:
        found: EntrySignal = {'signal': known[0], 'is_released': known[1]}
    else:
        row = EntryRules.objects.filter(exam_id=exam_id).values_list('signal', 'released_at').first()
        found = {'signal': row[0], 'is_released': row[1] is not None} if row is not None else NO_SIGNAL
        site_cache.write(key, (found['signal'], found['is_released']), seconds=SIGNAL_SECONDS)
    let_in = cached.get(let_in_key(exam_id))
    return {**found, 'let_in': let_in} if let_in else found


def signal_key(exam_id: int) -> str:
    """Return where the site's cache has it."""
    return f'edx_proctoring.entry_signal.{exam_id}'


def let_in_key(exam_id: int) -> str:
    """Return where the site's cache has who was let in lately."""
    return f'edx_proctoring.entry_let_in.{exam_id}'


def ticket_of(exam_id: int, user_id: Any) -> str:
    """Return by what everybody may hear that this learner is let in: it says to nobody else who that is."""
    return salted_hmac('edx_proctoring.entry_ticket', f'{exam_id}.{user_id}', algorithm='sha256').hexdigest()[:16]


def is_open(attempt: ProctoredExamStudentAttempt) -> bool:
    """Return whether the content may be open: the attempt is not over, or the exam is taken without proctoring."""
    return Status.is_incomplete_status(attempt.status) or attempt.status == Status.declined


def as_rules(row: EntryRules) -> Rules:
    """Return the rules of the row; networks of the site have the addresses that the settings give them now."""
    return Rules(
        starts_from=row.starts_from,
        starts_until=row.starts_until,
        networks=None if row.networks is None else as_networks(row.networks),
        needs_seb=row.needs_seb,
        can_check_seb=can_check_seb(),
        needs_code=row.needs_code,
        needs_release=row.needs_release,
        released_at=row.released_at,
        binds_place=row.binds_place,
    )


def as_networks(stored: Any) -> tuple[Network, ...]:
    """Return the networks of a row. What cannot be read, or is not in the settings any more, has no addresses."""
    return tuple(_network(each) for each in stored) if isinstance(stored, list) else ()


def can_check_seb() -> bool:
    """Return whether the site has an address at which Safe Exam Browser can be checked."""
    return is_dedicated(f'{conf.seb_base_url}/')


def as_pass(row: EntryPass) -> Pass:
    """Return what the row says that the learner has shown."""
    return Pass(
        code_session=row.code_session,
        released_at=row.released_at,
        seb_session=row.seb_session,
        seb_proof=row.seb_proof,
        seb_verified_at=row.seb_verified_at,
        place=Visitor(row.place_session, row.place_address) if row.place_session else None,
    )


def _network(stored: Any) -> Network:
    if not (isinstance(stored, Mapping) and isinstance(stored.get('name'), str)):
        return Network('', ())
    name = stored['name']
    cidrs = stored.get('cidrs', conf.exam_networks.get(name))
    return Network(name, tuple(map(str, cidrs)) if isinstance(cidrs, list | tuple) else ())
