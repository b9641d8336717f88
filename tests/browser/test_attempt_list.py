"""The list of 2,000 attempts in a real browser: its order, its pages, and how much room it takes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.accessibility import tab_to, violations
from tests.browser.staff_lists import ATTEMPTS, rows, settle
from tests.browser.test_journeys import open_exam_room
from tests.running_demo import Demo

pytestmark = pytest.mark.browser


@pytest.fixture
def page(new_page: Any, full_demo: Demo) -> Any:
    """The exam room of course staff."""
    page = new_page(viewport={'width': 1280, 'height': 900}, reduced_motion='reduce')
    page.goto(full_demo.lms)
    page.get_by_role('button', name='Sign in as course_staff', exact=True).click()
    open_exam_room(page)
    rows(page).first.wait_for()
    return page


def test_any_page_and_more_rows(page: Any) -> None:
    panel = page.locator(ATTEMPTS)
    panel.get_by_label('Go to page').fill('7000')
    panel.get_by_role('button', name='Go', exact=True).click()
    panel.get_by_text(re.compile(r'^Enter a number from 1 to \d+\.$')).wait_for()
    assert page.evaluate('document.activeElement.className') == 'page-number'
    assert violations(page, inside=ATTEMPTS) == []

    panel.get_by_label('Go to page').fill('20')
    with page.expect_response(re.compile(r'[?&]page=20\b')):
        page.keyboard.press('Enter')
    panel.get_by_text(re.compile(r'^Page 20 of \d+$')).wait_for()
    assert page.evaluate('document.activeElement.className') == 'proctoring-results'
    first = rows(page).first.inner_text()

    panel.get_by_label('Rows per page').focus()
    with page.expect_response(re.compile(r'[?&]page=5&per_page=100\b')):
        panel.get_by_label('Rows per page').select_option('100')
    settle(page, ATTEMPTS)
    assert rows(page).count() == 100
    assert first in rows(page).all_inner_texts()
    assert page.evaluate('document.activeElement.className') == 'page-size'

    page.reload()
    rows(page).nth(99).wait_for()
    assert panel.get_by_label('Rows per page').input_value() == '100'


def test_the_top_of_the_list_comes_into_view(page: Any) -> None:
    panel = page.locator(ATTEMPTS)
    with page.expect_response(re.compile(r'[?&]page=2\b')):
        panel.get_by_role('button', name='Next page').click()
    panel.get_by_text(re.compile(r'^Page 2 of \d+$')).wait_for()
    top = panel.locator('.proctoring-list').bounding_box()['y']
    assert page.locator('.room-parts').bounding_box()['height'] <= top < 200


@pytest.mark.parametrize('width', [1280, 360])
def test_sort_by_keyboard(page: Any, width: int) -> None:
    page.set_viewport_size({'width': width, 'height': 900})
    header = page.locator(f'{ATTEMPTS} thead').get_by_role('columnheader', name='Started', exact=True)
    page.locator('#search_attempt_id').focus()
    tab_to(page, '.sort-button[data-ordering-key="started_at"]')
    for direction, query in (
        ('ascending', r'[?&]page=1&ordering=started_at$'),
        ('descending', r'[?&]page=1&ordering=-started_at$'),
        (None, r'[?&]page=1$'),
    ):
        with page.expect_response(re.compile(f'/grouped/.*{query}')):
            page.keyboard.press('Enter')
        settle(page, ATTEMPTS)
        said = 'Newest attempts first.' if direction is None else f'Sorted by Started, {direction}.'
        page.locator('body > [role="status"]', has_text=said).wait_for()
        assert header.get_attribute('aria-sort') == direction
        assert header.bounding_box()['width'] > 50
        assert page.evaluate('document.activeElement.dataset.orderingKey') == 'started_at'
        assert violations(page, inside=ATTEMPTS) == []


def test_the_whole_list_is_sorted(page: Any) -> None:
    def names_by(ordering: str) -> list[str]:
        with page.expect_response(re.compile(f'/grouped/.*ordering={ordering}$')):
            page.locator(f'{ATTEMPTS} [data-ordering-key="user__username"]').click()
        settle(page, ATTEMPTS)
        names: list[str] = rows(page).locator('.learner-name').all_inner_texts()
        return names

    ascending, descending = names_by('user__username'), names_by('-user__username')
    assert len(ascending) == len(descending) == 25
    assert ascending == sorted(ascending)
    assert descending == sorted(descending, reverse=True)
    assert ascending[-1] < descending[-1]


def test_the_rows_are_low(page: Any) -> None:
    for date in page.locator(f'{ATTEMPTS} time').all():
        if date.is_visible():
            assert date.evaluate('element => element.getClientRects().length') == 1
    heights = {}
    for width in (1280, 375, 360):
        page.set_viewport_size({'width': width, 'height': 900})
        table = page.locator('.exam-attempts-table')
        assert table.evaluate('element => element.getBoundingClientRect().right') <= width
        heights[width] = table.bounding_box()['height']
    assert heights[1280] < 25 * 70
    assert heights[375] < 25 * 130
    assert heights[360] < 25 * 130
