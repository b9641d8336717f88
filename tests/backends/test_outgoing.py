"""Requests to providers: where they go, what they follow, and how long they last. The servers here are real."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from edx_proctoring.backends.http import outgoing
from edx_proctoring.backends.http.deadline import one_deadline
from edx_proctoring.backends.http.outgoing import AnswerRefused, guarded_session
from edx_proctoring.backends.software_secure import SoftwareSecureBackendProvider
from tests.backends.provider_server import WAIT, Provider, rest_provider, running

ProviderSession = pytest.importorskip('edx_proctoring.backends.http.session').ProviderSession

CERTIFICATE = Path(__file__).with_name('localhost.pem')  # of a key that is known to everybody
BUDGET = 0.5  # seconds; far less than a connection may wait, or it would not be what ends it


# ── where to ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_private_network_is_permitted_by_name(allow: Any) -> None:
    allow(PROVIDER_NETWORKS=['10.0.7.0/24', 'fd00::/8'])
    permitted = ['10.0.7.9', '::ffff:10.0.7.9', 'fd00::5']
    assert all(outgoing.is_permitted(ipaddress.ip_address(each)) for each in permitted)
    assert not any(outgoing.is_permitted(ipaddress.ip_address(each)) for each in ('10.0.8.9', '127.0.0.1'))


@pytest.mark.parametrize('host', ['127.0.0.1', 'localhost', '0', '2130706433', '0x7f.1'])
def test_nothing_reaches_a_private_address_however_it_is_written(
    host: str, service: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(requests.ConnectionError):
        guarded_session().get(f'http://{host}:{service.server_port}/', timeout=WAIT)
    assert service.asked == []
    assert 'PROVIDER_NETWORKS' in caplog.text


def test_what_counts_is_the_address_at_the_time_of_the_connection(
    service: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that was public a moment ago, and one that has both kinds of addresses."""
    monkeypatch.setattr(
        socket, 'getaddrinfo', lambda *_: [(socket.AF_INET, socket.SOCK_STREAM, 6, '', ('127.0.0.1', 80))]
    )
    with pytest.raises(requests.ConnectionError):
        guarded_session().get(f'http://provider.example.com:{service.server_port}/', timeout=WAIT)
    assert service.asked == []


def test_a_name_that_changes_its_address_between_look_and_connection_leads_nowhere(
    service: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the name is public when it is looked at, and private when somebody asks for it once more."""
    asked: list[str] = []

    def resolve(host: str, port: Any, *_: Any) -> list[Any]:
        """Public once, then this machine. What is asked for by its address is not there, so nothing leaves it."""
        asked.append(host)
        if host != 'rebinding.example.com':
            raise socket.gaierror(f'{host} is not there')
        address = '127.0.0.1' if asked.count(host) > 1 else '93.184.216.34'
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (address, port))]

    monkeypatch.setattr(socket, 'getaddrinfo', resolve)
    with pytest.raises(requests.ConnectionError):
        guarded_session().get(f'http://rebinding.example.com:{service.server_port}/', timeout=WAIT)
    assert asked == ['rebinding.example.com', '93.184.216.34']
    assert service.asked == []


def test_of_several_addresses_only_permitted_ones_are_connected_to(
    service: Provider, allow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The permitted one does not answer; the private one would."""
    allow(PROVIDER_NETWORKS=['127.0.0.9/32'])
    port = service.server_port
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, '', (each, port)) for each in ('127.0.0.1', '127.0.0.9')]
    monkeypatch.setattr(socket, 'getaddrinfo', _answer_for({'provider.example.com': found}))
    with pytest.raises(requests.ConnectionError):
        guarded_session().get(f'http://provider.example.com:{port}/', timeout=WAIT)
    assert service.asked == []


def test_a_permitted_one_is_reached_and_connections_are_kept(service: Provider, allow: Any) -> None:
    allow()
    with guarded_session() as session:
        for _ in range(3):
            assert session.get(f'{service.url}/exam', timeout=WAIT).json() == {'id': 1}
    assert service.asked == ['/exam'] * 3


def test_the_first_address_that_answers_is_taken(
    service: Provider, allow: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow()
    port = service.server_port
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
def test_a_redirect_to_another_host_is_not_followed(status: int, service: Provider, allow: Any) -> None:
    allow()
    with running(Provider()) as other:
        service.reply = lambda handler: handler.answer(status, b'', Location=f'{other.url}/steal')
        with pytest.raises(AnswerRefused):
            guarded_session().post(f'{service.url}/token', data={'client_secret': 's'}, timeout=WAIT)
        assert other.asked == []


@pytest.mark.parametrize('with_token', [False, True], ids=['plain', 'with a token'])
def test_redirects_are_over_with_the_time_of_the_whole(with_token: bool, service: Provider, allow: Any) -> None:
    """Each of them takes less than the time, and a token that is asked for first takes of it, too."""
    allow(PROVIDER_MOST_SECONDS=BUDGET)

    def reply(handler: Any) -> None:
        handler.server.closing.wait(BUDGET * 0.4)
        if 'oauth2' in handler.path:
            handler.answer(200, b'{"access_token": "t", "expires_in": 3600}')
        else:
            handler.answer(302, b'', Location=f'{handler.path}0')

    service.reply = reply
    session = ProviderSession(service.url, 'id', 'secret') if with_token else guarded_session()
    began = time.monotonic()
    with pytest.raises(requests.ReadTimeout):
        session.get(f'{service.url}/exam', timeout=WAIT)
    assert time.monotonic() - began < BUDGET * 2
    assert len(service.asked) <= 3


def test_a_connection_that_is_made_when_the_time_is_over_is_cut_at_once(service: Provider, allow: Any) -> None:
    allow(PROVIDER_MOST_SECONDS=0.05)
    service.reply = lambda handler: handler.server.closing.wait(WAIT)
    began = time.monotonic()
    with one_deadline():
        time.sleep(0.06)
        with pytest.raises(requests.ReadTimeout):
            guarded_session().get(service.url, timeout=WAIT)
    assert time.monotonic() - began < 1


def test_few_redirects_are_followed(service: Provider, allow: Any) -> None:
    allow()
    service.reply = lambda handler: handler.answer(302, b'', Location=f'{handler.path}0')
    with pytest.raises(requests.TooManyRedirects):
        guarded_session().get(f'{service.url}/exam', timeout=WAIT)
    assert len(service.asked) == outgoing.MOST_REDIRECTS + 1


def test_a_redirect_on_the_same_host_is_followed(service: Provider, allow: Any) -> None:
    allow()

    def reply(handler: Any) -> None:
        if handler.path == '/exam':
            handler.answer(301, b'', Location='/exam/')
        else:
            handler.answer(200, b'"there"')

    service.reply = reply
    assert guarded_session().get(f'{service.url}/exam', timeout=WAIT).json() == 'there'


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
def test_a_server_that_drips_is_cut_off(begin: Callable[[Any], Any], service: Provider, allow: Any) -> None:
    allow(PROVIDER_MOST_SECONDS=BUDGET)
    service.reply = begin
    began = time.monotonic()
    with pytest.raises(requests.ReadTimeout):
        guarded_session().get(service.url, timeout=WAIT)
    assert time.monotonic() - began < WAIT - 1  # it would drip for so long


def test_a_single_wait_has_its_own_time_out(service: Provider, allow: Any) -> None:
    allow()
    service.reply = lambda handler: handler.server.closing.wait(WAIT)
    with pytest.raises(requests.ReadTimeout):
        guarded_session().get(service.url, timeout=0.1)


# ── both kinds of providers ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_token_is_not_carried_elsewhere(service: Provider, allow: Any) -> None:
    allow()
    with running(Provider()) as other:
        service.reply = lambda handler: handler.answer(307, b'', Location=f'{other.url}{handler.path}')
        with pytest.raises(AnswerRefused):
            rest_provider(service.url).get_proctoring_config()
        assert other.asked == []


@pytest.mark.parametrize('kind', ['rest', 'software_secure'])
def test_no_provider_reaches_a_private_address_unless_told(kind: str, service: Provider) -> None:
    ask: dict[str, Callable[[], Any]] = {
        'rest': rest_provider(service.url).get_proctoring_config,
        'software_secure': partial(
            software_secure(service.url).register_exam_attempt,
            {'id': 1, 'course_id': 'c', 'exam_name': 'e'},
            {'attempt_code': 'C', 'time_limit_mins': 1, 'is_sample_attempt': False, 'full_name': 'A B'},
        ),
    }
    with pytest.raises(requests.ConnectionError):
        ask[kind]()
    assert service.asked == []


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
