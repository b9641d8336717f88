"""Requests of a page that stay without an answer for as long as a test wants."""

from __future__ import annotations

from typing import Any

import pytest

MOST_MILLISECONDS = 20_000
STEP = 10


class HeldRequests:
    """Keeps the requests to addresses like this one."""

    def __init__(self, page: Any, address: Any) -> None:
        self.page = page
        self.routes: list[Any] = []
        page.route(address, lambda route: self.routes.append(route))  # noqa: PLW0108 - its wrapper needs attributes

    def wait_for_one(self) -> None:
        """Wait until the page has asked. That it asks is told earlier than that the request is held."""
        for _ in range(0, MOST_MILLISECONDS, STEP):
            if self.routes:
                return
            self.page.wait_for_timeout(STEP)
        pytest.fail('The page does not ask.')

    def let_go(self) -> None:
        """The first one goes to the server."""
        self.wait_for_one()
        self.routes[0].continue_()
