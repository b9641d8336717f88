"""The launch link is for one thing: to bring the provider's browser to the exam of one attempt, and make it ready."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import crum
import pytest
import responses
from django.contrib.auth.models import User
from django.core.signing import TimestampSigner, get_cookie_signer
from django.test import Client
from rest_framework.test import APIClient
from time_machine import Traveller

from edx_proctoring.api import get_student_view
from edx_proctoring.launch_links import is_sealed, new_attempt_code
from edx_proctoring.models import ProctoredExamStudentAttempt
from edx_proctoring.statuses import ProctoredExamStudentAttemptStatus as Status
from tests.factories import AttemptFactory, ExamFactory
from tests.views.conftest import Unchanged, sender, url

Registered = Callable[[], tuple[ProctoredExamStudentAttempt, str]]
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


@pytest.mark.deviation('S12')
def test_only_the_browser_that_was_launched_for_this_attempt_is_let_in(learner: User, rf: Any) -> None:
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


@pytest.mark.deviation('S12')
def test_it_gives_the_cookie_and_nothing_else(learner: User) -> None:
    """Nobody is logged in by it, and no script reads what it gave."""
    browser = Client()
    answer = launch(browser, AttemptFactory(user=learner, proctored_exam__backend='rpnow4'))
    assert set(answer.cookies) == {'exam'}
    assert [answer.cookies['exam'][flag] for flag in ('httponly', 'secure', 'samesite')] == [True, True, 'Lax']
    assert answer.content == b''
    assert browser.get(url('proctored_exam.attempt.collection')).status_code == 403


@pytest.mark.deviation('S12')
@pytest.mark.parametrize('status', OVER)
def test_it_does_nothing_to_an_attempt_that_is_over(status: str, learner: User, unchanged: Unchanged) -> None:
    attempt = AttemptFactory(
        user=learner, proctored_exam__backend='rpnow4', status=status, completed_at='2030-01-15T11:00:00Z'
    )
    with unchanged():
        for _ in range(2):
            assert launch(Client(), attempt).status_code == 302


@pytest.mark.deviation('S12')
@pytest.mark.parametrize('code', ['nothing', 'A' * 300, '-', '_'])
def test_a_code_that_is_none_leads_nowhere(code: str, db: None, unchanged: Unchanged) -> None:
    with unchanged():
        answer = Client().get(url('anonymous.proctoring_launch_callback.start_exam', code))
    assert (answer.status_code, list(answer.cookies)) == (404, [])


# --- Whose links open anything --------------------------------------------------------------------------------------


@pytest.mark.parametrize('kind', ['timed', 'rest', 'test', 'onboarding', 'null', 'declined', 'removed provider'])
def test_it_is_for_attempts_of_providers_that_use_such_links(
    kind: str, learner: User, backends: dict[str, Any], unchanged: Unchanged
) -> None:
    """The learner reads the code in their own JSON; it makes no other attempt ready."""
    unlike: dict[str, dict[str, Any]] = {
        'timed': {'proctored_exam__timed': True},
        'declined': {'proctored_exam__backend': 'rpnow4', 'status': 'declined', 'taking_as_proctored': False},
        'removed provider': {'proctored_exam__backend': 'gone'},
    }
    fields = unlike.get(kind, {'proctored_exam__backend': kind})
    attempt = AttemptFactory(user=learner, **{'status': 'created', **fields})
    with unchanged():
        answer = launch(Client(), attempt)
    assert (answer.status_code, list(answer.cookies)) == (404, [])


def test_an_exam_that_is_timed_by_now_has_no_launch_link(learner: User, unchanged: Unchanged) -> None:
    attempt = AttemptFactory(user=learner, proctored_exam__backend='rpnow4')
    attempt.proctored_exam.is_proctored = False
    attempt.proctored_exam.save_only()
    with unchanged():
        assert launch(Client(), attempt).status_code == 404


# --- Signed links ---------------------------------------------------------------------------------------------------


@pytest.fixture
def network() -> Iterator[responses.RequestsMock]:
    """What goes out; nothing else does."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def registered(learner: User, network: responses.RequestsMock, settings: Any) -> Registered:
    """``registered()`` enters an exam of RPNow: the attempt, and the path of the address that RPNow was given."""
    endpoint = settings.RPNOW_OPTIONS['exam_register_endpoint']
    network.add('POST', endpoint, json={'ssiRecordLocator': 'locator'})

    def register() -> tuple[ProctoredExamStudentAttempt, str]:
        exam = ExamFactory(backend='rpnow4')
        body = {'exam_id': exam.id, 'attempt_proctored': True}
        assert sender(learner).post(url('proctored_exam.attempt.collection'), body).status_code == 200
        told = json.loads(network.calls[-1].request.body or '')['examUrl']
        return ProctoredExamStudentAttempt.objects.get(proctored_exam=exam), told.removeprefix(
            'https://lms.example.com'
        )

    return register


def test_what_the_provider_was_given_opens_the_exam_and_the_code_alone_does_not(
    registered: Registered, as_learner: APIClient, unchanged: Unchanged
) -> None:
    attempt, address = registered()
    seen = [
        as_learner.get(url('proctored_exam.attempt', attempt.id)),
        as_learner.get(url('proctored_exam.exam_attempts', attempt.proctored_exam.course_id)),
    ]
    assert address.split('signature=')[1] not in ''.join(answer.content.decode() for answer in seen)
    with unchanged():
        answer = launch(Client(), attempt)
        assert (answer.status_code, list(answer.cookies)) == (403, [])
    assert Client().get(address).status_code == 302
    attempt.refresh_from_db()
    assert attempt.status == 'ready_to_start'


def test_a_signature_is_for_one_attempt_and_one_purpose(registered: Registered, unchanged: Unchanged) -> None:
    (mine, address), (_other, of_another) = registered(), registered()
    plain, _, signature = address.partition('?signature=')
    code = str(mine.attempt_code)
    forged = {
        'of another attempt': of_another.partition('?signature=')[2],
        'signed for something else': TimestampSigner(salt='exam').sign(code).removeprefix(f'{code}:'),
        'with another key': TimestampSigner(key='other', salt='edx_proctoring.launch_link').sign(code)[len(code) + 1 :],
        'cut': signature[:-1],
        'without a time': signature.partition('%3A')[2],
        'empty': '',
        'not ASCII': '\u00e9',
        'NUL': '%00',
        'long': 'x' * 5000,
    }
    with unchanged():
        answers = {name: Client().get(f'{plain}?signature={each}').status_code for name, each in forged.items()}
    assert answers == dict.fromkeys(forged, 403)


def test_a_signed_link_expires(registered: Registered, clock: Traveller, settings: Any, unchanged: Unchanged) -> None:
    _attempt, address = registered()
    clock.shift(timedelta(days=7, seconds=1))
    with unchanged():
        assert Client().get(address).status_code == 403
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'LAUNCH_LINK_DAYS': None}
    assert Client().get(address).status_code == 302


def test_a_signed_link_survives_a_change_of_the_sites_key(registered: Registered, settings: Any) -> None:
    attempt, address = registered()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = 'new'
    assert launch(Client(), attempt).status_code == 403
    assert Client().get(address).status_code == 302


def test_attempts_that_were_registered_with_the_published_address_keep_it(
    registered: Registered, settings: Any
) -> None:
    signing = settings.PROCTORING_SETTINGS
    settings.PROCTORING_SETTINGS = {**signing, 'SIGNED_LAUNCH_LINKS': False}
    attempt, address = registered()
    assert address == url('anonymous.proctoring_launch_callback.start_exam', attempt.attempt_code)
    settings.PROCTORING_SETTINGS = signing
    assert Client().get(address).status_code == 302


def test_a_site_may_go_back_to_the_published_address(registered: Registered, settings: Any) -> None:
    attempt, address = registered()
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'SIGNED_LAUNCH_LINKS': False}
    assert launch(Client(), attempt).status_code == 302
    assert Client().get(address).status_code == 302


def test_codes_look_alike_with_and_without_a_seal() -> None:
    codes = [new_attempt_code(sealed=sealed) for sealed in (True, False) for _ in range(500)]
    assert all(
        re.fullmatch('[0-9A-F]{8}-[0-9A-F]{4}-4[0-9A-F]{3}-[89AB][0-9A-F]{3}-[0-9A-F]{12}', code) for code in codes
    )
    assert len(set(codes)) == 1000
    assert [is_sealed(code) for code in codes] == [True] * 500 + [False] * 500
    assert not any(map(is_sealed, ('', 'CODE', '-')))


def test_codes_of_uuids_that_are_counted_up_stay_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests of hosts put such in the place of random ones."""
    counted = (uuid.UUID(int=number, version=4) for number in count())
    monkeypatch.setattr(uuid, 'uuid4', lambda: next(counted))
    codes = [new_attempt_code(sealed=True) for _ in range(20)]
    assert len(set(codes)) == 20
    assert all(map(is_sealed, codes))
