"""The entrance of an exam in a real browser: the code, the waiting room, and an exam that closes while it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

import pytest

from tests.browser.accessibility import press_on, sideways_scroll, tab_to, violations
from tests.browser.attempts_of import database, forget_attempts
from tests.browser.gated_exam import CODE, change, gate, release
from tests.browser.test_board import look
from tests.browser.test_board_actions import LOOKS
from tests.browser.test_journeys import MIDTERM, open_section, see, sign_in
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
LEARNER = 'verity'
GO = re.compile('Go to the exam')
READY = 'I am ready to start this timed exam'
ELSEWHERE = [{'name': 'Elsewhere', 'cidrs': ['203.0.113.0/24']}]
HERE = [{'name': 'Here', 'cidrs': ['127.0.0.0/8', '::1/128']}]
MOST_SECONDS = 5.5  # from the release to the way in, with what a busy machine adds


@pytest.fixture(autouse=True)
def anew(demo: Demo) -> Iterator[None]:
    """Nobody has taken an exam yet, and afterwards no exam has rules."""
    forget_attempts(demo)
    yield
    gate(demo, MIDTERM)


def open_entrance(page: Any, demo: Demo, **rules: Any) -> None:
    exam_id = gate(demo, MIDTERM, **rules)
    sign_in(page, demo, LEARNER)
    page.goto(f'{demo.lms}/api/edx_proctoring/v1/entry/{exam_id}')


def seconds_until(page: Any, role: str, name: Any) -> float:
    began = monotonic()
    page.get_by_role(role, name=name).wait_for()
    return monotonic() - began


@LOOKS
def test_a_learner_enters_the_code_and_waits(
    demo: Demo, new_page: NewPage, options: dict[str, Any], request: Any
) -> None:
    page = new_page(**options, tolerated='status of 400')
    open_entrance(page, demo, needs_code=True, needs_release=True, networks=HERE)
    kind = request.node.callspec.id
    assert violations(page) == []
    assert sideways_scroll(page) == 0
    look(page, f'entry-to-do-{kind}')
    tab_to(page, '#entry-code')
    page.keyboard.type('wrong')
    page.keyboard.press('Enter')
    see(page, 'This code is not valid.')
    assert page.evaluate('document.activeElement.id') == 'entry-code', 'the learner can type at once'
    assert violations(page) == []
    look(page, f'entry-wrong-{kind}')
    page.keyboard.type(f'{CODE[:4]} {CODE[4:].lower()}')
    page.keyboard.press('Enter')
    see(page, 'You are in the waiting room.')
    see(page, 'You have been waiting since')
    assert not page.get_by_label('Code', exact=True).is_visible()
    assert violations(page) == []
    assert sideways_scroll(page) == 0
    look(page, f'entry-waiting-{kind}')
    assert page.get_by_role('link', name=GO).count() == 0
    release(demo)
    assert seconds_until(page, 'link', GO) < MOST_SECONDS
    assert page.get_by_role('status').filter(has_text='You can go to the exam now.').count() == 1, 'it is said'
    assert violations(page) == []
    look(page, f'entry-open-{kind}')
    press_on(page, '.entry-go a')
    see(page, READY)


def test_the_focus_stays_where_the_learner_has_put_it(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    open_entrance(page, demo, needs_release=True)
    tab_to(page, '.room-brand')
    release(demo)
    page.get_by_role('link', name=GO).wait_for()
    assert page.evaluate("document.activeElement.matches('.room-brand')")
    page.reload()
    change(demo, released_at=None)
    see(page, 'You are in the waiting room.')
    release(demo)
    page.get_by_role('link', name=GO).wait_for()
    assert page.evaluate("document.activeElement.matches('.entry-go a')"), 'who has gone nowhere is led on'


def test_it_opens_by_itself_when_the_time_has_come(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    start = datetime.now(UTC) + timedelta(seconds=15)
    open_entrance(page, demo, starts_from=start.isoformat())
    see(page, 'This exam cannot be started yet.')
    page.get_by_role('link', name=GO).wait_for(timeout=25_000)
    assert timedelta() <= datetime.now(UTC) - start < timedelta(seconds=5)


def test_a_learner_enters_without_scripts(demo: Demo, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False, tolerated='status of 400')
    open_entrance(page, demo, needs_code=True)
    page.get_by_label('Code', exact=True).fill('wrong')
    page.get_by_role('button', name='Enter the code').click()
    see(page, 'This code is not valid.')
    page.get_by_label('Code', exact=True).fill(CODE)
    page.get_by_role('button', name='Enter the code').click()
    page.get_by_role('link', name=GO).click()
    see(page, READY)


def test_too_many_wrong_codes_have_to_wait(demo: Demo, new_page: NewPage) -> None:
    page = new_page(tolerated='status of 4')
    open_entrance(page, demo, needs_code=True)
    for number in range(10):
        page.get_by_label('Code', exact=True).fill(f'wrong{number}')
        with page.expect_response('**/entrance_code/**'):
            page.keyboard.press('Enter')
    page.get_by_label('Code', exact=True).fill(CODE)
    page.keyboard.press('Enter')
    see(page, 'There were too many wrong codes. You can try again in 10 min.')
    see(page, re.compile(r'still 9:5\d'))
    assert violations(page) == []
    look(page, 'entry-too-many')


def test_a_course_page_goes_when_the_rule_is_met(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    gate(demo, MIDTERM, needs_release=True)
    sign_in(page, demo, LEARNER)
    open_section(page, MIDTERM)
    see(page, 'The course staff has not let you in yet.')
    assert page.get_by_role('link', name='Go to the entrance').is_visible()
    assert page.locator('.kept-out.failure').count() == 0, 'nothing has failed'
    assert violations(page, inside='.kept-out') == []
    look(page, 'kept-out-before-the-start')
    release(demo)
    see(page, READY)


def test_an_exam_closes_and_opens_again_with_what_was_typed(demo: Demo, new_page: NewPage) -> None:
    page = new_page(viewport={'width': 1280, 'height': 800})
    gate(demo, MIDTERM, networks=HERE)
    sign_in(page, demo, LEARNER)
    open_section(page, MIDTERM)
    page.get_by_role('button', name=READY).click()
    answer = page.get_by_label('Since 1967, the second is defined')
    answer.fill('Ces')
    page.get_by_role('timer').wait_for()
    change(demo, networks='[{"name": "Elsewhere", "cidrs": ["203.0.113.0/24"]}]')
    let_poll(page)
    heading = page.get_by_role('heading', name='Your exam is closed here')
    heading.wait_for()
    assert heading.evaluate('each => each === document.activeElement'), 'the focus was in what is hidden'
    assert not answer.is_visible()
    assert page.get_by_role('timer').is_visible()
    see(page, 'Your exam is closed here. Your time keeps running.')
    assert violations(page, inside='.content-closed, .exam-timer') == []
    assert sideways_scroll(page) == 0
    look(page, 'closed-while-running')
    reopen(demo)
    heading.wait_for(state='detached')
    assert answer.input_value() == 'Ces'
    see(page, 'Your exam is open again.')


def test_a_closed_exam_is_shown_again_where_its_page_was_opened_closed(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    gate(demo, MIDTERM, networks=HERE)
    sign_in(page, demo, LEARNER)
    open_section(page, MIDTERM)
    page.get_by_role('button', name=READY).click()
    page.get_by_label('Since 1967, the second is defined').wait_for()
    change(demo, networks='[{"name": "Elsewhere", "cidrs": ["203.0.113.0/24"]}]')
    page.reload()
    page.get_by_role('heading', name='Your exam is closed here').wait_for()
    see(page, 'This exam can only be taken in the network of the exam room.')
    look(page, 'closed-at-opening')
    reopen(demo)
    page.get_by_label('Since 1967, the second is defined').wait_for()


def let_poll(page: Any) -> None:
    """The page asks the server at once."""
    page.evaluate("dispatchEvent(new Event('online'))")


def reopen(demo: Demo) -> None:
    """The rule is met again; what was stored is old enough for the next change to be stored."""
    with database(demo) as connection:
        connection.execute('UPDATE proctoring_entrypass SET noted_at = NULL')
    change(demo, networks='[{"name": "Here", "cidrs": ["127.0.0.0/8", "::1/128"]}]')
