"""Reading the attempts of a course learner by learner, exam by exam: what its staff see.

A learner's newest attempt at an exam has ``current_at_exam``. These rows stand for the groups: pages of them are found
in an index, from whichever end of the list is nearer; then all attempts of the groups on the page are read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import QuerySet
from django.utils.functional import cached_property

from edx_proctoring.character_sets import match_users
from edx_proctoring.lms.names import learner_and_profile
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.ordering import ATTEMPT_ORDERINGS, Ordering, ordered
from edx_proctoring.queries.totals import count_rows

Attempts = QuerySet[ProctoredExamStudentAttempt]
Pair = tuple[int, int]  # an exam and a learner

MOST_FOUND = 500  # users that a statement names; SQLite takes 999 values
MOST_EXAMS = 100  # whose newest attempts are merged; SQLite takes 500 parts of a statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which groups are wanted, and in which order.

    ``search`` keeps learners whose name or email contains the text, ``exam_id`` one exam, ``status`` the groups whose
    newest attempt has it. ``ordering`` is a key of their newest attempts, as for ``queries.ordering.ordered``; without
    one, the group with the newest attempt comes first.
    """

    search: str | None = None
    exam_id: int | None = None
    status: str | None = None
    ordering: Ordering = None

    @property
    def is_in_index(self) -> bool:
        """Whether the groups of an exam stand in an index one after the other."""
        return self.search is None and not self.ordering


@dataclass(frozen=True, slots=True)
class AttemptGroups:
    """One page of groups; each is one learner's attempts at one exam, newest first, with exam and learner."""

    page: Page[Pair]
    groups: list[list[ProctoredExamStudentAttempt]]


def list_attempt_groups(course_id: str, choice: Choice, *, page: str | None, per_page: int) -> AttemptGroups:
    """Return one page of the groups of a course in four queries, or five with a search.

    ``page`` is what a client sent: anything that isn't a number is the first page, and too large a number the last.
    Raises :class:`OrderingNotAllowedException`.
    """
    pairs = cast('Sequence[Pair]', _Pairs(_exam_ids(course_id, choice), choice))
    chosen = Paginator(pairs, per_page).get_page(page)
    groups: dict[Pair, list[ProctoredExamStudentAttempt]] = {pair: [] for pair in chosen}
    for attempt in _attempts_of(groups) if groups else ():
        group = groups.get((attempt.proctored_exam_id, attempt.user_id))
        if group is not None:
            group.append(attempt)
    return AttemptGroups(chosen, list(groups.values()))


class _Pairs:
    """The pairs of exams and learners that are wanted, in order; what a paginator needs of a sequence.

    Slices are read from the nearer end.
    """

    def __init__(self, exam_ids: list[int], choice: Choice) -> None:
        self.exam_ids = exam_ids
        self.choice = choice
        current = _current(exam_ids, choice).order_by('-created', '-id')
        if choice.search is not None:
            current = current.filter(user_id__in=_find_learners(choice.search))
        self.rows = ordered(current, choice.ordering, allowed=ATTEMPT_ORDERINGS)

    def __len__(self) -> int:
        return self.total

    @cached_property
    def total(self) -> int:
        """How many there are, or were a minute ago."""
        return count_rows(self.rows, self.exam_ids, self.choice.search, self.choice.status) if self.exam_ids else 0

    def __getitem__(self, wanted: slice) -> list[Pair]:
        start, stop = wanted.start, min(wanted.stop, self.total)
        if start <= self.total - stop:
            return self._read(start, stop, from_end=False)
        return self._read(self.total - stop, self.total - start, from_end=True)[::-1]

    def _read(self, start: int, stop: int, *, from_end: bool) -> list[Pair]:
        if start == stop:
            return []
        if self.choice.is_in_index:
            return _read_index(self._parts(stop), self.choice, start, stop, oldest_first=from_end)
        rows = self.rows.reverse() if from_end else self.rows
        return list(rows.values_list('proctored_exam_id', 'user_id')[start:stop])

    def _parts(self, stop: int) -> list[list[int]]:
        """Return the exams whose rows are merged: each for itself if few of its rows are needed, or all as one."""
        if len(self.exam_ids) <= MOST_EXAMS and len(self.exam_ids) * stop < self.total:
            return [[exam_id] for exam_id in self.exam_ids]
        return [self.exam_ids]


def _exam_ids(course_id: str, choice: Choice) -> list[int]:
    exams = ProctoredExam.objects.filter(course_id=course_id)
    if choice.exam_id is not None:
        exams = exams.filter(id=choice.exam_id)
    return list(exams.order_by('id').values_list('id', flat=True))


def _current(exam_ids: list[int], choice: Choice) -> Attempts:
    """Return the current attempts of the wanted groups, whatever the learners are called."""
    attempts = ProctoredExamStudentAttempt.objects.filter(current_at_exam__in=exam_ids)
    if choice.status is not None:
        attempts = attempts.filter(status=choice.status)
    return attempts


def _find_learners(search: str) -> 'list[int] | QuerySet[Any, Any]':
    """Return the ids of the users with this text in their name or address, or a query for them if they are many.

    The names of all users have to be searched for it, so it is done once.
    """
    users = get_user_model().objects.filter(match_users(search, 'icontains')).order_by()
    ids = list(users.values_list('id', flat=True)[: MOST_FOUND + 1])
    return ids if len(ids) <= MOST_FOUND else users.values('id')


def _read_index(parts: list[list[int]], choice: Choice, start: int, stop: int, *, oldest_first: bool) -> list[Pair]:
    """Return the pairs of the attempts from ``start`` to ``stop``, merging those of the parts, which are exams.

    Each part is read from a covering index, and only what is returned from the table. The ORM can't express that for
    every database. The parts are alike but for the exams, which are the first parameters.
    """
    objects = ProctoredExamStudentAttempt.objects
    order, columns = ('', '') if oldest_first else ('-', ' DESC')
    rows = _current(parts[0], choice).order_by(f'{order}created', f'{order}id').values_list('created', 'id')[:stop]
    sql, parameters = rows.query.sql_with_params()
    values = [value for exam_ids in parts for value in (*exam_ids, *parameters[len(exam_ids) :])]
    # Only SQL of the ORM's own, its table's name and numbers are put together here; all values are parameters.
    merged = ' UNION ALL '.join(f'SELECT * FROM ({sql}) part{number}' for number in range(len(parts)))  # noqa: S608  # nosec B608
    chosen = (
        f'SELECT created, id FROM ({merged}) merged '  # noqa: S608  # nosec B608
        f'ORDER BY created{columns}, id{columns} LIMIT {stop - start:d} OFFSET {start:d}'
    )
    pairs = (
        f'SELECT attempt.proctored_exam_id, attempt.user_id FROM ({chosen}) chosen '  # noqa: S608  # nosec B608
        f'JOIN {objects.model._meta.db_table} attempt ON attempt.id = chosen.id '
        f'ORDER BY chosen.created{columns}, chosen.id{columns}'
    )
    with connections[objects.db].cursor() as cursor:
        cursor.execute(pairs, values)
        return [(exam_id, user_id) for exam_id, user_id in cursor.fetchall()]


def _attempts_of(pairs: dict[Pair, Any]) -> Attempts:
    """Return the attempts of these learners in these exams, newest first.

    Other pairs of these learners and exams are included.
    """
    attempts = ProctoredExamStudentAttempt.objects.select_related(
        'proctored_exam', *learner_and_profile('user')
    ).filter(proctored_exam_id__in={exam_id for exam_id, _ in pairs}, user_id__in={user_id for _, user_id in pairs})
    return attempts.order_by('-created', '-id')
