"""Granting many learners the same exception at many exams: a few statements, however many pairs."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Case, Value, When
from django.db.models.query import QuerySet

from edx_proctoring import constants
from edx_proctoring.actions.allowances import ALIKE, announce_after_commit, lock_learners
from edx_proctoring.actions.extra_time import AllowanceChange, reach_running
from edx_proctoring.actions.transactions import refusing_duplicates, transactional
from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.domain.time_limits import MOST_MINUTES, minutes_of_factor
from edx_proctoring.exceptions import AllowanceValueNotAllowedException, InvalidInputException
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance, archive_allowances
from edx_proctoring.queries.allowances import ADDITIONAL_TIME, find_minutes
from edx_proctoring.queries.exams import map_exams
from edx_proctoring.queries.learners import map_learners, only_known
from edx_proctoring.texts import gettext_noop as _

Allowance = ProctoredExamStudentAllowance
Pair = dict[str, Any]
RowId = tuple[int, int]  # an exam and a learner
Refusal = Literal['exam_not_found', 'exam_not_active', 'learner_not_found']


@dataclass(frozen=True, slots=True, kw_only=True)
class PairResult:
    """The result for one pair of exam and learner; ``exam_id`` and ``user_info`` are as they were passed.

    ``refusal`` is why the learner does not get the allowance. Otherwise ``exam``, ``learner``, and ``value`` are those
    of the allowance, and ``former_value`` is what it replaces, if anything. ``gained_seconds`` are those that the
    learner's running attempt has got by it; None if none is running.
    """

    exam_id: Any
    user_info: Any
    refusal: Refusal | None
    exam: ProctoredExam | None = None
    learner: Any = None
    value: str | None = None
    former_value: str | None = None
    gained_seconds: int | None = None

    @property
    def pair(self) -> Pair:
        """The pair in its published form."""
        return {'exam_id': self.exam_id, 'user_id': self.user_info}


@dataclass(frozen=True, slots=True)
class BulkGrant:
    """The results for all pairs, by exam; ``key`` is that of the allowances."""

    key: str
    results: Sequence[PairResult]

    @property
    def pairs(self) -> list[Pair]:
        """All pairs."""
        return [each.pair for each in self.results]

    @property
    def granted(self) -> list[Pair]:
        """The pairs whose learners get the allowance."""
        return [each.pair for each in self.results if each.refusal is None]

    @property
    def refused(self) -> list[Pair]:
        """The others."""
        return [each.pair for each in self.results if each.refusal is not None]


def grant(
    exam_ids: Iterable[Any],
    user_infos: Iterable[Any],
    allowance_type: str,
    value: Any,
    *,
    course_id: str | None = None,
    among_course: str | None = None,
    preview: bool = False,
    by: Any = None,
    now: datetime,
) -> BulkGrant:
    """Give each of the learners the allowance for each of the exams; unknown exams and learners are skipped.

    ``allowance_type`` is a key, or ``time_multiplier`` with a factor ≥ 1 as value, from which each exam's additional
    minutes are computed. Exams that are not active, or that belong to another course than ``course_id``, if it is
    given, are refused (deviation S4). With ``among_course``, so are learners whom that course does not know (deviation
    X60). Additional time extends attempts that are running (``actions.extra_time``); ``by`` is the user who gives it.
    Raises :class:`AllowanceValueNotAllowedException` for an invalid value, and :class:`InvalidInputException` for
    text that the database cannot hold. Everything is written together; with ``preview``, nothing is.
    """
    factor = _factor(value) if allowance_type == constants.TIME_MULTIPLIER else None
    key = ADDITIONAL_TIME if factor is not None else allowance_type
    refuse_unstorable(Allowance, key=key, value=value)
    if factor is None and not Allowance.is_allowance_value_valid(key, value):
        raise AllowanceValueNotAllowedException(_('That value is not allowed for this kind of allowance.'))
    wanted_exams, wanted_learners = list(dict.fromkeys(exam_ids)), list(dict.fromkeys(user_infos))
    found = map_exams(wanted_exams)
    refusals = {exam_id: _refusal(found.get(exam_id), course_id) for exam_id in wanted_exams}
    exams = {exam_id: found[exam_id] for exam_id, refusal in refusals.items() if refusal is None}
    learners = map_learners(wanted_learners) if exams else {}
    if among_course is not None and learners:
        learners = only_known(among_course, learners)
    outcome = _Outcome({}, {}, {})
    if learners:
        values = {exam: value if factor is None else _minutes(exam, factor) for exam in exams.values()}
        chosen = list(dict.fromkeys(learners.values()))
        outcome = _foresee(values, chosen, key) if preview else _store(values, chosen, key, by=by, now=now)
    return BulkGrant(
        key,
        [
            outcome.of(exam_id, user_info, exams[exam_id], learners[user_info])
            if exam_id in exams and user_info in learners
            else PairResult(exam_id=exam_id, user_info=user_info, refusal=refusals[exam_id] or 'learner_not_found')
            for exam_id in wanted_exams
            for user_info in wanted_learners
        ],
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The value of each exam, the values that are replaced, and the seconds that running attempts got."""

    values: Mapping[ProctoredExam, str]
    former: Mapping[RowId, str]
    gained: Mapping[RowId, int]

    def of(self, exam_id: Any, user_info: Any, exam: ProctoredExam, learner: Any) -> PairResult:
        """Return the result for a pair that gets the allowance."""
        return PairResult(
            exam_id=exam_id,
            user_info=user_info,
            refusal=None,
            exam=exam,
            learner=learner,
            value=self.values[exam],
            former_value=self.former.get((exam.id, learner.pk)),
            gained_seconds=self.gained.get((exam.id, learner.pk)),
        )


def _refusal(exam: ProctoredExam | None, course_id: str | None) -> Refusal | None:
    """Return why no allowance can be given for the exam. Staff are not told which exams other courses have."""
    if exam is None or course_id not in (None, exam.course_id):
        return 'exam_not_found'
    return None if exam.is_active else 'exam_not_active'


def _rows(values: Mapping[ProctoredExam, str], learners: Sequence[Any], key: str) -> QuerySet[Allowance]:
    ids = [learner.pk for learner in learners]
    return Allowance.objects.filter(proctored_exam__in=list(values), user_id__in=ids, key=key)


def _foresee(values: Mapping[ProctoredExam, str], learners: Sequence[Any], key: str) -> _Outcome:
    rows = _rows(values, learners, key)
    return _Outcome(values, {(row.proctored_exam_id, row.user_id): row.value for row in rows}, {})


@refusing_duplicates(InvalidInputException, ALIKE)
@transactional
def _store(
    values: Mapping[ProctoredExam, str], learners: Sequence[Any], key: str, *, by: Any, now: datetime
) -> _Outcome:
    """Store the allowances, with the value that ``values`` has for each exam."""
    ids = [learner.pk for learner in learners]
    lock_learners(ids)
    rows = _rows(values, learners, key).select_for_update()
    stored = {(row.proctored_exam_id, row.user_id): row for row in rows}
    former = {pair: row.value for pair, row in stored.items()}
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
    return _Outcome(values, former, _reach_running(values, ids, key, former, by=by, now=now))


def _reach_running(
    values: Mapping[ProctoredExam, str],
    user_ids: Sequence[int],
    key: str,
    former: Mapping[RowId, str],
    *,
    by: Any,
    now: datetime,
) -> dict[RowId, int]:
    if key != ADDITIONAL_TIME:
        return {}
    changes = {
        (exam.id, user_id): AllowanceChange(find_minutes(former.get((exam.id, user_id))), find_minutes(value) or 0)
        for exam, value in values.items()
        for user_id in user_ids
    }
    return reach_running(changes, by=by, now=now)


def _announce(
    values: Mapping[ProctoredExam, str],
    learners: Sequence[Any],
    new: Mapping[RowId, Allowance],
    stored: Mapping[RowId, Allowance],
) -> None:
    for exam, value in values.items():
        for learner in learners:
            pair = exam.id, learner.pk
            allowance = new.get(pair) or stored[pair]
            allowance.proctored_exam, allowance.value = exam, value
            announce_after_commit(allowance, 'created' if pair in new else 'updated')


def _minutes(exam: ProctoredExam, factor: float) -> str:
    if exam.time_limit_mins * (factor - 1) > MOST_MINUTES:
        raise AllowanceValueNotAllowedException(_('The multiplier is too large.'))
    return str(minutes_of_factor(exam.time_limit_mins, factor))


def _factor(value: Any) -> float:
    try:
        factor = float(value)
    except (TypeError, ValueError) as error:
        raise AllowanceValueNotAllowedException(_('The multiplier is not a number.')) from error
    if not math.isfinite(factor) or factor < 1:
        raise AllowanceValueNotAllowedException(_('The multiplier must be 1 or more.'))
    return factor
