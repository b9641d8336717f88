"""Somebody with a browser: signed in at the LMS, with a session and the JWT cookies."""

from __future__ import annotations

from typing import Any

import requests

from tests.openedx_host.campus import Campus, Service

TIMEOUT = 60
API = '/api/edx_proctoring/v1/proctored_exam'
JWT_COOKIES = ('edx-jwt-cookie-header-payload', 'edx-jwt-cookie-signature')


class Person:
    """Front ends send the JWT cookies with ``USE-JWT-COOKIE``; pages are asked for with the session."""

    def __init__(self, campus: Campus, username: str) -> None:
        self.campus = campus
        self.username = username
        self.browser = requests.Session()
        self.front_end = requests.Session()
        lms = campus.url('lms')
        signed_in = self.browser.post(
            f'{lms}/api/user/v2/account/login_session/',
            data={'email_or_username': username, 'password': password(username)},
            headers={'X-CSRFToken': self._csrf_token()},
            timeout=TIMEOUT,
        )
        assert signed_in.json()['success'] is True, signed_in.text
        for name in (*JWT_COOKIES, 'csrftoken'):
            self.front_end.cookies.set(name, self.browser.cookies[name])

    def _csrf_token(self) -> str:
        token = self.browser.get(f'{self.campus.url("lms")}/csrf/api/v1/token', timeout=TIMEOUT).json()['csrfToken']
        return str(token)

    def send(self, method: str, path: str, *, to: Service = 'lms', **body: Any) -> requests.Response:
        """A call of a front end, with the JWT and without a session."""
        headers = {'USE-JWT-COOKIE': 'true', 'X-CSRFToken': self.front_end.cookies['csrftoken']}
        return self.front_end.request(method, f'{self.campus.url(to)}{path}', headers=headers, timeout=TIMEOUT, **body)

    def call(self, method: str, path: str, **body: Any) -> Any:
        """A call of proctoring's API that must succeed; its answer."""
        answer = self.send(method, f'{API}{path}', **body)
        assert answer.status_code == 200, f'{method} {path}: {answer.status_code} {answer.text[:500]}'
        return answer.json() if answer.content else None

    def page(self, path: str, *, status: int = 200) -> str:
        """A page of the LMS."""
        answer = self.browser.get(f'{self.campus.url("lms")}{path}', timeout=TIMEOUT)
        assert answer.status_code == status, f'{path}: {answer.status_code} {answer.text[:500]}'
        return answer.text

    def post_form(self, path: str, data: dict[str, Any]) -> requests.Response:
        """Send a form of a page, in the session."""
        url = f'{self.campus.url("lms")}{path}'
        token = self.browser.cookies['csrftoken']
        return self.browser.post(
            url, data={**data, 'csrfmiddlewaretoken': token}, headers={'Referer': url}, timeout=TIMEOUT
        )

    def answer(self, problem: str, text: str, *, status: int = 200) -> None:
        """Answer a problem."""
        answer = self.browser.post(
            f'{self.campus.url("lms")}/xblock/{problem}/handler/problem_check',
            json={'answer': text},
            headers={'X-CSRFToken': self.browser.cookies['csrftoken']},
            timeout=TIMEOUT,
        )
        assert answer.status_code == status, answer.text[:500]


def password(username: str) -> str:
    """Of everybody on the campus."""
    return f'the password of {username}'
