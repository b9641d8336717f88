"""Many learners at the entrance of an exam, on a server of several processes; each waits on a connection of its own."""

from __future__ import annotations

import http.client
import json
import random
import resource
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

LONGEST = 30  # seconds, for one answer
SIGNAL_EVERY, SOONER = 3.0, 0.6  # as the page in the browser does
ASK_EVERY = 30.0

API = '/api/edx_proctoring/v1/proctored_exam'


@dataclass
class Client:
    """One learner's browser; it keeps its connection, and opens another when the server has closed that."""

    port: int
    cookie: str
    address: str = ''
    connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Return the status and the JSON of the answer."""
        headers = {'Cookie': self.cookie, 'X-CSRFToken': 'a' * 32, 'Content-Type': 'application/json'}
        if self.address:
            headers['X-Forwarded-For'] = self.address
        sent = json.dumps(body) if body is not None else None
        for is_last in (False, True):
            if self.connection is None:
                self.connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=LONGEST)
            try:
                self.connection.request(method, path, sent, headers)
                answer = self.connection.getresponse()
                return answer.status, json.loads(answer.read() or b'null')
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self.close()
                if is_last:
                    raise
        raise AssertionError('not reached')

    def close(self) -> None:
        """Let the connection go."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@dataclass
class Crowd:
    """All who wait, each in a thread. Moments are those of ``time.monotonic``."""

    exam_id: int
    clients: list[Client]
    may_start: dict[int, float] = field(default_factory=dict)
    started: dict[int, float] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    polls: int = 0
    _waiting: set[int] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Have all of them wait; after the block, all are in."""
        threading.stack_size(256 * 1024)
        threads = [threading.Thread(target=self._live, args=(number,)) for number in range(len(self.clients))]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for thread in threads:
                thread.join()

    def wait_until_all_wait(self, seconds: float) -> None:
        """Return when everybody has been told to wait. Raises ``AssertionError`` if that takes longer."""
        deadline = time.monotonic() + seconds
        while len(self._waiting) + len(self.errors) < len(self.clients):
            assert time.monotonic() < deadline, f'{len(self._waiting)} wait'
            time.sleep(0.1)

    def _live(self, number: int) -> None:
        try:
            self._wait_and_enter(number, self.clients[number])
        except Exception as error:  # noqa: BLE001 - whatever it is counts as an error
            self.errors.append(f'{number}: {error!r}')
        finally:
            self.clients[number].close()

    def _wait_and_enter(self, number: int, client: Client) -> None:
        # As people come in, over some seconds.
        time.sleep(random.uniform(0, len(self.clients) / 50))
        answer = self._expect(client, 'GET', f'/my_entrance/exam_id/{self.exam_id}')
        asked = time.monotonic()
        self._waiting.add(number)
        while not answer['can_start']:
            time.sleep(SIGNAL_EVERY - random.uniform(0, SOONER))
            signal = self._expect(client, 'GET', f'/entrance_signal/exam_id/{self.exam_id}')['signal']
            self.polls += 1
            if signal != answer['signal'] or time.monotonic() - asked >= ASK_EVERY:
                asked = time.monotonic()
                answer = self._expect(client, 'GET', f'/my_entrance/exam_id/{self.exam_id}')
        self.may_start[number] = time.monotonic()
        self._expect(client, 'POST', '/attempt', {'exam_id': self.exam_id, 'start_clock': True})
        self.started[number] = time.monotonic()

    def _expect(self, client: Client, method: str, path: str, body: Any = None) -> Any:
        status, answer = client.ask(method, f'{API}{path}', body)
        if status != 200:
            raise AssertionError(f'{method} {path}: {status} {answer}')
        return answer


def percentiles(moments: dict[int, float], since: float) -> str:
    """Return the seconds since then, in words."""
    ordered = sorted(each - since for each in moments.values())
    ranks = {name: ordered[min(int(len(ordered) * part), len(ordered) - 1)] for name, part in RANKS.items()}
    return ', '.join(f'{name} {seconds:.1f} s' for name, seconds in ranks.items())


RANKS = {'p50': 0.5, 'p90': 0.9, 'p99': 0.99, 'max': 1.0}


def own_seconds() -> float:
    """Return the CPU seconds of this process, which sends the requests."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
