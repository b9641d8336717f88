"""Standing accommodations in the exam room, in a real browser: staff gives extra time at every exam."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.accessibility import WCAG, sideways_scroll, tab_to, violations
from tests.browser.attempts_of import database
from tests.browser.full_course import COURSE_ID
from tests.browser.test_board import look
from tests.browser.test_journeys import sign_in
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> Iterator[None]:
    """Nobody has an accommodation, before and afterward."""
    forget(demo)
    yield
    forget(demo)


def forget(demo: Demo) -> None:
    with database(demo) as connection:
        connection.execute('DELETE FROM proctoring_accommodation')


def open_room(page: Any, demo: Demo) -> Any:
    """The exam room of the course, for its staff; the part with the accommodations."""
    sign_in(page, demo, 'course_staff')
    page.goto(f'{demo.lms}/api/edx_proctoring/v1/instructor/{COURSE_ID}/exam_room')
    part = page.get_by_role('region', name='Accommodations', exact=True).first
    part.get_by_text('Nobody in this course has an accommodation.').wait_for()
    return part


def add(part: Any, learner: str) -> None:
    """Fill in the form."""
    part.get_by_role('button', name='Add accommodation').click()
    dialog = part.page.get_by_role('dialog', name='Add accommodation')
    dialog.get_by_label('Username or email').fill(learner)
    dialog.get_by_label('Value').fill('1.5')
    dialog.get_by_label('Approved by').fill('Accessibility Services')
    dialog.get_by_role('button', name='Add accommodation').click()


def test_from_adding_to_revoking(demo: Demo, new_page: NewPage) -> None:
    page = new_page(tolerated='400')
    part = open_room(page, demo)
    add(part, 'nobody-here')
    dialog = page.get_by_role('dialog')
    dialog.get_by_role('alert').get_by_text('There is no such user.').wait_for()
    dialog.get_by_label('Username or email').fill('verity')
    dialog.get_by_role('button', name='Add accommodation').click()
    row = part.get_by_role('row', name='verity')
    row.get_by_text('1.5 times the time limit').wait_for()
    row.locator('summary').click()
    row.get_by_text('Midterm: clocks and calendars: 30 → 45 min').wait_for()
    row.get_by_role('button', name='Revoke').click()
    page.get_by_role('button', name='Revoke', exact=True).last.click()
    row.get_by_text('The accommodation was revoked.').wait_for()
    page.reload()
    part.get_by_text('Nobody in this course has an accommodation.').wait_for()


def test_from_a_file(demo: Demo, new_page: NewPage) -> None:
    page = new_page(tolerated='400')
    part = open_room(page, demo)
    part.get_by_role('button', name='Upload a file').click()
    dialog = page.get_by_role('dialog', name='Upload accommodations')
    lines = ['username,multiplier,valid_until', 'verity,1.5,2099-01-31', 'ada,15,']
    upload(dialog, lines)
    dialog.get_by_text('Nothing was stored, because some rows are wrong.').wait_for()
    assert dialog.get_by_role('row').all_inner_texts()[1:] == ['3\tada\tmultiplier has to be from 1 to 10.']
    upload(dialog, [*lines[:2], 'ada,1.25,'])
    part.get_by_role('row', name='ada').get_by_text('1.25 times the time limit').wait_for()
    assert part.locator('.accommodation-table tbody tr').count() == 2


def upload(dialog: Any, lines: list[str]) -> None:
    """Choose a file with these lines."""
    file = {'name': 'accommodations.csv', 'mimeType': 'text/csv', 'buffer': '\n'.join(lines).encode()}
    dialog.get_by_label('File (CSV)').set_input_files(file)
    dialog.get_by_role('button', name='Upload').click()


def test_by_keyboard(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    part = open_room(page, demo)
    part.get_by_role('button', name='Add accommodation').focus()
    page.keyboard.press('Enter')
    page.keyboard.type('verity')
    tab_to(page, 'dialog input[inputmode="decimal"]')
    page.keyboard.type('2')
    page.keyboard.press('Enter')
    part.get_by_role('row', name='verity').get_by_text('2 times the time limit').wait_for()
    assert part.locator('.add-accommodation').evaluate('element => element === document.activeElement')


@pytest.mark.parametrize(
    'options',
    [
        {'viewport': {'width': 1280, 'height': 800}},
        {'viewport': {'width': 320, 'height': 256}, 'color_scheme': 'dark'},  # also 1280 pixels at 400 %
    ],
    ids=['desktop', 'phone'],
)
def test_everyone_can_use_it(demo: Demo, new_page: NewPage, options: dict[str, Any]) -> None:
    page = new_page(reduced_motion='reduce', **options)
    part = open_room(page, demo)
    part.get_by_role('button', name='Add accommodation').click()
    dialog = page.get_by_role('dialog')
    dialog.get_by_role('button', name='Add accommodation').click()
    dialog.get_by_text('Enter a username or an email address.').wait_for()
    look(page, f'accommodation-form-{options["viewport"]["width"]}')
    assert violations(page, tags=WCAG, inside='dialog') == []
    dialog.get_by_role('button', name='Cancel').click()
    add(part, 'verity')
    part.get_by_role('row', name='verity').wait_for()
    part.locator('summary').click()
    part.scroll_into_view_if_needed()
    look(page, f'accommodations-{options["viewport"]["width"]}')
    assert violations(page, tags=WCAG, inside='#accommodations') == []
    assert sideways_scroll(page) == 0
