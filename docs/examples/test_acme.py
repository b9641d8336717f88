"""What the base class promises, kept by Acme's provider."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests
import responses
from acme_proctoring import AcmeProvider

from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.testing.backend_contract import CONTEXT, EXAM, BackendContract

ACME = 'https://acme.example.com'


class TestAcme(BackendContract):
    """Acme answers, or does not."""

    review_payload = {
        'attempt': 'attempt-at-provider',
        'verdict': 'unsure',
        'findings': [{'comment': 'A phone', 'status': 'Suspicious', 'start': 5, 'stop': 9, 'duration': 4}],
    }

    def make_provider(self) -> ProctoringBackendProvider:
        """Return a provider with the options that a site has to set."""
        return AcmeProvider(base_url=ACME, client_secret='secret')

    @contextmanager
    def service_available(self) -> Iterator[Any]:
        """Respond to every call with success."""
        with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
            network.post(re.compile(f'{ACME}/exams/[^/]+/attempts'), status=201, json={'id': 'attempt-at-acme'})
            network.post(re.compile(f'{ACME}/attempts/[^/]+/(started|finished|failed)'), status=204)
            network.delete(re.compile(f'{ACME}/attempts/'), status=204)
            network.put(re.compile(f'{ACME}/exams/'), json={'id': 'exam-at-acme'})
            yield

    @contextmanager
    def service_down(self) -> Iterator[Any]:
        """Respond to no call."""
        with responses.RequestsMock():
            yield


class PrivateService(BaseHTTPRequestHandler):
    """A test service at a private address: registers every attempt."""

    def do_POST(self) -> None:
        """Respond with the id of a new attempt."""
        body = json.dumps({'id': 'attempt-at-acme'}).encode()
        self.rfile.read(int(self.headers['Content-Length']))
        self.send_response(201)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def private_service() -> Iterator[str]:
    """Run the test service and return its URL."""
    with HTTPServer(('127.0.0.1', 0), PrivateService) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f'http://127.0.0.1:{server.server_port}'
        server.shutdown()


def test_a_private_test_service_has_to_be_permitted(private_service: str, settings: Any) -> None:
    """Requests only go to public addresses, and to the networks that the site lists."""
    provider = AcmeProvider(base_url=private_service, client_secret='secret')
    settings.PROCTORING_SETTINGS = {}
    with pytest.raises(requests.ConnectionError, match='no allowed address'):
        provider.register_exam_attempt(EXAM, CONTEXT)

    settings.PROCTORING_SETTINGS = {'PROVIDER_NETWORKS': ['127.0.0.0/8']}
    assert provider.register_exam_attempt(EXAM, CONTEXT) == 'attempt-at-acme'
