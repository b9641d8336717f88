"""The database is restarted while the site is in use: it says 503 meanwhile, loses nothing, and goes on by itself."""

from __future__ import annotations

import json
import os
import random
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.drills.conftest import Report
from tests.drills.own_server import OwnMariaDB, OwnPostgreSQL, OwnServer
from tests.drills.provider_inbox import ProviderInbox, Told
from tests.drills.site_outside import SiteOutside
from tests.drills.traffic import Traffic

pytest.importorskip('edx_rest_api_client', reason='providers of the REST kind need it')

SHORT, LONG = 2, 20
LEARNERS_AT_ONCE = 6
LEARNERS_PER_RESTART = 40  # more than there is time for
FEWEST, MOST = 15, 90  # answers and calls of the provider between two restarts

SERVERS = [pytest.param(server, id=server.name) for server in (OwnPostgreSQL, OwnMariaDB)]
SIZES = [pytest.param(SHORT, id='short'), pytest.param(LONG, id='long', marks=pytest.mark.drill)]


class Site(SiteOutside):
    """The site on that server."""

    module = 'tests.drills.restarted_site'

    def __init__(self, inbox: ProviderInbox, server: OwnServer, log: Path) -> None:
        others = {name: value for name, value in os.environ.items() if not name.startswith('DATABASE')}
        super().__init__(inbox, {**others, **server.environment}, log)

    @contextmanager
    def serving(self) -> Iterator[int]:
        """While it takes requests: its port. It is one process all the time."""
        with self.start('serve', {}) as process:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, self.end_of_log()
            try:
                yield json.loads(line)['port']
                assert process.poll() is None, self.end_of_log()
            finally:
                process.kill()


@pytest.fixture
def server(request: pytest.FixtureRequest) -> Iterator[OwnServer]:
    """A database server that this test may restart."""
    kind: type[OwnServer] = request.param
    missing = kind.missing()
    if missing:
        pytest.skip(missing)
    with tempfile.TemporaryDirectory() as folder:  # the folders of pytest are not for other accounts
        own = kind(Path(folder))
        try:
            own.start()
            yield own
        finally:
            own.stop()


def restart_often(server: OwnServer, traffic: Traffic, restarts: int) -> None:
    """By turns in order and by force, in the middle of whatever goes on; afterwards the site serves by itself."""
    chance = random.Random(restarts)
    for number in range(restarts):
        traffic.wait_for(chance.randint(FEWEST, MOST))
        if number % 2:
            server.kill()
        else:
            server.stop()
        server.start()
    traffic.wait_for(MOST)


def check_attempts(traffic: Traffic, state: dict[str, Any]) -> None:
    """Everything that was accepted is there, and each attempt went through each status once."""
    assert (state['received'], state['deliveries']) == (0, 0)
    attempts = {attempt['id']: attempt for attempt in state['attempts']}
    assert set(traffic.accepted) <= set(attempts)
    assert len({attempt['learner'] for attempt in attempts.values()}) == len(attempts)
    for attempt in attempts.values():
        passed = [status for status, _rows in groupby(attempt['history'])]
        assert passed == ['created', 'ready_to_start', 'started', 'submitted', 'verified']
        assert attempt['reviews'] == 1


def check_provider(inbox: ProviderInbox, state: dict[str, Any]) -> int:
    """It knows each attempt and heard of each change once, in order; how many it knows that did not come to be."""
    attempts = {attempt['external_id'] for attempt in state['attempts']}
    assert inbox.once_each() == {external_id: ['started', 'submitted'] for external_id in attempts}
    known = {attempt.id for attempt in inbox.records.list_attempts()}
    assert attempts <= known
    return len(known - attempts)


def live_through(restarts: int, server: OwnServer, inbox: ProviderInbox, traffic: Traffic) -> None:
    """Learners and the provider use the site while its database is restarted so often, and end what they have begun."""

    def notice_call(_told: Told) -> None:
        traffic.note()

    inbox.before_taking = notice_call
    with ThreadPoolExecutor(LEARNERS_AT_ONCE) as pool:
        learners = [pool.submit(traffic.go_on) for _ in range(LEARNERS_AT_ONCE)]
        try:
            restart_often(server, traffic, restarts)
        finally:
            traffic.is_over = True
        for learner in learners:
            learner.result()


@pytest.mark.parametrize('restarts', SIZES)
@pytest.mark.parametrize('server', SERVERS, indirect=True)
def test_a_restarted_database_is_told_with_503_and_loses_and_repeats_nothing(
    server: OwnServer, restarts: int, inbox: ProviderInbox, tmp_path: Path, report: Report
) -> None:
    site = Site(inbox, server, tmp_path / 'site.log')
    prepared = site.prepare(LEARNERS_PER_RESTART * (restarts + 1))
    with site.serving() as port:
        traffic = Traffic(prepared, port)
        live_through(restarts, server, inbox, traffic)
    state = site.ask('settle', {})

    assert set(traffic.answers) <= {200, 302, 400, 503}
    assert traffic.answers[503] >= restarts
    check_attempts(traffic, state)
    orphans = check_provider(inbox, state)
    if restarts == LONG:
        told = {status: traffic.answers[status] for status in sorted(traffic.answers)}
        attempts, changes = len(state['attempts']), sum(map(len, traffic.accepted.values()))
        report(
            f'restarts of {server.name}: {restarts // 2} in order, {restarts // 2} by SIGKILL; answers {told}; '
            f'{attempts} attempts, {changes} accepted changes, none lost, {traffic.unsure} made though answered 503; '
            f'{len(inbox.told)} calls came for {2 * attempts} deliveries, each counted once, none missing; '
            f'{orphans} registrations without an attempt'
        )
