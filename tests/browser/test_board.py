"""The board of the exam room in a real browser: a learner takes an exam, and staff gives them more time."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.accessibility import WCAG, sideways_scroll, tab_to, violations
from tests.browser.attempts_of import forget_attempts, let_time_pass
from tests.browser.full_course import COURSE_ID
from tests.browser.test_journeys import MIDTERM, open_section, sign_in, start
from tests.browser.test_timer import seconds_shown
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
LEARNER = 'verity'


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> None:
    """Nobody has taken an exam yet."""
    forget_attempts(demo)


def take_exam(page: Any, demo: Demo) -> None:
    """The learner is in the timed exam of 30 minutes."""
    sign_in(page, demo, LEARNER)
    open_section(page, MIDTERM)
    start(page, 'I am ready to start this timed exam')


def open_room(page: Any, demo: Demo) -> Any:
    """The exam room of the course, for its staff; the part with the board."""
    sign_in(page, demo, 'course_staff')
    page.goto(f'{demo.lms}/api/edx_proctoring/v1/instructor/{COURSE_ID}/exam_room')
    return page.get_by_role('region', name='Right now')


def poll(page: Any) -> None:
    """What a browser says when it is connected again: the timer asks the server at once."""
    with page.expect_response(re.compile(r'/attempt/\d+\?sourceid=in_exam')):
        page.evaluate("window.dispatchEvent(new Event('online'))")


def give_time(board: Any, minutes: int) -> None:
    """Select the learner, and fill in the form."""
    board.get_by_role('checkbox', name=f'Select: {LEARNER}').check()
    board.get_by_role('button', name='Give more time (1)').click()
    dialog = board.page.get_by_role('dialog', name='Give 1 learner more time')
    dialog.get_by_label('Minutes to add').fill(str(minutes))
    dialog.get_by_label('Reason').fill('The network was down.')
    dialog.get_by_role('button', name='Give more time').click()


def test_time_that_staff_gives_reaches_the_learner_without_a_reload(demo: Demo, new_page: NewPage) -> None:
    learner, staff = new_page(), new_page()
    take_exam(learner, demo)
    let_time_pass(demo, LEARNER, minutes=26)
    poll(learner)
    learner.locator('.exam-timer.warning').wait_for()
    learner.evaluate('window.isSamePage = true')
    board = open_room(staff, demo)
    row = board.get_by_role('row', name=LEARNER)
    row.get_by_text('Connected').wait_for()
    assert re.fullmatch(r'0:0[34]:\d\d', row.locator('.time-left').inner_text())

    give_time(board, 10)

    result = board.locator('.extra-time-result')
    result.get_by_text('1 learner got more time: +10 min.').wait_for()
    assert result.evaluate('element => element === document.activeElement')
    row.get_by_text('+10 min').wait_for()
    assert re.fullmatch(r'0:1[34]:\d\d', row.locator('.time-left').inner_text())
    poll(learner)
    learner.locator('.exam-timer-notice').get_by_text(
        re.compile('You were given 10 more minutes. 1[34] minutes')
    ).wait_for()
    assert 13 * 60 < seconds_shown(learner) < 15 * 60
    assert learner.locator('.exam-timer.low-time').count() == 0
    assert learner.evaluate('window.isSamePage')

    result.get_by_role('button', name='Undo').click()
    result.get_by_text('The extra time was taken back.').wait_for()
    assert result.get_by_role('button', name='Undo').count() == 0
    poll(learner)
    learner.locator('.exam-timer.warning').wait_for()
    assert seconds_shown(learner) < 5 * 60


def test_nothing_has_the_name_of_something_else(demo: Demo, new_page: NewPage) -> None:
    learner, staff = new_page(), new_page()
    take_exam(learner, demo)
    board = open_room(staff, demo)
    board.locator('.time-left').wait_for()
    staff.locator('.exam-attempts-table').wait_for()
    ids = staff.evaluate("[...document.querySelectorAll('[id]')].map(({ id }) => id)")
    assert len(ids) == len(set(ids))


def test_who_comes_and_goes_is_seen_without_a_reload(demo: Demo, new_page: NewPage) -> None:
    staff, learner = new_page(), new_page()
    board = open_room(staff, demo)
    board.get_by_text('Nobody in this course is taking an exam right now.').wait_for()
    take_exam(learner, demo)
    box = board.get_by_role('checkbox', name=f'Select: {LEARNER}')
    box.check()
    box.focus()
    seen = board.locator('.time-left').inner_text()
    with staff.expect_response(re.compile('/board/course_id/')):
        pass
    assert box.is_checked()
    assert box.evaluate('element => element === document.activeElement')
    assert board.locator('.time-left').inner_text() < seen
    learner.get_by_role('button', name='End my exam').click()
    learner.get_by_role('button', name='Yes, end the exam').click()
    board.get_by_text('Nobody in this course is taking an exam right now.').wait_for()


def test_by_keyboard(demo: Demo, new_page: NewPage) -> None:
    learner, page = new_page(), new_page()
    take_exam(learner, demo)
    board = open_room(page, demo)
    board.locator('.time-left').wait_for()
    tab_to(page, '.board-table input')
    page.keyboard.press('Space')
    board.get_by_role('button', name='Give more time (1)').focus()
    page.keyboard.press('Enter')
    page.keyboard.type('5')
    page.keyboard.press('Enter')
    board.get_by_text('1 learner got more time: +5 min.').wait_for()
    tab_to(page, '.undo-extra-time')
    page.keyboard.press('Enter')
    board.get_by_text('The extra time was taken back.').wait_for()


@pytest.mark.parametrize(
    'options',
    [
        {'viewport': {'width': 1280, 'height': 800}},
        {'viewport': {'width': 320, 'height': 256}, 'color_scheme': 'dark'},  # also 1280 pixels at 400 %
    ],
    ids=['desktop', 'phone'],
)
def test_everyone_can_use_it(demo: Demo, new_page: NewPage, options: dict[str, Any]) -> None:
    learner, page = new_page(), new_page(reduced_motion='reduce', **options)
    take_exam(learner, demo)
    board = open_room(page, demo)
    board.locator('.time-left').wait_for()
    look(page, f'board-{options["viewport"]["width"]}')
    assert violations(page, tags=WCAG, inside='#now') == []
    assert sideways_scroll(page) == 0
    give_time(board, 10_001)
    dialog = page.get_by_role('dialog')
    dialog.get_by_text('Enter a whole number of minutes from 1 to 10,000.').wait_for()
    look(page, f'dialog-{options["viewport"]["width"]}')
    assert violations(page, tags=WCAG, inside='dialog') == []
    dialog.get_by_label('Minutes to add').fill('10')
    dialog.get_by_role('button', name='Give more time').click()
    board.get_by_role('button', name='Undo').wait_for()
    look(page, f'result-{options["viewport"]["width"]}')
    assert violations(page, tags=WCAG, inside='#now') == []
    assert sideways_scroll(page) == 0


def look(page: Any, name: str) -> None:
    if 'LOOK' in os.environ:
        page.screenshot(path=f'{os.environ["LOOK"]}/{name}.png')
