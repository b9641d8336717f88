"""Each provider that comes with the app keeps what the base class promises."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.util import find_spec
from typing import Any

import pytest
import responses

from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.backends.mock import MockProctoringBackendProvider
from edx_proctoring.backends.null import NullBackendProvider
from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.backends.seb import SebBackendProvider
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.backends.tests.test_backend import TestBackendProvider
from edx_proctoring.testing.backend_contract import BackendContract
from edx_proctoring.testing.provider import RecordingProvider

REVIEW = {
    'status': 'suspicious',
    'comments': [{'comment': 'A phone', 'status': 'Suspicious', 'start': 5, 'stop': 9, 'duration': 4}],
    'videoReviewLink': 'https://video.example.com/1',
}


class TestNull(BackendContract):
    def make_provider(self) -> ProctoringBackendProvider:
        return NullBackendProvider()


class TestSeb(BackendContract):
    def make_provider(self) -> ProctoringBackendProvider:
        return SebBackendProvider(after_submission='verified')


class TestMock(BackendContract):
    @pytest.fixture(autouse=True)
    def no_callback(self) -> Iterator[None]:
        yield
        for thread in threading.enumerate():
            if isinstance(thread, threading.Timer):
                thread.cancel()

    def make_provider(self) -> ProctoringBackendProvider:
        return MockProctoringBackendProvider()


class TestHostTestBackend(BackendContract):
    review_payload = REVIEW

    def make_provider(self) -> ProctoringBackendProvider:
        return TestBackendProvider()


class TestRecording(BackendContract):
    review_payload = REVIEW

    def make_provider(self) -> ProctoringBackendProvider:
        return RecordingProvider()


class TestSoftwareSecure(BackendContract):
    review_payload = {
        'examMetaData': {'examCode': '0F3A2B1C-1111-4222-8333-444455556666', 'ssiRecordLocator': 'attempt-at-provider'},
        'reviewStatus': 'Suspicious',
        'videoReviewLink': 'https://video.example.com/1',
        'webCamComments': [
            {'eventStart': 5, 'eventFinish': 9, 'duration': 4, 'comments': 'A phone', 'eventStatus': 'Suspicious'}
        ],
    }

    def make_provider(self) -> ProctoringBackendProvider:
        return SoftwareSecureBackendProvider(
            organization='org',
            exam_sponsor='sponsor',
            exam_register_endpoint='https://rpnow.example.com/register',
            secret_key_id='key-id',
            secret_key='secret',
            crypto_key='123456789123456712345678',
            software_download_url='https://rpnow.example.com/download',
            video_review_aes_key='B886E02F19C77EC734B1B132BEECD91E',
        )

    @contextmanager
    def service_available(self) -> Iterator[Any]:
        with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
            network.post('https://rpnow.example.com/register', json={'ssiRecordLocator': 'LOCATOR'})
            yield network

    def service_down(self) -> AbstractContextManager[Any]:
        return responses.RequestsMock()


@pytest.mark.skipif(find_spec('edx_rest_api_client') is None, reason='providers of the REST kind need it')
class TestRest(BackendContract):
    review_payload = REVIEW

    def make_provider(self) -> ProctoringBackendProvider:
        return BaseRestProctoringProvider(
            base_url='https://ps.example.com', client_id='id', client_secret='a-secret-that-is-long-enough-for-hmac'
        )

    @contextmanager
    def service_available(self) -> Iterator[Any]:
        base = 'https://ps.example.com/api/v1'
        exam, attempt = f'{base}/exam/exam-at-provider/', f'{base}/exam/exam-at-provider/attempt/attempt-at-provider/'
        with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
            network.post('https://ps.example.com/oauth2/access_token', json={'access_token': 'T', 'expires_in': 3600})
            network.get(f'{base}/config/', json={'name': 'Demo', 'download_url': 'https://ps.example.com/download'})
            network.post(f'{base}/exam/', json={'id': 'exam-at-provider'})
            network.post(exam, json={'id': 'exam-at-provider'})
            network.get(exam, json={'rules': {}})
            network.post(f'{exam}attempt/', json={'id': 'attempt-at-provider'})
            network.get(attempt, json={'status': 'created', 'instructions': ['Sit down']})
            network.patch(attempt, json={'status': 'started'})
            network.delete(attempt, json={'status': 'deleted'})
            network.delete(f'{base}/user/0fc013d566a2195ec27c2c9a4303cd561370ebc6/', json=True)
            network.get(f'{base}/courses/course-v1:Org+Num+Run/onboarding_statuses', json={'results': []})
            yield network

    def service_down(self) -> AbstractContextManager[Any]:
        return responses.RequestsMock()
