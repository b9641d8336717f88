"""The entrance of exams with entry rules, for learners: where they stand, their access code, and the waiting room."""

from __future__ import annotations

from typing import Annotated, Any, Final

from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views import View
from django.views.decorators.cache import cache_control
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions.code_entry import enter_code
from edx_proctoring.actions.seb_rules import ensure_rules
from edx_proctoring.exceptions import InvalidInputException, ObjectNotFoundException
from edx_proctoring.learner_pages.entrance import MyEntranceDict, at_entrance
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.entry import find_signal
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.security.access_codes import LONGEST
from edx_proctoring.shapes import DetailDict, Keyword
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView, refusing_in_text
from edx_proctoring.views.descriptions import AUTH, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.learner_attempts import KeptOutDetailDict

MOST_CHARACTERS: Final = 4 * LONGEST  # with blanks and hyphens, which do not count


def read_code(value: object, name: str) -> str:
    """``value`` as an access code; raises :class:`InvalidInputException` for what cannot be one."""
    code = request_data.text(value, name).strip()
    if not code:
        raise InvalidInputException(_('Enter the access code.'))
    if len(code) > MOST_CHARACTERS:
        raise InvalidInputException(
            _('%(name)s has to have from 1 to %(most)s characters.'), name=name, most=MOST_CHARACTERS
        )
    return code


class EnteredCode(Input):
    """A code that the learner was told."""

    code = Field(
        read_code,
        Annotated[str, Keyword('maxLength', MOST_CHARACTERS)],
        'Blanks, hyphens, and case do not count.',
        required=True,
    )


class TooManyCodesDict(DetailDict):
    """There were too many wrong codes."""

    seconds_to_retry: Annotated[int, 'After so many seconds, the next code is looked at.']


_NO_ENTRANCE: Final = refusal('No such exam, or it is not active, or has no entry rules.')


class EntranceCodeView(ProctoredAPIView):
    """An access code that a learner enters. Not published: ours alone."""

    @Operation(
        'Entrance',
        'enter_access_code',
        'Enter the access code of an exam',
        'For all users who are logged in with a session.',
        {
            200: Answer('Where the learner stands now.', MyEntranceDict),
            400: refusal('A wrong code, no code, or the exam needs none.'),
            403: Answer('Not logged in, or the request has no session.', KeptOutDetailDict),
            404: _NO_ENTRANCE,
            429: Answer(
                'There were too many wrong codes. Even the right one is refused.',
                TooManyCodesDict,
                headers={'Retry-After': 'Seconds after which the next code is looked at.'},
            ),
        },
        body=EnteredCode,
        notes='A code holds for the session in which it is entered, and for one attempt. Wrong ones are counted for '
        'each learner at the exam, and for each address.',
    )
    def post(self, request: Request, exam_id: int) -> Response:
        """Note that the learner has entered it, if it is a valid one."""
        exam, now = get_entrance(exam_id), timezone.now()
        enter_code(exam, request.user, EnteredCode.of(request).code, now=now)
        return Response(at_entrance(exam, request.user, now=now))


class MyEntranceView(ProctoredAPIView):
    """Where the caller stands at the entrance of an exam. Not published: ours alone."""

    @Operation(
        'Entrance',
        'get_my_entrance',
        'Get what an exam asks of the caller, and what they have done',
        AUTH,
        {200: Answer('Where they stand.', MyEntranceDict), 404: _NO_ENTRANCE},
        notes='Whoever asks while they can only wait is shown to staff as waiting.',
    )
    def get(self, request: Request, exam_id: int) -> Response:
        """Return it; that they wait is stored, at most every 20 seconds."""
        return Response(at_entrance(get_entrance(exam_id), request.user, now=timezone.now()))


class EntranceSignalView(View):
    """A number that tells pages in the waiting room when to ask again: it is the same for all, who need not be known.

    No session is read, and no table, unless the site's cache has forgotten the number. The host's middleware may read
    them all the same, for requests that have a cookie: the pages send none.
    """

    http_method_names = ['get', 'head', 'options']

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view function, not wrapped into a transaction. What is around it is made once, not per request."""
        view = refusing_in_text(super().as_view(**initkwargs))
        return transaction.non_atomic_requests(cache_control(private=True, no_store=True)(view))

    def get(self, request: HttpRequest, exam_id: int) -> JsonResponse:
        """Return the number, 0 for whatever has no entry rules, and whether everybody is let in."""
        return JsonResponse(find_signal(exam_id))


def get_entrance(exam_id: int) -> ProctoredExam:
    """Return the exam; :class:`ObjectNotFoundException` if it has no entrance: no rules, or it is not active.

    Where Safe Exam Browser has become the provider since the exam was saved, it gets its rules now.
    """
    exam = find_exam(exam_id)
    if exam is not None and exam.is_active and not exam.has_entry_rules:
        ensure_rules([exam], now=timezone.now())
    if exam is None or not exam.is_active or not exam.has_entry_rules:
        raise ObjectNotFoundException(_('There is no such entrance.'))
    return exam
