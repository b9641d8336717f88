"""Requests made up from docs/openapi.yaml, by every role: no server error, and no answer that is not documented there.

Half of them are about rows that exist, so that they get beyond the question whether there is such a row.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from django.test import Client
from django.urls import Resolver404, resolve
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from schemathesis.core.result import Ok

from edx_proctoring.models import ProctoredExamStudentAttempt
from tests.drills.conftest import Report
from tests.factories import COURSE_ID, AllowanceFactory, AttemptFactory, ExamFactory, UserFactory
from tests.views.openapi_document import find_problem

DOCUMENT: Final = Path(__file__).parents[2] / 'docs' / 'openapi.yaml'
# As on a site, connections are given back at the end of each request, which an open transaction would not survive.
pytestmark = pytest.mark.django_db(transaction=True)
TOKEN: Final = 'x' * 32  # against forged requests: the same in cookie and header
EXAMPLES: Final = [pytest.param(3, id='short'), pytest.param(60, id='long', marks=pytest.mark.drill)]


def application(environment: dict[str, Any], start_response: Any) -> Any:
    """The test host, which also serves the document."""
    if environment['PATH_INFO'] == '/openapi.yaml':
        start_response('200 OK', [('Content-Type', 'application/yaml')])
        return [DOCUMENT.read_bytes()]
    return host_application()(environment, start_response)


host_application = cache(get_wsgi_application)


def cookies_of(user: User | None) -> dict[str, str]:
    """Those of a browser in which this user is logged in."""
    if user is None:
        return {}
    client = Client()
    client.force_login(user)
    return {'sessionid': client.cookies['sessionid'].value, 'csrftoken': TOKEN}


@pytest.fixture
def attempt(learner: User) -> ProctoredExamStudentAttempt:
    """The learner's attempt, in the course that the requests are about."""
    exam = ExamFactory()
    AllowanceFactory(proctored_exam=exam, user=learner)
    return AttemptFactory(proctored_exam=exam, user=learner)


@pytest.fixture
def sender(request: pytest.FixtureRequest, learner: User) -> User | None:
    """Who sends the requests."""
    users = {'learner': learner, 'staff': UserFactory(is_staff=True, is_superuser=True), 'anonymous': None}
    return users[request.param]


def known_values(attempt: ProctoredExamStudentAttempt) -> dict[str, Any]:
    """By the names of arguments and fields: what there is."""
    return {
        'course_id': COURSE_ID,
        'exam_id': attempt.proctored_exam_id,
        'attempt_id': attempt.id,
        'user_id': attempt.user_id,
        'external_id': attempt.external_id,
        'attempt_code': attempt.attempt_code,
        'content_id': attempt.proctored_exam.content_id,
        'user_info': attempt.user.username,
    }


def is_address_of(case: Any) -> bool:
    """Whether the view that is meant answers there.

    With arguments made up at random, an address may be one of the host's, or "x/content_id/y" a course of another view.
    """
    try:
        found = resolve(unquote(case.formatted_path))
    except Resolver404:
        return False
    return set(found.kwargs) == set(case.path_parameters or ())


@pytest.mark.parametrize('examples', EXAMPLES)
@pytest.mark.parametrize('sender', ['learner', 'staff', 'anonymous'], indirect=True)
def test_every_answer_is_documented(
    examples: int,
    sender: User | None,
    attempt: ProctoredExamStudentAttempt,
    request: pytest.FixtureRequest,
    report: Report,
) -> None:
    schema = schemathesis.openapi.from_wsgi('/openapi.yaml', application)
    known, cookies = known_values(attempt), cookies_of(sender)
    statuses: Counter[int] = Counter()

    def ask(case: Any, about_what_exists: bool) -> None:
        if about_what_exists:
            for values in (case.path_parameters, case.query, case.body):
                if isinstance(values, dict):
                    values.update({name: known[name] for name in values.keys() & known.keys()})
        answer = case.call(headers={'X-CSRFToken': TOKEN}, cookies=cookies)
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, (case.method, case.formatted_path, case.body)
        if not is_address_of(case):
            return
        media_type = answer.headers.get('content-type', ['application/json'])[0]
        problem = find_problem(case.method.lower(), case.formatted_path, answer.status_code, answer.content, media_type)
        assert problem is None, (problem, case.query, case.body, answer.headers)

    for found in schema.get_all_operations():
        assert isinstance(found, Ok)
        strategy = found.ok().as_strategy()
        chosen = settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        seed(0)(chosen(given(case=strategy, about_what_exists=st.booleans())(ask)))()
    assert (statuses[200] > statuses.total() / 15) == (sender is not None), 'nobody is let in, or everybody'
    if examples > 10:
        role = request.node.callspec.params['sender']
        told = {status: statuses[status] for status in sorted(statuses)}
        report(f'documented interface, {role}: {statuses.total()} requests, answers {told}, each documented')
