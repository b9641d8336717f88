"""What a host's own paging over the lists of the public functions costs: a count and a page, however long the list is.

The statements themselves are compared, so that a page is seen to be one: ``LIMIT`` and as many rows as are shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from edx_proctoring import api
from edx_proctoring.models import ProctoredExamStudentAllowance, ProctoredExamStudentAttempt
from edx_proctoring.queries.ordering import ALLOWANCE_ORDERINGS, ATTEMPT_ORDERINGS
from tests.factories import COURSE_ID, ExamFactory

pytestmark = pytest.mark.django_db

SIZES = (1, 25, 10_000)
PER_PAGE = 25
ROWS_AT_ONCE = 500


def read_attempts(**kwargs: Any) -> Any:
    """All attempts of the course."""
    return api.get_all_exam_attempts(COURSE_ID, **kwargs)


# Each list and orders that it is shown in.
LISTS: dict[str, tuple[Callable[..., Any], tuple[str | None, ...]]] = {
    'get_all_exam_attempts': (
        read_attempts,
        (None, 'user__username', '-started_at', '-proctored_exam__exam_name', 'status,-completed_at'),
    ),
    'get_filtered_exam_attempts': (
        lambda **kwargs: api.get_filtered_exam_attempts(COURSE_ID, 'learner', **kwargs),
        (None, '-user__email'),
    ),
    'get_allowances_for_course': (
        lambda **kwargs: api.get_allowances_for_course(COURSE_ID, **kwargs),
        (None, 'user__username', '-value'),
    ),
}


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> int:
    """A course with so many learners, each with an attempt and an allowance."""
    number = int(request.param)
    exam = ExamFactory()
    names = [f'learner{each:05}' for each in range(number)]
    User.objects.bulk_create([User(username=name, email=f'{name}@example.com') for name in names], ROWS_AT_ONCE)
    ids = list(User.objects.filter(username__in=[names[0], names[-1]]).order_by('id').values_list('id', flat=True))
    learners = range(ids[0], ids[-1] + 1)
    ProctoredExamStudentAttempt.objects.bulk_create(
        [ProctoredExamStudentAttempt(user_id=each, proctored_exam=exam, status='submitted') for each in learners],
        ROWS_AT_ONCE,
    )
    ProctoredExamStudentAllowance.objects.bulk_create(
        [ProctoredExamStudentAllowance(user_id=each, proctored_exam=exam, key='note', value='-') for each in learners],
        ROWS_AT_ONCE,
    )
    return number


def statements_of(work: Callable[[], Any]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        work()
    return [query['sql'] for query in captured.captured_queries]


def page_of(items: Any, number: int) -> list[Any]:
    return list(Paginator(items, PER_PAGE).page(number))


def test_a_page_costs_a_count_and_a_page(size: int) -> None:
    last = -(-size // PER_PAGE)
    found: list[list[Any]] = []
    for read, orderings in LISTS.values():
        for ordering in orderings:
            for number in sorted({1, (last + 1) // 2, last}):
                count, page = statements_of(lambda: found.append(page_of(read(ordering=ordering), number)))  # noqa: B023
                assert re.match(r'SELECT COUNT\(', count), count
                assert 'ORDER BY' not in count, count
                assert re.search(rf' ORDER BY .+ LIMIT {min(PER_PAGE, size - (number - 1) * PER_PAGE)}\b', page), page
                assert len(found[-1]) == min(PER_PAGE, size)


@pytest.mark.parametrize('size', [10_000], indirect=True)
def test_all_of_ten_thousand_cost_a_statement_and_all_pages_of_them_three(size: int) -> None:
    shown: list[int] = []
    assert len(statements_of(lambda: shown.extend(each['id'] for each in read_attempts()))) == 1
    assert len(set(shown)) == size
    walked: list[int] = []
    pages = Paginator(read_attempts(), PER_PAGE)
    assert len(statements_of(lambda: walked.extend(each['id'] for page in pages for each in page))) == 3
    assert walked == shown


@pytest.mark.parametrize('size', [25], indirect=True)
@pytest.mark.parametrize(
    ('of', 'names'),
    [('get_all_exam_attempts', ATTEMPT_ORDERINGS), ('get_allowances_for_course', ALLOWANCE_ORDERINGS)],
    ids=['attempts', 'allowances'],
)
def test_no_order_costs_more(of: str, names: frozenset[str], size: int) -> None:
    read, _ = LISTS[of]
    for name in sorted(names):
        assert len(statements_of(lambda: page_of(read(ordering=name), 1))) == 2  # noqa: B023
        assert len(statements_of(lambda: page_of(read(ordering=f'-{name}'), 1))) == 2  # noqa: B023
