"""The example of docs/backends.rst: the tests that stand beside it there pass, and the app loads it."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests
import responses
from pytest_django import Settings

from edx_proctoring.backends.registry import load_providers
from edx_proctoring.backends.review import review_from_callback
from edx_proctoring.exceptions import (
    BackendProviderCannotRegisterAttempt,
    BackendProviderSentNoAttemptID,
    ProctoredExamBadReviewStatus,
    ProctoredExamSuspiciousLookup,
)
from edx_proctoring.testing.backend_contract import ATTEMPT, CONTEXT, EXAM

EXAMPLES = Path(__file__).resolve().parent.parent.parent / 'docs' / 'examples'
ACME = 'https://acme.example.com'
REGISTRATION = f'{ACME}/exams/exam-at-provider/attempts'


def load(name: str) -> ModuleType:
    """A module of the examples, which can be imported by its name from now on."""
    spec = importlib.util.spec_from_file_location(name, EXAMPLES / f'{name}.py')
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


acme: Any = load('acme_proctoring')
_tests: Any = load('test_acme')
# pytest finds them here.
TestAcme = _tests.TestAcme
private_service = _tests.private_service
test_a_private_test_service_has_to_be_permitted = _tests.test_a_private_test_service_has_to_be_permitted


@pytest.fixture
def provider() -> Any:
    return acme.AcmeProvider(base_url=ACME, client_secret='secret')


def test_the_app_loads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    installed = tmp_path / 'acme_proctoring-1.0.dist-info'
    installed.mkdir()
    (installed / 'METADATA').write_text('Metadata-Version: 2.1\nName: acme-proctoring\nVersion: 1.0\n')
    (installed / 'entry_points.txt').write_text('[openedx.proctoring]\nacme = acme_proctoring:AcmeProvider\n')
    monkeypatch.syspath_prepend(str(tmp_path))
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {'base_url': ACME, 'client_secret': 'secret'}}
    providers, failures, _classes = load_providers()
    assert isinstance(providers['acme'], acme.AcmeProvider)
    assert failures == {}
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {'base_url': ACME}}
    assert 'client_secret' in load_providers().failures['acme']


@responses.activate
def test_what_it_sends(provider: Any) -> None:
    sent = responses.post(REGISTRATION, status=201, json={'id': 'attempt-at-acme'})
    assert provider.register_exam_attempt(EXAM, CONTEXT) == 'attempt-at-acme'
    (call,) = sent.calls
    assert call.request.headers['Authorization'] == 'Bearer secret'
    assert CONTEXT['attempt_code'] in str(call.request.body)


@responses.activate
@pytest.mark.parametrize(
    ('answer', 'error'),
    [
        ({'status': 403, 'body': 'no licence left'}, BackendProviderCannotRegisterAttempt),
        ({'status': 201, 'json': {}}, BackendProviderSentNoAttemptID),
        ({'body': requests.ConnectTimeout()}, requests.ConnectTimeout),
    ],
    ids=['refusal', 'no id', 'timeout'],
)
def test_no_attempt_that_acme_did_not_accept(provider: Any, answer: dict[str, Any], error: type[Exception]) -> None:
    responses.post(REGISTRATION, **answer)
    with pytest.raises(error):
        provider.register_exam_attempt(EXAM, CONTEXT)


@responses.activate
@pytest.mark.parametrize(('status', 'is_gone'), [(204, True), (404, True), (409, False)])
def test_a_removal_has_to_be_confirmed(provider: Any, status: int, is_gone: bool) -> None:
    responses.delete(f'{ACME}/attempts/attempt-at-provider', status=status)
    assert provider.remove_exam_attempt('exam-at-provider', 'attempt-at-provider') is is_gone


@pytest.mark.parametrize(
    ('verdict', 'stored'), [('ok', 'Clean'), ('unsure', 'Suspicious'), ('cheated', 'Rules Violation')]
)
def test_verdicts(provider: Any, verdict: str, stored: str) -> None:
    result = provider.on_review_callback(ATTEMPT, {'attempt': 'attempt-at-provider', 'verdict': verdict})
    assert review_from_callback(result, {}).status == stored


def test_reviews_that_are_refused(provider: Any) -> None:
    with pytest.raises(ProctoredExamSuspiciousLookup):
        provider.on_review_callback(ATTEMPT, {'attempt': 'another', 'verdict': 'ok'})
    with pytest.raises(ProctoredExamBadReviewStatus):
        review_from_callback(provider.on_review_callback(ATTEMPT, {'attempt': 'attempt-at-provider'}), {})
