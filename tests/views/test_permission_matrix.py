"""Every address and method, and what each caller is answered: the table is ``permission_matrix.txt``.

Whoever is refused has changed nothing: in no table, at the host, at no provider.
"""

from __future__ import annotations

import importlib
import json
import zlib
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import URLPattern, resolve
from rest_framework.permissions import SAFE_METHODS
from rest_framework.test import APIClient

from edx_proctoring import urls
from edx_proctoring.models import ProctoredExam
from edx_proctoring.testing.host import FakeEnrollment, Host
from edx_proctoring.testing.provider import RecordingProvider
from tests.factories import COURSE_ID, AllowanceFactory, AttemptFactory, ExamFactory
from tests.views.conftest import OTHER_COURSE_ID, Unchanged, sender

PREFIX = '/api/edx_proctoring/'
METHODS = ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')
TAKES_ANY_METHOD = 'proctoring_launch_callback/'
ANONYMOUS = (TAKES_ANY_METHOD, 'proctoring_review_callback/', 'health', 'v1/javascript_catalog/')
PAGES_OF_THE_HOST = ('v1/javascript_catalog/', 'v1/instructor/a+b+c/')
ROOM = '/exam_room'  # the page, which sends whoever is not logged in to the login
ONBOARDING = 'block-v1:Org+Num+Run+type@sequential+block@onboarding'

NEW_EXAM = {
    'course_id': COURSE_ID,
    'content_id': 'new',
    'exam_name': 'New',
    'time_limit_mins': 30,
    'external_id': 'new',
    **dict.fromkeys(('is_proctored', 'is_practice_exam', 'is_active', 'hide_after_due'), False),
}
# Bodies, or parts of some, that are the same in several rows.
BODIES = {
    'new_exam': json.dumps(NEW_EXAM),
    'grant': '"user_info": "learner", "key": "additional_time_granted", "value": "5"',
    'bulk': '"user_ids": "learner", "allowance_type": "additional_time_granted", "value": "5"',
    'verdict': '"reviewStatus": "Clean", "webCamComments": []',
}

# Characters of other codecs, and codecs that are none of characters: these decompress, transcode or do not exist.
OTHER_CHARSETS = [
    f'{media_type}; charset={charset}'
    for media_type, charsets in {
        'application/json': ('zlib', 'bz2', 'rot13', 'latin-1', '"UTF-16"', 'idna', 'utf-7', 'undefined', 'unheard-of'),
        'application/x-www-form-urlencoded': ('zlib', 'hex', 'unicode_escape'),
        'multipart/form-data; boundary=x': ('zlib', 'base64', 'raw-unicode-escape'),
        'text/plain': ('uu',),
    }.items()
    for charset in charsets
]
BOMB = zlib.compress(b' ' * 10_000_000)
FORM, MULTIPART = 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'
PART = b'--x\r\nContent-Disposition: form-data; name="exam_id"'
GARBAGE = [
    *(
        (body, 'application/json')
        for body in (b'', b'\xff\xfe', b'{"exam_id":', b'[' * 100_000, b'{"a":' * 100_000, b'null')
    ),
    *(
        (body, 'application/json')
        for body in (b'"\\ud800"', b'{"exam_id": 1e400}', b'{"exam_id": NaN}', b'[{}]', b'9' * 9999)
    ),
    *((body, FORM) for body in (b'\xff=%ff&%00=%00', b'exam_id=' + b'9' * 9999, b'&'.join([b'a=1'] * 2000), b'=&;')),
    *((body, MULTIPART) for body in (b'', b'--x', b'--x--', PART, PART + b'\r\n\r\n1\r\n--x--\r\n')),
    (
        PART + b'; filename="a.txt"\r\nContent-Type: text/plain; charset=zlib\r\n\r\n' + BOMB + b'\r\n--x--\r\n',
        MULTIPART,
    ),
    (PART + b'\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--\r\n', MULTIPART),
    (b'x', 'multipart/form-data'),
    (b'{}', 'multipart/mixed; boundary=x'),
    (b'{}', 'nonsense'),
    (b'{}', 'application/json; charset='),
    (b'<a/>', 'application/xml'),
]

World = dict[str, str]
People = dict[str, User | None]


class Row(NamedTuple):
    """One line of the table: a request, and the status for each caller."""

    method: str
    path: str
    body: str
    statuses: dict[str, int]

    @property
    def address(self) -> str:
        """The path without its query."""
        return self.path.split('?')[0]

    def send(self, client: APIClient, world: World, method: str | None = None) -> int:
        """Make the request, or one with another method; the status of the answer."""
        return int(self.ask(client, world, method).status_code)

    def ask(
        self,
        client: APIClient,
        world: World,
        method: str | None = None,
        *,
        body: bytes | None = None,
        content_type: str = 'application/json',
    ) -> Any:
        """The same, or one with another body; the answer."""
        path, own = (Template(text).substitute(world) for text in (self.path, self.body))
        sent: Any = own if body is None else body
        return client.generic(method or self.method, PREFIX + path, sent, content_type=content_type)


def read_table() -> Iterator[Row]:
    """The rows of the table."""
    callers: list[str] = []
    for line in Path(__file__).with_name('permission_matrix.txt').read_text(encoding='utf-8').splitlines():
        if not line or line.startswith('#'):
            continue
        if not callers:
            callers = line.split()
            continue
        request, *statuses = line.rsplit(maxsplit=len(callers))
        method, path, body = [*request.split(maxsplit=2), ''][:3]
        yield Row(method, path, body, dict(zip(callers, map(int, statuses), strict=True)))


ROWS = list(read_table())
FIRST_ROWS = {row.address: row for row in reversed(ROWS)}
ONE_OF_EACH = list({(row.method, row.address): row for row in reversed(ROWS)}.values())
READING = [row for row in ROWS if row.method == 'GET']
LISTED = {(row.address, row.method) for row in ROWS}


def is_for_nobody(address: str) -> bool:
    """Whether nobody has to be logged in."""
    return address.startswith(ANONYMOUS)


def title(value: object) -> str:
    """The name of a case."""
    return f'{value.method}-{value.path}-{value.body}' if isinstance(value, Row) else str(value)


@pytest.fixture
def world(
    learner: User, other_learner: User, host: Host, settings: Any, backends: dict[str, Any], provider: RecordingProvider
) -> World:
    """What the requests are about: the values of the names in the table."""
    settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True
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
    values = {
        'course': COURSE_ID,
        'course_in_query': COURSE_ID.replace('+', '%2B'),
        'other_course': OTHER_COURSE_ID,
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


@pytest.mark.parametrize('row', ROWS, ids=title)
def test_what_each_caller_is_answered(row: Row, world: World, people: People, unchanged: Unchanged) -> None:
    answered: dict[str, int] = {}
    for caller, user in people.items():
        is_refused = row.statuses[caller] >= 400
        with transaction.atomic(), unchanged() if is_refused else nullcontext():
            answered[caller] = row.send(sender(user), world)
            transaction.set_rollback(not is_refused)  # the next one finds what this one found
    assert answered == row.statuses


@pytest.mark.parametrize('row', ROWS, ids=title)
def test_who_may_not_log_in_is_nobody(
    row: Row, world: World, people: People, settings: Any, unchanged: Unchanged
) -> None:
    # As on a site whose backend lets learners in who have not confirmed their address yet.
    settings.AUTHENTICATION_BACKENDS = ['django.contrib.auth.backends.AllowAllUsersModelBackend']
    expected = row.statuses['nobody']
    if row.address.endswith(ROOM):
        expected = row.statuses['owner']  # the page says so, and leads to no login
    for caller in ('owner', 'staff-here', 'reviewer', 'staff'):
        user = people[caller]
        assert user is not None
        user.is_active = False
        user.save()
        with transaction.atomic(), unchanged() if expected >= 400 else nullcontext():
            assert row.send(sender(user), world) == expected, caller
            transaction.set_rollback(expected < 400)


# A page reads no token, and of what changes something the host wants the one against forged requests.
READ_BY_TOKEN = [row for row in ROWS if not row.address.startswith(TAKES_ANY_METHOD) or row.method in SAFE_METHODS]


@pytest.mark.parametrize('row', READ_BY_TOKEN, ids=title)
def test_a_token_lets_in_whom_a_session_does(
    row: Row, world: World, people: People, now: datetime, unchanged: Unchanged
) -> None:
    pytest.importorskip('edx_rest_framework_extensions')
    tokens = importlib.import_module('tests.views.tokens')
    for caller in ('owner', 'staff-other', 'reviewer', 'staff'):
        user = people[caller]
        expected = row.statuses['nobody' if row.address.endswith(ROOM) else caller]  # pages are for sessions
        with transaction.atomic(), unchanged() if expected >= 400 else nullcontext():
            assert row.send(tokens.bearing(tokens.token(user, now)), world) == expected, caller
            transaction.set_rollback(expected < 400)
        if not row.address.startswith(TAKES_ANY_METHOD) and row.address != 'health':
            with transaction.atomic(), unchanged() if row.statuses['nobody'] >= 400 else nullcontext():
                forged = row.send(tokens.bearing(tokens.other_key_token(user, now)), world)
                assert forged == row.statuses['nobody'], caller
                transaction.set_rollback(row.statuses['nobody'] < 400)


@pytest.mark.parametrize('row', ONE_OF_EACH, ids=title)
def test_only_utf8_is_read_x70(row: Row, world: World, people: People, unchanged: Unchanged) -> None:
    tried = [(caller, method) for caller in ('nobody', 'owner') for method in ('HEAD', 'OPTIONS', row.method)]
    with unchanged():
        for content_type in OTHER_CHARSETS:
            assert row.ask(sender(people['staff']), world, body=BOMB, content_type=content_type).status_code == 415
        for caller, method in tried:
            client = sender(people[caller])
            answer = row.ask(client, world, method, body=BOMB, content_type=OTHER_CHARSETS[0])
            assert answer.status_code == 415, (caller, method)
            assert method == 'HEAD' or 'UTF-8' in answer.content.decode()


@pytest.mark.parametrize('caller', ['owner', 'staff'])
@pytest.mark.parametrize('row', ONE_OF_EACH, ids=title)
def test_no_body_crashes_anything(row: Row, caller: str, world: World, people: People, unchanged: Unchanged) -> None:
    client, usual = sender(people[caller]), row.statuses[caller]
    harmless = [each for each in GARBAGE if _is_harmless(row, client, world, *each, usual=usual)]
    with unchanged():
        for body, content_type in GARBAGE:
            if (body, content_type) not in harmless:
                row.ask(client, world, body=body, content_type=content_type)


def _is_harmless(row: Row, client: APIClient, world: World, body: bytes, content_type: str, *, usual: int) -> bool:
    """Whether a body is answered as the right one is: it is not read, or does not matter."""
    with transaction.atomic():
        status = int(row.ask(client, world, body=body, content_type=content_type).status_code)
        transaction.set_rollback(True)
    assert status < 500, (body[:40], content_type)
    assert status >= 400 or usual < 400, (body[:40], content_type)
    return status < 400


@pytest.mark.parametrize('row', READING, ids=title)
def test_exams_ids_at_their_providers_are_for_staff_s19(row: Row, world: World, people: People) -> None:
    ids = [f'"{external_id}"' for external_id in ProctoredExam.objects.values_list('external_id', flat=True)]
    for caller in ('nobody', 'owner', 'learner', 'reviewer'):
        told = row.ask(sender(people[caller]), world).content.decode()
        assert [external_id for external_id in ids if external_id in told] == [], caller


@pytest.mark.parametrize('row', READING, ids=title)
def test_what_is_answered_is_kept_nowhere_x73(row: Row, world: World, people: People) -> None:
    for caller in people:
        for method in ('GET', 'HEAD', 'OPTIONS'):
            answer = row.ask(sender(people[caller]), world, method)
            kept = answer.headers.get('Cache-Control', '')
            if answer.status_code == 404 and row.address.startswith(PAGES_OF_THE_HOST):
                continue  # the host's page, which is for everybody
            if row.address.startswith('v1/javascript_catalog/'):
                assert kept == 'max-age=600', 'the same texts for everybody'
            elif row.address not in {'health', 'metrics'} and not (method == 'OPTIONS' and row.address.endswith(ROOM)):
                assert 'private' in kept, (caller, method)
                assert 'no-store' in kept, (caller, method)
            else:
                assert 'no-store' in kept, (caller, method)


@pytest.mark.parametrize('row', READING, ids=title)
def test_head_is_answered_as_get_and_changes_nothing(
    row: Row, world: World, people: People, unchanged: Unchanged
) -> None:
    asks_the_provider = row.address.startswith('v1/instructor') or '/settings/' in row.address
    answered: dict[str, int] = {}
    for caller, user in people.items():
        with nullcontext() if asks_the_provider and row.statuses[caller] < 400 else unchanged():
            answered[caller] = row.send(sender(user), world, 'HEAD')
    assert answered == row.statuses


@pytest.mark.parametrize('address', [address for address in FIRST_ROWS if not address.startswith(TAKES_ANY_METHOD)])
def test_other_methods_are_not_allowed_and_options_are_told(
    address: str, world: World, people: People, unchanged: Unchanged
) -> None:
    pattern, row = pattern_of(address, world), FIRST_ROWS[address]
    listed = {method for other, method in LISTED if pattern_of(other, world) is pattern}
    expected = {method: 405 for method in METHODS if method not in listed} | {'OPTIONS': 200}
    with unchanged():
        for user in people.values():
            answered = {method: row.send(sender(user), world, method) for method in expected}
            refused = dict.fromkeys(expected, 302 if address.endswith(ROOM) else 403)
            assert answered == (expected if user or is_for_nobody(address) else refused)


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
    assert [row for row in others if row.statuses['nobody'] != (302 if row.address.endswith(ROOM) else 403)] == []


def test_what_is_posted_to_the_launch_address_needs_the_sites_token(world: World, unchanged: Unchanged) -> None:
    client = APIClient(enforce_csrf_checks=True)
    (row,) = [row for row in ROWS if row.method == 'POST' and row.address.startswith(TAKES_ANY_METHOD)]
    with unchanged():
        assert row.send(client, world) == 403
