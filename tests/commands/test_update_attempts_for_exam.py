"""``update_attempts_for_exam``: what follows from the statuses, once more."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import pytest
from django.core import mail
from django.core.management.base import CommandError

from edx_proctoring.models import HistoricalProctoredExamStudentAttempt, ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.commands.conftest import Run, Snapshot
from tests.factories import AttemptFactory, ExamFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]

NAME = 'update_attempts_for_exam'


@pytest.mark.deviation('I19')
def test_credit_grade_mail_and_provider_get_it_all_again(
    run: Run, commit: Commit, host: Host, provider: RecordingProvider, now: datetime
) -> None:
    exam = ExamFactory()
    statuses = [Status.submitted, Status.verified, Status.rejected, Status.created]
    attempts = [AttemptFactory(proctored_exam=exam, status=status, completed_at=now) for status in statuses]
    elsewhere = AttemptFactory(status=Status.verified)
    with commit():
        output = run(NAME, '--exam_id', str(exam.id), '--batch_size', '3', '--sleep_time', '0')
    assert [row.status for row in ProctoredExamStudentAttempt.objects.order_by('id')] == [*statuses, Status.verified]
    credited = {call['user_id']: call['status'] for call in host.calls_to('credit', 'set_credit_requirement_status')}
    assert credited == {
        attempts[0].user_id: 'submitted',
        attempts[1].user_id: 'satisfied',
        attempts[2].user_id: 'failed',
    }
    assert len(host.calls_to('grades', 'override_subsection_grade')) == 1
    assert sorted(message.to[0] for message in mail.outbox) == sorted(row.user.email for row in attempts[:3])
    assert [call['attempt'] for call in provider.calls_to('stop_exam_attempt')] == [attempts[0].external_id]
    assert HistoricalProctoredExamStudentAttempt.objects.filter(id=elsewhere.id).count() == 1
    assert output.splitlines() == [
        '3 of 4 attempts done.',
        '4 of 4 attempts done.',
        'Finished: the status of 4 attempts was set again.',
    ]


def test_a_status_that_changed_meanwhile_is_not_undone(
    run: Run, monkeypatch: pytest.MonkeyPatch, provider: RecordingProvider
) -> None:
    exam = ExamFactory()
    AttemptFactory(proctored_exam=exam, status=Status.submitted)
    other = AttemptFactory(proctored_exam=exam, status=Status.submitted)
    removed = AttemptFactory(proctored_exam=exam, status=Status.submitted)

    def meanwhile(seconds: int) -> None:
        ProctoredExamStudentAttempt.objects.filter(id=other.id).update(status=Status.verified)
        ProctoredExamStudentAttempt.objects.filter(id=removed.id).delete()

    monkeypatch.setattr('time.sleep', meanwhile)
    output = run(NAME, exam_id=exam.id, batch_size=1)
    other.refresh_from_db()
    assert other.status == Status.verified
    assert output.endswith('Finished: the status of 2 attempts was set again.\n')


def test_a_dry_run_counts_and_touches_nothing(run: Run, snapshot: Snapshot, host: Host) -> None:
    attempt = AttemptFactory(status=Status.verified)
    before = snapshot()
    output = run(NAME, '--dry-run', exam_id=attempt.proctored_exam_id)
    assert output == 'The status of 1 attempt would be set again.\n'
    assert snapshot() == before
    assert not host.calls_to('credit', 'set_credit_requirement_status')


@pytest.mark.deviation('R20')
@pytest.mark.parametrize(
    ('changed', 'named'),
    [
        ({'exam_id': None}, '--exam_id must'),
        ({'exam_id': 'x'}, '--exam_id must'),
        ({'exam_id': 999_999}, 'There is no exam with the id 999999'),
        ({'batch_size': 0}, '--batch_size must'),
        ({'sleep_time': -1}, '--sleep_time must'),
    ],
    ids=str,
)
def test_bad_arguments_are_named_and_nothing_is_changed(
    run: Run, snapshot: Snapshot, changed: dict[str, Any], named: str
) -> None:
    attempt = AttemptFactory(status=Status.verified)
    before = snapshot()
    with pytest.raises(CommandError, match=named):
        run(NAME, **{'exam_id': attempt.proctored_exam_id, 'sleep_time': 0, **changed})
    assert snapshot() == before
