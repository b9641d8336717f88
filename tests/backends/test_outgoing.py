"""Requests to providers: where they go, what they follow, and how long they last. The servers here are real."""

from __future__ import annotations

import gzip
import ipaddress
import socket
import ssl
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from freezegun import freeze_time
from pytest_django import Settings

from edx_proctoring import provider_gateway
from edx_proctoring.backends import outgoing
from edx_proctoring.backends.deadline import one_deadline
from edx_proctoring.backends.outgoing import AnswerRefused, guarded_session
from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from edx_proctoring.exceptions import ProviderUnavailableException
from tests.backends.provider_server import WAIT, Provider, running
from tests.factories import ExamFactory

ProviderSession = pytest.importorskip('edx_proctoring.backends.provider_session').ProviderSession

CERTIFICATE = Path(__file__).with_name('localhost.pem')  # of a key that is known to everybody
LOOPBACK = ['127.0.0.0/8', '::1/128']
BUDGET = 0.5  # seconds; far less than a connection may wait, or it would not be what ends it


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running(Provider()) as server:
        yield server


@pytest.fixture
def allow(settings: Settings) -> Callable[..., None]:
    """``allow(PROVIDER_NETWORKS=[...])`` changes settings of the app; the loopback is permitted unless said."""

    def change(**own: Any) -> None:
        settings.PROCTORING_SETTINGS = {'PROVIDER_NETWORKS': LOOPBACK, **own}

    return change


# ── where to ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_private_network_is_permitted_by_name(allow: Any) -> None:
    allow(PROVIDER_NETWORKS=['10.0.7.0/24', 'fd00::/8'])
    permitted = ['10.0.7.9', '::ffff:10.0.7.9', 'fd00::5']
    assert all(outgoing.is_permitted(ipaddress.ip_address(each)) for each in permitted)
    assert not any(outgoing.is_permitted(ipaddress.ip_address(each)) for each in ('10.0.8.9', '127.0.0.1'))


@pytest.mark.parametrize('host', ['127.0.0.1', 'localhost', '0', '2130706433', '0x7f.1'])
def test_nothing_reaches_a_private_address_however_it_is_written(
    host: str, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(requests.ConnectionError):
        guarded_session().get(f'http://{host}:{provider.server_port}/', timeout=WAIT)
    assert provider.asked == []
    assert 'PROVIDER_NETWORKS' in caplog.text


def test_what_counts_is_the_address_at_the_time_of_the_connection(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that was public a moment ago, and one that has both kinds of addresses."""
    monkeypatch.setattr(
        socket, 'getaddrinfo', lambda *_: [(socket.AF_INET, socket.SOCK_STREAM, 6, '', ('127.0.0.1', 80))]
    )
    with pytest.raises(requests.ConnectionError):
        guarded_session().get(f'http://provider.example.com:{provider.server_port}/', timeout=WAIT)
    assert provider.asked == []


def test_a_permitted_one_is_reached_and_connections_are_kept(provider: Provider, allow: Any) -> None:
    allow()
    with guarded_session() as session:
        for _ in range(3):
            assert session.get(f'{provider.url}/exam', timeout=WAIT).json() == {'id': 1}
    assert provider.asked == ['/exam'] * 3


def test_the_first_address_that_answers_is_taken(
    provider: Provider, allow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow()
    port = provider.server_port
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (each, port)) for each in ('127.0.0.9', '127.0.0.1')]
    monkeypatch.setattr(socket, 'getaddrinfo', _answer_for({'provider.example.com': found}))
    assert guarded_session().get(f'http://provider.example.com:{port}/', timeout=WAIT).status_code == 200


def test_a_name_that_is_unknown_is_no_connection(allow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, 'getaddrinfo', _answer_for({}))
    with pytest.raises(requests.ConnectionError):
        guarded_session().get('http://unknown.example.com/', timeout=WAIT)


def _answer_for(names: dict[str, Any]) -> Callable[..., Any]:
    ask = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if str(host).endswith('.example.com'):
            if host not in names:
                raise socket.gaierror(socket.EAI_NONAME, 'unknown')
            return names[host]
        return ask(host, *args, **kwargs)

    return getaddrinfo


def test_tls_is_checked_against_the_name(allow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    allow()
    server = Provider()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    port = server.server_port
    here = [(socket.AF_INET, socket.SOCK_STREAM, 6, '', ('127.0.0.1', port))]
    names = {'provider.example.com': here, 'other.example.com': here}
    monkeypatch.setattr(socket, 'getaddrinfo', _answer_for(names))
    with running(server), guarded_session() as session:
        trust = str(CERTIFICATE)
        answer = session.get(f'https://provider.example.com:{port}/', timeout=WAIT, verify=trust)
        assert answer.json() == {'id': 1}
        with pytest.raises(requests.exceptions.SSLError):
            session.get(f'https://other.example.com:{port}/', timeout=WAIT, verify=trust)
        with pytest.raises(requests.exceptions.SSLError):
            session.get(f'https://provider.example.com:{port}/', timeout=WAIT)
    assert server.asked == ['/']


# ── redirects ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize('status', [301, 302, 303, 307, 308])
def test_a_redirect_to_another_host_is_not_followed(status: int, provider: Provider, allow: Any) -> None:
    allow()
    with running(Provider()) as other:
        provider.reply = lambda handler: handler.answer(status, b'', Location=f'{other.url}/steal')
        with pytest.raises(AnswerRefused):
            guarded_session().post(f'{provider.url}/token', data={'client_secret': 's'}, timeout=WAIT)
        assert other.asked == []


@pytest.mark.parametrize('with_token', [False, True], ids=['plain', 'with a token'])
def test_redirects_are_over_with_the_time_of_the_whole(with_token: bool, provider: Provider, allow: Any) -> None:
    """Each of them takes less than the time, and a token that is asked for first takes of it, too."""
    allow(PROVIDER_MOST_SECONDS=BUDGET)

    def reply(handler: Any) -> None:
        handler.server.closing.wait(BUDGET * 0.4)
        if 'oauth2' in handler.path:
            handler.answer(200, b'{"access_token": "t", "expires_in": 3600}')
        else:
            handler.answer(302, b'', Location=f'{handler.path}0')

    provider.reply = reply
    session = ProviderSession(provider.url, 'id', 'secret') if with_token else guarded_session()
    began = time.monotonic()
    with pytest.raises(requests.ReadTimeout):
        session.get(f'{provider.url}/exam', timeout=WAIT)
    assert time.monotonic() - began < BUDGET * 2
    assert len(provider.asked) <= 4


def test_a_connection_that_is_made_when_the_time_is_over_is_cut_at_once(provider: Provider, allow: Any) -> None:
    allow(PROVIDER_MOST_SECONDS=0.05)
    provider.reply = lambda handler: handler.server.closing.wait(WAIT)
    began = time.monotonic()
    with one_deadline():
        time.sleep(0.06)
        with pytest.raises(requests.ReadTimeout):
            guarded_session().get(provider.url, timeout=WAIT)
    assert time.monotonic() - began < 1


def test_few_redirects_are_followed(provider: Provider, allow: Any) -> None:
    allow()
    provider.reply = lambda handler: handler.answer(302, b'', Location=f'{handler.path}0')
    with pytest.raises(requests.TooManyRedirects):
        guarded_session().get(f'{provider.url}/exam', timeout=WAIT)
    assert len(provider.asked) == outgoing.MOST_REDIRECTS + 1


def test_a_redirect_on_the_same_host_is_followed(provider: Provider, allow: Any) -> None:
    allow()

    def reply(handler: Any) -> None:
        if handler.path == '/exam':
            handler.answer(301, b'', Location='/exam/')
        else:
            handler.answer(200, b'"there"')

    provider.reply = reply
    assert guarded_session().get(f'{provider.url}/exam', timeout=WAIT).json() == 'there'


@pytest.mark.parametrize(
    ('before', 'after', 'is_followed'),
    [
        ('https://ps.example.com/a', 'https://ps.example.com:443/b', True),
        ('http://ps.example.com/a', 'https://ps.example.com/b', True),
        ('https://ps.example.com/a', 'http://ps.example.com/b', False),
        ('https://ps.example.com/a', 'https://ps.example.com:8443/b', False),
        ('https://ps.example.com/a', '//evil.example.com/b', False),
        ('https://ps.example.com/a', 'https://ps.example.com@evil.example.com/', False),
        ('https://ps.example.com/a', 'file:///etc/passwd', False),
    ],
)
def test_what_counts_as_elsewhere(before: str, after: str, is_followed: bool) -> None:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as network:
        network.get(before, status=302, headers={'Location': after})
        network.get(after if '://' in after else f'https:{after}', body='there')
        if is_followed:
            assert guarded_session().get(before).text == 'there'
        else:
            with pytest.raises(AnswerRefused):
                guarded_session().get(before)


# ── how long, how much ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    'begin',
    [
        lambda handler: handler.drip(b'H'),
        lambda handler: (handler.wfile.write(b'HTTP/1.1 200 OK\r\n'), handler.drip(b'X-More: 1\r\n')),
        lambda handler: (handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n'), handler.drip(b'x')),
        lambda handler: (handler.wfile.write(b'HTTP/1.1 200 OK\r\n\r\n'), handler.drip(b'x')),
    ],
    ids=['status', 'headers', 'body', 'body-without-length'],
)
def test_a_server_that_drips_is_cut_off(begin: Callable[[Any], Any], provider: Provider, allow: Any) -> None:
    allow(PROVIDER_MOST_SECONDS=BUDGET)
    provider.reply = begin
    with pytest.raises(requests.ReadTimeout):
        guarded_session().get(provider.url, timeout=WAIT)


def test_a_single_wait_has_its_own_time_out(provider: Provider, allow: Any) -> None:
    allow()
    provider.reply = lambda handler: handler.server.closing.wait(WAIT)
    with pytest.raises(requests.ReadTimeout):
        guarded_session().get(provider.url, timeout=0.1)


@pytest.mark.parametrize('is_packed', [False, True])
def test_an_answer_that_is_too_large_is_not_read(is_packed: bool, provider: Provider, allow: Any) -> None:
    allow(PROVIDER_MOST_BYTES=100_000)
    body = b' ' * 50_000_000 if is_packed else b' ' * 100_001
    if is_packed:
        body = gzip.compress(body)
        assert len(body) < 100_000
    headers = {'Content_Encoding': 'gzip'} if is_packed else {}
    provider.reply = lambda handler: handler.answer(200, body, **headers)
    with pytest.raises(AnswerRefused):
        guarded_session().get(provider.url, timeout=WAIT)


MEGABYTES = 40


def raw(body: bytes) -> bytes:
    """Deflate as some servers send it."""
    return zlib.compress(body)[2:-4]


@pytest.mark.parametrize(
    ('packing', 'pack'),
    [
        ('gzip', gzip.compress),
        ('x-gzip', gzip.compress),
        ('deflate', zlib.compress),
        ('deflate', raw),
    ],
    ids=['gzip', 'x-gzip', 'deflate', 'deflate without header'],
)
def test_an_answer_is_unpacked_within_its_bound(packing: str, pack: Any, provider: Provider, allow: Any) -> None:
    """Whatever it would become: memory is taken for what is read of it, and for one piece more."""
    allow(PROVIDER_MOST_BYTES=100_000)
    body = pack(b' ' * MEGABYTES * 2**20)
    provider.reply = lambda handler: handler.answer(200, body, Content_Encoding=packing)
    tracemalloc.start()
    with pytest.raises(AnswerRefused, match='too large'):
        guarded_session().get(provider.url, timeout=WAIT)
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * 2**20


@pytest.mark.parametrize('packing', ['gzip, gzip', 'gzip,gzip', 'br', 'zstd', 'deflate, gzip', 'pack200'])
def test_an_answer_that_is_packed_otherwise_is_not_unpacked(packing: str, provider: Provider, allow: Any) -> None:
    allow()
    body = gzip.compress(gzip.compress(b' ' * 100))
    provider.reply = lambda handler: handler.answer(200, body, Content_Encoding=packing)
    with pytest.raises(AnswerRefused, match='packed'):
        guarded_session().get(provider.url, timeout=WAIT)


@pytest.mark.parametrize(
    ('packing', 'body'),
    [
        ('gzip', gzip.compress(b'{"id": 1}')),
        ('GZIP', gzip.compress(b'{"id"') + gzip.compress(b': 1}')),
        ('deflate', zlib.compress(b'{"id": 1}')),
        ('deflate', zlib.compress(b'{"id": 1}')[2:-4]),
        ('identity', b'{"id": 1}'),
        ('', b'{"id": 1}'),
        ('gzip', gzip.compress(b'{"id": 1' + b' ' * 300_000 + b'}')),
    ],
    ids=['gzip', 'two members', 'deflate', 'deflate without header', 'identity', 'nothing', 'longer than a piece'],
)
def test_a_packed_answer_is_read(packing: str, body: bytes, provider: Provider, allow: Any) -> None:
    allow()
    provider.reply = lambda handler: handler.answer(200, body, Content_Encoding=packing)
    assert guarded_session().get(provider.url, timeout=WAIT).json() == {'id': 1}


def test_a_damaged_packed_answer_is_refused(provider: Provider, allow: Any) -> None:
    allow()
    provider.reply = lambda handler: handler.answer(200, b'{"id": 1}', Content_Encoding='gzip')
    with pytest.raises(AnswerRefused, match='damaged'):
        guarded_session().get(provider.url, timeout=WAIT)


def test_only_what_is_read_is_asked_for(provider: Provider, allow: Any) -> None:
    allow()
    asked = []

    def reply(handler: Any) -> None:
        asked.append(handler.headers['Accept-Encoding'])
        handler.answer(200, b'{}')

    provider.reply = reply
    guarded_session().get(provider.url, timeout=WAIT)
    assert asked == ['gzip, deflate']


@pytest.mark.parametrize(
    ('kind', 'body', 'text'),
    [
        ('application/json', '{"a": "\u00e9"}'.encode(), '{"a": "\u00e9"}'),
        ('application/json', '\ufeff{"a": 1}'.encode(), '{"a": 1}'),
        ('application/json; charset=iso-8859-1', '{"a": "\u00e9"}'.encode('latin-1'), '{"a": "\u00e9"}'),
        ('application/json; charset=zlib', b'{"a": 1}', '{"a": 1}'),
        ('application/json; charset=punycode', b'{"a": 1}', '{"a": 1}'),
        ('application/json; charset="\x00"', b'{"a": 1}', '{"a": 1}'),
        ('application/octet-stream', b'\xff\xfe', '\ufffd\ufffd'),
    ],
)
def test_a_text_is_read_as_utf_8(kind: str, body: bytes, text: str, provider: Provider, allow: Any) -> None:
    """Nobody guesses at it, and no header leads to a decoder that takes longer than the text is long."""
    allow()
    provider.reply = lambda handler: handler.answer(200, body, Content_Type=kind)
    assert guarded_session().get(provider.url, timeout=WAIT).text == text


def test_an_answer_of_just_that_size_is_read(provider: Provider, allow: Any) -> None:
    allow(PROVIDER_MOST_BYTES=100_000)
    provider.reply = lambda handler: handler.answer(200, b' ' * 100_000)
    assert len(guarded_session().get(provider.url, timeout=WAIT).content) == 100_000


# ── both kinds of providers ───────────────────────────────────────────────────────────────────────────────────────────


class RestProvider(BaseRestProctoringProvider):
    """A provider as a plug-in writes it."""


def rest_provider(url: str) -> BaseRestProctoringProvider:
    return RestProvider(base_url=url, client_id='id', client_secret='secret', timeout=WAIT)


def test_a_rest_provider_asks_for_its_token_under_the_same_rules_and_once(provider: Provider, allow: Any) -> None:
    allow()
    token = b'{"access_token": "t", "expires_in": 3600}'
    provider.reply = lambda handler: handler.answer(200, token if 'oauth2' in handler.path else b'{"name": "P"}')
    for _ in range(2):
        assert rest_provider(provider.url).get_proctoring_config() == {'name': 'P'}
    assert provider.asked == ['/oauth2/access_token', '/api/v1/config/', '/api/v1/config/']


@pytest.mark.parametrize(
    ('address', 'asked'),
    [('', '/oauth2/access_token'), ('/o/oauth2', '/o/oauth2/access_token'), ('/oauth2/access_token/', None)],
)
def test_the_address_of_tokens_may_be_configured(
    address: str, asked: str | None, provider: Provider, allow: Any
) -> None:
    allow()
    provider.reply = lambda handler: handler.answer(200, b'{"access_token": "t", "expires_in": 3600}')
    session = ProviderSession(provider.url, 'id', 'secret')
    session.oauth_uri = address
    session.get(f'{provider.url}/exam', timeout=WAIT)
    assert provider.asked == [asked or address, '/exam']


TOKEN_ANSWERS = [
    (200, b'', 'something else than a JSON object'),
    (200, b'[]', 'something else than a JSON object'),
    (200, b'{}', 'no access_token'),
    *((200, b'{"access_token": %s, "expires_in": 60}' % each, 'no access_token') for each in (b'null', b'5', b'""')),
    (200, b'{"access_token": "a\\nb", "expires_in": 60}', 'no access_token'),
    (200, b'{"access_token": "%s", "expires_in": 60}' % (b'x' * 16385), 'no access_token'),
    *(
        (200, b'{"access_token": "t", "expires_in": %s}' % each, 'no number of seconds')
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
    status: int, body: bytes, told: str, provider: Provider, allow: Any, backends: dict[str, Any], db: None
) -> None:
    allow()
    provider.reply = lambda handler: handler.answer(status, body)
    backends['acme'] = rest_provider(provider.url)
    with pytest.raises(AnswerRefused, match=told) as refusal:
        backends['acme'].get_proctoring_config()
    with pytest.raises(ProviderUnavailableException) as failure:
        provider_gateway.configuration(ExamFactory(backend='acme'))
    assert (failure.value.http_status, failure.value.detail) == (503, str(refusal.value))
    assert 'invalid_client' not in failure.value.detail
    assert set(provider.asked) == {'/oauth2/access_token'}


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
def test_how_long_a_token_is_used(told: str, seconds: int, provider: Provider, allow: Any) -> None:
    """RFC 6749, 5.1: a service may leave out how long."""
    allow()
    answer = f'{{"access_token": "t"{told}}}'.encode()
    provider.reply = lambda handler: handler.answer(200, answer if 'oauth2' in handler.path else b'{"name": "P"}')
    with freeze_time('2030-01-15 12:00') as clock:
        for _ in range(2):
            assert rest_provider(provider.url).get_proctoring_config() == {'name': 'P'}
        assert provider.asked.count('/oauth2/access_token') == 1
        clock.tick(seconds - 5)
        rest_provider(provider.url).get_proctoring_config()
    assert provider.asked.count('/oauth2/access_token') == 2


def test_a_token_that_is_refused_is_not_used_again(provider: Provider, allow: Any) -> None:
    allow()
    tokens = iter(['first', 'second'])

    def reply(handler: Any) -> None:
        if 'oauth2' in handler.path:
            handler.answer(200, f'{{"access_token": "{next(tokens)}", "expires_in": 3600}}'.encode())
        else:
            handler.answer(200 if handler.headers['Authorization'] == 'JWT second' else 401, b'{}')

    provider.reply = reply
    for _ in range(3):
        rest_provider(provider.url).get_proctoring_config()
    token, config = '/oauth2/access_token', '/api/v1/config/'
    assert provider.asked == [token, config, token, config, config]


def test_the_token_is_not_carried_elsewhere(provider: Provider, allow: Any) -> None:
    allow()
    with running(Provider()) as other:
        provider.reply = lambda handler: handler.answer(307, b'', Location=f'{other.url}{handler.path}')
        with pytest.raises(AnswerRefused):
            rest_provider(provider.url).get_proctoring_config()
        assert other.asked == []


@pytest.mark.parametrize('kind', ['rest', 'software_secure'])
def test_no_provider_reaches_a_private_address_unless_told(kind: str, provider: Provider) -> None:
    ask: dict[str, Callable[[], Any]] = {
        'rest': rest_provider(provider.url).get_proctoring_config,
        'software_secure': partial(
            software_secure(provider.url).register_exam_attempt,
            {'id': 1, 'course_id': 'c', 'exam_name': 'e'},
            {'attempt_code': 'C', 'time_limit_mins': 1, 'is_sample_attempt': False, 'full_name': 'A B'},
        ),
    }
    with pytest.raises(requests.ConnectionError):
        ask[kind]()
    assert provider.asked == []


def software_secure(url: str) -> SoftwareSecureBackendProvider:
    return SoftwareSecureBackendProvider(
        organization='o',
        exam_sponsor='s',
        exam_register_endpoint=url,
        secret_key_id='i',
        secret_key='k',
        crypto_key='123456789123456712345678',
        software_download_url=url,
        timeout=WAIT,
    )
