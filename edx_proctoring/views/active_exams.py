"""What a learner is in the middle of."""

from collections.abc import Iterable
from typing import TypedDict

from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring import provider_gateway
from edx_proctoring.learner_pages.timer import learner_external_id
from edx_proctoring.models import ProctoredExamStudentAllowance, ProctoredExamStudentAttempt
from edx_proctoring.queries.allowances import list_allowances_at_exams
from edx_proctoring.queries.attempts import list_active_attempts
from edx_proctoring.serializers import (
    AllowanceDict,
    AttemptDict,
    ExamDict,
    allowance_dict,
    attempt_dict,
    exam_dict,
    without_exam_id,
)
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import AUTH, BAD_INPUT, Answer, Operation
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff


class ActiveExamDict(TypedDict):
    """A running attempt."""

    exam: ExamDict
    attempt: AttemptDict
    allowances: list[AllowanceDict]


class ActiveExams(Input):
    """Whose exams."""

    user_id = Field(request_data.as_sent, int, 'Another user than the caller; for staff of the site or of `course_id`.')
    course_id = Field(request_data.find_text, str, 'Only attempts in this course.')


class ActiveExamsForUserView(ProctoredAPIView):
    """A user's attempts that are under way, with exams and allowances."""

    @Operation(
        'Attempts',
        'list_active_exams',
        'List the running exams of a learner',
        AUTH,
        {200: Answer('The running attempts.', list[ActiveExamDict]), 400: BAD_INPUT},
        ActiveExams,
    )
    def get(self, request: Request) -> Response:
        """Return the caller's active exams; staff may ask about others, course staff with the course (deviation S1)."""
        sent = ActiveExams(request_data.body_or_query(request))
        user_id, course_id = request_data.get_id(sent.user_id or request.user.id, 'user_id'), sent.course_id
        if user_id != request.user.id:
            require_course_staff(request.user, course_id)
        attempts = list(list_active_attempts(user_id, course_id))
        allowances = list_allowances_at_exams({attempt.proctored_exam_id for attempt in attempts}, user_id)
        shows_ids = user_id != request.user.id or bool(request.user.is_staff)
        return Response([_active_exam(attempt, allowances, shows_ids=shows_ids) for attempt in attempts])


def _active_exam(
    attempt: ProctoredExamStudentAttempt, allowances: Iterable[ProctoredExamStudentAllowance], *, shows_ids: bool
) -> ActiveExamDict:
    exam = attempt.proctored_exam
    given = [allowance_dict(each) for each in allowances if each.proctored_exam_id == exam.id]
    if shows_ids:
        return {'exam': exam_dict(exam), 'attempt': attempt_dict(attempt), 'allowances': given}
    external_id = learner_external_id(attempt, provider_gateway.find_provider(exam))
    return {
        'exam': without_exam_id(exam_dict(exam)),
        'attempt': {**without_exam_id(attempt_dict(attempt)), 'external_id': external_id},
        'allowances': [without_exam_id(each) for each in given],
    }
