"""A REST provider lets in who has a token that is still good, and to the dashboard who comes with a signed link."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
import requests

from simulators.rest import RestSimulator
from simulators.rest_account import (
    AccessRefusedError,
    Account,
    check_token,
    issue_token,
    read_dashboard_claims,
)
from tests.simulators.conftest import ReviewTaker
from tests.simulators.registrations import TIMEOUT_SECONDS
from tests.simulators.rest_calls import COURSE_ID, call, register_onboarding, request_token, save_exam

NOW = datetime(2030, 1, 15, 12, tzinfo=UTC)
ACCOUNT = Account()
CREDENTIALS = {
    'grant_type': 'client_credentials',
    'client_id': ACCOUNT.client_id,
    'client_secret': ACCOUNT.client_secret,
    'token_type': 'jwt',
}


def signed(*, secret: str = ACCOUNT.client_secret, algorithm: str = 'HS256', **changes: Any) -> str:
    """A dashboard link's token, but for the ``changes``; None takes a claim out."""
    claims: dict[str, Any] = {
        'course_id': COURSE_ID,
        'user': {'id': 'u', 'full_name': 'Course Staff', 'email': 'staff@example.com'},
        'iss': ACCOUNT.client_id,
        'jti': '0' * 32,
        'exp': NOW.timestamp() + 60,
    } | changes
    return jwt.encode({key: value for key, value in claims.items() if value is not None}, secret, algorithm=algorithm)


def test_a_token_works_until_it_expires() -> None:
    answer = issue_token(CREDENTIALS, account=ACCOUNT, now=NOW, seconds=60)
    header = f'{answer["token_type"]} {answer["access_token"]}'

    assert answer['expires_in'] == 60
    check_token(header, account=ACCOUNT, now=NOW + timedelta(seconds=59))
    with pytest.raises(AccessRefusedError, match='expired') as refusal:
        check_token(header, account=ACCOUNT, now=NOW + timedelta(seconds=60))
    assert refusal.value.status == 401


@pytest.mark.parametrize(
    ('changes', 'status'),
    [
        pytest.param({'client_secret': 'another'}, 401, id='secret'),
        pytest.param({'client_id': 'another'}, 401, id='client'),
        pytest.param({'grant_type': 'password'}, 400, id='grant'),
        pytest.param({'token_type': 'bearer'}, 400, id='type'),
    ],
)
def test_no_token_for_other_requests(proctor: RestSimulator, changes: dict[str, str], status: int) -> None:
    response = request_token(proctor, **changes)

    assert response.status_code == status
    assert set(response.json()) == {'error'}


@pytest.mark.parametrize(
    'authorization',
    [
        pytest.param(None, id='none'),
        pytest.param('JWT', id='empty'),
        pytest.param('JWT a.b.c', id='no token'),
        pytest.param(f'JWT {signed(exp=4_000_000_000)}', id='token of a dashboard'),
        pytest.param('Bearer a.b.c', id='other scheme'),
    ],
)
@pytest.mark.parametrize(
    ('method', 'path'),
    [('GET', 'config/'), ('POST', 'exam/'), ('DELETE', 'user/u/'), ('PATCH', 'exam/e/attempt/a/')],
    ids=['config', 'exam', 'user', 'attempt'],
)
def test_without_a_token_nothing_is_answered(
    proctor: RestSimulator, method: str, path: str, authorization: str | None
) -> None:
    headers = {'Authorization': authorization} if authorization else {}

    response = requests.request(
        method, f'{proctor.url}/api/v1/{path}', json={}, headers=headers, timeout=TIMEOUT_SECONDS
    )

    assert response.status_code == 401
    assert proctor.records.as_json() == {'exams': [], 'attempts': [], 'profiles': []}


def test_an_expired_token_is_refused(lms: ReviewTaker) -> None:
    with RestSimulator(lms_url=lms.url, token_seconds=0) as proctor:
        assert call(proctor, 'GET', 'config/').status_code == 401


@pytest.mark.parametrize(
    'token',
    [
        pytest.param(signed(secret='x' * 32), id='secret'),
        pytest.param(signed(secret='x' * 64, algorithm='HS512'), id='algorithm'),
        pytest.param(signed(iss='another'), id='issuer'),
        pytest.param(signed(iss=None), id='no issuer'),
        pytest.param(signed(exp=NOW.timestamp()), id='expired'),
        pytest.param(signed(exp=None), id='no end'),
        pytest.param('', id='empty'),
    ],
)
def test_a_dashboard_link_that_the_lms_has_not_signed_just_now_is_refused(token: str) -> None:
    with pytest.raises(AccessRefusedError) as refusal:
        read_dashboard_claims(token, account=ACCOUNT, now=NOW)
    assert refusal.value.status == 403


def test_a_dashboard_link_is_read() -> None:
    assert read_dashboard_claims(signed(), account=ACCOUNT, now=NOW)['course_id'] == COURSE_ID


def dashboard(proctor: RestSimulator, token: str, *, client_id: str = ACCOUNT.client_id) -> requests.Response:
    return requests.get(f'{proctor.url}/api/v1/instructor/{client_id}/?jwt={token}', timeout=TIMEOUT_SECONDS)


def test_the_dashboard_shows_course_exam_and_attempt(proctor: RestSimulator, lms: ReviewTaker) -> None:
    attempt = register_onboarding(proctor)
    midterm = save_exam(proctor)
    save_exam(proctor, course_id='course-v1:Org+Other+Run', exam_name='Exam elsewhere')
    soon = datetime.now(UTC).timestamp() + 60

    course = dashboard(proctor, signed(exp=soon))
    exam = dashboard(proctor, signed(exp=soon, exam_id=midterm))
    one = dashboard(proctor, signed(exp=soon, exam_id=attempt.exam_id, attempt_id=attempt.id))
    configuration = dashboard(proctor, signed(exp=soon, exam_id=midterm, config=True))

    assert all(each.status_code == 200 for each in (course, exam, one, configuration))
    assert {'Midterm' in course.text, 'Onboarding' in course.text, 'Course Staff' in course.text} == {True}
    assert 'Exam elsewhere' not in course.text
    assert 'Ada Lovelace' in course.text
    assert 'Onboarding' not in exam.text
    assert 'Ada Lovelace' in one.text
    assert 'Configuration of exams' in configuration.text
    assert f"frame-ancestors 'self' {lms.url}" in course.headers['Content-Security-Policy']


def test_the_dashboard_stays_closed_without_a_good_link(proctor: RestSimulator) -> None:
    soon = datetime.now(UTC).timestamp() + 60
    save_exam(proctor)

    for response in (dashboard(proctor, ''), dashboard(proctor, signed(exp=soon, iss='another'))):
        assert response.status_code == 403
        assert 'Midterm' not in response.text
    assert dashboard(proctor, signed(exp=soon), client_id='another').status_code == 404
