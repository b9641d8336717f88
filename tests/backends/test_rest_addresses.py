"""REST providers: what they are asked for is known, and a service may lack what the protocol has."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
import requests
import responses

from edx_proctoring.backends.http import idempotency
from edx_proctoring.exceptions import BackendProviderNeverToldException
from tests.backends.test_rest import BASE_URL, SECRET, DemoProvider, network, provider, sent

__all__ = ['network', 'provider']


@pytest.mark.parametrize('missing', [None, ''], ids=repr)
@pytest.mark.parametrize(
    ('method', 'arguments'),
    [
        ('register_exam_attempt', lambda missing: ({'external_id': missing}, {'attempt_code': 'CODE'})),
        ('start_exam_attempt', lambda missing: (missing, 'a')),
        ('stop_exam_attempt', lambda missing: (missing, 'a')),
        ('mark_erroneous_exam_attempt', lambda missing: (missing, 'a')),
        ('get_attempt', lambda missing: ({'external_id': 'a', 'proctored_exam': {'external_id': missing}},)),
        ('get_exam', lambda missing: ({'external_id': missing},)),
        ('get_onboarding_profile_info', lambda missing: (missing,)),
        ('retire_user', lambda missing: (missing,)),
    ],
    ids=lambda value: value if isinstance(value, str) else '',
)
def test_nothing_is_asked_for_by_an_id_that_was_never_given(
    provider: DemoProvider, network: responses.RequestsMock, method: str, arguments: Any, missing: str | None
) -> None:
    with pytest.raises(BackendProviderNeverToldException):
        getattr(provider, method)(*arguments(missing))
    assert list(network.calls) == []


@pytest.mark.parametrize('missing', [None, ''], ids=repr)
def test_an_exam_that_was_never_named_holds_nothing_to_remove(
    provider: DemoProvider, network: responses.RequestsMock, missing: str | None
) -> None:
    assert provider.remove_exam_attempt(missing, 'a') is True
    assert list(network.calls) == []


def test_an_address_without_the_exam_needs_none(network: responses.RequestsMock) -> None:
    class Flat(DemoProvider):
        @property
        def create_exam_attempt_url(self) -> str:
            return f'{self.base_url}/attempts/'

        @property
        def exam_attempt_url(self) -> str:
            return f'{self.base_url}/attempts/{{attempt_id}}/'

    provider = Flat(client_id='client-id', client_secret=SECRET)
    network.post(f'{BASE_URL}/attempts/', json={'id': 5})
    network.patch(f'{BASE_URL}/attempts/5/', json={})
    network.delete(f'{BASE_URL}/attempts/5/', json={'status': 'deleted'})
    assert not provider.names_exams
    assert provider.register_exam_attempt({'external_id': None}, {'attempt_code': 'CODE'}) == '5'
    provider.start_exam_attempt(None, '5')
    assert provider.remove_exam_attempt(None, '5') is True
    assert [each['method'] for each in sent(network)] == ['POST', 'PATCH', 'DELETE']


@pytest.mark.parametrize('options', [{'client_id': None}, {'client_secret': None}, {'client_secret': ''}], ids=str)
def test_without_a_secret_there_is_no_way_to_the_dashboard(options: dict[str, Any]) -> None:
    """What is signed with nothing, anybody can sign."""
    provider = DemoProvider(**{'client_id': 'client-id', 'client_secret': SECRET, **options})
    assert provider.get_instructor_url('course', {'id': 'u'}) is None


@pytest.mark.parametrize('is_delivery', [False, True])
@pytest.mark.parametrize('status', [404, 405, 410, 501])
def test_a_service_that_has_nothing_to_remove(
    provider: DemoProvider, network: responses.RequestsMock, status: int, is_delivery: bool
) -> None:
    """The attempt is gone, or the service knows no removal: neither gets better by waiting."""
    network.delete(f'{BASE_URL}/api/v1/exam/e/attempt/a/', status=status, body='<h1>No</h1>')
    with idempotency.delivering('key' if is_delivery else None):
        assert provider.remove_exam_attempt('e', 'a') is True


@pytest.mark.parametrize('status', [400, 401, 403, 409, 429, 500, 502, 503])
def test_a_removal_that_fails(provider: DemoProvider, network: responses.RequestsMock, status: int) -> None:
    network.delete(f'{BASE_URL}/api/v1/exam/e/attempt/a/', status=status)
    with pytest.raises(requests.HTTPError):
        provider.remove_exam_attempt('e', 'a')


@pytest.mark.parametrize(('status', 'is_kept'), [(501, False), (500, True), (503, True), (404, False)])
def test_what_a_service_does_not_implement_is_not_sent_forever(
    provider: DemoProvider, network: responses.RequestsMock, status: int, is_kept: bool
) -> None:
    network.patch(f'{BASE_URL}/api/v1/exam/e/attempt/a/', status=status)
    expected: Any = pytest.raises(requests.HTTPError) if is_kept else nullcontext()
    with idempotency.delivering('key'), expected:
        provider.stop_exam_attempt('e', 'a')
