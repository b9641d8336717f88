"""Learners and staff who choose another language, in a real browser: pages, scripts and the direction of writing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polib
import pytest

import edx_proctoring
from tests.browser.accessibility import press_on, sideways_scroll, tab_to, violations
from tests.browser.test_journeys import MIDTERM, open_course, open_section, see, sign_in
from tests.running_demo import Demo

pytestmark = pytest.mark.browser

LOCALE = Path(edx_proctoring.__file__).parent / 'locale'
NewPage = Callable[..., Any]
ATTEMPTS = '.student-proctored-exam-container'


class Language:
    """One of the demo's, with what its catalogues say."""

    def __init__(self, code: str, direction: str) -> None:
        self.code, self.direction = code, direction

    def pages(self, text: str) -> str:
        """Return what pages say instead."""
        return self._say('django', text)

    def scripts(self, text: str) -> str:
        """Return what scripts say instead."""
        return self._say('djangojs', text)

    def _say(self, domain: str, text: str) -> str:
        entry = polib.pofile(str(LOCALE / self.code / 'LC_MESSAGES' / f'{domain}.po')).find(text)
        assert entry is not None
        translated: str = entry.msgstr
        assert translated not in ('', text)
        return translated


FRENCH = Language('fr', 'ltr')
ARABIC = Language('ar', 'rtl')


def choose(page: Any, language: Language) -> None:
    """By the keyboard alone."""
    page.get_by_role('link', name='Help', exact=True).click()
    tab_to(page, '#language')
    choices = page.get_by_label('Language of exams', exact=True)
    for _ in range(choices.locator('option').count()):
        if choices.input_value() != language.code:
            page.keyboard.press('ArrowDown')
    assert choices.input_value() == language.code
    with page.expect_navigation():
        press_on(page, '.language button')
    assert page.evaluate('[document.documentElement.lang, document.documentElement.dir]') == [
        language.code,
        language.direction,
    ]


@pytest.mark.parametrize(('learner', 'language'), [('verity', FRENCH), ('ada', ARABIC)], ids=['fr', 'ar'])
def test_a_learner_takes_a_timed_exam_in_their_language(
    demo: Demo, new_page: NewPage, learner: str, language: Language
) -> None:
    page = new_page()
    sign_in(page, demo, learner)
    choose(page, language)
    open_section(page, MIDTERM)
    see(page, language.pages("You can end the exam early. You'll be asked to confirm before it ends."))
    assert violations(page) == []
    assert sideways_scroll(page) == 0

    page.wait_for_load_state()
    page.get_by_role('button', name=language.pages('I am ready to start this timed exam')).click()
    timer = page.get_by_role('region', name=language.scripts('Exam timer'))
    timer.wait_for()
    assert language.scripts('Time left') in timer.inner_text()
    assert language.pages('a timed exam') in timer.inner_text()
    assert re.fullmatch(r'\d:\d\d:\d\d', timer.get_by_role('timer').inner_text())
    assert violations(page) == []
    assert sideways_scroll(page) == 0

    timer.get_by_role('button', name=language.scripts('End my exam')).click()
    confirmation = page.get_by_role('button', name=language.pages('Yes, end the exam'))
    confirmation.wait_for()
    page.wait_for_load_state()  # the scripts waited for the catalogue
    confirmation.click()
    see(page, language.pages('You have submitted your timed exam'))


@pytest.mark.parametrize('language', [FRENCH, ARABIC], ids=['fr', 'ar'])
def test_staff_finds_the_panels_in_its_language(demo: Demo, new_page: NewPage, language: Language) -> None:
    page = new_page(reduced_motion='reduce')
    sign_in(page, demo, 'global_staff')
    choose(page, language)
    open_course(page)

    page.get_by_role('link', name='Exam Room').click()

    page.locator(ATTEMPTS).get_by_role('button', name=language.scripts('Search attempts'), exact=True).wait_for()
    for heading in ('Exam attempts', 'Allowances by learner', 'Onboarding status by learner'):
        panel = page.get_by_role('region', name=language.scripts(heading), exact=True)
        panel.and_(page.locator('[aria-busy="false"]')).wait_for()
    assert violations(page) == []
    assert sideways_scroll(page) == 0
