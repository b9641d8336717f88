"""How a browser comes to the states of the exam room while exams are on (:mod:`tests.gallery.room`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.gallery.shot import Act, Shot, shots_of
from tests.gallery.states import MESSAGE

SECTION: Final = 'The exam room while an exam is on'
MIDTERM_NAME: Final = 'Midterm: clocks and calendars'
# What a field for a moment takes, in the time zone of the browser.
MINUTES_AGO: Final = """minutes => {
  const moment = new Date(Date.now() - minutes * 60000);
  return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}"""


def room_shots() -> list[Shot]:
    """They need the full site."""
    parts = [
        ('instructor-now', 'Who takes an exam right now', look, '#now'),
        ('instructor-more-time', 'Giving more time', fill_in_more_time, 'view'),
        ('instructor-more-time-given', 'More time was given', give_more_time, '#now'),
        ('instructor-message', 'Sending a message', write_message, 'view'),
        ('instructor-end', 'Asked to end exams', ask_to_end, 'view'),
        ('instructor-not-begun', 'Who has not begun', list_not_begun, '#now .not-begun'),
        ('instructor-reopen', 'Reopening an exam', ask_to_reopen, 'view'),
        ('instructor-incident', 'Whom an incident hit', preview_incident, '#incidents'),
        ('instructor-incident-applied', 'An incident after it was applied', apply_incident, '#incidents'),
        ('instructor-accommodations', 'Accommodations', show_accommodations, '#accommodations'),
        ('instructor-add-accommodation', 'Adding an accommodation', open_accommodation_form, 'view'),
    ]
    shots = shots_of(SECTION, room_opener, parts)
    return [
        *shots,
        Shot(
            name='instructor-timeline',
            title='The timeline of an attempt',
            section=SECTION,
            show=open_timeline,
            width=1280,
        ),
    ]


def room_opener(act: Act) -> Callable[[Any, str], None]:
    def show(page: Any, address: str) -> None:
        page.goto(f'{address}/gallery/room/')
        page.locator('#now .time-left').first.wait_for()
        page.locator('.exam-attempts-table').wait_for()
        page.locator('.accommodation-table').wait_for()
        act(page)

    return show


def open_timeline(page: Any, address: str) -> None:
    page.goto(f'{address}/gallery/room/timeline/')
    page.locator('main table').first.wait_for()


# ── what is done there ────────────────────────────────────────────────────────────────────────────────────────────


def look(page: Any) -> None:
    """Look only."""


def select(page: Any, *learners: str) -> None:
    for learner in learners:
        page.locator('#now').get_by_role('checkbox', name=f'Select: {learner}').check()


def press(page: Any, name: str) -> None:
    page.locator('#now').get_by_role('button', name=name).click()
    page.locator('dialog[open]').wait_for()


def fill_in_more_time(page: Any) -> None:
    select(page, 'amara', 'bruno', 'chiyo', 'dario')
    press(page, 'Give more time (4)')
    dialog = page.locator('dialog[open]')
    dialog.get_by_label('Minutes to add').fill('10')
    dialog.get_by_label('Reason').fill('The projector failed.')


def give_more_time(page: Any) -> None:
    fill_in_more_time(page)
    page.locator('dialog[open]').get_by_role('button', name='Give more time').click()
    page.locator('.extra-time-result').wait_for()
    page.locator('#now').get_by_text('+20').first.wait_for()


def write_message(page: Any) -> None:
    select(page, 'amara', 'chiyo')
    press(page, 'Send a message (2)')
    page.locator('dialog[open]').get_by_label('Message').fill(MESSAGE)


def ask_to_end(page: Any) -> None:
    select(page, 'bruno')
    press(page, 'End exam (1)')
    page.locator('dialog[open]').get_by_label('Reason').fill('The learner went home sick.')


def list_not_begun(page: Any) -> None:
    page.locator('.not-begun summary').click()
    page.locator('.not-begun-table').wait_for()
    page.locator('.not-begun-exam').select_option(label=MIDTERM_NAME)
    page.locator('.not-begun .learner-name', has_text='jonas').wait_for()


def ask_to_reopen(page: Any) -> None:
    attempts = page.locator('#attempts')
    attempts.get_by_label('Username or email').fill('hanna')
    attempts.get_by_role('button', name='Search', exact=False).first.click()
    row = attempts.get_by_role('row', name='hanna')
    row.locator('.action-menu button').first.click()
    row.locator('.reopen-attempt').click()
    dialog = page.locator('dialog[open]')
    dialog.get_by_label('Reason').fill('Pressed “End my exam” by mistake.')


def preview_incident(page: Any) -> None:
    part = page.locator('#incidents')
    part.get_by_label('What was down').select_option(label='The network')
    for label, minutes in (('From', 15), ('To', 5)):
        part.get_by_label(label, exact=True).fill(page.evaluate(MINUTES_AGO, minutes))
    part.get_by_role('button', name='Show whom it hit').click()
    part.locator('.incident-table').wait_for()
    part.get_by_label('Reason').fill('A cable was cut.')


def apply_incident(page: Any) -> None:
    preview_incident(page)
    page.locator('.apply-incident').click()
    page.get_by_role('alertdialog').get_by_role('button', name='Apply').click()
    page.locator('.incident-result').wait_for()
    page.locator('.revert-incident').wait_for()


def show_accommodations(page: Any) -> None:
    page.locator('.accommodation-table summary').first.click()


def open_accommodation_form(page: Any) -> None:
    page.locator('.add-accommodation').click()
    dialog = page.locator('dialog[open]')
    dialog.get_by_label('Username or email').fill('jonas')
    dialog.get_by_label('Value').fill('1.5')
    dialog.get_by_label('Approved by').fill('Accessibility Services')
    dialog.get_by_label('Username or email').focus()
