"""What RPNow does for each address: takes registrations, starts sessions, sends reviews, is told to fail.

==============================  ==============================================================================
``POST /registration``          the LMS registers a session (signed)
``GET, POST /learner``          the learner pastes his exam code and is sent to the exam's launch address
``GET /reviewer``               all sessions
``GET, POST /reviewer/<code>``  one session; POST sends a review to the LMS and shows its answer
``GET, POST /control``          faults
``GET /api/state``              JSON: registrations and switches
``POST /api/switches``          JSON: sets all switches (those left out are off)
``POST /api/reviews``           JSON ``exam_code``, ``status``, ...: sends a review, answers what the LMS said
==============================  ==============================================================================
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from urllib.parse import unquote

from edx_proctoring.testing.simulators import rpnow_pages as pages
from edx_proctoring.testing.simulators.rpnow_http import BadRequestError, Request, Response, html, json_answer, redirect
from edx_proctoring.testing.simulators.rpnow_inbox import Inbox, Registration
from edx_proctoring.testing.simulators.rpnow_registration import check_registration
from edx_proctoring.testing.simulators.rpnow_reviews import (
    LmsAnswer,
    SessionReview,
    post_review,
    read_comments,
    review_payload,
)
from edx_proctoring.testing.simulators.rpnow_signature import Account, RegistrationRefusedError
from edx_proctoring.testing.simulators.rpnow_switches import Switches, read_switches

log = logging.getLogger(__name__)

REVIEW_PREFIX = '/reviewer/'
UNKNOWN_CODE = 'There is no session with this exam code.'
REVIEW_FIELDS = ('status', 'web_cam_comments', 'desktop_comments', 'overall_comments', 'video_link')


class RpnowService:
    """One RPNow with one account. ``lms_url`` is where reviews go. Safe to use from several threads."""

    def __init__(self, *, lms_url: str, account: Account, inbox: Inbox) -> None:
        self.lms_url = lms_url
        self.account = account
        self.inbox = inbox
        self.switches = Switches()
        self._stopping = threading.Event()
        self._routes: dict[tuple[str, str], Callable[[Request], Response | None]] = {
            ('GET', '/'): lambda request: redirect('/learner'),
            ('GET', '/style.css'): lambda request: Response(200, pages.STYLE, 'text/css; charset=utf-8'),
            ('GET', '/favicon.ico'): lambda request: Response(204),
            ('POST', '/registration'): self._register,
            ('GET', '/learner'): self._show_learner_page,
            ('POST', '/learner'): self._launch,
            ('GET', '/reviewer'): lambda request: html(pages.reviewer_page(self.inbox.list_registrations())),
            ('GET', '/control'): lambda request: html(pages.control_page(self.switches)),
            ('POST', '/control'): self._set_switches_by_form,
            ('GET', '/api/state'): self._show_state,
            ('POST', '/api/switches'): self._set_switches,
            ('POST', '/api/reviews'): self._review_by_json,
        }

    def answer(self, request: Request) -> Response | None:
        """The response to a request; None: close the connection without one."""
        route = self._routes.get((request.method, request.path))
        if route is None and request.path.startswith(REVIEW_PREFIX):
            route = {'GET': self._show_session, 'POST': self._review_by_form}.get(request.method)
        if route is None:
            return html(pages.message_page('There is nothing at this address'), status=404)
        try:
            return route(request)
        except BadRequestError as error:
            return json_answer({'error': str(error)}, status=400)

    def send_review(self, registration: Registration, review: SessionReview) -> list[LmsAnswer]:
        """Post a review to the LMS, twice if so switched. One answer a delivery."""
        payload = review_payload(registration, review)
        deliveries = 2 if self.switches.deliver_twice else 1
        answers = [post_review(self.lms_url, payload) for _ in range(deliveries)]
        self.inbox.note_review(registration, review.status)
        log.info('Review sent for %s: %s', registration.locator, [answer.status for answer in answers])
        return answers

    def stop(self) -> None:
        """End every wait that is going on: the process is about to end."""
        self._stopping.set()

    # Registrations

    def _register(self, request: Request) -> Response | None:
        switches = self.switches
        if switches.delay_seconds:
            self._stopping.wait(switches.delay_seconds)
        if switches.drop_connection:
            return None
        if switches.answer_500:
            return json_answer({'error': 'Internal error, as told.'}, status=500)
        now = datetime.now(UTC)
        body = request.json_object()
        try:
            check_registration(
                body,
                authorization=request.header('Authorization'),
                date=request.header('Date'),
                account=self.account,
                now=now,
            )
        except RegistrationRefusedError as refusal:
            log.info('Registration refused: %s', refusal.reason)
            return json_answer({'error': refusal.reason}, status=refusal.status)
        registration = self.inbox.accept(body, received_at=now)
        log.info('Session %s registered', registration.locator)
        return json_answer({'ssiRecordLocator': registration.locator})

    # The learner

    def _show_learner_page(self, request: Request) -> Response:
        return html(pages.learner_page(exam_code=request.query_values().get('exam_code', '')))

    def _launch(self, request: Request) -> Response:
        exam_code = request.form().get('exam_code', '')
        registration = self.inbox.find(exam_code)
        if registration is None:
            return html(pages.learner_page(exam_code=exam_code, error=UNKNOWN_CODE), status=404)
        self.inbox.note_launch(registration)
        return redirect(registration.exam_url)

    # The reviewer

    def _show_session(self, request: Request) -> Response:
        registration = self._addressed_registration(request)
        if registration is None:
            return html(pages.message_page(UNKNOWN_CODE), status=404)
        return html(pages.review_page(registration))

    def _review_by_form(self, request: Request) -> Response:
        registration = self._addressed_registration(request)
        if registration is None:
            return html(pages.message_page(UNKNOWN_CODE), status=404)
        form = request.form()
        if 'status' not in form:
            return html(pages.review_page(registration, error='Choose a verdict.'), status=400)
        answers = self.send_review(registration, _review_from(form))
        return html(pages.review_page(registration, answers=answers))

    def _addressed_registration(self, request: Request) -> Registration | None:
        return self.inbox.find(unquote(request.path.removeprefix(REVIEW_PREFIX)))

    def _review_by_json(self, request: Request) -> Response:
        values = {key: str(value) for key, value in request.json_object().items()}
        unknown = values.keys() - {'exam_code', *REVIEW_FIELDS}
        if unknown or 'status' not in values:
            raise BadRequestError(f'A review takes exam_code and {", ".join(REVIEW_FIELDS)}; status is required.')
        registration = self.inbox.find(values.get('exam_code', ''))
        if registration is None:
            return json_answer({'error': UNKNOWN_CODE}, status=404)
        answers = self.send_review(registration, _review_from(values))
        return json_answer({'answers': [asdict(answer) for answer in answers]})

    # Faults

    def _show_state(self, request: Request) -> Response:
        return json_answer({'registrations': self.inbox.as_json(), 'switches': asdict(self.switches)})

    def _set_switches(self, request: Request) -> Response:
        try:
            self.switches = read_switches(request.json_object())
        except ValueError as error:
            raise BadRequestError(str(error)) from None
        return json_answer(asdict(self.switches))

    def _set_switches_by_form(self, request: Request) -> Response:
        form = request.form()
        values: dict[str, object] = {name: True for name, value in form.items() if value == 'on'}
        try:
            values['delay_seconds'] = float(form.get('delay_seconds', '0'))
            self.switches = read_switches(values)
        except ValueError as error:
            return html(pages.control_page(self.switches, error=str(error)), status=400)
        return html(pages.control_page(self.switches, notice='The faults are set.'))


def _review_from(values: dict[str, str]) -> SessionReview:
    status = values['status']
    return SessionReview(
        status=status,
        web_cam_comments=read_comments(values.get('web_cam_comments', ''), status=status),
        desktop_comments=read_comments(values.get('desktop_comments', ''), status=status),
        overall_comments=values.get('overall_comments', ''),
        video_link=values.get('video_link', ''),
    )
