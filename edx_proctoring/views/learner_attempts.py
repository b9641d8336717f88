"""A learner's own attempts: entering an exam, its timer, and what they do until it is over."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, NotRequired, TypedDict

from django.contrib.auth import get_user_model
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring import provider_gateway
from edx_proctoring.actions import attempts
from edx_proctoring.actions.attempt_removal import remove
from edx_proctoring.actions.attempt_status import settle
from edx_proctoring.actions.contact import note_contact
from edx_proctoring.actions.entrance import enter
from edx_proctoring.actions.learner_actions import ACTIONS, STAFF_ACTIONS, LearnerAction
from edx_proctoring.conf import conf
from edx_proctoring.domain.time_limits import seconds_remaining
from edx_proctoring.exceptions import (
    InvalidInputException,
    ObjectNotFoundException,
    ProctoredExamPermissionDenied,
    StudentExamAttemptDoesNotExistsException,
)
from edx_proctoring.learner_pages.entry import EntryRule, KeptOutDict, find_kept_out
from edx_proctoring.learner_pages.exam_attempt import ExamAndAttemptDict, Timer, exam_and_attempt, find_active_timer
from edx_proctoring.learner_pages.messages import MessageDict, as_messages
from edx_proctoring.learner_pages.open_exam import OpenExamDict, find_open_exam
from edx_proctoring.learner_pages.timer import TimerDict, announced_time, learner_external_id
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import find_attempt, find_exam_of_removed, get_attempt
from edx_proctoring.queries.exams import get_exam
from edx_proctoring.serializers import AttemptDict, attempt_dict
from edx_proctoring.shapes import DetailDict, Keyword, Named, Words
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from edx_proctoring.telemetry.correlation import about, correlation_id, get_logger
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.descriptions import (
    AUTH,
    BAD_INPUT,
    COURSE_STAFF,
    DONE,
    NOT_CONFIGURED,
    OWNER,
    PROVIDER_ERRORS,
    Answer,
    Answers,
    Operation,
    refusal,
)
from edx_proctoring.views.inputs import LEARNING_MFE, USER_ID, Field, Input
from edx_proctoring.views.permissions import (
    as_seen_by,
    is_user_course_or_global_staff,
    require_owner,
    require_staff,
    require_staff_of_exam,
)

log = get_logger(__name__)


class PolledAttemptDict(AttemptDict):
    """An attempt and its time."""

    time_remaining_seconds: Annotated[float | None, Keyword('minimum', 0), 'As of now.']  # type: ignore[misc]  # more exact
    accessibility_time_string: Words
    messages: NotRequired[list[MessageDict]]
    kept_out: NotRequired[Annotated[KeptOutDict, 'While an entry rule keeps the learner out.']]
    seb_check_due: NotRequired[Annotated[bool, 'True if the browser should be checked again now.']]


class AttemptIdDict(TypedDict):
    """The new attempt."""

    exam_attempt_id: int


class ActedAttemptDict(TypedDict):
    """The attempt that the learner continues with; false if there was nothing to do."""

    exam_attempt_id: int | Literal[False]


class KeptOutDetailDict(DetailDict):
    """Why the request was refused; if an entry rule of the exam keeps the learner out, which."""

    rule: NotRequired[EntryRule]
    entry_url: NotRequired[Annotated[str, 'Absolute URL of the page on which the learner can do something about it.']]


class NoTimerDict(TypedDict):
    """No exam is running."""

    in_timed_exam: Literal[False]
    is_proctored: Literal[False]
    open_exam: NotRequired[OpenExamDict]


class ViewedSection(Input):
    """Where the learner is."""

    content_id = Field(request_data.as_sent, str, 'Usage key of the section that the learner is viewing.')


class ActiveAttempt(Input):
    """Whose attempt."""

    user_id = USER_ID


class ExamSection(Input):
    """Which exam, and whose attempt at it."""

    content_id = Field(request_data.as_sent, str, 'Usage key of the exam section.')
    is_learning_mfe = LEARNING_MFE
    user_id = USER_ID


class NewAttempt(Input):
    """How the learner enters an exam."""

    exam_id = Field(request_data.find_id, int, required=True)
    attempt_proctored = Field(
        request_data.truth,
        Annotated[bool, Keyword('default', False)],
        'Whether the learner takes the exam with proctoring.',
    )
    start_clock = Field(
        request_data.truth, Annotated[bool, Keyword('default', False)], 'Whether the attempt starts at once.'
    )


class Action(Input):
    """What is done."""

    action = Field(
        request_data.as_sent,
        Annotated[str, Named('AttemptAction'), Keyword('enum', (*ACTIONS, *STAFF_ACTIONS))],
        required=True,
    )
    user_id = Field(request_data.as_sent, int, 'The learner for whom staff of the course act.')
    detail = Field(request_data.as_sent, str, 'What the client noticed. That there was one is logged.')


_NO_ATTEMPT: Final = refusal('No such attempt.')
_ENDS: Final = 'An attempt whose time is over is ended by this request.'
_REGISTERS: Final[Answers] = {
    429: refusal('The learner has made too many attempts at this practice exam within a day.'),
    500: NOT_CONFIGURED,
    '4XX': refusal("The provider refused to register the attempt; the status is the provider's."),
    **PROVIDER_ERRORS,
}


class StudentProctoredExamAttempt(ProctoredAPIView):
    """One attempt."""

    @Operation(
        'Attempts',
        'get_exam_attempt',
        'Poll an attempt',
        OWNER,
        {200: Answer('The attempt.', PolledAttemptDict), 400: _NO_ATTEMPT},
        notes=f'{_ENDS} `external_id` is null at providers of the SoftwareSecure kind. `messages` are those of course '
        'staff that were not dismissed, if there are any.',
    )
    def get(self, request: Request, attempt_id: int) -> Response:
        """Return the attempt and its time, for pages that poll; an attempt whose time is over is ended first."""
        attempt = get_attempt(attempt_id, reader=request.user)
        require_owner(request.user, attempt)
        now = timezone.now()
        attempt = settle(attempt, now=now)
        letters = []
        if Status.is_incomplete_status(attempt.status):
            letters = note_contact(attempt.id, exam_id=attempt.proctored_exam_id, user_id=attempt.user_id, now=now)
        seconds = seconds_remaining(attempt, now=now)
        return Response(
            {
                **as_seen_by(request.user, attempt_dict(attempt)),
                'external_id': learner_external_id(attempt, provider_gateway.find_provider(attempt.proctored_exam)),
                'time_remaining_seconds': seconds,
                'accessibility_time_string': announced_time(attempt, now=now),
                **as_messages(letters),
                **find_kept_out(attempt, now=now),
            }
        )

    @Operation(
        'Attempts',
        'update_exam_attempt',
        'Start, submit, decline, … an attempt',
        "For the attempt's learner; `mark_ready_to_resume` is for staff of the site or of the course.",
        {
            200: Answer('The attempt.', ActedAttemptDict),
            400: refusal('No such attempt, an unknown action, or its status does not allow this.'),
            403: Answer(
                "Not logged in, not the learner's own attempt, or an entry rule is not met.", KeptOutDetailDict
            ),
            **_REGISTERS,
        },
        body=Action,
        notes='`reset_attempt` registers a new attempt at the provider, which may refuse.',
    )
    def put(self, request: Request, attempt_id: int) -> Response:
        """Do what ``action`` says, one of ``ACTIONS`` by the learner or of ``STAFF_ACTIONS`` by course staff."""
        sent = Action.of(request)
        attempt = get_attempt(attempt_id, reader=request.user)
        name = sent.action
        _require_actor(request.user, attempt, name, sent.user_id)
        act = _find_action(name)
        if act is None:
            raise InvalidInputException(_('The action is unknown.'))
        if sent.detail:
            with about(correlation_id(attempt.attempt_code)):
                log.info('Action with client detail: attempt=%s action=%s', attempt.id, name)
        now = timezone.now()
        return Response({'exam_attempt_id': act(settle(attempt, now=now), user=request.user, now=now)})

    @Operation(
        'Attempts',
        'delete_exam_attempt',
        'Delete an attempt, here and at the provider',
        COURSE_STAFF,
        {
            200: DONE,
            400: _NO_ATTEMPT,
            502: refusal('The provider did not confirm the removal; the attempt stays.'),
        },
    )
    def delete(self, request: Request, attempt_id: int) -> Response:
        """Remove the attempt, here and at the provider; 502 and nothing removed when the provider does not confirm.

        As with whatever reads an attempt, one whose time is over is ended first: it was handed in at its deadline.
        """
        attempt = find_attempt(attempt_id)
        require_staff_of_exam(request.user, attempt.proctored_exam if attempt else find_exam_of_removed(attempt_id))
        if attempt is None:
            raise StudentExamAttemptDoesNotExistsException(_('There is no such attempt.'))
        now = timezone.now()
        remove([settle(attempt, now=now)], requesting_user=request.user, now=now)
        return Response()


class StudentProctoredExamAttemptCollection(ProctoredAPIView):
    """The caller's attempts."""

    @Operation(
        'Attempts',
        'get_exam_timer',
        "Get the timer of the caller's running exam",
        AUTH,
        {200: Answer('The timer, or a note that there is none.', TimerDict | NoTimerDict)},
        ViewedSection,
        notes=_ENDS,
    )
    def get(self, request: Request) -> Response:
        """Return the timer of the caller's exam; without one, what the page of ``content_id`` shows."""
        now = timezone.now()
        attempt, timer = find_active_timer(request.user, is_learning_mfe=False, now=now)
        if attempt and timer:
            letters = note_contact(attempt.id, exam_id=attempt.proctored_exam_id, user_id=attempt.user_id, now=now)
            return Response({**timer, **as_messages(letters), **find_kept_out(attempt, now=now)})
        open_exam = find_open_exam(ViewedSection.of_query(request).content_id, request.user, now=now)
        answer: NoTimerDict = {'in_timed_exam': False, 'is_proctored': False}
        if open_exam:
            answer['open_exam'] = open_exam
        return Response(answer)

    @Operation(
        'Attempts',
        'create_exam_attempt',
        'Create an attempt at an exam',
        AUTH,
        {
            200: Answer('The new attempt.', AttemptIdDict),
            400: refusal('No such exam, an attempt exists already, or the request does not fit the type of the exam.'),
            403: Answer('Not logged in, or the exam is over, inactive or not open to this learner.', KeptOutDetailDict),
            **_REGISTERS,
        },
        body=NewAttempt,
        notes='With `attempt_proctored` the attempt is registered at the provider; without it, a proctored exam '
        'is declined. A timed exam that was entered without `start_clock` is started by entering it again with it. '
        'If the provider requires an onboarding profile first, the status of the new attempt shows it.',
    )
    def post(self, request: Request) -> Response:
        """Enter an exam. A provider that wants an onboarding profile first makes this an attempt that says so."""
        sent = NewAttempt.of(request)
        attempt = enter(
            get_exam(sent.exam_id),
            request.user,
            taking_as_proctored=sent.attempt_proctored,
            start_clock=sent.start_clock,
            now=timezone.now(),
        )
        answer: AttemptIdDict = {'exam_attempt_id': attempt.id}
        return Response(answer)


class ProctoredExamActiveAttemptView(ProctoredAPIView):
    """The timer, with links into the learning micro-frontend."""

    @Operation(
        'Attempts',
        'get_active_attempt',
        'Get the timer of a running exam, for the learning micro-frontend',
        AUTH,
        {200: Answer('The timer, or an empty object.', Timer), 400: BAD_INPUT},
        ActiveAttempt,
        notes=_ENDS,
    )
    def get(self, request: Request) -> Response:
        """Return the timer of the user's exam, ``{}`` outside of one. ``user_id`` is for staff."""
        user_id = _asked_user_id(request, ActiveAttempt.of_query(request).user_id)
        now = timezone.now()
        attempt, timer = find_active_timer(user_id, is_learning_mfe=True, now=now)
        if attempt and user_id == request.user.id:
            return Response({**timer, **find_kept_out(attempt, now=now)})
        return Response(timer)


class ProctoredExamAttemptView(ProctoredAPIView):
    """What the learning micro-frontend loads."""

    @Operation(
        'Attempts',
        'get_exam_with_attempt',
        'Get an exam with the attempt at it, and the running attempt',
        AUTH,
        {
            200: Answer('Both; an empty object for a missing one.', ExamAndAttemptDict),
            400: BAD_INPUT,
            404: refusal('No such user.'),
        },
        ExamSection,
        notes=f'{_ENDS} For a learner who declined a credit requirement, the exam is declined.',
    )
    def get(self, request: Request, course_id: str, content_id: str | None = None) -> Response:
        """Return the exam of ``content_id`` with the user's attempt at it, and their active attempt at any exam."""
        sent = ExamSection.of_query(request)
        user_id = _asked_user_id(request, sent.user_id)
        learner = request.user if user_id == request.user.id else get_user_model().objects.filter(id=user_id).first()
        if learner is None:
            raise ObjectNotFoundException(_('There is no such user.'))
        answer = exam_and_attempt(
            course_id,
            request_data.find_text(content_id or sent.content_id, 'content_id'),
            learner=learner,
            caller=request.user,
            is_learning_mfe=sent.is_learning_mfe,
            now=timezone.now(),
        )
        exam: Mapping[str, Any] = answer['exam']
        return Response({**answer, 'exam': as_seen_by(request.user, exam) if exam else exam})


class ProctoredExamAttemptReviewStatus(ProctoredAPIView):
    """Whether the learner has acknowledged the result."""

    @Operation(
        'Attempts',
        'acknowledge_exam_result',
        'Acknowledge the result of an attempt',
        OWNER,
        {200: DONE, 400: _NO_ATTEMPT, 404: refusal('`PROCTORED_EXAM_VIEWABLE_PAST_DUE` is off.')},
    )
    def put(self, request: Request, attempt_id: int) -> Response:
        """Note that they have. 404 on sites that don't show the content of exams that are over."""
        if not conf.viewable_past_due:
            raise ObjectNotFoundException(_('This site does not require results to be acknowledged.'))
        attempt = get_attempt(attempt_id, reader=request.user)
        require_owner(request.user, attempt)
        attempts.update_fields(attempt, is_status_acknowledged=True)
        return Response()


def _require_actor(user: Any, attempt: ProctoredExamStudentAttempt, action: object, sent_user_id: object) -> None:
    """Learners act on their own attempts; staff of the course do so for the learner whom they name (deviation S11)."""
    for_staff = isinstance(action, str) and action in STAFF_ACTIONS
    may_act_for_others = for_staff and is_user_course_or_global_staff(user, attempt.proctored_exam.course_id)
    if (for_staff or sent_user_id) and not may_act_for_others:
        raise ProctoredExamPermissionDenied(_('Only staff of the course may do this.'))
    owner_id = request_data.get_id(sent_user_id or user.id, 'user_id')
    if attempt.user_id != owner_id:
        raise ProctoredExamPermissionDenied(_('This attempt belongs to someone else.'))


def _find_action(name: object) -> LearnerAction | None:
    return {**ACTIONS, **STAFF_ACTIONS}.get(name) if isinstance(name, str) else None


def _asked_user_id(request: Request, sent: object) -> int:
    """Return the user whom the request is about: the caller, or the one whom staff name."""
    if sent:
        require_staff(request.user)
    return request_data.get_id(sent or request.user.id, 'user_id')
