"""The login and logout of REST framework's browsable pages, under its names."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client

LOGIN = '/api/login/'


@pytest.fixture(autouse=True)
def login_of_the_host(settings: Any) -> None:
    """What an LMS has."""
    settings.LOGIN_URL = '/login'
    settings.LOGIN_REDIRECT_URL = '/dashboard'


@pytest.mark.deviation('X75')
@pytest.mark.parametrize(
    ('wanted', 'led_to'),
    [
        ('/api/edx_proctoring/v1/proctored_exam/exam', '/api/edx_proctoring/v1/proctored_exam/exam'),
        ('', '/dashboard'),
        ('https://elsewhere.example.com/', '/dashboard'),
        ('//elsewhere.example.com/', '/dashboard'),
        ('javascript:alert(1)', '/dashboard'),
        ('\x00', '/dashboard'),
    ],
)
def test_who_wants_to_log_in_is_led_to_the_host(client: Client, wanted: str, led_to: str) -> None:
    for method in ('GET', 'HEAD'):
        answer = client.generic(method, f'{LOGIN}?{urlencode({"next": wanted})}')
        assert answer.status_code == 302
        assert answer.headers['Location'] == f'/login?{urlencode({"next": led_to}, safe="/")}'
        assert answer.headers['Cache-Control'] == 'private, no-store'


@pytest.mark.deviation('X75')
@pytest.mark.parametrize('method', ['POST', 'PUT', 'DELETE', 'OPTIONS'])
def test_no_password_can_be_tried_here(client: Client, learner: User, method: str) -> None:
    learner.set_password('right')
    learner.save()
    form = urlencode({'username': learner.username, 'password': 'right'})
    answer = client.generic(method, LOGIN, form, content_type='application/x-www-form-urlencoded')
    assert answer.status_code == 405
    assert not client.session.keys()


@pytest.mark.deviation('X70')
@pytest.mark.django_db
def test_a_login_in_another_charset_is_refused(client: Client) -> None:
    assert client.generic('GET', LOGIN, b'x', content_type='text/plain; charset=zlib').status_code == 415


@pytest.mark.urls('tests.views.urls_with_login')
def test_where_the_host_has_the_page_it_is_shown_and_works(client: Client, learner: User) -> None:
    learner.set_password('right')
    learner.save()
    page = client.get(LOGIN)
    assert (page.status_code, 'action="/api-auth/login/"' in page.content.decode()) == (200, True)
    form = {'username': learner.username, 'password': 'right'}
    assert client.post(LOGIN, {**form, 'password': 'wrong'}).status_code == 200
    assert client.post(LOGIN, form).status_code == 302
    assert client.session['_auth_user_id'] == str(learner.id)


def test_who_logs_out_is_logged_out(client: Client, learner: User) -> None:
    client.force_login(learner)
    assert client.post('/api/logout/').status_code == 200
    assert not client.session.keys()
