"""The entrance of an exam in the exam room, in a real browser: rules, codes, the projector, and letting in."""

from __future__ import annotations

import os
import re
from typing import Any

import pytest

from tests.browser.accessibility import WCAG, sideways_scroll, tab_to, violations
from tests.browser.attempts_of import database, forget_attempts
from tests.browser.full_course import COURSE_ID
from tests.browser.test_board import LEARNER, NewPage
from tests.browser.test_journeys import MIDTERM, sign_in
from tests.running_demo import Demo

pytestmark = pytest.mark.browser
EXAM = MIDTERM
ATTEMPTS = '/api/edx_proctoring/v1/proctored_exam/attempt'
BEGIN = """async ([path, examId]) => {
  const token = document.cookie.match(/csrftoken=([^;]*)/)?.[1] ?? '';
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': token };
  const body = JSON.stringify({ exam_id: examId, start_clock: true });
  const answer = await fetch(path, { method: 'POST', headers, body });
  return [answer.status, (await answer.json()).rule ?? null];
}"""


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> None:
    """Nobody has taken an exam yet, and none has rules."""
    forget_attempts(demo)
    with database(demo) as connection:
        for table in ('entrypass', 'entryevent', 'entryrules', 'accesscode'):
            connection.execute(f'DELETE FROM proctoring_{table}')
        connection.execute('UPDATE proctoring_proctoredexam SET has_entry_rules = 0')


def exam_id(demo: Demo) -> int:
    with database(demo) as connection:
        found = connection.execute('SELECT id FROM proctoring_proctoredexam WHERE exam_name = ?', [EXAM]).fetchone()
    return int(found[0])


def open_entrance(page: Any, demo: Demo) -> Any:
    """The part of the exam room with the entrance, where the exam is chosen."""
    sign_in(page, demo, 'course_staff')
    page.goto(f'{demo.lms}/api/edx_proctoring/v1/instructor/{COURSE_ID}/exam_room#entrance')
    part = page.get_by_role('region', name='Entrance', exact=True)
    part.get_by_label('Exam', exact=True).select_option(label=EXAM)
    part.get_by_role('heading', name='Rules').wait_for()
    return part


def begin(page: Any, demo: Demo) -> list[Any]:
    """The learner wants to start; the status of the answer, and the rule that keeps them out."""
    answer: list[Any] = page.evaluate(BEGIN, [ATTEMPTS, exam_id(demo)])
    return answer


def look(page: Any, name: str, options: dict[str, Any]) -> None:
    """Save what the page shows, for people."""
    if 'LOOK' in os.environ:
        page.screenshot(path=f'{os.environ["LOOK"]}/{name}_{options["viewport"]["width"]}.png', full_page=True)


def test_from_the_rules_to_the_exam(demo: Demo, new_page: NewPage) -> None:
    staff, learner = new_page(), new_page(tolerated='status of 403')
    sign_in(learner, demo, LEARNER)
    part = open_entrance(staff, demo)
    part.get_by_text('Everybody who may take the exam can start it.').wait_for()

    part.get_by_role('button', name='Change the rules').click()
    form = staff.get_by_role('dialog')
    form.get_by_label('Only when the course staff lets them in').check()
    form.get_by_label('Only in some networks').check()
    form.get_by_role('button', name='Add a network').click()
    form.get_by_role('button', name='Save the rules').click()
    form.get_by_text('Enter a name.').wait_for()
    assert form.get_by_label('Name of the network').evaluate('each => each === document.activeElement')
    form.get_by_label('Name of the network').fill('Exam center')
    form.get_by_label('Addresses').fill('127.0.0.0/8\n::1/129')
    form.get_by_role('button', name='Save the rules').click()
    form.get_by_text('This is not an address or a network: ::1/129').wait_for()
    form.get_by_label('Addresses').fill('127.0.0.0/8\n::1')
    form.get_by_role('button', name='Save the rules').click()
    part.get_by_text('Only in the network Exam center.').wait_for()
    part.get_by_text('Only when the course staff lets them in.').wait_for()

    assert begin(learner, demo) == [403, 'release']
    row = part.get_by_role('row', name=LEARNER)
    row.get_by_text('Waits to be let in.').wait_for()
    part.get_by_text('1 learner waits.').wait_for()
    row.get_by_role('checkbox').check()
    part.get_by_role('button', name='Let these in (1)').click()
    part.get_by_text('1 learner was let in.').wait_for()
    part.get_by_text('Nobody waits.').wait_for()
    assert begin(learner, demo) == [200, None]


def test_a_code_is_shown_once_and_on_the_projector(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sent: list[str] = []
    page.context.on('request', lambda request: sent.append(f'{request.url} {request.headers}'))
    part = open_entrance(page, demo)
    part.get_by_role('button', name='New access code').click()
    form = page.get_by_role('dialog')
    form.get_by_label('Label').fill('Room 5')
    form.get_by_role('button', name='Make the code').click()
    made = part.get_by_role('group', name='The new access code:')
    made.wait_for()
    assert made.evaluate('each => each === document.activeElement')
    code = made.locator('output').inner_text()
    assert re.fullmatch('[2-9A-HJ-NP-Z]{8}', code)
    made.get_by_role('button', name='Copy the code').click()

    with page.expect_popup() as popup:
        made.get_by_role('link', name='Show on the projector').click()
    projector = popup.value
    projector.get_by_text(code).wait_for()
    projector.get_by_role('heading', name=EXAM).wait_for()
    projector.get_by_text('Room 5').wait_for()
    size = projector.locator('.projector-code').evaluate('each => parseFloat(getComputedStyle(each).fontSize)')
    assert size > 100
    assert not [each for each in sent if code in each.split('#')[0] or f'{code}' in each.split(' ', 1)[1]]
    assert violations(projector) == []
    projector.close()

    part.get_by_role('row', name='Room 5').get_by_role('button', name='Revoke').click()
    page.get_by_role('alertdialog').get_by_role('button', name='Revoke').click()
    part.get_by_text('The access code was revoked.').wait_for()


def test_a_code_that_changes_is_counted_down(demo: Demo, new_page: NewPage) -> None:
    page = new_page(tolerated='status of 400')
    part = open_entrance(page, demo)
    part.get_by_role('button', name='New access code').click()
    form = page.get_by_role('dialog')
    form.get_by_label('Kind').select_option(label='A code that changes')
    form.get_by_label('Minutes until it changes').fill('1')
    form.get_by_role('button', name='Make the code').click()
    made = part.get_by_role('group', name='The new access code:')
    made.wait_for()
    with page.expect_popup() as popup:
        part.get_by_role('row').get_by_role('link', name='Show on the projector').click()
    projector = popup.value
    projector.get_by_text(re.compile('Changes in 0?0:[0-5][0-9]|Changes in')).wait_for()
    before = projector.locator('.projector-code').inner_text()
    assert re.fullmatch('[2-9A-HJ-NP-Z]{8}', before)
    projector.wait_for_function(
        'before => ![before, ""].includes(document.querySelector(".projector-code").textContent)',
        arg=before,
        timeout=70_000,
    )


@pytest.mark.parametrize(
    'options',
    [
        {'viewport': {'width': 1280, 'height': 800}},
        {'viewport': {'width': 360, 'height': 740}},
        {'viewport': {'width': 320, 'height': 256}, 'color_scheme': 'dark'},  # also 1280 pixels at 400 %
    ],
    ids=['desktop', 'phone', 'zoomed'],
)
def test_everyone_can_use_it(demo: Demo, new_page: NewPage, options: dict[str, Any]) -> None:
    page, learner = new_page(reduced_motion='reduce', **options), new_page(tolerated='status of 403')
    part = open_entrance(page, demo)
    tab_to(page, '.edit-rules', most=150)
    page.keyboard.press('Enter')
    form = page.get_by_role('dialog')
    form.get_by_label('Only with an access code, which you tell in the room').focus()
    page.keyboard.press('Space')
    for label in (
        'Only when the course staff lets them in',
        'Only in some networks',
        'Only in Safe Exam Browser',
        'Learners who have started stay in that browser and that network',
    ):
        form.get_by_label(label).check()
    form.get_by_role('button', name='Add a network').click()
    form.get_by_label('Name of the network').fill('Room 5')
    form.get_by_label('Addresses').fill('127.0.0.0/8')
    assert violations(page, tags=WCAG) == []
    look(page, 'rules_form', options)
    form.get_by_label('Only in Safe Exam Browser').uncheck()
    form.get_by_role('button', name='Save the rules').focus()
    page.keyboard.press('Enter')
    part.get_by_text('Learners need an access code, but none is valid now.').wait_for()
    sign_in(learner, demo, LEARNER)
    assert begin(learner, demo) == [403, 'access_code']
    part.get_by_text('Has not entered an access code.').first.wait_for()
    part.get_by_role('button', name='New access code').click()
    form = page.get_by_role('dialog')
    assert violations(page, tags=WCAG) == []
    look(page, 'code_form', options)
    form.get_by_role('button', name='Make the code').click()
    part.get_by_role('group', name='The new access code:').wait_for()
    part.get_by_text('Something is wrong with the rules').wait_for(state='detached')
    part.get_by_text('What happened lately').click()
    assert violations(page, tags=WCAG) == []
    assert sideways_scroll(page) == 0
    look(page, 'entrance', options)
    with page.expect_popup() as popup:
        part.get_by_role('link', name='Show on the projector').click()
    projector = popup.value
    projector.locator('.projector-code', has_text=re.compile('.{8}')).wait_for()
    assert violations(projector, tags=WCAG) == []
    assert sideways_scroll(projector) == 0
    look(projector, 'projector', options)
