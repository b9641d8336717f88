"""What every endpoint and every public function costs: as many statements for one row as for fifty.

``query_counts.json`` has both numbers of each request and call of ``http_requests.py`` and ``functions.py``. They hold
with cold caches, on every database, without ``BEGIN`` and ``SAVEPOINT``, with the SELECT of the user who is logged in
and with what is carried out after the commit. A change is seen in review; this writes the file again::

    REWRITE_QUERY_COUNTS=1 pytest -n0 tests/queries_baseline
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from inspect import isfunction
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern

from edx_proctoring import api, urls
from edx_proctoring.testing.host import Host
from tests.views.conftest import sender, url

pytest.importorskip('edx_when', reason='The numbers are those of a host with edx-when.')

from edx_django_utils.cache import RequestCache

from tests.queries_baseline.functions import FUNCTIONS, NO_STATEMENTS, call
from tests.queries_baseline.http_requests import NOT_COUNTED, REQUESTS
from tests.queries_baseline.world import World

BASELINE = Path(__file__).with_name('query_counts.json')
REWRITES = 'REWRITE_QUERY_COUNTS' in os.environ
SIZES = (1, 50)
MOST_PARAMETERS = 32_766  # of SQLite since 3.32
NOT_COUNTED_STATEMENTS = ('SAVEPOINT', 'RELEASE SAVEPOINT', 'ROLLBACK TO SAVEPOINT', 'BEGIN')

Commit = Callable[[], AbstractContextManager[Any]]
MakeWorld = Callable[[int], World]


@pytest.fixture
def make_world(
    now: datetime,
    host: Host,
    learner: User,
    staff: User,
    settings: Any,
    shared_cache: None,
    monkeypatch: pytest.MonkeyPatch,
) -> MakeWorld:
    """``make_world(size)`` fills the database."""
    if connection.vendor == 'sqlite':
        # Django splits statements at 999 parameters, for the sake of old SQLites. The other databases take them whole.
        monkeypatch.setattr(type(connection.features), 'max_query_params', MOST_PARAMETERS)
    settings.SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'
    settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'SEB_BASE_URL': 'https://lms.example.com'}
    return lambda size: World(size, now=now, host=host, learner=learner, staff=staff)


@pytest.fixture(scope='session')
def baseline() -> Iterator[dict[str, list[int]]]:
    """The numbers that are expected, by request or function; those that are found, when they are written again."""
    assert not (REWRITES and 'PYTEST_XDIST_WORKER' in os.environ), 'Only one process can write the numbers: -n0.'
    counts: dict[str, list[int]] = json.loads(BASELINE.read_text(encoding='utf-8'))
    yield counts
    if REWRITES:
        lines = ',\n'.join(f'  {json.dumps(name)}: {json.dumps(counts[name])}' for name in ALL if name in counts)
        BASELINE.write_text(f'{{\n{lines}\n}}\n', encoding='utf-8')


ALL = [*REQUESTS, *(f'api.{name}' for name in FUNCTIONS)]


def statements_of(work: Callable[[], Any], commit: Commit) -> list[str]:
    """What is sent to the database by ``work`` and by what it left to be done after the commit; caches are cold."""
    ContentType.objects.clear_cache()
    cache.clear()
    RequestCache.clear_all_namespaces()
    with CaptureQueriesContext(connection) as captured, commit():
        work()
    found = [query['sql'] for query in captured.captured_queries]
    return [sql for sql in found if not sql.startswith(NOT_COUNTED_STATEMENTS)]


def check(name: str, size: int, statements: list[str], baseline: dict[str, list[int]]) -> None:
    """Compare with the number that is expected, or note the one that was found."""
    if REWRITES:
        baseline.setdefault(name, [0] * len(SIZES))[SIZES.index(size)] = len(statements)
    assert len(statements) == baseline[name][SIZES.index(size)], '\n'.join(statements)


@pytest.mark.parametrize('size', SIZES)
@pytest.mark.parametrize('name', REQUESTS)
def test_requests(name: str, size: int, make_world: MakeWorld, commit: Commit, baseline: dict[str, list[int]]) -> None:
    sent = REQUESTS[name](make_world(size))
    method, url_name = name.split(':', maxsplit=1)[0].split()
    client = sender(sent.by)
    answers: list[Any] = []

    def send() -> None:
        data = sent.query if method == 'GET' else sent.body
        answers.append(getattr(client, method.lower())(url(url_name, *sent.args), data))
        answers.append(answers[0].getvalue())  # what is streamed is read only now

    statements = statements_of(send, commit)
    assert answers[0].status_code < 400, answers[0].content
    check(name, size, statements, baseline)


@pytest.mark.parametrize('size', SIZES)
@pytest.mark.parametrize('name', FUNCTIONS)
def test_functions(name: str, size: int, make_world: MakeWorld, commit: Commit, baseline: dict[str, list[int]]) -> None:
    arguments = FUNCTIONS[name](make_world(size))
    statements = statements_of(lambda: call(name.split(':', maxsplit=1)[0], arguments), commit)
    check(f'api.{name}', size, statements, baseline)


@pytest.mark.skipif(REWRITES, reason='The numbers are written when all tests are done.')
def test_no_number_grows_and_none_is_left_over() -> None:
    counts = json.loads(BASELINE.read_text(encoding='utf-8'))
    assert list(counts) == ALL
    assert {name: numbers for name, numbers in counts.items() if len(set(numbers)) > 1} == {}


def test_every_url_name_and_method_is_counted() -> None:
    counted = {name.split(':')[0] for name in REQUESTS}
    there = set()
    for pattern in (each for each in urls.urlpatterns if isinstance(each, URLPattern)):
        view: Any = pattern.callback
        methods: tuple[str, ...] = ('get', 'post', 'put', 'patch', 'delete')
        if hasattr(view, 'view_class'):
            allowed = view.view_initkwargs.get('http_method_names', view.view_class.http_method_names)
            methods = tuple(method for method in methods if method in allowed and hasattr(view.view_class, method))
        there |= {f'{method.upper()} {pattern.name}' for method in methods}
    assert counted | NOT_COUNTED.keys() == there
    assert counted & NOT_COUNTED.keys() == set()


def test_every_public_function_is_counted() -> None:
    counted = {name.split(':')[0] for name in FUNCTIONS}
    assert counted | NO_STATEMENTS.keys() == {name for name in api.__all__ if isfunction(getattr(api, name))}
    assert counted & NO_STATEMENTS.keys() == set()
