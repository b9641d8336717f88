"""A client in a real browser that Playwright drives: its user agent, its headers, and its JavaScript API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulators.seb_client.client import SebClient

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route


def new_context(browser: Browser, client: SebClient, **options: Any) -> BrowserContext:
    """Return a context whose pages are open in the client; ``options`` are those of ``browser.new_context``.

    Where a page redirects, the second request has the values of the first address: Playwright shows it to nobody.
    """
    context = browser.new_context(user_agent=client.user_agent, **options)
    _present(context, client)
    return context


def turn_into(page: Page, client: SebClient) -> None:
    """Let a page of Chromium be open in the client from its next address on."""
    page.context.new_cdp_session(page).send('Emulation.setUserAgentOverride', {'userAgent': client.user_agent})
    _present(page, client)


def _present(pages: BrowserContext | Page, client: SebClient) -> None:
    if script := client.api_script():
        pages.add_init_script(script)

    def add_headers(route: Route) -> None:
        request = route.request
        frame = request.frame
        main_frame = request.is_navigation_request() and frame.parent_frame is None
        headers = client.headers_for(request.url, page=frame.page.url, main_frame=main_frame)
        route.continue_(headers={**request.headers, **headers})

    pages.route('**/*', add_headers)
