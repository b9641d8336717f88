"""Staff reopens an exam in a real browser, from the list and from the timeline, and the learner goes on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.accessibility import sideways_scroll, violations
from tests.browser.attempts_of import forget_attempts
from tests.browser.full_course import COURSE_ID
from tests.browser.staff_lists import ATTEMPTS
from tests.browser.test_journeys import MIDTERM, end_exam, open_section, see, sign_in, start
from tests.browser.test_timer import seconds_shown
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
LEARNER = 'verity'


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> None:
    """Nobody has taken an exam yet."""
    forget_attempts(demo)


@pytest.fixture
def learner(demo: Demo, new_page: NewPage) -> Any:
    """The page of a learner who submitted the timed exam of 30 minutes."""
    page = new_page()
    sign_in(page, demo, LEARNER)
    open_section(page, MIDTERM)
    start(page, 'I am ready to start this timed exam')
    end_exam(page)
    see(page, 'You have submitted your timed exam')
    return page


def open_room(page: Any, demo: Demo) -> Any:
    """The row of the attempt in the exam room of the course."""
    sign_in(page, demo, 'course_staff')
    page.goto(f'{demo.lms}/api/edx_proctoring/v1/instructor/{COURSE_ID}/exam_room')
    return page.locator(ATTEMPTS).get_by_role('row', name=LEARNER)


def picture(page: Any, name: str) -> None:
    """Kept for whoever wants to look at it."""
    folder = os.environ.get('PICTURES')
    if folder:
        page.screenshot(path=Path(folder) / f'{name}.png', full_page=True)


def fill_in(page: Any, minutes: int) -> None:
    """The form that is open, whose minutes are what the learner had left."""
    dialog = page.get_by_role('dialog', name='Reopen the exam for this learner?')
    assert dialog.get_by_label('Minutes').input_value() == '29'
    picture(page, f'dialog-{page.viewport_size["width"]}')
    assert violations(page) == []
    dialog.get_by_label('Minutes').fill(str(minutes))
    dialog.get_by_label('Reason').fill('Submitted by mistake.')
    page.keyboard.press('Tab')
    page.keyboard.press('Enter')
    dialog.wait_for(state='hidden')


def test_the_learner_goes_on_with_the_chosen_time(demo: Demo, new_page: NewPage, learner: Any) -> None:
    staff = new_page(viewport={'width': 1280, 'height': 900}, tolerated=r'400 \(Bad Request\)')
    row = open_room(staff, demo)
    row.get_by_role('button', name=f'Actions: {LEARNER}').click()
    staff.keyboard.press('Enter')

    fill_in(staff, 12)

    answer = row.locator('.reopening-answer')
    answer.get_by_text('The exam was reopened. The learner has 12 minutes when they continue.').wait_for()
    assert answer.evaluate('element => element === document.activeElement')
    assert violations(staff, inside=ATTEMPTS) == []
    picture(staff, 'row')
    learner.reload()
    see(learner, 'Your exam was reopened')
    see(learner, 'You have 12 minutes. The clock starts when you continue.')
    assert learner.locator('form.problem').count() == 0
    assert violations(learner) == []
    picture(learner, 'learner')
    learner.set_viewport_size({'width': 360, 'height': 640})
    assert sideways_scroll(learner) == 0
    picture(learner, 'learner-360')
    start(learner, 'Continue the exam')
    assert 11 * 60 < seconds_shown(learner) <= 12 * 60
    answer.get_by_role('button', name='Undo').click()
    answer.get_by_text('Some of these learners have already continued their exam.').wait_for()
    row.get_by_role('link', name=f'Timeline: {LEARNER}').click()
    see(staff, 'Reopened. Time: 12 minutes. Reason: Submitted by mistake.')


@pytest.mark.parametrize('width', [1280, 360])
def test_from_its_timeline_and_back(demo: Demo, new_page: NewPage, learner: Any, width: int) -> None:
    staff = new_page(viewport={'width': width, 'height': 900})
    open_room(staff, demo).get_by_role('link', name=f'Timeline: {LEARNER}').click()
    staff.get_by_role('button', name='Reopen…').press('Enter')

    fill_in(staff, 5)

    staff.get_by_text('The learner has 5 minutes when they continue.').wait_for()
    picture(staff, f'timeline-{width}')
    assert sideways_scroll(staff) == 0
    staff.get_by_role('button', name='Undo').click()
    staff.locator('.reopening-answer', has_text='The exam was closed again for this learner.').wait_for()
    staff.get_by_role('button', name='Reopen…').wait_for()
    assert violations(staff) == []
    staff.reload()
    see(staff, 'Reopening undone.')
    learner.reload()
    see(learner, 'You have submitted your timed exam')
