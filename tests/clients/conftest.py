"""Another project's front end in Node.js, signed in to the demo."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.running_demo import ROOT, Demo, run_demo

FRONT_ENDS = ROOT / 'frontend' / 'clients'
# Where the machine has no Node.js of its own, .ci/node has put one into the virtual environment.
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get('PATH', '')])
NODE = shutil.which('node', path=PATH)
COURSE = 'course-v1:DemoX+TIME101+2026'
ATTEMPT = '/api/edx_proctoring/v1/proctored_exam/attempt'
SECONDS_TO_LIVE = 60
SignIn = Callable[[str], 'Learner']


class CallFailed(Exception):  # noqa: N818 - it is the library's error, not one of this suite
    """A call of the library was rejected: its message, the HTTP status, and the body of the answer."""

    def __init__(self, message: str, status: int | None = None, data: Any = None) -> None:
        super().__init__(message)
        self.status = status
        self.data = data


@dataclass(frozen=True)
class Learner:
    """Somebody who has signed in to the demo, with the library of the learning micro-frontend."""

    demo: Demo
    session: requests.Session
    process: subprocess.Popen[str]

    def call(self, function: str, *arguments: Any) -> Any:
        """What a function of the library's ``data/api.js`` resolves to; :class:`CallFailed` when it is rejected."""
        outcome = self._ask({'api': function, 'arguments': arguments})
        if 'error' in outcome:
            raise CallFailed(**outcome['error'])
        return outcome.get('result')

    def dispatch(self, thunk: str, *arguments: Any) -> dict[str, Any]:
        """What the library keeps of exams after a thunk of its ``data/thunks.js`` has run."""
        state: dict[str, Any] = self._ask({'dispatch': thunk, 'arguments': arguments})['state']
        return state

    def address(self) -> str:
        """Where the library has sent the page."""
        return str(self._ask({})['address'])

    def stored_attempt(self, attempt_id: int) -> dict[str, Any]:
        """The attempt as the LMS has it."""
        answer = self.session.get(f'{self.demo.lms}{ATTEMPT}/{attempt_id}')
        assert answer.status_code == 200, answer.text
        attempt: dict[str, Any] = answer.json()
        return attempt

    def _ask(self, call: dict[str, Any]) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(call) + '\n')
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f'The front end has ended:\n{self.process.communicate()[1]}'
        outcome: dict[str, Any] = json.loads(line)
        return outcome


@pytest.fixture(scope='module')
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published library and our lines that drive it, as one file that Node.js runs."""
    if NODE is None or not (FRONT_ENDS / 'node_modules').exists():
        pytest.skip('The front ends are not installed; "make install" does it.')
    bundle = tmp_path_factory.mktemp('bundle') / 'special_exams.cjs'
    command = [NODE, str(ROOT / 'node_modules' / 'esbuild' / 'bin' / 'esbuild'), 'special_exams.js']
    command += ['--bundle', '--platform=node', '--format=cjs', '--log-level=warning', f'--outfile={bundle}']
    # As front ends are published; what is built for developers complains when it is slow.
    command += ['--alias:env.config=./environment.js', '--define:process.env.NODE_ENV="production"']
    built = subprocess.run(command, cwd=FRONT_ENDS, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    return bundle


@pytest.fixture(scope='module')
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo of this module's tests."""
    with run_demo(tmp_path_factory.mktemp('demo')) as running:
        yield running


@pytest.fixture
def sign_in(demo: Demo, library: Path) -> Iterator[SignIn]:
    """``sign_in('verity')`` signs in to the demo and starts the library with that session. No attempt is left over."""
    with ExitStack() as started:
        yield lambda username: started.enter_context(front_end(demo, library, sign_in_to(demo, username)))
        started.callback(remove_attempts, demo)


@pytest.fixture
def nobody(demo: Demo, library: Path) -> Iterator[Learner]:
    """The library without a session."""
    with front_end(demo, library, requests.Session()) as learner:
        yield learner


def sign_in_to(demo: Demo, username: str) -> requests.Session:
    session = requests.Session()
    session.get(demo.lms)
    form = {'username': username, 'csrfmiddlewaretoken': session.cookies['csrftoken']}
    assert session.post(f'{demo.lms}/sign-in/', form).status_code == 200
    assert 'sessionid' in session.cookies
    return session


def remove_attempts(demo: Demo) -> None:
    """What staff can do to let learners begin again."""
    staff = sign_in_to(demo, 'global_staff')
    address = f'{demo.lms}{ATTEMPT}/grouped/course_id/{COURSE}'
    while learners := staff.get(address).json()['proctored_exam_attempts']:
        for attempt in [attempt for learner in learners for attempt in learner['all_attempts']]:
            answer = staff.delete(
                f'{demo.lms}{ATTEMPT}/{attempt["id"]}', headers={'X-CSRFToken': staff.cookies['csrftoken']}
            )
            assert answer.status_code == 200, answer.text


@contextmanager
def front_end(demo: Demo, library: Path, session: requests.Session) -> Iterator[Learner]:
    """The library as a process. It must end by itself, and have nothing to complain of."""
    assert NODE is not None
    settings = {
        'LMS_BASE_URL': demo.lms,
        'BASE_URL': f'{demo.lms}/learning',
        # The platform insists on these; they belong to tokens and redirects, which sessions do without.
        **dict.fromkeys(('LOGIN_URL', 'LOGOUT_URL', 'REFRESH_ACCESS_TOKEN_ENDPOINT', 'CSRF_TOKEN_API_PATH'), demo.lms),
        'ACCESS_TOKEN_COOKIE_NAME': 'unused',
        'SESSION_COOKIES': '; '.join(f'{name}={value}' for name, value in session.cookies.items()),
        'CSRF_TOKEN': session.cookies.get('csrftoken') or '',
    }
    process = subprocess.Popen(
        [NODE, str(library)],
        env={'PATH': PATH, **settings},
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # Reading has no time-out of its own.
    watch = threading.Timer(SECONDS_TO_LIVE, process.kill)
    watch.start()
    try:
        yield Learner(demo, session, process)
        complaints = process.communicate()[1]
    finally:
        watch.cancel()
        process.kill()
        process.communicate()
    assert (process.returncode, complaints) == (0, ''), complaints
