"""Standing accommodations: extra time that staff give a learner for every exam."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypedDict

from django.core.paginator import Paginator
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import accommodations as actions
from edx_proctoring.domain.accommodations import MOST_EXTRA_MINUTES, MOST_MULTIPLIER, UNLIMITED_MINUTES
from edx_proctoring.exceptions import ObjectNotFoundException, ProctoredExamPermissionDenied, UserNotFoundException
from edx_proctoring.models import Accommodation
from edx_proctoring.queries import accommodations as queries
from edx_proctoring.queries.learners import map_learners, only_known
from edx_proctoring.serializers import AccommodationDict
from edx_proctoring.shapes import Keyword
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import accommodation_fields, request_data
from edx_proctoring.views.attempts import PaginationInfoDict, pagination_info
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, DONE, Answer, Operation, refusal
from edx_proctoring.views.inputs import PAGE, Field, Input, text_for
from edx_proctoring.views.permissions import NO_STAFF, course_of_staff, require_course_staff, require_staff

PER_PAGE: Final = 100
UNLIMITED: Final = (
    f'Whether there is no time limit until the due date. An attempt gets {UNLIMITED_MINUTES} minutes more, which the '
    'due date cuts.'
)
UNTIL: Final = 'The last day, which is in it, or the first moment that is not. Without it: until it is revoked.'


class AccommodationsOfCourse(Input):
    """Which of them."""

    page = PAGE


class NewAccommodation(Input):
    """Extra time at every exam: one of `multiplier`, `extra_minutes`, and `unlimited`."""

    user_info = Field(
        request_data.name_or_id,
        str | int,
        'A username or an email address; as a JSON number, a user ID.',
        required=True,
    )
    multiplier = Field(
        accommodation_fields.multiplier,
        Annotated[float, Keyword('minimum', 1), Keyword('maximum', int(MOST_MULTIPLIER))],
        "Of each exam's time limit when the learner begins, with three decimals at most.",
    )
    extra_minutes = Field(
        accommodation_fields.extra_minutes,
        Annotated[int, Keyword('minimum', 1), Keyword('maximum', MOST_EXTRA_MINUTES)],
    )
    unlimited = Field(accommodation_fields.unlimited, bool, UNLIMITED)
    valid_from = Field(accommodation_fields.first_moment, str, 'A date, or a moment in ISO 8601. Without it: at once.')
    valid_until = Field(accommodation_fields.moment_after, str, UNTIL)
    approved_by = Field(
        request_data.find_text, text_for(Accommodation, 'approved_by'), 'The office or the person who approved it.'
    )
    reason = Field(request_data.find_text, str)
    all_courses = Field(request_data.truth, bool, 'For all courses, not only for this one; for staff of the site.')


class GainDict(TypedDict):
    """What an attempt that is running got by it."""

    exam_id: int
    gained_seconds: int


class AddedAccommodationDict(AccommodationDict):
    """The same with what attempts that are running got by it."""

    gained: list[GainDict]


class AccommodationPageDict(TypedDict):
    """A page of accommodations, the newest first."""

    accommodations: list[AccommodationDict]
    pagination_info: PaginationInfoDict


class AccommodationsView(ProctoredAPIView):
    """The accommodations of a course's learners."""

    @Operation(
        'Allowances',
        'list_accommodations',
        'List the accommodations that hold in a course',
        COURSE_STAFF,
        {200: Answer(f'Up to {PER_PAGE} of them.', AccommodationPageDict)},
        query=AccommodationsOfCourse,
        notes='Those for all courses are in it if the course knows the learner. Revoked ones are not.',
    )
    def get(self, request: Request, course_id: str) -> Response:
        """Return a page of them, each with what it makes of the exams."""
        require_course_staff(request.user, course_id)
        sent = AccommodationsOfCourse.of_query(request)
        page = Paginator(queries.list_accommodations(course_id), PER_PAGE).get_page(sent.page)
        rows = queries.with_learners(list(page.object_list))
        answer: AccommodationPageDict = {
            'accommodations': queries.describe(rows, course_id, now=timezone.now()),
            'pagination_info': pagination_info(page),
        }
        return Response(answer)

    @Operation(
        'Allowances',
        'add_accommodation',
        'Give a learner extra time at every exam',
        COURSE_STAFF,
        {
            200: Answer('The accommodation.', AddedAccommodationDict),
            400: refusal('No such learner, or an invalid value.'),
        },
        body=NewAccommodation,
        notes="An allowance for an exam takes precedence. Of several, a course's own one counts, else the newest.",
    )
    def post(self, request: Request, course_id: str) -> Response:
        """Store it; attempts that are running are extended."""
        require_course_staff(request.user, course_id)
        sent, now = NewAccommodation.of(request), timezone.now()
        if sent.all_courses:
            require_staff(request.user)
        accommodation = Accommodation(
            course_id='' if sent.all_courses else course_id,
            multiplier=sent.multiplier,
            extra_minutes=sent.extra_minutes,
            is_unlimited=sent.unlimited,
            valid_from=sent.valid_from,
            valid_until=sent.valid_until,
            approved_by=sent.approved_by or '',
            reason=sent.reason or '',
        )
        accommodation.user = _learner(sent.user_info, course_of_staff(request.user, course_id))
        gained = actions.create([accommodation], by=request.user, now=now)
        (described,) = queries.describe([accommodation], course_id, now=now)
        gains: list[GainDict] = [
            {'exam_id': exam_id, 'gained_seconds': seconds} for (exam_id, _user_id), seconds in gained.items()
        ]
        answer: AddedAccommodationDict = {**described, 'gained': gains}
        return Response(answer)


class AccommodationView(ProctoredAPIView):
    """One of them."""

    @Operation(
        'Allowances',
        'revoke_accommodation',
        'End an accommodation',
        'For staff of the site, or of the course that it is for.',
        {200: DONE, 404: refusal('No such accommodation; only staff of the site are told so.')},
        notes='Attempts that are running keep their time.',
    )
    def delete(self, request: Request, accommodation_id: int) -> Response:
        """Revoke it. Whoever may not is not told whether there is one."""
        accommodation = queries.find(accommodation_id)
        if accommodation is not None:
            require_course_staff(request.user, accommodation.course_id or None)
        elif request.user.is_staff:
            raise ObjectNotFoundException(_('There is no such accommodation.'))
        else:
            raise ProctoredExamPermissionDenied(NO_STAFF)
        actions.revoke(accommodation.pk, by=request.user, now=timezone.now())
        return Response()


def _learner(user_info: str | int, among_course: str | None) -> Any:
    found = map_learners([user_info])
    if among_course is not None:
        found = only_known(among_course, found)
    if user_info not in found:
        raise UserNotFoundException(_('There is no such user.'))
    return found[user_info]
