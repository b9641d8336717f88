"""The timeline of an attempt in a real browser: from where it is opened, on a phone, in the dark, and on paper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.accessibility import sideways_scroll, violations
from tests.browser.staff_lists import ATTEMPTS
from tests.browser.test_journeys import open_exam_room, see, sign_in
from tests.browser.test_second_review import open_review
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]


def test_it_is_opened_from_the_list_of_attempts(full_demo: Demo, new_page: NewPage) -> None:
    page = new_page(viewport={'width': 1280, 'height': 900}, reduced_motion='reduce')
    sign_in(page, full_demo, 'course_staff')
    open_exam_room(page)
    link = page.locator(f'{ATTEMPTS} .row-actions a').first
    link.wait_for()
    learner, exam = link.get_attribute('aria-label').removeprefix('Timeline: ').split(', ')
    link.click()
    page.get_by_role('heading', name=f'Timeline of {learner}').wait_for()
    see(page, exam)
    see(page, 'Attempt created')
    assert violations(page) == []
    page.get_by_role('link', name='Back to the exam room').click()
    link.wait_for()


@pytest.mark.parametrize('colors', ['light', 'dark'])
def test_it_tells_the_decision_about_a_review_on_a_phone(full_demo: Demo, new_page: NewPage, colors: str) -> None:
    page = new_page(viewport={'width': 360, 'height': 640}, color_scheme=colors, java_script_enabled=True)
    open_review(page, full_demo)
    page.get_by_label('Reason (required)').fill('It is the calculator that the exam permits.')
    page.get_by_role('button', name='Overrule: the session passed').click()
    page.get_by_role('link', name='Everything that happened to this attempt').click()
    see(page, 'A person overruled the verdict: Clean instead of Suspicious.')
    see(page, 'The status was “Verified”. What was before is not recorded.')
    assert page.get_by_role('columnheader').all_inner_texts() == ['Date and time', 'Who', 'What']
    assert violations(page) == []
    assert sideways_scroll(page) == 0
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert sideways_scroll(page) == 0


def test_paper_has_all_of_it_and_no_navigation(full_demo: Demo, new_page: NewPage) -> None:
    page = new_page(viewport={'width': 700, 'height': 900})
    open_review(page, full_demo)
    page.get_by_role('link', name='Everything that happened to this attempt').click()
    heading = page.get_by_role('heading', name='What happened')
    heading.wait_for()
    page.emulate_media(media='print')
    assert heading.is_visible()
    assert page.get_by_role('columnheader', name='Who').is_visible()
    for navigation in ('.room-header', '.room-back', '.skip-link'):
        assert page.locator(navigation).is_hidden()
    assert sideways_scroll(page) == 0
