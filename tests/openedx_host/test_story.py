"""The whole life of exams on an Open edX site: from the first migration to what staff decides."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from simulators.rest import RestSimulator
from simulators.rpnow import RpnowSimulator
from tests.openedx_host import databases, environments, people, staff_room, story
from tests.openedx_host.campus import SERVICES, Campus
from tests.openedx_host.conftest import MakeCampus
from tests.openedx_host.story import Story
from tests.virtual_environments import unavailable

pytestmark = pytest.mark.openedx


class Site(NamedTuple):
    """How a site is run."""

    python: str
    database: type[databases.PlatformMariaDB]
    with_workers: bool
    finding: str  # of a reviewer; utf8mb3 cannot hold all of it


SITES = [
    pytest.param(Site('3.11', databases.OldMariaDB, with_workers=True, finding='Другой 👥 測'), id='utf8mb3-workers'),
    pytest.param(
        Site('3.12', databases.PlatformMariaDB, with_workers=False, finding='Somebody else 👥'), id='utf8mb4-eager'
    ),
]


@contextlib.contextmanager
def database_of(site: Site, folder: Path) -> Iterator[tuple[dict[str, Any], Callable[[], None]]]:
    """The entry in ``DATABASES``, and what makes its tables look their age.

    SQLite where MariaDB can't be run; not where ``CI`` is set.
    """
    missing = site.database.missing()
    if missing and os.environ.get('CI'):
        unavailable(f'MariaDB cannot be run here: {missing}')
    if missing:
        yield databases.sqlite(folder), lambda: None
        return
    with databases.mariadb(site.database) as server:
        entry = server.open_schema('edxapp')
        yield entry, lambda: server.grow_old('edxapp')


def providers(rest: RestSimulator, rpnow: RpnowSimulator) -> dict[str, Any]:
    """``PROCTORING_BACKENDS``."""
    account = rpnow.account
    return {
        'DEFAULT': 'rest_proctor',
        'rest_proctor': {
            'base_url': rest.url,
            'client_id': rest.account.client_id,
            'client_secret': rest.account.client_secret,
        },
        'software_secure': {
            'organization': account.organization,
            'exam_sponsor': 'Campus',
            'exam_register_endpoint': rpnow.registration_url,
            'secret_key_id': account.key_id,
            'secret_key': account.secret_key,
            'crypto_key': account.crypto_key,
            'software_download_url': rpnow.learner_url,
            'video_review_aes_key': 'B886E02F19C77EC734B1B132BEECD91E',
        },
        'null': {},
    }


def install(campus: Campus, grow_old: Callable[[], None]) -> None:
    """What an operator does before a site is opened."""
    for service in SERVICES:
        campus.manage(service, 'check', '--fail-level', 'ERROR')
        campus.manage(service, 'makemigrations', '--check', '--dry-run')
        campus.manage(service, 'migrate', '--verbosity', '0')
    campus.manage('lms', 'migrate', '--check')
    grow_old()


@pytest.mark.parametrize('site', SITES)
def test_life_of_exams(site: Site, make_campus: MakeCampus, tmp_path: Path) -> None:
    with contextlib.ExitStack() as running:
        entry, grow_old = running.enter_context(database_of(site, tmp_path))
        campus = make_campus(environments.find_version(site.python))
        lms = campus.url('lms')
        rest, rpnow = RestSimulator(lms_url=lms), RpnowSimulator(lms_url=lms)
        campus.configure(
            DATABASES={'default': entry},
            CELERY_ALWAYS_EAGER=not site.with_workers,
            PROCTORING_BACKENDS=providers(rest, rpnow),
            PROCTORING_SETTINGS={
                'PROVIDER_NETWORKS': ['127.0.0.0/8'],
                'DELIVERY': 'celery' if site.with_workers else 'inline',
            },
        )
        install(campus, grow_old)
        campus.manage('lms', 'create_people', given=people.as_json())
        running.enter_context(rest)
        running.enter_context(rpnow)
        running.enter_context(campus.serving(with_workers=site.with_workers))
        live(Story(campus, rest, rpnow, site.finding))


def live(told: Story) -> None:
    """The story."""
    ada, bob, cleo, audrey = map(told.person, ('ada', 'bob', 'cleo', 'audrey'))
    teacher, neighbor, boss = map(told.person, ('teacher', 'neighbor', 'boss'))
    exams, others = story.publish_courses(told, boss)
    story.take_timed_exam(told, ada, exams)
    story.miss_exam(told, ada)
    story.extend_exam(told, bob)
    session = story.take_proctored_exam(told, ada, exams)
    story.pass_review(told, ada, session)
    staff_room.refuse_others(told, [bob, neighbor], exams)
    staff_room.open_exam_room(told, teacher)
    staff_room.refuse_audit_learner(told, audrey, exams)
    staff_room.grant_time(told, teacher, bob, exams)
    story.fail_review(told, bob, story.take_proctored_exam(told, bob, exams, learners=2))
    staff_room.decide(told, boss, teacher, bob)
    story.take_observed_exam(told, cleo, others)
    staff_room.let_go_on(told, teacher, cleo, exams)
    staff_room.remove_attempts(told, teacher, ada, exams)
    story.change_course(told, boss)
    story.check_tracks(told)
