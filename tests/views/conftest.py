"""Who calls, and what must not change when they are refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory
from tests.views.openapi_document import find_problem

OTHER_COURSE_ID = 'course-v1:Org+Other+Run'

Unchanged = Callable[[], AbstractContextManager[None]]


@dataclass
class Request:
    """Whether it is kept, what it did, when its block is over."""

    is_kept: bool = False


Undone = Callable[[], AbstractContextManager[Request]]


def url(name: str, *args: Any) -> str:
    """The address of a view of this app."""
    return reverse(f'edx_proctoring:{name}', args=args)


def sender(user: User | None) -> APIClient:
    """A client that sends JSON for this user, or for nobody."""
    client = APIClient()
    client.default_format = 'json'
    if user is not None:
        client.force_login(user)
    return client


@cache
def _queries() -> dict[str, str]:
    """What reads a table, by the model: it is asked so often that Django need not put it together each time."""
    models = apps.get_app_config('edx_proctoring').get_models()
    return {model.__name__: str(model._base_manager.order_by('pk').query) for model in models}


def stored() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of the app, as the database has them."""
    with connection.cursor() as cursor:
        found = {}
        for name, query in _queries().items():
            cursor.execute(query)
            found[name] = list(cursor.fetchall())
        return found


@pytest.fixture(autouse=True)
def time_stands_still(now: datetime) -> None:
    """Before anybody logs in: a session must not be older than the test's time."""


@pytest.fixture(autouse=True)
def documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer to a client of these tests is one that docs/openapi.yaml describes."""
    send: Callable[..., Any] = Client.request

    def check(answer: Any, content: bytes) -> None:
        asked = answer.request
        problem = find_problem(
            asked['REQUEST_METHOD'].lower(),
            asked['PATH_INFO'],
            answer.status_code,
            content,
            answer.headers.get('Content-Type', ''),
        )
        assert problem is None, problem

    def checked_at_its_end(answer: Any, pieces: Iterator[bytes]) -> Iterator[bytes]:
        sent = []
        for piece in pieces:
            sent.append(piece)
            yield piece
        check(answer, b''.join(sent))

    def request(client: Client, **environment: Any) -> Any:
        answer = send(client, **environment)
        if answer.streaming:
            answer.streaming_content = checked_at_its_end(answer, answer.streaming_content)
        else:
            check(answer, answer.content)
        return answer

    monkeypatch.setattr(Client, 'request', request)


def _others(rows: list[Any], known: list[Any]) -> list[Any]:
    return [row for row in rows if row not in known]


@pytest.fixture
def unchanged(host: Host, backends: dict[str, Any]) -> Unchanged:
    """``with unchanged(): ...`` fails when the block writes a row or lets the host or a provider do something."""

    def done() -> dict[str, list[Any]]:
        questions = {
            'allows_proctoring_opt_out',
            'get_credit_state',
            'get_enrollments_can_take_proctored_exams',
            'get_user_course_outline_details',
            'get_verified_name',
            'is_course_staff',
            'should_override_grade_on_rejected_exam',
        }
        asked = [call for call in host.calls if call.method not in questions]
        # A provider that reads a review does nothing else.
        told = {
            f'told the provider {name}': [call for call in provider.calls if call.method != 'on_review_callback']
            for name, provider in backends.items()
            if hasattr(provider, 'calls')
        }
        return {**stored(), 'asked the host': asked, **told}

    @contextmanager
    def guard() -> Iterator[None]:
        before = done()
        yield
        after = done()
        changed = [
            f'{name}: {_others(before[name], rows)} became {_others(rows, before[name])}'
            for name, rows in after.items()
            if rows != before[name]
        ]
        assert not changed, '\n'.join(changed)

    return guard


@pytest.fixture
def undone(host: Host, backends: dict[str, Any]) -> Undone:
    """``with undone(): ...`` takes back what the block wrote, and forgets what it asked the host and the providers."""

    @contextmanager
    def guard() -> Iterator[Request]:
        request = Request()
        recorded = [host.calls, *(provider.calls for provider in backends.values() if hasattr(provider, 'calls'))]
        lengths = list(map(len, recorded))
        # No block of its own: what has to be durable allows only that of the test around it.
        before = transaction.savepoint()
        try:
            yield request
        finally:
            if request.is_kept:
                transaction.savepoint_commit(before)
            else:
                transaction.savepoint_rollback(before)
                for calls, length in zip(recorded, lengths, strict=True):
                    del calls[length:]

    return guard


@pytest.fixture
def exam(db: None) -> ProctoredExam:
    """A proctored exam of the course."""
    return ExamFactory()


@pytest.fixture
def attempt(exam: ProctoredExam, learner: User) -> ProctoredExamStudentAttempt:
    """The learner's attempt at it, which runs."""
    return AttemptFactory(proctored_exam=exam, user=learner, status='created')


@pytest.fixture
def other_learner(db: None) -> User:
    """Somebody else without any rights."""
    return UserFactory(username='other')


@pytest.fixture
def course_staff(db: None, host: Host) -> User:
    """Staff of the course."""
    user = UserFactory(username='course_staff')
    host.instructor.staff.add((user.username, COURSE_ID))
    return user


@pytest.fixture
def other_course_staff(db: None, host: Host) -> User:
    """Staff of another course."""
    user = UserFactory(username='other_course_staff')
    host.instructor.staff.add((user.username, OTHER_COURSE_ID))
    return user


@pytest.fixture
def reviewer(db: None) -> User:
    """The user of the provider ``test``."""
    user = UserFactory(username='reviewer')
    user.groups.add(Group.objects.create(name='test_review'))
    return user


@pytest.fixture
def as_learner(learner: User) -> APIClient:
    """A client of the learner."""
    return sender(learner)


@pytest.fixture
def as_other_learner(other_learner: User) -> APIClient:
    """A client of somebody else."""
    return sender(other_learner)


@pytest.fixture
def as_course_staff(course_staff: User) -> APIClient:
    """A client of the course's staff."""
    return sender(course_staff)


@pytest.fixture
def as_staff(staff: User) -> APIClient:
    """A client of the site's staff."""
    return sender(staff)


@pytest.fixture
def as_reviewer(reviewer: User) -> APIClient:
    """A client of the provider."""
    return sender(reviewer)


@pytest.fixture
def as_nobody() -> APIClient:
    """A client that is not logged in."""
    return sender(None)
