"""The process is killed at random moments; nothing that it has accepted is lost, and nothing happens twice."""

from __future__ import annotations

import os
import random
import uuid
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drills.conftest import Report
from tests.drills.killed_site import MOMENTS, STATUSES, Killer, Site
from tests.drills.provider_inbox import ProviderInbox
from tests.upgrade.conftest import DATABASES

pytest.importorskip('edx_rest_api_client', reason='providers of the REST kind need it')

DATABASE = os.environ.get('DATABASE', 'sqlite')
SHORT, LONG = 9, 54
MOST_REPEATED = 3  # calls and mails of one change, which are noted as done together
CREDIT, MAILS = ('submitted', 'satisfied'), 2  # of each learner: statuses of the requirement, mails
MOST_LIVES = 10  # after the last kill, until nothing is pending


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of the site's processes, which names a new database."""
    with DATABASES[DATABASE](f'crashes_{uuid.uuid4().hex[:12]}', tmp_path) as database:
        yield {**os.environ, 'DATABASE': DATABASE, 'DATABASE_NAME': database['NAME']}


def live_and_die(site: Site, kills: int) -> Counter[str]:
    """As many kills, and what the site needs to finish afterwards; how many were of each kind."""
    chance = random.Random(kills)
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
    return killed


def check_that_orphans_are_harmless(site: Site, orphans: set[str]) -> None:
    """What a provider says about registrations that came to nothing is refused, and leaves nothing behind."""
    codes = site.codes_without_attempt()
    told = site.ask('refuse', {'external_ids': sorted(orphans), 'codes': sorted(codes)})
    unknown = len(orphans) + len(codes)  # each is announced as ready and reviewed
    assert told == {'answers': {'404': unknown, '400': unknown}, 'is_unchanged': True}


def check_world_outside(site: Site, kills: int) -> None:
    """The LMS and the mailbox have heard everything, and nothing again but what a killed process had not noted yet."""
    expected: set[tuple[str, ...]] = set()
    for attempt in site.last_state['attempts']:
        expected.add(('complete_student_attempt', attempt['learner']))
        expected |= {('set_credit_requirement_status', str(attempt['user_id']), each) for each in CREDIT}
    told = {each for each in site.told if each[0] != 'mail'}
    assert told == expected
    mails = [each for each in site.told if each[0] == 'mail']
    assert Counter(mail[1] for mail in mails) == {each['email']: MAILS for each in site.last_state['attempts']}
    assert len({mail[1:3] for mail in mails}) == len(mails), 'a mail came again as another one'
    assert site.told.total() - len(site.told) <= MOST_REPEATED * kills


@pytest.mark.parametrize(
    'kills', [pytest.param(SHORT, id='short'), pytest.param(LONG, id='long', marks=pytest.mark.drill)]
)
def test_a_killed_process_loses_and_repeats_nothing(
    kills: int, inbox: ProviderInbox, environment: dict[str, str], tmp_path: Path, report: Report
) -> None:
    site = Site(inbox, environment, tmp_path / 'site.log', learners=2 * kills)
    killed = live_and_die(site, kills)

    attempts = site.last_state['attempts']
    assert Counter(attempt['learner'] for attempt in attempts) == Counter(site.learners)
    for attempt in attempts:
        assert (attempt['status'], attempt['reviews']) == ('verified', 1)
        assert attempt['history'] == list(STATUSES)
    assert inbox.once_each() == {attempt['external_id']: ['started', 'submitted'] for attempt in attempts}

    check_world_outside(site, kills)

    orphans = site.orphans()
    in_log = site.orphans_in_log()
    assert 1 <= killed['before it hears of a registration'] <= len(orphans) - len(in_log)
    check_that_orphans_are_harmless(site, orphans)
    if kills == LONG:
        times = ', '.join(f'{count} {moment}' for moment, count in killed.items())
        report(
            f'crashes on {DATABASE}: {killed.total()} kills ({times}); {len(site.steps)} accepted requests of '
            f'{len(attempts)} learners, none lost; {len(inbox.told)} calls came for {2 * len(attempts)} deliveries, '
            f'each counted once, none missing; {len(site.told)} calls of the LMS and mails, none missing, '
            f'{site.told.total() - len(site.told)} came again; {len(orphans)} registrations without an attempt, '
            f'{len(in_log)} of them in the log, and what the provider says of them is refused'
        )
