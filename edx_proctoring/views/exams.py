"""Exams: creating and changing them, reading them, what learners are told about their provider and policy."""

from typing import Annotated, Any, Final, TypedDict

from django.utils import timezone
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import course_exams, exams
from edx_proctoring.domain.time_limits import MOST_MINUTES
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.learner_pages.provider_settings import SettingsDict, provider_settings
from edx_proctoring.models import ProctoredExam
from edx_proctoring.queries.exams import get_exam, get_exam_by_content, list_exams
from edx_proctoring.queries.review_policies import find_policy
from edx_proctoring.serializers import (
    ExamDict,
    ProctoredExamRegistrationSerializer,
    ProctoredExamSerializer,
    exam_dict_json_safe,
    without_exam_id,
)
from edx_proctoring.shapes import DetailDict, FieldErrors, Keyword, Named
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import (
    AUTH,
    NO_EXAM,
    NOT_CONFIGURED,
    PROVIDER_ERRORS,
    STAFF,
    Answer,
    Answers,
    Operation,
    refusal,
)
from edx_proctoring.views.inputs import Field, Input, text_for
from edx_proctoring.views.permissions import as_seen_by, is_user_course_or_global_staff, require_staff


class ExamIdDict(TypedDict):
    """The exam that was created or changed."""

    exam_id: int


class ReviewPolicyDict(TypedDict):
    """The additional rules of an exam."""

    review_policy: str | None


NewExam = Annotated[ProctoredExamSerializer, Named('NewExam'), 'An exam that is new.']
RegisteredExam = Annotated[ProctoredExamRegistrationSerializer, Named('RegisteredExam'), 'An exam of the course.']


class ChangedExam(Input):
    """Fields that are absent or null keep their values."""

    exam_id = Field(request_data.find_id, int, required=True)
    exam_name = Field(request_data.as_sent, str)
    time_limit_mins = Field(
        request_data.as_sent, Annotated[int, Keyword('minimum', -MOST_MINUTES), Keyword('maximum', MOST_MINUTES)]
    )
    is_proctored = Field(request_data.as_sent, bool)
    is_practice_exam = Field(request_data.as_sent, bool)
    external_id = Field(request_data.as_sent, text_for(ProctoredExam, 'external_id'), "The provider's ID of the exam.")
    is_active = Field(request_data.as_sent, bool)
    hide_after_due = Field(request_data.as_sent, bool)

    def changes(self) -> dict[str, Any]:
        """Return what is to be changed."""
        names = [field.name for field in self.fields() if field.name != 'exam_id']
        return {name: self.values[name] for name in names if self.has(name)}


BadRequest = Annotated[DetailDict | FieldErrors, Named('BadRequest')]
RegistrationErrors = Annotated[
    dict[str, FieldErrors] | FieldErrors,
    Named('RegistrationErrors'),
    'By the position of the exam in the list, counted from 0; or what is wrong with the list.',
]

_STORED: Final[Answers] = {
    200: Answer('The ID of the exam.', ExamIdDict),
    400: Answer('The errors, by field or in `detail`.', BadRequest),
}
_FOUND: Final[Answers] = {200: Answer('The exam.', ExamDict), 400: NO_EXAM}
_IDS_FOR_STAFF: Final = '`external_id` is null for everyone but staff.'


class ProctoredExamView(ProctoredAPIView):
    """The exams themselves. Everybody reads them, but the provider's id of an exam is for staff (deviation S19)."""

    @Operation(
        'Exams',
        'get_exam_without_id',
        'Always refused: names no exam',
        AUTH,
        {400: refusal('The path has to name an exam or a course.')},
        at=(),
    )
    @Operation('Exams', 'get_exam', 'Get an exam', AUTH, _FOUND, notes=_IDS_FOR_STAFF, at=('exam_id',))
    @Operation(
        'Exams',
        'list_exams',
        'List the active exams of a course',
        AUTH,
        {200: Answer('The exams; an empty list for an unknown course.', list[ExamDict])},
        notes=_IDS_FOR_STAFF,
        at=('course_id',),
    )
    @Operation(
        'Exams',
        'get_exam_by_content',
        'Get the exam for a section',
        AUTH,
        _FOUND,
        notes=_IDS_FOR_STAFF,
        at=('course_id', 'content_id'),
    )
    def get(
        self, request: Request, exam_id: int | None = None, course_id: str | None = None, content_id: str | None = None
    ) -> Response:
        """One exam by its id or by course and content, or the active exams of a course."""
        if exam_id is not None:
            return Response(as_seen_by(request.user, exam_dict_json_safe(get_exam(exam_id))))
        if course_id is None:
            raise InvalidInputException(_('Specify an exam or a course.'))
        if content_id is not None:
            return Response(as_seen_by(request.user, exam_dict_json_safe(get_exam_by_content(course_id, content_id))))
        is_staff = is_user_course_or_global_staff(request.user, course_id)
        return Response([_exam_for(exam, is_staff=is_staff) for exam in list_exams(course_id, active_only=True)])

    @Operation('Exams', 'create_exam', 'Create an exam', STAFF, _STORED, body=NewExam)
    def post(self, request: Request) -> Response:
        """Create an exam; 400 with the errors of each field."""
        require_staff(request.user)
        serializer = ProctoredExamSerializer(data=request.data)
        if not serializer.is_valid():
            return Response(serializer.errors, status=status.HTTP_400_BAD_REQUEST)
        fields = {name: value for name, value in serializer.validated_data.items() if name != 'id'}
        return Response({'exam_id': exams.create(**fields, now=timezone.now()).id})

    @Operation('Exams', 'update_exam', 'Change an exam', STAFF, _STORED, body=ChangedExam)
    def put(self, request: Request) -> Response:
        """Change an exam: the fields that are sent and not null, checked as for a new exam (deviation R3)."""
        require_staff(request.user)
        sent = ChangedExam.of(request)
        exam = get_exam(sent.exam_id)
        serializer = ProctoredExamRegistrationSerializer(data=sent.changes(), partial=True)
        if not serializer.is_valid():
            return Response(serializer.errors, status=status.HTTP_400_BAD_REQUEST)
        changed = exams.update(exam, **serializer.validated_data, now=timezone.now())
        return Response({'exam_id': changed.id})


class RegisterProctoredExamsView(ProctoredAPIView):
    """The whole set of a course's exams, sent by the service that publishes courses."""

    @Operation(
        'Exams',
        'register_exams',
        'Register all exams of a course',
        STAFF,
        {
            200: Answer('The IDs, in the order of the request.', list[ExamIdDict]),
            422: Answer('An exam is invalid; nothing was changed.', RegistrationErrors),
        },
        body=list[RegisteredExam],
        reads_forms=False,
        notes='Creates and updates the exams in the list and deactivates all others of the course, all or nothing. '
        'An absent or null `due_date` clears it; other null values change nothing.',
    )
    def patch(self, request: Request, course_id: str) -> Response:
        """Create and update the exams of the list and switch off all others; 422 if one is invalid, then none is."""
        require_staff(request.user)
        serializer = ProctoredExamRegistrationSerializer(data=request.data, many=True)
        if not serializer.is_valid():
            return Response(_errors_by_index(serializer.errors), status=status.HTTP_422_UNPROCESSABLE_ENTITY)
        exam_ids = course_exams.register(course_id, serializer.validated_data, now=timezone.now())
        return Response([{'exam_id': exam_id} for exam_id in exam_ids])


class ProctoredSettingsView(ProctoredAPIView):
    """What an exam's page tells about the platform and the provider."""

    @Operation(
        'Exams',
        'get_proctoring_settings',
        'Get what learners see about platform and provider',
        AUTH,
        {200: Answer('The settings.', SettingsDict), 400: NO_EXAM, 500: NOT_CONFIGURED, **PROVIDER_ERRORS},
    )
    def get(self, request: Request, exam_id: int) -> Response:
        """500 with ``detail`` when the exam's provider is not configured on this site."""
        return Response(provider_settings(get_exam(exam_id)))


class ProctoredExamReviewPolicyView(ProctoredAPIView):
    """The additional rules of an exam."""

    @Operation(
        'Exams',
        'get_review_policy',
        'Get the additional rules of an exam',
        AUTH,
        {200: Answer('The rules; null if there are none, and for unknown exams.', ReviewPolicyDict)},
    )
    def get(self, request: Request, exam_id: int) -> Response:
        """Return the text; null for unknown exams and exams without a policy."""
        policy = find_policy(request_data.find_id(exam_id))
        return Response({'review_policy': policy.review_policy if policy else None})


def _exam_for(exam: ProctoredExam, *, is_staff: bool) -> dict[str, Any]:
    data = exam_dict_json_safe(exam)
    return data if is_staff else without_exam_id(data)


def _errors_by_index(errors: Any) -> Any:
    """Return the errors of the invalid items by their position in the list; other errors unchanged."""
    if isinstance(errors, list):
        return {str(index): error for index, error in enumerate(errors) if error}
    return errors
