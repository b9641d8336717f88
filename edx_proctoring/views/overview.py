"""The exams of a course at a glance, for its staff."""

from typing import Annotated, TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.domain.time_spans import TENTHS
from edx_proctoring.queries.course_overview import course_overview
from edx_proctoring.serializers import AttemptStatus, iso_text
from edx_proctoring.shapes import IsoText
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, Answer, Operation
from edx_proctoring.views.permissions import require_course_staff

STEP = 100 // TENTHS


class StatusCountDict(TypedDict):
    """How many attempts have a status."""

    status: AttemptStatus
    count: int


class OutcomeCountDict(TypedDict):
    """How many reviews have an outcome."""

    outcome: str
    count: int


class TimeUsedCountDict(TypedDict):
    """How many attempts took that part of their time."""

    from_percent: int
    to_percent: int | None
    count: int


class StartCountDict(TypedDict):
    """How many attempts were started in the span of time that begins then."""

    at: IsoText
    count: int


class CourseOverviewDict(TypedDict):
    """`time_used` counts attempts by tenths of the allowed time; the last entry, those beyond."""

    attempts: int
    learners: int
    statuses: list[StatusCountDict]
    reviews: list[OutcomeCountDict]
    time_used: list[TimeUsedCountDict]
    unit: Annotated[str, 'The span of time that each of `starts` covers.']
    starts: list[StartCountDict]


class CourseOverviewView(ProctoredAPIView):
    """Counts of the attempts and reviews of a course. Not published: hosts without it have no charts."""

    @Operation(
        'Staff',
        'get_course_overview',
        'Get statistics of the attempts and reviews of a course',
        COURSE_STAFF,
        {200: Answer('The statistics.', CourseOverviewDict)},
    )
    def get(self, request: Request, course_id: str) -> Response:
        """How many attempts there are by status, outcome, time used and start."""
        require_course_staff(request.user, course_id)
        overview = course_overview(course_id)
        answer: CourseOverviewDict = {
            'attempts': overview.attempts,
            'learners': overview.learners,
            'statuses': [{'status': status, 'count': count} for status, count in overview.statuses],
            'reviews': [{'outcome': outcome, 'count': count} for outcome, count in overview.reviews],
            'time_used': [_share(tenth, count) for tenth, count in enumerate(overview.time_used)],
            'unit': overview.unit,
            'starts': [{'at': iso_text(start), 'count': count} for start, count in overview.starts],
        }
        return Response(answer)


def _share(tenth: int, count: int) -> TimeUsedCountDict:
    is_over = tenth == TENTHS
    return {'from_percent': tenth * STEP, 'to_percent': None if is_over else (tenth + 1) * STEP, 'count': count}
