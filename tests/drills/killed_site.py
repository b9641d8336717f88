"""The site of ``crash_site`` as it is seen from outside, and who kills it."""

from __future__ import annotations

import json
import random
import re
import subprocess
import threading
from collections import Counter
from pathlib import Path
from typing import Any

from edx_proctoring.telemetry.correlation import correlation_id
from tests.drills.provider_inbox import CallLostError, ProviderInbox, Told
from tests.drills.site_outside import SiteOutside

BETWEEN_LIVES = 10  # minutes
LONGEST_WAIT = 0.03  # seconds from the event that a killer waits for to the kill
JUST_AFTER = 0.005  # the same after the answer to a registration
MOMENTS = (
    'while it recovers',
    'within and between requests',
    'before the provider gets a call',
    'before it hears the answer to one',
    'before it hears of a registration',
    'just after it heard of one',
    'while it stores a review',
    'when it has told the LMS something',
    'when it has sent a mail',
)
# Of these moments, the process says itself that they have come; what happens then, and how often before it is killed.
EVENTS = {
    'while it stores a review': 'review',
    'when it has told the LMS something': 'lms',
    'when it has sent a mail': 'mail',
}
WAITS = 'waits'
STEPS = ('enter', 'ready', 'start', 'submit', 'review')
STATUSES = ('created', 'ready_to_start', 'started', 'submitted', 'verified')

CORRELATION_ID = r'.* correlation_id=(\w+)$'
REGISTERED = re.compile('Provider call: .* method=register_exam_attempt outcome=ok ' + CORRELATION_ID, re.MULTILINE)
CREATED = re.compile('Attempt created: ' + CORRELATION_ID, re.MULTILINE)


class Site(SiteOutside):
    """A site with a database of its own: what it accepts, what is stored, what its log says."""

    module = 'tests.drills.crash_site'

    def __init__(self, inbox: ProviderInbox, environment: dict[str, str], log: Path, *, learners: int) -> None:
        super().__init__(inbox, environment, log)
        self.learners = [f'learner{number}' for number in range(learners)]
        self.steps = [(learner, step) for learner in self.learners for step in STEPS]
        self.accepted = 0
        self.lives = 0
        self.codes: set[str] = set()
        self.told: Counter[tuple[str, ...]] = Counter()  # what the LMS and the mailbox were told, and how often
        self.last_state: dict[str, Any] = {}
        self.prepare(learners)

    def live(self, killer: Killer | None = None) -> bool:
        """One life of the process; whether it was killed."""
        self.lives += 1
        moment = killer.moment_of_process() if killer is not None else None
        fields = {'minutes': self.lives * BETWEEN_LIVES, 'steps': self.steps[self.accepted :], 'moment': moment}
        with self.start('work', fields) as process:
            if killer is not None:
                killer.aim_at(process, self.inbox)
            assert process.stdout is not None
            for line in process.stdout:
                self.hear(line.strip())
                if killer is not None:
                    killer.hear(line.strip())
        self.inbox.before_taking = self.inbox.after_registering = None
        assert process.returncode in {0, -9}, self.end_of_log()
        return process.returncode == -9

    def hear(self, line: str) -> None:
        what, _, fields = line.partition(' ')
        if what == 'accepted':
            self.accepted += 1
        elif what == 'registers':
            self.codes.add(fields)
        elif what == 'told':
            self.told[tuple(json.loads(fields))] += 1
        elif what == 'state':
            self.last_state = json.loads(fields)
            self.check_that_nothing_accepted_is_lost()

    def check_that_nothing_accepted_is_lost(self) -> None:
        attempts = {attempt['learner']: attempt for attempt in self.last_state['attempts']}
        assert len(attempts) == len(self.last_state['attempts']), 'a learner has two attempts'
        done = Counter(learner for learner, _step in self.steps[: self.accepted])
        for learner, steps in done.items():
            before_review = STATUSES[: min(steps, len(STEPS) - 1)]
            assert tuple(attempts[learner]['history'][: len(before_review)]) == before_review
        reviewed = sum(steps == len(STEPS) for steps in done.values())
        assert sum(attempt['reviews'] for attempt in attempts.values()) + self.last_state['received'] >= reviewed

    @property
    def is_done(self) -> bool:
        left = self.last_state['received'] + self.last_state['deliveries']
        return self.accepted == len(self.steps) and not left

    def stored(self, name: str) -> set[str]:
        """This fact of all attempts that are stored."""
        return {attempt[name] for attempt in self.last_state['attempts']}

    def orphans(self) -> set[str]:
        """The ids of registrations at the provider that no attempt refers to."""
        registered = {attempt.id for attempt in self.inbox.records.list_attempts()}
        assert self.stored('external_id') <= registered
        return registered - self.stored('external_id')

    def codes_without_attempt(self) -> set[str]:
        """The codes of attempts that did not come to be."""
        return self.codes - self.stored('code')

    def orphans_in_log(self) -> set[str]:
        """The correlation ids under which the log has a registration, and no attempt that was created."""
        log = self.log.read_text()
        registered, created = set(REGISTERED.findall(log)), set(CREATED.findall(log))
        stored = self.stored('correlation_id')
        assert created <= stored <= registered
        assert registered - stored <= {correlation_id(code) for code in self.codes_without_attempt()}
        return registered - stored


class Killer:
    """Kills a process at a random moment of one kind."""

    def __init__(self, moment: str, chance: random.Random) -> None:
        self.moment = moment
        self.chance = chance
        self.countdown = chance.randint(1, 4)
        self.process: subprocess.Popen[str] | None = None

    def moment_of_process(self) -> dict[str, str | int] | None:
        """Where the process shall wait for the kill; None when it comes without waiting."""
        event = EVENTS.get(self.moment)
        return {'event': event, 'count': self.countdown} if event else None

    def aim_at(self, process: subprocess.Popen[str], inbox: ProviderInbox) -> None:
        self.process = process
        if self.moment == 'before the provider gets a call':
            inbox.before_taking = self.lose_call
        elif self.moment == 'before it hears the answer to one':
            inbox.before_taking = self.lose_answer
        elif self.moment == 'before it hears of a registration':
            inbox.after_registering = self.lose_answer

    def lose_call(self, told: Told) -> None:
        """The process has sent a call that the provider does not get."""
        self.lose_answer(told)
        if not self.countdown:
            raise CallLostError

    def lose_answer(self, _told: Told | None = None) -> None:
        """The provider takes what it is told, but nobody hears its answer any more."""
        self.countdown -= 1
        if not self.countdown and self.process is not None:
            self.process.kill()
            self.process.wait()

    def hear(self, line: str) -> None:
        if line == WAITS:
            self.kill_within(0)
        elif self.moment == 'while it recovers' and line.startswith('state'):
            self.kill_within(LONGEST_WAIT)
        elif self.moment == 'within and between requests' and line in {'accepted', 'recovered'}:
            self.count_down(LONGEST_WAIT)
        elif self.moment == 'just after it heard of one' and line == 'registered':
            self.count_down(JUST_AFTER)

    def count_down(self, seconds: float) -> None:
        self.countdown -= 1
        if not self.countdown:
            self.kill_within(seconds)

    def kill_within(self, seconds: float) -> None:
        assert self.process is not None
        threading.Timer(self.chance.uniform(0, seconds), self.process.kill).start()
