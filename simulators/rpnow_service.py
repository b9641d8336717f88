"""What RPNow does for each address: takes registrations, starts sessions, sends reviews, is told to fail.

==============================  ==============================================================================
``POST /registration``          the LMS registers a session (signed)
``GET, POST /learner``          the learner pastes the exam code and is sent to the exam's launch address
``GET /reviewer``               all sessions
``GET, POST /reviewer/<code>``  one session; POST sends a review to the LMS and shows its answer
``GET, POST /control``          faults
``GET /api/state``              JSON: registrations and switches
``POST /api/switches``          JSON: sets all switches (those left out are off)
``POST /api/reviews``           JSON ``exam_code``, ``status``, ...: sends a review, answers what the LMS said
==============================  ==============================================================================
"""

import logging
from dataclasses import asdict
from datetime import UTC, datetime

from simulators import rpnow_pages as pages
from simulators.http_messages import (
    BadRequestError,
    Request,
    Response,
    html,
    json_answer,
    redirect,
)
from simulators.reviews import LmsAnswer, read_findings
from simulators.rpnow_inbox import Inbox, Registration
from simulators.rpnow_registration import check_registration
from simulators.rpnow_reviews import SessionReview, post_review, review_payload
from simulators.rpnow_signature import Account, RegistrationRefusedError
from simulators.service import SimulatorService
from simulators.switches import Switches

log = logging.getLogger(__name__)

UNKNOWN_CODE = 'There is no session with this exam code.'
REVIEW_FIELDS = ('status', 'web_cam_comments', 'desktop_comments', 'overall_comments', 'video_link')


class RpnowService(SimulatorService[Switches]):
    """One RPNow with one account. ``lms_url`` is where reviews go. Safe to use from several threads."""

    def __init__(self, *, lms_url: str, account: Account, inbox: Inbox) -> None:
        super().__init__(site=pages.SITE, switches=Switches(), lms_url=lms_url)
        self.account = account
        self.inbox = inbox
        self.add_route('GET', '/', lambda request: redirect('/learner'))
        self.add_route('POST', '/registration', self.failing(self._register))
        self.add_route('GET', '/learner', self._show_learner_page)
        self.add_route('POST', '/learner', self._launch)
        self.add_route('GET', '/reviewer', self._show_sessions)
        self.add_route('GET', '/reviewer/{exam_code}', self._show_session)
        self.add_route('POST', '/reviewer/{exam_code}', self._review_by_form)
        self.add_route('GET', '/api/state', self._show_state)
        self.add_route('POST', '/api/reviews', self._review_by_json)

    def send_review(self, registration: Registration, review: SessionReview) -> list[LmsAnswer]:
        """Post a review to the LMS, twice if so switched. One answer a delivery."""
        payload = review_payload(registration, review)
        deliveries = 2 if self.switches.deliver_twice else 1
        answers = [
            post_review(self.lms_url, payload, signature_key=self.account.signature_key) for _ in range(deliveries)
        ]
        self.inbox.note_review(registration, review.status)
        log.info('Review sent for %s: %s', registration.locator, [answer.status for answer in answers])
        return answers

    # Registrations

    def _register(self, request: Request) -> Response:
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

    def _show_sessions(self, request: Request) -> Response:
        return html(pages.reviewer_page(self.inbox.list_registrations()))

    def _show_session(self, request: Request, exam_code: str) -> Response:
        registration = self.inbox.find(exam_code)
        if registration is None:
            return html(self.site.message_page(UNKNOWN_CODE), status=404)
        return html(pages.review_page(registration))

    def _review_by_form(self, request: Request, exam_code: str) -> Response:
        registration = self.inbox.find(exam_code)
        if registration is None:
            return html(self.site.message_page(UNKNOWN_CODE), status=404)
        form = request.form()
        if 'status' not in form:
            return html(pages.review_page(registration, error='Choose a verdict.'), status=400)
        answers = self.send_review(registration, _review_from(form))
        return html(pages.review_page(registration, answers=answers))

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

    def _show_state(self, request: Request) -> Response:
        return json_answer({'registrations': self.inbox.as_json(), 'switches': asdict(self.switches)})


def _review_from(values: dict[str, str]) -> SessionReview:
    return SessionReview(
        status=values['status'],
        web_cam_findings=read_findings(values.get('web_cam_comments', '')),
        desktop_findings=read_findings(values.get('desktop_comments', '')),
        overall_comments=values.get('overall_comments', ''),
        video_link=values.get('video_link', ''),
    )
