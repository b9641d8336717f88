"""The ways beside the straight one: practice, declining, going on after a technical problem."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.attempts_of import forget_attempts, status_of
from tests.browser.test_journeys import (
    FINAL,
    answer_final,
    end_exam,
    open_course,
    open_section,
    save_answer,
    see,
    set_up,
    sign_in,
    start,
)
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
PRACTICE = 'Practice run with the proctoring software'
WITHOUT = 'Take this exam without proctoring'


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> None:
    """Nobody has taken an exam yet."""
    forget_attempts(demo)


def current_step(page: Any) -> str:
    """Where the learner is on the way through the exam."""
    text: str = page.locator('.proctored-exam-steps [aria-current="step"]').inner_text()
    return text


def test_practice_as_often_as_one_likes(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, demo, 'verity')
    open_section(page, PRACTICE)
    see(page, 'Try a proctored exam')
    assert current_step(page) == 'Get ready'
    page.get_by_role('button', name='Continue to my practice exam').click()
    secure = set_up(page)
    assert current_step(secure) == 'Take the exam'
    start(secure)
    secure.get_by_label('How many minutes').fill('4')
    save_answer(secure, 'Degrees and minutes')
    end_exam(secure)
    see(secure, 'You have submitted this practice exam')

    secure.get_by_role('button', name='Try again').click()
    see(secure, 'Follow these steps to set up proctoring')
    assert current_step(secure) == 'Set up proctoring'


def test_declining_at_the_entrance(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, demo, 'verity')
    open_section(page, FINAL)
    page.get_by_role('button', name=WITHOUT).click()
    see(page, 'Are you sure you want to take this exam without proctoring?')
    page.get_by_role('button', name='No, go back').click()
    see(page, 'This exam is proctored')
    assert page.evaluate('document.activeElement.textContent').strip() == WITHOUT

    page.get_by_role('button', name=WITHOUT).click()
    page.get_by_role('button', name='Yes, continue without proctoring').click()
    see(page, 'Longitude')
    assert status_of(demo, 'verity') == 'declined'
    assert page.locator('.exam-timer').count() == 0
    answer_final(page)
    open_course(page)
    see(page, 'Taking As Open Exam')


def test_declining_during_set_up(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, demo, 'ada')
    open_section(page, FINAL)
    page.get_by_role('button', name='Continue to my proctored exam').click()
    page.get_by_role('link', name=WITHOUT).click()
    question = page.get_by_role('alertdialog', name='Take this exam without proctoring?')
    question.get_by_role('button', name='Go back').click()
    question.wait_for(state='detached')
    assert status_of(demo, 'ada') == 'created'

    page.get_by_role('link', name=WITHOUT).click()
    question.get_by_role('button', name='Continue without proctoring').click()
    see(page, 'Longitude')
    assert status_of(demo, 'ada') == 'declined'


def test_going_on_after_a_technical_problem(demo: Demo, new_page: NewPage) -> None:
    # The course has exams at two providers, so that the dashboard's panel for one of them is answered with 400.
    page, office = new_page(), new_page(tolerated='status of 400')
    sign_in(page, demo, 'verity')
    open_section(page, FINAL)
    page.get_by_role('button', name='Continue to my proctored exam').click()
    secure = set_up(page)
    start(secure)
    secure.get_by_label('Which clockmaker built').fill('Harrison')
    save_answer(secure, 'Longitude')
    # What the page reports when the software of the provider has gone.
    report_problem(secure)
    secure.reload()
    see(secure, 'A system error has occurred with your proctored exam')

    sign_in(office, demo, 'course_staff')
    open_course(office)
    office.get_by_role('link', name='Exam Room').click()
    row = office.get_by_role('row').filter(has=office.get_by_role('rowheader', name=re.compile('verity')))
    row.get_by_role('button', name=re.compile('^Actions')).click()
    office.get_by_role('menuitem', name=re.compile('^Let learner resume')).click()
    office.get_by_role('alertdialog').get_by_role('button', name='Let learner resume').click()
    see(office, 'The learner can now resume the exam.')

    secure.reload()
    see(secure, 'You can continue your proctored exam')
    secure.get_by_role('button', name='Continue to my proctored exam').click()
    again = set_up(secure)
    start(again)
    assert again.get_by_label('Which clockmaker built').input_value() == 'Harrison'
    assert re.match(r'0:4[0-4]:', again.locator('#time_remaining_id b').inner_text())
    end_exam(again)
    see(again, 'You have submitted this proctored exam for review')


def report_problem(page: Any) -> None:
    status = page.evaluate(
        """async () => {
          const timer = await (await fetch('/api/edx_proctoring/v1/proctored_exam/attempt')).json();
          const token = document.cookie.split('; ').find((pair) => pair.startsWith('csrftoken=')).split('=')[1];
          const answer = await fetch(timer.exam_started_poll_url, {
            method: 'PUT',
            headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token },
            body: JSON.stringify({ action: 'error', detail: 'The software does not answer.' }),
          });
          return answer.status;
        }"""
    )
    assert status == 200
