"""``close_expired_attempts``: attempts whose time is over end, though nobody looks at them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management.base import CommandError

from edx_proctoring.actions import attempt_status, time_outs
from edx_proctoring.domain.instants import FIRST, LAST
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.commands.conftest import Run, Snapshot
from tests.factories import AttemptFactory

pytestmark = pytest.mark.django_db
Commit = Callable[[], AbstractContextManager[Any]]

NAME = 'close_expired_attempts'
HOUR = timedelta(hours=1)


def begun(started_at: datetime | None, status: str = Status.started, **fields: Any) -> ProctoredExamStudentAttempt:
    """An attempt that may take an hour."""
    return AttemptFactory(status=status, started_at=started_at, allowed_time_limit_mins=60, **fields)


def statuses() -> list[str]:
    return list(ProctoredExamStudentAttempt.objects.order_by('id').values_list('status', flat=True))


@pytest.mark.deviation('R28')
def test_attempts_that_nobody_looks_at_end_at_their_deadline(
    run: Run, commit: Commit, now: datetime, host: Host, provider: RecordingProvider
) -> None:
    started = begun(now - 3 * HOUR)
    ending = begun(now - 2 * HOUR, Status.ready_to_submit)
    timed = begun(now - 2 * HOUR, proctored_exam__timed=True)
    begun(now - HOUR)  # to the second
    begun(now)
    begun(None, Status.created)
    begun(now - 3 * HOUR, Status.error)
    AttemptFactory(status=Status.started, started_at=now - 3 * HOUR, allowed_time_limit_mins=None)
    with commit():
        output = run(NAME, '--batch_size', '2', '--sleep_time', '0')
    assert statuses() == [
        *[Status.submitted] * 3,
        *[Status.started] * 2,
        Status.created,
        Status.error,
        Status.started,
    ]
    for attempt, deadline in ((started, now - 2 * HOUR), (ending, now - HOUR), (timed, now - HOUR)):
        attempt.refresh_from_db()
        assert attempt.completed_at == deadline
    stopped = [call['attempt'] for call in provider.calls_to('stop_exam_attempt')]
    assert stopped == [started.external_id, ending.external_id]
    completed = [call['content_id'] for call in host.calls_to('instructor', 'complete_student_attempt')]
    assert completed == [each.proctored_exam.content_id for each in (started, ending, timed)]
    assert output.splitlines() == [
        '2 of 3 overdue attempts submitted.',
        '3 of 3 overdue attempts submitted.',
        'Finished: 3 overdue attempts submitted.',
    ]


@pytest.mark.deviation('R28')
def test_one_that_cannot_be_ended_stops_no_other(
    run: Run, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, third = (begun(now - 2 * HOUR) for _ in range(3))

    def settle(attempt: ProctoredExamStudentAttempt, **fields: Any) -> ProctoredExamStudentAttempt:
        if attempt.id == second.id:
            raise RuntimeError('a signal receiver of the host')
        return attempt_status.settle(attempt, **fields)

    monkeypatch.setattr(time_outs, 'settle', settle)
    with pytest.raises(CommandError, match='1 overdue attempt could not be submitted'):
        run(NAME, batch_size=1, sleep_time=0)
    assert statuses() == [Status.submitted, Status.started, Status.submitted]
    assert f'Attempt {second.id} could not be ended' in caplog.text
    assert f'Attempt {first.id}' not in caplog.text
    assert f'Attempt {third.id}' not in caplog.text


@pytest.mark.deviation('R28')
def test_a_second_run_finds_nothing_to_do(
    run: Run, commit: Commit, now: datetime, snapshot: Snapshot, host: Host, provider: RecordingProvider
) -> None:
    begun(now - 2 * HOUR)
    with commit():
        run(NAME, sleep_time=0)
    before, calls = snapshot(), (list(host.calls), list(provider.calls))
    with commit():
        assert run(NAME, sleep_time=0) == 'Finished: 0 overdue attempts submitted.\n'
    assert snapshot() == before
    assert (host.calls, provider.calls) == calls


@pytest.mark.deviation('R28')
def test_what_happens_to_an_attempt_meanwhile_counts(run: Run, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    _first, settled, removed = (begun(now - 2 * HOUR) for _ in range(3))

    def meanwhile(_seconds: int) -> None:
        ProctoredExamStudentAttempt.objects.filter(id=settled.id).update(status=Status.error)
        ProctoredExamStudentAttempt.objects.filter(id=removed.id).delete()

    monkeypatch.setattr('time.sleep', meanwhile)
    output = run(NAME, batch_size=1)
    assert statuses() == [Status.submitted, Status.error]
    assert output.endswith('Finished: 1 overdue attempt submitted.\n')


@pytest.mark.deviation('R28')
def test_a_site_may_keep_attempts_as_timed_out(run: Run, now: datetime, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'ALLOW_TIMED_OUT_STATE': True}
    begun(now - 2 * HOUR)
    run(NAME, sleep_time=0)
    assert statuses() == [Status.timed_out]


def test_pauses_lie_between_batches(run: Run, now: datetime, pauses: list[int]) -> None:
    for _ in range(3):
        begun(now - 2 * HOUR)
    run(NAME, batch_size=1, sleep_time=3)
    assert pauses == [3, 3]


def test_a_dry_run_counts_and_touches_nothing(
    run: Run, now: datetime, snapshot: Snapshot, provider: RecordingProvider
) -> None:
    begun(now - 2 * HOUR)
    begun(now)
    before = snapshot()
    assert run(NAME, '--dry-run') == '1 attempt is overdue and would be submitted.\n'
    assert snapshot() == before
    assert provider.calls == []


@pytest.mark.deviation('R20')
@pytest.mark.parametrize('changed', [{'batch_size': 0}, {'sleep_time': 'soon'}], ids=str)
def test_bad_numbers_are_refused(run: Run, now: datetime, snapshot: Snapshot, changed: dict[str, Any]) -> None:
    begun(now - 2 * HOUR)
    before = snapshot()
    with pytest.raises(CommandError, match=f'--{next(iter(changed))}'):
        run(NAME, **{'sleep_time': 0, **changed})
    assert snapshot() == before


def test_no_limit_and_no_moment_keeps_the_others_open(run: Run, commit: Commit, now: datetime) -> None:
    """Whatever a row holds: the database must not fail at it."""
    over = [
        begun(now - 3 * HOUR),
        begun(FIRST),
        AttemptFactory(status=Status.started, started_at=now - HOUR, allowed_time_limit_mins=-(2**31)),
        AttemptFactory(status=Status.started, started_at=now - HOUR, allowed_time_limit_mins=0),
    ]
    open_ = [
        begun(LAST),
        AttemptFactory(status=Status.started, started_at=now - HOUR, allowed_time_limit_mins=2**31 - 1),
        AttemptFactory(status=Status.started, started_at=LAST, allowed_time_limit_mins=2**31 - 1),
        AttemptFactory(status=Status.started, started_at=FIRST, allowed_time_limit_mins=2**31 - 1),
    ]
    with commit():
        run(NAME)
    for attempt, status in (*((each, Status.submitted) for each in over), *((each, Status.started) for each in open_)):
        attempt.refresh_from_db()
        assert attempt.status == status
