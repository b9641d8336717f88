"""Who may post a review without a login, how often, and how much: what a site can ask for beside the locator."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient
from time_machine import Traveller

from edx_proctoring.models import ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.security.crypto import review_signature
from simulators.rpnow_reviews import post_review
from tests.factories import AttemptFactory
from tests.views.conftest import Unchanged, url

CALLBACK = '/api/edx_proctoring/proctoring_review_callback/'
NEW, OLD, FOREIGN = 'the-new-key', 'the-old-key', 'a-key-of-somebody'
WINDOW = timedelta(seconds=300)
DEEP = 100_000


@pytest.fixture
def submitted(learner: User) -> ProctoredExamStudentAttempt:
    """The learner's attempt at RPNow, which waits for its review."""
    return AttemptFactory(
        user=learner,
        proctored_exam__backend='rpnow4',
        status='submitted',
        completed_at='2030-01-15T11:00:00Z',
        external_id='Locator-1',
    )


@pytest.fixture
def ask_for(settings: Any) -> Any:
    """``ask_for(REVIEW_SIGNATURE_KEYS=[...])`` changes settings of the app."""

    def change(**own: Any) -> None:
        settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, **own}

    return change


def body_of(attempt: ProctoredExamStudentAttempt, status: str = 'Clean', **changes: Any) -> bytes:
    metadata = {'examCode': attempt.attempt_code, 'ssiRecordLocator': 'Locator-1'}
    return json.dumps({'examMetaData': metadata, 'reviewStatus': status, 'webCamComments': [], **changes}).encode()


def post(client: Any, body: bytes, address: str = CALLBACK, **headers: str) -> Any:
    named = {name.replace('_', '-'): value for name, value in headers.items()}
    return client.generic('POST', address, body, content_type='application/json', headers=named)


def signed(body: bytes, key: str, *, ago: timedelta = timedelta()) -> dict[str, str]:
    signed_at = int((datetime.now(UTC) - ago).timestamp())
    return {'X_Proctoring_Signature': review_signature(body, key, signed_at=signed_at)}


# ── signature ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize('key', [NEW, OLD])
def test_each_of_several_keys_is_accepted_while_they_are_exchanged(
    key: str, as_nobody: APIClient, submitted: ProctoredExamStudentAttempt, ask_for: Any, now: datetime
) -> None:
    ask_for(REVIEW_SIGNATURE_KEYS=[NEW, OLD])
    body = body_of(submitted)
    assert post(as_nobody, body, **signed(body, key)).status_code == 200


def test_a_sender_may_sign_with_two_keys(
    as_nobody: APIClient, submitted: ProctoredExamStudentAttempt, ask_for: Any, now: datetime
) -> None:
    ask_for(REVIEW_SIGNATURE_KEYS=OLD)
    body = body_of(submitted)
    both = [signed(body, key)['X_Proctoring_Signature'] for key in (NEW, OLD)]
    header = f'{both[0]},{both[1].partition(",")[2]}'
    assert post(as_nobody, body, X_Proctoring_Signature=header).status_code == 200


def test_what_is_not_signed_as_it_must_be_is_refused(
    as_nobody: APIClient,
    submitted: ProctoredExamStudentAttempt,
    ask_for: Any,
    clock: Traveller,
    unchanged: Unchanged,
) -> None:
    ask_for(REVIEW_SIGNATURE_KEYS=[NEW, OLD])
    body = body_of(submitted)
    right = signed(body, NEW)['X_Proctoring_Signature']
    headers = {
        'none': '',
        'foreign': signed(body, FOREIGN)['X_Proctoring_Signature'],
        'of another body': signed(body_of(submitted, 'Suspicious'), NEW)['X_Proctoring_Signature'],
        'too old': signed(body, NEW, ago=WINDOW + timedelta(seconds=1))['X_Proctoring_Signature'],
        'of the future': signed(body, NEW, ago=-WINDOW - timedelta(seconds=1))['X_Proctoring_Signature'],
        'with another time': right.replace(right.split(',')[0], f'{right.split(",")[0]}1'),
        'cut': right[:-1],
        'upper case': right.upper(),
        'nonsense': 't=1,v1=',
        'huge': f't=1,v1={"a" * 100_000}',
        'no ASCII': 't=²,v1=é',
    }
    with unchanged():
        for name, header in headers.items():
            answer = post(as_nobody, body, X_Proctoring_Signature=header)
            assert (answer.status_code, list(answer.json())) == (403, ['detail']), name
        assert post(as_nobody, b'', X_Proctoring_Signature=right).status_code in {400, 403}
    assert post(as_nobody, body, X_Proctoring_Signature=right).status_code == 200


def test_the_signature_is_checked_before_the_body_is_read(as_nobody: APIClient, db: None, ask_for: Any) -> None:
    ask_for(REVIEW_SIGNATURE_KEYS=NEW)
    assert post(as_nobody, b'{"examMetaData":').status_code == 403


def test_a_signed_review_that_is_replayed_has_no_effect_and_then_is_refused(
    as_nobody: APIClient,
    submitted: ProctoredExamStudentAttempt,
    ask_for: Any,
    clock: Traveller,
    unchanged: Unchanged,
) -> None:
    """Neither right away nor after a newer review, which it would undo."""
    ask_for(REVIEW_SIGNATURE_KEYS=NEW)
    caught = body_of(submitted, 'Suspicious')
    header = signed(caught, NEW)
    newer = body_of(submitted, 'Clean')
    assert post(as_nobody, caught, **header).status_code == 200
    assert post(as_nobody, newer, **signed(newer, NEW)).status_code == 200
    with unchanged():
        assert post(as_nobody, caught, **header).status_code == 200
        clock.shift(WINDOW + timedelta(seconds=1))
        assert post(as_nobody, caught, **header).status_code == 403
    assert ProctoredExamSoftwareSecureReview.objects.get().review_status == 'Clean'


@pytest.mark.django_db(transaction=True)
def test_the_simulator_signs_with_its_key(live_server: Any, ask_for: Any) -> None:
    """Over HTTP, with the time of today."""
    ask_for(REVIEW_SIGNATURE_KEYS=[NEW, OLD])
    unknown: dict[str, object] = {'examMetaData': {'examCode': 'UNKNOWN', 'ssiRecordLocator': 'L'}}
    statuses = {key: post_review(live_server.url, unknown, signature_key=key).status for key in (NEW, OLD, FOREIGN, '')}
    assert statuses == {NEW: 400, OLD: 400, FOREIGN: 403, '': 403}


# ── secret ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_of_several_secrets_is_accepted_while_they_are_exchanged(
    as_nobody: APIClient, submitted: ProctoredExamStudentAttempt, ask_for: Any, unchanged: Unchanged
) -> None:
    ask_for(REVIEW_CALLBACK_SECRET=[NEW, OLD])
    with unchanged():
        for presented in ('', FOREIGN, f'{NEW},{OLD}', NEW[:-1]):
            assert post(as_nobody, body_of(submitted), X_Proctoring_Secret=presented).status_code == 403
    for presented in (NEW, OLD):
        assert post(as_nobody, body_of(submitted), X_Proctoring_Secret=presented).status_code == 200
        assert post(as_nobody, body_of(submitted), f'{CALLBACK}?secret={presented}').status_code == 200


def test_all_that_is_asked_for_has_to_be_there(
    as_nobody: APIClient,
    submitted: ProctoredExamStudentAttempt,
    ask_for: Any,
    clock: Traveller,
    unchanged: Unchanged,
) -> None:
    ask_for(REVIEW_CALLBACK_SECRET=OLD, REVIEW_SIGNATURE_KEYS=NEW, REVIEW_CALLBACK_NETWORKS=['127.0.0.0/8'])
    body = body_of(submitted)
    signature, secret = signed(body, NEW), {'X_Proctoring_Secret': OLD}
    with unchanged():
        for some in ({}, signature, secret):
            assert post(as_nobody, body, **some).status_code == 403
        ask_for(REVIEW_CALLBACK_NETWORKS=['10.0.0.0/8'])
        assert post(as_nobody, body, **signature, **secret).status_code == 403
    ask_for(REVIEW_CALLBACK_NETWORKS=['127.0.0.0/8'])
    assert post(as_nobody, body, **signature, **secret).status_code == 200


# ── how often, how much ───────────────────────────────────────────────────────────────────────────────────────────────


def test_who_asks_too_often_waits(
    as_nobody: APIClient,
    submitted: ProctoredExamStudentAttempt,
    ask_for: Any,
    clock: Traveller,
    unchanged: Unchanged,
) -> None:
    ask_for(REVIEW_CALLBACK_RATE='3/minute')
    guess = body_of(submitted, examMetaData={'examCode': submitted.attempt_code, 'ssiRecordLocator': 'guess'})
    with unchanged():
        assert [post(as_nobody, guess).status_code for _ in range(4)] == [400, 400, 400, 429]
        answer = post(as_nobody, body_of(submitted))
        assert (answer.status_code, list(answer.json())) == (429, ['detail'])
        assert 0 < int(answer['Retry-After']) <= 60
    elsewhere: Any = APIClient(REMOTE_ADDR='203.0.113.9')
    other = post(elsewhere, guess)
    assert other.status_code == 400, 'every address is counted by itself'
    forged = post(as_nobody, guess, X_Forwarded_For='203.0.113.10')
    assert forged.status_code == 429, 'who claims to be somebody else is counted all the same'
    clock.shift(timedelta(minutes=1))
    assert post(as_nobody, body_of(submitted)).status_code == 200


def test_without_a_rate_nobody_waits(as_nobody: APIClient, db: None, ask_for: Any) -> None:
    ask_for(REVIEW_CALLBACK_RATE=None)
    assert {post(as_nobody, b'{}').status_code for _ in range(20)} == {400}


def test_without_a_cache_reviews_are_taken(
    as_nobody: APIClient, submitted: ProctoredExamStudentAttempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ConnectionError('the cache is down')

    monkeypatch.setattr(cache, 'add', fail)
    assert post(as_nobody, body_of(submitted)).status_code == 200


def test_a_body_that_is_too_large_is_not_read(
    as_nobody: APIClient,
    as_reviewer: APIClient,
    submitted: ProctoredExamStudentAttempt,
    ask_for: Any,
    unchanged: Unchanged,
) -> None:
    ask_for(REVIEW_MOST_BYTES=2000)
    large = body_of(submitted, padding='x' * 2000)
    rest = url('proctored_exam.attempt.callback', AttemptFactory().external_id)
    with unchanged():
        for client, address in ((as_nobody, CALLBACK), (as_reviewer, rest)):
            answer = post(client, large, address)
            assert (answer.status_code, list(answer.json())) == (413, ['detail'])
    assert post(as_nobody, body_of(submitted, padding='x' * 1000)).status_code == 200


@pytest.mark.deviation('R9')
@pytest.mark.parametrize(
    'body',
    [b'{"a":' * DEEP + b'1' + b'}' * DEEP, b'[' * DEEP + b']' * DEEP],
    ids=['objects', 'lists'],
)
def test_a_body_that_is_nested_too_deep(
    body: bytes, as_nobody: APIClient, as_reviewer: APIClient, attempt: Any, unchanged: Unchanged
) -> None:
    rest = url('proctored_exam.attempt.callback', attempt.external_id)
    with unchanged():
        for client, address in ((as_nobody, CALLBACK), (as_reviewer, rest)):
            answer = post(client, body, address)
            assert (answer.status_code, list(answer.json())) == (400, ['detail'])


@pytest.mark.deviation('R9')
def test_a_form_with_a_file_is_no_review(as_reviewer: APIClient, attempt: Any, unchanged: Unchanged) -> None:
    address = url('proctored_exam.attempt.callback', attempt.external_id)
    with unchanged():
        form = {'status': 'passed', 'photo': SimpleUploadedFile('face.png', b'...')}
        assert as_reviewer.post(address, form, format='multipart').status_code == 400
