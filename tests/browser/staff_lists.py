"""The lists of the exam room, as its tests work with them."""

from __future__ import annotations

import re
from typing import Any

ATTEMPTS = '.student-proctored-exam-container'
ALLOWANCES = '.special-allowance-container'
ONBOARDING = '.student-onboarding-status-container'


def search(page: Any, panel: str, text: str) -> None:
    """Waits until the list answers."""
    page.locator(panel).get_by_role('searchbox').fill(text)
    with page.expect_response(lambda response: 'status/course_id' in response.url or '/grouped/' in response.url):
        page.locator(panel).get_by_role('button', name=re.compile('^Search ')).click()
    settle(page, panel)


def settle(page: Any, panel: str) -> None:
    page.locator(f'{panel} .proctoring-results[aria-busy="false"]').wait_for()


def rows(page: Any, panel: str = ATTEMPTS) -> Any:
    return page.locator(f'{panel} .proctoring-results tbody:not(.accordion-panel) tr')
