"""A database that several threads write to at once, as the processes of a site do, and one that does not serve them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import close_old_connections, connection, transaction

from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory

# Nobody waits that long: a test that does has found a deadlock.
MOST_SECONDS = 30

Meanwhile = Callable[[Any, Callable[[], Any]], AbstractContextManager['list[Future[Any]]']]
AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
Attempt = ProctoredExamStudentAttempt

on_a_server = pytest.mark.skipif(connection.vendor == 'sqlite', reason='SQLite has one lock, for the whole file')


@contextmanager
def _in_a_file(path: Path) -> Iterator[None]:
    """Have all threads use a copy of the SQLite database in a file: the one in memory has no locks to wait for.

    Writers wait for one another when they begin, which is how a site on SQLite has to be set up.
    """
    wrapper: Any = connection
    in_memory, before = wrapper.connection, dict(wrapper.settings_dict)
    with sqlite3.connect(path) as copy:
        in_memory.backup(copy)
    copy.close()
    options = {'transaction_mode': 'IMMEDIATE', 'timeout': MOST_SECONDS}
    wrapper.settings_dict.update(NAME=str(path), OPTIONS=options)
    wrapper.connection = None
    try:
        yield
    finally:
        wrapper.close()
        wrapper.settings_dict.update(before)
        wrapper.connection, wrapper.transaction_mode = in_memory, None


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """The test's database, real commits included, with a connection for each thread."""
    if connection.vendor != 'sqlite':
        yield
        return
    wrapper: Any = connection
    wrapper.ensure_connection()
    with _in_a_file(tmp_path / 'shared.sqlite3'):
        yield


def _with_own_connection(work: Callable[[], Any]) -> Any:
    try:
        return work()
    finally:
        connection.close()


@pytest.fixture
def at_once(shared_database: None) -> AtOnce:
    """``at_once([f, g])`` lets all begin at the same time, each in a thread of its own; what they return, in order."""

    def run(works: list[Callable[[], Any]]) -> list[Any]:
        start = Barrier(len(works))

        def after_the_others_came(work: Callable[[], Any]) -> Any:
            start.wait(MOST_SECONDS)
            return _with_own_connection(work)

        with ThreadPoolExecutor(len(works)) as pool:
            futures = [pool.submit(after_the_others_came, work) for work in works]
            return [future.result(MOST_SECONDS) for future in futures]

    return run


@pytest.fixture
def meanwhile(shared_database: None) -> Meanwhile:
    """``with meanwhile(signal, f) as begun: ...`` starts ``f`` in a thread when the block has first sent the signal.

    It is sent inside the block's transaction, which stays open until ``f`` is done or evidently waits. Afterwards ``f``
    is done, and ``begun[0].result()`` is what it returned.
    """

    @contextmanager
    def guard(signal: Any, work: Callable[[], Any]) -> Iterator[list[Future[Any]]]:
        begun: list[Future[Any]] = []
        with ThreadPoolExecutor(1) as pool:

            def begin(sender: Any, **_facts: Any) -> None:
                if begun:
                    return
                begun.append(pool.submit(_with_own_connection, work))
                with pytest.raises(TimeoutError):  # it has to wait for the end of this transaction
                    begun[0].result(0.3)

            signal.connect(begin)
            try:
                yield begun
            finally:
                signal.disconnect(begin)

    return guard


@pytest.fixture
def running(shared_database: None) -> Attempt:
    """A supervised attempt that runs."""
    started_at = datetime.now(UTC) - timedelta(minutes=5)
    return AttemptFactory(status=Status.started, started_at=started_at, allowed_time_limit_mins=90)


@pytest.fixture
def impatient(shared_database: None) -> Iterator[None]:
    """Connections of this thread wait for a lock for a second, and not for as long as the server lets them."""
    statement = {
        'mysql': 'SET SESSION innodb_lock_wait_timeout = 1',
        'postgresql': "SET lock_timeout = '300ms'",
        'sqlite': 'PRAGMA busy_timeout = 100',
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(statement)
    yield
    connection.close()


def hold(ids: list[int], held: Event, release: Event) -> None:
    """Lock the rows in another connection until ``release``; on SQLite, which has no rows to lock, write to them."""
    with transaction.atomic():
        list(Attempt.objects.select_for_update().filter(id__in=ids).values_list('id'))
        if connection.vendor == 'sqlite':
            Attempt.objects.filter(id__in=ids).update(external_id='held')
        held.set()
        release.wait(MOST_SECONDS)
        transaction.set_rollback(True)


@pytest.fixture
def held_by_another(running: Attempt, impatient: None, at_once: AtOnce) -> Iterator[Event]:
    """Somebody else has locked the attempt; the event releases the lock."""
    held, release = Event(), Event()
    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(_with_own_connection, partial(hold, [running.id], held, release))
        assert held.wait(MOST_SECONDS)
        yield release
        release.set()
        holding.result(MOST_SECONDS)


@pytest.fixture
def own_connection_at_last(transactional_db: None) -> Iterator[None]:
    """A connection that a test has lost is no longer in the way of what comes after it."""
    yield
    close_old_connections()


def end_connection(number: int) -> None:
    """What a restart of the server does to one connection."""
    with connection.cursor() as cursor:
        if connection.vendor == 'mysql':
            cursor.execute(f'KILL {number:d}')
        else:
            cursor.execute('SELECT pg_terminate_backend(%s)', [number])


def own_connection() -> int:
    with connection.cursor() as cursor:
        cursor.execute('SELECT CONNECTION_ID()' if connection.vendor == 'mysql' else 'SELECT pg_backend_pid()')
        row = cursor.fetchone()
    return int(row[0])
