"""Extra time for attempts that are running."""

from datetime import datetime
from typing import Annotated, Final, NotRequired, TypedDict

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import extra_time
from edx_proctoring.actions.extra_time import Extended, Extension, Refusal
from edx_proctoring.domain.time_limits import seconds_remaining
from edx_proctoring.exceptions import InvalidInputException, ProctoredExamNotFoundException
from edx_proctoring.queries.exams import find_exam
from edx_proctoring.queries.extra_time import list_running
from edx_proctoring.shapes import Keyword
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data, time_fields
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff
from edx_proctoring.views.selections import IDS, MOST_ATTEMPTS, selected_ids
from edx_proctoring.views.time_fields import why_less

REFUSALS: Final[dict[Refusal, str]] = {
    'not_found': _('This course has no such attempt.'),
    'not_running': _('The attempt is not in progress, or its time is over.'),
    'due_date': _('The exam is due when the attempt ends, or before.'),
}


class ExtraTime(Input):
    """Minutes for some attempts, or for all that are in progress at an exam."""

    minutes = time_fields.MINUTES
    attempt_ids = Field(selected_ids, IDS, 'Their IDs.')
    exam_id = Field(request_data.given_id, int, f'Instead of `attempt_ids`: all at this exam, {MOST_ATTEMPTS} at most.')
    reason = Field(request_data.find_text, str, 'Why, for the staff of the course.')
    beyond_due_date = Field(request_data.truth, bool, "Whether to extend beyond the learners' due dates.")
    batch = Field(time_fields.batch, str, 'The `batch` of an earlier response, to continue that extension.')


class UndoneExtraTime(Input):
    """What was granted together."""

    batch = time_fields.UNDONE_BATCH


class ExtendedDict(TypedDict):
    """An attempt and what it got."""

    attempt_id: int
    gained_seconds: Annotated[int, 'Negative if they were taken back.']
    time_remaining_seconds: NotRequired[int]
    detail: Annotated[str, 'Why it got less than requested, for people, in the language of the user. May be empty.']
    reason: NotRequired[Annotated[str, Keyword('enum', tuple(REFUSALS)), 'Why it got none, if so.']]


class ExtensionDict(TypedDict):
    """What was granted together, attempt by attempt as requested."""

    batch: Annotated[str, 'To continue this extension, or to undo it.']
    results: list[ExtendedDict]


class ExtraTimeView(ProctoredAPIView):
    """Time for attempts that are running."""

    @Operation(
        'Attempts',
        'add_extra_time',
        'Give attempts that are in progress more time',
        COURSE_STAFF,
        {
            200: Answer('What each attempt got.', ExtensionDict),
            400: refusal('No minutes, no attempts, too many of them, or no such exam.'),
        },
        body=ExtraTime,
        notes='Learners see it within a minute. What is over is not revived.',
    )
    def post(self, request: Request, course_id: str) -> Response:
        """Extend them, up to their due dates unless the request says otherwise."""
        require_course_staff(request.user, course_id)
        sent, now = ExtraTime.of(request), timezone.now()
        minutes = sent.minutes
        result = extra_time.extend(
            _chosen(sent, course_id),
            minutes * 60,
            course_id=course_id,
            reason=sent.reason or '',
            by=request.user,
            beyond_due_date=sent.beyond_due_date,
            batch=sent.batch,
            now=now,
        )
        return Response(_answer(result, minutes * 60, now=now))

    @Operation(
        'Attempts',
        'undo_extra_time',
        'Undo extra time',
        COURSE_STAFF,
        {
            200: Answer('What each attempt lost again.', ExtensionDict),
            400: refusal('Nothing is left to undo, or the time of an attempt is over, or would be.'),
        },
        body=UndoneExtraTime,
        notes='It is undone for all attempts of the batch, or for none.',
    )
    def delete(self, request: Request, course_id: str) -> Response:
        """Take back what was granted together."""
        require_course_staff(request.user, course_id)
        sent, now = UndoneExtraTime.of(request), timezone.now()
        return Response(_answer(extra_time.undo(sent.batch, course_id=course_id, by=request.user, now=now), 0, now=now))


def _chosen(sent: ExtraTime, course_id: str) -> list[int]:
    chosen = sent.attempt_ids
    if sent.exam_id is not None:
        exam = find_exam(sent.exam_id)
        if exam is None or exam.course_id != course_id:
            raise ProctoredExamNotFoundException(_('There is no such exam.'))
        chosen = list_running(exam.id)[:MOST_ATTEMPTS]
    elif not chosen:
        raise InvalidInputException(_('No attempt is selected.'))
    return chosen


def _answer(extension: Extension, requested: int, *, now: datetime) -> ExtensionDict:
    return {'batch': extension.batch, 'results': [_result(each, requested, now) for each in extension.results]}


def _result(extended: Extended, requested: int, now: datetime) -> ExtendedDict:
    result: ExtendedDict = {
        'attempt_id': extended.attempt_id,
        'gained_seconds': extended.seconds,
        'detail': why_less(REFUSALS, extended.refusal, extended.seconds, requested),
    }
    if extended.attempt is not None:
        result['time_remaining_seconds'] = int(seconds_remaining(extended.attempt, now=now))
    if extended.refusal:
        result['reason'] = extended.refusal
    return result
