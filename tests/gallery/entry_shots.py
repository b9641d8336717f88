"""How a browser comes to the states of learners at exams with entry rules (:mod:`tests.gallery.entry_states`)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from simulators.seb_client.client import Fault, SebClient
from simulators.seb_client.files import open_file
from simulators.seb_client.playwright_pages import turn_into
from simulators.seb_client.profiles import PROFILES
from tests.gallery.entry_states import CODE, ENTRY_STATES, EntryState
from tests.gallery.shot import Shot

SECTION: Final = 'The entrance of an exam'
PROOFS: Final = {'entrance': '.entry', 'course': '.sequence', 'exam': '.exam-timer'}


def entry_shots() -> list[Shot]:
    return [
        Shot(
            name=each.name,
            title=each.title,
            section=SECTION,
            show=opener(each),
            part='view' if each.opens == 'exam' else '',
        )
        for each in ENTRY_STATES
    ]


def opener(state: EntryState) -> Callable[[Any, str], None]:
    def show(page: Any, address: str) -> None:
        page.goto(f'{address}/gallery/entry/{state.name}/')
        page.locator(PROOFS[state.opens]).first.wait_for()
        if state.act:
            ACTS[state.act](page, state)

    return show


# ── what is done there ────────────────────────────────────────────────────────────────────────────────────────────


def enter_code(page: Any, state: EntryState) -> None:
    send_code(page, CODE)
    page.locator('.entry-go a' if state.is_released else '.entry-since:not(:empty)').wait_for()


def enter_wrong_code(page: Any, state: EntryState) -> None:
    send_code(page, 'ROOM-2354')
    page.locator('#entry-code-problem').wait_for()


def send_code(page: Any, code: str) -> None:
    page.locator('#entry-code').fill(code)
    page.locator('#entry-code').press('Enter')


def leave_network(page: Any, state: EntryState) -> None:
    """While the learner answers, the rules change; the page hears of it when it asks the server."""
    page.locator('[data-answers] input:not([type="hidden"])').first.focus()
    parts = urlsplit(page.url)
    page.request.get(f'{parts.scheme}://{parts.netloc}/gallery/entry/{state.name}/close/')
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator('.content-closed').wait_for()


def fail_check(page: Any, state: EntryState) -> None:
    """Open the entrance in Safe Exam Browser, whose configuration is not quite the one that was downloaded."""
    with page.expect_download() as download:
        page.locator('[data-seb-open="download_url"]').click()
    configuration = open_file(Path(download.value.path()).read_bytes())
    turn_into(page, SebClient(configuration, PROFILES['windows-3.9'], Fault.OTHER_CONFIGURATION, delay_milliseconds=60))
    page.reload()
    page.locator('[data-seb-check]:not([data-verdict=""])').wait_for()


def read_diagnosis(page: Any, state: EntryState) -> None:
    fail_check(page, state)
    page.locator('[data-seb-check] .btn').click()
    page.locator('.entry-seb-last summary').click()


ACTS: Final[dict[str, Callable[[Any, EntryState], None]]] = {
    'enter code': enter_code,
    'enter wrong code': enter_wrong_code,
    'leave network': leave_network,
    'fail check': fail_check,
    'read diagnosis': read_diagnosis,
}
