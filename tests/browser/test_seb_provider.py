"""Exams whose provider is Safe Exam Browser: from the page of the set-up on, outside of it and inside."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulators.seb_client.client import Fault
from tests.browser.attempts_of import ATTEMPT, database, forget_attempts, status_of
from tests.browser.seb_of import needing_seb
from tests.browser.test_journeys import FINAL, open_section, see, sign_in
from tests.browser.test_seb import fetch
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
LEARNER = 'verity'
LOOK = os.environ.get('LOOK')


@pytest.fixture
def exam_id(demo: Demo) -> Iterator[int]:
    """The final exam, which the learner has entered, so that it is being set up."""
    forget_attempts(demo)
    with needing_seb(demo, FINAL) as found:
        with database(demo) as connection:
            query = 'SELECT backend FROM proctoring_proctoredexam WHERE id = ?'
            (backend,) = connection.execute(query, [found]).fetchone()
        set_provider(demo, found, 'seb')
        yield found
        set_provider(demo, found, backend)


def set_provider(demo: Demo, exam_id: int, backend: str) -> None:
    with database(demo) as connection:
        connection.execute('UPDATE proctoring_proctoredexam SET backend = ? WHERE id = ?', [backend, exam_id])


def go_back_to_setup(demo: Demo) -> None:
    """The learner's attempt is as it was before it was ready."""
    with database(demo) as connection:
        (attempt_id,) = connection.execute(ATTEMPT, [LEARNER]).fetchone()
        connection.execute(
            "UPDATE proctoring_proctoredexamstudentattempt SET status = 'created' WHERE id = ?", [attempt_id]
        )
        connection.execute('DELETE FROM proctoring_entrypass')


def enter(page: Any, demo: Demo, configuration: Any) -> None:
    """In the right browser, until the exam can be started."""
    sign_in(page, demo, LEARNER)
    page.goto(configuration.start_url)
    page.get_by_role('link', name='Continue', exact=True).click()
    page.get_by_role('link', name='Go to the exam').click()
    page.get_by_role('button', name='Continue to my proctored exam').click()
    page.get_by_role('button', name='Start the exam').wait_for()


def look(page: Any, name: str) -> None:
    """Keep pictures, wide and narrow."""
    for width in (1280, 360) if LOOK else ():
        page.set_viewport_size({'width': width, 'height': 800})
        page.screenshot(path=Path(str(LOOK)) / f'{name}-{width}.png', full_page=True)


def test_the_page_of_the_set_up_leads_into_the_browser(
    demo: Demo, new_page: NewPage, new_client: Any, exam_id: int
) -> None:
    other = new_page()
    configuration = fetch(other, demo, exam_id)
    page = new_client(configuration, 'windows-3.9')
    enter(page, demo, configuration)
    look(page, 'ready')

    # Outside, one way leads on: to the entrance, and from there into the browser.
    go_back_to_setup(demo)
    other.goto(demo.lms)
    open_section(other, FINAL)
    see(other, 'Set up proctoring for your exam')
    look(other, 'setup-outside')
    actions = other.locator('.proctored-exam-instructions-form').locator('a, button')
    assert actions.all_inner_texts() == ['Go to the entrance']
    actions.click()
    other.get_by_role('button', name='Open in Safe Exam Browser').wait_for()
    look(other, 'entrance-outside')

    # Inside, the page has the browser checked, and goes on.
    page.goto(demo.lms)
    open_section(page, FINAL)
    page.get_by_role('button', name='Start the exam').wait_for()
    assert status_of(demo, LEARNER) == 'ready_to_start'


def test_a_browser_with_another_configuration_stays_at_the_set_up(
    demo: Demo, new_page: NewPage, new_client: Any, exam_id: int
) -> None:
    configuration = fetch(new_page(), demo, exam_id)
    enter(new_client(configuration, 'windows-3.9'), demo, configuration)
    go_back_to_setup(demo)
    page = new_client(configuration, 'windows-3.9', Fault.OTHER_CONFIGURATION)
    sign_in(page, demo, LEARNER)
    with page.expect_event('framedetached'):
        open_section(page, FINAL)
    see(page, 'This browser is being checked.')
    assert page.get_by_text('Install Safe Exam Browser').count() == 0
    look(page, 'setup-inside')
    assert status_of(demo, LEARNER) == 'created'
    page.get_by_role('link', name='Go to the entrance').click()
    page.get_by_role('link', name='Continue', exact=True).click()
    see(page, 'What the last check found')
    step = page.locator('.entry-step[data-rule="seb"]').inner_text()
    assert 'Safe Exam Browser runs with another configuration than that of this exam.' in step
    assert 'Quit Safe Exam Browser, download the configuration again' in step
    assert page.get_by_text('Open the exam in Safe Exam Browser').count() == 0
    look(page, 'entrance-inside-wrong')
