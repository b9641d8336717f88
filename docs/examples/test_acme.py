"""What the base class promises, kept by Acme's provider."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import responses
from acme_proctoring import AcmeProvider

from edx_proctoring.backends.backend import ProctoringBackendProvider
from edx_proctoring.testing.backend_contract import BackendContract

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
