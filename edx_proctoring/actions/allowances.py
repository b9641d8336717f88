"""Granting a learner an exception, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from edx_proctoring import events
from edx_proctoring.actions.extra_time import AllowanceChange, reach_running
from edx_proctoring.actions.transactions import refusing_duplicates, transactional
from edx_proctoring.conf import conf
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.models import ProctoredExamStudentAllowance
from edx_proctoring.queries.allowances import ADDITIONAL_TIME, find_minutes, read_granted
from edx_proctoring.queries.learners import only_known
from edx_proctoring.texts import gettext_noop as _

Allowance = ProctoredExamStudentAllowance

ALIKE = _("An allowance already exists whose key this site's database treats as the same.")


def grant(
    exam_id: Any,
    user_info: Any,
    key: str | tuple[str, ...],
    value: Any,
    *,
    among_course: str | None = None,
    by: Any = None,
    now: datetime,
) -> Allowance:
    """Give a learner an allowance, or change the value of the one they have with that key.

    Additional time extends the attempt that is running, if there is one (``actions.extra_time``); ``by`` is the user
    who gives it.
    ``user_info``: username or email, or an ``int`` id; with ``among_course`` only of those whom that course knows, as
    if there was nobody else (deviation X60). Raises :class:`AllowanceValueNotAllowedException`,
    :class:`UserNotFoundException`, :class:`ProctoredExamNotFoundException`, :class:`ProctoredExamNotActiveException`,
    with nothing written.
    """
    learner = Allowance.find_learner(user_info)
    if among_course is not None and learner is not None:
        learner = only_known(among_course, {user_info: learner}).get(user_info)
    return _grant(exam_id, learner, key, value, by=by, now=now)


@refusing_duplicates(InvalidInputException, ALIKE)
@transactional
def _grant(exam_id: Any, learner: Any, key: str | tuple[str, ...], value: Any, *, by: Any, now: datetime) -> Allowance:
    former_minutes: int | None = None
    if isinstance(learner, AbstractBaseUser):
        lock_learners([learner.pk])
        if conf.allowances_reach_running_attempts and key in (ADDITIONAL_TIME, Allowance.ADDITIONAL_TIME_GRANTED):
            former_minutes = read_granted(exam_id, learner.pk).own_minutes
    allowance, verb = Allowance.add_allowance_for_user(exam_id, learner, key, value)
    if allowance.key == ADDITIONAL_TIME:
        change = AllowanceChange(former_minutes, find_minutes(allowance.value) or 0)
        reach_running({(allowance.proctored_exam_id, allowance.user_id): change}, by=by, now=now)
    announce_after_commit(allowance, verb)
    return allowance


@transactional
def revoke(exam_id: Any, user_id: Any, key: str) -> None:
    """Remove the learner's allowance; without one, do nothing."""
    allowance = Allowance.get_allowance_for_user(exam_id, user_id, key)
    if allowance is None:
        return
    exam, fields = allowance.proctored_exam, _facts(allowance)
    allowance.delete()
    transaction.on_commit(partial(events.exam_event, exam, 'allowance.deleted', fields))


def lock_learners(ids: Sequence[Any]) -> None:
    """Lock the learners, so that grants to one learner are serialized: otherwise, MariaDB reports a deadlock.

    Call it before reading anything else: what is read next is what the previous grant wrote.
    """
    list(get_user_model().objects.filter(pk__in=ids).order_by('pk').select_for_update().values_list('pk'))


def announce_after_commit(allowance: Allowance, verb: str) -> None:
    """Notify analytics after the commit that the allowance was ``created`` or ``updated``."""
    transaction.on_commit(partial(events.exam_event, allowance.proctored_exam, f'allowance.{verb}', _facts(allowance)))


def _facts(allowance: Allowance) -> Mapping[str, Any]:
    return {
        'allowance_user_id': allowance.user_id,
        'allowance_key': allowance.key,
        'allowance_value': allowance.value,
    }
