"""Lists in the order that a host asks for: as its own ``sorted`` would put them, on every database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import FieldError

from edx_proctoring import api
from edx_proctoring.exceptions import OrderingNotAllowedException, ProctoredBaseException
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.ordering import ALLOWANCE_ORDERINGS, ATTEMPT_ORDERINGS, EXAM_ORDERINGS
from tests.factories import COURSE_ID, AllowanceFactory, AttemptFactory, ExamFactory, UserFactory

pytestmark = pytest.mark.django_db

LISTS: dict[str, tuple[Callable[..., Any], frozenset[str]]] = {
    'attempts': (lambda **kwargs: api.get_all_exam_attempts(COURSE_ID, **kwargs), ATTEMPT_ORDERINGS),
    'filtered attempts': (
        lambda **kwargs: api.get_filtered_exam_attempts(COURSE_ID, 'ada', **kwargs),
        ATTEMPT_ORDERINGS,
    ),
    'allowances': (lambda **kwargs: api.get_allowances_for_course(COURSE_ID, **kwargs), ALLOWANCE_ORDERINGS),
    'exams': (lambda **kwargs: api.get_all_exams_for_course(COURSE_ID, **kwargs), EXAM_ORDERINGS),
}
every_list = pytest.mark.parametrize('read', [pytest.param(read, id=name) for name, (read, _) in LISTS.items()])
every_ordering = pytest.mark.parametrize(('read', 'names'), LISTS.values(), ids=LISTS)
# An exam's dict doesn't say when the exam was made, and a list can be ordered by it.
NOT_SHOWN = {'exams': {'created', 'modified'}}
SHOWN = {of: (read, names - NOT_SHOWN.get(of, set())) for of, (read, names) in LISTS.items()}
every_shown = pytest.mark.parametrize(('read', 'names'), SHOWN.values(), ids=SHOWN)


@pytest.fixture(autouse=True)
def course() -> None:
    """Exams, attempts and allowances in which most values are there twice and some are missing."""
    start = datetime(2030, 1, 1, tzinfo=UTC)
    users = [UserFactory(username=name) for name in ('ada3', 'ada1', 'ada2')]
    exams = [
        ExamFactory(exam_name='b', time_limit_mins=20, due_date=start, external_id=None),
        ExamFactory(exam_name='a', time_limit_mins=20, is_proctored=False, backend=None),
        ExamFactory(exam_name='b', time_limit_mins=10, due_date=start - timedelta(days=1), is_practice_exam=True),
    ]
    for number, (exam, user) in enumerate((exam, user) for exam in exams for user in users):
        AttemptFactory(
            proctored_exam=exam,
            user=user,
            status=['created', 'submitted', 'error', 'created'][number % 4],
            started_at=[None, start, start - timedelta(hours=number)][number % 3],
            completed_at=[start, None][number % 2],
            allowed_time_limit_mins=[None, 30, 20][number % 3],
            time_remaining_seconds=[None, 5][number % 2],
            review_policy_id=[2, None, 1][number % 3],
        )
        AllowanceFactory(
            proctored_exam=exam, user=user, key=['note', 'additional_time_granted'][number % 2], value='10'
        )
    # two that were made in the same moment, by the clock of the database
    ProctoredExamStudentAttempt.objects.filter(user__username='ada1').update(created=start, modified=start)


def value_of(item: Any, name: str) -> Any:
    for key in name.split('__'):
        item = item[key]
    return item


def in_memory(items: list[Any], name: str, *, descending: bool) -> list[Any]:
    """As the instructor dashboard of the platform sorts a list: what is missing counts as the greatest."""

    def key(item: Any) -> tuple[bool, Any]:
        value = value_of(item, name)
        return value is None, value if value is not None else ''

    return sorted(items, key=key, reverse=descending)


@every_shown
@pytest.mark.parametrize('sign', ['', '-'], ids=['ascending', 'descending'])
def test_every_order_is_that_of_sorted(
    read: Callable[..., Any], names: frozenset[str], sign: str, subtests: pytest.Subtests
) -> None:
    items = [*read()]
    for name in sorted(names):
        with subtests.test(f'{sign}{name}'):
            assert read(ordering=f'{sign}{name}') == in_memory(items, name, descending=bool(sign))


@every_ordering
def test_every_order_is_the_same_page_by_page(
    read: Callable[..., Any], names: frozenset[str], subtests: pytest.Subtests
) -> None:
    """Rows that are equal must not change places between two pages, or one is shown twice and another one never."""
    for name in sorted(names):
        with subtests.test(name):
            whole = [item['id'] for item in read(ordering=name)]
            assert [read(ordering=name)[number : number + 1][0]['id'] for number in range(len(whole))] == whole


@every_list
def test_without_an_ordering(read: Callable[..., Any]) -> None:
    items = read()
    nothing: Any
    for nothing in (None, '', [], ()):
        assert read(ordering=nothing) == items, nothing


SPELLINGS: list[tuple[Any, str]] = [
    ('user.username', 'user__username'),
    ('-proctored_exam.exam_name', '-proctored_exam__exam_name'),
    (['user__username', '-started_at'], 'user__username,-started_at'),
    (('user__username',), 'user__username'),
    ('user__username, -started_at', 'user__username,-started_at'),
]


def test_spellings() -> None:
    for ordering, same in SPELLINGS:
        found = api.get_all_exam_attempts(COURSE_ID, ordering=ordering)
        assert found == api.get_all_exam_attempts(COURSE_ID, ordering=same), ordering


def test_several_names() -> None:
    attempts = in_memory(api.get_all_exam_attempts(COURSE_ID), 'user__username', descending=True)
    requested = in_memory(attempts, 'proctored_exam__exam_name', descending=False)
    assert api.get_all_exam_attempts(COURSE_ID, 'proctored_exam__exam_name,-user__username') == requested


def test_exams_by_when_they_were_made() -> None:
    ids = list(
        ProctoredExam.objects.filter(course_id=COURSE_ID).order_by('-created', 'id').values_list('id', flat=True)
    )
    assert [exam['id'] for exam in api.get_all_exams_for_course(COURSE_ID, ordering='-created')] == ids


BAD = {
    'unknown': 'nonsense',
    'of another table': 'user__password',
    'of a further table': 'user__profile__name',
    'not shown': 'current_at_exam',
    'a table': 'user',
    'a look-up': 'status__icontains',
    'a key of no dict': 'started_at__year',
    'random': '?',
    'two signs': '--created',
    'a plus': '+created',
    'a sign': '-',
    'a comma': ',',
    'a comma at the end': 'created,',
    'SQL': 'created; DROP TABLE proctoring_proctoredexam',
    'a subquery': '(SELECT 1)',
    'a comment': 'created--',
    'a quote': '"created"',
    'a zero byte': 'created\x00',
    'a surrogate': 'created\ud800',
    'an alias of SQL': 'T3.username',
    'the primary key': 'pk',
    'upper case': 'STATUS',
    'a number': 1,
    'very long text': 'x' * 10**6,
    'bytes': b'created',
    'a true value': True,
    'a list of numbers': [1],
    'a list of None': ['created', None],
    'one bad of two': 'created,nonsense',
    'a dict': {'nonsense': 1},
    'an object': object(),
}


@every_list
def test_what_is_no_ordering_is_refused_at_once(
    read: Callable[..., Any], django_assert_num_queries: Callable[[int], Any], subtests: pytest.Subtests
) -> None:
    for name, bad in BAD.items():
        with subtests.test(name):
            with django_assert_num_queries(0), pytest.raises(OrderingNotAllowedException) as refused:
                read(ordering=bad)
            assert isinstance(refused.value, ProctoredBaseException)
            assert isinstance(refused.value, ValueError)
            assert not isinstance(refused.value, FieldError)
            assert refused.value.http_status == 400
            assert str(refused.value).isascii()


def test_learners_are_not_sorted_by_what_is_secret() -> None:
    assert {field.name for field in User._meta.get_fields()} >= {'password', 'last_login', 'email'}
    shown = {name.removeprefix('user__') for name in ATTEMPT_ORDERINGS if name.startswith('user__')}
    assert shown == {'id', 'username', 'email'}
