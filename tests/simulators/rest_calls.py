"""Calls as an LMS sends them to a REST provider, for the tests of the simulator."""

from __future__ import annotations

from typing import Any

import requests

from simulators.rest import RestSimulator
from simulators.rest_records import Attempt
from tests.simulators.registrations import TIMEOUT_SECONDS

COURSE_ID = 'course-v1:Org+Num+Run'
LEARNER = 'obscured-ada'


def exam_body(**changes: Any) -> dict[str, Any]:
    """An exam as the LMS sends it, but for the ``changes``."""
    return {
        'id': 7,
        'course_id': COURSE_ID,
        'content_id': 'block-v1:Org+Num+Run+type@sequential+block@x',
        'external_id': None,
        'exam_name': 'Midterm',
        'time_limit_mins': 90,
        'is_proctored': True,
        'is_practice_exam': False,
        'is_active': True,
        'due_date': None,
        'hide_after_due': False,
        'backend': 'rest_proctor',
    } | changes


def attempt_body(**changes: Any) -> dict[str, Any]:
    """A new attempt as the LMS sends it, but for the ``changes``."""
    return {
        'lms_host': 'https://lms.example.com',
        'time_limit_mins': 90,
        'is_sample_attempt': False,
        'user_id': LEARNER,
        'full_name': 'Ada Lovelace',
        'email': 'ada@example.com',
        'review_policy': 'Closed book',
        'status': 'created',
    } | changes


def request_token(proctor: RestSimulator, **changes: str) -> requests.Response:
    """Ask for a token with the account's credentials, but for the ``changes``."""
    form = {
        'grant_type': 'client_credentials',
        'client_id': proctor.account.client_id,
        'client_secret': proctor.account.client_secret,
        'token_type': 'jwt',
    } | changes
    return requests.post(f'{proctor.url}/oauth2/access_token', data=form, timeout=TIMEOUT_SECONDS)


def call(
    proctor: RestSimulator, method: str, path: str, body: object = None, *, token: str | None = None
) -> requests.Response:
    """Call the API below ``/api/v1/``, with a new token unless one is given."""
    token = request_token(proctor).json()['access_token'] if token is None else token
    headers = {'Authorization': f'JWT {token}'}
    return requests.request(method, f'{proctor.url}/api/v1/{path}', json=body, headers=headers, timeout=TIMEOUT_SECONDS)


def save_exam(proctor: RestSimulator, **changes: Any) -> str:
    """Save an exam; its id there."""
    return str(call(proctor, 'POST', 'exam/', exam_body(**changes)).json()['id'])


def register(proctor: RestSimulator, exam_id: str, **changes: Any) -> Attempt:
    """Register an attempt, which must succeed."""
    answer = call(proctor, 'POST', f'exam/{exam_id}/attempt/', attempt_body(**changes)).json()
    attempt = proctor.records.find_attempt(answer['id'])
    assert attempt is not None
    return attempt


def register_onboarding(proctor: RestSimulator, **changes: Any) -> Attempt:
    """Register an attempt at the course's onboarding exam."""
    exam_id = save_exam(proctor, content_id='onboarding', exam_name='Onboarding', is_practice_exam=True)
    return register(proctor, exam_id, is_sample_attempt=True, **changes)
