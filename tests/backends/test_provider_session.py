"""Tokens of REST providers: when one is asked for, how long it is used, and what is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest
from time_machine import travel

from edx_proctoring import provider_gateway
from edx_proctoring.backends.http.outgoing import AnswerRefused
from edx_proctoring.exceptions import ProviderUnavailableException
from tests.backends.provider_server import WAIT, Provider, rest_provider
from tests.factories import ExamFactory

ProviderSession = pytest.importorskip('edx_proctoring.backends.http.session').ProviderSession


def test_a_rest_provider_asks_for_its_token_under_the_same_rules_and_once(service: Provider, allow: Any) -> None:
    allow()
    token = b'{"access_token": "t", "expires_in": 3600}'
    service.reply = lambda handler: handler.answer(200, token if 'oauth2' in handler.path else b'{"name": "P"}')
    for _ in range(2):
        assert rest_provider(service.url).get_proctoring_config() == {'name': 'P'}
    assert service.asked == ['/oauth2/access_token', '/api/v1/config/', '/api/v1/config/']


@pytest.mark.parametrize(
    ('address', 'asked'),
    [('', '/oauth2/access_token'), ('/o/oauth2', '/o/oauth2/access_token'), ('/oauth2/access_token/', None)],
)
def test_the_address_of_tokens_may_be_configured(
    address: str, asked: str | None, service: Provider, allow: Any
) -> None:
    allow()
    service.reply = lambda handler: handler.answer(200, b'{"access_token": "t", "expires_in": 3600}')
    session = ProviderSession(service.url, 'id', 'secret')
    session.oauth_uri = address
    session.get(f'{service.url}/exam', timeout=WAIT)
    assert service.asked == [asked or address, '/exam']


TOKEN_ANSWERS = [
    (200, b'', 'something other than a JSON object'),
    (200, b'[]', 'something other than a JSON object'),
    (200, b'{}', 'did not provide an access_token'),
    *(
        (200, b'{"access_token": %s, "expires_in": 60}' % each, 'did not provide an access_token')
        for each in (b'null', b'5', b'""')
    ),
    (200, b'{"access_token": "a\\nb", "expires_in": 60}', 'did not provide an access_token'),
    (200, b'{"access_token": "%s", "expires_in": 60}' % (b'x' * 16385), 'did not provide an access_token'),
    *(
        (200, b'{"access_token": "t", "expires_in": %s}' % each, 'not a number of seconds')
        for each in (b'"soon"', b'true', b'[]', b'{}')
    ),
    *(
        (200, b'{"access_token": "t", "expires_in": %s}' % each, 'almost expired')
        for each in (b'5', b'0', b'-1', b'"5.9"', b'"-Infinity"')
    ),
    *((status, b'{"error": "invalid_client"}', 'client id and secret') for status in (400, 401, 403)),
]


@pytest.mark.parametrize(('status', 'body', 'told'), TOKEN_ANSWERS, ids=range(len(TOKEN_ANSWERS)))
def test_what_is_wrong_with_a_token_is_said(
    status: int, body: bytes, told: str, service: Provider, allow: Any, backends: dict[str, Any], db: None
) -> None:
    allow()
    service.reply = lambda handler: handler.answer(status, body)
    backends['acme'] = rest_provider(service.url)
    with pytest.raises(AnswerRefused, match=told) as refusal:
        backends['acme'].get_proctoring_config()
    with pytest.raises(ProviderUnavailableException) as failure:
        provider_gateway.configuration(ExamFactory(backend='acme'))
    assert (failure.value.http_status, failure.value.detail) == (503, str(refusal.value))
    assert 'invalid_client' not in failure.value.detail
    assert set(service.asked) == {'/oauth2/access_token'}


@pytest.mark.parametrize(
    ('told', 'seconds'),
    [
        ('', 300),
        (', "expires_in": null', 300),
        (', "expires_in": 60', 60),
        (', "expires_in": "60"', 60),
        (', "expires_in": 60.9', 60),
        (', "expires_in": "60.0"', 60),
        (', "expires_in": 6', 6),
        (', "expires_in": 1e300', 86400),
        (', "expires_in": "Infinity"', 86400),
    ],
)
def test_how_long_a_token_is_used(told: str, seconds: int, service: Provider, allow: Any) -> None:
    """RFC 6749, 5.1: a service may leave out how long."""
    allow()
    answer = f'{{"access_token": "t"{told}}}'.encode()
    service.reply = lambda handler: handler.answer(200, answer if 'oauth2' in handler.path else b'{"name": "P"}')
    with travel('2030-01-15 12:00', tick=False) as clock:
        for _ in range(2):
            assert rest_provider(service.url).get_proctoring_config() == {'name': 'P'}
        assert service.asked.count('/oauth2/access_token') == 1
        clock.shift(seconds - 5)
        rest_provider(service.url).get_proctoring_config()
    assert service.asked.count('/oauth2/access_token') == 2


def test_a_token_that_is_refused_is_not_used_again(service: Provider, allow: Any) -> None:
    allow()
    tokens = iter(['first', 'second'])

    def reply(handler: Any) -> None:
        if 'oauth2' in handler.path:
            handler.answer(200, f'{{"access_token": "{next(tokens)}", "expires_in": 3600}}'.encode())
        else:
            handler.answer(200 if handler.headers['Authorization'] == 'JWT second' else 401, b'{}')

    service.reply = reply
    for _ in range(3):
        rest_provider(service.url).get_proctoring_config()
    token, config = '/oauth2/access_token', '/api/v1/config/'
    assert service.asked == [token, config, token, config, config]
