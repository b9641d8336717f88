"""How a browser comes to each state of the gallery."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.gallery.entrance_shots import entrance_shots
from tests.gallery.entry_shots import entry_shots
from tests.gallery.room_shots import room_shots
from tests.gallery.shot import Shot
from tests.gallery.staff import act_as_staff, enter_room, poll
from tests.gallery.states import EMAIL_STATES, LEARNER_STATES, MESSAGE, PANEL_STATES, TIMER_STATES

EXTRA_MINUTES: Final = 15
ATTEMPTS: Final = '.student-proctored-exam-container'
ALLOWANCES: Final = '.special-allowance-container'
ONBOARDING: Final = '.student-onboarding-status-container'


def learner_shots() -> list[Shot]:
    """Everything that learners see."""
    return [
        *(
            Shot(
                name=each.name,
                title=each.title,
                section=each.section,
                show=opener(f'/gallery/learner/{each.name}/', ACTS[each.act], '.sequence'),
                part='view' if each.act == 'decline' else '',
            )
            for each in LEARNER_STATES
        ),
        *(
            Shot(
                name=each.name,
                title=each.title,
                section='The timer',
                show=opener(f'/gallery/timer/{each.name}/', ACTS[each.act], '.exam-timer'),
                part='view',
            )
            for each in TIMER_STATES
        ),
        *(
            Shot(
                name=each.name,
                title=each.title,
                section='The panel about onboarding',
                show=opener(f'/gallery/panel/{each.name}/', nothing, '.proctoring-info'),
                part='.proctoring-info-panel',
            )
            for each in PANEL_STATES
        ),
        *entry_shots(),
    ]


def email_shots() -> list[Shot]:
    """The mails, as a program shows them."""
    return [
        Shot(name=name, title=title, section='Emails', show=email_opener(f'/gallery/email/{name}/'), part='body')
        for name, (_, title) in EMAIL_STATES.items()
    ]


def instructor_shots() -> list[Shot]:
    """The exam room of a full course; it needs the full site."""
    parts = [
        ('instructor-room', 'The page as it opens', nothing, 'view'),
        ('instructor-overview', 'Overview', expand_overview, f'{ATTEMPTS} .proctoring-overview'),
        ('instructor-attempts', 'Attempts', nothing, f'{ATTEMPTS} .proctoring-results'),
        ('instructor-all-attempts', 'All attempts of a learner', expand_attempts, f'{ATTEMPTS} .proctoring-results'),
        ('instructor-reset', 'Asked whether to reset', ask_for_reset, 'view'),
        ('instructor-allowances', 'Allowances', expand_allowances, ALLOWANCES),
        ('instructor-add-allowances', 'Adding allowances', open_allowance_form, 'view'),
        ('instructor-onboarding', 'Onboarding', nothing, ONBOARDING),
    ]
    shots = [
        Shot(name=name, title=title, section='The exam room', show=instructor_opener(act), part=part, width=1280)
        for name, title, act, part in parts
    ]
    reviews = [
        ('instructor-review', 'A second review', nothing, ''),
        ('instructor-review-reason', 'What the learner is told', choose_reason, '#decision'),
        ('instructor-review-problem', 'A decision that was not saved', send_only_blanks, ''),
    ]
    shots += [
        Shot(name=name, title=title, section='The exam room', show=review_opener(act), part=part, width=1280)
        for name, title, act, part in reviews
    ]
    return [*shots, *room_shots(), *entrance_shots()]


# ── coming there ──────────────────────────────────────────────────────────────────────────────────────────────────


def opener(path: str, act: Callable[[Any], None], proof: str) -> Callable[[Any, str], None]:
    def show(page: Any, address: str) -> None:
        page.goto(f'{address}{path}')
        page.locator(proof).first.wait_for()
        act(page)

    return show


def email_opener(path: str) -> Callable[[Any, str], None]:
    def show(page: Any, address: str) -> None:
        # A mail is no page of the site: it comes without the site's Content-Security-Policy.
        page.goto('about:blank')
        page.set_content(page.request.get(f'{address}{path}').text())

    return show


def review_opener(act: Callable[[Any], None]) -> Callable[[Any, str], None]:
    def show(page: Any, address: str) -> None:
        enter_room(page, address)
        page.locator('#second-reviews summary').click()
        page.locator('#second-reviews li a').first.click()
        page.locator('#decision').wait_for()
        act(page)

    return show


def instructor_opener(act: Callable[[Any], None]) -> Callable[[Any, str], None]:
    def show(page: Any, address: str) -> None:
        enter_room(page, address)
        page.locator(f'{ATTEMPTS} table.exam-attempts-table').wait_for()
        page.locator(f'{ONBOARDING} table').wait_for()
        page.locator(f'{ALLOWANCES} .accordion-trigger').first.wait_for()
        act(page)

    return show


# ── what is done there ────────────────────────────────────────────────────────────────────────────────────────────


def nothing(page: Any) -> None:
    """Look only."""


def opt_out(page: Any) -> None:
    page.locator('.start-timed-exam[data-attempt-proctored="false"]').click()


def decline(page: Any) -> None:
    page.locator('.proctored-decline-exam').click()
    page.locator('dialog[open]').wait_for()


def restart(page: Any) -> None:
    page.locator('.exam-action-confirm').click()


def hide_time(page: Any) -> None:
    page.locator('#toggle_timer').click()


def lose_connection(page: Any) -> None:
    page.route('**/proctored_exam/attempt/*', lambda route: route.abort())
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    page.locator('.exam-timer-problem').wait_for()


def gain_time(page: Any) -> None:
    values = {'minutes': EXTRA_MINUTES, 'attempt_ids': [poll(page)], 'beyond_due_date': True}
    act_as_staff(page, 'extra_time', values)
    poll(page)
    page.locator('.exam-timer-notice').wait_for()


def get_message(page: Any) -> None:
    act_as_staff(page, 'messages', {'text': MESSAGE, 'attempt_ids': [poll(page)]})
    poll(page)
    page.locator('.exam-timer-message').wait_for()


def expand_overview(page: Any) -> None:
    page.locator(f'{ATTEMPTS} .proctoring-overview > summary').click()


def expand_attempts(page: Any) -> None:
    page.locator(f'{ATTEMPTS} .accordion-trigger').first.click()


def send_only_blanks(page: Any) -> None:
    page.locator('#reason').fill('  ')
    page.locator('button[value="confirm"]').click()
    page.locator('#problem').wait_for()


def choose_reason(page: Any) -> None:
    page.locator('#reason').fill('Two voices are heard from 12:34 on, and the learner reads something aloud.')
    page.locator('#learner_reason').select_option('another_person')
    page.locator('#learner_text').fill('From minute 12 on, someone speaks with you.')
    page.locator('.review-sentences summary').click()


def ask_for_reset(page: Any) -> None:
    page.locator('.remove-attempt').first.click()
    page.locator('dialog[open]').wait_for()


def expand_allowances(page: Any) -> None:
    page.locator(f'{ALLOWANCES} .accordion-trigger').first.click()


def open_allowance_form(page: Any) -> None:
    page.locator('#add-allowance').click()
    page.locator('dialog[open]').wait_for()


ACTS: Final[dict[str, Callable[[Any], None]]] = {
    '': nothing,
    'opt out': opt_out,
    'decline': decline,
    'restart': restart,
    'hide time': hide_time,
    'lose connection': lose_connection,
    'gain time': gain_time,
    'get message': get_message,
}
