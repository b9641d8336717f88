"""Every address of the demo, asked for by everybody in every way: none of it crashes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from demo import urls
from demo.olx import Course
from tests.demo.lms.conftest import SignIn

METHODS = ('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE')
PLAIN = [
    'front_page',
    'sign_in',
    'sign_out',
    'help',
    'set_language',
    'outbox',
    'password_assistance',
    'access_token',
    'schema',
    'reference',
]
OF_THE_APP = ['edx_proctoring:rest_framework:login', 'edx_proctoring:rest_framework:logout', 'edx_proctoring:health']
OF_A_COURSE = ['outline', 'progress', 'staff']
OF_A_PART = ['section', 'save_answer', 'jump_to', 'jump_to_id', 'learning_front_end', 'course_file']
PARTS = ['no such thing', '..', 'é', '%', '\x00', 'x' * 5000]
FORM = 'application/x-www-form-urlencoded'
BODIES: list[tuple[Any, str]] = [
    (b'username=%00&problem=%FF&language=%00&client_id=%FF&grant_type=client_credentials', FORM),
    (b'', FORM),
    (b'{"a": ', 'application/json'),
    (b'--x', 'multipart/form-data; boundary=x'),
]


def addresses(course: Course) -> Iterator[str]:
    """Those of the demo and the open ones of the app, for its course and for what is not there."""
    yield from map(reverse, [*PLAIN, *OF_THE_APP])
    for course_id in (course.course_id, 'course-v1:Nobody+Knows+It'):
        yield from (reverse(name, args=[course_id]) for name in OF_A_COURSE)
        for name in OF_A_PART:
            base = reverse(name, args=[course_id, 'PART'])
            yield from (base.replace('PART', quote(part)) for part in (course.sequentials[0].usage_key, *PARTS))


def test_the_list_is_complete() -> None:
    named = {pattern.name for pattern in urls.urlpatterns if isinstance(pattern, URLPattern) and pattern.name}
    assert named == {*PLAIN, *OF_A_COURSE, *OF_A_PART}


@pytest.mark.parametrize('account', [None, 'verity', 'global_staff'])
def test_no_address_crashes(account: str | None, course: Course, sign_in: SignIn) -> None:
    client = sign_in(account) if account else Client()
    client.raise_request_exception = False
    crashed = []
    for address in addresses(course):
        if account and ('sign-out' in address or 'logout' in address):
            continue  # it stays signed in
        for method in METHODS:
            for body, content_type in BODIES if method in {'POST', 'PUT'} else BODIES[:1]:
                answer = client.generic(method, f'{address}?next=%00&page=x', body, content_type=content_type)
                if answer.status_code >= 500:
                    crashed.append((method, address, content_type, answer.status_code))
    assert crashed == []


def test_nobody_is_led_from_the_login_of_the_interface_to_the_front_page(client: Client, course: Course) -> None:
    answer = client.get('/api/login/?next=/api/reference/')
    assert (answer.status_code, answer.headers['Location']) == (302, '/?next=/api/reference/')
