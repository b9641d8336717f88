"""Allowances: extra time and notes to the reviewer that course staff give to single learners."""

from datetime import datetime
from itertools import groupby
from typing import Annotated, Any, Final, Literal

from django.utils import timezone
from django.utils.translation import gettext
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import allowances, bulk_allowances
from edx_proctoring.character_sets import refuse_unstorable
from edx_proctoring.conf import conf
from edx_proctoring.exceptions import (
    AllowanceValueNotAllowedException,
    InvalidInputException,
    ProctoredExamNotFoundException,
)
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAllowance
from edx_proctoring.queries.allowances import list_allowances
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.serializers import AllowanceDict, allowance_dict
from edx_proctoring.shapes import Named
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.bulk_results import BulkPairDict, BulkRefusalDict, list_pairs
from edx_proctoring.views.descriptions import COURSE_STAFF, DONE, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input, text_for
from edx_proctoring.views.permissions import course_of_staff, require_course_staff, require_staff, require_staff_of_exam

AllowancesByUser = Annotated[dict[str, list[AllowanceDict]], Named('AllowancesByUser'), 'Allowances by username.']


class NewAllowance(Input):
    """An allowance of one learner at one exam."""

    exam_id = Field(request_data.as_sent, int, required=True)
    user_info = Field(
        request_data.name_or_id,
        str | int,
        'A username or an email address; as a JSON number, a user ID.',
        required=True,
    )
    key = Field(
        request_data.text,
        text_for(ProctoredExamStudentAllowance, 'key'),
        '`additional_time_granted` (minutes), `review_policy_exception`, or a key of your own.',
        required=True,
    )
    value = Field(request_data.text, text_for(ProctoredExamStudentAllowance, 'value'), required=True)


class RevokedAllowance(Input):
    """The allowance of one learner at one exam."""

    exam_id = Field(request_data.as_sent, int, required=True)
    user_id = Field(request_data.get_id, int, required=True)
    key = Field(request_data.text, str, required=True)


class BulkAllowance(Input):
    """An allowance of several learners at several exams."""

    course_id = Field(request_data.find_text, str)
    exam_ids = Field(request_data.items, list[int], required=True)
    user_ids = Field(request_data.names, list[str], 'Usernames or email addresses.', required=True)
    allowance_type = Field(
        request_data.text,
        text_for(ProctoredExamStudentAllowance, 'key'),
        'A key of allowances, or `time_multiplier`.',
        required=True,
    )
    value = Field(request_data.as_sent, text_for(ProctoredExamStudentAllowance, 'value'), required=True)
    preview = Field(request_data.truth, bool, 'Whether to change nothing and only answer what would be changed.')
    list_results = Field(request_data.truth, bool, 'Whether to list all pairs, even if none failed.')


_BULK: Final[dict[str, Any]] = {
    'who': 'For staff of the site, or of the course that the path or the body names.',
    'answers': {
        200: DONE,
        207: Answer(
            'Some failed, or `list_results` or `preview` is true. Lists all pairs of exam and learner, including those '
            'that succeeded.',
            list[BulkPairDict],
        ),
        400: Answer('No allowance was given.', BulkRefusalDict),
    },
    'body': BulkAllowance,
    'notes': 'Pairs with exams of other courses fail.',
}


class ExamAllowanceView(ProctoredAPIView):
    """The allowances of a course, and a single one of them. The exam says which course it is about."""

    @Operation(
        'Allowances',
        'list_allowances_without_course',
        'Always refused: names no course',
        'For staff of the site.',
        {400: refusal('The path has to name the course.')},
        at=(),
    )
    @Operation(
        'Allowances',
        'list_allowances',
        'List the allowances of a course',
        COURSE_STAFF,
        {200: Answer('The allowances.', list[AllowanceDict])},
        at=('course_id',),
    )
    def get(self, request: Request, course_id: str | None = None) -> Response:
        """All allowances of a course."""
        require_course_staff(request.user, course_id)
        if course_id is None:
            raise InvalidInputException(_('The address must include the course.'))
        return Response([allowance_dict(allowance) for allowance in list_allowances(course_id)])

    @Operation(
        'Allowances',
        'add_allowance',
        'Give or change an allowance',
        COURSE_STAFF,
        {200: DONE, 400: refusal('No such exam or user, or an invalid value.')},
        body=NewAllowance,
    )
    def put(self, request: Request) -> Response:
        """Give an allowance, or change the value of one that was given."""
        sent = NewAllowance.of(request)
        exam = _addressed_exam(request, sent.exam_id)
        if exam is None:
            raise ProctoredExamNotFoundException(_('There is no such exam.'))
        allowances.grant(
            exam.id,
            sent.user_info,
            sent.key,
            sent.value,
            among_course=course_of_staff(request.user, exam.course_id),
            by=request.user,
            now=timezone.now(),
        )
        return Response()

    @Operation(
        'Allowances',
        'remove_allowance',
        'Revoke an allowance',
        COURSE_STAFF,
        {200: Answer('Done, even if there was none; the body is empty.')},
        body=RevokedAllowance,
    )
    def delete(self, request: Request) -> Response:
        """Take an allowance back; fine when there is none."""
        sent = RevokedAllowance.of(request)
        exam = _addressed_exam(request, sent.exam_id)
        if exam is not None and sent.has('user_id', 'key'):
            allowances.revoke(exam.id, sent.user_id, sent.key)
        return Response()


class ExamBulkAllowanceView(ProctoredAPIView):
    """The same allowance for several learners at several exams of a course."""

    @Operation(
        'Allowances',
        'add_allowances_in_course',
        'Give several learners an allowance at several exams of the course in the path',
        at=('course_id',),
        **_BULK,
    )
    @Operation('Allowances', 'add_allowances', 'Give several learners an allowance at several exams', at=(), **_BULK)
    def put(self, request: Request, course_id: str | None = None) -> Response:
        """200: all done; 207: some, with all pairs in the answer; 400: none, ``field`` names what was wrong.

        Exams of other courses count as failures (deviation S4). Staff of the site may leave the course out. A preview,
        and who asks for the list, get 207 with all pairs, also if none failed.
        """
        sent = BulkAllowance.of(request)
        course_id = course_id or sent.course_id
        require_course_staff(request.user, course_id)
        exam_ids, user_infos = sent.exam_ids, sent.user_ids
        if not exam_ids or not user_infos:
            return _refused('user_info', gettext('No exam or no learner is selected.'))
        if len(set(exam_ids)) * len(set(user_infos)) > conf.bulk_allowance_most_pairs:
            return _refused('user_info', gettext('These are too many learners at too many exams for one request.'))
        value = sent.value
        fault = _fault_of_value(value)
        if fault:
            return _refused('allowance_value', fault)
        now = timezone.now()
        try:
            result = bulk_allowances.grant(
                exam_ids,
                user_infos,
                sent.allowance_type,
                value,
                course_id=course_id,
                among_course=course_of_staff(request.user, course_id),
                preview=sent.preview,
                by=request.user,
                now=now,
            )
        except AllowanceValueNotAllowedException as error:
            return _refused('allowance_value', error.detail)
        return _bulk_answer(result, sent, now)


class GroupedExamAllowancesByStudent(ProctoredAPIView):
    """The allowances of a course by learner."""

    @Operation(
        'Allowances',
        'list_allowances_by_learner',
        'List the allowances of a course by learner',
        COURSE_STAFF,
        {200: Answer('Lists of allowances by username.', AllowancesByUser)},
    )
    def get(self, request: Request, course_id: str) -> Response:
        """Return lists of allowances, by exam and key, under the learners' usernames."""
        require_course_staff(request.user, course_id)
        ordered = sorted(
            list_allowances(course_id), key=lambda each: (_username(each), each.proctored_exam_id, each.key)
        )
        return Response(
            {username: [allowance_dict(each) for each in group] for username, group in groupby(ordered, key=_username)}
        )


def _addressed_exam(request: Request, exam_id: object) -> ProctoredExam | None:
    """Return the exam that the body names, for its course's staff; None for staff who name none or an unknown one."""
    if exam_id is None:
        require_staff(request.user)
        return None
    exam = find_exam(request_data.find_id(exam_id))
    require_staff_of_exam(request.user, exam)
    request_data.get_id(exam_id, 'exam_id')
    return exam


def _fault_of_value(value: object) -> str | None:
    """Why it can be the value of no allowance, whatever its type; None where it may be one."""
    if not isinstance(value, str):
        return gettext('The value must be text.')
    try:
        refuse_unstorable(ProctoredExamStudentAllowance, value=request_data.text(value, 'value'))
    except InvalidInputException as error:
        return error.detail
    return None


def _bulk_answer(result: bulk_allowances.BulkGrant, sent: BulkAllowance, now: datetime) -> Response:
    if not (result.refused or sent.preview or sent.list_results):
        return Response()
    pairs = list_pairs(result, now=now)
    if not result.granted:
        return _refused('user_info', gettext('No allowance could be given to these learners at these exams.'), pairs)
    return Response(pairs, status=status.HTTP_207_MULTI_STATUS)


def _refused(
    field: Literal['user_info', 'allowance_value'], detail: str, pairs: list[BulkPairDict] | None = None
) -> Response:
    """``field`` is a key for clients, never translated."""
    answer: BulkRefusalDict = {'detail': detail, 'field': field}
    return Response(answer if pairs is None else {**answer, 'pairs': pairs}, status=status.HTTP_400_BAD_REQUEST)


def _username(allowance: ProctoredExamStudentAllowance) -> str:
    return str(allowance.user.get_username())
