"""A browser, and the demo running for it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from simulators.seb_client.client import Fault, SebClient
from simulators.seb_client.files import Configuration
from simulators.seb_client.playwright_pages import new_context
from simulators.seb_client.profiles import PROFILES
from tests.running_demo import ROOT, Demo, run_demo

playwright_api = pytest.importorskip('playwright.sync_api')

# The headless shell is the same engine without the windows that nobody looks at: it takes half the time.
NAMES = ('chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome')
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
CHROMIUM_OPTIONS = [
    '--no-sandbox',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
]


@pytest.fixture(scope='module')
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo of this module's tests."""
    with run_demo(tmp_path_factory.mktemp('demo')) as running:
        yield running


@pytest.fixture(scope='module')
def full_demo(demo: Demo) -> Demo:
    """The demo with a full course."""
    environment = {name: value for name, value in os.environ.items() if name != 'DJANGO_SETTINGS_MODULE'}
    subprocess.run(
        [sys.executable, '-m', 'tests.browser.full_course'],
        cwd=ROOT,
        env=environment | {'DEMO_VAR': str(demo.log.parent / 'var')},
        check=True,
    )
    return demo


@pytest.fixture(scope='module')
def chromium() -> Iterator[Any]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip('There is no Chromium; "make install" fetches it on Debian when it runs as root.')
    with playwright_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Any:
    """A failed test says what its pages showed."""
    report = yield
    if report.when == 'call' and report.failed and 'chromium' in item.funcargs:
        for page in [page for context in item.funcargs['chromium'].contexts for page in context.pages]:
            report.sections.append((f'page {page.url}', text_of(page)))
    return report


def text_of(page: Any) -> str:
    """What the page shows; what keeps it from showing anything."""
    try:
        text: str = page.locator('body').inner_text()
    except playwright_api.Error as error:
        return str(error)
    return text


@pytest.fixture
def new_client(chromium: Any) -> Iterator[Any]:
    """Opens a page in Safe Exam Browser; ``state`` are the cookies that it begins with."""
    contexts = []

    def opened(configuration: Configuration, profile: str, fault: Fault | None = None, state: Any = None) -> Any:
        client = SebClient(configuration, PROFILES[profile], fault, delay_milliseconds=60)
        contexts.append(new_context(chromium, client, storage_state=state, viewport={'width': 1100, 'height': 800}))
        page = contexts[-1].new_page()
        page.set_default_timeout(20_000)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def new_page(chromium: Any) -> Iterator[Any]:
    """A function that opens a page of somebody else, with cookies of its own.

    Whatever a page complains about in the console, violations of the Content-Security-Policy included, fails the test,
    but for ``tolerated``: what a test makes the browser complain about itself. Options are those of a context.
    """
    complaints: list[str] = []
    contexts = []

    def open_page(*, tolerated: str = '(?!)', **options: Any) -> Any:
        context = chromium.new_context(**({'viewport': {'width': 1100, 'height': 800}} | options))
        contexts.append(context)

        def note(text: str) -> None:
            if not re.search(tolerated, text):
                complaints.append(text)

        context.on('console', lambda message: note(message.text) if message.type == 'error' else None)
        context.on('weberror', lambda error: note(str(error.error)))
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
