"""Reopening attempts that are finished."""

from typing import Annotated, Final, NotRequired, TypedDict

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import reopening
from edx_proctoring.actions.reopening import Refusal, Reopened, ReopenedBatch
from edx_proctoring.shapes import Keyword, Named
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data, time_fields
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff
from edx_proctoring.views.selections import ATTEMPT_IDS
from edx_proctoring.views.time_fields import why_less

REFUSALS: Final[dict[Refusal, str]] = {
    'not_found': _('This course has no such attempt.'),
    'own': _('You cannot reopen your own attempt.'),
    'practice': _('Attempts at practice exams are not reopened. The learner can try again.'),
    'not_current': _('The learner has a newer attempt at this exam.'),
    'already': _('The learner can continue this attempt already.'),
    'not_finished': _('Only an attempt that was submitted, ran out of time, or ended in an error can be reopened.'),
    'due_date': _('The due date leaves no time to continue.'),
}


class NewReopening(Input):
    """Minutes for some attempts."""

    minutes = time_fields.MINUTES
    attempt_ids = ATTEMPT_IDS
    reason = Field(request_data.find_text, str, 'Why, for the staff of the course.')
    batch = Field(time_fields.batch, str, 'The `batch` of an earlier response, to continue what was begun there.')


class UndoneReopening(Input):
    """What was reopened together."""

    batch = time_fields.UNDONE_BATCH


class ReopenedDict(TypedDict):
    """An attempt and what became of it."""

    attempt_id: int
    seconds: Annotated[int, 'The time that the learner has if they continue now. 0 if the attempt is not open.']
    detail: Annotated[str, 'Why it is less than requested, for people, in the language of the user. May be empty.']
    reason: NotRequired[
        Annotated[
            str,
            Named('ReopeningRefusal'),
            Keyword('enum', tuple(REFUSALS)),
            'Why it was not reopened, if so.',
        ]
    ]


class ReopeningDict(TypedDict):
    """What was reopened together, attempt by attempt as requested."""

    batch: Annotated[str, 'To continue it, or to undo it.']
    results: list[ReopenedDict]


class ReopeningView(ProctoredAPIView):
    """Attempts that are finished, and go on."""

    @Operation(
        'Attempts',
        'reopen_attempts',
        'Reopen finished attempts',
        COURSE_STAFF,
        {
            200: Answer('What became of each attempt.', ReopeningDict),
            400: refusal('No minutes, no attempts, or too many of them.'),
        },
        body=NewReopening,
        notes='The learner continues in a new attempt, whose clock starts then. The due date limits it.',
    )
    def post(self, request: Request, course_id: str) -> Response:
        """Let their learners go on for these minutes."""
        require_course_staff(request.user, course_id)
        sent, now = NewReopening.of(request), timezone.now()
        result = reopening.reopen(
            sent.attempt_ids,
            sent.minutes * 60,
            course_id=course_id,
            reason=sent.reason or '',
            by=request.user,
            batch=sent.batch,
            now=now,
        )
        return Response(_answer(result, sent.minutes * 60))

    @Operation(
        'Attempts',
        'undo_reopening',
        'Undo the reopening of attempts',
        COURSE_STAFF,
        {
            200: Answer('The attempts, which are closed again.', ReopeningDict),
            400: refusal('Nothing is left to undo, or a learner has continued their exam.'),
        },
        body=UndoneReopening,
        notes='It is undone for all attempts of the batch, or for none.',
    )
    def delete(self, request: Request, course_id: str) -> Response:
        """Close again what was reopened together."""
        require_course_staff(request.user, course_id)
        sent, now = UndoneReopening.of(request), timezone.now()
        return Response(_answer(reopening.undo(sent.batch, course_id=course_id, by=request.user, now=now), 0))


def _answer(done: ReopenedBatch, requested: int) -> ReopeningDict:
    return {'batch': done.batch, 'results': [_result(each, requested) for each in done.results]}


def _result(reopened: Reopened, requested: int) -> ReopenedDict:
    result: ReopenedDict = {
        'attempt_id': reopened.attempt_id,
        'seconds': reopened.seconds,
        'detail': why_less(REFUSALS, reopened.refusal, reopened.seconds, requested),
    }
    if reopened.refusal:
        result['reason'] = reopened.refusal
    return result
