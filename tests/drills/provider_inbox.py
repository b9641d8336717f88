"""A proctoring provider on a port of this machine that can be out of order, and that remembers what it was told."""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulators.http_messages import Request, Response
from simulators.http_server import SimulatorServer
from simulators.rest_account import Account
from simulators.rest_records import Records
from simulators.rest_service import RestService

NOWHERE = 'http://127.0.0.1:1'  # callbacks of the simulator would go there
ATTEMPTS = re.compile(r'/api/v1/exam/[^/]+/attempt/')
ATTEMPT = re.compile(r'/api/v1/exam/[^/]+/attempt/([^/]+)/')


class CallLostError(Exception):
    """The provider is not to get a call."""


@dataclass(frozen=True)
class Told:
    """What the LMS said about an attempt: its status, and the key of the delivery."""

    attempt_id: str
    status: str
    key: str


class ProviderInbox:
    """The REST simulator on one port, which can be closed and opened again, and every status that it was told.

    For tests that want something to happen just then, ``before_taking`` is called with each one before it is taken, and
    keeps it from being taken by raising :class:`CallLostError`; ``after_registering`` is called when an attempt was
    registered and its answer is not sent yet.
    """

    def __init__(self) -> None:
        self.account = Account()
        self.records = Records()
        self.told: list[Told] = []
        self.before_taking: Callable[[Told], None] | None = None
        self.after_registering: Callable[[], None] | None = None
        self._service = RestService(lms_url=NOWHERE, account=self.account, records=self.records)
        self._server: SimulatorServer | None = None
        self._thread: threading.Thread | None = None
        self._port = 0

    @property
    def url(self) -> str:
        """Its address, the same after it was closed and opened."""
        return f'http://127.0.0.1:{self._port}'

    def options(self) -> dict[str, Any]:
        """What a provider of the LMS has to know of it."""
        return {
            'base_url': self.url,
            'client_id': self.account.client_id,
            'client_secret': self.account.client_secret,
        }

    def open(self) -> None:
        """Answer from now on."""
        self._server = SimulatorServer(self, port=self._port)
        self._port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={'poll_interval': 0.01}, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()
        self._server = None

    def answer(self, request: Request) -> Response | None:
        """The simulator's answer; what is told of an attempt is written down."""
        found = ATTEMPT.fullmatch(request.path)
        if found and request.method == 'PATCH':
            told = Told(found[1], str(json.loads(request.body)['status']), request.header('Idempotency-Key'))
            try:
                if self.before_taking is not None:
                    self.before_taking(told)
            except CallLostError:
                return None
            self.told.append(told)
        response = self._service.answer(request)
        if self.after_registering is not None and request.method == 'POST' and ATTEMPTS.fullmatch(request.path):
            self.after_registering()
        return response

    def stop(self) -> None:
        """End every wait that is going on."""
        self._service.stop()

    def once_each(self) -> dict[str, list[str]]:
        """The statuses of each attempt in the order in which they came first; a repeated delivery counts once."""
        statuses: dict[str, list[str]] = defaultdict(list)
        keys: set[str] = set()
        for told in list(self.told):
            if told.key not in keys:
                keys.add(told.key)
                statuses[told.attempt_id].append(told.status)
        return statuses
