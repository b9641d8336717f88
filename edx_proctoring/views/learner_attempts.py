"""A learner's own attempts: entering an exam, its timer, and what they do until it is over."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from edx_proctoring import provider_gateway
from edx_proctoring.actions import attempts
from edx_proctoring.actions.attempt_removal import remove
from edx_proctoring.actions.attempt_status import settle
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
from edx_proctoring.learner_pages.exam_attempt import exam_and_attempt, find_active_timer
from edx_proctoring.learner_pages.open_exam import find_open_exam
from edx_proctoring.learner_pages.timer import announced_time, learner_external_id
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.queries.attempts import find_attempt, find_exam_of_removed, get_attempt
from edx_proctoring.queries.exams import get_exam
from edx_proctoring.serializers import attempt_dict
from edx_proctoring.telemetry.correlation import about, correlation_id, get_logger
from edx_proctoring.texts import gettext_noop as _
from edx_proctoring.views import request_data
from edx_proctoring.views.base import ProctoredAPIView
from edx_proctoring.views.permissions import (
    as_seen_by,
    is_user_course_or_global_staff,
    require_owner,
    require_staff,
    require_staff_of_exam,
)

log = get_logger(__name__)


class StudentProctoredExamAttempt(ProctoredAPIView):
    """One attempt."""

    def get(self, request: Request, attempt_id: int) -> Response:
        """The attempt and its time, for pages that poll; an attempt whose time is over is ended by this."""
        attempt = get_attempt(attempt_id, reader=request.user)
        require_owner(request.user, attempt)
        now = timezone.now()
        attempt = settle(attempt, now=now)
        seconds = seconds_remaining(attempt, now=now)
        return Response(
            {
                **as_seen_by(request.user, attempt_dict(attempt)),
                'external_id': learner_external_id(attempt, provider_gateway.find_provider(attempt.proctored_exam)),
                'time_remaining_seconds': seconds,
                'accessibility_time_string': announced_time(attempt, now=now),
            }
        )

    def put(self, request: Request, attempt_id: int) -> Response:
        """Do what ``action`` says, one of ``ACTIONS`` by the learner or of ``STAFF_ACTIONS`` by course staff."""
        data = request_data.body(request)
        attempt = get_attempt(attempt_id, reader=request.user)
        name = data.get('action')
        _require_actor(request.user, attempt, name, data.get('user_id'))
        act = _find_action(name)
        if act is None:
            raise InvalidInputException(_('The action is unknown.'))
        if data.get('detail'):
            with about(correlation_id(attempt.attempt_code)):
                log.info('Action with client detail: attempt=%s action=%s', attempt.id, name)
        now = timezone.now()
        return Response({'exam_attempt_id': act(settle(attempt, now=now), user=request.user, now=now)})

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

    def get(self, request: Request) -> Response:
        """The timer of the caller's exam; without one, what the page of ``content_id`` has to say."""
        now = timezone.now()
        _exam, timer = find_active_timer(request.user, is_learning_mfe=False, now=now)
        if timer:
            return Response(timer)
        open_exam = find_open_exam(request.query_params.get('content_id'), request.user, now=now)
        return Response(
            {'in_timed_exam': False, 'is_proctored': False} | ({'open_exam': open_exam} if open_exam else {})
        )

    def post(self, request: Request) -> Response:
        """Enter an exam. A provider that wants an onboarding profile first makes this an attempt that says so."""
        data = request_data.body(request)
        attempt = enter(
            get_exam(request_data.find_id(data.get('exam_id'))),
            request.user,
            taking_as_proctored=request_data.truth(data.get('attempt_proctored'), 'attempt_proctored'),
            start_clock=request_data.truth(data.get('start_clock'), 'start_clock'),
            now=timezone.now(),
        )
        return Response({'exam_attempt_id': attempt.id})


class ProctoredExamActiveAttemptView(ProctoredAPIView):
    """The timer, with links into the learning micro-frontend."""

    def get(self, request: Request) -> Response:
        """The timer of the user's exam, ``{}`` outside of one. ``user_id`` is for staff."""
        _exam, timer = find_active_timer(_asked_user_id(request), is_learning_mfe=True, now=timezone.now())
        return Response(timer)


class ProctoredExamAttemptView(ProctoredAPIView):
    """What the learning micro-frontend loads."""

    def get(self, request: Request, course_id: str, content_id: str | None = None) -> Response:
        """The exam of ``content_id`` with the user's attempt at it, and their active attempt, wherever that is."""
        user_id = _asked_user_id(request)
        learner = request.user if user_id == request.user.id else get_user_model().objects.filter(id=user_id).first()
        if learner is None:
            raise ObjectNotFoundException(_('There is no such user.'))
        answer = exam_and_attempt(
            course_id,
            request_data.find_text(content_id or request.query_params.get('content_id'), 'content_id'),
            learner=learner,
            caller=request.user,
            is_learning_mfe=request_data.is_learning_mfe(request),
            now=timezone.now(),
        )
        exam = answer['exam']
        return Response({**answer, 'exam': as_seen_by(request.user, exam) if exam else exam})


class ProctoredExamAttemptReviewStatus(ProctoredAPIView):
    """Whether the learner has taken note of the result."""

    def put(self, request: Request, attempt_id: int) -> Response:
        """Note that they have. 404 on sites that don't show the content of exams that are over."""
        if not conf.viewable_past_due:
            raise ObjectNotFoundException(_('Results need not be acknowledged on this site.'))
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
        raise ProctoredExamPermissionDenied(_('This is the attempt of somebody else.'))


def _find_action(name: object) -> LearnerAction | None:
    return {**ACTIONS, **STAFF_ACTIONS}.get(name) if isinstance(name, str) else None


def _asked_user_id(request: Request) -> int:
    """The user whom the request is about: the caller, or whom staff names."""
    sent = request.query_params.get('user_id')
    if sent:
        require_staff(request.user)
    return request_data.get_id(sent or request.user.id, 'user_id')
