"""``set_attempt_status``: one attempt to another status, with all that follows."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core import mail
from django.core.management.base import CommandError

from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.commands.conftest import Run, Snapshot
from tests.factories import AttemptFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]


@pytest.mark.parametrize('names', [('-a', '-t'), ('--attempt', '--to')], ids=['short', 'long'])
def test_the_change_has_its_consequences(
    run: Run, commit: Commit, names: tuple[str, str], host: Host, provider: RecordingProvider
) -> None:
    attempt = AttemptFactory(status=Status.started)
    with commit():
        output = run('set_attempt_status', names[0], str(attempt.id), names[1], 'submitted')
    attempt.refresh_from_db()
    assert attempt.status == Status.submitted
    assert attempt.completed_at is not None
    assert len(provider.calls_to('stop_exam_attempt')) == 1
    assert host.calls_to('credit', 'set_credit_requirement_status')[0]['status'] == 'submitted'
    assert len(mail.outbox) == 1
    assert output.splitlines() == [
        f'Changing the status of attempt {attempt.id} to submitted.',
        f'The status of attempt {attempt.id} was started and is now submitted.',
    ]


def test_it_tells_where_the_lifecycle_led_instead(run: Run) -> None:
    attempt = AttemptFactory(status=Status.started)
    output = run('set_attempt_status', attempt_id=attempt.id, to_status='created')
    attempt.refresh_from_db()
    assert attempt.status == Status.submitted
    assert output.endswith('was started and is now submitted.\n')


@pytest.mark.deviation('R20')
@pytest.mark.parametrize(
    'options',
    [
        {'to_status': 'nonsense'},
        {'to_status': Status.expired},
        {'to_status': Status.onboarding_reset},
        {'to_status': None},
        {'attempt_id': None},
        {'attempt_id': 'x'},
        {'attempt_id': 0},
        {'attempt_id': 999},
        {'attempt_id': 10**30},
        {'to_status': Status.started},
    ],
    ids=lambda options: ' '.join(f'{name} {value}' for name, value in options.items()),
)
def test_a_refusal_says_why_and_changes_nothing(run: Run, snapshot: Snapshot, options: dict[str, Any]) -> None:
    attempt = AttemptFactory(status=Status.verified)
    before = snapshot()
    with pytest.raises(CommandError, match=r'--attempt must|--to must|was not changed: '):
        run('set_attempt_status', **{'attempt_id': attempt.id, 'to_status': Status.submitted} | options)
    assert snapshot() == before
