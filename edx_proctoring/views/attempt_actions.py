"""What course staff do with attempts that they have selected."""

from collections.abc import Callable
from typing import Annotated, Final, NotRequired, TypedDict

from django.utils import timezone
from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions.selected_attempts import Acted, Refusal, end, let_resume
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.serializers import AttemptStatus
from edx_proctoring.shapes import Keyword, Named
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff
from edx_proctoring.views.selections import ATTEMPT_IDS

ACTIONS: Final[dict[str, Callable[..., list[Acted]]]] = {'end': end, 'ready_to_resume': let_resume}
REFUSALS: Final[dict[Refusal, str]] = {
    'not_found': _('This course has no such attempt.'),
    'over': _('The attempt was over already.'),
    'not_running': _('The attempt is not in progress.'),
    'not_resumable': _('This attempt cannot be resumed.'),
    'busy': _('The database is busy. Please try again in a moment.'),
}


def _action(value: object, name: str) -> Callable[..., list[Acted]]:
    action = ACTIONS.get(value) if isinstance(value, str) else None
    if action is None:
        raise InvalidInputException(_('The action is unknown.'))
    return action


class SelectedAttempts(Input):
    """What is to be done with which attempts."""

    action = Field(
        _action, Annotated[str, Named('SelectedAttemptsAction'), Keyword('enum', tuple(ACTIONS))], required=True
    )
    attempt_ids = ATTEMPT_IDS
    reason = Field(request_data.find_text, str, 'Why, for the staff of the course. Required for `end`.')


class ActedOnDict(TypedDict):
    """An attempt and what became of it."""

    attempt_id: int
    status: AttemptStatus | None
    detail: Annotated[str, 'Why nothing was done, for people, in the language of the user. Empty if it was done.']
    refusal: NotRequired[
        Annotated[str, Named('AttemptActionRefusal'), Keyword('enum', tuple(REFUSALS)), 'Why nothing was done, if so.']
    ]


class ActedOnAllDict(TypedDict):
    """What became of the attempts, in the order of the request."""

    results: list[ActedOnDict]


class AttemptActionsView(ProctoredAPIView):
    """Attempts that course staff have selected. Not published: ours alone."""

    @Operation(
        'Attempts',
        'act_on_exam_attempts',
        'End attempts, or let learners resume them',
        COURSE_STAFF,
        {
            200: Answer('What became of each attempt.', ActedOnAllDict),
            400: refusal('An unknown action, no attempts, too many of them, or no reason for ending them.'),
        },
        body=SelectedAttempts,
        notes='`end` submits attempts that are in progress. The same request again changes nothing. Each attempt is a '
        'transaction of its own, and takes its time: send many of them in portions.',
    )
    def post(self, request: Request, course_id: str) -> Response:
        """Do it for each of the attempts; one that is refused does not hinder the others."""
        require_course_staff(request.user, course_id)
        sent = SelectedAttempts.of(request)
        act, ids, reason = sent.action, sent.attempt_ids, sent.reason or ''
        results = act(ids, course_id=course_id, reason=reason, by=request.user, now=timezone.now())
        answer: ActedOnAllDict = {'results': [_result(each) for each in results]}
        return Response(answer)


def _result(acted: Acted) -> ActedOnDict:
    result: ActedOnDict = {'attempt_id': acted.attempt_id, 'status': acted.status or None, 'detail': ''}
    if acted.refusal:
        return {**result, 'detail': gettext(REFUSALS[acted.refusal]), 'refusal': acted.refusal}
    return result
