"""``proctoring_doctor`` about what the app works with: the services of providers, and clocks."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
import requests
import responses

from edx_proctoring.testing.provider import RecordingProvider
from tests.commands.conftest import Doctor
from tests.factories import AttemptFactory

pytestmark = pytest.mark.django_db

SERVICE = 'https://service.example.com/api'


@pytest.fixture
def service(backends: dict[str, Any], settings: Any) -> Iterator[responses.RequestsMock]:
    """Only ``test`` has a service; what it answers is told to the fixture."""
    for name in list(backends):
        if name != 'test':
            del backends[name]
    provider: RecordingProvider = backends['test']
    provider.base_url = SERVICE  # type: ignore[attr-defined]
    with responses.RequestsMock() as mock:
        yield mock


def test_a_service_that_answers_is_only_asked_for_its_head(
    doctor: Doctor, service: responses.RequestsMock, now: datetime, provider: RecordingProvider
) -> None:
    service.add(responses.HEAD, SERVICE, status=404, headers={'Date': format_datetime(now, usegmt=True)})
    code, (finding,) = doctor('providers', offline=False)
    assert (code, finding['what']) == (0, 'test: service.example.com responds.')
    assert [call.request.method for call in service.calls] == ['HEAD']
    assert 'Authorization' not in service.calls[0].request.headers
    assert provider.calls == []


@pytest.mark.parametrize(
    ('answer', 'level', 'said'),
    [
        ({'status': 503}, 'WARN', 'responds with 503'),
        ({'body': requests.ConnectTimeout()}, 'FAIL', 'does not respond (ConnectTimeout)'),
        ({'body': requests.exceptions.SSLError()}, 'FAIL', 'does not respond (SSLError)'),
    ],
    ids=['ill', 'slow', 'certificate'],
)
def test_a_service_that_is_out_of_order(
    doctor: Doctor, service: responses.RequestsMock, answer: dict[str, Any], level: str, said: str
) -> None:
    service.add(responses.HEAD, SERVICE, **answer)
    _, (finding,) = doctor('providers', offline=False)
    assert finding['level'] == level
    assert said in finding['what']
    assert finding['advice']


def test_a_redirect_is_an_answer_and_not_followed(doctor: Doctor, service: responses.RequestsMock) -> None:
    service.add(responses.HEAD, SERVICE, status=302, headers={'Location': 'https://www.example.com/'})
    assert doctor('providers', offline=False)[0] == 0


def test_a_service_at_a_private_address_is_not_asked_unless_its_network_is_named(
    doctor: Doctor, backends: dict[str, Any], settings: Any
) -> None:
    for name in set(backends) - {'test'}:
        del backends[name]
    with socket.create_server(('127.0.0.1', 0)) as server:
        backends['test'].base_url = f'http://127.0.0.1:{server.getsockname()[1]}'
        code, (finding,) = doctor('providers', offline=False)
        assert code == 2
        assert 'PROVIDER_NETWORKS' in finding['advice']
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()
        settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'PROVIDER_NETWORKS': ['127.0.0.0/8']}
        (finding,) = doctor('providers', offline=False, timeout=1)[1]
        assert 'does not respond (ReadTimeout)' in finding['what']
        server.accept()[0].close()


def test_nobody_is_asked_offline(doctor: Doctor, service: responses.RequestsMock) -> None:
    assert doctor('providers', 'clocks')[0] == 0
    assert not service.calls


@pytest.mark.parametrize(
    ('ahead', 'level'), [(0, 'OK'), (-4, 'OK'), (12, 'WARN'), (-12, 'WARN'), (-90, 'FAIL')], ids=str
)
def test_the_clock_of_a_service(doctor: Doctor, service: responses.RequestsMock, ahead: int, level: str) -> None:
    date = datetime.now(UTC) + timedelta(seconds=ahead)
    service.add(responses.HEAD, SERVICE, headers={'Date': format_datetime(date, usegmt=True)})
    _, (finding,) = doctor('clocks', offline=False)
    assert finding['level'] == level
    if level != 'OK':
        assert ('ahead of' if ahead > 0 else 'behind') in finding['what']
        assert 'test (service.example.com)' in finding['what']


@pytest.mark.parametrize('date', ['', 'soon'])
def test_a_service_that_does_not_tell_the_time(doctor: Doctor, service: responses.RequestsMock, date: str) -> None:
    service.add(responses.HEAD, SERVICE, headers={'Date': date})
    assert doctor('clocks', offline=False)[1][0]['what'] == 'Clocks agree with the database.'


@pytest.mark.deviation('X32')
@pytest.mark.parametrize(('ahead', 'level'), [(-60, 'OK'), (4, 'OK'), (20, 'WARN'), (90, 'FAIL')], ids=str)
def test_a_web_server_that_starts_exams_in_the_future(doctor: Doctor, ahead: int, level: str) -> None:
    AttemptFactory(status='started', started_at=datetime.now(UTC) + timedelta(seconds=ahead))
    _, (finding,) = doctor('clocks')
    assert finding['level'] == level
    if level != 'OK':
        assert 'the web server that started the last exam is' in finding['what']
        assert 'ahead of' in finding['what']


def test_the_clock_of_the_database(doctor: Doctor, now: datetime) -> None:
    code, (finding,) = doctor('clocks')
    assert code == 2, 'this process takes it to be 2030'
    assert 'The clock of the database is' in finding['what']
    assert 'behind' in finding['what']
