"""Reviews as they come in: each has one effect, and none is lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.models.signals import pre_save
from django.test import Client
from django.test.utils import CaptureQueriesContext

from edx_proctoring import tasks
from edx_proctoring.actions import received_reviews
from edx_proctoring.actions.received_reviews import canonical_json, digest_of
from edx_proctoring.actions.retirement import retire_learner
from edx_proctoring.domain.nesting import DEEPEST
from edx_proctoring.domain.retry_pauses import LEASE
from edx_proctoring.exceptions import InvalidInputException, ProctoredExamBadReviewStatus, ProviderUnavailableException
from edx_proctoring.models import (
    HistoricalProctoredExamStudentAttempt,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    ReceivedReview,
    SetAside,
)
from edx_proctoring.queries.backlog import count_pending_reviews
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.testing.provider import RecordingProvider
from tests.actions.conftest import AtOnce
from tests.factories import AttemptFactory, ReceivedReviewFactory, UserFactory

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview

SECOND, LONG_AGO = timedelta(seconds=1), datetime(2020, 1, 1, tzinfo=UTC)
WORKERS = 8
FINDING = {'eventStart': 5, 'eventFinish': 9, 'duration': 4, 'comments': 'A phone', 'eventStatus': 'Suspicious'}
# What a review costs, the storing of its payload included; BEGIN and COMMIT are not counted.
STATEMENTS = {'new': 12, 'again': 3}


@pytest.fixture
def submitted(transactional_db: None) -> Attempt:
    """An attempt at RPNow that waits for its review."""
    facts = {'status': Status.submitted, 'completed_at': '2030-01-15T11:00:00Z', 'external_id': 'L-1'}
    return AttemptFactory(proctored_exam__backend='rpnow4', **facts)


def payload_of(attempt: Attempt, status: str = 'Clean', **changes: Any) -> dict[str, Any]:
    """What RPNow posts."""
    return {
        'examMetaData': {'examCode': attempt.attempt_code, 'ssiRecordLocator': 'L-1'},
        'reviewStatus': status,
        'webCamComments': [FINDING],
        'videoReviewLink': 'https://video.example.com/1',
        **changes,
    }


def take(attempt: Attempt, payload: dict[str, Any], *, now: datetime) -> None:
    """As the anonymous address does."""
    received_reviews.take(attempt, payload, is_anonymous=True, is_archived=False, now=now)


def post(payload: dict[str, Any]) -> int:
    """Through that address."""
    address = '/api/edx_proctoring/proctoring_review_callback/'
    return Client(raise_request_exception=False).post(address, payload, content_type='application/json').status_code


def effects(attempt: Attempt) -> tuple[str, int, int, int, int, int]:
    """Status, reviews, findings, archived reviews, changes of the attempt, mails."""
    attempt.refresh_from_db()
    return (
        attempt.status,
        Review.objects.count(),
        ProctoredExamSoftwareSecureComment.objects.count(),
        ProctoredExamSoftwareSecureReviewHistory.objects.count(),
        HistoricalProctoredExamStudentAttempt.objects.filter(id=attempt.id).count(),
        len(mail.outbox),
    )


def last_digest() -> str:
    """That of what was received last."""
    return ReceivedReview.objects.latest('id').digest


ONCE = (Status.verified, 1, 1, 0, 2, 1)


# ── one effect ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_order_of_keys_makes_no_difference_and_the_attempt_does() -> None:
    one, other = canonical_json({'a': 1, 'b': [{'c': 2, 'd': 3}]}), canonical_json({'b': [{'d': 3, 'c': 2}], 'a': 1})
    assert one == other
    assert digest_of('A', one) == digest_of('A', other) != digest_of('B', one)
    assert canonical_json({'b': [1, 2]}) != canonical_json({'b': [2, 1]})


@pytest.mark.parametrize('value', [object(), b'bytes', {1}], ids=['object', 'bytes', 'set'])
def test_what_is_no_json_is_refused(value: Any, submitted: Attempt, now: datetime) -> None:
    with pytest.raises(InvalidInputException):
        take(submitted, {'a': value}, now=now)
    assert not ReceivedReview.objects.exists()


def test_what_is_nested_too_deep_is_refused_wherever_it_comes_from(submitted: Attempt, now: datetime) -> None:
    deep: Any = 1
    for _ in range(DEEPEST):
        deep = [deep]
    with pytest.raises(InvalidInputException):
        take(submitted, payload_of(submitted, more=deep), now=now)
    assert not ReceivedReview.objects.exists()
    take(submitted, payload_of(submitted, more=deep[0]), now=now)


@pytest.mark.deviation('I4')
def test_a_delivery_that_is_repeated_has_one_effect(submitted: Attempt, now: datetime) -> None:
    payload = payload_of(submitted)
    for _ in range(3):
        take(submitted, payload, now=now)
        take(submitted, dict(reversed(payload.items())), now=now)
    assert effects(submitted) == ONCE
    received = ReceivedReview.objects.get()
    assert (received.processed_at, received.payload, received.error) == (now, '', '')


@pytest.mark.deviation('I4')
def test_a_delivery_that_comes_late_does_not_undo_a_newer_one(submitted: Attempt, now: datetime) -> None:
    first, second = payload_of(submitted, 'Suspicious'), payload_of(submitted, 'Clean')
    for payload in (first, second, first, first, second):
        take(submitted, payload, now=now)
    assert effects(submitted) == (Status.verified, 1, 1, 1, 3, 1)
    assert Review.objects.get().review_status == 'Clean'


def test_what_it_costs(submitted: Attempt, now: datetime) -> None:
    for name, most in STATEMENTS.items():
        with CaptureQueriesContext(connection) as queries:
            assert post(payload_of(submitted)) == 200
        statements = [each['sql'] for each in queries.captured_queries]
        counted = [each for each in statements if each.split()[0] in {'SELECT', 'INSERT', 'UPDATE', 'DELETE'}]
        assert len(counted) == most, f'{name}: {counted}'


@pytest.mark.deviation('I4')
@pytest.mark.django_db(transaction=True)
def test_the_same_delivery_by_many_at_once_has_one_effect(
    shared_database: None, submitted: Attempt, at_once: AtOnce
) -> None:
    """Each over HTTP, on a connection of its own."""
    answers = at_once([partial(post, payload_of(submitted))] * WORKERS)
    assert answers == [200] * WORKERS
    assert effects(submitted) == ONCE


@pytest.mark.deviation('I4')
@pytest.mark.django_db(transaction=True)
def test_different_deliveries_by_many_at_once_leave_one_review_of_whole_cloth(
    shared_database: None, submitted: Attempt, at_once: AtOnce
) -> None:
    """Two different ones, each several times: both have their effect once, and what arrived last counts."""
    payloads = [payload_of(submitted, 'Clean'), payload_of(submitted, 'Suspicious')] * (WORKERS // 2)
    assert at_once([partial(post, payload) for payload in payloads]) == [200] * WORKERS
    status, *counts, changes, _mails = effects(submitted)
    review = Review.objects.get()
    assert counts == [1, 1, 1]
    was_outdated = ProctoredExamSoftwareSecureReviewHistory.objects.get().set_aside == SetAside.OUTDATED
    assert changes == (2 if was_outdated else 3)
    last = next(each for each in payloads if digest_of(submitted.attempt_code, canonical_json(each)) == last_digest())
    assert review.review_status == last['reviewStatus']
    assert status == {'Clean': Status.verified, 'Suspicious': Status.second_review_required}[review.review_status]
    assert json.loads(review.raw_data)['reviewStatus'] == review.review_status
    assert ReceivedReview.objects.exclude(processed_at=None).count() == 2


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


def test_a_review_that_is_refused_is_not_kept(submitted: Attempt, now: datetime) -> None:
    """The sender knows; nobody can fill the table with nonsense."""
    with pytest.raises(ProctoredExamBadReviewStatus):
        take(submitted, payload_of(submitted, 'nonsense'), now=now)
    assert not ReceivedReview.objects.exists()


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
    facts: dict[str, Any] = {'attempt': submitted, 'payload': canonical_json(payload), 'received_at': now}
    given_up = {'processed_at': now, 'error': 'ProctoredExamBadReviewStatus: no'}
    digest = digest_of(submitted.attempt_code, facts['payload'])
    row = ReceivedReviewFactory(digest=digest, **facts, **given_up)
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


def test_a_delivery_is_known_forever(submitted: Attempt, now: datetime) -> None:
    """Digests are kept: an old review that somebody caught does not come back after some years."""
    old, new = payload_of(submitted, 'Suspicious'), payload_of(submitted, 'Clean')
    take(submitted, old, now=now)
    take(submitted, new, now=now)
    years_later = now + timedelta(days=4000)
    received_reviews.forget_payloads(now=years_later)
    before = effects(submitted)
    take(submitted, old, now=years_later)
    assert effects(submitted) == before
    assert Review.objects.get().review_status == 'Clean'


@pytest.mark.deviation('I10')
def test_what_was_pending_about_a_retired_learner_is_emptied_and_left_alone(now: datetime) -> None:
    attempt, other = AttemptFactory(), AttemptFactory(user=UserFactory())
    for each in (attempt, other):
        ReceivedReviewFactory(attempt=each, payload='{"who": 1}', error='who', received_at=now - timedelta(hours=1))
    retire_learner(attempt.user_id, now=now)
    first, another = (ReceivedReview.objects.get(attempt_code=each.attempt_code) for each in (attempt, other))
    assert (first.payload, first.error, another.payload, another.error) == ('', '', '{"who": 1}', 'who')
    assert count_pending_reviews() == (1, 1)


@pytest.fixture
def run_command(capsys: pytest.CaptureFixture[str], clock: Any) -> Callable[..., str]:
    """What a command prints."""

    def run(*arguments: str) -> str:
        call_command(*arguments)
        return capsys.readouterr().out

    return run


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
