"""Carrying out what waits for a commit, in tests whose transaction never commits.

Mails, calls to providers and calls of the host's services follow the commit of a change. A ``TestCase`` of Django and
the ``django_db`` mark of pytest keep a test in a transaction that is rolled back, so none of this happens there. Inside
:func:`effects`, every outermost ``atomic`` block of the test, such as an action of this app or a request to a view with
``ATOMIC_REQUESTS``, does at its end what its commit would have done::

    class RejectedExamTest(EffectsMixin, TestCase):
        def test_the_grade_is_overridden(self):
            update_attempt_status(attempt_id, 'rejected')
            ...

With pytest, import the fixture in a ``conftest.py``::

    from edx_proctoring.testing.fixtures import proctoring_effects
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import TestCase, mock

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.transaction import Atomic

__all__ = ['EffectsMixin', 'effects']


@contextmanager
def effects(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Run what waits for a commit whenever an outermost ``atomic`` block inside this one succeeds.

    What was registered outside of any block runs at the end. An exception of a callback is raised where the commit
    would have raised it. Outside of a transaction, where Django itself commits, nothing is changed.
    """
    connection: Any = connections[using]
    depth, waiting = len(connection.savepoint_ids), len(connection.run_on_commit)
    leave = Atomic.__exit__

    def leave_and_run(block: Atomic, exc_type: Any, exc_value: Any, traceback: Any) -> None:
        leave(block, exc_type, exc_value, traceback)
        if exc_type is None and connections[block.using or using] is connection:
            _run(connection, depth=depth, waiting=waiting)

    with mock.patch.object(Atomic, '__exit__', leave_and_run):
        yield
        _run(connection, depth=depth, waiting=waiting)


def _run(connection: Any, *, depth: int, waiting: int) -> None:
    """Run the callbacks after the first ``waiting`` ones, unless a block is still open or must be rolled back."""
    if not connection.in_atomic_block or connection.needs_rollback or len(connection.savepoint_ids) > depth:
        return
    callbacks = connection.run_on_commit[waiting:]
    del connection.run_on_commit[waiting:]
    for _savepoints, callback, _robust in callbacks:
        callback()


class EffectsMixin(TestCase):
    """For a ``TestCase`` of Django: every test runs inside :func:`effects`."""

    def setUp(self) -> None:
        """Start before the test's own preparations."""
        carried_out = effects()
        carried_out.__enter__()
        self.addCleanup(carried_out.__exit__, None, None, None)
        super().setUp()
