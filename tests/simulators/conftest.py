"""Running simulators, and an LMS that takes what they post."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from pytest_django import Settings

from simulators.rest import RestSimulator
from simulators.rpnow import RpnowSimulator


class ReviewTaker(ThreadingHTTPServer):
    """An HTTP server that keeps the JSON bodies posted to it, with their paths, and answers as told.

    It gives the token ``token`` to whoever asks for one, and keeps the ``credentials``, and the ``Authorization``
    headers of the other calls.
    """

    def __init__(self) -> None:
        self.credentials: list[dict[str, str]] = []
        self.authorizations: list[str | None] = []
        self.received: list[tuple[str, dict[str, Any]]] = []
        self.answer_status = 200
        self.answer_text = '"OK"'
        super().__init__(('127.0.0.1', 0), ReviewTakerHandler)

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.server_port}'


class ReviewTakerHandler(BaseHTTPRequestHandler):
    server: ReviewTaker

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers['Content-Length']))
        if self.path == '/oauth2/access_token':
            self.server.credentials.append(dict(parse_qsl(body.decode())))
            self.answer(200, '{"access_token": "token", "expires_in": 60}')
            return
        self.server.received.append((self.path, json.loads(body)))
        self.server.authorizations.append(self.headers['Authorization'])
        self.answer(self.server.answer_status, self.server.answer_text)

    def answer(self, status: int, text: str) -> None:
        answer = text.encode()
        self.send_response(status)
        self.send_header('Content-Length', str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(autouse=True)
def simulators_may_be_asked(settings: Settings) -> None:
    """They listen on this machine, where requests to providers don't go by themselves."""
    allowed = {'PROVIDER_NETWORKS': ['127.0.0.0/8', '::1/128']}
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, **allowed}


@pytest.fixture
def lms() -> Iterator[ReviewTaker]:
    with ReviewTaker() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def rpnow(lms: ReviewTaker) -> Iterator[RpnowSimulator]:
    with RpnowSimulator(lms_url=lms.url) as simulator:
        yield simulator


@pytest.fixture
def proctor(lms: ReviewTaker) -> Iterator[RestSimulator]:
    with RestSimulator(lms_url=lms.url) as simulator:
        yield simulator
