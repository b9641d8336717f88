"""The process is killed at random moments; nothing that it has accepted is lost, and nothing happens twice."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.drills.conftest import Report
from tests.drills.provider_inbox import ProviderInbox, Told

ROOT = Path(__file__).parents[2]
SHORT, LONG = 6, 50
MOST_LIVES = 10  # after the last kill, until nothing is pending
BETWEEN_LIVES = 10  # minutes
LONGEST_WAIT = 0.03  # seconds from the event that a killer waits for to the kill
MOMENTS = ('while it recovers', 'between and within requests', 'while it tells the provider')


class Site:
    """The database of the killed process, and what is known from outside of what it accepted."""

    def __init__(self, inbox: ProviderInbox, database: Path, *, attempts: int) -> None:
        self.inbox = inbox
        self.environment = {**os.environ, 'DATABASE': 'sqlite', 'DATABASE_NAME': str(database)}
        self.environment['DJANGO_SETTINGS_MODULE'] = 'test_settings'
        self.steps = 2 * attempts
        self.accepted = 0
        self.lives = 0
        self.last_state: dict[str, Any] = {}
        exam = inbox.records.save_exam({'course_id': 'c', 'content_id': 's', 'exam_name': 'Exam'})
        now = datetime.now(UTC)
        body = {'user_id': 'learner', 'is_sample_attempt': False}
        self.external_ids = [inbox.records.register(exam, body, now=now).id for _ in range(attempts)]
        with self.start('prepare', {'exam': exam.id, 'attempts': self.external_ids}) as preparing:
            _, errors = preparing.communicate()
        assert preparing.returncode == 0, errors

    def start(self, mode: str, facts: dict[str, Any]) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, '-m', 'tests.drills.crash_site', mode],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE if mode == 'prepare' else subprocess.DEVNULL,
            text=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(facts))
        process.stdin.close()
        process.stdin = None
        return process

    def live(self, killer: Killer | None = None) -> bool:
        """One life of the process; whether it was killed."""
        self.lives += 1
        facts = {
            'provider': self.inbox.options(),
            'minutes': self.lives * BETWEEN_LIVES,
            'first_step': self.accepted,
            'steps': self.steps,
        }
        with self.start('work', facts) as process:
            if killer is not None:
                killer.aim_at(process, self.inbox)
            assert process.stdout is not None
            for line in process.stdout:
                self.hear(line.strip())
                if killer is not None:
                    killer.hear(line)
        self.inbox.before_taking = None
        assert process.returncode in {0, -9}, 'the site gave up by itself'
        return process.returncode == -9

    def hear(self, line: str) -> None:
        what, _, facts = line.partition(' ')
        if what == 'accepted':
            self.accepted = int(facts) + 1
        elif what == 'state':
            self.last_state = json.loads(facts)
            self.check_that_nothing_accepted_is_lost()

    def check_that_nothing_accepted_is_lost(self) -> None:
        submitted, reviewed = (self.accepted + 1) // 2, self.accepted // 2
        attempts = self.last_state['attempts']
        assert all('submitted' in each['history'] for each in attempts[:submitted])
        assert sum(each['reviews'] for each in attempts[:reviewed]) + self.last_state['received'] >= reviewed

    @property
    def is_done(self) -> bool:
        left = self.last_state['received'] + self.last_state['deliveries']
        return self.accepted == self.steps and not left


class Killer:
    """Kills a process at a random moment of one kind."""

    def __init__(self, moment: str, chance: random.Random) -> None:
        self.moment = moment
        self.chance = chance
        self.countdown = chance.randint(1, 4)
        self.process: subprocess.Popen[str] | None = None

    def aim_at(self, process: subprocess.Popen[str], inbox: ProviderInbox) -> None:
        self.process = process
        if self.moment == 'while it tells the provider':
            inbox.before_taking = self.notice_call

    def notice_call(self, _told: Told) -> None:
        """The provider takes what it is told, but nobody hears its answer any more."""
        self.countdown -= 1
        if not self.countdown and self.process is not None:
            self.process.kill()
            self.process.wait()

    def hear(self, line: str) -> None:
        if self.moment == 'while it recovers' and line.startswith('state'):
            self.kill_soon()
        elif self.moment == 'between and within requests' and line.startswith(('accepted', 'recovered')):
            self.countdown -= 1
            if not self.countdown:
                self.kill_soon()

    def kill_soon(self) -> None:
        assert self.process is not None
        threading.Timer(self.chance.uniform(0, LONGEST_WAIT), self.process.kill).start()


@pytest.fixture
def inbox() -> Iterator[ProviderInbox]:
    """The provider, which outlives the site."""
    provider = ProviderInbox()
    provider.open()
    yield provider
    provider.stop()
    provider.close()


@pytest.mark.parametrize(
    'kills', [pytest.param(SHORT, id='short'), pytest.param(LONG, id='long', marks=pytest.mark.drill)]
)
def test_a_killed_process_loses_and_repeats_nothing(
    kills: int, inbox: ProviderInbox, tmp_path: Path, report: Report
) -> None:
    chance = random.Random(kills)
    site = Site(inbox, tmp_path / 'site.sqlite3', attempts=3 * kills)
    killed: Counter[str] = Counter()
    while killed.total() < kills:
        assert not (site.last_state and site.is_done), 'there was too little to do for so many kills'
        moment = MOMENTS[site.lives % len(MOMENTS)]
        killed[moment] += site.live(Killer(moment, chance))
    for _ in range(MOST_LIVES):
        site.live()
        if site.is_done:
            break

    assert site.is_done
    expected = {'status': 'verified', 'history': ['started', 'submitted', 'verified'], 'reviews': 1}
    assert site.last_state['attempts'] == [expected] * len(site.external_ids)
    assert inbox.once_each() == {external_id: ['submitted'] for external_id in site.external_ids}
    if kills == LONG:
        times = ', '.join(f'{count} {moment}' for moment, count in killed.items())
        report(
            f'crashes: {killed.total()} kills ({times}); {site.steps} accepted requests, none lost; '
            f'{len(inbox.told)} calls came for {len(site.external_ids)} deliveries, each counted once, none missing'
        )
