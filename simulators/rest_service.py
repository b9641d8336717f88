"""What a REST provider does for each address beside its API (``rest_api``).

=====================================  =======================================================================
``GET /sessions``, ``/session/<id>``   the proctoring app, where a learner sets up
``POST /session/<id>/ready``           tells the LMS that the learner is ready, shows its answer
``POST /session/<id>/finish``          the learner closes the app
``GET /reviewer``                      all sessions
``GET, POST /reviewer/<id>``           one session; POST sends a review to the LMS and shows its answer
``GET, POST /profiles``                onboarding profiles; POST decides on one
``GET /api/v1/instructor/<client>/``   the dashboard, for who comes with a link that the LMS has signed
``GET, POST /control``                 faults
``GET /api/state``                     JSON: what is kept, and the switches
``POST /api/switches``                 JSON: sets all switches (those left out are off)
``POST /api/reviews``                  JSON ``attempt_id``, ``status``, ``comments``: sends a review, answers what
                                       the LMS said
=====================================  =======================================================================
"""

import logging
from dataclasses import asdict, replace
from datetime import UTC, datetime

from simulators import rest_pages as pages
from simulators.http_messages import (
    BadRequestError,
    Request,
    Response,
    html,
    json_answer,
    redirect,
)
from simulators.rest_account import AccessRefusedError, Account, read_dashboard_claims
from simulators.rest_api import TOKEN_SECONDS, RestApi
from simulators.rest_lms import LmsClient, SessionReview
from simulators.rest_profiles import DECISIONS, NO_PROFILE
from simulators.rest_records import Attempt, Records
from simulators.rest_switches import RestSwitches
from simulators.reviews import LmsAnswer, read_findings
from simulators.service import SimulatorService

log = logging.getLogger(__name__)

UNKNOWN_SESSION = 'There is no such session.'
REVIEW_FIELDS = {'attempt_id', 'status', 'comments'}


class RestService(SimulatorService[RestSwitches]):
    """One provider with one account. ``lms_url`` is where callbacks go. Safe to use from several threads."""

    def __init__(self, *, lms_url: str, account: Account, records: Records, token_seconds: int = TOKEN_SECONDS) -> None:
        super().__init__(site=pages.SITE, switches=RestSwitches(), lms_url=lms_url)
        self.account = account
        self.records = records
        self.lms = LmsClient(lms_url, account)
        api = RestApi(
            account=account, records=records, find_switches=lambda: self.switches, token_seconds=token_seconds
        )
        self.add_route('POST', '/oauth2/access_token', self.failing(api.give_token))
        for method, address, route in api.routes():
            self.add_route(method, address, self.failing(api.protected(route)))
        self.add_route('GET', '/api/v1/instructor/{client_id}/', self._show_dashboard)
        self.add_route('GET', '/', lambda request: redirect('/sessions'))
        self.add_route('GET', '/sessions', lambda request: html(pages.sessions_page(self.records)))
        self.add_route('GET', '/session/{attempt_id}', self._show_session)
        self.add_route('POST', '/session/{attempt_id}/ready', self._report_ready)
        self.add_route('POST', '/session/{attempt_id}/finish', self._finish)
        self.add_route('GET', '/reviewer', lambda request: html(pages.reviewer_page(self.records)))
        self.add_route('GET', '/reviewer/{attempt_id}', self._show_review)
        self.add_route('POST', '/reviewer/{attempt_id}', self._review_by_form)
        self.add_route('GET', '/profiles', self._show_profiles)
        self.add_route('POST', '/profiles', self._decide_on_profile)
        self.add_route('GET', '/api/state', self._show_state)
        self.add_route('POST', '/api/reviews', self._review_by_json)

    def report_ready(self, attempt: Attempt) -> LmsAnswer:
        """Tell the LMS that the learner is ready, as the proctoring app does."""
        self.records.note_ready(attempt, now=datetime.now(UTC))
        answer = self.lms.report_ready(attempt.id)
        log.info('Attempt %s is ready: %s', attempt.id, answer.status)
        return answer

    def send_review(self, attempt: Attempt, review: SessionReview) -> list[LmsAnswer]:
        """Post a review to the LMS, twice if so switched. One answer a delivery."""
        deliveries = 2 if self.switches.deliver_twice else 1
        answers = [self.lms.deliver_review(attempt.id, review) for _ in range(deliveries)]
        self.records.note_review(attempt, review.status, now=datetime.now(UTC))
        log.info('Review sent for %s: %s', attempt.id, [answer.status for answer in answers])
        return answers

    # The learner

    def _show_session(self, request: Request, attempt_id: str) -> Response:
        attempt = self.records.find_attempt(attempt_id)
        return html(pages.session_page(self.records, attempt)) if attempt else self._unknown_session()

    def _report_ready(self, request: Request, attempt_id: str) -> Response:
        attempt = self.records.find_attempt(attempt_id)
        if attempt is None:
            return self._unknown_session()
        return html(pages.session_page(self.records, attempt, answers=[self.report_ready(attempt)]))

    def _finish(self, request: Request, attempt_id: str) -> Response:
        attempt = self.records.find_attempt(attempt_id)
        if attempt is None:
            return self._unknown_session()
        self.records.note_finish(attempt, now=datetime.now(UTC))
        return redirect(f'/session/{attempt.id}')

    # The reviewer

    def _show_review(self, request: Request, attempt_id: str) -> Response:
        attempt = self.records.find_attempt(attempt_id)
        return html(pages.review_page(self.records, attempt)) if attempt else self._unknown_session()

    def _review_by_form(self, request: Request, attempt_id: str) -> Response:
        attempt = self.records.find_attempt(attempt_id)
        if attempt is None:
            return self._unknown_session()
        form = request.form()
        if 'status' not in form:
            return html(pages.review_page(self.records, attempt, error='Choose a verdict.'), status=400)
        review = SessionReview(form['status'], read_findings(form.get('comments', '')))
        return html(pages.review_page(self.records, attempt, answers=self.send_review(attempt, review)))

    def _review_by_json(self, request: Request) -> Response:
        values = {key: str(value) for key, value in request.json_object().items()}
        if values.keys() - REVIEW_FIELDS or 'status' not in values:
            raise BadRequestError('A review takes attempt_id, status and comments; status is required.')
        attempt = self.records.find_attempt(values.get('attempt_id', ''))
        if attempt is None:
            return json_answer({'error': UNKNOWN_SESSION}, status=404)
        review = SessionReview(values['status'], read_findings(values.get('comments', '')))
        return json_answer({'answers': [asdict(answer) for answer in self.send_review(attempt, review)]})

    def _show_profiles(self, request: Request) -> Response:
        return html(pages.profiles_page(self.records, now=datetime.now(UTC)))

    def _decide_on_profile(self, request: Request) -> Response:
        form, now = request.form(), datetime.now(UTC)
        attempts = [each for each in self.records.list_attempts() if each.user_id == form.get('user_id')]
        status = form.get('status', '')
        if not attempts or status not in (NO_PROFILE, *DECISIONS):
            error = 'Choose a learner and a status.'
            return html(pages.profiles_page(self.records, now=now, error=error), status=400)
        course_id = self.records.exam_of(attempts[-1]).course_id
        decision = None if status == NO_PROFILE else status
        self.records.decide_on_profile(attempts[-1].user_id, course_id, decision, now=now)
        notice = f'The profile of {attempts[-1].learner_name} is set.'
        return html(pages.profiles_page(self.records, now=now, notice=notice))

    # The staff of the LMS

    def _show_dashboard(self, request: Request, client_id: str) -> Response:
        if client_id != self.account.client_id:
            return html(self.site.message_page('There is no such client'), status=404)
        token = request.query_values().get('jwt', '')
        try:
            claims = read_dashboard_claims(token, account=self.account, now=datetime.now(UTC))
        except AccessRefusedError as refusal:
            return html(self.site.message_page(f'This link opens nothing. {refusal.reason}'), status=refusal.status)
        # The LMS shows it inside of a page of its own.
        policy = f"default-src 'self'; base-uri 'none'; frame-ancestors 'self' {self.lms.lms_url}"
        page = html(pages.dashboard_page(self.records, claims))
        return replace(page, headers={'Content-Security-Policy': policy})

    def _show_state(self, request: Request) -> Response:
        return json_answer({**self.records.as_json(), 'switches': asdict(self.switches)})

    def _unknown_session(self) -> Response:
        return html(self.site.message_page(UNKNOWN_SESSION), status=404)
