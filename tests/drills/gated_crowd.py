"""Many learners at the entrance of an exam, on a server of several processes."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.drills.browsers import LONGEST, Ask, Browsers, Script

# As the page in the browser does.
SIGNAL_EVERY, SOONER, SPREAD = 3.0, 0.6, 1.5
ASK_EVERY = 45.0
ARRIVING = 50  # learners, each second

API = '/api/edx_proctoring/v1/proctored_exam'


@dataclass
class Client:
    """One learner's browser, which waits for each answer; it opens its connection again when the server closed it."""

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
    """All who wait. Moments are those of ``time.monotonic``.

    ``may_start`` has when the page of each had learned that nothing keeps them out, ``started`` when their attempt had
    begun. In between they read the page, open the exam in the course, and start it: ``clicking`` are the fewest and the
    most seconds for that.
    """

    exam_id: int
    browsers: Browsers
    cookies: list[str]
    clicking: tuple[float, float] = (3, 30)
    may_start: dict[int, float] = field(default_factory=dict)
    started: dict[int, float] = field(default_factory=dict)
    seconds_used: float = 0  # CPU time of the thread
    _waiting: set[int] = field(default_factory=set)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Have all of them wait; after the block, all are in, or had an error."""
        for number, cookie in enumerate(self.cookies):
            self.browsers.join(cookie, self._script(number))
        thread = threading.Thread(target=self._run)
        thread.start()
        try:
            yield
        finally:
            thread.join()

    def wait_until_all_wait(self, seconds: float) -> None:
        """Return when everybody has been told to wait. Raises ``AssertionError`` if that takes longer."""
        deadline = time.monotonic() + seconds
        while len(self._waiting) + len(self.browsers.errors) < len(self.cookies):
            assert time.monotonic() < deadline, f'{len(self._waiting)} wait'
            time.sleep(0.1)

    def _run(self) -> None:
        used = time.thread_time()
        self.browsers.run()
        self.seconds_used = time.thread_time() - used

    def _script(self, number: int) -> Script:
        where = f'exam_id/{self.exam_id}'
        arrives = random.uniform(0, len(self.cookies) / ARRIVING)
        answer = yield Ask('entrance', 'GET', f'{API}/my_entrance/{where}', after=arrives)
        asked = time.monotonic()
        self._waiting.add(number)
        while not answer['can_start']:
            pause = SIGNAL_EVERY - random.uniform(0, SOONER)
            seen = yield Ask('signal', 'GET', f'{API}/entrance_signal/{where}', after=pause, is_named=False)
            if seen['signal'] == answer['signal'] + 1 and seen['is_released']:
                break  # the one thing that has changed: the page opens without asking
            is_new = seen['signal'] != answer['signal']
            if is_new or time.monotonic() - asked >= ASK_EVERY:
                asked = time.monotonic()
                spread = random.uniform(0, SPREAD) if is_new else 0
                answer = yield Ask('entrance', 'GET', f'{API}/my_entrance/{where}', after=spread)
        self.may_start[number] = time.monotonic()
        pause = random.uniform(*self.clicking)
        yield Ask('start', 'POST', f'{API}/attempt', {'exam_id': self.exam_id, 'start_clock': True}, after=pause)
        self.started[number] = time.monotonic()


def percentiles(seconds: Collection[float], *, unit: str = 's') -> str:
    """Return them in words: in seconds, or in milliseconds (``ms``)."""
    ordered, factor = sorted(seconds), 1000 if unit == 'ms' else 1
    if not ordered:
        return 'none'
    ranks = {name: ordered[min(int(len(ordered) * part), len(ordered) - 1)] for name, part in RANKS.items()}
    digits = 0 if unit == 'ms' else 1
    return ', '.join(f'{name} {each * factor:.{digits}f} {unit}' for name, each in ranks.items())


RANKS = {'p50': 0.5, 'p90': 0.9, 'p99': 0.99, 'max': 1.0}
