"""Reading the attempts of a course learner by learner, exam by exam: what its staff see.

A course may have hundreds of thousands of attempts. How many groups there are is read from an index; the first pages
are found among each exam's newest attempts, and only deeper ones by grouping all attempts.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from edx_proctoring.character_sets import match_users
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt

Attempts = QuerySet[ProctoredExamStudentAttempt]
Pair = tuple[int, int]  # an exam and a learner

FIRST_GROUPS = 250  # groups that are looked for among the newest attempts
MOST_EXAMS = 100  # whose newest attempts are merged
RETRIES = 2  # attempts for each group that are enough to find it there, as a rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which groups are wanted.

    ``search`` keeps learners whose name or email contains the text, ``exam_id`` one exam, ``status`` the groups whose
    newest attempt has it.
    """

    search: str | None = None
    exam_id: int | None = None
    status: str | None = None

    @property
    def is_everything(self) -> bool:
        """Whether no group is left out."""
        return self.search is None and self.status is None


@dataclass(frozen=True, slots=True)
class AttemptGroups:
    """One page of groups; each is one learner's attempts at one exam, newest first, with exam and learner."""

    page: Page[Pair]
    groups: list[list[ProctoredExamStudentAttempt]]


def list_attempt_groups(course_id: str, choice: Choice, *, page: str | None, per_page: int) -> AttemptGroups:
    """Return one page of the groups of a course, the one with the newest attempt first, in four queries.

    ``page`` is what a client sent: anything that isn't a number is the first page, and too large a number the last.
    """
    exam_ids = _exam_ids(course_id, choice)
    attempts = _chosen(exam_ids, choice)
    chosen = _GroupPaginator(_pairs(attempts), per_page, exam_ids if choice.is_everything else []).get_page(page)
    groups: dict[Pair, list[ProctoredExamStudentAttempt]] = {pair: [] for pair in chosen}
    for attempt in _attempts_of(groups) if groups else ():
        group = groups.get((attempt.proctored_exam_id, attempt.user_id))
        if group is not None:
            group.append(attempt)
    return AttemptGroups(chosen, list(groups.values()))


class _GroupPaginator(Paginator):  # type: ignore[type-arg]  # it has no type arguments when it runs
    """Pages of pairs; ``exam_ids`` are the exams of which all attempts count, if they do."""

    def __init__(self, pairs: 'QuerySet[Any, Pair]', per_page: int, exam_ids: list[int]) -> None:
        super().__init__(pairs, per_page)
        self.exam_ids = exam_ids

    def page(self, number: Any) -> Page[Pair]:
        """Return the page; if it is an early one, without grouping all attempts."""
        page = super().page(number)
        last = page.end_index()
        if 0 < len(self.exam_ids) <= MOST_EXAMS and 0 < last <= FIRST_GROUPS:
            newest = _newest_pairs(self.exam_ids, last * RETRIES)
            if len(newest) >= last:
                page.object_list = newest[page.start_index() - 1 : last]
        return page


def _exam_ids(course_id: str, choice: Choice) -> list[int]:
    exams = ProctoredExam.objects.filter(course_id=course_id)
    if choice.exam_id is not None:
        exams = exams.filter(id=choice.exam_id)
    return list(exams.order_by('id').values_list('id', flat=True))


def _chosen(exam_ids: list[int], choice: Choice) -> Attempts:
    """Return the attempts of the wanted groups. Learners are found first, so that only their attempts are read."""
    attempts = ProctoredExamStudentAttempt.objects.filter(proctored_exam_id__in=exam_ids)
    if choice.search is not None:
        named = match_users(choice.search, 'icontains')
        attempts = attempts.filter(user_id__in=get_user_model().objects.filter(named).values('id'))
    if choice.status is not None:
        attempts = attempts.filter(~Exists(_newer()), status=choice.status)
    return attempts


def _pairs(attempts: Attempts) -> 'QuerySet[Any, Pair]':
    """Return the pairs that have attempts, the one with the newest attempt first.

    If two attempts were created at the same moment, the one with the higher id is the newer one. The exam comes first,
    as in the index of groups, so that databases can count in the order of the index, without grouping themselves.
    """
    pairs = attempts.order_by().values_list('proctored_exam_id', 'user_id')
    return pairs.alias(newest=Max('created'), newest_id=Max('id')).order_by('-newest', '-newest_id')


def _newest_pairs(exam_ids: list[int], count: int) -> list[Pair]:
    """Return the pairs of the ``count`` newest attempts at these exams, newest first.

    Each exam's newest attempts are read from a covering index and then merged, which the ORM can't express for every
    database.
    """
    objects = ProctoredExamStudentAttempt.objects
    ordered = objects.order_by('-created', '-id').values_list('created', 'id')
    parts = [ordered.filter(proctored_exam_id=exam_id)[:count].query.sql_with_params() for exam_id in exam_ids]
    # Only SQL of the ORM's own, its table's name and a number are put together here; all values are parameters.
    merged = ' UNION ALL '.join(f'SELECT * FROM ({sql}) part{number}' for number, (sql, _) in enumerate(parts))  # noqa: S608  # nosec B608
    newest = f'SELECT created, id FROM ({merged}) merged ORDER BY created DESC, id DESC LIMIT {count:d}'  # noqa: S608  # nosec B608
    pairs = (
        f'SELECT attempt.proctored_exam_id, attempt.user_id FROM ({newest}) newest '  # noqa: S608  # nosec B608
        f'JOIN {objects.model._meta.db_table} attempt ON attempt.id = newest.id '
        'ORDER BY newest.created DESC, newest.id DESC'
    )
    with connections[objects.db].cursor() as cursor:
        cursor.execute(pairs, [parameter for _, parameters in parts for parameter in parameters])
        return list(dict.fromkeys((exam_id, user_id) for exam_id, user_id in cursor.fetchall()))


def _newer() -> Attempts:
    """Return the learner's later attempts in the same exam."""
    later = Q(created__gt=OuterRef('created')) | Q(created=OuterRef('created'), id__gt=OuterRef('id'))
    same = {'user_id': OuterRef('user_id'), 'proctored_exam_id': OuterRef('proctored_exam_id')}
    return ProctoredExamStudentAttempt.objects.filter(later, **same)


def _attempts_of(pairs: dict[Pair, Any]) -> Attempts:
    """Return the attempts of these learners in these exams, newest first.

    Other pairs of these learners and exams are included.
    """
    attempts = ProctoredExamStudentAttempt.objects.select_related('proctored_exam', 'user').filter(
        proctored_exam_id__in={exam_id for exam_id, _ in pairs}, user_id__in={user_id for _, user_id in pairs}
    )
    return attempts.order_by('-created', '-id')
