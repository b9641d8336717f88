"""Incidents in the exam room, in a real browser: staff helps those whom one hit, and a learner's clock follows."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.accessibility import WCAG, sideways_scroll, tab_to, violations
from tests.browser.attempts_of import database, forget_attempts, let_time_pass
from tests.browser.full_course import COURSE_ID
from tests.browser.test_board import LEARNER, NewPage, poll, take_exam
from tests.browser.test_journeys import sign_in
from tests.browser.test_timer import seconds_shown
from tests.running_demo import Demo

pytestmark = pytest.mark.browser
MINUTES_AGO = """minutes => {
  const moment = new Date(Date.now() - minutes * 60000);
  return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}"""


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> None:
    """Nobody has taken an exam yet, and nothing was down."""
    forget_attempts(demo)
    with database(demo) as connection:
        connection.execute('DELETE FROM proctoring_incidentattempt')
        connection.execute('DELETE FROM proctoring_incident')


def open_incidents(page: Any, demo: Demo) -> Any:
    """The part of the exam room with the incidents."""
    sign_in(page, demo, 'course_staff')
    page.goto(f'{demo.lms}/api/edx_proctoring/v1/instructor/{COURSE_ID}/exam_room#incidents')
    return page.get_by_role('region', name='Incidents', exact=True)


def fill_in(part: Any) -> None:
    """The network was down from 15 to 5 minutes ago."""
    part.get_by_label('What was down').select_option(label='The network')
    for label, minutes in (('From', 15), ('To', 5)):
        part.get_by_label(label, exact=True).fill(part.page.evaluate(MINUTES_AGO, minutes))


def test_help_for_those_whom_it_hit_reaches_their_clocks(demo: Demo, new_page: NewPage) -> None:
    learner, staff = new_page(), new_page()
    take_exam(learner, demo)
    let_time_pass(demo, LEARNER, minutes=26)
    poll(learner)
    learner.locator('.exam-timer.warning').wait_for()
    part = open_incidents(staff, demo)
    part.get_by_text('No incident was recorded in this course.').wait_for()
    fill_in(part)
    part.get_by_role('button', name='Show whom it hit').click()
    heading = part.get_by_role('heading', name='It hit 1 attempt')
    heading.wait_for()
    assert heading.evaluate('element => element === document.activeElement')
    row = part.get_by_role('row', name=LEARNER)
    row.get_by_text('Was taking the exam').wait_for()
    assert row.get_by_label(f'Minutes: {LEARNER}').input_value() == '10'
    part.get_by_label('Reason').fill('A cable was cut.')

    part.get_by_role('button', name='Apply to 1 attempt').click()
    staff.get_by_role('alertdialog').get_by_role('button', name='Apply').click()

    part.locator('.incident-result').get_by_text('1 learner got more time.').wait_for()
    poll(learner)
    learner.locator('.exam-timer-notice').get_by_text('You were given 10 more minutes.').wait_for()
    assert 13 * 60 < seconds_shown(learner) < 15 * 60

    part.get_by_role('button', name=re.compile('^Revert the incident')).click()
    staff.get_by_role('alertdialog').get_by_role('button', name='Revert').click()
    part.get_by_text('Reverted.', exact=True).wait_for()
    poll(learner)
    learner.locator('.exam-timer.warning').wait_for()
    assert seconds_shown(learner) < 5 * 60


def test_by_keyboard(demo: Demo, new_page: NewPage) -> None:
    learner, page = new_page(), new_page()
    take_exam(learner, demo)
    let_time_pass(demo, LEARNER, minutes=20)
    part = open_incidents(page, demo)
    fill_in(part)
    part.get_by_label('To', exact=True).focus()
    page.keyboard.press('Enter')
    part.get_by_role('heading', name='It hit 1 attempt').wait_for()
    tab_to(page, '.incident-minutes')
    page.keyboard.press('Control+A')
    page.keyboard.type('3')
    tab_to(page, '.apply-incident')
    page.keyboard.press('Enter')
    page.get_by_role('alertdialog').wait_for()
    page.keyboard.press('Tab')
    page.keyboard.press('Enter')
    result = part.locator('.incident-found')
    result.get_by_text('1 learner got more time.').wait_for()
    assert result.evaluate('element => element === document.activeElement')
    part.locator('.revert-incident').wait_for()  # which comes when the list is read again
    tab_to(page, '.revert-incident')
    page.keyboard.press('Enter')
    page.get_by_role('alertdialog').wait_for()
    page.keyboard.press('Tab')
    page.keyboard.press('Enter')
    part.get_by_text('Reverted.', exact=True).wait_for()


@pytest.mark.parametrize(
    'options',
    [
        {'viewport': {'width': 1280, 'height': 800}},
        {'viewport': {'width': 320, 'height': 256}, 'color_scheme': 'dark'},  # also 1280 pixels at 400 %
    ],
    ids=['desktop', 'phone'],
)
def test_everyone_can_use_it(demo: Demo, new_page: NewPage, options: dict[str, Any]) -> None:
    learner, page = new_page(), new_page(**options)
    take_exam(learner, demo)
    let_time_pass(demo, LEARNER, minutes=20)
    part = open_incidents(page, demo)
    fill_in(part)
    part.get_by_role('button', name='Show whom it hit').click()
    part.get_by_role('heading', name='It hit 1 attempt').wait_for()
    assert violations(page, tags=WCAG) == []
    assert sideways_scroll(page) == 0
    part.get_by_label(f'Minutes: {LEARNER}').fill('')
    part.get_by_role('button', name='Apply to 1 attempt').click()
    part.get_by_text('Enter a whole number from 1 to 10,000.').wait_for()
    assert violations(page, tags=WCAG) == []
    part.get_by_label(f'Minutes: {LEARNER}').fill('5')
    part.get_by_role('button', name='Apply to 1 attempt').click()
    page.get_by_role('alertdialog').get_by_role('button', name='Apply').click()
    part.locator('.revert-incident').wait_for()
    assert violations(page, tags=WCAG) == []
    assert sideways_scroll(page) == 0
