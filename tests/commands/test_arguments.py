"""All commands: called without what they need, or with nonsense, they say so and do nothing."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management.base import CommandError

import edx_proctoring
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.commands.conftest import Run, Snapshot
from tests.factories import AttemptFactory, DeliveryFactory, ReceivedReviewFactory, ReviewFactory

pytestmark = pytest.mark.django_db

NEEDED: dict[str, tuple[str, ...]] = {
    'deliver_pending': (),
    'process_reviews': (),
    'reset_attempts': ('-p',),
    'set_attempt_status': ('-a', '-t'),
    'proctoring_doctor': (),
    'proctoring_retention': (),
    'set_is_attempt_active': (),
    'close_expired_attempts': (),
    'update_attempt_status_from_review': ('--start_date_time', '--end_date_time'),
    'update_attempts_for_exam': ('--exam_id',),
}
NONSENSE = {
    **dict.fromkeys(NEEDED, ('--batch_size', 'many')),
    'deliver_pending': ('--limit', '0'),
    'process_reviews': ('--limit', '0'),
    'proctoring_doctor': ('--days', '0'),
    'set_attempt_status': ('-a', 'x', '-t', 'submitted'),
}


@pytest.fixture(autouse=True)
def rows(now: datetime) -> None:
    """Something of each kind that a command could touch."""
    AttemptFactory(status=Status.started, started_at=now - timedelta(days=1), allowed_time_limit_mins=60)
    ReviewFactory()
    DeliveryFactory(not_before=now)
    ReceivedReviewFactory(received_at=now - timedelta(days=1))


def test_every_command_is_here() -> None:
    folder = Path(edx_proctoring.__file__).parent / 'management' / 'commands'
    assert set(NEEDED) == {path.stem for path in folder.glob('[a-z]*.py')}


@pytest.mark.deviation('R20')
@pytest.mark.parametrize('name', [name for name, needed in NEEDED.items() if needed])
def test_what_is_missing_is_told(name: str, run: Run, snapshot: Snapshot) -> None:
    before = snapshot()
    with pytest.raises(CommandError, match=r'required|must'):
        run(name)
    assert snapshot() == before


@pytest.mark.deviation('R20')
@pytest.mark.parametrize(('name', 'arguments'), NONSENSE.items(), ids=str)
def test_nonsense_is_refused(name: str, arguments: Any, run: Run, snapshot: Snapshot) -> None:
    before = snapshot()
    with pytest.raises(CommandError):
        run(name, *arguments)
    assert snapshot() == before
