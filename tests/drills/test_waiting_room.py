"""The entrance under load, over HTTP: who guesses codes gets nowhere, and who waits is let in within seconds.

The server is gunicorn with two workers, the database the one that ``DATABASE`` names, and sessions and cache are in
Redis. Without gunicorn or Redis, both are skipped.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest

from tests.drills.browsers import Browsers
from tests.drills.conftest import Report
from tests.drills.gated_crowd import API, ARRIVING, Client, Crowd, percentiles
from tests.drills.gated_site import GatedSite

GUESSES = [
    pytest.param(10, 400, id='short'),
    pytest.param(50, 10_000, id='long', marks=pytest.mark.drill),
]
WAITING = [
    pytest.param(40, 2, id='short'),
    pytest.param(1000, 75, id='long', marks=pytest.mark.drill),
    pytest.param(1000, 2, id='long-reconnecting', marks=pytest.mark.drill),
]
ADDRESSES = [f'192.0.2.{number}' for number in range(1, 6)]
PER_LEARNER, PER_ADDRESS = 10, 200  # the defaults of the settings
MOST_SECONDS = 15  # from the release until the page says that the exam can be started


@pytest.fixture
def ready() -> None:
    """What a site needs is there."""
    missing = GatedSite.missing()
    if missing:
        pytest.skip(missing)


@pytest.fixture
def site(ready: None) -> Iterator[GatedSite]:
    """A site with an exam that needs a code and a release."""
    with GatedSite.running() as site:
        yield site


@pytest.mark.parametrize(('learners', 'guesses'), GUESSES)
def test_guessing_codes_gets_nobody_in(learners: int, guesses: int, site: GatedSite, report: Report) -> None:
    exam_id, cookies = site.prepare(learners, needs_code=True)
    clients = [Client(site.port, cookie, ADDRESSES[number % 5]) for number, cookie in enumerate(cookies)]
    path = f'{API}/entrance_code/exam_id/{exam_id}'
    alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'

    def guess(client: Client, count: int) -> Counter[int]:
        found: Counter[int] = Counter()
        for _ in range(count):
            status, _answer = client.ask('POST', path, {'code': ''.join(random.choices(alphabet, k=8))})
            found[status] += 1
        client.close()
        return found

    began = time.monotonic()
    with ThreadPoolExecutor(16) as pool:
        answers = sum(pool.map(guess, clients, repeat(guesses // learners)), Counter[int]())
    seconds = time.monotonic() - began
    seen = site.events(exam_id)
    assert set(answers) == {400, 429}
    assert answers.total() == guesses
    assert answers[400] == seen['wrong_code'] <= learners * PER_LEARNER
    assert seen['wrong_code'] <= len(ADDRESSES) * (PER_ADDRESS + 16), 'and an address has its limit'
    assert seen['too_many_codes'] == learners, 'staff see each who had to wait, once'
    assert seen['passed'] == 0
    status, answer = clients[0].ask('POST', path, {'code': site.code})
    clients[0].close()
    assert (status, answer['seconds_to_retry'] > 0) == (429, True), 'even the right code has to wait'
    statements = site.statements_of_a_guess(exam_id)
    report(
        f'{guesses} guesses by {learners} learners from {len(ADDRESSES)} addresses on {site.database} in '
        f'{seconds:.0f} s: 0 let in, {answers[400]} looked at, {answers[429]} refused unseen; statements of a guess: '
        f'{statements["wrong"]} wrong, {statements["refused"]} refused; events for staff: {dict(seen)}'
    )


@pytest.mark.parametrize(('learners', 'keep_alive'), WAITING)
def test_all_who_wait_are_let_in_at_once(learners: int, keep_alive: int, ready: None, report: Report) -> None:
    with GatedSite.running(keep_alive=keep_alive) as site:
        exam_id, cookies = site.prepare(learners, needs_release=True)
        crowd = Crowd(exam_id, Browsers(site.port), cookies, clicking=(3, 30) if learners > 100 else (1, 3))
        watch = Watch(site, crowd)
        with crowd.at_work():
            crowd.wait_until_all_wait(learners / ARRIVING + 60)
            time.sleep(6)
            watch.begin()
            time.sleep(9)
            waiting = watch.end('polls')
            watch.begin()
            site.release(exam_id)
            released = time.monotonic()
        after = watch.end('requests')
        running, database = site.running_attempts(exam_id), site.database
    browsers = crowd.browsers
    inside = [moment - released for moment in crowd.may_start.values()]
    started = [moment - released for moment in crowd.started.values()]
    report(
        f'{learners} learners wait on {database}, 2 workers, idle connections kept {keep_alive} s, load average '
        f'{os.getloadavg()[0]:.1f}: {waiting}; a poll takes {percentiles(browsers.latencies["signal"], unit="ms")}. '
        f'Released: in {percentiles(inside)}; started {percentiles(started)}, a start takes '
        f'{percentiles(browsers.latencies["start"])}; {after}; {len(browsers.connecting)} connections, each within '
        f'{max(browsers.connecting):.1f} s; errors: {dict(Counter(trouble for trouble, _ in browsers.errors)) or 0}'
    )
    assert len(inside) == learners, browsers.errors[:3]
    assert max(inside) < MOST_SECONDS
    assert browsers.errors == [], browsers.errors[:3]
    assert running == learners


class Watch:
    """What a part of the drill costs: from ``begin`` to ``end``."""

    def __init__(self, site: GatedSite, crowd: Crowd) -> None:
        self._site, self._crowd = site, crowd

    def _now(self) -> tuple[float, float, float, int]:
        answered = sum(map(len, self._crowd.browsers.latencies.values()))
        return time.monotonic(), self._site.worker_seconds(), time.process_time(), answered

    def begin(self) -> None:
        """Count from here."""
        self._before = self._now()

    def end(self, what: str) -> str:
        """Return it in words; ``what`` are the requests called."""
        seconds, workers, own, answered = (b - a for a, b in zip(self._before, self._now(), strict=True))
        return (
            f'{answered / seconds:.0f} {what}/s use {workers / seconds:.2f} cores of the workers '
            f'({workers / answered * 1000:.1f} ms each) and {own / seconds:.2f} of this program'
        )
