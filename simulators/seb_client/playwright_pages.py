"""A client in a real browser that Playwright drives: its user agent, its headers, and its JavaScript API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulators.seb_client.client import SebClient

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Route


def new_context(browser: Browser, client: SebClient, **options: Any) -> BrowserContext:
    """Return a context whose pages are open in the client; ``options`` are those of ``browser.new_context``.

    Where a page redirects, the second request has the values of the first address: Playwright shows it to nobody.
    """
    context = browser.new_context(user_agent=client.user_agent, **options)
    if script := client.api_script():
        context.add_init_script(script)

    def add_headers(route: Route) -> None:
        request = route.request
        frame = request.frame
        main_frame = request.is_navigation_request() and frame.parent_frame is None
        headers = client.headers_for(request.url, page=frame.page.url, main_frame=main_frame)
        route.continue_(headers={**request.headers, **headers})

    context.route('**/*', add_headers)
    return context
