"""Addresses that providers send: what a learner's or an instructor's browser is given of them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring.api import get_student_view
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.security.crypto import encrypt_and_encode
from edx_proctoring.security.web_addresses import is_link, is_permitted_redirect, is_web_address
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import AttemptFactory, ReviewFactory

HARMLESS = ['https://ps.example.com/a?b=c#d', 'HTTP://ps.example.com', 'https://[2001:db8::1]:8443/x']
HARMFUL = [
    'javascript:alert(1)',
    'JavaScript:alert(1)',
    'java\tscript:alert(1)',
    ' javascript:alert(1)',
    '\x01javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://ps.example.com/',
    '//evil.example.com/',
    '/\\evil.example.com/',
    'https:\\\\evil.example.com',
    'https://',
    'https://[half',
    'https://ps.example.com/\r\nSet-Cookie: a=b',
    'ps.example.com',
    '',
    None,
    5,
    ['https://ps.example.com'],
]
OLD, NEW, OTHER = 'B886E02F19C77EC734B1B132BEECD91E', '00112233445566778899AABBCCDDEEFF', 'FF' * 32
RECORDING = 'https://video.example.com/DirectLink-HTML5?id=1'


@pytest.mark.deviation('S17')
def test_which_addresses_are_harmless() -> None:
    assert [each for each in HARMLESS if not is_web_address(each)] == []
    assert [each for each in HARMFUL if is_web_address(each)] == []
    assert [each for each in HARMFUL if is_link(each)] == []
    assert is_link('/static/download')


@pytest.mark.parametrize(
    ('hosts', 'address', 'is_permitted'),
    [
        ([], 'https://anywhere.example.org/', True),
        (None, 'https://anywhere.example.org/', True),
        (['ps.example.com'], 'https://ps.example.com:8443/', True),
        (['PS.example.com'], 'https://ps.EXAMPLE.com/', True),
        (['ps.example.com'], 'https://video.ps.example.com/', False),
        (['.example.com'], 'https://video.ps.example.com/', True),
        (['.example.com'], 'https://notexample.com/', False),
        (['ps.example.com'], 'https://ps.example.com.evil.example.org/', False),
        (['ps.example.com'], 'https://ps.example.com@evil.example.org/', False),
        (['ps.example.com'], '/courses/', True),
        ([], '/courses/', True),
        ([], '//evil.example.org/', False),
        ([], '/\\evil.example.org/', False),
        ([], '/\t/evil.example.org/', False),
        ([], '\\evil.example.org/', False),
        ([], 'courses/', False),
        ([], 'javascript:alert(1)', False),
    ],
)
def test_where_staff_may_be_sent(hosts: Any, address: str, is_permitted: bool, settings: Any) -> None:
    settings.PROCTORING_SETTINGS = {'REDIRECT_HOSTS': hosts}
    assert is_permitted_redirect(address) is is_permitted


@pytest.mark.deviation('S17')
@pytest.mark.parametrize('address', [each for each in HARMFUL if each], ids=ascii)
def test_a_harmful_download_is_shown_to_no_learner(
    address: Any, learner: Any, client: Client, provider: RecordingProvider
) -> None:
    attempt = AttemptFactory(user=learner, status='created')
    exam = attempt.proctored_exam
    answers: tuple[dict[str, Any], ...] = ({'instructions': [], 'download_url': address}, {'instructions': []})
    for answer in answers:
        provider.answers['get_attempt'] = answer
        provider.answers['get_software_download_url'] = address
        provider.answers['get_proctoring_config'] = {'download_url': address, 'name': 'P', 'rules': {}}
        page = get_student_view(
            learner.id, exam.course_id, exam.content_id, {'is_proctored': True, 'default_time_limit_mins': 90}
        )
        assert page
        assert 'data-software-download-url' not in page
        timer = client.get(reverse('edx_proctoring:proctored_exam.attempt', args=[attempt.id])).json()
        assert timer.get('software_download_url') is None
        settings_page = reverse('edx_proctoring:proctored_exam.proctoring_settings', args=[exam.id])
        assert client.get(settings_page).json()['exam_proctoring_backend']['download_url'] is None


@pytest.fixture
def dashboard(staff_client: Client, db: None) -> Any:
    """``dashboard(exam, attempt=...)`` asks for the way to the provider's dashboard."""

    def ask(exam: Any, **query: str) -> Any:
        return staff_client.get(
            reverse('edx_proctoring:instructor_dashboard_exam', args=[exam.course_id, exam.id]), query
        )

    return ask


@pytest.mark.deviation('S17')
@pytest.mark.parametrize('address', [each for each in HARMFUL if isinstance(each, str)], ids=ascii)
def test_staff_are_not_sent_to_a_harmful_address(address: str, dashboard: Any, provider: RecordingProvider) -> None:
    provider.answers['get_instructor_url'] = address
    answer = dashboard(AttemptFactory().proctored_exam)
    assert answer.status_code == 404
    assert 'Location' not in answer


@pytest.mark.parametrize(('hosts', 'status'), [([], 302), (['ps.example.com'], 302), (['other.example.com'], 404)])
def test_staff_are_sent_to_the_hosts_that_the_site_names(
    hosts: list[str], status: int, dashboard: Any, provider: RecordingProvider, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REDIRECT_HOSTS': hosts}
    provider.answers['get_instructor_url'] = 'https://ps.example.com/dashboard'
    assert dashboard(AttemptFactory().proctored_exam).status_code == status


@pytest.mark.parametrize('hosts', [[], ['ps.example.com']])
def test_staff_may_be_sent_to_a_page_of_the_site_itself(
    hosts: list[str], dashboard: Any, provider: RecordingProvider, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'REDIRECT_HOSTS': hosts}
    provider.answers['get_instructor_url'] = '/proctoring/dashboard?exam=1'
    answer = dashboard(AttemptFactory().proctored_exam)
    assert (answer.status_code, answer['Location']) == (302, '/proctoring/dashboard?exam=1')


# ── recordings ────────────────────────────────────────────────────────────────────────────────────────────────────────


def software_secure(backends: dict[str, Any], keys: Any) -> None:
    options = {**backends['rpnow4'].__dict__, 'video_review_aes_key': keys}
    requested = ('organization', 'exam_sponsor', 'exam_register_endpoint', 'secret_key_id', 'secret_key', 'crypto_key')
    backends['rpnow4'] = SoftwareSecureBackendProvider(
        **{name: options[name] for name in (*requested, 'software_download_url', 'video_review_aes_key')}
    )


@pytest.fixture
def recorded(db: None, switch_on: None) -> ProctoredExamStudentAttempt:
    """An attempt at RPNow that has been recorded."""
    return AttemptFactory(proctored_exam__backend='rpnow4', status='submitted', external_id='L-1')


@pytest.fixture
def switch_on(db: None) -> Any:
    """Stored links are passed on."""
    waffle_testutils = pytest.importorskip('waffle.testutils')
    with waffle_testutils.override_switch('edx_proctoring.reds_api_redirect', active=True):
        yield


@pytest.mark.deviation('S18')
@pytest.mark.parametrize('cipher', ['cbc', 'gcm'])
def test_links_stay_readable_while_their_key_is_exchanged(
    cipher: str, recorded: ProctoredExamStudentAttempt, backends: dict[str, Any], dashboard: Any, settings: Any
) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'VIDEO_LINK_CIPHER': cipher}
    review = ReviewFactory(attempt=recorded)

    def opens() -> bool:
        answer = dashboard(recorded.proctored_exam, attempt='L-1')
        return bool(answer.status_code == 302 and answer['Location'] == RECORDING)

    for written_with in (OLD, NEW):
        review.encrypted_video_url = encrypt_and_encode(RECORDING.encode(), bytes.fromhex(written_with))
        review.save_only()
        for keys, is_readable in (
            ([NEW, OLD], True),
            ((OLD, NEW, OTHER), True),
            ([OTHER, written_with], True),
            (written_with, True),
            ([OTHER], False),
            (None, False),
            ([], False),
        ):
            software_secure(backends, keys)
            assert opens() is is_readable, (written_with, keys)


@pytest.mark.deviation('S18')
def test_new_links_are_written_with_the_first_key(
    recorded: ProctoredExamStudentAttempt, backends: dict[str, Any], dashboard: Any
) -> None:
    software_secure(backends, [NEW, OLD])
    body = {
        'examMetaData': {'examCode': recorded.attempt_code, 'ssiRecordLocator': 'L-1'},
        'reviewStatus': 'Clean',
        'videoReviewLink': RECORDING,
    }
    client = APIClient()
    assert client.post('/api/edx_proctoring/proctoring_review_callback/', body, format='json').status_code == 200
    software_secure(backends, OLD)
    assert dashboard(recorded.proctored_exam, attempt='L-1').status_code == 404
    software_secure(backends, NEW)
    assert dashboard(recorded.proctored_exam, attempt='L-1')['Location'] == RECORDING


@pytest.mark.deviation('S17')
@pytest.mark.parametrize('link', [b'javascript:alert(1)', b'/logout', b'//evil.example.org/'])
def test_a_recording_that_is_no_web_address_is_not_opened(
    link: bytes, recorded: ProctoredExamStudentAttempt, backends: dict[str, Any], dashboard: Any
) -> None:
    """Whoever can post a review chooses the link in it."""
    software_secure(backends, NEW)
    ReviewFactory(attempt=recorded, encrypted_video_url=encrypt_and_encode(link, bytes.fromhex(NEW)))
    assert dashboard(recorded.proctored_exam, attempt='L-1').status_code == 404
