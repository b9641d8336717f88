"""Within the package only ``actions.attempt_status`` changes the status of an attempt; a host may, as published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from edx_proctoring.actions.attempt_status import Change, change_status
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.models.status_guard import CHANGES_STATUS, StatusGuardError
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory

pytestmark = pytest.mark.django_db

MakeChange = Callable[[int], Any]

CHANGES = {
    'a row that is saved': 'found = objects.get(id=i); found.status = "verified"; found.save()',
    'its status alone': 'found = objects.get(id=i); found.status = "verified"; found.save(update_fields=["status"])',
    'without its other consequences': 'found = objects.get(id=i); found.status = "verified"; found.save_only()',
    'a row that was read in part': 'found = objects.only("id").get(id=i); found.status = "verified"; found.save()',
    'a row that was read again': (
        'found = objects.get(id=i); found.refresh_from_db(); found.status = "verified"; found.save()'
    ),
    'a row that was made by hand': (
        'found = objects.get(id=i); found._state.adding = True; found.status = "verified"; '
        'found.save(force_update=True)'
    ),
    'a queryset': 'objects.filter(id=i).update(status="verified")',
    'a queryset of a relation': (
        'objects.get(id=i).user.proctoredexamstudentattempt_set.filter(id=i).update(status="verified")'
    ),
    'a set of rows': 'found = objects.get(id=i); found.status = "verified"; objects.bulk_update([found], ["status"])',
}
ELSEWHERE = ('edx_proctoring.api.attempts', 'edx_proctoring.admin.attempts', 'edx_proctoring.tasks')


def written_in(module: str, statements: str) -> MakeChange:
    """A function of that module that does it."""
    names: dict[str, Any] = {'__name__': module, 'objects': ProctoredExamStudentAttempt.objects}
    exec('def change(i):\n    ' + statements.replace('; ', '\n    '), names)
    changed: MakeChange = names['change']
    return changed


@pytest.mark.parametrize('statements', CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize('module', ELSEWHERE)
def test_another_module_is_refused(module: str, statements: str) -> None:
    attempt = AttemptFactory(status=Status.submitted)
    with pytest.raises(StatusGuardError, match=module), transaction.atomic():
        written_in(module, statements)(attempt.id)
    attempt.refresh_from_db()
    assert attempt.status == Status.submitted


@pytest.mark.parametrize('statements', CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize('module', [CHANGES_STATUS, 'a_plug_in.tasks', 'edx_proctoring_of_others', '__main__'])
def test_that_one_and_hosts_are_not(module: str, statements: str) -> None:
    attempt = AttemptFactory(status=Status.submitted)
    written_in(module, statements)(attempt.id)
    attempt.refresh_from_db()
    assert attempt.status == Status.verified


def test_whatever_else_is_saved_is_nobodys_business(now: datetime) -> None:
    attempt = AttemptFactory(status=Status.submitted)
    change_status(attempt, Change(Status.verified), now=now)
    statements = 'found = objects.get(id=i); found.is_resumable = True; found.save()'
    written_in('edx_proctoring.admin.attempts', statements)(attempt.id)
    attempt.refresh_from_db()
    assert (attempt.status, attempt.is_resumable) == (Status.verified, True)
