"""Learners and a provider that use a site over HTTP, whatever happens to it, and remember what it answered."""

from __future__ import annotations

import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import requests

from tests.drills.requests_of import url
from tests.factories import COURSE_ID

TOKEN = 'x' * 32
REVIEW = {'status': 'passed', 'comments': [{'comment': 'fine', 'status': 'Clean', 'start': 1}]}
MOST_SECONDS = 60  # until a request is served, and until something happens
PAUSE = 0.02  # seconds between two tries
POLLS = 3


class Traffic:
    """Lives of learners on a site: each enters the exam, is let in, starts, looks at the time, submits, is reviewed."""

    def __init__(self, site: dict[str, Any], port: int) -> None:
        self.site = site
        self.address = f'http://127.0.0.1:{port}'
        self.sessions: Iterator[str] = iter(site['learners'])
        self.answers: Counter[int] = Counter()
        self.accepted: dict[int, list[str]] = defaultdict(list)  # what of each attempt was answered 2xx
        self.unsure = 0  # what was refused because it had been done, though its answer had been 503
        self.events = 0
        self.failed: BaseException | None = None
        self.is_over = False
        self._changed = threading.Condition()

    def note(self, status: int | None = None) -> None:
        """The site got something done: it answered with this status, or called the provider."""
        with self._changed:
            if status is not None:
                self.answers[status] += 1
            if status != 503:
                self.events += 1
            self._changed.notify_all()

    def wait_for(self, events: int) -> None:
        """Until that many more things were done, or something went wrong."""
        with self._changed:
            target = self.events + events
            happened = self._changed.wait_for(lambda: self.events >= target or self.failed is not None, MOST_SECONDS)
        if self.failed is not None:
            raise self.failed
        assert happened, 'the site does not serve any more, or there was too little to do'

    def go_on(self) -> None:
        """Live one life after the other until it is over, or everybody has had theirs."""
        try:
            while not self.is_over:
                with self._changed:
                    session = next(self.sessions)
                self.live(session)
        except StopIteration:
            return
        except BaseException as error:
            self.failed = self.failed or error
            self.note()
            raise

    def live(self, session: str) -> None:
        """One life."""
        body = {'exam_id': self.site['exam_id'], 'attempt_proctored': True}
        was_sure = self.ask('POST', url('proctored_exam.attempt.collection'), session, body)
        about_exam = urlencode({'content_id': self.site['content_id']})
        loaded = self.read(f'{url("proctored_exam.exam_attempts", COURSE_ID)}?{about_exam}', session)
        attempt = loaded['exam']['attempt']
        attempt_id, external_id = attempt['attempt_id'], attempt['external_id']
        self._note_accepted(attempt_id, 'enter', was_sure)
        page = url('proctored_exam.attempt', attempt_id)
        self._let_in(attempt)
        self._note_accepted(attempt_id, 'start', self.ask('PUT', page, session, {'action': 'start'}))
        for _ in range(POLLS):
            assert self.read(page, session)['status'] == 'started'
        self._note_accepted(attempt_id, 'submit', self.ask('PUT', page, session, {'action': 'submit'}))
        callback = url('proctored_exam.attempt.callback', external_id)
        self._note_accepted(attempt_id, 'review', self.ask('POST', callback, self.site['reviewer'], REVIEW))

    def _let_in(self, attempt: dict[str, Any]) -> None:
        """The provider has set up the attempt."""
        callback = url('proctored_exam.attempt.ready_callback', attempt['external_id'])
        was_sure = self.ask('POST', callback, self.site['reviewer'], {})
        self._note_accepted(attempt['attempt_id'], 'ready', was_sure)

    def _note_accepted(self, attempt_id: int, step: str, was_sure: bool) -> None:
        if was_sure:
            self.accepted[attempt_id].append(step)
        else:
            self.unsure += 1

    def read(self, path: str, session: str) -> Any:
        """What is there."""
        answer = self.send_until_served('GET', path, session, None)[0]
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, method: str, path: str, session: str, body: Any) -> bool:
        """Have something done; False when it had been done already by a try that was answered 503."""
        answer, was_told_to_wait = self.send_until_served(method, path, session, body)
        if answer.status_code == 400 and was_told_to_wait:
            return False
        assert answer.status_code in {200, 302}, f'{method} {path}: {answer.status_code} {answer.text[:300]}'
        return True

    def send_until_served(self, method: str, path: str, session: str, body: Any) -> tuple[requests.Response, bool]:
        """The first answer that is no 503, and whether there was a 503 before it."""
        deadline = time.monotonic() + MOST_SECONDS
        was_told_to_wait = False
        while True:
            answer = self.send(method, path, session, body)
            if answer.status_code != 503:
                return answer, was_told_to_wait
            check_that_it_says_when(answer)
            was_told_to_wait = True
            assert time.monotonic() < deadline, f'{method} {path}: {answer.text[:300]}'
            time.sleep(PAUSE)

    def send(self, method: str, path: str, session: str, body: Any) -> requests.Response:
        """One request of a browser."""
        answer = requests.request(
            method,
            self.address + path,
            json=body,
            cookies={'sessionid': session, 'csrftoken': TOKEN},
            headers={'X-CSRFToken': TOKEN},
            allow_redirects=False,
            timeout=MOST_SECONDS,
        )
        self.note(answer.status_code)
        return answer


def check_that_it_says_when(answer: requests.Response) -> None:
    """A 503 of the app: to be tried again, and readable."""
    assert int(answer.headers['Retry-After']) > 0
    if answer.headers['Content-Type'].startswith('text/plain'):
        assert answer.text.endswith('Please try again in a moment.')
    else:
        assert set(answer.json()) == {'detail'}
