"""What course staff do while a learner is on a page: in a browser of their own, over the app's HTTP interface."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from tests.gallery.states import COURSE_ID

API: Final = '/api/edx_proctoring/v1'
EXAM_ROOM: Final = f'{API}/instructor/{COURSE_ID}/exam_room'


def enter_room(page: Any, address: str) -> None:
    """Sign in as course staff, and open the exam room."""
    page.goto(address)
    sign_in = page.locator('button[name="username"][value="course_staff"], form:has([value="course_staff"]) button')
    if sign_in.count():
        sign_in.first.click()
    page.goto(f'{address}{EXAM_ROOM}')


def act_as_staff(learners_page: Any, path: str, values: dict[str, Any]) -> None:
    """Post to the interface for course staff, as somebody else than the learner whose page this is."""
    parts = urlsplit(learners_page.url)
    address = f'{parts.scheme}://{parts.netloc}'
    context = learners_page.context.browser.new_context()
    page = context.new_page()
    enter_room(page, address)
    token = page.locator('[data-proctoring-csrf]').first.get_attribute('data-proctoring-csrf')
    headers = {'X-CSRFToken': token, 'Referer': address}
    answer = page.request.post(
        f'{address}{API}/proctored_exam/{path}/course_id/{COURSE_ID}', data=values, headers=headers
    )
    context.close()
    if not answer.ok:
        raise RuntimeError(f'{path}: {answer.status} {answer.text()}')


def poll(page: Any) -> int:
    """Let the timer ask the server, as when a browser is connected again; return the id of the attempt."""
    pattern = re.compile(r'/attempt/(\d+)\?sourceid')
    with page.expect_response(pattern) as answered:
        page.evaluate("window.dispatchEvent(new Event('online'))")
    found = pattern.search(answered.value.url)
    assert found
    return int(found[1])
