"""A client that browses over HTTP, without a screen: pages, what pages load, and the file of a ``sebs:`` link."""

from dataclasses import dataclass
from typing import Any

import requests

from simulators.seb_client.client import CONFIG_KEY_HEADER, EXAM_KEY_HEADER, SebClient
from simulators.seb_client.profiles import Profile

TIMEOUT_SECONDS = 30
LINK_SCHEMES = {'seb': 'http', 'sebs': 'https'}


class SebSession(requests.Session):
    """Its requests have the headers that the client would send; each request after a redirect, its own.

    ``page`` is the address of the open page, ``ended`` whether the quit link was visited, and ``sent`` all requests
    in their order. The addresses have to be as browsers write them.
    """

    def __init__(self, client: SebClient) -> None:
        super().__init__()
        self.client = client
        self.page: str | None = None
        self.ended = False
        self.sent: list[requests.PreparedRequest] = []
        self.headers['User-Agent'] = client.user_agent
        self._main_frame = False
        self._redirected = False

    def visit(self, url: str) -> requests.Response:
        """Open a page in the window."""
        answer = self._ask('GET', url, main_frame=True)
        self.page = answer.url
        self.ended = any(self.client.quits_at(each.url) for each in (*answer.history, answer))
        return answer

    def load(self, method: str, url: str, **options: Any) -> requests.Response:
        """Ask for something that the open page needs: a frame, an image, what a script asks for."""
        return self._ask(method, url, main_frame=False, **options)

    def repeat(self, request: requests.PreparedRequest) -> requests.Response:
        """Send a request of ``sent`` once more, as it was, with an old nonce if there is one in it."""
        return super().send(request, timeout=TIMEOUT_SECONDS, allow_redirects=False)

    def _ask(self, method: str, url: str, *, main_frame: bool, **options: Any) -> requests.Response:
        self._main_frame, self._redirected = main_frame, False
        return self.request(method, url, timeout=TIMEOUT_SECONDS, **options)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """Send a request with its headers. ``requests`` calls it again for each redirect."""
        for name in (CONFIG_KEY_HEADER, EXAM_KEY_HEADER):
            request.headers.pop(name, None)
        url, main_frame, redirected = str(request.url), self._main_frame, self._redirected
        request.headers.update(
            self.client.headers_for(url, page=self.page, main_frame=main_frame, redirected=redirected)
        )
        self.sent.append(request.copy())
        self._redirected = True
        return super().send(request, **options)


@dataclass(frozen=True)
class Download:
    """What came of a link: the answers in their order, and the file; None for a page, where the learner logs in."""

    answers: list[requests.Response]
    file: bytes | None


def download(link: str, profile: Profile, cookies: dict[str, str] | None = None) -> Download:
    """Follow a ``seb:``, ``sebs:`` or web address as the client does before it has a configuration.

    Windows asks with HEAD first, and shows no cookies; others show those of ``cookies``.
    """
    scheme, _, rest = link.partition('://')
    url = f'{LINK_SCHEMES.get(scheme, scheme)}://{rest}'
    shown = {} if profile.asks_with_head else cookies or {}
    answers: list[requests.Response] = []
    for method in ('HEAD', 'GET') if profile.asks_with_head else ('GET',):
        answer = requests.request(
            method,
            url,
            headers={'User-Agent': profile.loader_user_agent},
            cookies=shown,
            timeout=TIMEOUT_SECONDS,
            allow_redirects=True,
        )
        answers.append(answer)
        if not answer.ok or answer.headers.get('Content-Type', '').startswith('text/html'):
            return Download(answers, None)
    return Download(answers, answers[-1].content)
