"""Exams at providers of the SoftwareSecure kind, from the registration to the recording of the session."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
import responses
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring import constants
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.models import ProctoredExam, ProctoredExamSoftwareSecureReview, ProctoredExamStudentAttempt
from edx_proctoring.security.crypto import encrypt_and_encode
from tests.factories import AttemptFactory, ExamFactory, ReviewFactory
from tests.views.conftest import Unchanged, url

CALLBACK = '/api/edx_proctoring/proctoring_review_callback/'
ENDPOINT = 'https://register.example.com/exams'
OPTIONS: dict[str, Any] = {
    **django_settings.RPNOW_OPTIONS,
    'exam_register_endpoint': ENDPOINT,
    'video_review_aes_key': '00112233445566778899AABBCCDDEEFF',
    'timeout': 3,
}
RECORDING = 'https://video.example.com/watch?id=1'
COMMENT = {'eventStart': 5, 'eventFinish': 9, 'duration': 4, 'comments': 'A phone', 'eventStatus': 'Suspicious'}


@pytest.fixture(autouse=True)
def acme(backends: dict[str, Any]) -> SoftwareSecureBackendProvider:
    """A provider of the kind, under a name that this package knows nothing of, with keys of its own."""
    provider = backends['acme'] = SoftwareSecureBackendProvider(**OPTIONS)
    return provider


@pytest.fixture
def submitted(learner: User) -> ProctoredExamStudentAttempt:
    """The learner's attempt there, which waits for its review."""
    return AttemptFactory(
        user=learner,
        proctored_exam__backend='acme',
        status='submitted',
        completed_at='2030-01-15T11:00:00Z',
        external_id='Locator-1',
    )


def review_of(attempt: ProctoredExamStudentAttempt, **changes: Any) -> dict[str, Any]:
    return {
        'examMetaData': {'examCode': attempt.attempt_code, 'ssiRecordLocator': 'Locator-1'},
        'reviewStatus': 'Suspicious',
        'webCamComments': [COMMENT],
        'videoReviewLink': RECORDING,
        **changes,
    }


def post(client: APIClient, body: Any, address: str = CALLBACK, **more: Any) -> Any:
    """As JSON with escapes, which may stand for what is no character."""
    return client.generic('POST', address, json.dumps(body), content_type='application/json', **more)


# ── registration ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def enter(client: APIClient, exam: ProctoredExam) -> Any:
    return client.post(url('proctored_exam.attempt.collection'), {'exam_id': exam.id, 'attempt_proctored': 'true'})


@pytest.mark.deviation('R33')
def test_a_registration_has_the_time_that_the_site_gives_it(
    as_learner: APIClient, network: responses.RequestsMock
) -> None:
    network.post(ENDPOINT, json={'ssiRecordLocator': 'Locator-9'})
    assert enter(as_learner, ExamFactory(backend='acme')).status_code == 200
    assert ProctoredExamStudentAttempt.objects.get().external_id == 'Locator-9'
    request: Any = network.calls[0].request
    assert request.req_kwargs['timeout'] == 3


@pytest.mark.deviation('R33')
@pytest.mark.parametrize('body', ['<html>Welcome</html>', '', '[]', '{}', '{"ssiRecordLocator": ""}'], ids=repr)
def test_an_answer_without_locator_makes_no_attempt(
    body: str, as_learner: APIClient, network: responses.RequestsMock, unchanged: Unchanged
) -> None:
    network.post(ENDPOINT, body=body)
    exam = ExamFactory(backend='acme')
    with unchanged():
        answer = enter(as_learner, exam)
        assert (answer.status_code, list(answer.json())) == (502, ['detail'])


# ── reviews ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.deviation('S6')
def test_secret_and_locator_are_compared_in_constant_time(
    as_nobody: APIClient,
    submitted: ProctoredExamStudentAttempt,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    unchanged: Unchanged,
) -> None:
    """How long the answer takes must not tell how much of a guess was right; a guess may be any text."""
    compared: list[tuple[Any, Any]] = []
    compare = secrets.compare_digest

    def watch(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return compare(one, other)

    monkeypatch.setattr('secrets.compare_digest', watch)
    monkeypatch.setattr('hmac.compare_digest', watch)
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REVIEW_CALLBACK_SECRET': 'öffne dich'}
    with unchanged():
        for guess in ('wrong', 'ö', 'öffne dicH', ''):
            assert post(as_nobody, review_of(submitted), f'{CALLBACK}?secret={guess}').status_code == 403
            assert (guess.encode(), 'öffne dich'.encode()) in compared
        for guess in ('wrong', 'ö', '\ud800'):
            body = review_of(submitted, examMetaData={'examCode': submitted.attempt_code, 'ssiRecordLocator': guess})
            assert post(as_nobody, body, f'{CALLBACK}?secret=öffne dich').status_code == 400
    assert (b'locator-1', b'wrong') in compared
    assert post(as_nobody, review_of(submitted), f'{CALLBACK}?secret=öffne dich').status_code == 200


@pytest.mark.deviation('S6', 'S20')
@pytest.mark.parametrize('secret_is_set', [False, True])
def test_without_secret_and_networks_the_locator_is_what_counts(
    secret_is_set: bool, as_nobody: APIClient, submitted: ProctoredExamStudentAttempt, settings: Any
) -> None:
    """Both are optional, and none of them stands for the other."""
    if secret_is_set:
        settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REVIEW_CALLBACK_SECRET': 'sesame'}
    right = post(as_nobody, review_of(submitted), headers={'X-Proctoring-Secret': 'sesame'})
    assert right.status_code == 200
    metadata = {'examCode': submitted.attempt_code, 'ssiRecordLocator': submitted.attempt_code}
    wrong = post(as_nobody, review_of(submitted, examMetaData=metadata), headers={'X-Proctoring-Secret': 'sesame'})
    assert wrong.status_code == 400


@pytest.mark.deviation('S7')
def test_the_provider_of_the_exam_reads_the_review(
    as_nobody: APIClient, as_staff: APIClient, submitted: ProctoredExamStudentAttempt, backends: dict[str, Any]
) -> None:
    """It has keys of its own for the recording, so that the dashboard can open it and another one's can't."""
    waffle_testutils = pytest.importorskip('waffle.testutils')
    assert post(as_nobody, review_of(submitted)).status_code == 200
    submitted.refresh_from_db()
    assert submitted.status == 'second_review_required'
    address = url('instructor_dashboard_exam', submitted.proctored_exam.course_id, submitted.proctored_exam_id)
    with waffle_testutils.override_switch(constants.REDS_API_REDIRECT, active=True):
        answer = as_staff.get(address, {'attempt': 'Locator-1'})
        assert (answer.status_code, answer['Location']) == (302, RECORDING)
        backends['acme'] = backends['software_secure']
        assert as_staff.get(address, {'attempt': 'Locator-1'}).status_code == 404


@pytest.mark.deviation('R9')
@pytest.mark.parametrize(
    'change',
    [
        {'examMetaData': {'examCode': '\ud800', 'ssiRecordLocator': 'Locator-1'}},
        {'examMetaData': {'examCode': '\x00', 'ssiRecordLocator': 'Locator-1'}},
        {'reviewStatus': '\ud800'},
    ],
    ids=ascii,
)
def test_nothing_of_a_broken_review_is_stored(
    change: dict[str, Any], as_nobody: APIClient, submitted: ProctoredExamStudentAttempt, unchanged: Unchanged
) -> None:
    with unchanged():
        answer = post(as_nobody, review_of(submitted, **change))
        assert (answer.status_code, list(answer.json())) == (400, ['detail'])


@pytest.mark.deviation('R9')
@pytest.mark.parametrize(
    ('finding', 'unread'),
    [
        ({**COMMENT, 'eventStart': 1_893_499_200_000}, {'start': 1_893_499_200_000}),
        ({**COMMENT, 'eventStart': '00:05:12', 'duration': -(10**30)}, {'start': '00:05:12', 'duration': -(10**30)}),
        ({'comments': 'A phone', 'eventStatus': 'Suspicious'}, None),
        ({**COMMENT, 'eventStatus': None}, {'status': None}),
        ({**COMMENT, 'eventStatus': 'x' * 256}, {'status': 'x' * 256}),
        ({**COMMENT, 'comments': 'a \ud800\x00'}, {'comment': 'a \ud800\x00'}),
        ({**COMMENT, 'comments': ['A phone']}, {'comment': ['A phone']}),
        ('text', 'text'),
        ([5], [5]),
    ],
    ids=ascii,
)
def test_an_odd_finding_does_not_cost_the_verdict(
    finding: Any, unread: Any, as_nobody: APIClient, submitted: ProctoredExamStudentAttempt
) -> None:
    changes = {'webCamComments': [COMMENT, finding], 'desktopComments': [], 'videoReviewLink': 'https://\ud800'}
    assert post(as_nobody, review_of(submitted, **changes)).status_code == 200
    submitted.refresh_from_db()
    assert submitted.status == 'second_review_required'
    review = ProctoredExamSoftwareSecureReview.objects.get()
    assert json.loads(review.raw_data)['webCamComments'] == [COMMENT, finding]
    assert review.encrypted_video_url is None
    plain, odd = review.proctoredexamsoftwaresecurecomment_set.order_by('id')
    assert (plain.comment, plain.start_time, plain.unread) == ('A phone', 5, None)
    assert (odd.unread and json.loads(odd.unread)) == unread


@pytest.mark.deviation('R9')
@pytest.mark.parametrize('external_id', [None, ''])
def test_an_attempt_that_was_never_registered_has_no_review(
    external_id: str | None, as_nobody: APIClient, submitted: ProctoredExamStudentAttempt, unchanged: Unchanged
) -> None:
    ProctoredExamStudentAttempt.objects.filter(id=submitted.id).update(external_id=external_id)
    for locator in (external_id, 'Locator-1', 'None'):
        metadata = {'examCode': submitted.attempt_code, 'ssiRecordLocator': locator}
        with unchanged():
            assert post(as_nobody, review_of(submitted, examMetaData=metadata)).status_code == 400


# ── recordings ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.deviation('S18')
@pytest.mark.parametrize(('cipher', 'is_published_format'), [(None, True), ('cbc', True), ('gcm', False)])
def test_the_link_is_stored_in_the_published_format_unless_the_site_wants_the_other(
    cipher: str | None,
    is_published_format: bool,
    as_nobody: APIClient,
    as_staff: APIClient,
    submitted: ProctoredExamStudentAttempt,
    settings: Any,
) -> None:
    waffle_testutils = pytest.importorskip('waffle.testutils')
    published = encrypt_and_encode(RECORDING.encode(), bytes.fromhex(OPTIONS['video_review_aes_key']))
    before = settings.PROCTORING_SETTINGS
    if cipher:
        settings.PROCTORING_SETTINGS = {**before, 'VIDEO_LINK_CIPHER': cipher}
    assert post(as_nobody, review_of(submitted)).status_code == 200
    stored = ProctoredExamSoftwareSecureReview.objects.get().encrypted_video_url
    assert stored is not None
    assert (bytes(stored) == published) is is_published_format
    address = url('instructor_dashboard_exam', submitted.proctored_exam.course_id, submitted.proctored_exam_id)
    for other in ('cbc', 'gcm'):
        settings.PROCTORING_SETTINGS = {**before, 'VIDEO_LINK_CIPHER': other}
        with waffle_testutils.override_switch(constants.REDS_API_REDIRECT, active=True):
            assert as_staff.get(address, {'attempt': 'Locator-1'})['Location'] == RECORDING


@pytest.mark.deviation('S18')
@pytest.mark.parametrize('change', ['swapped', 'damaged'])
def test_the_link_of_another_attempt_is_not_shown(
    change: str, as_nobody: APIClient, as_staff: APIClient, submitted: ProctoredExamStudentAttempt, settings: Any
) -> None:
    """Whoever can write to the table puts the link of one attempt beside the other."""
    waffle_testutils = pytest.importorskip('waffle.testutils')
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'VIDEO_LINK_CIPHER': 'gcm'}
    assert post(as_nobody, review_of(submitted)).status_code == 200
    review = ProctoredExamSoftwareSecureReview.objects.get()
    stored = bytes(review.encrypted_video_url or b'')
    address = url('instructor_dashboard_exam', submitted.proctored_exam.course_id, submitted.proctored_exam_id)
    if change == 'swapped':
        other = AttemptFactory(proctored_exam=submitted.proctored_exam, external_id='Locator-2')
        ReviewFactory(attempt=other, encrypted_video_url=stored)
        found = {'Locator-1': 302, 'Locator-2': 404}
    else:
        ProctoredExamSoftwareSecureReview.objects.update(encrypted_video_url=b'gcm.' + stored[4:].replace(b'.', b'.A'))
        found = {'Locator-1': 404}
    with waffle_testutils.override_switch(constants.REDS_API_REDIRECT, active=True):
        assert {name: as_staff.get(address, {'attempt': name}).status_code for name in found} == found
