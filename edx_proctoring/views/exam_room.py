"""The exam room with its pages about reviews and attempts, and the texts of its scripts; not part of the HTTP API."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog
from opaque_keys import InvalidKeyError
from opaque_keys.edx.keys import CourseKey
from rest_framework import status

from edx_proctoring.actions.second_review import Decision, decide
from edx_proctoring.domain.rejection_reasons import Told
from edx_proctoring.exam_room import page
from edx_proctoring.exam_room.course import find_room_course
from edx_proctoring.exam_room.review import read_review
from edx_proctoring.exam_room.timeline import read_page
from edx_proctoring.exceptions import InvalidInputException, ProctoredBaseException, ReviewChangedException
from edx_proctoring.queries.access_codes import find_code
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.queries.reviews import LocatedReview, locate_review
from edx_proctoring.queries.timeline import locate_attempt
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import refusing_in_text
from edx_proctoring.views.pages import PersonalPage
from edx_proctoring.views.permissions import is_user_course_or_global_staff

SECONDS_TO_KEEP_TEXTS = 600


class StaffPage(PersonalPage):
    """A page for the staff of a course; its views name the course in the address."""

    def find_refusal(self, course_id: str) -> HttpResponse | None:
        """Return the page with status 403 for everyone but staff. Raises ``Http404`` for what can be no course."""
        try:
            CourseKey.from_string(course_id)
        except InvalidKeyError as error:
            raise Http404('This is not the id of a course.') from error
        user = self.request.user
        if user.is_active and is_user_course_or_global_staff(user, course_id):
            return None
        return HttpResponse(page.render_refusal(course_id, user), status=status.HTTP_403_FORBIDDEN)


class ExamRoomView(StaffPage):
    """The page where the staff of a course looks after its exams."""

    def get(self, request: HttpRequest, course_id: str) -> HttpResponse:
        """Render the page; 403 for everyone but staff, 404 for an unknown course."""
        refusal = self.find_refusal(course_id)
        if refusal is not None:
            return refusal
        course = find_room_course(request.user, course_id, now=timezone.now())
        if course is None:
            raise Http404('There is no such course.')
        return HttpResponse(page.render_room(course, request.user, csrf_token=get_token(request)))


class SecondReviewView(StaffPage):
    """The page where the staff of a course confirms or overrules a provider's verdict. It works without scripts."""

    http_method_names = ['get', 'head', 'options', 'post']

    def get(self, request: HttpRequest, course_id: str, review_id: str) -> HttpResponse:
        """Render the page; 403 for everyone but staff, 404 for a review that is not one of the course."""
        refusal = self.find_refusal(course_id)
        return refusal if refusal is not None else self._answer(_locate(course_id, review_id))

    def post(self, request: HttpRequest, course_id: str, review_id: str) -> HttpResponse:
        """Decide, and return to the page.

        400 without a decision, a reason, or, for a rejection, what the learner is told; 409 if something else was on
        the page.
        """
        refusal = self.find_refusal(course_id)
        if refusal is not None:
            return refusal
        located = _locate(course_id, review_id)
        reason, seen = request.POST.get('reason', ''), request.POST.get('seen', '')
        told = Told(request.POST.get('learner_reason', ''), request.POST.get('learner_text', ''))
        try:
            decision = _decision(request.POST.get('decision', ''))
            if not read_review(located, request.user, now=timezone.now()).options:
                raise ReviewChangedException(_('Nothing was saved: there is nothing to decide about this review now.'))
            decide(located.review, decision, reason=reason, told=told, seen=seen, by=request.user, now=timezone.now())
        except (InvalidInputException, ReviewChangedException) as error:
            current = _locate(course_id, review_id)
            if current.review.reviewed_by_id != request.user.pk:  # not their own decision, sent twice
                return self._answer(current, reason=reason, told=told, error=error)
        return HttpResponseRedirect(request.path, status=status.HTTP_303_SEE_OTHER)

    def _answer(
        self,
        located: LocatedReview,
        *,
        reason: str = '',
        told: Told = page.NOTHING_TOLD,
        error: ProctoredBaseException | None = None,
    ) -> HttpResponse:
        content = page.render_review(
            read_review(located, self.request.user, now=timezone.now()),
            self.request.user,
            csrf_token=get_token(self.request),
            reason=reason,
            told=told,
            problem=error.detail if error else '',
        )
        return HttpResponse(content, status=error.http_status if error else status.HTTP_200_OK)


class TimelineView(StaffPage):
    """The page with everything that happened to an attempt, also after it was removed."""

    def get(self, request: HttpRequest, course_id: str, attempt_id: str) -> HttpResponse:
        """Render the page; 403 for everyone but staff, 404 for an attempt that is not one of the course."""
        refusal = self.find_refusal(course_id)
        if refusal is not None:
            return refusal
        number = request_data.find_id(attempt_id)
        located = locate_attempt(number) if number is not None else None
        if located is None or located.exam.course_id != course_id:
            raise Http404('The course has no such attempt.')
        shown = read_page(located, request.user, now=timezone.now())
        return HttpResponse(page.render_timeline(shown, request.user, csrf_token=get_token(request)))


class AccessCodePage(StaffPage):
    """The page that shows an access code to a whole room."""

    def get(self, request: HttpRequest, course_id: str, code_id: str) -> HttpResponse:
        """Render the page; 403 for everyone but staff, 404 for a code that is not one of the course."""
        refusal = self.find_refusal(course_id)
        if refusal is not None:
            return refusal
        number = request_data.find_id(code_id)
        code = find_code(number) if number is not None else None
        exam = find_exam(code.exam_id) if code is not None else None
        if code is None or exam is None or exam.course_id != course_id:
            raise Http404('The course has no such access code.')
        return HttpResponse(page.render_projector(code, exam, request.user))


def _locate(course_id: str, review_id: str) -> LocatedReview:
    number = request_data.find_id(review_id)
    located = locate_review(number, course_id) if number is not None else None
    if located is None:
        raise Http404('The course has no such review.')
    return located


def _decision(text: str) -> Decision:
    try:
        return Decision(text)
    except ValueError as error:
        raise InvalidInputException(_('Choose whether to confirm or to overrule the verdict.')) from error


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
