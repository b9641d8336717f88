"""Pages and files for Safe Exam Browser; not part of the HTTP API."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import ensure_csrf_cookie
from rest_framework import status

from edx_proctoring.actions import seb_challenges, seb_configurations
from edx_proctoring.actions.seb_challenges import Client
from edx_proctoring.learner_pages.seb_pages import render_check, render_quit
from edx_proctoring.learner_pages.seb_words import version_of
from edx_proctoring.lms import seb_links
from edx_proctoring.seb.hashes import CONFIG_KEY_HEADER, EXAM_KEY_HEADER, Presented, Verdict
from edx_proctoring.views.base import refusing_in_text
from edx_proctoring.views.pages import Page
from edx_proctoring.views.seb import remember_browser

FILE_HEADERS: Final = {
    'Content-Disposition': 'attachment; filename="exam.seb"',
    'Cache-Control': 'private, no-store, no-transform',
    'X-Content-Type-Options': 'nosniff',
}


@method_decorator([cache_control(private=True, no_store=True), refusing_in_text], name='dispatch')
class SebFileView(Page):
    """A configuration, for whoever has the link: the browser fetches it before anybody is logged in."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Return the file. The link is over after some minutes, or some downloads."""
        return _file(seb_configurations.take_file(token, now=timezone.now()))

    def head(self, request: HttpRequest, token: str) -> HttpResponse:
        """Return the headers; nothing is used up. Clients on Windows ask like this first."""
        return _file(seb_configurations.find_file(token, now=timezone.now()))


@method_decorator(
    [cache_control(private=True, no_store=True), xframe_options_exempt, refusing_in_text, ensure_csrf_cookie],
    name='dispatch',
)
class SebCheckView(Page):
    """The page on which a browser is checked, in a frame or as the page itself."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse whoever is not logged in, at this address: a check that was sent elsewhere would fail."""
        if not (request.user.is_authenticated and request.user.is_active):
            return _text(_('Log in first, in this browser.'), status.HTTP_403_FORBIDDEN)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, nonce: str) -> HttpResponse:
        """Judge the headers of this request; without any, the page's script goes on."""
        exam = seb_challenges.find_exam_of(nonce)
        if exam is None:
            return _text(_('This check does not exist.'), status.HTTP_404_NOT_FOUND)
        verdict, outcome = None, None
        if request.method == 'GET':
            headers = {name: request.headers[name] for name in _KEY_HEADERS if name in request.headers}
            client = Client(version_of('', request.headers.get('User-Agent', '')), has_headers=bool(headers))
            outcome = seb_challenges.answer(
                nonce, request.user.pk, Presented.of(headers), client, now=timezone.now(), may_wait=True
            )
            verdict = None if outcome.verdict is Verdict.MISSING else outcome.verdict
        page = render_check(exam, nonce, verdict, username=request.user.get_username(), csrf_token=get_token(request))
        response = HttpResponse(page)
        response['Content-Security-Policy'] = f"frame-ancestors 'self' {seb_links.learning_origin()}".rstrip()
        response['Referrer-Policy'] = 'no-referrer'
        if outcome is not None:
            remember_browser(response, outcome)
        return response


@method_decorator([cache_control(private=True, no_store=True), refusing_in_text], name='dispatch')
class SebQuitView(Page):
    """The page that ends Safe Exam Browser; that it was visited proves nothing."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        """Say so to other browsers."""
        return HttpResponse(render_quit())


_KEY_HEADERS: Final = (CONFIG_KEY_HEADER, EXAM_KEY_HEADER)


def _file(data: bytes | None) -> HttpResponse:
    if data is None:
        return _text(_('This link is over. Get a new one on the page of the exam.'), status.HTTP_404_NOT_FOUND)
    return HttpResponse(data, content_type='application/seb', headers=FILE_HEADERS)


def _text(words: str, code: int) -> HttpResponse:
    return HttpResponse(words, status=code, content_type='text/plain; charset=utf-8')
