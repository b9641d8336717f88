"""The guard itself: what a query sends may not write. That no query does is what the rest of the suite shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from edx_proctoring.models import ProctoredExamStudentAttempt
from tests.factories import AttemptFactory
from tests.reads_only import WriteByReaderError

pytestmark = pytest.mark.django_db

WRITES = {
    'update': 'objects.update(is_resumable=True)',
    'save': 'objects.first().save()',
    'insert': 'objects.create(user_id=1, proctored_exam_id=1)',
    'delete': 'objects.all().delete()',
    'statement of its own': 'cursor().execute("DELETE FROM proctoring_proctoredexamstudentattempt")',
}


def written_in(module: str, statement: str) -> Callable[[], Any]:
    """A function of that module that does it."""
    names: dict[str, Any] = {
        '__name__': module, 'objects': ProctoredExamStudentAttempt.objects, 'cursor': connection.cursor
    }  # fmt: skip
    exec(f'def look():\n    return {statement}', names)
    look: Callable[[], Any] = names['look']
    return look


@pytest.mark.parametrize('statement', WRITES.values(), ids=WRITES)
@pytest.mark.parametrize('module', ['edx_proctoring.queries.attempts', 'edx_proctoring.serializers'])
def test_what_writes_is_noticed(module: str, statement: str) -> None:
    AttemptFactory()
    with pytest.raises(WriteByReaderError, match=f'{module}.look'), transaction.atomic():
        written_in(module, statement)()


def test_what_reads_is_not() -> None:
    AttemptFactory()
    assert written_in('edx_proctoring.queries.attempts', 'objects.select_for_update().count()')() == 1
    assert written_in('edx_proctoring.actions.attempts', 'objects.update(is_resumable=True)')() == 1
