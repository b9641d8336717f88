"""Answers in a real browser: each is submitted on its own, and what is not submitted is neither lost nor forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.accessibility import sideways_scroll, violations
from tests.browser.test_journeys import MIDTERM, open_section, save_answer, see, sign_in, start
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
PERIOD = 'How many seconds does a pendulum'
ATOM = 'Since 1967, the second is defined'
WEEK = 'How many seconds are there in a week'


def begin(page: Any, demo: Demo, username: str) -> None:
    sign_in(page, demo, username)
    open_section(page, MIDTERM)
    page.locator('.start-timed-exam, #pending-answers').first.wait_for(state='attached')
    if page.locator('#pending-answers').count() == 0:
        start(page, 'I am ready to start this timed exam')
    page.locator('#pending-answers').wait_for(state='attached')
    page.wait_for_load_state('networkidle')


def pending(page: Any) -> str:
    text: str = page.locator('#pending-answers').inner_text()
    return text


def test_answers_stay_until_they_are_submitted(demo: Demo, new_page: NewPage) -> None:
    page = new_page(tolerated='422', viewport={'width': 375, 'height': 800})
    begin(page, demo, 'verity')

    page.get_by_label(PERIOD).fill('two')
    page.get_by_label(ATOM).fill('Cesium')
    page.get_by_label('A pendulum', exact=True).check()
    assert '3 answers are not submitted yet.' in pending(page)
    assert violations(page) == []
    assert sideways_scroll(page) == 0

    # One is submitted, and the others stay.
    save_answer(page, "Huygens' invention")
    assert page.get_by_label(ATOM).input_value() == 'Cesium'
    see(page, '2 answers are not submitted yet.')

    # A text is no number.
    page.get_by_role('button', name=re.compile('Submit answer.*Period of a pendulum', re.DOTALL)).click()
    see(page, 'Write a number, such as 3.5, or an expression')
    assert page.get_by_label(PERIOD).get_attribute('aria-invalid') == 'true'
    page.get_by_label(PERIOD).fill('4/2')
    page.get_by_role('button', name='Submit them now').click()
    page.locator('#pending-answers').wait_for(state='hidden')

    page.reload()
    assert page.get_by_label(PERIOD).input_value() == '4/2'
    assert page.get_by_label(ATOM).input_value() == 'Cesium'
    assert page.get_by_label('A pendulum', exact=True).is_checked()


def test_leaving_is_asked_about_and_going_back_finds_the_answer(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    begin(page, demo, 'ada')
    page.get_by_label(WEEK).fill('604800')
    asked: list[str] = []

    def stay(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    def leave(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.once('dialog', stay)
    page.get_by_role('button', name='End my exam').click()
    assert asked == ['confirm']
    assert page.get_by_label(WEEK).input_value() == '604800'

    page.once('dialog', leave)
    page.get_by_role('link', name='Outbox').click()
    see(page, 'Mail that this LMS would have sent')
    assert asked == ['confirm', 'beforeunload']

    page.go_back()
    see(page, 'this is what you had entered before you left the page')
    assert page.get_by_label(WEEK).input_value() == '604800'
    assert '1 answer is not submitted yet.' in pending(page)

    # The end page and back again.
    page.once('dialog', leave)
    page.get_by_role('button', name='End my exam').click()
    page.get_by_role('button', name=re.compile('No, ')).click()
    page.get_by_label(WEEK).wait_for()
    assert page.get_by_label(WEEK).input_value() == '604800'
    save_answer(page, 'A week in seconds')


def test_a_warning_when_time_is_short(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    begin(page, demo, 'ada')
    # Three minutes are left: the LMS says so to whoever asks.
    page.route(
        re.compile('/api/edx_proctoring/v1/proctored_exam/attempt$'),
        lambda route: route.fulfill(json={'time_remaining_seconds': 170, 'status': 'started'}),
    )
    page.reload()

    page.get_by_label(ATOM).fill('Cesium')

    see(page, 'Less than 3 min left, and 1 answer is not submitted.')
    page.get_by_role('button', name='Submit it now').click()
    page.locator('#pending-answers').wait_for(state='hidden')
