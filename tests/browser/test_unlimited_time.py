"""Unlimited time in a real browser: course staff give it in the exam room, and the learner reads what it means."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.accessibility import WCAG, sideways_scroll, violations
from tests.browser.attempts_of import forget_attempts
from tests.browser.test_accommodations import NewPage, anew, open_room  # noqa: F401 - a fixture
from tests.browser.test_board import look
from tests.browser.test_journeys import MIDTERM, open_section, see, sign_in, start
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

WIDTHS = [{'viewport': {'width': 1280, 'height': 800}}, {'viewport': {'width': 360, 'height': 740}}]


def give(page: Any, demo: Demo) -> Any:
    """The learner has no time limit from now on; the row that says so."""
    part = open_room(page, demo)
    part.get_by_role('button', name='Add accommodation').click()
    dialog = page.get_by_role('dialog', name='Add accommodation')
    dialog.get_by_label('Username or email').fill('verity')
    dialog.get_by_label('Extra time').select_option('No time limit')
    assert not dialog.get_by_label('Value').is_visible()
    look(page, f'unlimited-form-{page.viewport_size["width"]}')
    assert violations(page, tags=WCAG, inside='dialog') == []
    dialog.get_by_role('button', name='Add accommodation').click()
    return part.get_by_role('row', name='verity')


@pytest.mark.parametrize('options', WIDTHS, ids=['desktop', 'phone'])
def test_from_the_exam_room_to_the_timer(demo: Demo, new_page: NewPage, options: dict[str, Any]) -> None:
    forget_attempts(demo)
    width = options['viewport']['width']
    staff = new_page(reduced_motion='reduce', **options)
    row = give(staff, demo)
    row.get_by_text('For about a week at most').wait_for()
    assert row.get_by_role('cell').nth(0).inner_text().startswith('No time limit')
    row.locator('summary').click()
    row.get_by_text('Midterm: clocks and calendars: 30 min → no time limit (until the due date)').wait_for()
    row.scroll_into_view_if_needed()
    look(staff, f'unlimited-room-{width}')
    assert violations(staff, tags=WCAG, inside='#accommodations') == []
    assert sideways_scroll(staff) == 0

    learner = new_page(reduced_motion='reduce', **options)
    sign_in(learner, demo, 'verity')
    open_section(learner, MIDTERM)
    see(learner, re.compile('is a timed exam \\(no time limit\\)'))
    see(learner, re.compile('You have no time limit for the exam. It ends automatically 7 days after you start it.'))
    look(learner, f'unlimited-entrance-{width}')
    start(learner, 'I am ready to start this timed exam')
    assert re.fullmatch(r'168:(29|30):\d\d', learner.locator('#time_remaining_id b').inner_text())
    look(learner, f'unlimited-timer-{width}')
    assert violations(learner, tags=WCAG, inside='.exam-timer') == []
    assert sideways_scroll(learner) == 0
