"""Two requests at once: of two answers to a check one wins, and a learner gets one configuration."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from edx_proctoring.models import EntryPass, SebChallenge, SebConfiguration
from tests.factories import UserFactory
from tests.views.seb_scene import download, issue, link, logged_in, respond, rules, seb_for, verdict_on

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == 'sqlite', reason='SQLite in memory is one connection'),
]
AT_ONCE = 6


def all_at_once(work: Any) -> list[Any]:
    """What each of them says."""
    barrier = Barrier(AT_ONCE)

    def run(_number: int) -> Any:
        try:
            barrier.wait(10)
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_one_answer_wins() -> None:
    learner, exam = UserFactory(), rules().exam
    browser = logged_in(learner)
    seb, address = seb_for(browser, exam, 'ios-3.6'), issue(browser, exam)
    key = browser.session.session_key or ''

    def answer() -> str | None:
        other = type(browser)()
        other.cookies['sessionid'] = key
        return verdict_on(respond(other, address, seb))

    verdicts = all_at_once(answer)
    assert sorted(str(each) for each in verdicts) == ['ok', *['replayed'] * (AT_ONCE - 1)]
    assert SebChallenge.objects.get().outcome == 'ok'
    assert EntryPass.objects.get().seb_verified_at is not None


def test_one_configuration_is_made() -> None:
    exam, browser = rules().exam, logged_in(UserFactory())
    key = browser.session.session_key or ''

    def ask() -> int:
        other = type(browser)()
        other.cookies['sessionid'] = key
        return int(link(other, exam).status_code)

    assert all_at_once(ask) == [200] * AT_ONCE
    assert SebConfiguration.objects.count() == 1


def test_a_link_opens_the_file_only_so_often() -> None:
    exam, browser = rules().exam, logged_in(UserFactory())
    download(browser, exam)
    path = urlsplit(link(browser, exam).json()['download_url']).path
    codes = all_at_once(lambda: Client().get(path).status_code)
    assert sorted(codes) == [200] * 5 + [404]
