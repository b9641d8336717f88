"""Reading the attempts of a course learner by learner, exam by exam: what its staff see."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import list_attempts


@dataclass(frozen=True, slots=True)
class AttemptGroups:
    """One page of groups; each is one learner's attempts at one exam, newest first, with exam and learner."""

    page: Page[tuple[int, int]]
    groups: list[list[ProctoredExamStudentAttempt]]


def list_attempt_groups(
    course_id: str,
    *,
    search: str | None,
    page: str | None,
    per_page: int,
    exam_id: int | None = None,
    status: str | None = None,
) -> AttemptGroups:
    """One page of the groups of a course, the one with the newest attempt first, in three queries.

    ``search`` keeps learners whose name or e-mail contains the text, ``exam_id`` one exam, ``status`` the groups whose
    newest attempt has it. ``page`` is what a client sent: what is no number is the first page, what is too large the
    last.
    """
    attempts = list_attempts(course_id, search=search)
    if exam_id is not None:
        attempts = attempts.filter(proctored_exam_id=exam_id)
    wanted = attempts if status is None else attempts.filter(~Exists(_newer()), status=status)
    chosen = Paginator(_pairs(wanted), per_page).get_page(page)
    groups: dict[tuple[int, int], list[ProctoredExamStudentAttempt]] = {pair: [] for pair in chosen}
    for attempt in attempts.filter(_is_one_of(groups)) if groups else ():
        groups[attempt.user_id, attempt.proctored_exam_id].append(attempt)
    return AttemptGroups(chosen, list(groups.values()))


def _pairs(attempts: QuerySet[ProctoredExamStudentAttempt]) -> 'QuerySet[Any, tuple[int, int]]':
    """The pairs of learner and exam that have attempts, the one with the newest attempt first."""
    pairs = attempts.order_by().values_list('user_id', 'proctored_exam_id')
    return pairs.alias(newest=Max('created'), newest_id=Max('id')).order_by('-newest', '-newest_id')


def _newer() -> QuerySet[ProctoredExamStudentAttempt]:
    """The learner's later attempts at the same exam."""
    later = Q(created__gt=OuterRef('created')) | Q(created=OuterRef('created'), id__gt=OuterRef('id'))
    same = {'user_id': OuterRef('user_id'), 'proctored_exam_id': OuterRef('proctored_exam_id')}
    return ProctoredExamStudentAttempt.objects.filter(later, **same)


def _is_one_of(pairs: dict[tuple[int, int], list[ProctoredExamStudentAttempt]]) -> Q:
    condition = Q()
    for user_id, exam_id in pairs:
        condition |= Q(user_id=user_id, proctored_exam_id=exam_id)
    return condition
