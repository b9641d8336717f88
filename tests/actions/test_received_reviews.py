"""Reviews as they come in: each has one effect."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from edx_proctoring.actions import received_reviews
from edx_proctoring.actions.received_reviews import canonical_json, digest_of
from edx_proctoring.domain.nesting import DEEPEST
from edx_proctoring.exceptions import InvalidInputException, ProctoredExamBadReviewStatus
from edx_proctoring.models import (
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    ReceivedReview,
    SetAside,
)
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.actions.conftest import AtOnce
from tests.actions.rpnow_deliveries import ONCE, effects, payload_of, post, submitted_attempt, take

pytestmark = pytest.mark.django_db
Attempt = ProctoredExamStudentAttempt
Review = ProctoredExamSoftwareSecureReview

WORKERS = 8
# What a review costs, the storing of its payload included; BEGIN and COMMIT are not counted.
STATEMENTS = {'new': 13, 'again': 3}


@pytest.fixture
def submitted(transactional_db: None) -> Attempt:
    return submitted_attempt()


def last_digest() -> str:
    """That of what was received last."""
    return ReceivedReview.objects.latest('id').digest


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


def test_a_review_that_is_refused_is_not_kept(submitted: Attempt, now: datetime) -> None:
    """The sender knows; nobody can fill the table with nonsense."""
    with pytest.raises(ProctoredExamBadReviewStatus):
        take(submitted, payload_of(submitted, 'nonsense'), now=now)
    assert not ReceivedReview.objects.exists()


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
