"""Being logged in: by the session of a browser, or by a JWT, as other services of the site are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import jwt
import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExamStudentAttempt
from tests.views.conftest import Unchanged, url

jwt_authentication = pytest.importorskip('edx_rest_framework_extensions.auth.jwt.authentication')


def token(user: User, now: datetime, **changes: Any) -> str:
    """What the site's authorization server issues to the user."""
    claims = {
        'iss': site.JWT_AUTH['JWT_ISSUER'],
        'aud': site.JWT_AUTH['JWT_AUDIENCE'],
        'iat': int(now.timestamp()),
        'exp': int((now + timedelta(hours=1)).timestamp()),
        'version': '1.1.0',
        'preferred_username': user.username,
        'email': user.email,
        'administrator': user.is_staff,
        'scopes': [],
        'filters': [],
        'is_restricted': False,
        **changes,
    }
    return jwt.encode(claims, str(site.JWT_AUTH['JWT_SECRET_KEY']), algorithm='HS256')


def bearing(bearer_token: str) -> APIClient:
    """A client that sends the token and is not logged in otherwise."""
    client = APIClient(enforce_csrf_checks=True)
    client.credentials(HTTP_AUTHORIZATION=f'JWT {bearer_token}')
    client.default_format = 'json'
    return client


def test_a_token_stands_for_its_user(
    learner: User, other_learner: User, now: datetime, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
) -> None:
    address = url('proctored_exam.attempt', attempt.id)
    answer = bearing(token(learner, now)).get(address)
    assert (answer.status_code, answer.json()['user']['username']) == (200, 'learner')
    with unchanged():
        assert bearing(token(other_learner, now)).put(address, {'action': 'decline'}).status_code == 403
    assert bearing(token(learner, now)).put(address, {'action': 'decline'}).status_code == 200
    attempt.refresh_from_db()
    assert attempt.status == 'declined'


def test_a_service_with_a_token_of_staff_registers_exams(staff: User, now: datetime) -> None:
    address = url('proctored_exam.register_exams_by_course_id', 'course-v1:Org+Num+Run')
    assert bearing(token(staff, now)).patch(address, []).status_code == 200


@pytest.mark.parametrize('trouble', ['expired', 'of another issuer', 'forged', 'no token'])
def test_a_bad_token_stands_for_nobody(
    trouble: str, learner: User, now: datetime, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
) -> None:
    tokens = {
        'expired': token(learner, now, exp=int((now - timedelta(minutes=5)).timestamp())),
        'of another issuer': token(learner, now, iss='https://elsewhere.example.com'),
        'forged': f'{token(learner, now)[:-6]}forged',
        'no token': 'no token',
    }
    with unchanged():
        answer = bearing(tokens[trouble]).put(url('proctored_exam.attempt', attempt.id), {'action': 'decline'})
    assert (answer.status_code, list(answer.json())) == (403, ['detail'])


def test_a_session_needs_the_sites_token_to_change_something(
    learner: User, attempt: ProctoredExamStudentAttempt, unchanged: Unchanged
) -> None:
    browser = APIClient(enforce_csrf_checks=True)
    browser.default_format = 'json'
    browser.force_login(learner)
    address = url('proctored_exam.attempt', attempt.id)
    assert browser.get(address).status_code == 200
    with unchanged():
        assert browser.put(address, {'action': 'decline'}).status_code == 403
