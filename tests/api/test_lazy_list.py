"""A list that is read on demand does everything that the list it replaces does."""

from __future__ import annotations

import bisect
import copy
import functools
import json
import operator
import pickle
import random
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.cache import cache
from django.core.paginator import Paginator
from django.template import Context, Template
from rest_framework.pagination import LimitOffsetPagination, PageNumberPagination
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from edx_proctoring import api
from edx_proctoring.api.lazy_list import LazyList
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory

pytestmark = pytest.mark.django_db

MAX_QUERIES = Callable[[int], AbstractContextManager[Any]]
SIZE = 5

ops: Any = operator  # the library has no types for some of them

# What `list` has and that neither shows its items nor changes them.
BLIND = {'__class_getitem__', '__doc__', '__getattribute__', '__hash__', '__init__', '__new__', '__sizeof__'}


@pytest.fixture(params=[0, SIZE])
def size(request: pytest.FixtureRequest) -> int:
    exam = ExamFactory()
    AttemptFactory.create_batch(request.param, proctored_exam=exam)
    return int(request.param)


@pytest.fixture
def plain(size: int) -> list[Any]:
    """What the function returned before: a list of dicts, read at once."""
    return [*api.get_all_exam_attempts(COURSE_ID)]


@pytest.fixture
def lazy(plain: list[Any]) -> Any:
    """The same, not read yet."""
    return api.get_all_exam_attempts(COURSE_ID)


def outcome(work: Callable[[Any], Any], given: Any) -> Any:
    """What came of it and what it left behind, or the class of the error."""
    try:
        found = work(given)
    except (IndexError, TypeError, ValueError) as error:
        return type(error), list(given)
    return found, list(given)


def changed(method: str, *args: Any) -> Callable[[Any], Any]:
    return lambda items: getattr(items, method)(*args)


def by_id(item: Any) -> int:
    return int(item['id'])


def through_cache(items: Any) -> Any:
    cache.set('attempts', items)
    return cache.get('attempts')


def extended(items: list[Any], more: Any) -> list[Any]:
    items.extend(more)
    return items


def arguments(*items: Any) -> tuple[Any, ...]:
    return items


SLICES = [
    slice(*bounds)
    for bounds in (
        *((start, stop, None) for start in (None, 0, 1, 3, 9, -1, -9) for stop in (None, 0, 2, 5, 99, -1)),
        (None, None, 2),
        (0, 4, 2),
        (4, 0, -1),
        (None, None, -1),
    )
]

LOOKS: dict[str, Callable[[Any], Any]] = {
    'len': len,
    'bool': bool,
    'list': list,
    'tuple': tuple,
    'unpacked': lambda items: [*items],
    'arguments': lambda items: arguments(*items),
    'set': lambda items: {each['id'] for each in items},
    'comprehension': lambda items: [each for each in items if each['user']['id'] % 2],
    'enumerate': lambda items: list(enumerate(items)),
    'zip': lambda items: list(zip(items, items, strict=True)),
    'map': lambda items: list(map(by_id, items)),
    'min': lambda items: min(items, key=by_id),
    'sum': lambda items: sum(map(by_id, items)),
    'sum of lists': lambda items: functools.reduce(operator.iadd, [items, items], []),
    'sorted': lambda items: sorted(items, key=by_id, reverse=True),
    'sorted without key': sorted,
    'reversed': lambda items: list(reversed(items)),
    'in': lambda items: {'id': 0} in items,
    'in itself': lambda items: items[0] in items,
    'not in': lambda items: None not in items,
    'index of': lambda items: items.index(items[-1]),
    'count of': lambda items: items.count(None),
    'count of one': lambda items: items.count(items[0]),
    'count of nothing': lambda items: items.count(),
    'equal': lambda items: items == list(items),
    'equal to': lambda items: list(items) == items,
    'equal to itself': lambda items: items == api.get_all_exam_attempts(COURSE_ID),
    'equal to empty': lambda items: (items == [], items != [], items == (), items is None),
    'less': lambda items: items < [],
    'less than': lambda items: items > [],
    'at most': lambda items: (items >= [], items <= [], items <= [], items >= [], items < [], items > []),
    'plus': lambda items: [*items] + [1],  # noqa: RUF005
    'plus a list': lambda items: items + [1],  # noqa: RUF005
    'a list plus': lambda items: [1] + items,  # noqa: RUF005
    'plus another': lambda items: items + api.get_all_exam_attempts(COURSE_ID),
    'plus a tuple': lambda items: items + (1,),  # noqa: RUF005
    'a tuple plus': lambda items: (1,) + items,  # noqa: RUF005
    'times': lambda items: (items * 2, 2 * items),
    'copy': lambda items: items.copy(),
    'copy of': copy.copy,
    'deep copy of': copy.deepcopy,
    'pickle': lambda items: pickle.loads(pickle.dumps(items)),
    'cache': through_cache,
    'text': lambda items: (str(items), repr(items), f'{items}', '%s' % items),  # noqa: UP031
    'hash': hash,
    'is a list': lambda items: isinstance(items, list),
    'JSON': lambda items: json.dumps(items, default=str),
    'JSON with indents': lambda items: json.dumps(items, default=str, indent=2),
    'JSON of a dict': lambda items: json.dumps({'results': items}, default=str, sort_keys=True),
    'JSON of Django REST framework': lambda items: JSONRenderer().render({'results': items}),
    'template': lambda items: Template(
        '{{ a|length }}{% for each in a %}{{ forloop.revcounter }} {{ each.id }}{% empty %}none{% endfor %}{{ a.0.id }}'
    ).render(Context({'a': items})),
    'extended by it': lambda items: extended([1], items),
    'added in place to it': lambda items: ops.iadd([1], items),
    'put into a slice': lambda items: ops.setitem([1, 2], slice(0, 1), items),
    'deque': lambda items: list(deque(items, 2)),
    'drawn': lambda items: random.Random(1).sample(items, len(items)),
    'index out of it': lambda items: items[SIZE],
    'by text': lambda items: items['id'],
    'by index': lambda items: [items[number] for number in range(len(items))],
    'from the end': lambda items: items[-1],
    'first': lambda items: (items[0], items[0], items[0]['user']),
}

CHANGES: dict[str, Callable[[Any], Any]] = {
    'append': changed('append', 1),
    'extend': changed('extend', [1, 2]),
    'extend by another': lambda items: items.extend(api.get_all_exam_attempts(COURSE_ID)),
    'insert': changed('insert', 1, 'x'),
    'pop': changed('pop'),
    'pop the first': changed('pop', 0),
    'remove': lambda items: items.remove(items[0]),
    'clear': changed('clear'),
    'reverse': changed('reverse'),
    'sort': lambda items: items.sort(key=by_id),
    'sort by an instant': lambda items: items.sort(key=lambda each: each['created'], reverse=True),
    'set': lambda items: ops.setitem(items, 0, 'x'),
    'set a slice': lambda items: ops.setitem(items, slice(0, 1), ['x', 'y']),
    'set to another': lambda items: ops.setitem(items, slice(1, 1), api.get_all_exam_attempts(COURSE_ID)),
    'delete': lambda items: ops.delitem(items, -1),
    'delete a slice': lambda items: ops.delitem(items, slice(0, 2)),
    'add in place': lambda items: ops.iadd(items, [1]),
    'multiply in place': lambda items: ops.imul(items, 2),
    'shuffle': lambda items: random.Random(1).shuffle(items),
    'insert in order': lambda items: bisect.insort(items, {'id': 0}, key=by_id),
    'change an item': lambda items: items[0].update(seen=True),
    'change what a slice shows': lambda items: [each.update(seen=True) for each in items[0:3]],
}


def test_all_that_can_be_done_with_a_list(plain: list[Any], subtests: pytest.Subtests) -> None:
    for name, work in (LOOKS | CHANGES).items():
        with subtests.test(name):
            lazy = api.get_all_exam_attempts(COURSE_ID)
            assert outcome(work, lazy) == outcome(work, copy.deepcopy(plain))


def test_slices(plain: list[Any], subtests: pytest.Subtests) -> None:
    for part in SLICES:
        with subtests.test(str(part)):
            lazy = api.get_all_exam_attempts(COURSE_ID)
            found = lazy[part]
            assert type(found) is list
            assert found == plain[part]
            assert [lazy[part], len(lazy), lazy] == [plain[part], len(plain), plain]


def test_slices_of_what_was_counted(plain: list[Any], subtests: pytest.Subtests) -> None:
    for part in SLICES:
        with subtests.test(str(part)):
            lazy: Any = api.get_all_exam_attempts(COURSE_ID)
            assert (len(lazy), lazy[part], lazy[0:2], lazy) == (len(plain), plain[part], plain[0:2], plain)


def test_no_method_of_lists_is_left_out() -> None:
    own = {name for name in vars(list) if name not in BLIND}
    assert own - vars(LazyList).keys() - {'__getitem__'} == set()


def test_what_was_handed_out_stays_an_item(lazy: Any, size: int) -> None:
    if not size:
        pytest.skip('nothing to hand out')
    first = lazy[0]
    assert lazy[0] is first
    assert next(iter(lazy)) is first is lazy[0]


def test_code_that_reads_the_memory_of_an_unread_list_fails(lazy: Any) -> None:
    """Encoders written in C do. An empty answer in place of ten thousand attempts would be worse than an error."""
    with pytest.raises(TypeError, match='_Unread is not JSON serializable'):
        json.dumps(list.copy(lazy))


# --- What it costs ------------------------------------------------------------------------------------------------

COSTS: dict[str, tuple[int, Callable[[Any], Any]]] = {
    'nothing': (0, lambda items: None),
    'len': (1, lambda items: (len(items), len(items), bool(items))),
    'all': (1, lambda items: ([*items], [*items], len(items), items[2], items[1:3], sorted(items, key=by_id))),
    'a page': (1, lambda items: items[0:2]),
    'a page, then parts of it': (1, lambda items: (items[1:4], items[1], items[3], items[2:4], items[1:2])),
    'a page that shows the end': (1, lambda items: (items[0:9], len(items), [*items], items[-1])),
    'a count and a page': (2, lambda items: (len(items), items[2:4])),
    'a count and the only page': (2, lambda items: (len(items), items[0:SIZE], [*items])),
    'an index': (1, lambda items: (items[0], items[0])),
    'an empty page': (0, lambda items: items[3:3]),
    'two pages': (2, lambda items: (items[0:2], items[2:4], [*items])),
    'every index after the other': (3, lambda items: [items[number] for number in range(len(items))]),
    'all pages': (3, lambda items: [page.object_list for page in Paginator(items, 1)]),
    'none there?': (2, lambda items: items and [*items]),
}


def test_costs(django_assert_num_queries: MAX_QUERIES, subtests: pytest.Subtests) -> None:
    AttemptFactory.create_batch(SIZE, proctored_exam=ExamFactory())
    for name, (statements, work) in COSTS.items():
        with subtests.test(name), django_assert_num_queries(statements):
            work(api.get_all_exam_attempts(COURSE_ID))


def test_a_list_that_turned_out_empty_is_not_read_again(django_assert_num_queries: MAX_QUERIES) -> None:
    with django_assert_num_queries(1):
        attempts = api.get_all_exam_attempts(COURSE_ID)
        assert not attempts
        assert [*attempts] == attempts[0:25] == []


# --- Paginators ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('number', [1, 2, 3])
def test_the_paginator_of_django(number: int, django_assert_num_queries: MAX_QUERIES) -> None:
    AttemptFactory.create_batch(SIZE, proctored_exam=ExamFactory())
    plain = [*api.get_all_exam_attempts(COURSE_ID)]
    with django_assert_num_queries(2):
        page = Paginator(api.get_all_exam_attempts(COURSE_ID), 2).page(number)
        assert (list(page), page.paginator.count, page.has_next()) == (
            plain[2 * number - 2 : 2 * number],
            SIZE,
            number < 3,
        )


class TwoPerPage(PageNumberPagination):
    page_size = 2
    page_size_query_param = 'page_size'


class Windows(LimitOffsetPagination):
    default_limit = 2


@pytest.mark.parametrize(
    ('paginator', 'query'),
    [(TwoPerPage, {'page': 2}), (TwoPerPage, {'page': 3}), (TwoPerPage, {'page_size': 4}), (Windows, {'offset': 2})],
)
def test_the_paginators_of_django_rest_framework(
    paginator: type[Any], query: dict[str, int], django_assert_num_queries: MAX_QUERIES
) -> None:
    AttemptFactory.create_batch(SIZE, proctored_exam=ExamFactory())
    request = Request(APIRequestFactory().get('/', query))

    def answer(items: Any) -> Any:
        pages = paginator()
        return JSONRenderer().render(pages.get_paginated_response(pages.paginate_queryset(items, request)).data)

    plain = [*api.get_all_exam_attempts(COURSE_ID)]
    with django_assert_num_queries(2):
        found = answer(api.get_all_exam_attempts(COURSE_ID))
    assert found == answer(plain)
