"""Reviews that wait in the table of what was received: none is lost, and none is kept for longer than needed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.db.models.signals import pre_save

from edx_proctoring import tasks
from edx_proctoring.actions import received_reviews
from edx_proctoring.actions.received_reviews import canonical_json, digest_of
from edx_proctoring.actions.retirement import retire_learner
from edx_proctoring.domain.backoff import LEASE
from edx_proctoring.exceptions import ProviderUnavailableException
from edx_proctoring.models import (
    HistoricalProctoredExamStudentAttempt,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamStudentAttempt,
    ReceivedReview,
)
from edx_proctoring.queries.backlog import count_pending_reviews
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.provider import RecordingProvider
from tests.actions.rpnow_deliveries import ONCE, effects, payload_of, post, submitted_attempt, take
from tests.factories import AttemptFactory, ReceivedReviewFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview

SECOND = timedelta(seconds=1)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def submitted(transactional_db: None) -> Attempt:
    return submitted_attempt()


@pytest.fixture
def run_command(capsys: pytest.CaptureFixture[str], clock: Any) -> Callable[..., str]:
    """What a command prints."""

    def run(*arguments: str) -> str:
        call_command(*arguments)
        return capsys.readouterr().out

    return run


# ── nothing is lost ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def broken_history() -> Any:
    """``broken_history()`` makes every change of an attempt fail as a database does; ``broken_history.mend()``."""

    class Break:
        def __call__(self, error: Exception) -> None:
            def fail(sender: Any, **_facts: Any) -> None:
                raise error

            self.receiver = fail
            pre_save.connect(fail, sender=HistoricalProctoredExamStudentAttempt)

        def mend(self) -> None:
            pre_save.disconnect(self.receiver, sender=HistoricalProctoredExamStudentAttempt)

    broken = Break()
    yield broken
    broken.mend()


@pytest.mark.django_db(transaction=True)
def test_a_failure_keeps_the_payload_and_the_command_finishes_it(
    submitted: Attempt, now: datetime, broken_history: Any, run_command: Callable[..., str]
) -> None:
    broken_history(DatabaseError('the disk is full'))
    before = effects(submitted)
    assert post(payload_of(submitted)) in {500, 503}
    assert effects(submitted) == before, 'half of a review is stored'
    received = ReceivedReview.objects.get()
    assert json.loads(received.payload) == payload_of(submitted)
    assert (received.processed_at, received.error) == (None, 'DatabaseError: the disk is full')
    assert (
        run_command('process_reviews', '--failed')
        == '0 processed, 1 failed, 0 payloads deleted\n1 pending, 1 of them failed\n'
    )
    assert effects(submitted) == before

    broken_history.mend()
    assert (
        run_command('process_reviews', '--failed')
        == '1 processed, 0 failed, 0 payloads deleted\n0 pending, 0 of them failed\n'
    )
    assert effects(submitted) == ONCE
    assert post(payload_of(submitted)) == 200
    assert effects(submitted) == ONCE


@pytest.mark.django_db(transaction=True)
def test_after_a_failure_the_provider_may_also_send_it_again(submitted: Attempt, broken_history: Any) -> None:
    broken_history(DatabaseError('gone away'))
    post(payload_of(submitted))
    broken_history.mend()
    assert post(payload_of(submitted)) == 200
    assert effects(submitted) == ONCE
    assert ReceivedReview.objects.get().error == ''


@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_leaves_the_payload(
    submitted: Attempt, now: datetime, broken_history: Any, run_command: Callable[..., str]
) -> None:
    """Nothing that runs in Python after that point may be needed for it: not even the note of the error is made."""

    class Killed(BaseException):
        """As sudden as the end of the process."""

    broken_history(Killed())
    with pytest.raises(Killed):
        take(submitted, payload_of(submitted), now=now)
    broken_history.mend()
    received = ReceivedReview.objects.get()
    assert (received.processed_at, received.error, json.loads(received.payload)['reviewStatus']) == (None, '', 'Clean')
    assert run_command('process_reviews').startswith('0 processed'), 'whoever received it has a minute for it'
    ReceivedReview.objects.update(received_at=now - LEASE - SECOND)
    assert run_command('process_reviews').startswith('1 processed')
    assert effects(submitted) == ONCE


def test_a_provider_that_fails_to_read_its_review_keeps_it_too(now: datetime, provider: RecordingProvider) -> None:
    attempt = AttemptFactory(status=Status.submitted, completed_at=now)
    provider.failures['on_review_callback'] = ProviderUnavailableException('not now', 503)
    with pytest.raises(ProviderUnavailableException):
        received_reviews.take(attempt, {'status': 'passed'}, is_anonymous=False, is_archived=False, now=now)
    received = ReceivedReview.objects.get()
    assert (received.error, received.is_anonymous) == ('ProviderUnavailableException: not now', False)
    del provider.failures['on_review_callback']
    assert received_reviews.finish_pending(failed=True, now=now) == (1, 0)
    attempt.refresh_from_db()
    assert attempt.status == Status.verified


def test_of_an_attempt_that_is_gone_altogether_the_payload_is_given_up_and_stays(now: datetime) -> None:
    """Nothing can become of it: it does not wait forever, and a person can read why."""
    received = ReceivedReviewFactory(attempt_code='GONE', received_at=now - timedelta(hours=1), attempt=None)
    assert received_reviews.finish_pending(failed=False, now=now) == (0, 1)
    received.refresh_from_db()
    assert received.error.startswith('StudentExamAttemptDoesNotExistsException')
    assert (received.payload, received.processed_at) == ('{}', now)
    assert count_pending_reviews() == (0, 0)
    assert received_reviews.finish_pending(failed=True, now=now) == (0, 0)


def test_what_was_given_up_is_tried_again_when_a_person_wants_it_or_when_it_comes_again(
    submitted: Attempt, now: datetime
) -> None:
    payload = payload_of(submitted)
    fields: dict[str, Any] = {'attempt': submitted, 'payload': canonical_json(payload), 'received_at': now}
    given_up = {'processed_at': now, 'error': 'ProctoredExamBadReviewStatus: no'}
    digest = digest_of(submitted.attempt_code, fields['payload'])
    row = ReceivedReviewFactory(digest=digest, **fields, **given_up)
    rows = ReceivedReview.objects.filter(pk=row.pk)
    assert received_reviews.finish_selected(rows, now=now) == (1, 0)
    assert effects(submitted) == ONCE
    assert rows.values_list('payload', 'error').get() == ('', '')
    assert received_reviews.finish_selected(rows, now=now) == (0, 0)

    other = AttemptFactory(proctored_exam__backend='rpnow4', status=Status.submitted, external_id='L-1')
    payload = payload_of(other)
    text = canonical_json(payload)
    digest = digest_of(other.attempt_code, text)
    ReceivedReviewFactory(attempt=other, digest=digest, payload=text, received_at=now, **given_up)
    take(other, payload, now=now)
    assert Review.objects.filter(attempt_code=other.attempt_code).exists()


def test_a_removed_attempt_gets_its_review_later(submitted: Attempt, now: datetime) -> None:
    ReceivedReviewFactory(
        attempt=submitted, payload=json.dumps(payload_of(submitted)), received_at=now - timedelta(hours=1)
    )
    submitted.delete_exam_attempt()
    assert received_reviews.finish_pending(failed=False, now=now) == (1, 0)
    assert not Review.objects.get().is_attempt_active


# ── what is kept, and for how long ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(('days', 'is_emptied'), [(400, False), (1, True), (None, False)])
def test_what_nothing_became_of_is_emptied_after_some_days(
    days: int | None, is_emptied: bool, now: datetime, settings: Any
) -> None:
    """Given up or still waiting: nothing waits forever."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'RECEIVED_REVIEW_DAYS': days}
    long_ago = now - timedelta(days=2)
    given_up = ReceivedReviewFactory(received_at=long_ago, processed_at=long_ago, error='no')
    failing = ReceivedReviewFactory(received_at=long_ago, error='BackendProviderNotConfigured: gone')
    fresh = ReceivedReviewFactory(received_at=now, error='DatabaseError: full')
    assert received_reviews.forget_payloads(now=now) == 2 * is_emptied
    for row in (given_up, failing):
        row.refresh_from_db()
        assert (row.payload, bool(row.error)) == (('', False) if is_emptied else ('{}', True))
    fresh.refresh_from_db()
    assert (fresh.payload, fresh.processed_at) == ('{}', None)
    assert count_pending_reviews()[0] == (1 if is_emptied else 2)


@pytest.mark.deviation('I10')
def test_what_was_pending_about_a_retired_learner_is_emptied_and_left_alone(now: datetime) -> None:
    attempt, other = AttemptFactory(), AttemptFactory(user=UserFactory())
    for each in (attempt, other):
        ReceivedReviewFactory(attempt=each, payload='{"who": 1}', error='who', received_at=now - timedelta(hours=1))
    retire_learner(attempt.user_id, now=now)
    first, another = (ReceivedReview.objects.get(attempt_code=each.attempt_code) for each in (attempt, other))
    assert (first.payload, first.error, another.payload, another.error) == ('', '', '{"who": 1}', 'who')
    assert count_pending_reviews() == (1, 1)


@pytest.mark.parametrize('work', [tasks.finish_received_reviews, partial(call_command, 'process_reviews')])
def test_a_schedule_takes_up_what_was_cut_off_by_a_task_or_a_command(
    work: Callable[[], object], submitted: Attempt
) -> None:
    ReceivedReviewFactory(attempt=submitted, payload=json.dumps(payload_of(submitted)), received_at=LONG_AGO)
    ReceivedReviewFactory(received_at=LONG_AGO, processed_at=LONG_AGO, error='no')
    work()
    assert Review.objects.get().attempt_code == submitted.attempt_code
    assert ReceivedReview.objects.count() == 2
    assert not ReceivedReview.objects.exclude(payload='').exists(), 'what nothing became of is emptied'
