"""The entrance under load, over HTTP: who guesses codes gets nowhere, and who waits is let in within seconds.

The server is gunicorn with two workers, the database the one that ``DATABASE`` names, and sessions and cache are in
Redis. Without gunicorn or Redis, both are skipped.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import pytest

from tests.drills.conftest import Report
from tests.drills.gated_crowd import API, Client, Crowd, own_seconds, percentiles
from tests.drills.gated_site import GatedSite

GUESSES = [
    pytest.param(10, 400, id='short'),
    pytest.param(50, 10_000, id='long', marks=pytest.mark.drill),
]
WAITING = [
    pytest.param(40, id='short'),
    pytest.param(1000, id='long', marks=pytest.mark.drill),
]
ADDRESSES = [f'192.0.2.{number}' for number in range(1, 6)]
PER_LEARNER, PER_ADDRESS = 10, 200  # the defaults of the settings
MOST_SECONDS = 15  # from the release to the started attempt


@pytest.fixture
def site() -> Iterator[GatedSite]:
    """A site with an exam that needs a code and a release."""
    missing = GatedSite.missing()
    if missing:
        pytest.skip(missing)
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


@pytest.mark.parametrize('learners', WAITING)
def test_all_who_wait_are_let_in_at_once(learners: int, site: GatedSite, report: Report) -> None:
    exam_id, cookies = site.prepare(learners, needs_release=True)
    crowd = Crowd(exam_id, [Client(site.port, cookie) for cookie in cookies])
    with crowd.at_work():
        crowd.wait_until_all_wait(learners / 50 + 60)
        time.sleep(6)
        used, polls, workers = own_seconds(), crowd.polls, site.worker_seconds()
        began = time.monotonic()
        time.sleep(6)
        waiting = f'{(crowd.polls - polls) / (time.monotonic() - began):.0f} polls/s'
        load = (own_seconds() - used, site.worker_seconds() - workers)
        site.release(exam_id)
        released = time.monotonic()
        used, workers = own_seconds(), site.worker_seconds()
    assert crowd.errors == [], crowd.errors[:3]
    may_start, started = percentiles(crowd.may_start, released), percentiles(crowd.started, released)
    report(
        f'{learners} learners wait on {site.database}, 2 workers: {waiting} cost the workers {load[1] / 6:.2f} cores '
        f'and this program {load[0] / 6:.2f}; released: may start {may_start}; started {started}; 0 errors; CPU of the '
        f'workers {site.worker_seconds() - workers:.1f} s, of this program {own_seconds() - used:.1f} s'
    )
    assert site.running_attempts(exam_id) == learners
    assert max(crowd.started.values()) - released < MOST_SECONDS
