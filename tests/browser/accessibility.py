"""What tests ask of every page: axe-core, and that nothing sticks out at the side or moves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.held_requests import HeldRequests

AXE = Path(__file__).resolve().parents[2] / 'node_modules' / 'axe-core' / 'axe.min.js'
WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']


def violations(page: Any, *, tags: list[str] | None = None, inside: str = ':root') -> list[str]:
    """What axe-core finds on the whole page or inside such elements, by all its rules or those with these tags."""
    if not AXE.exists():
        pytest.skip('axe-core is not installed; "make install" does that.')
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding='utf-8'))
    found = page.evaluate(
        """async ([tags, inside]) => {
          const context = { include: [...document.querySelectorAll(inside)] };
          const { violations } = await axe.run(context, tags ? { runOnly: tags } : {});
          return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
        }""",
        [tags, inside],
    )
    return list(found)


def sideways_scroll(page: Any) -> int:
    """By how many pixels the page is wider than the window."""
    width: int = page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    return width


def places(element: Any, *, open_page: Callable[[], object], request: str, shows: Any) -> list[dict[str, float]]:
    """Where the element of a page is before the answer to this request of its script is there, and when it is shown."""
    page = element.page
    held = HeldRequests(page, request)
    open_page()
    held.wait_for_one()
    before = element.bounding_box()
    assert shows.count() == 0
    held.let_go()
    shows.wait_for()
    return [before, element.bounding_box()]


def movements(page: Any) -> int:
    """How many animations and transitions run."""
    count: int = page.evaluate("document.getAnimations().filter(each => each.playState === 'running').length")
    return count


def tab_to(page: Any, selector: str, *, most: int = 60) -> None:
    """Go to the element with the Tab key alone; at each stop on the way it can be seen where one is."""
    for _ in range(most):
        page.keyboard.press('Tab')
        if page.evaluate('document.activeElement === document.body'):
            continue
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle !== 'none'"), page.evaluate(
            'document.activeElement.outerHTML'
        )
        if page.evaluate('selector => document.activeElement.matches(selector)', selector):
            return
    pytest.fail(f'{selector} cannot be reached.')


def press_on(page: Any, selector: str, key: str = 'Enter') -> None:
    """Go to the element and press the key there."""
    tab_to(page, selector)
    page.keyboard.press(key)
