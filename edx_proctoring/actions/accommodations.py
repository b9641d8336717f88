"""Giving learners extra time at every exam, and ending it.

An accommodation that is made while an attempt is running extends it at once (``actions.extra_time``). Revoking one
shortens nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.db import transaction

from edx_proctoring.actions.allowances import lock_learners
from edx_proctoring.actions.extra_time import AllowanceChange, reach_running
from edx_proctoring.actions.transactions import transactional
from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.conf import conf
from edx_proctoring.domain.accommodations import (
    MOST_EXTRA_MINUTES,
    MOST_MULTIPLIER,
    Fault,
    choose,
    find_fault,
    minutes_of,
)
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import Accommodation, ProctoredExam
from edx_proctoring.queries.accommodations import map_accommodations
from edx_proctoring.queries.allowances import map_own_minutes
from edx_proctoring.queries.extra_time import list_running_of
from edx_proctoring.telemetry.correlation import get_logger
from edx_proctoring.texts import gettext_noop as _

log = get_logger(__name__)

RowId = tuple[int, int]  # an exam and a learner
ByLearner = Mapping[int, Sequence[Accommodation]]

FAULTS: Final[dict[Fault, str]] = {
    'no_time': _('An accommodation needs a multiplier, extra minutes, or unlimited time.'),
    'two_times': _('An accommodation has only one of a multiplier, extra minutes, and unlimited time.'),
    'multiplier': _('The multiplier must be from 1 to %(most_multiplier)s.'),
    'extra_minutes': _('The extra minutes must be from 1 to %(most_minutes)s.'),
    'period': _('The accommodation must begin before it ends.'),
}
LIMITS: Final = {'most_multiplier': MOST_MULTIPLIER, 'most_minutes': MOST_EXTRA_MINUTES}


def refuse_faulty(accommodation: Accommodation) -> None:
    """Raise :class:`InvalidInputException` for what cannot be an accommodation, or be stored."""
    fault = find_fault(accommodation)
    if fault is not None:
        raise InvalidInputException(FAULTS[fault], **LIMITS)
    texts = {name: getattr(accommodation, name) for name in ('course_id', 'approved_by', 'reason')}
    refuse_unstorable(Accommodation, **texts)


def create(accommodations: Sequence[Accommodation], *, by: Any = None, now: datetime) -> dict[RowId, int]:
    """Store unsaved accommodations, all or none.

    Returns the seconds that running attempts got by it, by exam and learner; ``by`` is the user who gives them. Raises
    :class:`InvalidInputException`.
    """
    for accommodation in accommodations:
        refuse_faulty(accommodation)
    return _create(accommodations, by, now)


@transactional
def _create(accommodations: Sequence[Accommodation], by: Any, now: datetime) -> dict[RowId, int]:
    user_ids = sorted({each.user_id for each in accommodations})
    lock_learners(user_ids)
    former = map_accommodations(user_ids) if conf.allowances_reach_running_attempts else {}
    _store(accommodations, by, now)
    transaction.on_commit(partial(log.info, 'Accommodations: %s created', len(accommodations)))
    return _reach_running(user_ids, former, by=by, now=now) if conf.allowances_reach_running_attempts else {}


def _store(accommodations: Sequence[Accommodation], by: Any, now: datetime) -> None:
    for each in accommodations:
        each.pk, each._state.adding = None, True  # of an earlier try
        each.created = each.modified = now
        each.created_by_id = getattr(by, 'pk', None)
    if len(accommodations) == 1:
        accommodations[0].save()  # MySQL tells no ids of several
    else:
        Accommodation.objects.bulk_create(accommodations)


@transactional
def revoke(accommodation_id: int, *, by: Any = None, now: datetime) -> None:
    """End the accommodation now; if it was revoked before, or there is none, do nothing."""
    in_force = Accommodation.objects.filter(id=accommodation_id, revoked_at=None)
    if in_force.update(revoked_at=now, revoked_by_id=getattr(by, 'pk', None), modified=now):
        transaction.on_commit(partial(log.info, 'Accommodation %s: revoked', accommodation_id))


def _reach_running(user_ids: Collection[int], former: ByLearner, *, by: Any, now: datetime) -> dict[RowId, int]:
    pairs = list_running_of(user_ids)
    if not pairs:
        return {}
    current = map_accommodations({user_id for _exam_id, user_id in pairs})
    exams = ProctoredExam.objects.in_bulk({exam_id for exam_id, _user_id in pairs})
    own = map_own_minutes({user_id for _exam_id, user_id in pairs}, exams)
    changes = {
        (exam_id, user_id): AllowanceChange(
            _minutes(former, user_id, exams[exam_id], now), _minutes(current, user_id, exams[exam_id], now)
        )
        for exam_id, user_id in pairs
        if (exam_id, user_id) not in own
    }
    return reach_running(changes, by=by, now=now)


def _minutes(accommodations: ByLearner, user_id: int, exam: ProctoredExam, now: datetime) -> int:
    return minutes_of(choose(accommodations.get(user_id, ()), exam.course_id, now=now), exam.time_limit_mins)
