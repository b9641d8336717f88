"""The frame of the exam room in a real browser; ``test_instructor`` has what staff does in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.accessibility import WCAG, sideways_scroll, tab_to, violations
from tests.browser.full_course import COURSE_ID
from tests.browser.test_journeys import open_exam_room, sign_in
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
REFUSED = 'status of 403'


@pytest.fixture
def page(demo: Demo, new_page: NewPage) -> Any:
    """The exam room of course staff."""
    page = new_page(reduced_motion='reduce')
    sign_in(page, demo, 'course_staff')
    open_exam_room(page)
    page.locator('#add-allowance').wait_for()
    page.locator('.student-onboarding-status-container table').wait_for()
    return page


def test_the_frame_says_where_one_is_and_leads_back(page: Any, demo: Demo) -> None:
    assert page.title() == 'Exam Room – Measuring Time – Demo Campus'
    assert page.get_by_role('heading', level=1).inner_text() == 'Exam Room'
    header = page.get_by_role('banner')
    assert 'Signed in as course_staff' in header.inner_text()
    page.get_by_role('link', name='Back to the course').click()
    page.get_by_role('heading', name='Measuring Time').first.wait_for()
    page.go_back()
    header.get_by_role('link', name='Demo Campus').click()
    page.wait_for_url(f'{demo.lms}/')


def test_the_parts_are_one_key_away_and_never_hide_what_has_the_focus(page: Any) -> None:
    page.keyboard.press('Tab')
    assert page.evaluate('document.activeElement.textContent') == 'Skip to main content'
    page.keyboard.press('Enter')
    tab_to(page, '.room-parts a[href="#allowances"]')
    page.keyboard.press('Enter')
    page.keyboard.press('Tab')
    assert page.evaluate('document.activeElement.id') == 'search_allowance_id'
    for _ in range(12):
        page.keyboard.press('Shift+Tab')
        assert page.evaluate(
            """() => {
              const box = document.activeElement.getBoundingClientRect();
              const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
              return document.activeElement.contains(top);
            }"""
        ), page.evaluate('document.activeElement.outerHTML')


def test_exams_at_several_providers_lead_to_their_dashboards(page: Any) -> None:
    part = page.get_by_role('region', name='Review dashboards')
    part.get_by_text('The exams in this course use several proctoring providers.').wait_for()
    with page.expect_popup() as popup:
        part.get_by_role('link', name='Star clock: an exam without credit').click()
    popup.value.wait_for_load_state()
    assert '/api/v1/instructor/' in popup.value.url
    popup.value.close()


@pytest.mark.parametrize('colors', ['light', 'dark'])
def test_learners_are_told_why_they_cannot_open_it(demo: Demo, new_page: NewPage, colors: str) -> None:
    page = new_page(tolerated=REFUSED, viewport={'width': 320, 'height': 256}, color_scheme=colors)
    sign_in(page, demo, 'verity')
    page.goto(f'{demo.lms}/api/edx_proctoring/v1/instructor/{COURSE_ID}/exam_room')
    page.get_by_role('heading', name='Course staff only').wait_for()
    assert violations(page, tags=WCAG) == []
    assert sideways_scroll(page) == 0
    page.get_by_role('link', name='Back to the course').click()
    page.get_by_role('heading', name='Measuring Time').first.wait_for()
