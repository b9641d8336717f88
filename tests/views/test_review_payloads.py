"""Thousands of damaged reviews at both addresses: none crashes anything, none is stored by half.

The damage is drawn from a seed, so a number names a payload. The ordinary run posts a tenth of the corpus, all of it is
posted by ``PAYLOADS=5000 pytest -s tests/views/test_review_payloads.py``.
"""

from __future__ import annotations

import copy
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from rest_framework.test import APIClient

from edx_proctoring.models import (
    Delivery,
    HistoricalProctoredExamStudentAttempt,
    ProctoredExamSoftwareSecureComment,
    ProctoredExamSoftwareSecureReview,
    ProctoredExamSoftwareSecureReviewHistory,
    ProctoredExamStudentAttempt,
    ReceivedReview,
)
from tests.factories import AttemptFactory
from tests.views.conftest import url

PAYLOADS = int(os.environ.get('PAYLOADS', '500'))
SEED = 20300115
CALLBACK = '/api/edx_proctoring/proctoring_review_callback/'
REVIEWED = {'submitted', 'verified', 'rejected', 'second_review_required', 'error'}
REFUSED = {400, 403, 404, 413}

RPNOW_FINDING = {'eventStart': 5, 'eventFinish': 9, 'duration': 4, 'comments': 'A phone', 'eventStatus': 'Suspicious'}
REST_FINDING = {'comment': 'looked away', 'status': 'suspicious', 'start': 1, 'stop': 2, 'duration': 1}
NASTY: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    1.5,
    1e308,
    10**30,
    -(10**30),
    2**31,
    2**63,
    '',
    ' ',
    'x' * 255,
    'x' * 256,
    'x' * 300,
    'x' * 70_000,
    'Clean',
    'Suspicious',
    'passed',
    'suspicious',
    'nonsense',
    '\x00',
    'a\ud800b',
    '\udfff',
    '😀' * 80,
    '😀' * 255,
    '😀' * 256,
    '²',
    '1',
    '-5',
    'NaN',
    'javascript:alert(1)',
    "'; DROP TABLE proctoring_proctoredexam; --",
    '%s%n{0}{{7*7}}',
    'learner@example.com',
    [],
    {},
    [[]],
    [None],
    [{}],
    {'a': {'b': {'c': []}}},
    ['text', 5, None],
]
RAW = [b'NaN', b'Infinity', b'-Infinity', b'1e999', b'\xff\xfe', b'\xef\xbb\xbf{}', b'"\\ud800"', b'[' * 3000, b'']
FORMS = ('application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain', 'application/json; q=')


# ── damage ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside of one."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from places(item, (*path, key))


def put(payload: Any, path: tuple[Any, ...], change: Callable[[Any, Any], None]) -> Any:
    """The payload with ``change(container, key)`` made at that place."""
    box = [payload]
    container: Any = box
    key: Any = 0
    for step in path:
        container, key = container[key], step
    change(container, key)
    return box[0]


def damaged(payload: Any, dice: random.Random) -> Any:
    """The payload with one thing wrong, or none: a repetition belongs to it."""
    path = dice.choice(list(places(payload)))
    nasty = copy.deepcopy(dice.choice(NASTY))

    def replace(container: Any, key: Any) -> None:
        container[key] = nasty

    def remove(container: Any, key: Any) -> None:
        if path:
            del container[key]

    def rename(container: Any, key: Any) -> None:
        if isinstance(container, dict):
            container[str(nasty)[:50]] = container.pop(key)

    def repeat(container: Any, key: Any) -> None:
        if isinstance(container, list) and path:
            container.extend([container[key]] * dice.randint(1, 50))

    def wrap(container: Any, key: Any) -> None:
        container[key] = dice.choice([[container[key]], {'a': container[key]}, str(container[key])])

    return put(payload, path, dice.choice([replace, replace, replace, remove, rename, repeat, wrap, lambda *_: None]))


def body_of(payload: Any, dice: random.Random) -> bytes:
    """The payload as bytes, of which some are wrong now and then."""
    body = json.dumps(payload).encode()
    match dice.randrange(12):
        case 0:
            body = body[: dice.randrange(len(body) + 1)]
        case 1:
            at = dice.randrange(len(body) + 1)
            body = body[:at] + bytes([dice.randrange(256)]) + body[at + 1 :]
        case 2:
            at = dice.randrange(len(body) + 1)
            body = body[:at] + dice.choice(RAW) + body[at:]
        case 3:
            body = dice.choice(RAW)
    return body


def corpus(make: Callable[[random.Random], Any]) -> Iterator[tuple[int, Any, bytes, str]]:
    """Number, payload, body and content type of each."""
    for number in range(PAYLOADS // 2):
        dice = random.Random(SEED + number)
        payload = make(dice)
        for _ in range(dice.choice([0, 1, 1, 1, 2, 3])):
            payload = damaged(payload, dice)
        content_type = 'application/json' if dice.random() < 0.9 else dice.choice(FORMS)
        body = body_of(payload, dice)
        if content_type == FORMS[0] and isinstance(payload, dict):
            body = urlencode(
                {
                    str(key).encode('utf-8', 'replace'): str(value)[:500].encode('utf-8', 'replace')
                    for key, value in payload.items()
                }
            ).encode()
        yield number, payload, body, content_type


# ── what must hold ────────────────────────────────────────────────────────────────────────────────────────────────────


def stored(attempt: ProctoredExamStudentAttempt) -> tuple[Any, ...]:
    """What there is, as far as a review can change it."""
    attempt.refresh_from_db()
    tables: tuple[Any, ...] = (
        ProctoredExamSoftwareSecureReviewHistory,
        ProctoredExamSoftwareSecureComment,
        HistoricalProctoredExamStudentAttempt,
        ReceivedReview,
        Delivery,
    )
    review = ProctoredExamSoftwareSecureReview.objects.values_list('review_status', 'raw_data', 'modified').first()
    return attempt.status, review, [table._base_manager.count() for table in tables]


def assert_whole(attempt: ProctoredExamStudentAttempt, number: int) -> None:
    """The review is complete, and nothing is left to do."""
    review = ProctoredExamSoftwareSecureReview.objects.get()
    said = json.loads(review.raw_data)
    listed = [said.get(name) or [] for name in ('webCamComments', 'desktopComments', 'comments')]
    findings = sum(len(each) if isinstance(each, list) else 1 for each in listed)
    assert 'videoReviewLink' not in said
    assert ProctoredExamSoftwareSecureComment.objects.filter(review=review).count() == findings, number
    assert attempt.status in REVIEWED, number
    assert not ReceivedReview.objects.filter(processed_at=None).exists(), number
    assert not ReceivedReview.objects.exclude(payload='').exists(), number


def post_all(
    client: Any, address: str, attempt: ProctoredExamStudentAttempt, make: Callable[[random.Random], Any]
) -> Counter[int]:
    """Post the corpus; how often each status was answered."""
    client.raise_request_exception = False
    statuses: Counter[int] = Counter()
    before = stored(attempt)
    for number, _payload, body, content_type in corpus(make):
        answer = client.generic('POST', address, body, content_type=content_type)
        statuses[answer.status_code] += 1
        after = stored(attempt)
        if answer.status_code == 200:
            assert_whole(attempt, number)
        else:
            assert answer.status_code in REFUSED | {415}, (number, answer.content[:300])
            assert after == before, f'payload {number} was refused with {answer.status_code} and stored something'
        before = after
    sys.stdout.write(f'{address}: {statuses.total()} payloads, answers {dict(statuses)}\n')
    return statuses


# ── both addresses ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(autouse=True)
def unhurried(settings: Any) -> None:
    """As many as there are, in no time."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REVIEW_CALLBACK_RATE': None}


@pytest.mark.deviation('R9')
def test_damaged_reviews_without_a_login(as_nobody: APIClient, db: None) -> None:
    attempt = AttemptFactory(
        proctored_exam__backend='rpnow4', status='submitted', completed_at='2030-01-15T11:00:00Z', external_id='L-1'
    )

    def make(dice: random.Random) -> Any:
        return {
            'examMetaData': {'examCode': attempt.attempt_code, 'ssiRecordLocator': 'L-1', 'examName': 'Exam'},
            'reviewStatus': dice.choice(['Clean', 'Rules Violation', 'Suspicious', 'Not Reviewed']),
            'webCamComments': [dict(RPNOW_FINDING) for _ in range(dice.randrange(3))],
            'desktopComments': [dict(RPNOW_FINDING)],
            'videoReviewLink': 'https://video.example.com/1',
            'examTakerEmail': f'learner{dice.randrange(50)}@example.com',
        }

    statuses = post_all(as_nobody, CALLBACK, attempt, make)
    assert set(statuses) == {200, 400}
    assert min(statuses.values()) > PAYLOADS // 20, statuses


@pytest.mark.deviation('R9')
def test_damaged_reviews_of_a_provider_that_signs_in(as_reviewer: APIClient) -> None:
    attempt = AttemptFactory(status='submitted', completed_at='2030-01-15T11:00:00Z')

    def make(dice: random.Random) -> Any:
        return {
            'status': dice.choice(['passed', 'violation', 'suspicious', 'not_reviewed']),
            'comments': [dict(REST_FINDING) for _ in range(dice.randrange(3))],
            'reviewed_by': dice.choice(['', None, 'staff@example.com']),
            'payload': {'videoReviewLink': 'https://video.example.com/1', 'n': dice.randrange(50)},
        }

    statuses = post_all(as_reviewer, url('proctored_exam.attempt.callback', attempt.external_id), attempt, make)
    assert set(statuses) <= {200, 400, 415}
    assert min(statuses[200], statuses[400]) > PAYLOADS // 20, statuses
