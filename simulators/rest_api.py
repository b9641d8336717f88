"""The API of a REST provider, which the LMS calls with a token.

=============================================  =======================================================================
``POST /oauth2/access_token``                  a token, for the account's client credentials
``GET /api/v1/config/``                        name, rules, instructions, download address
``POST /api/v1/exam/``                         keeps an exam, answers its id
``GET, POST /api/v1/exam/<id>/``               one exam
``POST /api/v1/exam/<id>/attempt/``            registers an attempt, or refuses it for the learner's profile
``GET, PATCH, DELETE .../attempt/<id>/``       one attempt
``DELETE /api/v1/user/<id>/``                  forgets a learner
``GET /api/v1/courses/<id>/onboarding_statuses``  profiles of a course (``status``, ``page``), or one (``user_id``)
=============================================  =======================================================================
"""

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlencode

from simulators.http_messages import Request, Response, html, json_answer
from simulators.rest_account import AccessRefusedError, Account, check_token, issue_token
from simulators.rest_bodies import check_attempt, check_exam, read_status
from simulators.rest_profiles import find_refusal, shown_profile, wanted_statuses
from simulators.rest_records import Attempt, Exam, Records
from simulators.rest_switches import RestSwitches
from simulators.service import Route

log = logging.getLogger(__name__)

NAME = 'REST Proctor'
TOKEN_SECONDS = 3600
PAGE_SIZE = 20
RULES = {
    'alone': 'Stay alone in the room.',
    'screen': 'Use one screen, and no other program.',
    'desk': 'Clear your desk of everything that the exam does not allow.',
}
INSTRUCTIONS = [
    'Start the system check below. It opens the <strong>proctoring app</strong> in another window.',
    'In the app, show your face and your ID to the camera, and choose “I am ready”.',
    'Come back to this page, which then lets you start the exam. Leave the app open until you have submitted.',
]


class RestApi:
    """The calls of one LMS. ``find_switches`` tells the faults of the moment; tokens work for ``token_seconds``."""

    def __init__(
        self,
        *,
        account: Account,
        records: Records,
        find_switches: Callable[[], RestSwitches],
        token_seconds: int = TOKEN_SECONDS,
    ) -> None:
        self.account = account
        self.records = records
        self.find_switches = find_switches
        self.token_seconds = token_seconds

    def routes(self) -> list[tuple[str, str, Route]]:
        """Return method, address, and route of everything but the token."""
        exam, attempt = '/api/v1/exam/{exam_id}/', '/api/v1/exam/{exam_id}/attempt/{attempt_id}/'
        return [
            ('GET', '/api/v1/config/', self._show_config),
            ('POST', '/api/v1/exam/', self._create_exam),
            ('GET', exam, self._show_exam),
            ('POST', exam, self._change_exam),
            ('POST', f'{exam}attempt/', self._register),
            ('GET', attempt, self._show_attempt),
            ('PATCH', attempt, self._change_attempt),
            ('DELETE', attempt, self._remove_attempt),
            ('DELETE', '/api/v1/user/{user_id}/', self._forget_learner),
            ('GET', '/api/v1/courses/{course_id:path}/onboarding_statuses', self._show_profiles),
        ]

    def give_token(self, request: Request) -> Response:
        """Return the answer to a request for a token."""
        try:
            answer = issue_token(
                request.form(), account=self.account, now=datetime.now(UTC), seconds=self.token_seconds
            )
        except AccessRefusedError as refusal:
            return json_answer({'error': refusal.reason}, status=refusal.status)
        return json_answer(answer)

    def protected(self, route: Route) -> Route:
        """Return the route, restricted to callers with a token."""

        def protected_route(request: Request, **parts: str) -> Response | None:
            switches = self.find_switches()
            try:
                if switches.refuse_tokens:
                    raise AccessRefusedError('The token has expired, as told.')
                check_token(request.header('Authorization'), account=self.account, now=datetime.now(UTC))
            except AccessRefusedError as refusal:
                return json_answer({'error': refusal.reason}, status=refusal.status)
            if switches.answer_nonsense:
                return html('<p>This is no JSON, as told.</p>')
            return route(request, **parts)

        return protected_route

    # Configuration and exams

    def _show_config(self, request: Request) -> Response:
        download_url = f'{_base_url(request)}/sessions'
        config = {'name': NAME, 'rules': RULES, 'instructions': INSTRUCTIONS, 'download_url': download_url}
        return json_answer(config)

    def _create_exam(self, request: Request) -> Response:
        body = request.json_object()
        check_exam(body)
        exam = self.records.save_exam(body)
        log.info('Exam %s saved', exam.id)
        return json_answer({'id': exam.id})

    def _change_exam(self, request: Request, exam_id: str) -> Response:
        body = request.json_object()
        check_exam(body)
        if self.records.find_exam(exam_id) is None:
            return _not_found('exam')
        exam = self.records.save_exam(body, exam_id=exam_id)
        return json_answer({'id': exam.id})

    def _show_exam(self, request: Request, exam_id: str) -> Response:
        exam = self.records.find_exam(exam_id)
        if exam is None:
            return _not_found('exam')
        return json_answer({'rules': RULES, **exam.body, 'id': exam.id})

    # Attempts

    def _register(self, request: Request, exam_id: str) -> Response:
        if self.find_switches().refuse_attempts:
            return json_answer({'error': 'No attempts are taken, as told.'}, status=403)
        exam = self.records.find_exam(exam_id)
        if exam is None:
            return _not_found('exam')
        body = request.json_object()
        check_attempt(body)
        now = datetime.now(UTC)
        refusal = None if body['is_sample_attempt'] else self._find_refusal(exam, str(body['user_id']), now=now)
        if refusal:
            log.info('Attempt refused: %s', refusal)
            return json_answer({'status': refusal})
        attempt = self.records.register(exam, body, now=now)
        log.info('Attempt %s registered', attempt.id)
        return json_answer(_shown_attempt(attempt, request))

    def _find_refusal(self, exam: Exam, user_id: str, *, now: datetime) -> str | None:
        return find_refusal(self.records.find_profile(user_id), exam.course_id, now=now)

    def _show_attempt(self, request: Request, exam_id: str, attempt_id: str) -> Response:
        attempt = self.records.find_attempt(attempt_id, exam_id=exam_id)
        return json_answer(_shown_attempt(attempt, request)) if attempt else _not_found('attempt')

    def _change_attempt(self, request: Request, exam_id: str, attempt_id: str) -> Response:
        status = read_status(request.json_object())
        attempt = self.records.find_attempt(attempt_id, exam_id=exam_id)
        if attempt is None:
            return _not_found('attempt')
        self.records.change_status(attempt, status, now=datetime.now(UTC))
        return json_answer({'id': attempt.id, 'status': attempt.status})

    def _remove_attempt(self, request: Request, exam_id: str, attempt_id: str) -> Response:
        attempt = self.records.find_attempt(attempt_id, exam_id=exam_id)
        if attempt is None:
            return _not_found('attempt')
        self.records.remove(attempt)
        return json_answer({'status': 'deleted'})

    # Learners

    def _forget_learner(self, request: Request, user_id: str) -> Response:
        # Also of one who is not known: the question is whether something is left, and an LMS may ask twice.
        self.records.forget_learner(user_id)
        return json_answer(True)

    def _show_profiles(self, request: Request, course_id: str) -> Response:
        now = datetime.now(UTC)
        query = request.query_values()
        user_id = query.get('user_id')
        if user_id:
            return json_answer(shown_profile(user_id, self.records.find_profile(user_id), course_id, now=now))
        requested = wanted_statuses(query.get('status', ''))
        profiles = [
            shown_profile(learner, self.records.find_profile(learner), course_id, now=now)
            for learner in self.records.list_learners(course_id)
        ]
        return _page_of([each for each in profiles if not requested or each['status'] in requested], request)


def _page_of(profiles: list[dict[str, object]], request: Request) -> Response:
    query = request.query_values()
    last = max(1, -(-len(profiles) // PAGE_SIZE))
    number = query.get('page', '1')
    page = int(number) if number.isdecimal() else 0
    if not 1 <= page <= last:
        return _not_found('page')

    def address(target: int) -> str | None:
        if not 1 <= target <= last:
            return None
        return f'{_base_url(request)}{request.path}?{urlencode({**query, "page": target})}'

    results = profiles[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return json_answer(
        {
            'results': results,
            'count': len(profiles),
            'num_pages': last,
            'next': address(page + 1),
            'previous': address(page - 1),
        }
    )


def _shown_attempt(attempt: Attempt, request: Request) -> dict[str, object]:
    return {
        'id': attempt.id,
        'status': attempt.status,
        'instructions': INSTRUCTIONS,
        'download_url': f'{_base_url(request)}/session/{attempt.id}',
    }


def _base_url(request: Request) -> str:
    return f'http://{request.header("Host")}'


def _not_found(what: str) -> Response:
    return json_answer({'error': f'There is no such {what}.'}, status=404)
