"""docs/plain-django.rst leads from an empty folder to a learner in a timed exam with a running clock."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from tests.browser.plain_project import PAGE, make_plain_project
from tests.distributions import built_wheel

pytestmark = pytest.mark.browser


def seconds_shown(page: Any) -> int:
    hours, minutes, seconds = page.locator('#time_remaining_id b').inner_text().split(':')
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds)


def log_in(page: Any, name: str, password: str) -> None:
    page.get_by_label('Username').fill(name)
    page.get_by_label('Password').fill(password)
    page.get_by_role('button', name='Log in').click()


def test_a_learner_has_a_running_timer(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, new_page: Callable[..., Any]
) -> None:
    project, command = make_plain_project(tmp_path, built_wheel(tmp_path_factory))
    # Every browser asks for an icon, which this project has not. It is not among the page's own responses.
    page = new_page(tolerated=r'404 \(Not Found\)')
    failed: list[str] = []
    page.on(
        'response', lambda response: failed.append(response.url) if response.status >= HTTPStatus.BAD_REQUEST else None
    )
    name, password = re.findall(r'log in as ``(\w+)`` with the password ``(\w+)``', PAGE.read_text(encoding='utf-8'))[0]
    with project.serve(command) as campus:
        page.goto(campus)
        log_in(page, name, password)
        page.get_by_role('button', name=re.compile('I am ready to start this timed exam')).click()

        page.get_by_text('How long is a pendulum').wait_for()
        page.locator('.exam-timer').get_by_text(re.compile(r'^0:(29|30):')).wait_for()
        before = seconds_shown(page)
        page.wait_for_timeout(2500)
        assert before - 10 < seconds_shown(page) < before

        page.get_by_role('button', name='End my exam').click()
        page.get_by_role('button', name='Yes, end the exam').click()
        page.get_by_text('You have submitted your timed exam').wait_for()
        assert page.locator('.exam-timer').count() == 0

        page.get_by_role('link', name='Back to the course').click()
        page.get_by_text('You have submitted your timed exam').wait_for()
        assert failed == []
