"""Every address and method, and what each caller is answered: the table is ``permission_matrix.txt``.

Whoever is refused has changed nothing: in no table, at the host, at no provider. The rows of a group share a world,
which each request finds as it was made; every row that fails is reported.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import datetime
from string import Template
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import URLPattern, resolve
from rest_framework.permissions import SAFE_METHODS
from rest_framework.test import APIClient

from edx_proctoring import urls
from edx_proctoring.models import ProctoredExam
from edx_proctoring.testing.host import FakeEnrollment, Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.conftest import clear_caches
from tests.factories import (
    COURSE_ID,
    AccommodationFactory,
    AllowanceFactory,
    AttemptFactory,
    ExamFactory,
    ReviewFactory,
)
from tests.views.conftest import OTHER_COURSE_ID, Unchanged, Undone, sender
from tests.views.permission_table import (
    BODIES,
    BOMB,
    FIRST_ROWS,
    GARBAGE,
    LISTED,
    ONE_OF_EACH,
    OTHER_CHARSETS,
    PREFIX,
    READING,
    ROWS,
    TAKES_ANY_METHOD,
    Row,
    World,
    by_group,
    is_for_nobody,
    is_for_sessions,
    is_page,
)
from tests.views.permission_world import make_entrances, make_incidents

METHODS = ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')
PAGES_OF_THE_HOST = ('v1/javascript_catalog/', 'v1/instructor/a+b+c/')
ONBOARDING = 'block-v1:Org+Num+Run+type@sequential+block@onboarding'

People = dict[str, User | None]
Clients = dict[str, APIClient]
Requested = Callable[[str, int], AbstractContextManager[None]]
Trial = Callable[[Row], AbstractContextManager[None]]


@pytest.fixture
def world(
    learner: User, other_learner: User, host: Host, settings: Any, backends: dict[str, Any], provider: RecordingProvider
) -> World:
    """What the requests are about: the values of the names in the table."""
    settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True
    settings.SESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'  # no query more for each request
    provider.supports_onboarding = True
    exam, foreign_exam = ExamFactory(), ExamFactory(course_id=OTHER_COURSE_ID)
    ExamFactory(practice=True, content_id=ONBOARDING)
    ExamFactory(timed=True, content_id='content')
    host.enrollments.enrollments = [FakeEnrollment(learner)]
    host.outline.accessible = {ONBOARDING}
    own = AttemptFactory(proctored_exam=exam, user=learner, is_resumable=True)
    foreign = AttemptFactory(proctored_exam=foreign_exam, user=learner, is_resumable=True)
    others = AttemptFactory(proctored_exam=exam, user=other_learner, is_resumable=True)
    elsewhere = AttemptFactory(user=learner, proctored_exam__backend='onboarding', proctored_exam__is_active=False)
    rpnow = AttemptFactory(
        user=learner, proctored_exam__backend='rpnow4', proctored_exam__is_active=False, status='submitted'
    )
    for each in (exam, foreign_exam):
        AllowanceFactory(proctored_exam=each, user=learner, key='note', value='may stand up')
    accommodations = {
        f'{name}_accommodation': AccommodationFactory(user=learner, course_id=course_id).id
        for name, course_id in (('own', COURSE_ID), ('foreign', OTHER_COURSE_ID), ('general', ''))
    }
    waiting = AttemptFactory(user=learner, proctored_exam__is_active=False, status='second_review_required')
    values = {
        'course': COURSE_ID,
        'course_in_query': COURSE_ID.replace('+', '%2B'),
        'other_course': OTHER_COURSE_ID,
        'none': 2**31 - 1,  # the id of nothing
        'owner': learner.id,
        'exam': exam.id,
        'foreign_exam': foreign_exam.id,
        'free': ExamFactory().id,
        'inactive': ExamFactory(is_active=False).id,
        'own': own.id,
        'own_code': own.attempt_code,
        'own_external': own.external_id,
        'others': others.id,
        'foreign': foreign.id,
        'elsewhere_external': elsewhere.external_id,
        'rpnow_code': rpnow.attempt_code,
        'rpnow_external': rpnow.external_id,
        'review': ReviewFactory(attempt=waiting, review_status='Suspicious').id,
        **accommodations,
        **make_incidents([exam, foreign_exam], [own, foreign]) | make_entrances(exam, foreign_exam),
    }
    return BODIES | {name: str(value) for name, value in values.items()}


@pytest.fixture
def people(
    learner: User, other_learner: User, course_staff: User, other_course_staff: User, reviewer: User, staff: User
) -> People:
    """The callers by their column."""
    return {
        'nobody': None,
        'owner': learner,
        'learner': other_learner,
        'staff-here': course_staff,
        'staff-other': other_course_staff,
        'reviewer': reviewer,
        'staff': staff,
    }


@pytest.fixture
def clients(people: People) -> Clients:
    """Each caller's client, by the column."""
    return {caller: sender(user) for caller, user in people.items()}


@pytest.fixture
def trial(subtests: pytest.Subtests, undone: Undone) -> Trial:
    """``with trial(row): ...`` finds empty caches, is taken back, and fails on its own."""

    @contextmanager
    def tried(row: Row) -> Iterator[None]:
        clear_caches()
        with subtests.test(row.title), undone():
            yield

    return tried


@pytest.fixture
def requested(undone: Undone, unchanged: Unchanged) -> Requested:
    """``with requested('owner', 403): ...`` is taken back; one that is to be refused must change nothing itself."""

    @contextmanager
    def request(caller: str, expected: int) -> Iterator[None]:
        try:
            with undone(), unchanged() if expected >= 400 else nullcontext():
                yield
        except AssertionError as problem:
            problem.add_note(f'{caller} asked, and should be answered with {expected}')
            raise

    return request


@by_group(ROWS)
def test_what_each_caller_is_answered(
    rows: list[Row], world: World, clients: Clients, trial: Trial, requested: Requested
) -> None:
    for row in rows:
        with trial(row):
            answered: dict[str, int] = {}
            for caller, client in clients.items():
                with requested(caller, row.statuses[caller]):
                    answered[caller] = row.send(client, world)
            assert answered == row.statuses


@pytest.mark.same_everywhere
@by_group(ROWS)
def test_who_may_not_log_in_is_nobody(
    rows: list[Row], world: World, people: People, settings: Any, trial: Trial, requested: Requested
) -> None:
    # As on a site whose backend lets learners in who have not confirmed their address yet.
    settings.AUTHENTICATION_BACKENDS = ['django.contrib.auth.backends.AllowAllUsersModelBackend']
    User.objects.update(is_active=False)
    for user in filter(None, people.values()):
        user.refresh_from_db()
    clients = {caller: sender(people[caller]) for caller in ('owner', 'staff-here', 'reviewer', 'staff')}
    for row in rows:
        # The page says so, and leads to no login.
        expected = row.statuses['owner' if is_page(row.address) else 'nobody']
        with trial(row):
            answered: dict[str, int] = {}
            for caller, client in clients.items():
                with requested(caller, expected):
                    answered[caller] = row.send(client, world)
            assert answered == dict.fromkeys(clients, expected)


# A page reads no token, and of what changes something the host wants the one against forged requests.
READ_BY_TOKEN = [
    row
    for row in ROWS
    if row.method in SAFE_METHODS or not (row.address.startswith(TAKES_ANY_METHOD) or is_page(row.address))
]


@pytest.mark.same_everywhere
@by_group(READ_BY_TOKEN)
def test_a_token_lets_in_whom_a_session_does(
    rows: list[Row], world: World, people: People, now: datetime, trial: Trial, requested: Requested
) -> None:
    pytest.importorskip('edx_rest_framework_extensions')
    tokens = importlib.import_module('tests.views.tokens')
    bearers = {caller: people[caller] for caller in ('owner', 'staff-other', 'reviewer', 'staff')}
    genuine = {caller: tokens.bearing(tokens.token(user, now)) for caller, user in bearers.items()}
    forged = {caller: tokens.bearing(tokens.other_key_token(user, now)) for caller, user in bearers.items()}
    for row in rows:
        is_read = not row.address.startswith(TAKES_ANY_METHOD) and row.address != 'health'
        with trial(row):
            for caller in bearers:
                expected = row.statuses['nobody' if is_for_sessions(row.address) else caller]
                with requested(caller, expected):
                    assert row.send(genuine[caller], world) == expected, caller
                with requested(caller, row.statuses['nobody']):
                    assert not is_read or row.send(forged[caller], world) == row.statuses['nobody'], caller


@pytest.mark.same_everywhere
@pytest.mark.deviation('X70')
@by_group(ONE_OF_EACH)
def test_only_utf8_is_read(rows: list[Row], world: World, clients: Clients, trial: Trial, unchanged: Unchanged) -> None:
    for row in rows:
        tried = [(caller, method) for caller in ('nobody', 'owner') for method in ('HEAD', 'OPTIONS', row.method)]
        with trial(row), unchanged():
            for content_type in OTHER_CHARSETS:
                answer = row.ask(clients['staff'], world, body=BOMB, content_type=content_type)
                assert answer.status_code == 415, content_type
            for caller, method in tried:
                answer = row.ask(clients[caller], world, method, body=BOMB, content_type=OTHER_CHARSETS[0])
                assert answer.status_code == 415, (caller, method)
                assert method == 'HEAD' or 'UTF-8' in answer.content.decode()


@pytest.mark.parametrize('caller', ['owner', 'staff'])
@by_group(ONE_OF_EACH)
def test_no_body_crashes_anything(
    rows: list[Row], caller: str, world: World, clients: Clients, trial: Trial, undone: Undone, unchanged: Unchanged
) -> None:
    for row in rows:
        accepted = []
        with trial(row), unchanged():
            for body, content_type in GARBAGE:
                with undone() as request:
                    status = row.ask(clients[caller], world, body=body, content_type=content_type).status_code
                    assert status < 500, (body[:40], content_type)
                    request.is_kept = status >= 400  # who is refused changes nothing
                if status < 400:
                    accepted.append((body[:40], content_type))
            assert row.statuses[caller] < 400 or accepted == [], 'it is answered as the right body is, or refused'


@pytest.mark.same_everywhere
@pytest.mark.deviation('S19')
@by_group(READING)
def test_exams_ids_at_their_providers_are_for_staff(
    rows: list[Row], world: World, clients: Clients, trial: Trial
) -> None:
    ids = [f'"{external_id}"' for external_id in ProctoredExam.objects.values_list('external_id', flat=True)]
    for row in rows:
        with trial(row):
            for caller in ('nobody', 'owner', 'learner', 'reviewer'):
                told = row.ask(clients[caller], world).content.decode()
                assert [external_id for external_id in ids if external_id in told] == [], caller


@pytest.mark.same_everywhere
@pytest.mark.deviation('X73')
@by_group(READING)
def test_what_is_answered_is_kept_nowhere(rows: list[Row], world: World, clients: Clients, trial: Trial) -> None:
    for row in rows:
        with trial(row):
            for caller, client in clients.items():
                for method in ('GET', 'HEAD', 'OPTIONS'):
                    answer = row.ask(client, world, method)
                    kept = answer.headers.get('Cache-Control', '')
                    assert kept_as_it_should_be(row, method, answer.status_code, kept), (caller, method, kept)


def kept_as_it_should_be(row: Row, method: str, status: int, kept: str) -> bool:
    """Whether browsers and proxies keep an answer only where everybody gets the same."""
    if status == 404 and (row.address.startswith(PAGES_OF_THE_HOST) or is_page(row.address)):
        return True  # the host's page, which is for everybody
    if row.address.startswith('v1/javascript_catalog/'):
        return kept == 'max-age=600'  # the same texts for everybody
    is_bare = row.address in {'health', 'metrics'} or (method == 'OPTIONS' and is_page(row.address))
    return 'no-store' in kept and (is_bare or 'private' in kept)


@pytest.mark.same_everywhere
@by_group(READING)
def test_head_is_answered_as_get_and_changes_nothing(
    rows: list[Row], world: World, clients: Clients, trial: Trial, unchanged: Unchanged
) -> None:
    for row in rows:
        asks_the_provider = row.address.startswith('v1/instructor') or '/settings/' in row.address
        with trial(row):
            answered: dict[str, int] = {}
            for caller, client in clients.items():
                with nullcontext() if asks_the_provider and row.statuses[caller] < 400 else unchanged():
                    answered[caller] = row.send(client, world, 'HEAD')
            assert answered == row.statuses


@pytest.mark.same_everywhere
@by_group(row for row in FIRST_ROWS.values() if not row.address.startswith(TAKES_ANY_METHOD))
def test_other_methods_are_not_allowed_and_options_are_told(
    rows: list[Row], world: World, clients: Clients, trial: Trial, unchanged: Unchanged
) -> None:
    listed: dict[Any, set[str]] = {}
    for address, method in LISTED:
        listed.setdefault(pattern_of(address, world), set()).add(method)
    for row in rows:
        others = set(METHODS) - listed[pattern_of(row.address, world)]
        expected = {method: 405 for method in METHODS if method in others} | {'OPTIONS': 200}
        refused = dict.fromkeys(expected, 302 if is_page(row.address) else 403)
        with trial(row), unchanged():
            for caller, client in clients.items():
                answered = {method: row.send(client, world, method) for method in expected}
                wanted = refused if caller == 'nobody' and not is_for_nobody(row.address) else expected
                assert answered == wanted, caller


def pattern_of(address: str, world: World) -> Any:
    """The view that answers at an address; each pattern of ``urls`` has one of its own."""
    return resolve(PREFIX + Template(address).substitute(world)).func


def methods_of(view: Any) -> set[str]:
    """The methods that a view has, but for those that all have; all, for a function."""
    if not hasattr(view, 'view_class'):
        return set(METHODS)
    names = view.view_initkwargs.get('http_method_names', view.view_class.http_method_names)
    return {method for method in METHODS if method.lower() in names and hasattr(view.view_class, method.lower())}


def test_the_table_has_every_method_of_every_address(world: World) -> None:
    there = {
        (pattern.name, pattern.callback, method)
        for pattern in urls.urlpatterns
        if isinstance(pattern, URLPattern)
        for method in methods_of(pattern.callback)
    }
    matches = [(resolve(PREFIX + Template(address).substitute(world)), method) for address, method in sorted(LISTED)]
    assert {(match.url_name, match.func, method) for match, method in matches} == there


def test_only_health_texts_and_what_providers_call_without_login_is_open_to_nobody() -> None:
    others = [row for row in ROWS if not is_for_nobody(row.address)]
    assert [row for row in others if row.statuses['nobody'] != (302 if is_page(row.address) else 403)] == []


def test_what_is_posted_to_the_launch_address_needs_the_sites_token(world: World, unchanged: Unchanged) -> None:
    client = APIClient(enforce_csrf_checks=True)
    (row,) = [row for row in ROWS if row.method == 'POST' and row.address.startswith(TAKES_ANY_METHOD)]
    with unchanged():
        assert row.send(client, world) == 403
