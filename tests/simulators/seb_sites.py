"""A web site for a simulated Safe Exam Browser: a few pages, and what was asked of them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final, NamedTuple

from edx_proctoring.seb.containers import write_seb_file
from edx_proctoring.seb.values import Settings, Value

SEB_FILE_TYPE: Final = 'application/seb'


class Asked(NamedTuple):
    """One request."""

    method: str
    path: str
    config: str | None
    exam: str | None
    agent: str | None
    cookie: str | None


class Site(ThreadingHTTPServer):
    """Answers with the page of a path. ``/away/x`` redirects to ``/x``; ``/configuration.seb`` is a file."""

    daemon_threads = True

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.file = b'the file'
        self.asked: list[Asked] = []
        super().__init__(('127.0.0.1', 0), SiteHandler)

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.server_port}'

    @property
    def url_of_other_host(self) -> str:
        """The same site under another name."""
        return f'http://localhost:{self.server_port}'

    def of(self, path: str) -> Asked:
        """The only request for a path."""
        (found,) = (each for each in self.asked if each.path == path)
        return found


class SiteHandler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        found = (
            self.headers.get(name)
            for name in ('X-SafeExamBrowser-ConfigKeyHash', 'X-SafeExamBrowser-RequestHash', 'User-Agent', 'Cookie')
        )
        self.server.asked.append(Asked(self.command, self.path, *found))
        if self.path.startswith('/away/'):
            self.answer(302, 'text/html', b'', self.path.removeprefix('/away'))
        elif self.path == '/configuration.seb':
            self.answer(200, SEB_FILE_TYPE, self.server.file)
        else:
            self.answer(200, 'text/html', self.server.pages.get(self.path, '<title>A page</title>').encode())

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.do_GET()

    def answer(self, status: int, kind: str, body: bytes, location: str | None = None) -> None:
        self.send_response(status)
        self.send_header('Content-Type', kind)
        self.send_header('Content-Length', str(len(body)))
        if location:
            self.send_header('Location', location)
        self.end_headers()
        if self.command != 'HEAD':
            self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def running_site() -> Iterator[Site]:
    """A site on a free port."""
    with Site() as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={'poll_interval': 0.01})
        thread.start()
        yield site
        site.shutdown()
        thread.join()


def seb_file(password: str | None = None, **settings: Value) -> bytes:
    """A file with these settings besides the usual ones."""
    usual: Settings = {'startURL': 'https://lms.example/exam', 'sendBrowserExamKey': True}
    return write_seb_file({**usual, **settings}, password)
