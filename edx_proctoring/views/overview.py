"""The exams of a course at a glance, for its staff."""

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.domain.time_spans import TENTHS
from edx_proctoring.queries.course_overview import course_overview
from edx_proctoring.serializers import iso_text
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.permissions import require_course_staff

STEP = 100 // TENTHS


class CourseOverviewView(ProctoredAPIView):
    """Counts of the attempts and reviews of a course. Not published: hosts without it have no charts."""

    def get(self, request: Request, course_id: str) -> Response:
        """How many attempts there are by status, outcome, time used and start."""
        require_course_staff(request.user, course_id)
        overview = course_overview(course_id)
        return Response(
            {
                'attempts': overview.attempts,
                'learners': overview.learners,
                'statuses': [{'status': status, 'count': count} for status, count in overview.statuses],
                'reviews': [{'outcome': outcome, 'count': count} for outcome, count in overview.reviews],
                'time_used': [_share(tenth, count) for tenth, count in enumerate(overview.time_used)],
                'unit': overview.unit,
                'starts': [{'at': iso_text(start), 'count': count} for start, count in overview.starts],
            }
        )


def _share(tenth: int, count: int) -> dict[str, Any]:
    is_over = tenth == TENTHS
    return {'from_percent': tenth * STEP, 'to_percent': None if is_over else (tenth + 1) * STEP, 'count': count}
