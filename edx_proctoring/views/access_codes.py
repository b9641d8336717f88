"""Access codes of exams, for the staff of their courses."""

from typing import Annotated, Any, NotRequired, TypedDict

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import access_codes as actions
from edx_proctoring.actions.access_codes import MOST_ROTATES_MINUTES
from edx_proctoring.exceptions import InvalidInputException, ObjectNotFoundException, ProctoredExamPermissionDenied
from edx_proctoring.models import AccessCode
from edx_proctoring.queries.access_codes import find_code, list_codes, with_creators
from edx_proctoring.queries.entry_dicts import AccessCodeDict, describe_code
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.security.access_codes import LONGEST, SHORTEST
from edx_proctoring.serializers import iso_text
from edx_proctoring.shapes import IsoText, Keyword
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import accommodation_fields, request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, DONE, NO_EXAM, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input, text_for
from edx_proctoring.views.permissions import NO_STAFF, require_course_staff
from edx_proctoring.views.staff_exams import exam_of_staff

NO_CODE = refusal('No such code; only staff of the site are told so.')


def _minutes(value: object, name: str) -> int | None:
    if value is None or value == '':
        return None
    found = request_data.find_id(value)
    if found is None:
        raise InvalidInputException(_('%(name)s has to be a number of minutes.'), name=name)
    return found


class NewAccessCode(Input):
    """A code that lets learners in."""

    code = Field(
        request_data.find_text,
        str,
        f'What learners have to enter: {SHORTEST} to {LONGEST} characters. Blanks, hyphens, and the case do not count. '
        'Without it: a random one.',
    )
    label = Field(request_data.find_text, text_for(AccessCode, 'label'), 'For staff, such as the name of the room.')
    valid_from = Field(accommodation_fields.first_moment, IsoText, 'Without it: at once.')
    valid_until = Field(
        accommodation_fields.moment_after, IsoText, 'The first moment at which it does not count. Without it: forever.'
    )
    rotates_minutes = Field(
        _minutes,
        Annotated[int, Keyword('minimum', 1), Keyword('maximum', MOST_ROTATES_MINUTES)],
        'Have a code that changes every so many minutes; it cannot be chosen.',
    )


class MadeAccessCodeDict(AccessCodeDict):
    """The same with the code itself."""

    code: Annotated[str, 'Unless it changes, nobody can get it again.']
    changes_at: Annotated[IsoText | None, 'When it changes; null for one that does not.']


class AccessCodesDict(TypedDict):
    """The access codes of an exam."""

    codes: list[AccessCodeDict]


class CurrentCodeDict(TypedDict):
    """A code that changes, at this moment."""

    now: Annotated[IsoText, 'The time of the server.']
    code: str
    changes_at: IsoText
    valid_from: NotRequired[IsoText | None]
    valid_until: NotRequired[IsoText | None]


class AccessCodesView(ProctoredAPIView):
    """The access codes of an exam. Not published: ours alone."""

    @Operation(
        'Entrance',
        'list_access_codes',
        'List the access codes of an exam',
        COURSE_STAFF,
        {200: Answer('Those that were not revoked.', AccessCodesDict), 400: NO_EXAM},
        notes='Without the codes themselves, of which the site keeps only digests.',
    )
    def get(self, request: Request, exam_id: int) -> Response:
        """Return them, oldest first."""
        exam, now = exam_of_staff(request.user, exam_id), timezone.now()
        answer: AccessCodesDict = {
            'codes': [describe_code(code, now=now) for code in with_creators(list_codes(exam.id))]
        }
        return Response(answer)

    @Operation(
        'Entrance',
        'create_access_code',
        'Make an access code',
        COURSE_STAFF,
        {
            200: Answer('The code, this once.', MadeAccessCodeDict),
            400: refusal('Invalid input, too many codes, or no such exam.'),
        },
        body=NewAccessCode,
    )
    def post(self, request: Request, exam_id: int) -> Response:
        """Make it, and return what is to be told in the room."""
        exam, now = exam_of_staff(request.user, exam_id), timezone.now()
        sent = NewAccessCode.of(request)
        made = actions.create(
            exam,
            code=sent.code,
            label=sent.label or '',
            valid_from=sent.valid_from,
            valid_until=sent.valid_until,
            rotates_minutes=sent.rotates_minutes,
            by=request.user,
            now=now,
        )
        changes = actions.current(made.row, now=now).changes_at if made.row.rotates_minutes else None
        answer: MadeAccessCodeDict = {
            **describe_code(made.row, now=now),
            'created_by': request.user.get_username(),
            'code': made.code,
            'changes_at': iso_text(changes) if changes else None,
        }
        return Response(answer)


class AccessCodeView(ProctoredAPIView):
    """One of them."""

    @Operation(
        'Entrance',
        'revoke_access_code',
        'Revoke an access code',
        COURSE_STAFF,
        {200: DONE, 404: NO_CODE},
        notes='Whoever has entered it stays in.',
    )
    def delete(self, request: Request, code_id: int) -> Response:
        """Let nobody in with it any more."""
        code = code_of_staff(request.user, code_id)
        actions.revoke(code.pk, by=request.user, now=timezone.now())
        return Response()


class CurrentAccessCodeView(ProctoredAPIView):
    """What a code that changes is now."""

    @Operation(
        'Entrance',
        'get_current_access_code',
        'Get what an access code that changes is now',
        COURSE_STAFF,
        {200: Answer('The code.', CurrentCodeDict), 400: refusal('It does not change, or was revoked.'), 404: NO_CODE},
    )
    def get(self, request: Request, code_id: int) -> Response:
        """Return it, and when it changes."""
        row, now = code_of_staff(request.user, code_id), timezone.now()
        found = actions.current(row, now=now)
        described = describe_code(row, now=now)
        answer: CurrentCodeDict = {
            'now': iso_text(now),
            'code': found.code,
            'changes_at': iso_text(found.changes_at),
            'valid_from': described['valid_from'],
            'valid_until': described['valid_until'],
        }
        return Response(answer)


def code_of_staff(user: Any, code_id: int) -> AccessCode:
    """Return the code. Whoever is not staff of its exam's course is not told whether there is one."""
    code = find_code(code_id)
    exam = find_exam(code.exam_id) if code is not None else None
    if exam is not None:
        require_course_staff(user, exam.course_id)
    elif not user.is_staff:
        raise ProctoredExamPermissionDenied(NO_STAFF)
    if code is None or exam is None:
        raise ObjectNotFoundException(_('There is no such access code.'))
    return code
