"""Messages of course staff to learners who are in an exam."""

from typing import Annotated, Final, NotRequired, TypedDict

from django.utils import timezone
from django.utils.translation import gettext
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring.actions import messages
from edx_proctoring.actions.messages import Refusal, Sent
from edx_proctoring.exceptions import InvalidInputException
from edx_proctoring.mailbox import MOST_KEPT
from edx_proctoring.models import LONGEST_MESSAGE
from edx_proctoring.queries.attempts import get_attempt
from edx_proctoring.shapes import Keyword
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import COURSE_STAFF, DONE, OWNER, Answer, Operation, refusal
from edx_proctoring.views.inputs import Field, Input
from edx_proctoring.views.permissions import require_course_staff, require_owner
from edx_proctoring.views.selections import ATTEMPT_IDS, IDS, required_ids

REFUSALS: Final[dict[Refusal, str]] = {
    'not_found': _('This course has no such attempt.'),
    'not_running': _('The attempt is not in progress, or its time is over.'),
    'not_delivered': _("The site's cache did not take the message. Please try again in a moment."),
}


def _message(value: object, name: str) -> str:
    text = request_data.text(value, name).strip()
    if not 0 < len(text) <= LONGEST_MESSAGE:
        raise InvalidInputException(
            _('%(name)s has to have from 1 to %(most)s characters.'), name=name, most=LONGEST_MESSAGE
        )
    return text


class NewMessage(Input):
    """A text for the learners of some attempts."""

    attempt_ids = ATTEMPT_IDS
    text = Field(_message, Annotated[str, Keyword('maxLength', LONGEST_MESSAGE)], 'Plain text.', required=True)


class ReadMessages(Input):
    """Which messages."""

    numbers = Field(required_ids, IDS, required=True)


class ToldDict(TypedDict):
    """An attempt and whether its learner is told."""

    attempt_id: int
    detail: Annotated[str, 'Why not, for people, in the language of the user. Empty if they are.']
    refusal: NotRequired[Annotated[str, Keyword('enum', tuple(REFUSALS)), 'Why not, if so.']]


class ToldAllDict(TypedDict):
    """Whom it was left for, in the order of the request."""

    results: list[ToldDict]


class MessagesView(ProctoredAPIView):
    """Messages to learners who are in an exam. Not published: ours alone."""

    @Operation(
        'Attempts',
        'send_exam_messages',
        'Send a message to learners whose attempts are in progress',
        COURSE_STAFF,
        {
            200: Answer('Whom it was left for.', ToldAllDict),
            400: refusal('No attempts, too many of them, or no text of that length.'),
            409: refusal("Messages cannot be delivered: the site's cache is not shared by its processes."),
        },
        body=NewMessage,
        notes=f'Their pages get it with the next poll. The {MOST_KEPT} newest ones wait for each attempt, up to six '
        'hours. The learning micro-frontend does not show them.',
    )
    def post(self, request: Request, course_id: str) -> Response:
        """Store it and leave it for their pages."""
        require_course_staff(request.user, course_id)
        sent = NewMessage.of(request)
        results = messages.send(sent.attempt_ids, sent.text, course_id=course_id, by=request.user, now=timezone.now())
        answer: ToldAllDict = {'results': [_result(each) for each in results]}
        return Response(answer)


class ReadMessagesView(ProctoredAPIView):
    """Messages that the learner has dismissed. Not published: ours alone."""

    @Operation(
        'Attempts',
        'mark_exam_messages_read',
        'Dismiss messages of course staff',
        OWNER,
        {200: DONE, 400: refusal('No such attempt, or no numbers.')},
        body=ReadMessages,
    )
    def post(self, request: Request, attempt_id: int) -> Response:
        """Note that the learner has read them, and deliver them no more. Numbers of no message are passed over."""
        attempt = get_attempt(attempt_id, reader=request.user)
        require_owner(request.user, attempt)
        messages.mark_read(attempt, ReadMessages.of(request).numbers, now=timezone.now())
        return Response()


def _result(sent: Sent) -> ToldDict:
    if sent.refusal is None:
        return {'attempt_id': sent.attempt_id, 'detail': ''}
    return {'attempt_id': sent.attempt_id, 'detail': gettext(REFUSALS[sent.refusal]), 'refusal': sent.refusal}
