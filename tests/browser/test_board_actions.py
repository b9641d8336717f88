"""Staff acts on the board in a real browser: a message, the end of an exam, and who has not begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.accessibility import WCAG, sideways_scroll, tab_to, violations
from tests.browser.attempts_of import crowd, forget_attempts, status_of
from tests.browser.test_board import LEARNER, look, open_room, poll, take_exam
from tests.browser.test_instructor import MIDTERM
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
# How long selecting another one takes: what depends on the number of rows.
MEASURE = """() => {
  const box = document.querySelector('.board-table tbody input');
  const begin = performance.now();
  box.click();
  box.click();
  return performance.now() - begin;
}"""
MOST_MS = 500

LOOKS = pytest.mark.parametrize(
    'options',
    [
        {'viewport': {'width': 1280, 'height': 800}},
        {'viewport': {'width': 360, 'height': 740}},
        {'viewport': {'width': 320, 'height': 256}, 'color_scheme': 'dark'},  # also 1280 pixels at 400 %
    ],
    ids=['desktop', 'phone', 'zoomed'],
)


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> None:
    """Nobody has taken an exam yet."""
    forget_attempts(demo)


def select(board: Any) -> None:
    board.get_by_role('checkbox', name=f'Select: {LEARNER}').check()


def send(board: Any, text: str) -> None:
    """Select the learner, and fill in the form."""
    select(board)
    board.get_by_role('button', name='Send a message (1)').click()
    dialog = board.page.get_by_role('dialog', name='Send a message to 1 learner')
    dialog.get_by_label('Message').fill(text)
    dialog.get_by_role('button', name='Send').click()
    board.get_by_text('The message goes to 1 learner.').wait_for()


def fits(page: Any, name: str, inside: str) -> None:
    look(page, name)
    assert violations(page, tags=WCAG, inside=inside) == []
    assert sideways_scroll(page) == 0


def test_a_message_stays_beside_the_timer_until_it_is_dismissed(demo: Demo, new_page: NewPage) -> None:
    learner, staff = new_page(), new_page()
    take_exam(learner, demo)
    board = open_room(staff, demo)
    send(board, 'The room closes <b>at noon</b>.')
    poll(learner)
    message = learner.locator('.exam-timer-message')
    message.get_by_text('Message from the course staff: The room closes <b>at noon</b>.').wait_for()
    learner.reload()
    message.wait_for()
    with learner.expect_response(lambda answer: '/messages/attempt_id/' in answer.url) as told:
        message.get_by_role('button', name='Dismiss message').click()
    assert told.value.status == 200
    assert message.count() == 0
    learner.reload()
    learner.locator('.exam-timer').wait_for()
    poll(learner)
    assert message.count() == 0


def test_an_exam_is_ended_with_a_reason_by_keyboard(demo: Demo, new_page: NewPage) -> None:
    learner, page = new_page(), new_page()
    take_exam(learner, demo)
    board = open_room(page, demo)
    board.locator('.time-left').wait_for()
    tab_to(page, '.board-table input')
    page.keyboard.press('Space')
    board.get_by_role('button', name='End exam (1)').focus()
    page.keyboard.press('Enter')
    dialog = page.get_by_role('dialog', name='End the exam of 1 learner')
    dialog.get_by_role('button', name='End the exam').click()
    dialog.get_by_text('Enter a reason.').wait_for()
    page.keyboard.type('The room closes.')
    tab_to(page, 'dialog .btn-primary')
    page.keyboard.press('Enter')
    result = board.locator('.board-result')
    result.get_by_text('1 exam was ended.').wait_for()
    assert result.evaluate('element => element === document.activeElement')
    board.get_by_text('Nobody in this course is taking an exam right now.').wait_for()
    assert status_of(demo, LEARNER) == 'submitted'
    learner.evaluate("window.dispatchEvent(new Event('online'))")
    learner.locator('.exam-timer').wait_for(state='detached')


def test_who_has_not_begun(demo: Demo, new_page: NewPage) -> None:
    learner, page = new_page(), new_page()
    board = open_room(page, demo)
    tab_to(page, '.not-begun summary')
    page.keyboard.press('Enter')
    rows = board.locator('.not-begun-table tbody tr')
    exam = board.locator('.not-begun-exam')
    rows.first.wait_for()
    exam.select_option(label=MIDTERM)
    board.get_by_text('Not begun (2)').wait_for()
    assert rows.locator('.learner-name').all_inner_texts() == ['ada', LEARNER]
    take_exam(learner, demo)
    board.get_by_role('button', name='Refresh').click()
    board.get_by_text('Not begun (1)').wait_for()
    assert rows.locator('.learner-name').all_inner_texts() == ['ada']


@LOOKS
def test_everyone_can_act(demo: Demo, new_page: NewPage, options: dict[str, Any]) -> None:
    learner, page = new_page(**options), new_page(reduced_motion='reduce', **options)
    size = options['viewport']['width']
    take_exam(learner, demo)
    board = open_room(page, demo)
    select(board)
    board.locator('.not-begun summary').click()
    board.locator('.not-begun-table').wait_for()
    board.locator('.board-actions').scroll_into_view_if_needed()
    fits(page, f'actions-{size}', '#now')
    board.locator('.not-begun').scroll_into_view_if_needed()
    fits(page, f'not-begun-{size}', '#now')
    board.get_by_role('button', name='End exam (1)').click()
    page.get_by_role('dialog').get_by_role('button', name='End the exam').click()
    fits(page, f'end-{size}', 'dialog')
    page.keyboard.press('Escape')
    board.get_by_role('button', name='Send a message (1)').click()
    fits(page, f'message-form-{size}', 'dialog')
    page.keyboard.press('Escape')
    send(board, 'The room closes at noon. Please save your answers, and take all your things with you.')
    fits(page, f'message-sent-{size}', '#now')
    poll(learner)
    learner.locator('.exam-timer-message').wait_for()
    fits(learner, f'learner-{size}', '.proctored_exam_status')


def test_two_thousand_learners(demo: Demo, new_page: NewPage) -> None:
    """The focus stays where it is while rows change, and a message goes to all of them."""
    learner, page = new_page(), new_page()
    take_exam(learner, demo)
    with crowd(demo, LEARNER, 1_999):
        board = open_room(page, demo)
        board.get_by_text('The first 200 of 2,000 are shown.').wait_for()
        board.get_by_label('Select all (2,000)').check()
        board.get_by_text('2,000 selected').wait_for()
        row = board.locator('.board-table tbody tr').nth(120)
        row.get_by_role('checkbox').focus()
        with page.expect_response(lambda answer: '/board/course_id/' in answer.url):
            pass
        took = page.evaluate(MEASURE)
        assert took < MOST_MS, f'{took} ms'
        assert row.get_by_role('checkbox').evaluate('element => element === document.activeElement')
        look(page, 'two-thousand')
        board.get_by_role('button', name='Send a message (2,000)').click()
        page.get_by_role('dialog').get_by_label('Message').fill('Ten minutes left.')
        page.get_by_role('dialog').get_by_role('button', name='Send').click()
        board.get_by_text('The message goes to 2,000 learners.').wait_for()
