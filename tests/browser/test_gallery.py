"""Every state of the gallery: nothing for axe-core to find, in windows of all sizes, light, dark and right to left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.accessibility import WCAG, movements, sideways_scroll, violations
from tests.gallery.page import LOOK_NAMES, PAGE, PICTURES, page_text
from tests.gallery.running import run_site
from tests.gallery.shot import Shot
from tests.gallery.shots import email_shots, instructor_shots, learner_shots
from tests.gallery.states import LEARNER_STATES

NewPage = Callable[..., Any]
DESKTOP = {'width': 1280, 'height': 800}
# A window of 1280 pixels at 200 %.
ZOOMED = {'width': 640, 'height': 400}
SMALL = {'width': 320, 'height': 640}
# One state cuts the connection itself; the demo's sessions end with the account; a wrong code is refused.
TOLERATED = {
    'timer-lost': 'net::ERR_FAILED',
    'proctored-inactive-account': 'status of 403',
    'entry-wrong-code': 'status of 400',
}
NOTHING = '(?!)'


def names_of(shots: list[Shot]) -> list[str]:
    return [shot.name for shot in shots]


@pytest.fixture(scope='module')
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site with all states of learners."""
    with run_site(tmp_path_factory.mktemp('gallery')) as address:
        yield address


@pytest.mark.browser
@pytest.mark.parametrize('shot', learner_shots(), ids=names_of(learner_shots()))
def test_learners_pages(site: str, new_page: NewPage, shot: Shot) -> None:
    page = new_page(viewport=DESKTOP, reduced_motion='reduce', tolerated=TOLERATED.get(shot.name, NOTHING))
    shot.show(page, site)
    assert violations(page) == []
    assert movements(page) == 0

    page.emulate_media(color_scheme='dark')
    page.set_viewport_size(SMALL)
    assert violations(page) == []
    assert sideways_scroll(page) == 0

    page.set_viewport_size(ZOOMED)
    assert sideways_scroll(page) == 0
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert sideways_scroll(page) == 0
    page.set_viewport_size(SMALL)
    assert sideways_scroll(page) == 0


@pytest.mark.browser
@pytest.mark.parametrize('state', LEARNER_STATES, ids=[each.name for each in LEARNER_STATES])
def test_learners_pages_alone(site: str, new_page: NewPage, state: Any) -> None:
    page = new_page(viewport=SMALL, color_scheme='dark', tolerated=TOLERATED.get(state.name, NOTHING))
    page.goto(f'{site}/gallery/alone/{state.name}/')
    page.locator('.sequence').first.wait_for()
    assert violations(page, tags=WCAG) == []
    assert sideways_scroll(page) == 0


@pytest.mark.browser
@pytest.mark.parametrize('shot', email_shots(), ids=names_of(email_shots()))
@pytest.mark.parametrize('colours', ['light', 'dark'])
def test_mails(site: str, new_page: NewPage, shot: Shot, colours: str) -> None:
    page = new_page(viewport=SMALL, color_scheme=colours)
    shot.show(page, site)
    assert violations(page, tags=WCAG) == []
    assert sideways_scroll(page) == 0


def test_the_gallery_is_complete() -> None:
    """Each state has its four pictures, and the page of the documentation shows them."""
    shots = [*learner_shots(), *email_shots(), *instructor_shots()]
    requested = {f'{shot.name}-{look}.webp' for shot in shots for look in LOOK_NAMES}
    assert {path.name for path in (PICTURES / 'en').iterdir()} == requested
    assert page_text() == PAGE.read_text(encoding='utf-8')
