"""Two learners sit their exams in a real browser, from signing in to the verdict, and staff has the last word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.running_demo import Demo

pytestmark = pytest.mark.browser

COURSE = 'Measuring Time'
MIDTERM = 'Midterm: clocks and calendars'
FINAL = 'Final exam: time in science and navigation'
NewPage = Callable[[], Any]


def sign_in(page: Any, demo: Demo, username: str) -> None:
    page.goto(demo.lms)
    page.get_by_role('button', name=f'Sign in as {username}', exact=True).click()


def open_section(page: Any, name: str) -> None:
    open_course(page)
    page.locator('main').get_by_role('link', name=name).click()


def open_course(page: Any) -> None:
    page.get_by_role('link', name='Courses', exact=True).click()
    page.locator('main').get_by_role('link', name=COURSE, exact=True).click()


def open_exam_room(page: Any, course: str = COURSE) -> None:
    """From the front page, which has one for each course."""
    page.get_by_role('link', name=f'Exam Room of {course}', exact=True).click()


def see(page: Any, text: str | re.Pattern[str]) -> None:
    """Waits until the page says so."""
    page.get_by_text(text).first.wait_for()


def save_answer(page: Any, problem: str) -> None:
    """Waits for the word below this problem: ending the exam would ask about an answer that is still on its way."""
    button = page.get_by_role('button', name=re.compile(f'Submit answer.*{re.escape(problem)}', re.DOTALL))
    button.click()
    page.locator('form.problem').filter(has=button).get_by_text('Submitted at').wait_for()


def answer_midterm(page: Any) -> None:
    """All right but one: a number, a text, one choice and several."""
    page.get_by_label('A pendulum', exact=True).check()
    save_answer(page, "Huygens' invention")
    page.get_by_label('How many seconds does a pendulum').fill('2.0')
    save_answer(page, 'Period of a pendulum')
    page.get_by_label('Since 1967, the second is defined').fill('Cesium')
    save_answer(page, 'The atom of the second')
    page.get_by_label('2000', exact=True).check()
    page.get_by_label('2024', exact=True).check()
    save_answer(page, 'Leap years')
    page.get_by_label('How many seconds are there in a week').fill('7')
    save_answer(page, 'A week in seconds')


def answer_final(page: Any) -> None:
    page.get_by_label('Which clockmaker built').fill('Harrison')
    save_answer(page, 'Longitude')
    page.get_by_label('How many centimetres does light travel').fill('30')
    save_answer(page, 'A nanosecond of light')
    page.get_by_label('UT1, the time').check()
    save_answer(page, 'Why leap seconds exist')


def end_exam(page: Any) -> None:
    page.get_by_role('button', name='End my exam').click()
    page.get_by_role('button', name='Yes, end the exam').click()


def start(page: Any, button: str = 'Start the exam') -> None:
    """The exam has begun, and its timer has taken its place: nothing moves any more."""
    page.get_by_role('button', name=button).click()
    page.get_by_role('region', name='Exam timer').wait_for()


def take_timed_exam(page: Any) -> None:
    open_section(page, MIDTERM)
    start(page, 'I am ready to start this timed exam')
    answer_midterm(page)
    end_exam(page)
    see(page, 'You have submitted your timed exam')


def set_up(page: Any) -> Any:
    """From the instructions to the page that offers the start, in the window of the secure browser."""
    code = page.locator('#proctored-exam-code')
    code.wait_for()
    with page.context.expect_page() as opened:
        page.get_by_role('button', name='Start the system check').click()
    secure = opened.value
    secure.get_by_label('Exam code').fill(code.input_value())
    secure.get_by_role('button', name='Start the secure browser').click()
    secure.get_by_role('button', name='Start the exam').wait_for()
    return secure


def take_proctored_exam(page: Any) -> Any:
    """From the entrance to the submission; the page that the secure browser opened, in which it went on."""
    open_section(page, FINAL)
    see(page, 'This exam is proctored')
    page.get_by_role('button', name='Continue to my proctored exam').click()
    secure = set_up(page)
    start(secure)
    see(secure, 'Longitude')
    answer_final(secure)
    end_exam(secure)
    see(secure, 'You have submitted this proctored exam for review')
    return secure


def post_review(page: Any, demo: Demo, learner: str, verdict: str) -> None:
    page.goto(f'{demo.simulator}/reviewer')
    page.get_by_role('row').filter(has_text=learner).first.get_by_role('link').click()
    page.get_by_label(verdict, exact=True).check()
    page.get_by_label('Comments on the camera recording').fill('12-20 looked away')
    page.get_by_role('button', name='Send the review').click()
    see(page, '"OK"')


def points(page: Any, section: str) -> str:
    """The cell of the section on the learner's progress page."""
    open_course(page)
    page.get_by_role('link', name='Progress', exact=True).click()
    row = page.get_by_role('row').filter(has=page.get_by_role('rowheader', name=section))
    cell: str = row.get_by_role('cell').nth(1).inner_text()
    return cell


def test_a_learner_takes_a_timed_and_a_proctored_exam_to_the_verdict(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, demo, 'verity')
    take_timed_exam(page)
    assert points(page, MIDTERM) == '8 of 10'

    secure = take_proctored_exam(page)
    post_review(new_page(), demo, 'Verity Learner', 'Clean')
    secure.reload()
    see(secure, 'Your proctoring session was reviewed successfully')

    secure.get_by_role('link', name='Outbox').click()
    see(secure, re.compile('passed its review'))
    see(secure, re.compile('We have received your proctored exam'))
    assert points(secure, FINAL) == '6 of 10'
    credit = secure.get_by_role('region', name='Credit')
    assert 'satisfied' in credit.inner_text()


def link_in_support_mail(page: Any, learner: str) -> str:
    """The page that the mail to support leads to."""
    page.get_by_role('link', name='Outbox').click()
    see(page, f'Proctoring review "Suspicious" for {learner}')
    found = re.search(r'Review: (http\S+/exam_room/review/\d+)', page.locator('body').inner_text())
    assert found
    return found[1]


@pytest.mark.deviation('X93')
def test_a_suspicious_session_is_rejected_by_a_second_review(demo: Demo, new_page: NewPage) -> None:
    page = new_page()
    sign_in(page, demo, 'ada')
    take_timed_exam(page)
    secure = take_proctored_exam(page)
    assert points(secure, FINAL) == '6 of 10'
    see(secure, re.compile('Certificate'))
    post_review(new_page(), demo, 'Ada Learner', 'Suspicious')
    open_section(secure, FINAL)
    see(secure, 'You have submitted this proctored exam for review')

    office = new_page()
    sign_in(office, demo, 'course_staff')
    office.goto(link_in_support_mail(office, 'ada'))
    see(office, 'looked away')
    see(office, '0:12–0:20')
    confirm = office.get_by_role('group', name='Confirm the verdict')
    for text in ('The grade of this exam is set to 0.', 'did not pass its review', 'Becomes “Rejected”.'):
        assert text in confirm.inner_text()
    office.get_by_label('Reason (required)').fill('The learner reads from a phone.')
    office.get_by_label('Reason for the learner').select_option('Unauthorized materials or devices')
    confirm.get_by_role('button').click()
    see(office, 'By course_staff')
    see(office, 'The learner reads from a phone.')
    office.get_by_role('link', name='Demo Campus').click()
    office.get_by_role('link', name='Outbox').click()
    see(office, f'Your proctored exam “{FINAL}” did not pass its review')

    secure.reload()
    see(secure, 'Your proctoring session was reviewed, but did not pass all requirements')
    see(secure, 'You used, or had within reach, materials or devices that this exam does not allow.')
    assert points(secure, FINAL) == '0 of 10'
    office.goto(demo.lms)
    open_course(office)
    office.get_by_role('link', name='Staff', exact=True).click()
    overrides = office.get_by_role('table', name='Grade overrides')
    override = overrides.get_by_role('row').filter(has_text='ada')
    assert re.search(r'\b0\b.*RPNow.*course_staff', override.inner_text(), re.DOTALL)
    certificate = office.get_by_role('table', name='Certificates').get_by_role('row').filter(has_text='ada')
    assert 'invalid' in certificate.inner_text().lower()
