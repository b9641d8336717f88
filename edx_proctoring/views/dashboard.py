"""The way from the instructor dashboard to the provider's own."""

from typing import Annotated, Any, Final, TypedDict

from django.http import HttpResponseBase, HttpResponseRedirect
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring import constants, provider_gateway
from edx_proctoring.exam_room.addresses import course_dashboard_link, dashboard_link
from edx_proctoring.exam_room.course import list_dashboard_exams
from edx_proctoring.lms import names, switches
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import find_attempt_at
from edx_proctoring.queries.exams import find_exam, list_exams
from edx_proctoring.queries.reviews import find_review
from edx_proctoring.security.crypto import obscured_user_id
from edx_proctoring.shapes import DetailDict, Words
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, Answer, Answers, Operation, spoken
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff


def _is_true(value: str | None, name: str) -> bool:
    return (value or '').lower() == 'true'


class Dashboard(Input):
    """Which dashboard."""

    attempt = Field(request_data.find_text, str, "The provider's ID of an attempt.")
    config = Field(_is_true, bool, "Whether to open the exam's configuration.")


class CourseDashboard(Input):
    """Which dashboard, or all of them."""

    attempt = Dashboard.attempt
    config = Dashboard.config
    as_list = Field(_is_true, bool, 'Whether to list the dashboards instead of opening one.')


class DashboardLinkDict(TypedDict):
    """A dashboard: of the whole course, if all its exams are at one provider, otherwise of an exam."""

    name: Words
    url: Annotated[str, 'Path that redirects to it.']


class DashboardsDict(TypedDict):
    """The dashboards of the active exams of a course. Empty if there are none."""

    dashboards: list[DashboardLinkDict]


_ANSWERS: Final[Answers] = {
    302: Answer("Redirects to the provider's dashboard.", headers={'Location': 'The dashboard, as a signed link.'}),
    404: spoken('There is no dashboard.'),
}
_SEVERAL: Final = Answer(
    'The exams of the course have several providers (a text), or the input is invalid.', str | DetailDict
)


class InstructorDashboard(ProctoredAPIView):
    """The provider's dashboard for an exam or a whole course, shown in a frame of the instructor dashboard."""

    @Operation(
        'Staff',
        'open_course_dashboard',
        "Open the provider's dashboard for a course",
        answers={200: Answer('The dashboards, if `as_list` is true.', DashboardsDict), **_ANSWERS, 400: _SEVERAL},
        who=COURSE_STAFF,
        query=CourseDashboard,
        at=('course_id',),
    )
    @Operation(
        'Staff',
        'open_exam_dashboard',
        "Open the provider's dashboard for an exam",
        answers=_ANSWERS,
        notes='Studio serves this path as well.',
        who=COURSE_STAFF,
        query=Dashboard,
        at=('course_id', 'exam_id'),
    )
    def get(self, request: Request, course_id: str, exam_id: str | None = None) -> HttpResponseBase:
        """Send the caller to the provider; 404 when there is nothing to go to (deviations S5, R8).

        ``attempt``, in the query, is one at the exam, or at any of the course's: the link that the provider gets is
        signed, and names no other (deviation X61).
        400 when the exams of the course use several providers. With ``as_list``, in the query, 200 and what there is
        to go to.
        """
        require_course_staff(request.user, course_id)
        if exam_id is None and CourseDashboard.of_query(request).as_list:
            return Response(_dashboards(course_id))
        exams = _exams(course_id, exam_id)
        external_id = Dashboard.of_query(request).attempt
        attempt = find_attempt_at(exams if exam_id else list_exams(course_id), external_id) if external_id else None
        if external_id and attempt is None:
            return _nothing()
        if len({exam.backend for exam in exams}) > 1:
            return Response('The exams of this course use several providers.', status=status.HTTP_400_BAD_REQUEST)
        url = _dashboard_url(request, exams[0], attempt, is_for_exam=exam_id is not None) if exams else None
        return HttpResponseRedirect(url) if url else _nothing()


def _dashboards(course_id: str) -> DashboardsDict:
    exams, is_for_course = list_dashboard_exams(course_id)
    links = [dashboard_link(exam) for exam in exams]
    if links and is_for_course:
        links = [course_dashboard_link(course_id)]
    return {'dashboards': [{'name': link.text, 'url': link.url} for link in links]}


def _nothing() -> Response:
    return Response(
        'There is no dashboard to show.',
        status=status.HTTP_404_NOT_FOUND,
        headers={'X-Frame-Options': 'sameorigin'},
    )


def _exams(course_id: str, exam_id: str | None) -> list[ProctoredExam]:
    """Return the exam with that id if it belongs to the course, or all active proctored exams of the course."""
    if exam_id is None:
        return list(list_exams(course_id, active_only=True).filter(is_proctored=True))
    exam = find_exam(request_data.find_id(exam_id))
    return [exam] if exam and exam.course_id == course_id else []


def _dashboard_url(
    request: Request, exam: ProctoredExam, attempt: ProctoredExamStudentAttempt | None, *, is_for_exam: bool
) -> str | None:
    provider = provider_gateway.find_provider(exam)
    if provider is None:
        return None
    user: Any = request.user
    return provider_gateway.instructor_url(
        provider,
        exam.course_id,
        {
            'id': obscured_user_id(user.id, exam.backend),
            'full_name': names.full_name(user),
            'email': user.email,
        },
        exam_id=exam.external_id if is_for_exam else None,
        attempt_id=attempt.external_id if attempt else None,
        show_configuration_dashboard=Dashboard.of_query(request).config,
        encrypted_video_review_url=_video_link(attempt),
    )


def _video_link(attempt: ProctoredExamStudentAttempt | None) -> bytes | None:
    """Return the stored link to the recording of the attempt, on sites that pass it on."""
    if attempt is None or not switches.is_on(constants.REDS_API_REDIRECT):
        return None
    review = find_review(attempt.attempt_code)
    return review.find_video_link() if review else None
