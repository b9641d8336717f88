"""How a browser comes to the states of the entrance in the exam room (:mod:`tests.gallery.entrance`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from edx_proctoring.seb.containers import write_seb_file
from edx_proctoring.seb.exam_configurations import ExamConfiguration
from tests.gallery.entry_states import CODE
from tests.gallery.shot import Act, Shot, shots_of

SECTION: Final = 'The entrance in the exam room'
PART: Final = '#entrance'
EXAM: Final = 'Final exam: time in science and navigation'


def entrance_shots() -> list[Shot]:
    """They need the full site."""
    parts = [
        ('instructor-entrance', 'Rules, codes, and who waits', look, PART),
        ('instructor-entrance-rules', 'Changing the rules', open_rules, 'view'),
        ('instructor-entrance-seb', 'What is allowed in Safe Exam Browser', open_seb_rules, 'view'),
        ('instructor-entrance-code', 'A new access code', open_code_form, 'view'),
        ('instructor-entrance-made', 'The code is shown once', make_code, '.entrance-codes'),
        ('instructor-entrance-file', 'A configuration file of your own', open_file_form, 'view'),
        ('instructor-entrance-file-used', 'What is in the file', use_file, 'view'),
    ]
    shots = shots_of(SECTION, entrance_opener, parts)
    projectors = [('fixed', 'A code on the projector'), ('changing', 'A code that changes, on the projector')]
    return shots + [
        Shot(
            name=f'projector-{kind}',
            title=title,
            section=SECTION,
            show=projector_opener(kind),
            part='view',
            width=1280,
        )
        for kind, title in projectors
    ]


def entrance_opener(act: Act) -> Callable[[Any, str], None]:
    def show(page: Any, address: str) -> None:
        page.goto(f'{address}/gallery/room/entrance/')
        part = page.locator(PART)
        part.locator('.entrance-exam option', has_text=EXAM).wait_for(state='attached')
        part.locator('.entrance-exam').select_option(label=EXAM)
        part.locator('.waiting-table tbody tr').first.wait_for()
        act(page)

    return show


def projector_opener(kind: str) -> Callable[[Any, str], None]:
    def show(page: Any, address: str) -> None:
        page.goto(f'{address}/gallery/room/projector/{kind}/')
        page.locator('.projector-code:not(:empty)').wait_for()
        if kind == 'changing':
            page.locator('.projector-next:not(:empty)').wait_for()

    return show


# ── what is done there ────────────────────────────────────────────────────────────────────────────────────────────


def look(page: Any) -> None:
    """Look, also at what happened lately."""
    page.locator(f'{PART} .entrance-log summary').click()


def open_dialog(page: Any, button: str) -> Any:
    page.locator(f'{PART} .{button}').click()
    dialog = page.locator('dialog[open]')
    dialog.wait_for()
    return dialog


def open_rules(page: Any) -> None:
    open_dialog(page, 'edit-rules')


def open_seb_rules(page: Any) -> None:
    dialog = open_dialog(page, 'edit-rules')
    browser = dialog.locator('.entrance-group').last
    browser.locator('input').first.check()
    browser.evaluate('each => each.scrollIntoView()')


def open_code_form(page: Any) -> None:
    dialog = open_dialog(page, 'make-code')
    dialog.locator('.code-kind').select_option('chosen')
    code, label = dialog.locator('.field:not([hidden]) > input[type="text"]').all()
    code.fill(CODE)
    label.fill('Room 7')


def make_code(page: Any) -> None:
    open_code_form(page)
    page.locator('dialog[open] button[type="submit"]').click()
    page.locator('.entrance-code').wait_for()
    page.locator('.code-table tbody tr').nth(2).wait_for()


def open_file_form(page: Any) -> Any:
    dialog = open_dialog(page, 'edit-rules')
    dialog.locator('.entrance-group').last.locator('input').first.check()
    dialog.locator('button[type="submit"]').click()
    dialog.wait_for(state='detached')
    return open_dialog(page, 'seb-file')


def use_file(page: Any) -> None:
    dialog = open_file_form(page)
    configuration = ExamConfiguration('https://exams.example.com/start', 'https://exams.example.com/quit')
    data = write_seb_file({**configuration.settings(), 'allowVirtualMachine': True})
    dialog.locator('input[type="file"]').set_input_files(
        {'name': 'room-5.seb', 'mimeType': 'application/seb', 'buffer': data}
    )
    dialog.locator('button[type="submit"]').click()
    dialog.locator('.entrance-findings').first.wait_for()
