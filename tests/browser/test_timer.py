"""The exam timer in a real browser: sleep, a lost network, several tabs, more time, hands that want it hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.accessibility import places, press_on, tab_to
from tests.browser.attempts_of import forget_attempts, give_time, let_time_pass, status_of
from tests.browser.test_journeys import MIDTERM, open_section, see, sign_in, start
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
LEARNER = 'verity'
SECOND = 1000
MINUTE = 60 * SECOND
LONGEST_PAUSE = 90  # seconds between two polls, with what a busy machine adds
IN_EXAM = re.compile(r'/attempt/\d+\?sourceid=in_exam')
POLL = '**/v1/proctored_exam/attempt/*'


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> None:
    """Nobody has taken an exam yet."""
    forget_attempts(demo)


def start_exam(page: Any, demo: Demo) -> None:
    """The learner is in the timed exam of 30 minutes. The page's clock is the test's from the beginning."""
    page.clock.install()
    sign_in(page, demo, LEARNER)
    open_section(page, MIDTERM)
    start(page, 'I am ready to start this timed exam')


def seconds_shown(page: Any) -> int:
    hours, minutes, seconds = page.locator('#time_remaining_id b').inner_text().split(':')
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def poll(page: Any) -> None:
    """The clock runs until the page asks the server, and no further: the page would not wait for the answer."""
    asked: list[Any] = []

    def note(request: Any) -> None:
        if IN_EXAM.search(request.url):
            asked.append(request)

    page.on('request', note)
    with page.expect_response(IN_EXAM):
        for _ in range(LONGEST_PAUSE):
            if not asked:
                page.clock.run_for(SECOND)
    page.remove_listener('request', note)


def test_the_time_runs_out_while_the_tab_sleeps(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    start_exam(page, demo)
    let_time_pass(demo, LEARNER, minutes=30)

    page.clock.fast_forward(31 * MINUTE)

    see(page, 'Time is up for this exam')
    assert status_of(demo, LEARNER) == 'submitted'
    assert page.locator('.exam-timer').count() == 0


def test_after_sleep_the_server_says_what_is_left(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    start_exam(page, demo)
    let_time_pass(demo, LEARNER, minutes=20)

    page.clock.fast_forward(20 * MINUTE)

    page.locator('.exam-timer').get_by_text(re.compile(r'^0:(09|10):')).wait_for()
    assert status_of(demo, LEARNER) == 'started'


def test_the_network_is_lost_for_three_polls(demo: Demo, new_page: NewPage) -> None:
    page = new_page(tolerated='net::ERR_FAILED')
    start_exam(page, demo)
    lost: list[str] = []

    def lose(route: Any) -> None:
        lost.append(route.request.method)
        route.abort()

    page.route(POLL, lose)
    for pause in (MINUTE, 5_000, 10_000):
        with page.expect_event('requestfailed'):
            page.clock.run_for(pause + 1000)
    page.locator('.exam-timer-problem').get_by_text(re.compile("can't be reached")).wait_for()
    assert lost == ['GET', 'GET', 'GET']
    assert seconds_shown(page) == pytest.approx(30 * 60 - 78, abs=10)
    assert page.get_by_role('button', name='End my exam').is_visible()

    page.unroute(POLL)
    poll(page)
    page.locator('.exam-timer-problem').wait_for(state='hidden')
    page.clock.run_for(1000)
    # For the server, only a few seconds have gone by.
    assert seconds_shown(page) > 30 * 60 - 60
    assert status_of(demo, LEARNER) == 'started'


def test_the_page_ends_nothing_by_itself_while_the_server_is_away(demo: Demo, new_page: NewPage) -> None:
    page = new_page(tolerated='net::ERR_FAILED')
    start_exam(page, demo)
    page.route(POLL, lambda route: route.abort())

    page.clock.run_for(32 * MINUTE)

    assert page.locator('#time_remaining_id b').inner_text() == '0:00:00'
    page.locator('.exam-timer-problem').wait_for()
    assert status_of(demo, LEARNER) == 'started'

    page.unroute(POLL)
    poll(page)
    page.locator('.exam-timer').get_by_text(re.compile(r'^0:29:')).wait_for()


def test_nothing_moves_when_the_timer_appears_on_the_next_page(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    start_exam(page, demo)

    before, after = places(
        page.get_by_label('A pendulum', exact=True),
        open_page=page.reload,
        request='**/v1/proctored_exam/attempt*',
        shows=page.locator('.exam-timer'),
    )

    assert before == after


def test_two_tabs(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    start_exam(page, demo)
    other = page.context.new_page()
    other.set_default_timeout(15_000)
    other.clock.install()
    other.goto(page.url)
    other.locator('.exam-timer').wait_for()
    assert abs(seconds_shown(page) - seconds_shown(other)) <= 10

    page.get_by_role('button', name='End my exam').click()
    see(page, 'Do you want to end your timed exam?')
    poll(other)
    other.get_by_role('button', name='End my exam').wait_for(state='hidden')

    page.get_by_role('button', name='Yes, end the exam').click()
    see(page, 'You have submitted your timed exam')
    poll(other)
    see(other, 'You have submitted your timed exam')


def test_more_time_appears_without_a_reload(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    start_exam(page, demo)
    let_time_pass(demo, LEARNER, minutes=26)
    poll(page)
    page.locator('.exam-timer.warning').get_by_text('Time running low').wait_for()
    page.evaluate('window.isSamePage = true')

    give_time(demo, LEARNER, minutes=15)
    poll(page)

    # The clock of the page has run up to a minute ahead of the server's until it asked.
    page.locator('.exam-timer-notice').get_by_text(re.compile('You were given 1[56] more minutes')).wait_for()
    assert seconds_shown(page) > 18 * 60
    assert page.locator('.exam-timer.low-time').count() == 0
    assert page.evaluate('window.isSamePage')


def test_a_changed_system_clock_changes_nothing(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    start_exam(page, demo)
    page.evaluate(
        """() => {
          const now = Date.now.bind(Date);
          Date.now = () => now() - 3_600_000;
        }"""
    )

    page.clock.run_for(5_000)

    assert seconds_shown(page) == pytest.approx(30 * 60 - 5, abs=10)


def test_the_time_is_hidden_and_shown_with_a_button(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    start_exam(page, demo)
    place = page.get_by_role('button', name='Hide time', exact=True).bounding_box()

    press_on(page, '#toggle_timer')
    assert page.locator('#time_remaining_id b').is_hidden()
    assert page.get_by_role('button', name='Show time', exact=True).bounding_box() == place
    assert page.get_by_role('button', name='Hide time').count() == 0

    page.reload()
    page.get_by_role('button', name='Show time', exact=True).wait_for()
    assert page.locator('#time_remaining_id b').is_hidden()

    tab_to(page, '#toggle_timer')
    page.keyboard.press('Space')
    assert page.locator('#time_remaining_id b').is_visible()
    assert page.get_by_role('timer').evaluate("(e) => e.matches('#time_remaining_id b')")
