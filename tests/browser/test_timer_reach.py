"""Where the timer's bar is in the way, and where the learner is when it has gone: focus, room and the page's title."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.accessibility import violations
from tests.browser.attempts_of import forget_attempts, let_time_pass
from tests.browser.held_requests import HeldRequests
from tests.browser.test_journeys import FINAL, MIDTERM, answer_final, open_section, see, sign_in, start
from tests.browser.test_timer import IN_EXAM, LEARNER, MINUTE, NewPage, poll, start_exam
from tests.gallery.running import run_site
from tests.gallery.shots import learner_shots
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

WINDOWS = {
    '200 %': {'width': 640, 'height': 400},
    '400 %': {'width': 320, 'height': 256},
    'phone': {'width': 360, 'height': 740},
    'phone on its side': {'width': 740, 'height': 360},
}
STOPS = 25
COVERED = """() => {
  const focused = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector('.proctored_exam_status.is-fixed')?.getBoundingClientRect();
  const isInBar = Boolean(document.activeElement.closest('.proctored_exam_status'));
  return Boolean(bar) && !isInBar && focused.bottom <= bar.bottom;
}"""
NAME = 'document.activeElement.outerHTML.slice(0, 120)'


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> None:
    """Nobody has taken an exam yet."""
    forget_attempts(demo)


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site with all states of learners."""
    with run_site(tmp_path_factory.mktemp('gallery')) as address:
        yield address


@pytest.mark.parametrize('window', WINDOWS.values(), ids=WINDOWS.keys())
def test_no_stop_is_under_the_bar_on_the_way_back(demo: Demo, new_page: NewPage, window: dict[str, int]) -> None:
    page = new_page(viewport=window, reduced_motion='reduce')
    sign_in(page, demo, LEARNER)
    open_section(page, MIDTERM)
    start(page, 'I am ready to start this timed exam')
    page.evaluate('scrollTo(0, document.documentElement.scrollHeight)')
    page.locator('.proctored_exam_status.is-fixed').wait_for()
    page.locator('main').locator('a, button, input').last.focus()

    covered, stops = [], 0
    for _ in range(STOPS):
        page.keyboard.press('Shift+Tab')
        stops += page.evaluate(
            "document.activeElement !== document.body && document.activeElement.closest('main') !== null"
        )
        if page.evaluate(COVERED):
            covered.append(page.evaluate(NAME))

    assert stops >= 12, 'the way goes through the questions'
    assert covered == []


@pytest.mark.parametrize(
    ('state', 'share'), [('timer-running', 0.2), ('timer-critical', 0.25), ('timer-lost', 0.34), ('timer-extra', 0.34)]
)
def test_the_bar_leaves_a_low_window_to_the_questions(site: str, new_page: NewPage, state: str, share: float) -> None:
    shot = next(each for each in learner_shots() if each.name == state)
    page = new_page(viewport=WINDOWS['400 %'], reduced_motion='reduce', tolerated='net::ERR_FAILED')
    shot.show(page, site)
    before = page.locator('main h1').evaluate('(e) => e.getBoundingClientRect().top + scrollY')

    page.evaluate('scrollTo(0, 400)')
    page.locator('.proctored_exam_status.is-fixed').wait_for()

    assert page.locator('.exam-timer').bounding_box()['height'] <= share * 256
    after = page.locator('main h1').evaluate('(e) => e.getBoundingClientRect().top + scrollY')
    assert after == pytest.approx(before, abs=1)
    assert violations(page, inside='.exam-timer') == []


def test_the_end_is_said_at_once_and_the_next_page_has_title_and_focus(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    start_exam(page, demo)
    let_time_pass(demo, LEARNER, minutes=29)
    poll(page)
    let_time_pass(demo, LEARNER, minutes=1)
    held = HeldRequests(page, IN_EXAM)

    page.clock.run_for(MINUTE + 1000)
    assert 'Time is up' in page.get_by_role('alert').inner_text()
    with page.expect_navigation():
        held.let_go()
    see(page, 'Time is up for this exam')
    page.wait_for_function("document.title.startsWith('Time is up for this exam – ')")
    assert page.evaluate('document.activeElement.textContent') == 'Time is up for this exam'


def test_each_page_after_an_action_has_title_and_focus(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, demo, LEARNER)
    open_section(page, FINAL)
    page.wait_for_function("document.title.startsWith('This exam is proctored – ')")
    assert page.evaluate('document.activeElement === document.body')

    with page.expect_navigation():
        page.get_by_role('button', name='Continue to my proctored exam').click()

    heading = 'Follow these steps to set up proctoring'
    page.wait_for_function(f"document.title.startsWith('{heading} – ')")
    assert page.evaluate('document.activeElement.textContent') == heading


def test_who_declines_is_told_what_is_so_for_as_long_as_the_questions_are_there(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, demo, LEARNER)
    open_section(page, FINAL)
    page.get_by_role('button', name='Take this exam without proctoring').click()
    see(page, 'The exam opens right away, without proctoring and without a time limit.')
    assert page.get_by_text('at once').count() == 0

    page.get_by_role('button', name='Yes, continue without proctoring').click()
    banner = page.get_by_role('region', name='You are taking this exam without proctoring')
    banner.wait_for()
    assert 'no time limit' in banner.inner_text()
    assert page.evaluate('document.activeElement.textContent') == 'You are taking this exam without proctoring'
    assert violations(page) == []

    answer_final(page)
    banner.wait_for()
    other = new_page()
    sign_in(other, demo, LEARNER)
    open_section(other, FINAL)
    other.get_by_role('region', name='You are taking this exam without proctoring').wait_for()
    open_section(other, MIDTERM)
    see(other, 'is a timed exam')
    assert other.locator('.proctored-exam-open').count() == 0
