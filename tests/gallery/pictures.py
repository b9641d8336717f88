"""Takes the pictures: each state on a desktop and on a phone, light and dark; in a language, right to left if it is."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, CHROMIUM_OPTIONS
from tests.gallery.running import ROOT, run_site
from tests.gallery.shot import Shot
from tests.gallery.shots import email_shots, instructor_shots, learner_shots

FOLDER: Final = ROOT / 'docs' / 'gallery'
QUALITY: Final = 70
VIEW_HEIGHT: Final = 620
PHONE_WIDTH: Final = 360


@dataclass(frozen=True)
class Look:
    """The device and the colors; ``name`` ends the names of its pictures."""

    name: str
    width: int
    colours: str


DESKTOP_LIGHT: Final = Look('desktop-light', 1000, 'light')
LOOKS: Final = (
    DESKTOP_LIGHT,
    Look('desktop-dark', 1000, 'dark'),
    Look('phone-light', PHONE_WIDTH, 'light'),
    Look('phone-dark', PHONE_WIDTH, 'dark'),
)


def take(language: str = 'en', *, looks: tuple[Look, ...] = LOOKS, only: str = '') -> int:
    """Write the pictures of all states whose names begin with ``only``, in ``docs/gallery/<language>``; how many."""
    folder = FOLDER / language
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with tempfile.TemporaryDirectory() as data, chromium() as browser:
        for is_full, shots in ((False, [*learner_shots(), *email_shots()]), (True, instructor_shots())):
            requested = [shot for shot in shots if shot.name.startswith(only)]
            if not requested:
                continue
            with run_site(Path(data) / str(is_full), language=language, is_full=is_full) as address:
                for look in looks:
                    count += picture(browser, address, requested, look, folder, language)
    return count


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        raise SystemExit('There is no Chromium; "make install" fetches it on Debian when it runs as root.')
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


def picture(browser: Any, address: str, shots: list[Shot], look: Look, folder: Path, language: str) -> int:
    context = browser.new_context(
        viewport={'width': look.width, 'height': VIEW_HEIGHT},
        color_scheme=look.colours,
        reduced_motion='reduce',
        locale=language,
    )
    for shot in shots:
        page = context.new_page()
        page.set_default_timeout(15_000)
        if shot.width and look.width > PHONE_WIDTH:
            page.set_viewport_size({'width': shot.width, 'height': VIEW_HEIGHT})
        shot.show(page, address)
        page.mouse.move(0, 0)
        (folder / f'{shot.name}-{look.name}.webp').write_bytes(capture(page, shot.part))
        page.close()
    context.close()
    return len(shots)


def capture(page: Any, part: str) -> bytes:
    """The page, or a part of it, as WebP."""
    page.evaluate('document.fonts.ready')
    options: dict[str, Any] = {'format': 'webp', 'quality': QUALITY}
    if part != 'view':
        page.evaluate('scrollTo(0, 0)')  # what stays in sight would lie upon the part
        options |= {'captureBeyondViewport': True, 'clip': extent(page, part) | {'scale': 1}}
    session = page.context.new_cdp_session(page)
    return base64.b64decode(session.send('Page.captureScreenshot', options)['data'])


def extent(page: Any, part: str) -> dict[str, float]:
    size = page.evaluate('({width: innerWidth, height: document.documentElement.scrollHeight})')
    if not part:
        return {'x': 0, 'y': 0, 'width': size['width'], 'height': size['height']}
    # By the document, so that scrolling does not matter; a list of many rows is cut.
    box = page.locator(part).first.evaluate(
        '(e) => { const r = e.getBoundingClientRect(); return {y: r.top + scrollY, height: r.height}; }'
    )
    return {'x': 0, 'y': max(box['y'] - 12, 0), 'width': size['width'], 'height': min(box['height'] + 24, 1400)}
