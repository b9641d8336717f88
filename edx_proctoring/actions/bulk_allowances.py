"""Granting many learners the same exception at many exams: a few statements, however many pairs."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Value, When
from django.db.models.query import QuerySet

from edx_proctoring import constants
from edx_proctoring.actions.allowances import ALIKE, announce_after_commit, lock_learners
from edx_proctoring.actions.transactions import refusing_duplicates, transactional
from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.domain.time_limits import MOST_MINUTES
from edx_proctoring.exceptions import AllowanceValueNotAllowedException, InvalidInputException
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance, archive_allowances
from edx_proctoring.queries.allowances import ADDITIONAL_TIME
from edx_proctoring.queries.exams import map_exams
from edx_proctoring.queries.learners import map_learners, only_known
from edx_proctoring.texts import gettext_noop as _

Allowance = ProctoredExamStudentAllowance
Pair = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BulkGrant:
    """The result for each pair of exam and learner; both are named as they were passed."""

    pairs: list[Pair] = field(default_factory=list)
    granted: list[Pair] = field(default_factory=list)
    refused: list[Pair] = field(default_factory=list)

    def note(self, exam_id: Any, user_info: Any, *, granted: bool) -> None:
        """Add the result of one pair."""
        pair = {'exam_id': exam_id, 'user_id': user_info}
        self.pairs.append(pair)
        (self.granted if granted else self.refused).append(pair)


def grant(
    exam_ids: Iterable[Any],
    user_infos: Iterable[Any],
    allowance_type: str,
    value: Any,
    *,
    course_id: str | None = None,
    among_course: str | None = None,
    now: datetime,
) -> BulkGrant:
    """Give each of the learners the allowance for each of the exams; unknown exams and learners are skipped.

    ``allowance_type`` is a key, or ``time_multiplier`` with a factor ≥ 1 as value, from which each exam's additional
    minutes are computed. Exams that are not active, or that belong to another course than ``course_id``, if it is
    given, are refused (deviation S4). With ``among_course``, so are learners whom that course does not know (deviation
    X60). Raises :class:`AllowanceValueNotAllowedException` for an invalid value, and :class:`InvalidInputException` for
    text that the database cannot hold. Everything is written together.
    """
    factor = _factor(value) if allowance_type == constants.TIME_MULTIPLIER else None
    key = ADDITIONAL_TIME if factor is not None else allowance_type
    refuse_unstorable(Allowance, key=key, value=value)
    if factor is None and not Allowance.is_allowance_value_valid(key, value):
        raise AllowanceValueNotAllowedException(_('That value is not allowed for this kind of allowance.'))
    wanted_exams, wanted_learners = list(dict.fromkeys(exam_ids)), list(dict.fromkeys(user_infos))
    exams = _grantable(wanted_exams, course_id)
    learners = map_learners(wanted_learners) if exams else {}
    if among_course is not None and learners:
        learners = only_known(among_course, learners)
    result = BulkGrant()
    for exam_id in wanted_exams:
        for user_info in wanted_learners:
            result.note(exam_id, user_info, granted=exam_id in exams and user_info in learners)
    if result.granted:
        values = {exam: value if factor is None else _minutes(exam, factor) for exam in exams.values()}
        _store(values, list(dict.fromkeys(learners.values())), key, now=now)
    return result


def _grantable(exam_ids: Sequence[Any], course_id: str | None) -> dict[Any, ProctoredExam]:
    exams = map_exams(exam_ids)
    return {
        exam_id: exams[exam_id]
        for exam_id in exam_ids
        if exam_id in exams and exams[exam_id].is_active and course_id in (None, exams[exam_id].course_id)
    }


@refusing_duplicates(InvalidInputException, ALIKE)
@transactional
def _store(values: Mapping[ProctoredExam, str], learners: Sequence[Any], key: str, *, now: datetime) -> None:
    """Store the allowances, with the value that ``values`` has for each exam."""
    ids = [learner.pk for learner in learners]
    lock_learners(ids)
    rows = Allowance.objects.filter(proctored_exam__in=list(values), user_id__in=ids, key=key)
    stored = {(row.proctored_exam_id, row.user_id): row for row in rows.select_for_update()}
    new = [
        Allowance(proctored_exam=exam, user=learner, key=key, value=value, created=now, modified=now)
        for exam, value in values.items()
        for learner in learners
        if (exam.id, learner.pk) not in stored
    ]
    if stored:
        pairs = [(exam.id, pk) for exam in values for pk in ids]
        archive_allowances(stored[pair] for pair in pairs if pair in stored)
        by_exam = Case(*(When(proctored_exam=exam, then=Value(value)) for exam, value in values.items()))
        chosen = Allowance._base_manager.filter(id__in=[row.id for row in stored.values()])
        QuerySet.update(chosen, value=by_exam, modified=now)
    Allowance.objects.bulk_create(new)
    _announce(values, learners, {(row.proctored_exam_id, row.user_id): row for row in new}, stored)


def _announce(
    values: Mapping[ProctoredExam, str],
    learners: Sequence[Any],
    new: Mapping[tuple[int, int], Allowance],
    stored: Mapping[tuple[int, int], Allowance],
) -> None:
    for exam, value in values.items():
        for learner in learners:
            pair = exam.id, learner.pk
            allowance = new.get(pair) or stored[pair]
            allowance.proctored_exam, allowance.value = exam, value
            announce_after_commit(allowance, 'created' if pair in new else 'updated')


def _minutes(exam: ProctoredExam, factor: float) -> str:
    minutes = exam.time_limit_mins * (factor - 1)
    if minutes > MOST_MINUTES:
        raise AllowanceValueNotAllowedException(_('The multiplier is too large.'))
    return str(round(minutes))


def _factor(value: Any) -> float:
    try:
        factor = float(value)
    except (TypeError, ValueError) as error:
        raise AllowanceValueNotAllowedException(_('The multiplier is not a number.')) from error
    if not math.isfinite(factor) or factor < 1:
        raise AllowanceValueNotAllowedException(_('The multiplier must be 1 or more.'))
    return factor
