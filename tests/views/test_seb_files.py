"""Configurations of Safe Exam Browser: what is in them, who gets them, for how long, and where they come from."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from edx_proctoring.actions.seb_challenges import KEPT, forget_old
from edx_proctoring.lms import seb_links
from edx_proctoring.models import SebChallenge, SebConfiguration
from edx_proctoring.seb.containers import write_seb_file
from edx_proctoring.seb.dedicated_addresses import is_dedicated
from edx_proctoring.seb.exam_configurations import ExamConfiguration
from edx_proctoring.security.sealed_texts import seal, unseal
from simulators.seb_client.config_keys import config_key
from simulators.seb_client.files import FileError, open_file
from tests.factories import UserFactory
from tests.views.seb_scene import download, issue, link, logged_in, rules, running, seb_for, verdict_on, verify

pytestmark = pytest.mark.django_db
VECTORS = json.loads((Path(__file__).parents[1] / 'seb' / 'seb_vectors.json').read_text(encoding='utf-8'))
PASSWORD = 'told in the room'


@pytest.fixture
def learner() -> User:
    return UserFactory()


@pytest.fixture
def browser(learner: User) -> Client:
    return logged_in(learner)


def path_of(browser: Client, exam: Any) -> str:
    return str(urlsplit(link(browser, exam).json()['download_url']).path)


def test_the_file_starts_at_the_entrance_and_has_a_quit_link(browser: Client) -> None:
    exam = rules().exam
    configuration = open_file(download(browser, exam))
    assert configuration.kind == 'plnd'
    assert re.fullmatch(
        rf'https://lms.example.com/api/edx_proctoring/v1/entry/{exam.id}\?seb=[0-9a-f]{{32}}', configuration.start_url
    )
    assert re.fullmatch(r'https://lms.example.com/api/edx_proctoring/v1/seb/quit/[0-9a-f]{32}', configuration.quit_url)
    hosts = [each['expression'] for each in configuration.settings['URLFilterRules']]
    assert hosts == ['lms.example.com', 'learning.example.com']
    stored = SebConfiguration.objects.get()
    assert stored.config_key == config_key(configuration.settings)
    quit_page = Client().get(urlsplit(configuration.quit_url).path)
    assert (quit_page.status_code, 'You may close the browser' in quit_page.content.decode()) == (200, True)


def test_no_two_configurations_have_the_same_key(learner: User) -> None:
    exam = rules().exam
    keys = [open_file(download(logged_in(each), exam)).config_key for each in (learner, UserFactory(), UserFactory())]
    first = running(learner, exam)
    keys.append(open_file(download(logged_in(learner), exam)).config_key)
    first.delete()
    keys.append(open_file(download(logged_in(learner), exam)).config_key)
    assert len(set(keys)) == 4, 'the last one is the first again: nothing has begun with it'
    assert keys[-1] == keys[0]


def test_the_headers_of_the_file(browser: Client) -> None:
    exam = rules().exam
    made = link(browser, exam).json()
    assert made['seb_url'] == made['download_url'].replace('https:', 'sebs:')
    assert made['download_url'].endswith('.seb')
    path = urlsplit(made['download_url']).path
    asked, got = Client().head(path), Client().get(path, headers={'Accept-Encoding': 'gzip'})
    for answer in (asked, got):
        assert answer.status_code == 200
        assert answer['Content-Type'] == 'application/seb'
        assert answer['Content-Disposition'] == 'attachment; filename="exam.seb"'
        assert {'private', 'no-store', 'no-transform'} == set(answer['Cache-Control'].split(', '))
        assert answer['X-Content-Type-Options'] == 'nosniff'
        assert 'Content-Encoding' not in answer
    assert asked.content == b''
    assert int(asked['Content-Length']) == len(got.content)


def test_compressing_middleware_leaves_it_as_it_is(browser: Client, settings: Any) -> None:
    settings.MIDDLEWARE = ['django.middleware.gzip.GZipMiddleware', *settings.MIDDLEWARE]
    exam = rules().exam
    answer = Client().get(path_of(browser, exam), headers={'Accept-Encoding': 'gzip'})
    assert 'Content-Encoding' not in answer
    assert open_file(answer.content).start_url


def test_a_link_is_good_for_some_minutes_and_downloads(browser: Client) -> None:
    exam = rules().exam
    path = path_of(browser, exam)
    for _ in range(20):
        assert Client().head(path).status_code == 200
    codes = [Client().get(path).status_code for _ in range(7)]
    assert codes == [200] * 5 + [404] * 2
    assert Client().head(path).status_code == 404
    path = path_of(browser, exam)
    SebConfiguration.objects.update(token_expires_at=timezone.now() - timedelta(seconds=1))
    over = Client().get(path)
    assert (over.status_code, over['Content-Type']) == (404, 'text/plain; charset=utf-8')


def test_a_new_link_ends_the_former_one(browser: Client) -> None:
    exam = rules().exam
    first = path_of(browser, exam)
    second = path_of(browser, exam)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (404, 200)
    assert SebConfiguration.objects.count() == 1
    assert Client().get(second.replace('.seb', 'x.seb')).status_code == 404


def test_the_link_is_nowhere_in_the_database(browser: Client) -> None:
    exam = rules().exam
    token = path_of(browser, exam).rsplit('/', 1)[1].removesuffix('.seb')
    nonce = issue(browser, exam).rsplit('/', 1)[1]
    rows = [*SebConfiguration.objects.values(), *SebChallenge.objects.values()]
    assert not any(secret in str(row) for row in rows for secret in (token, nonce))


def test_a_password_encrypts_it(browser: Client) -> None:
    exam = rules(seb_password=seal(PASSWORD)).exam
    with pytest.raises(FileError):
        open_file(download(browser, exam))
    seb = seb_for(browser, exam, 'ios-3.6', password=PASSWORD)
    assert verdict_on(verify(browser, exam, seb)) == 'ok'


def test_sealed_texts(settings: Any) -> None:
    sealed = seal(PASSWORD)
    assert PASSWORD not in sealed
    assert seal(PASSWORD) != sealed
    assert (unseal(sealed), unseal(seal('')), seal('')) == (PASSWORD, '', '')
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = 'a new one, after the key was rotated'
    assert unseal(sealed) == PASSWORD
    settings.SECRET_KEY_FALLBACKS = []
    for damaged in (sealed, sealed[:-4] + 'AAAA', 'AAAA', '!'):
        with pytest.raises(ValueError):  # noqa: PT011 - whichever layer notices it
            unseal(damaged)


def test_a_file_of_staff_is_handed_out_as_it_is(browser: Client, learner: User) -> None:
    settings = ExamConfiguration('https://lms.example.com/start', 'https://lms.example.com/quit').settings()
    data, key = write_seb_file(settings), config_key(settings)
    stored = rules(seb_file=data, seb_file_key=key)
    assert download(browser, stored.exam) == data
    assert verdict_on(verify(browser, stored.exam, seb_for(browser, stored.exam, 'ios-3.6'))) == 'ok'
    path = path_of(browser, stored.exam)
    stored.seb_file, stored.seb_file_key = None, ''
    stored.save()
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize(
    'options',
    [
        {'start_url': 'https://evil.example'},
        {'unknown': True},
        {'allow_reload': 'yes'},
        {'allowed_sites': 5},
        {'allowed_sites': ['not a host']},
        {'minimum_versions': ['Win.x']},
        {'quit_password_hash': 'short'},
        {'quit_password_hash': None, 'allow_quit': None},
        ['allow_reload'],
        'nonsense',
        5,
    ],
)
def test_options_that_are_none_are_refused(browser: Client, options: Any) -> None:
    answer = link(browser, rules(seb_options=options).exam)
    assert answer.status_code == 400
    assert answer.json()['detail']
    assert not SebConfiguration.objects.exists()


def test_options_are_used(browser: Client) -> None:
    options = {'allow_reload': False, 'allowed_sites': ['cdn.example.com', 'lms.example.com']}
    settings = open_file(download(browser, rules(seb_options=options).exam)).settings
    assert settings['browserWindowAllowReload'] is False
    assert [each['expression'] for each in settings['URLFilterRules']] == [
        'cdn.example.com',
        'lms.example.com',
        'learning.example.com',
    ]


DIFFERENT = [each for each in VECTORS['url'] if not each['django_same']]


@pytest.mark.parametrize('vector', DIFFERENT, ids=lambda each: each['id'])
def test_addresses_that_browsers_write_differently_are_never_checked(vector: dict[str, Any]) -> None:
    assert not is_dedicated(vector['typed'])
    assert not is_dedicated(vector['browser_url'])


def test_all_addresses_of_checks_are_written_alike(browser: Client) -> None:
    exam = rules().exam
    assert len(DIFFERENT) >= 13
    for _ in range(20):
        address = issue(browser, exam)
        assert is_dedicated(address)
        page = browser.get(urlsplit(address).path, secure=True, headers={'Host': 'lms.example.com'})
        assert page.wsgi_request.build_absolute_uri() == address


@pytest.mark.parametrize('base', ['https://LMS.example.com', 'https://lms.example.com/~x', 'https://müller.example'])
def test_a_base_that_browsers_would_rewrite_is_refused(settings: Any, base: str) -> None:
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'SEB_BASE_URL': base}
    with pytest.raises(Exception, match='ASCII'):
        seb_links.check_address('a' * 22)


def test_old_challenges_are_forgotten(browser: Client) -> None:
    exam = rules().exam
    for _ in range(3):
        issue(browser, exam)
    now = timezone.now()
    assert forget_old(now=now, at_most=10) == 0
    SebChallenge.objects.update(expires_at=now - KEPT - timedelta(seconds=1))
    assert forget_old(now=now, at_most=2) == 2
    assert forget_old(now=now, at_most=2) == 1
    assert not SebChallenge.objects.exists()
