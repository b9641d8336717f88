"""Granting learners exceptions, one by one or many at once, and taking them back."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction

from edx_proctoring import constants, events
from edx_proctoring.exceptions import AllowanceValueNotAllowedException, ProctoredBaseException
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance
from edx_proctoring.queries.allowances import ADDITIONAL_TIME
from edx_proctoring.queries.exams import find_exam

Pair = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulkGrant:
    """What became of each pair of exam and learner; both are named as they were passed in."""

    pairs: list[Pair] = field(default_factory=list)
    granted: list[Pair] = field(default_factory=list)
    refused: list[Pair] = field(default_factory=list)

    def note(self, exam_id: Any, user_info: Any, *, granted: bool) -> None:
        """Add the result of one pair."""
        pair = {'exam_id': exam_id, 'user_id': user_info}
        self.pairs.append(pair)
        (self.granted if granted else self.refused).append(pair)


def grant(exam_id: Any, user_info: Any, key: str | tuple[str, ...], value: Any) -> ProctoredExamStudentAllowance:
    """Give a learner an allowance, or change the value of the one he has with that key.

    ``user_info``: user name or e-mail, or an ``int`` id. Raises :class:`AllowanceValueNotAllowedException`,
    :class:`UserNotFoundException`, :class:`ProctoredExamNotFoundException`, :class:`ProctoredExamNotActiveException`,
    with nothing written.
    """
    with transaction.atomic():
        allowance, verb = ProctoredExamStudentAllowance.add_allowance_for_user(exam_id, user_info, key, value)
        _announce_after_commit(allowance, verb)
    return allowance


def grant_in_bulk(
    exam_ids: Iterable[Any], user_infos: Iterable[Any], allowance_type: str, value: Any, *, course_id: str | None = None
) -> BulkGrant:
    """Give each of the learners the allowance at each of the exams, pair by pair: one that fails stops no other.

    ``allowance_type`` is a key, or ``time_multiplier`` with a factor ≥ 1 as value, from which each exam's additional
    minutes are computed. Exams of another course than ``course_id``, if it is given, are refused (deviation S4).
    Raises :class:`AllowanceValueNotAllowedException` for a value that is none, before anything is written.
    """
    factor = _factor(value) if allowance_type == constants.TIME_MULTIPLIER else None
    key = ADDITIONAL_TIME if factor is not None else allowance_type
    if factor is None and not ProctoredExamStudentAllowance.is_allowance_value_valid(key, value):
        raise AllowanceValueNotAllowedException('That value is not allowed for this kind of allowance.')
    result = BulkGrant()
    users = list(dict.fromkeys(user_infos))
    for exam_id in dict.fromkeys(exam_ids):
        exam = _find_exam(exam_id)
        if exam is not None and course_id is not None and exam.course_id != course_id:
            exam = None
        for user_info in users:
            result.note(
                exam_id, user_info, granted=exam is not None and _grant_one(exam, user_info, key, value, factor)
            )
    return result


def revoke(exam_id: Any, user_id: Any, key: str) -> None:
    """Take the learner's allowance back; without one, there is nothing to do."""
    with transaction.atomic():
        allowance = ProctoredExamStudentAllowance.get_allowance_for_user(exam_id, user_id, key)
        if allowance is None:
            return
        exam, facts = allowance.proctored_exam, _facts(allowance)
        allowance.delete()
        transaction.on_commit(partial(events.exam_event, exam, 'allowance.deleted', facts))


def _grant_one(exam: ProctoredExam, user_info: Any, key: str, value: Any, factor: float | None) -> bool:
    minutes = value if factor is None else str(round(exam.time_limit_mins * (factor - 1)))
    try:
        grant(exam.id, user_info, key, minutes)
    except ProctoredBaseException:
        return False
    return True


def _find_exam(exam_id: Any) -> ProctoredExam | None:
    try:
        return find_exam(exam_id)
    except (TypeError, ValueError):
        return None


def _factor(value: Any) -> float:
    try:
        factor = float(value)
    except (TypeError, ValueError) as error:
        raise AllowanceValueNotAllowedException('The multiplier is not a number.') from error
    if not math.isfinite(factor) or factor < 1:
        raise AllowanceValueNotAllowedException('The multiplier must be 1 or more.')
    return factor


def _announce_after_commit(allowance: ProctoredExamStudentAllowance, verb: str) -> None:
    transaction.on_commit(partial(events.exam_event, allowance.proctored_exam, f'allowance.{verb}', _facts(allowance)))


def _facts(allowance: ProctoredExamStudentAllowance) -> Mapping[str, Any]:
    return {
        'allowance_user_id': allowance.user_id,
        'allowance_key': allowance.key,
        'allowance_value': allowance.value,
    }
