"""A learner gets to know a REST provider by its onboarding exam, and sits the exam that it supervises."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.browser.accessibility import places
from tests.browser.test_journeys import (
    MIDTERM,
    NewPage,
    end_exam,
    open_course,
    open_section,
    save_answer,
    see,
    sign_in,
    start,
)
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

ONBOARDING = 'Onboarding for the star clock exam'
STAR_CLOCK = 'Star clock: an exam without credit'


def get_ready(page: Any) -> Any:
    """From the instructions to the page that offers the start; the window of the proctoring app stays open."""
    see(page, 'Set up proctoring for your exam')
    with page.context.expect_page() as opened:
        page.get_by_role('button', name='Start the system check').click()
    app = opened.value
    app.get_by_role('button', name='I am ready').click()
    see(app, '"OK"')
    page.get_by_role('button', name='Start the exam').wait_for()
    return app


def post_review(page: Any, demo: Demo, exam: str, verdict: str) -> None:
    page.goto(f'{demo.rest_simulator}/reviewer')
    page.get_by_role('row').filter(has=page.get_by_role('rowheader', name=exam)).first.get_by_role('link').click()
    page.get_by_label(verdict, exact=True).check()
    page.get_by_label('Comments on the recording').fill('12-20 looked away')
    page.get_by_role('button', name='Send the review').click()
    see(page, '"OK"')


def take_onboarding(page: Any) -> None:
    see(page, 'Onboarding for proctored exams')
    page.get_by_role('button', name='Continue to onboarding').click()
    app = get_ready(page)
    start(page)
    page.get_by_label('In the south').check()
    save_answer(page, 'Noon')
    end_exam(page)
    see(page, 'You have submitted this onboarding exam')
    app.get_by_role('button', name='Finish and upload the recording').click()
    see(app, 'The recording is uploaded')


def take_star_clock_exam(page: Any) -> None:
    see(page, 'This exam is proctored')
    page.get_by_role('button', name='Continue to my proctored exam').click()
    get_ready(page)
    see(page, 'Pen, paper and a printed star chart are allowed.')
    start(page)
    page.get_by_label('About four minutes earlier').check()
    save_answer(page, 'Length of a sidereal day')
    page.get_by_label('By how many degrees').fill('15')
    save_answer(page, 'An hour of the sky')
    end_exam(page)
    see(page, 'You have submitted this proctored exam for review')


def test_a_learner_is_onboarded_and_passes_an_exam(demo: Demo, new_page: NewPage) -> None:
    page, service = new_page(), new_page()
    sign_in(page, demo, 'verity')
    open_section(page, STAR_CLOCK)
    page.get_by_role('button', name='Continue to my proctored exam').click()
    see(page, 'Complete onboarding before you take this exam')
    page.get_by_role('link', name='Go to the onboarding exam').click()

    take_onboarding(page)
    open_section(page, STAR_CLOCK)
    page.get_by_role('button', name='Continue to my proctored exam').click()
    see(page, 'Your onboarding profile is still being reviewed')
    post_review(service, demo, ONBOARDING, 'Passed')
    open_section(page, ONBOARDING)
    see(page, 'Your onboarding profile was approved')
    service.goto(f'{demo.rest_simulator}/profiles')
    see(service, re.compile('Valid until'))

    open_section(page, STAR_CLOCK)
    take_star_clock_exam(page)
    post_review(service, demo, STAR_CLOCK, 'Passed')
    page.reload()
    see(page, 'Your proctoring session was reviewed successfully')
    open_course(page)
    see(page, 'Passed Proctoring')


def test_an_expired_profile_and_the_dashboard_of_the_service(demo: Demo, new_page: NewPage) -> None:
    page, service, office = new_page(), new_page(), new_page()
    sign_in(page, demo, 'ada')
    open_section(page, ONBOARDING)
    take_onboarding(page)
    service.goto(f'{demo.rest_simulator}/profiles')
    service.get_by_label('Profile of Ada Learner').select_option('expired')
    service.get_by_role('button', name='Set the profile of Ada Learner').click()
    see(service, 'The profile of Ada Learner is set.')

    open_section(page, STAR_CLOCK)
    page.get_by_role('button', name='Continue to my proctored exam').click()
    see(page, 'Your onboarding profile has expired')

    sign_in(office, demo, 'course_staff')
    open_course(office)
    office.get_by_role('link', name='Staff', exact=True).click()
    office.get_by_role('region', name='Dashboards').get_by_role('link', name=ONBOARDING).click()
    see(office, 'opened by Course Staff')
    row = office.get_by_role('row').filter(has=office.get_by_role('rowheader', name='Ada Learner'))
    assert 'submitted' in row.inner_text()


def test_nothing_moves_when_the_panel_of_onboarding_appears(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, demo, 'verity')

    before, after = places(
        page.get_by_role('link', name=MIDTERM),
        open_page=lambda: open_course(page),
        request='**/user_onboarding/status*',
        shows=page.locator('.proctoring-info'),
    )

    assert before == after
