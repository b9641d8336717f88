"""Whole exams with the keyboard alone: Tab, Enter, Space and typing. At each stop one can see where one is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.accessibility import press_on, tab_to
from tests.browser.test_journeys import see
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]


def sign_in(page: Any, demo: Demo, username: str) -> None:
    page.goto(demo.lms)
    press_on(page, f'button[value="{username}"]')
    page.get_by_role('button', name='Sign out').wait_for()


def open_section(page: Any, name: str) -> None:
    follow(page, 'main a[href*="TIME101"][href*="/courses/"]', 'Measuring Time')
    follow(page, f'a[href$="@{name}/"]', None)


def follow(page: Any, selector: str, heading: str | None) -> None:
    with page.expect_navigation():
        press_on(page, selector)
    if heading:
        page.get_by_role('heading', name=heading, level=1).wait_for()


def test_a_whole_timed_exam(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, demo, 'verity')
    open_section(page, 'midterm')
    see(page, 'is a timed exam')
    press_on(page, '.start-timed-exam')
    page.locator('.exam-timer').wait_for()

    press_on(page, '#toggle_timer', 'Space')
    page.get_by_role('button', name='Show time', exact=True).wait_for()
    press_on(page, 'main input[type="radio"]', 'ArrowDown')
    tab_to(page, 'main form button[type="submit"]')
    page.keyboard.press('Enter')
    page.get_by_text('submitted', exact=False).first.wait_for()

    press_on(page, '.exam-button-turn-in-exam')
    see(page, 'Do you want to end your timed exam?')
    press_on(page, '[name="goback-proctored-exam"]')
    page.locator('main form').first.wait_for()
    press_on(page, '.exam-button-turn-in-exam')
    see(page, 'Do you want to end your timed exam?')
    press_on(page, '[name="submit-proctored-exam"]')
    see(page, 'You have submitted your timed exam')


def test_the_proctored_set_up(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    page.context.grant_permissions(['clipboard-read', 'clipboard-write'], origin=demo.lms)
    sign_in(page, demo, 'ada')
    open_section(page, 'final_exam')
    see(page, 'This exam is proctored')

    press_on(page, '.start-timed-exam[data-attempt-proctored="false"]')
    assert page.evaluate("document.activeElement.matches('.proctored-exam-skip-cancel-button')")
    page.keyboard.press('Enter')
    see(page, 'This exam is proctored')
    page.keyboard.press('Shift+Tab')
    assert page.evaluate("document.activeElement.matches('.start-timed-exam.action-primary')")
    page.keyboard.press('Enter')

    code = page.locator('#proctored-exam-code')
    code.wait_for()
    press_on(page, '#copy-exam-code')
    page.get_by_role('button', name='Copied').wait_for()
    assert page.evaluate('navigator.clipboard.readText()') == code.input_value()

    press_on(page, '.proctored-decline-exam')
    page.get_by_role('alertdialog').wait_for()
    page.keyboard.press('Escape')
    page.get_by_role('alertdialog').wait_for(state='detached')
    assert page.evaluate("document.activeElement.matches('.proctored-decline-exam')")

    page.reload()
    with page.context.expect_page() as opened:
        press_on(page, '#software_download_link')
    secure = opened.value
    secure.get_by_label('Exam code').fill(code.input_value())
    secure.get_by_role('button', name='Start the secure browser').click()
    secure.get_by_role('button', name='Start the exam').wait_for()
    press_on(secure, '.proctored-enter-exam')
    secure.locator('.exam-timer').wait_for()
    press_on(secure, '.exam-button-turn-in-exam')
    see(secure, 'Do you want to end your proctored exam?')
    press_on(secure, '[name="submit-proctored-exam"]')
    see(secure, 'You have submitted this proctored exam for review')
