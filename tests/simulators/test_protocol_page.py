"""docs/provider-protocol.rst: every example on it is carried out, and none that the LMS needs is missing."""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.utils import timezone

from demo.views.tokens import access_token
from edx_proctoring import constants
from edx_proctoring.backends import rest
from edx_proctoring.backends.rest import BaseRestProctoringProvider
from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import FakeEnrollment, Host
from simulators.http_messages import Request, Response
from simulators.rest_profiles import APPROVED
from tests.factories import COURSE_ID
from tests.simulators.protocol_page import LMS, PAGE, PLACEHOLDER, SERVICE, Example, Values, read_claims, read_examples
from tests.simulators.protocol_world import BACKEND, CONTENT_ID, Lms, World, live
from tests.simulators.registrations import TIMEOUT_SECONDS
from tests.views.tokens import token

pytest.importorskip('edx_rest_api_client', reason='providers of the REST kind need it')

TEXT = PAGE.read_text(encoding='utf-8')
EXAMPLES = read_examples(TEXT)
# Headers that the page shows of requests; the rest is what every HTTP client sends.
SHOWN_HEADERS = {'authorization', 'accept-language', 'idempotency-key', 'content-type'}


@pytest.fixture
def world(learner: User, staff: User, host: Host, backends: dict[str, Any]) -> Iterator[World]:
    host.credit.profile_fullname, host.credit.student_email = 'Ada Lovelace', 'ada@example.com'
    host.enrollments.enrollments = [FakeEnrollment(learner)]
    host.outline.accessible = {CONTENT_ID}
    staff.first_name, staff.last_name, staff.email = 'Grace', 'Hopper', 'grace@example.com'
    staff.save()
    found = World(learner, staff, host)
    backends[BACKEND] = found.make_provider()
    with found.thread:
        yield found


# ── each example, as it stands on the page ────────────────────────────────────────────────────────────────────────────


class Given:
    """What the page's comments name: what has to be the case before an example."""

    def __init__(self, world: World) -> None:
        self.world = world

    def __call__(self, what: str) -> None:
        getattr(self, '_' + what.replace(' ', '_'))()

    def _the_learner_has_an_approved_profile(self) -> None:
        self.world.decide_on_profile(APPROVED)

    def _the_learner_has_finished_the_onboarding_exam(self) -> None:
        """Others in the list would be those with attempts; this learner has one."""
        self._register_again()

    def _the_LMS_has_the_attempt(self) -> None:  # noqa: N802 - the words of the page
        known = self.world.values.known
        exam = ProctoredExam(
            course_id=COURSE_ID,
            content_id=CONTENT_ID,
            exam_name='Midterm',
            time_limit_mins=90,
            is_proctored=True,
            is_active=True,
            external_id=known['EXAM-ID'],
            backend=BACKEND,
        )
        exam.save_only()
        ProctoredExamStudentAttempt(
            proctored_exam=exam,
            user=self.world.learner,
            attempt_code='CODE',
            external_id=known['ATTEMPT-ID'],
            status='created',
            taking_as_proctored=True,
        ).save_only()

    def _the_learner_has_submitted(self) -> None:
        assert self._attempt().status == 'ready_to_start'
        rows = ProctoredExamStudentAttempt.objects
        rows.update(status='submitted', started_at=timezone.now(), completed_at=timezone.now())

    def _the_attempt_is_one_of_another_service(self) -> None:
        ProctoredExam.objects.update(backend='test')

    def _the_exam_is_no_longer_proctored(self) -> None:
        ProctoredExam.objects.update(backend=BACKEND, is_proctored=False)

    def _attempt(self) -> ProctoredExamStudentAttempt:
        return ProctoredExamStudentAttempt.objects.get()

    def _register_again(self) -> None:
        exam = self.world.records.find_exam(self.world.values.known['EXAM-ID'])
        assert exam is not None
        body = {'user_id': self.world.values.known['USER-ID'], 'is_sample_attempt': True}
        self.world.records.register(exam, body, now=datetime.now(UTC))


def ask_service(world: World, example: Example) -> tuple[int, str, str]:
    """Status, content type and body."""
    headers = {name: world.values.fill(value) for name, value in example.request.headers.items() if name != 'host'}
    answer = requests.request(
        example.method,
        world.thread.url + world.values.fill(example.target),
        headers=headers,
        data=world.values.fill(example.request.body).encode(),
        timeout=TIMEOUT_SECONDS,
    )
    return answer.status_code, answer.headers['Content-Type'], world.on_page(answer.text)


def ask_lms(world: World, example: Example) -> tuple[int, str, str]:
    """The same of the app's views; the LMS's tokens are given by the demo's, and signed as a platform does."""
    headers = {name: world.values.fill(value) for name, value in example.request.headers.items() if name != 'host'}
    content_type = headers.pop('content-type')
    target, body = world.values.fill(example.target), world.values.fill(example.request.body)
    if target == '/oauth2/access_token':
        made = RequestFactory().generic(example.method, target, body, content_type=content_type)
        answer: Any = access_token(made)
        shown = json.loads(answer.content)
        shown['access_token'] = token(world.service_user, timezone.now())
        return answer.status_code, answer['Content-Type'], json.dumps(shown)
    client = Client(enforce_csrf_checks=True)
    answer = client.generic(example.method, target, body, content_type=content_type, headers=headers, secure=True)
    return answer.status_code, answer.get('Content-Type', ''), answer.content.decode()


def test_every_example_is_carried_out(world: World) -> None:
    given = Given(world)
    problems = []
    for example in EXAMPLES:
        for each in example.given:
            given(each)
        if 'DASHBOARD-TOKEN' in example.target:
            world.values.known['DASHBOARD-TOKEN'] = make_dashboard_token(world)
        ask = {SERVICE: ask_service, LMS: ask_lms}[example.host]
        status, content_type, body = ask(world, example)
        problems += [f'{example}: {each}' for each in differences(world, example, status, content_type, body)]
    assert problems == []


def differences(world: World, example: Example, status: int, content_type: str, body: str) -> Iterator[str]:
    """Where an answer is not what the page says."""
    if status != example.status:
        yield f'the status is {status}, not {example.status}: {body[:500]}'
        return
    shown = example.answer.headers.get('content-type', '')
    if content_type != shown and body:
        yield f'the content type is {content_type!r}, not {shown!r}'
    elif shown == 'application/json':
        yield from world.values.differences(example.answer.json, json.loads(body))
    elif bool(body) != ('text/html' in shown):
        yield f'the body is {body!r}'


def make_dashboard_token(world: World) -> str:
    """The token of a link to the attempt's dashboard, as the LMS makes it."""
    user = {'id': world.values.known['STAFF-ID'], 'full_name': 'Grace Hopper', 'email': 'grace@example.com'}
    link = world.make_provider().get_instructor_url(
        COURSE_ID,
        user,
        exam_id=world.values.known['EXAM-ID'],
        attempt_id=world.values.known['ATTEMPT-ID'],
        show_configuration_dashboard=True,
    )
    return parse_qs(urlsplit(str(link)).query)['jwt'][0]


# ── what the LMS sends ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def lms(world: World, commit: Callable[[], AbstractContextManager[Any]], monkeypatch: pytest.MonkeyPatch) -> Lms:
    monkeypatch.setattr(constants, 'ONBOARDING_PROFILE_API', True)
    return Lms(world, commit)


def test_the_page_shows_what_the_lms_sends(world: World, lms: Lms) -> None:
    live(lms)

    sent = [request_line(each) for each in world.service.exchanges]
    assert [line for line in sent if not any_example(line)] == []
    assert [str(each) for each in EXAMPLES if is_sent_by_lms(each) and not was_sent(world, each)] == []


# Requests that the LMS does not send by itself, or not with this content.
NOT_SENT = {
    'GET /api/v1/exam/EXAM-ID/': 'only plug-ins call it',
}


def is_sent_by_lms(example: Example) -> bool:
    is_refused = example.status in {401, 403}
    is_by_browser = 'jwt=' in example.target
    key = f'{example.method} {example.target}'
    return example.host == SERVICE and not is_refused and not is_by_browser and key not in NOT_SENT


def request_line(exchange: tuple[Request, Response]) -> str:
    request, _ = exchange
    return f'{request.method} {request.path}'


def any_example(shown: str) -> bool:
    """Whether an example has this method and path."""
    lines = {f'{each.method} {each.target.partition("?")[0]}' for each in EXAMPLES if each.host == SERVICE}
    patterns = [PLACEHOLDER.sub('[^/]+', re.escape(line).replace(r'\-', '-')) for line in lines]
    return any(re.fullmatch(pattern, shown) for pattern in patterns)


def was_sent(world: World, example: Example) -> bool:
    return any(is_same(world, example, request) for request, _ in world.service.exchanges)


def is_same(world: World, example: Example, request: Request) -> bool:
    """Whether the request has the example's method, address, headers and body."""
    known = {name.replace('-', '_'): value for name, value in world.values.known.items() if name != 'DELIVERY-KEY'}
    values = Values(**known)
    target = f'{request.path}?{request.query}' if request.query else request.path
    sent = {name: value for name, value in request.headers.items() if name in SHOWN_HEADERS}
    shown = {name: value for name, value in example.request.headers.items() if name != 'host'}
    if request.method != example.method or not values.match(example.target, target):
        return False
    if list(values.differences(shown, sent)):
        return False
    text = request.body.decode()
    if example.request.headers.get('content-type') == 'application/json':
        return not list(values.differences(example.request.json, json.loads(text)))
    return values.match(example.request.body, text)


def test_the_claims_of_a_link_to_the_dashboard(world: World, lms: Lms) -> None:
    lms.publish()
    world.decide_on_profile(APPROVED)
    link = urlsplit(lms.open_dashboard(lms.enter()))

    assert world.values.match('/api/v1/instructor/CLIENT-ID/', link.path)
    signed = parse_qs(link.query)['jwt'][0]
    claims = jwt.decode(signed, world.account.client_secret, algorithms=['HS256'])
    expected = read_claims(TEXT)
    seconds = claims.pop('exp') - datetime.now(UTC).timestamp()
    assert (type(expected.pop('exp')), 0 < seconds <= 60) == (float, True)
    assert list(world.values.differences(expected, claims)) == []
    assert re.fullmatch('[0-9a-f]{32}', claims['jti'])


# ── nothing is missing ────────────────────────────────────────────────────────────────────────────────────────────────


def endpoints_of_code() -> set[str]:
    """Method and path of each call in ``backends.rest``, in the page's form."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(rest.BaseRestProctoringProvider)))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    found = set()
    for function in functions:
        nodes = list(ast.walk(function))
        names = {node.attr for node in nodes if isinstance(node, ast.Attribute) and node.attr.endswith('_url')}
        methods = {
            str(ast.literal_eval(node.args[0])).upper()
            for node in nodes
            if isinstance(node, ast.Call) and ast.unparse(node.func) == 'self._send'
        }
        found |= {f'{method} {path_of(name)}' for name in names - {'base_url'} for method in methods}
    return found


def path_of(name: str) -> str:
    """The path of one of the provider's addresses, such as ``exam_url``."""
    address = getattr(BaseRestProctoringProvider(base_url=f'https://{SERVICE}'), name)
    return re.sub(r'\{(\w+)\}', lambda found: PATH_PLACEHOLDERS[found[1]], address.removeprefix(f'https://{SERVICE}'))


PATH_PLACEHOLDERS = {
    'exam_id': 'EXAM-ID',
    'attempt_id': 'ATTEMPT-ID',
    'user_id': 'USER-ID',
    'course_id': COURSE_ID,
    'client_id': 'CLIENT-ID',
    'jwt': 'DASHBOARD-TOKEN',
}


def test_every_call_of_the_code_has_an_example() -> None:
    shown = {f'{each.method} {each.target.partition("?")[0]}' for each in EXAMPLES if each.host == SERVICE}
    calls = endpoints_of_code()
    assert len(calls) >= 10
    assert calls - shown == set()


def test_every_address_of_the_code_is_on_the_page() -> None:
    names = [
        name for name, _ in inspect.getmembers(BaseRestProctoringProvider, lambda each: isinstance(each, property))
    ]
    addresses = [path_of(name) for name in names if name.endswith('_url')]
    assert len(addresses) == 8
    targets = {each.target.partition('?')[0] for each in EXAMPLES} | {each.target for each in EXAMPLES}
    assert [address for address in addresses if address not in targets] == []


def test_the_list_of_endpoints_is_that_of_the_examples() -> None:
    listed = set(re.findall(r'^   \* - ``((?:GET|POST|PATCH|DELETE) /\S+)``$', TEXT, re.MULTILINE))
    shown = {
        f'{each.method} {each.target}'.replace(COURSE_ID, 'COURSE-ID') for each in EXAMPLES if each.host == SERVICE
    }
    shown = {each.partition('?')[0] if 'jwt=' not in each else each for each in shown}
    assert listed == shown - {'GET /api/v1/instructor/CLIENT-ID/?jwt=forged'}


def test_every_block_that_looks_like_http_is_an_example() -> None:
    first_lines = re.findall(r'^   ((?:GET|POST|PATCH|PUT|DELETE) /\S+ HTTP/1\.1)$', TEXT, re.MULTILINE)
    assert [f'{each.method} {each.target} HTTP/1.1' for each in EXAMPLES] == first_lines
    assert len(re.findall(r'^   HTTP/1\.1 \d{3} ', TEXT, re.MULTILINE)) == len(EXAMPLES) > 25
