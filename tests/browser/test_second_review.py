"""A person new to the page of a second review decides there: without scripts, and with the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.accessibility import sideways_scroll, tab_to, violations
from tests.browser.test_journeys import open_exam_room, see, sign_in
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
REFUSED = 'status of 400'


def open_review(page: Any, demo: Demo) -> None:
    """The first of those that wait."""
    sign_in(page, demo, 'course_staff')
    open_exam_room(page)
    page.locator('#second-reviews summary').click()
    page.locator('#second-reviews li a').first.click()
    page.get_by_role('heading', name='Your decision').wait_for()


def test_it_is_decided_without_scripts(full_demo: Demo, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False, viewport={'width': 360, 'height': 640}, tolerated=REFUSED)
    open_review(page, full_demo)
    see(page, '12:34–12:51')
    see(page, 'A phone lies beside the keyboard.')
    reason = page.get_by_label('Reason (required)')
    reason.fill('   ')
    page.get_by_role('button', name='Overrule: the session passed').click()
    assert page.get_by_role('alert').inner_text() == 'Give a reason for your decision.'
    reason.fill('It is the calculator that the exam permits.')
    page.get_by_role('button', name='Overrule: the session passed').click()
    see(page, 'By course_staff')
    see(page, 'It is the calculator that the exam permits.')
    assert page.get_by_role('button').count() == 0
    page.get_by_role('link', name='Back to the exam room').click()
    see(page, 'Waiting for your decision')


@pytest.mark.parametrize('colors', ['light', 'dark'])
def test_it_is_read_and_decided_with_the_keyboard(full_demo: Demo, new_page: NewPage, colors: str) -> None:
    page = new_page(viewport={'width': 320, 'height': 640}, color_scheme=colors, reduced_motion='reduce')
    open_review(page, full_demo)
    assert violations(page) == []
    assert sideways_scroll(page) == 0
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert sideways_scroll(page) == 0
    page.evaluate("document.documentElement.dir = 'ltr'")
    tab_to(page, '#reason')
    page.keyboard.type('Seen in the recording.')
    tab_to(page, '#learner_reason')
    page.keyboard.type('Unauthorized')
    tab_to(page, '#learner_text')
    page.keyboard.type('A phone lay beside the keyboard.')
    tab_to(page, 'button[value="confirm"]')
    page.keyboard.press('Enter')
    see(page, 'By course_staff')
    see(page, 'Unauthorized materials or devices')
    see(page, 'A phone lay beside the keyboard.')
    assert violations(page) == []
    assert sideways_scroll(page) == 0
