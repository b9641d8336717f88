"""Being logged in: by the session of a browser, or by a JWT, as other services of the site are."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.contrib.auth.models import User
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExamStudentAttempt
from tests.factories import COURSE_ID
from tests.views import tokens
from tests.views.conftest import Unchanged, url
from tests.views.tokens import bearing, bearing_cookie, token

pytest.importorskip('edx_rest_framework_extensions')
rest_framework_jwt: Any = pytest.importorskip('rest_framework_jwt.settings')

REGISTRATION = ('proctored_exam.register_exams_by_course_id', COURSE_ID)


@pytest.fixture
def configure(settings: Any) -> Callable[..., None]:
    """``configure(NAME=value, …)`` changes entries of ``JWT_AUTH``, and of its first issuer."""

    def change(**changes: Any) -> None:
        issuer = {**settings.JWT_AUTH['JWT_ISSUERS'][0]}
        if 'JWT_SECRET_KEY' in changes:
            issuer['SECRET_KEY'] = changes['JWT_SECRET_KEY']
        settings.JWT_AUTH = {**settings.JWT_AUTH, **changes, 'JWT_ISSUERS': [issuer]}

    return change


def register(client: APIClient) -> Any:
    """What a service of the site's staff does."""
    return client.patch(url(*REGISTRATION), [])


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
    assert register(bearing(token(staff, now))).status_code == 200
    assert register(bearing_cookie(token(staff, now))).status_code == 200


def test_while_keys_are_exchanged_both_count(staff: User, now: datetime, settings: Any, configure: Any) -> None:
    keys = json.loads(settings.JWT_AUTH['JWT_PUBLIC_SIGNING_JWK_SET'])['keys']
    configure(JWT_PUBLIC_SIGNING_JWK_SET=json.dumps({'keys': [tokens.other_public_key(), *keys]}))
    for good in (token(staff, now), tokens.other_key_token(staff, now)):
        assert register(bearing(good)).status_code == 200


@pytest.mark.parametrize('public_keys', [True, False], ids=['public keys', 'a secret only'])
def test_a_shared_secret_signs_as_well(staff: User, now: datetime, configure: Any, public_keys: bool) -> None:
    if not public_keys:
        configure(JWT_PUBLIC_SIGNING_JWK_SET=None)
    assert register(bearing(tokens.shared_secret_token(staff, now))).status_code == 200


@pytest.mark.parametrize('send', [bearing, bearing_cookie])
@pytest.mark.parametrize('keys', ['as the platform has them', 'a secret only', 'two public keys', 'no secret'])
@pytest.mark.parametrize('trouble', tokens.FORGERIES)
def test_a_forged_token_stands_for_nobody(
    trouble: str, keys: str, send: Any, staff: User, now: datetime, settings: Any, configure: Any, unchanged: Unchanged
) -> None:
    forged = tokens.FORGERIES[trouble](staff, now)
    if keys == 'a secret only':
        configure(JWT_PUBLIC_SIGNING_JWK_SET=None)
    elif keys == 'two public keys':
        public = json.loads(settings.JWT_AUTH['JWT_PUBLIC_SIGNING_JWK_SET'])['keys']
        second = {**tokens.other_public_key(), 'n': public[0]['n']}
        configure(JWT_PUBLIC_SIGNING_JWK_SET=json.dumps({'keys': [*public, second]}))
    elif keys == 'no secret':
        configure(JWT_SECRET_KEY='')
    users = set(User.objects.values_list('username', flat=True))
    with unchanged():
        answer = register(send(forged))
    assert (answer.status_code, list(answer.json())) == (403, ['detail'])
    assert set(User.objects.values_list('username', flat=True)) == users, 'nobody was made of the token'


@pytest.mark.parametrize(
    'changes',
    [
        {'JWT_PUBLIC_SIGNING_JWK_SET': None, 'JWT_SECRET_KEY': ''},
        {'JWT_PUBLIC_SIGNING_JWK_SET': '', 'JWT_SECRET_KEY': None},
        {'JWT_PUBLIC_SIGNING_JWK_SET': '{"keys": []}'},
        {'JWT_PUBLIC_SIGNING_JWK_SET': '{"keys": [{"kty": "XYZ"}]}'},
        {'JWT_PUBLIC_SIGNING_JWK_SET': 'no JSON'},
        {'JWT_PUBLIC_SIGNING_JWK_SET': '[]'},
        {'JWT_SECRET_KEY': 5},
        None,
    ],
    ids=str,
)
def test_without_keys_that_can_be_read_no_token_counts(
    changes: dict[str, Any] | None, staff: User, now: datetime, settings: Any, configure: Any, unchanged: Unchanged
) -> None:
    sent = [token(staff, now), tokens.shared_secret_token(staff, now), tokens.other_key_token(staff, now), 'a.b.c', 'x']
    if changes is None:
        del settings.JWT_AUTH
    else:
        configure(**changes)
    with unchanged():
        for each in sent:
            answer = register(bearing(each))
            assert (answer.status_code, answer.json()) == (401, {'detail': 'This site does not accept tokens.'})
            assert answer['WWW-Authenticate'] == 'JWT realm="api"'
            assert bearing(each).get(url('health')).status_code == 401
            assert bearing(each).get(url('metrics')).status_code == 401
            assert register(bearing_cookie(each)).status_code == 403


def test_a_decoder_of_the_site_is_asked_alone(
    staff: User, now: datetime, configure: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(sent: str) -> dict[str, Any]:
        assert sent == 'opaque'
        return tokens.claims_of(staff, now)

    configure(JWT_PUBLIC_SIGNING_JWK_SET=None, JWT_SECRET_KEY='')
    monkeypatch.setattr(rest_framework_jwt.api_settings, 'JWT_DECODE_HANDLER', decode)
    assert register(bearing('opaque')).status_code == 200


@pytest.mark.parametrize('token_is', ['a header', 'a cookie'])
def test_who_may_not_log_in_is_not_let_in_by_a_token(
    token_is: str, staff: User, now: datetime, unchanged: Unchanged
) -> None:
    send = bearing if token_is == 'a header' else bearing_cookie
    staff.is_active = False
    staff.save()
    with unchanged():
        answer = register(send(token(staff, now)))
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
