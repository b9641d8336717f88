"""Who calls, and what must not change when he is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.testing.host import Host
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory, UserFactory
from tests.views.openapi_document import find_problem

OTHER_COURSE_ID = 'course-v1:Org+Other+Run'

Unchanged = Callable[[], AbstractContextManager[None]]


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


def stored() -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables of the app."""
    models = apps.get_app_config('edx_proctoring').get_models()
    return {model.__name__: list(model._base_manager.order_by('pk').values()) for model in models}


@pytest.fixture(autouse=True)
def time_stands_still(now: datetime) -> None:
    """Before anybody logs in: a session must not be older than the test's time."""


@pytest.fixture(autouse=True)
def documented(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer to a client of these tests is one that docs/openapi.yaml describes."""
    send: Callable[..., Any] = Client.request

    def request(client: Client, **environment: Any) -> Any:
        answer = send(client, **environment)
        asked = answer.request
        problem = find_problem(
            asked['REQUEST_METHOD'].lower(), asked['PATH_INFO'], answer.status_code, getattr(answer, 'content', b'')
        )
        assert problem is None, problem
        return answer

    monkeypatch.setattr(Client, 'request', request)


@pytest.fixture
def unchanged(host: Host, backends: dict[str, Any]) -> Unchanged:
    """``with unchanged(): ...`` fails when the block writes a row or lets the host or a provider do something."""

    def done() -> tuple[Any, ...]:
        questions = {
            'allows_proctoring_opt_out',
            'get_credit_state',
            'get_enrollments_can_take_proctored_exams',
            'get_user_course_outline_details',
            'get_verified_name',
            'is_course_staff',
        }
        asked = [call for call in host.calls if call.method not in questions]
        # A provider that reads a review does nothing else.
        told = [
            [call for call in provider.calls if call.method != 'on_review_callback']
            for provider in backends.values()
            if hasattr(provider, 'calls')
        ]
        return stored(), asked, told

    @contextmanager
    def guard() -> Iterator[None]:
        before = done()
        yield
        assert done() == before

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
