"""Safe Exam Browser, played by the simulator in a real browser, at an exam that needs it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from simulators.seb_client.client import Fault
from simulators.seb_client.files import Configuration, open_file
from tests.browser.attempts_of import database, forget_attempts, status_of
from tests.browser.seb_of import let_check_age, needing_seb, outcomes
from tests.browser.test_journeys import MIDTERM, end_exam, open_section, see, sign_in, start
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

NewPage = Callable[..., Any]
LEARNER = 'verity'
START = 'I am ready to start this timed exam'
POLL = re.compile(r'/attempt/\d+\?sourceid=in_exam')
LOOK = os.environ.get('LOOK')


@pytest.fixture
def exam_id(demo: Demo) -> Iterator[int]:
    forget_attempts(demo)
    with needing_seb(demo, MIDTERM) as found:
        yield found


def look(page: Any, name: str) -> None:
    if LOOK:
        page.screenshot(path=Path(LOOK) / f'{name}.png', full_page=True)


def entrance(demo: Demo, exam_id: int) -> str:
    return f'{demo.lms}/api/edx_proctoring/v1/entry/{exam_id}'


def fetch(page: Any, demo: Demo, exam_id: int) -> Configuration:
    """The learner downloads the configuration in an ordinary browser."""
    sign_in(page, demo, LEARNER)
    page.goto(entrance(demo, exam_id))
    with page.expect_download() as download:
        page.get_by_role('button', name='Download the configuration').click()
    return open_file(Path(download.value.path()).read_bytes())


def enter(page: Any, demo: Demo, configuration: Configuration) -> None:
    """From the start of the browser to the running exam."""
    sign_in(page, demo, LEARNER)
    page.goto(configuration.start_url)
    see(page, 'You can continue to')
    page.get_by_role('link', name='Continue', exact=True).click()
    see(page, 'This is Safe Exam Browser with the configuration of this exam.')
    look(page, 'seb-checked')
    page.get_by_role('link', name='Go to the exam').click()
    start(page, START)


def poll(page: Any) -> Any:
    """The page asks the server now."""
    with page.expect_response(POLL) as answer:
        page.evaluate("window.dispatchEvent(new Event('online'))")
    return answer.value.json()


def test_other_browsers_are_kept_out_and_told_how_to_get_in(demo: Demo, new_page: NewPage, exam_id: int) -> None:
    page = new_page()
    sign_in(page, demo, LEARNER)
    open_section(page, MIDTERM)
    see(page, 'This exam can only be taken in Safe Exam Browser.')
    look(page, 'seb-kept-out')
    page.get_by_role('link', name='Go to the entrance').click()
    see(page, 'Install Safe Exam Browser')
    look(page, 'seb-entrance')
    button = page.get_by_role('button', name='Open in Safe Exam Browser')
    with page.expect_response(re.compile('/link$')) as answer:
        button.click()
    assert re.match('sebs?://.*[.]seb$', answer.value.json()['seb_url'])


@pytest.mark.parametrize(
    'profile', ['windows-3.9', 'windows-3.3.1', 'ios-3.6', 'macos-3.6-classic', 'macos-3.6-modern']
)
def test_the_browser_gets_in(demo: Demo, new_page: NewPage, new_client: Any, exam_id: int, profile: str) -> None:
    configuration = fetch(new_page(), demo, exam_id)
    page = new_client(configuration, profile)
    enter(page, demo, configuration)
    assert status_of(demo, LEARNER) == 'started'
    assert outcomes(demo)[-1] == 'passed'


@pytest.mark.parametrize('profile', ['windows-3.9', 'ios-3.6', 'macos-3.6-modern'])
def test_it_is_asked_again_and_loses_its_key_in_mid_exam(
    demo: Demo, new_page: NewPage, new_client: Any, exam_id: int, profile: str
) -> None:
    configuration = fetch(new_page(), demo, exam_id)
    page = new_client(configuration, profile)
    enter(page, demo, configuration)

    # Asked again along a poll, in a frame, while the learner answers.
    let_check_age(demo, minutes=3)
    with page.expect_event('framedetached'):
        assert poll(page)['seb_check_due'] is True
    assert 'seb_check_due' not in poll(page)
    assert 'kept_out' not in poll(page)

    # The same cookies, but another configuration: the checks fail, and the exam closes.
    changed = new_client(configuration, profile, Fault.OTHER_CONFIGURATION, page.context.storage_state())
    changed.goto(page.url)
    changed.get_by_role('region', name='Exam timer').wait_for()
    let_check_age(demo, minutes=3)
    with changed.expect_event('framedetached'):
        assert 'kept_out' not in poll(changed)
    assert 'wrong_config_key' in outcomes(demo)
    let_check_age(demo, minutes=3)
    answer = poll(changed)
    assert answer['kept_out']['reason'] == 'seb_lost'
    assert answer['time_remaining_seconds'] > 0
    changed.reload()
    see(changed, 'Safe Exam Browser has to be checked again.')
    see(changed, 'The clock keeps running.')
    look(changed, f'seb-closed-{profile}')
    assert status_of(demo, LEARNER) == 'started'
    assert changed.get_by_label('A pendulum', exact=True).count() == 0

    # The right one comes back by itself: the closed page has it checked.
    page.reload()
    page.get_by_label('A pendulum', exact=True).wait_for()
    assert status_of(demo, LEARNER) == 'started'


def test_a_copied_session_gets_nothing(demo: Demo, new_page: NewPage, new_client: Any, exam_id: int) -> None:
    configuration = fetch(new_page(), demo, exam_id)
    page = new_client(configuration, 'ios-3.6')
    enter(page, demo, configuration)
    other = new_page()
    copied = [each for each in page.context.cookies() if each['name'] == 'sessionid']
    assert len(copied) == 1
    other.context.add_cookies(copied)
    other.goto(page.url)
    see(other, 'Safe Exam Browser has to be checked again.')
    assert other.get_by_label('A pendulum', exact=True).count() == 0
    assert 'kept_out' not in poll(page)


def test_what_was_recorded_gets_nothing(demo: Demo, new_page: NewPage, new_client: Any, exam_id: int) -> None:
    configuration = fetch(new_page(), demo, exam_id)
    page = new_client(configuration, 'windows-3.9', Fault.RECORDED)
    sign_in(page, demo, LEARNER)
    page.goto(configuration.start_url)
    see(page, 'Safe Exam Browser runs with another configuration than that of this exam.')
    look(page, 'seb-wrong')
    page.get_by_role('link', name='Continue', exact=True).click()
    see(page, 'What the last check found')
    page.get_by_text('Details for the support').click()
    look(page, 'seb-diagnosis')
    assert outcomes(demo)[-1] == 'wrong_config_key'


def test_a_check_cannot_be_opened_twice(demo: Demo, new_page: NewPage, new_client: Any, exam_id: int) -> None:
    configuration = fetch(new_page(), demo, exam_id)
    page = new_client(configuration, 'windows-3.9')
    sign_in(page, demo, LEARNER)
    page.goto(configuration.start_url)
    see(page, 'You can continue to')
    page.reload()
    see(page, 'This check has been answered before.')


def test_after_the_exam_the_browser_can_be_quit(demo: Demo, new_page: NewPage, new_client: Any, exam_id: int) -> None:
    configuration = fetch(new_page(), demo, exam_id)
    page = new_client(configuration, 'windows-3.9')
    enter(page, demo, configuration)
    end_exam(page)
    see(page, 'You have submitted your timed exam')
    assert page.get_by_role('link', name='Quit Safe Exam Browser').get_attribute('href') == configuration.quit_url
    look(page, 'seb-submitted')
    page.goto(entrance(demo, exam_id))
    link = page.get_by_role('link', name='Quit Safe Exam Browser')
    assert link.get_attribute('href') == configuration.quit_url
    link.click()
    see(page, 'You may close the browser')
    look(page, 'seb-quit')


@pytest.mark.parametrize(('name', 'width', 'scale'), [('wide', 1280, 1), ('narrow', 360, 1), ('zoomed', 320, 4)])
def test_the_entrance_fits(demo: Demo, new_page: NewPage, exam_id: int, name: str, width: int, scale: int) -> None:
    page = new_page(viewport={'width': width, 'height': 900 // scale}, device_scale_factor=scale)
    sign_in(page, demo, LEARNER)
    page.goto(entrance(demo, exam_id))
    see(page, 'Install Safe Exam Browser')
    look(page, f'seb-entrance-{name}')
    assert page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth')


def test_who_waits_in_the_browser_stays_checked(demo: Demo, new_page: NewPage, new_client: Any, exam_id: int) -> None:
    with database(demo) as connection:
        connection.execute('UPDATE proctoring_entryrules SET needs_release = 1')
    configuration = fetch(new_page(), demo, exam_id)
    page = new_client(configuration, 'windows-3.9')
    sign_in(page, demo, LEARNER)
    page.goto(configuration.start_url)
    page.get_by_role('link', name='Continue', exact=True).click()
    see(page, 'You are in the waiting room.')
    let_check_age(demo, minutes=6)
    with page.expect_response(re.compile('/challenge$')):
        page.evaluate("setInterval(() => document.dispatchEvent(new Event('visibilitychange')), 2000)")
    page.locator('iframe').wait_for(state='detached')
    see(page, 'You are in the waiting room.')
    see(page, 'This is Safe Exam Browser with the configuration of this exam.')
    assert outcomes(demo)[-1] == 'passed'
