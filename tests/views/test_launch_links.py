"""The launch link is for one thing: to bring the provider's browser to the exam of one attempt."""

from __future__ import annotations

from typing import Any

import crum
import pytest
from django.contrib.auth.models import User
from django.core.signing import get_cookie_signer
from django.test import Client

from edx_proctoring.api import get_student_view
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory
from tests.views.conftest import Unchanged, url

OVER = (Status.submitted, Status.verified, Status.rejected, Status.declined, Status.error, Status.expired)


def launch(browser: Client, attempt: ProctoredExamStudentAttempt) -> Any:
    return browser.get(url('anonymous.proctoring_launch_callback.start_exam', attempt.attempt_code))


def running(learner: User) -> ProctoredExamStudentAttempt:
    """An attempt at RPNow that runs, for the content of which the browser matters."""
    return AttemptFactory(
        user=learner,
        proctored_exam__backend='rpnow4',
        status='started',
        started_at='2030-01-15T11:59:00Z',
        allowed_time_limit_mins=90,
    )


def is_let_in(learner: User, attempt: ProctoredExamStudentAttempt, cookie: str | None, rf: Any) -> bool:
    """Whether the courseware shows the exam's content to a browser with that cookie."""
    request = rf.get('/')
    request.user = learner
    if cookie is not None:
        request.COOKIES['exam'] = cookie
    crum.set_current_request(request)
    try:
        exam = attempt.proctored_exam
        context = {'is_proctored': True, 'default_time_limit_mins': 90}
        return get_student_view(learner.id, exam.course_id, exam.content_id, context) is None
    finally:
        crum.set_current_request(None)


def signed(code: str | None, *, salt: str = 'exam') -> str:
    """A cookie as Django signs it."""
    return str(get_cookie_signer(salt=salt).sign(str(code)))


def test_only_the_browser_that_was_launched_for_this_attempt_is_let_in_s12(learner: User, rf: Any) -> None:
    mine, other = running(learner), AttemptFactory(proctored_exam__backend='rpnow4')
    assert is_let_in(learner, mine, signed(mine.attempt_code), rf)
    cookies = {
        'none': None,
        'not signed': str(mine.attempt_code),
        'of another attempt': signed(other.attempt_code),
        'signed for something else': signed(mine.attempt_code, salt='sessionid'),
        'changed': signed(other.attempt_code).replace(str(other.attempt_code), str(mine.attempt_code)),
        'in lower case': signed(str(mine.attempt_code).lower()),
        'cut': signed(mine.attempt_code)[:-1],
        'empty': '',
    }
    assert [name for name, cookie in cookies.items() if is_let_in(learner, mine, cookie, rf)] == []


def test_it_gives_the_cookie_and_nothing_else_s12(learner: User) -> None:
    """Nobody is logged in by it, and no script reads what it gave."""
    browser = Client()
    answer = launch(browser, AttemptFactory(user=learner))
    assert set(answer.cookies) == {'exam'}
    assert [answer.cookies['exam'][flag] for flag in ('httponly', 'secure', 'samesite')] == [True, True, 'Lax']
    assert answer.content == b''
    assert browser.get(url('proctored_exam.attempt.collection')).status_code == 403


@pytest.mark.parametrize('status', OVER)
def test_it_does_nothing_to_an_attempt_that_is_over_s12(status: str, learner: User, unchanged: Unchanged) -> None:
    attempt = AttemptFactory(user=learner, status=status, completed_at='2030-01-15T11:00:00Z')
    with unchanged():
        for _ in range(2):
            assert launch(Client(), attempt).status_code == 302


@pytest.mark.parametrize('code', ['nothing', 'A' * 300, '-', '_'])
def test_a_code_that_is_none_leads_nowhere_s12(code: str, db: None, unchanged: Unchanged) -> None:
    with unchanged():
        answer = Client().get(url('anonymous.proctoring_launch_callback.start_exam', code))
    assert (answer.status_code, list(answer.cookies)) == (404, [])
