"""``reset_attempts``: the listed attempts go, here and at their providers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError
from django.db import connection
from django.db.models.signals import post_delete
from django.test.utils import CaptureQueriesContext

from edx_proctoring.exceptions import BackendProviderCannotRemoveAttempt
from edx_proctoring.models import (
    HistoricalProctoredExamStudentAttempt,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.host import Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.commands.conftest import Run, Snapshot
from tests.factories import AttemptFactory, ExamFactory, ReviewFactory

pytestmark = pytest.mark.django_db
Listing = Callable[..., str]


def left() -> set[int]:
    return set(ProctoredExamStudentAttempt.objects.values_list('id', flat=True))


def some_attempts(count: int, **fields: Any) -> list[ProctoredExamStudentAttempt]:
    exam = ExamFactory(**fields)
    return [AttemptFactory(proctored_exam=exam) for _ in range(count)]


def test_listed_attempts_go_and_the_others_stay(
    run: Run, listing: Listing, provider: RecordingProvider, host: Host
) -> None:
    kept, *listed = some_attempts(4)
    ids = [attempt.id for attempt in listed]
    output = run('reset_attempts', '-p', listing(*ids, 999_999, ids[0]), '--batch_size', '2', '--sleep_time', '0')
    assert left() == {kept.id}
    assert [call['attempt'] for call in provider.calls_to('remove_exam_attempt')] == [
        attempt.external_id for attempt in listed
    ]
    assert output.splitlines() == [
        '2 of 4 listed attempts done, 2 rows removed.',
        '4 of 4 listed attempts done, 3 rows removed.',
        'Finished: 3 rows removed.',
    ]
    assert not host.calls_to('grades', 'undo_override_subsection_grade')
    assert not host.calls_to('credit', 'remove_credit_requirement_status')
    assert not host.calls_to('instructor', 'delete_student_attempt')


def test_each_deleted_attempt_is_announced_and_archived(run: Run, listing: Listing) -> None:
    attempts = some_attempts(3)
    ids = [attempt.id for attempt in attempts]
    announced: list[int] = []

    def listen(instance: ProctoredExamStudentAttempt, **_kwargs: Any) -> None:
        announced.append(instance.id)

    post_delete.connect(listen, sender=ProctoredExamStudentAttempt)
    run('reset_attempts', file_path=listing(*ids), sleep_time=0)
    post_delete.disconnect(listen, sender=ProctoredExamStudentAttempt)
    assert sorted(announced) == ids
    archived = HistoricalProctoredExamStudentAttempt.objects.filter(history_type='-').order_by('id')
    assert [(row.id, row.attempt_code) for row in archived] == [(row.id, row.attempt_code) for row in attempts]


def test_the_review_stays_archived_and_marked_with_its_verdict_drawn_no_more(run: Run, listing: Listing) -> None:
    reviewed = AttemptFactory(status=Status.submitted)
    ReviewFactory(attempt=reviewed)
    untouched = ReviewFactory()
    run('reset_attempts', file_path=listing(reviewed.id), sleep_time=0)
    review = ProctoredExamSoftwareSecureReview.objects.get(attempt_code=reviewed.attempt_code)
    assert not review.is_attempt_active
    archived = ProctoredExamSoftwareSecureReviewHistory.objects.get()
    assert archived.attempt_code == reviewed.attempt_code
    assert archived.is_attempt_active
    untouched.refresh_from_db()
    assert untouched.is_attempt_active


def test_a_provider_that_failed_is_not_asked_again_and_its_attempts_go_all_the_same(
    run: Run, listing: Listing, provider: RecordingProvider, backends: dict[str, Any]
) -> None:
    provider.failures['remove_exam_attempt'] = BackendProviderCannotRemoveAttempt('no')
    failing, working = some_attempts(3), some_attempts(2, onboarding=True)
    ids = [attempt.id for attempt in failing + working]
    output = run('reset_attempts', file_path=listing(*ids), batch_size=1, sleep_time=0)
    assert left() == set()
    assert len(provider.calls_to('remove_exam_attempt')) == 1
    assert len(backends['onboarding'].calls_to('remove_exam_attempt')) == 2
    assert output.endswith('Backend test failed to remove an attempt and was not called again.\n')


def test_a_provider_that_does_not_confirm_is_asked_for_the_next(
    run: Run, listing: Listing, provider: RecordingProvider
) -> None:
    provider.answers['remove_exam_attempt'] = False
    ids = [attempt.id for attempt in some_attempts(2)]
    run('reset_attempts', file_path=listing(*ids), batch_size=1, sleep_time=0)
    assert left() == set()
    assert len(provider.calls_to('remove_exam_attempt')) == 2


def test_a_provider_that_is_not_configured_keeps_no_attempt(run: Run, listing: Listing) -> None:
    ids = [attempt.id for attempt in some_attempts(2, backend='gone')]
    output = run('reset_attempts', file_path=listing(*ids), sleep_time=0)
    assert left() == set()
    assert 'Backend gone failed' in output


def test_pauses_lie_between_batches(run: Run, listing: Listing, pauses: list[int]) -> None:
    ids = [attempt.id for attempt in some_attempts(5)]
    run('reset_attempts', file_path=listing(*ids), batch_size=2)
    assert pauses == [10, 10]


def test_a_dry_run_counts_and_touches_nothing(
    run: Run, listing: Listing, snapshot: Snapshot, provider: RecordingProvider, pauses: list[int]
) -> None:
    ids = [attempt.id for attempt in some_attempts(3)]
    before = snapshot()
    output = run('reset_attempts', '--dry-run', file_path=listing(*ids, 999_999), batch_size=2)
    assert output == '3 of 4 listed attempts would be removed.\n'
    assert snapshot() == before
    assert provider.calls == []
    assert pauses == []


def test_an_empty_file_is_no_error(run: Run, listing: Listing, snapshot: Snapshot) -> None:
    AttemptFactory()
    before = snapshot()
    assert run('reset_attempts', file_path=listing()) == 'Finished: 0 rows removed.\n'
    assert snapshot() == before


@pytest.mark.parametrize('line', ['x', '', '-1', '1.5', '²', '1 2', '9' * 10, '9' * 5000])
def test_a_line_that_is_no_id_is_named_before_anything_is_removed(
    run: Run, listing: Listing, snapshot: Snapshot, provider: RecordingProvider, line: str
) -> None:
    attempt = AttemptFactory()
    before = snapshot()
    with pytest.raises(CommandError, match='line 2 is not an attempt id'):
        run('reset_attempts', file_path=listing(attempt.id, line, attempt.id), batch_size=1, sleep_time=0)
    assert snapshot() == before
    assert provider.calls == []


def test_a_file_that_cannot_be_read_is_named(run: Run, tmp_path: Path, snapshot: Snapshot) -> None:
    AttemptFactory()
    before = snapshot()
    latin = tmp_path / 'latin.txt'
    latin.write_bytes(b'\xe9\n')
    for path in (tmp_path / 'nowhere', tmp_path, latin):
        with pytest.raises(CommandError, match=f'{path} cannot be read'):
            run('reset_attempts', file_path=str(path))
    assert snapshot() == before


@pytest.mark.deviation('R20')
@pytest.mark.parametrize(
    ('options', 'named'),
    [
        ({'batch_size': 0}, '--batch_size'),
        ({'batch_size': 'x'}, '--batch_size'),
        ({'sleep_time': -1}, '--sleep_time'),
        ({'sleep_time': None}, '--sleep_time'),
    ],
    ids=str,
)
def test_bad_numbers_are_refused(
    run: Run, listing: Listing, snapshot: Snapshot, options: dict[str, Any], named: str
) -> None:
    attempt = AttemptFactory()
    before = snapshot()
    with pytest.raises(CommandError, match=named):
        run('reset_attempts', file_path=listing(attempt.id), **options)
    assert snapshot() == before


@pytest.mark.deviation('R20')
def test_the_file_must_be_given(run: Run, snapshot: Snapshot) -> None:
    AttemptFactory()
    before = snapshot()
    with pytest.raises(CommandError, match='--file_path'):
        run('reset_attempts')
    assert snapshot() == before


def test_beside_the_signals_a_batch_costs_the_same_whatever_its_size(run: Run, listing: Listing) -> None:
    """Reading, locking, deleting, and marking the newest are statements per batch; only what listens to each deletion
    may add to them.
    """

    def statements(count: int) -> int:
        ids = [attempt.id for attempt in some_attempts(count)]
        path = listing(*ids)
        with CaptureQueriesContext(connection) as captured:
            run('reset_attempts', file_path=path, sleep_time=0)
        table = connection.ops.quote_name(ProctoredExamStudentAttempt._meta.db_table)
        return sum(table in query['sql'] for query in captured)

    assert statements(3) == statements(60) == 5
