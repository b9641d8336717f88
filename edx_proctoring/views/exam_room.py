"""The exam room, and the texts of the scripts on it. Pages for browsers: neither is part of the HTTP API."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.i18n import JavaScriptCatalog
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey
from rest_framework import status

from edx_proctoring.exam_room import page
from edx_proctoring.exam_room.course import find_room_course
from edx_proctoring.views.base import refusing_in_text
from edx_proctoring.views.error_reports import keep_quiet
from edx_proctoring.views.permissions import is_user_course_or_global_staff

SECONDS_TO_KEEP_TEXTS = 600


@method_decorator(
    [
        cache_control(private=True, no_store=True),
        xframe_options_sameorigin,
        refusing_in_text,
        ensure_csrf_cookie,  # the scripts send it with what they change
    ],
    name='dispatch',
)
class ExamRoomView(View):
    """The page where the staff of a course looks after its exams."""

    http_method_names = ['get', 'head', 'options']

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view function, not wrapped into a transaction: it reads, and asks the host."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Send whoever is not logged in to the host's login, and back from there."""
        keep_quiet(request)
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, course_id: str) -> HttpResponse:
        """Render the page; 403 for everyone but staff, 404 for an unknown course."""
        try:
            CourseKey.from_string(course_id)
        except InvalidKeyError as error:
            raise Http404('This is not the id of a course.') from error
        if not (request.user.is_active and is_user_course_or_global_staff(request.user, course_id)):
            return HttpResponse(page.render_refusal(course_id, request.user), status=status.HTTP_403_FORBIDDEN)
        course = find_room_course(request.user, course_id, now=timezone.now())
        if course is None:
            raise Http404('There is no such course.')
        return HttpResponse(page.render_room(course, request.user, csrf_token=get_token(request)))


@method_decorator([cache_control(max_age=SECONDS_TO_KEEP_TEXTS), refusing_in_text], name='dispatch')
class ScriptTextsView(JavaScriptCatalog):
    """The texts of this app's scripts in one of the site's languages; open to all, and kept by browsers."""

    http_method_names = ['get', 'head', 'options']
    packages = ['edx_proctoring']

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view function, not wrapped into a transaction: it asks no database."""
        return transaction.non_atomic_requests(super().as_view(**initkwargs))

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the script that defines ``gettext`` and ``ngettext``; 404 for a language that the site lacks.

        A variant that the site lacks is the language itself: new Django projects are in ``en-us``, which is in no list.
        """
        try:
            language = translation.get_supported_language_variant(kwargs['language'])
        except LookupError as error:
            raise Http404('This site does not have that language.') from error
        with translation.override(language):
            return super().get(request, *args, **kwargs)
