"""RPNow: refusals, the browser gate, reviews. Its wire format is in ``tests/contract/test_vectors.py``."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import requests
import responses
from crum import set_current_request
from django.core.signing import get_cookie_signer
from django.test import RequestFactory
from pytest_django import Settings

from edx_proctoring import constants
from edx_proctoring.backends.review import review_from_callback
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider, clean_exam_name
from edx_proctoring.exceptions import (
    BackendProviderCannotRegisterAttempt,
    InvalidInputException,
    ProctoredExamBadReviewStatus,
    ProctoredExamSuspiciousLookup,
)
from edx_proctoring.security.crypto import encrypt_and_encode

ENDPOINT = 'https://rpnow.example.com/register'
AES_KEY = 'B886E02F19C77EC734B1B132BEECD91E'
CODE = '0F3A2B1C-1111-4222-8333-444455556666'
OPTIONS: dict[str, Any] = {
    'organization': 'org',
    'exam_sponsor': 'sponsor',
    'exam_register_endpoint': ENDPOINT,
    'secret_key_id': 'key-id',
    'secret_key': 'secret',
    'crypto_key': '123456789123456712345678',
    'software_download_url': 'https://rpnow.example.com/download',
}
EXAM = {'id': 7, 'exam_name': 'Midterm', 'course_id': 'course-v1:Org+Num+Run'}
CONTEXT = {
    'attempt_code': CODE,
    'time_limit_mins': 90,
    'is_sample_attempt': False,
    'full_name': 'Ada Lovelace',
    'email': 'ada@example.com',
}
ATTEMPT = {'id': 3, 'attempt_code': CODE, 'external_id': 'Locator-1', 'is_archived': False}
COMMENT = {'eventStart': 5, 'eventFinish': 9, 'duration': 4, 'comments': 'A phone', 'eventStatus': 'Suspicious'}
REVIEW: dict[str, Any] = {
    'examMetaData': {'examCode': CODE, 'ssiRecordLocator': 'LOCATOR-1'},
    'reviewStatus': 'Rules Violation',
    'videoReviewLink': 'https://video.example.com/1',
    'webCamComments': [COMMENT],
    'desktopComments': [{**COMMENT, 'comments': 'A chat'}],
    'examDate': 'seen, stored, not read',
}


@pytest.fixture
def provider() -> SoftwareSecureBackendProvider:
    return SoftwareSecureBackendProvider(**OPTIONS)


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


# -- registration ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize('status', [200, 201])
def test_the_record_locator_is_the_external_id(
    provider: SoftwareSecureBackendProvider, network: responses.RequestsMock, status: int
) -> None:
    network.post(ENDPOINT, json={'ssiRecordLocator': 'Locator-1'}, status=status)
    assert provider.register_exam_attempt(EXAM, CONTEXT) == 'Locator-1'


@pytest.mark.parametrize('status', [202, 302, 400, 403, 500])
def test_another_answer_is_a_refusal(
    provider: SoftwareSecureBackendProvider, network: responses.RequestsMock, status: int
) -> None:
    network.post(ENDPOINT, body='their words', status=status)
    with pytest.raises(BackendProviderCannotRegisterAttempt, match='their words') as refusal:
        provider.register_exam_attempt(EXAM, CONTEXT)
    assert refusal.value.http_status == status


@pytest.mark.deviation('R33')
@pytest.mark.parametrize(
    'body',
    [
        'oops',
        '[]',
        '{}',
        'null',
        *(f'{{"ssiRecordLocator": {each}}}' for each in ('null', 'true', '{}', '["a"]', '{"a": 1}', '1.5', '""', '0')),
    ],
)
def test_an_answer_without_locator_is_a_bad_gateway(
    provider: SoftwareSecureBackendProvider, network: responses.RequestsMock, body: str
) -> None:
    network.post(ENDPOINT, body=body)
    with pytest.raises(BackendProviderCannotRegisterAttempt) as refusal:
        provider.register_exam_attempt(EXAM, CONTEXT)
    assert refusal.value.http_status == 502


def test_an_unreachable_service_is_a_network_error(
    provider: SoftwareSecureBackendProvider, network: responses.RequestsMock
) -> None:
    network.post(ENDPOINT, body=requests.ConnectionError('unreachable'))
    with pytest.raises(requests.ConnectionError):
        provider.register_exam_attempt(EXAM, CONTEXT)


@pytest.mark.deviation('R33')
@pytest.mark.parametrize(('options', 'timeout'), [({}, 10), ({'timeout': 3}, 3)], ids=['default', 'option'])
def test_the_timeout_is_an_option(network: responses.RequestsMock, options: dict[str, Any], timeout: int) -> None:
    network.post(ENDPOINT, json={'ssiRecordLocator': 'Locator-1'})
    SoftwareSecureBackendProvider(**OPTIONS, **options).register_exam_attempt(EXAM, CONTEXT)
    request: Any = network.calls[0].request
    assert request.req_kwargs['timeout'] == timeout


@pytest.mark.parametrize(
    ('extra', 'notes'),
    [
        ({}, 'Whatever the site says'),
        ({'review_policy': None}, 'Whatever the site says'),
        ({'review_policy': 'Open book'}, 'Open book'),
        ({'review_policy': 'Open book', 'review_policy_exception': 'May walk'}, 'Open book; May walk'),
        ({'review_policy_exception': 'May walk'}, 'Whatever the site says; May walk'),
    ],
    ids=['default', 'null', 'policy', 'policy and exception', 'exception'],
)
def test_reviewers_are_told_the_policy(
    provider: SoftwareSecureBackendProvider,
    network: responses.RequestsMock,
    monkeypatch: pytest.MonkeyPatch,
    extra: dict[str, Any],
    notes: str,
) -> None:
    monkeypatch.setattr(constants, 'DEFAULT_SOFTWARE_SECURE_REVIEW_POLICY', 'Whatever the site says')
    network.post(ENDPOINT, json={'ssiRecordLocator': 'Locator-1'})
    provider.register_exam_attempt(EXAM, {**CONTEXT, **extra})
    assert json.loads(network.calls[0].request.body or '')['reviewerNotes'] == notes


def test_the_exam_url_follows_the_scheme_of_the_site(
    provider: SoftwareSecureBackendProvider, network: responses.RequestsMock, settings: Settings
) -> None:
    settings.HTTPS, settings.SITE_NAME = 'off', 'localhost:8000'
    network.post(ENDPOINT, json={'ssiRecordLocator': 'Locator-1'})
    provider.register_exam_attempt(EXAM, CONTEXT)
    url = json.loads(network.calls[0].request.body or '')['examUrl']
    assert url == f'http://localhost:8000/api/edx_proctoring/proctoring_launch_callback/start_exam/{CODE}'


@pytest.mark.parametrize(
    ('name', 'cleaned'),
    [
        ('Midterm', 'Midterm'),
        ('Prüfung №5', 'Prufung No5'),
        ('a/b\\c*', 'a_b_c_'),
        ('考试', 'Proctored Exam'),
        (' ', ' '),
    ],
)
def test_exam_names_are_cleaned(name: str, cleaned: str) -> None:
    assert clean_exam_name(name) == cleaned


# -- the browser gate --------------------------------------------------------------------------------------------


@contextmanager
def a_request_with(cookie: str | None) -> Iterator[None]:
    request = RequestFactory().get('/')
    if cookie is not None:
        request.COOKIES['exam'] = cookie
    set_current_request(request)
    try:
        yield
    finally:
        set_current_request(None)


def signed(value: str) -> str:
    """The cookie as ``set_signed_cookie`` makes it."""
    return get_cookie_signer(salt='exam').sign(value)


@pytest.mark.deviation('S12')
@pytest.mark.parametrize(
    ('cookie', 'blocks_all', 'blocks_attempt'),
    [
        (lambda: None, True, True),
        (lambda: CODE, True, True),
        (lambda: signed(CODE)[:-1], True, True),
        (lambda: signed('ANOTHER-ATTEMPT'), False, True),
        (lambda: signed(CODE), False, False),
    ],
    ids=['no cookie', 'unsigned', 'forged', "another attempt's", 'its own'],
)
def test_only_the_browser_that_was_launched_for_the_attempt_sees_it(
    provider: SoftwareSecureBackendProvider,
    cookie: Callable[[], str | None],
    blocks_all: bool,
    blocks_attempt: bool,
) -> None:
    with a_request_with(cookie()):
        assert provider.should_block_access_to_exam_material() is blocks_all
        assert provider.blocks_access_to_attempt(ATTEMPT) is blocks_attempt


def test_outside_a_request_everything_is_blocked(provider: SoftwareSecureBackendProvider) -> None:
    assert provider.should_block_access_to_exam_material() is True
    assert provider.blocks_access_to_attempt(ATTEMPT) is True


# -- reviews -----------------------------------------------------------------------------------------------------


def test_a_review_is_translated(provider: SoftwareSecureBackendProvider) -> None:
    payload = copy.deepcopy(REVIEW)
    result = provider.on_review_callback(ATTEMPT, payload)
    assert result == {
        'status': 'violation',
        'comments': [
            {'start': 5, 'stop': 9, 'duration': 4, 'comment': 'A phone', 'status': 'Suspicious'},
            {'start': 5, 'stop': 9, 'duration': 4, 'comment': 'A chat', 'status': 'Suspicious'},
        ],
        'payload': REVIEW,
        'reviewed_by': None,
    }
    review = review_from_callback(result, payload)
    assert review.status == 'Rules Violation'
    assert review.video_url == 'https://video.example.com/1'
    assert json.loads(review.raw_data) == {key: value for key, value in REVIEW.items() if key != 'videoReviewLink'}
    assert payload == REVIEW


def changed(**changes: Any) -> dict[str, Any]:
    """The review with other values; None takes a key away."""
    return {key: value for key, value in {**REVIEW, **changes}.items() if value is not None}


@pytest.mark.parametrize(
    ('payload', 'error'),
    [
        ([REVIEW], InvalidInputException),
        ('text', InvalidInputException),
        (changed(examMetaData=None), InvalidInputException),
        (changed(examMetaData=[]), InvalidInputException),
        (changed(examMetaData={'examCode': CODE}), InvalidInputException),
        (changed(examMetaData={'ssiRecordLocator': 5}), InvalidInputException),
        (changed(examMetaData={'ssiRecordLocator': 'other'}), ProctoredExamSuspiciousLookup),
        (changed(reviewStatus=None), ProctoredExamBadReviewStatus),
        (changed(reviewStatus='Dirty'), ProctoredExamBadReviewStatus),
        (changed(reviewStatus=['Clean']), ProctoredExamBadReviewStatus),
    ],
)
def test_a_broken_review_is_a_bad_request(
    provider: SoftwareSecureBackendProvider, payload: Any, error: type[Exception]
) -> None:
    with pytest.raises(error) as refusal:
        provider.on_review_callback(ATTEMPT, payload)
    assert getattr(refusal.value, 'http_status', None) == 400


@pytest.mark.deviation('R9')
@pytest.mark.parametrize(
    ('findings', 'translated'),
    [
        ('text', ['text']),
        (['text', 5], ['text', 5]),
        ([{'comments': 'only', 'more': 1}], [{'comment': 'only'}]),
        ({'comments': 'only'}, [{'comment': 'only'}]),
        (None, []),
        ('', []),
    ],
    ids=repr,
)
def test_findings_of_another_shape_go_on_as_they_are(
    provider: SoftwareSecureBackendProvider, findings: Any, translated: list[Any]
) -> None:
    result = provider.on_review_callback(ATTEMPT, changed(webCamComments=findings, desktopComments=[]))
    assert (result['status'], result['comments']) == ('violation', translated)


@pytest.mark.parametrize('external_id', [None, '', 'other'])
def test_a_wrong_locator_passes_only_in_simulations(
    provider: SoftwareSecureBackendProvider, settings: Settings, external_id: str | None
) -> None:
    attempt = {**ATTEMPT, 'external_id': external_id}
    with pytest.raises(ProctoredExamSuspiciousLookup):
        provider.on_review_callback(attempt, REVIEW)
    settings.PROCTORING_SETTINGS = {'ALLOW_CALLBACK_SIMULATION': True}
    assert provider.on_review_callback(attempt, REVIEW)['status'] == 'violation'


# -- recordings --------------------------------------------------------------------------------------------------


def test_instructors_are_led_to_the_recording() -> None:
    provider = SoftwareSecureBackendProvider(**OPTIONS, video_review_aes_key=AES_KEY)
    link = encrypt_and_encode(b'https://rpnow.example.com/DirectLink-Generic.aspx?ID=foo', bytes.fromhex(AES_KEY))
    url = provider.get_instructor_url('course', {}, encrypted_video_review_url=link)
    assert url == 'https://rpnow.example.com/DirectLink-HTML5.aspx?ID=foo'


@pytest.mark.parametrize(
    ('key', 'link'),
    [(AES_KEY, None), (AES_KEY, b'damaged'), (AES_KEY, b'QUJD'), (None, b'QUJD'), ('no hex', b'QUJD')],
    ids=['no link', 'no Base64', 'no cipher', 'no key', 'no hex key'],
)
def test_without_a_readable_link_there_is_no_url(key: str | None, link: bytes | None) -> None:
    provider = SoftwareSecureBackendProvider(**OPTIONS, video_review_aes_key=key)
    assert provider.get_instructor_url('course', {}, encrypted_video_review_url=link) is None


def test_configuration_comes_from_the_options(provider: SoftwareSecureBackendProvider) -> None:
    assert provider.get_proctoring_config() == {
        'download_url': 'https://rpnow.example.com/download',
        'name': 'RPNow',
        'rules': {},
        'instructions': [],
    }
