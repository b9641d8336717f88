"""docs/openapi.yaml is up to date, valid and complete; each answer of the tests beside this one is held against it
(``tests.views.conftest``), and those here are the ones that the others don't ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from django.contrib.auth.models import User
from django.db import transaction
from django.urls import URLPattern
from django.urls import path as django_path
from drf_spectacular.generators import EndpointEnumerator, SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

from demo.openapi_reading import sections, shapes
from edx_proctoring import exceptions, urls, views
from edx_proctoring.actions.entry_choices import LONGEST_PASSWORD
from edx_proctoring.models import LONGEST_MESSAGE, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.openapi.schemas import Schemas
from edx_proctoring.testing.provider import RecordingProvider
from edx_proctoring.views import my_entrance, seb_uploads
from edx_proctoring.views.descriptions import operations_of
from tests.factories import COURSE_ID, AttemptFactory, ExamFactory
from tests.views.conftest import Unchanged, url
from tests.views.openapi_document import APP, FILE, MAY_BE_EMPTY, document, find_problem
from tests.views.test_long_texts import FIELDS, LONGEST

Made = dict[str, Any]


@pytest.fixture(scope='module')
def made() -> Made:
    """The document, made again."""
    found: Made = SchemaGenerator().get_schema(public=True)
    return found


def test_the_committed_document_is_the_present_one(made: Made) -> None:
    text = OpenApiYamlRenderer().render(made, renderer_context={}).decode()
    assert FILE.read_text(encoding='utf-8') == text, 'run: make openapi'


def test_it_is_a_valid_openapi_document() -> None:
    validate_schema(document())


def test_the_app_itself_does_without_drf_spectacular() -> None:
    package = Path(urls.__file__).parent
    importing = re.compile(r'^\s*(from|import) drf_spectacular', re.MULTILINE)
    needed = [path for path in package.rglob('*.py') if importing.search(path.read_text(encoding='utf-8'))]
    assert [path.relative_to(package).as_posix() for path in needed] == ['openapi/document.py']


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document()['paths'].items():
        for method, operation in item.items():
            yield path, method, operation


def test_it_has_every_address_and_method() -> None:
    endpoints = EndpointEnumerator().get_api_endpoints()
    served = {(path.replace('active_attempt/', 'active_attempt'), method) for path, _, method, _ in endpoints}
    launch = f'{APP}proctoring_launch_callback/start_exam/{{attempt_code}}'
    assert {(path, method.upper()) for path, method, _ in operations()} == {*served, (launch, 'GET')}
    patterns = [pattern for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)]
    assert len({path for path, _, _ in operations()}) == len(patterns) - len(urls.page_patterns)
    methods = {getattr(callback.cls, method.lower()) for _, _, method, callback in endpoints}
    assert [method.__qualname__ for method in methods if not operations_of(method)] == []


def test_a_view_at_an_address_that_a_host_made_up_is_left_to_drf_spectacular() -> None:
    view = views.ProctoredSettingsView.as_view()
    addresses = [django_path('ours/<int:exam_id>', view), django_path('own/<int:number>', view)]
    paths = SchemaGenerator(patterns=addresses).get_schema(public=True)['paths']
    assert paths['/ours/{exam_id}']['get']['operationId'] == 'get_proctoring_settings'
    assert paths['/own/{number}']['get']['operationId'] == 'own_retrieve'


def test_every_operation_has_a_readable_id_of_its_own() -> None:
    ids = [operation['operationId'] for _, _, operation in operations()]
    assert len(set(ids)) == len(ids)
    assert [each for each in ids if not re.fullmatch(r'[a-z]+(_[a-z]+){1,4}', each)] == []


def test_json_is_the_one_declared_type_of_bodies() -> None:
    bodies = [operation['requestBody'] for _, _, operation in operations() if 'requestBody' in operation]
    assert len(bodies) > 10
    assert [list(body['content']) for body in bodies] == [['application/json']] * len(bodies)


def test_every_enumeration_and_object_has_a_name_that_clients_can_use(made: Made) -> None:
    """What stands inside of another object would become a type with a made-up name, and one for each place."""
    unnamed = [
        (name, key)
        for name, schema in made['components']['schemas'].items()
        for key, each in schema.get('properties', {}).items()
        for part in (each, each.get('items', {}), *each.get('anyOf', ()), *each.get('oneOf', ()))
        if part.get('properties') is not None or len(part.get('enum', ())) > 4
    ]
    assert unnamed == []


def test_every_refusal_says_why() -> None:
    without = [
        (path, method, status)
        for path, method, operation in operations()
        for status, answer in operation['responses'].items()
        if status.startswith('4') and not answer.get('content') and MAY_BE_EMPTY not in answer['description']
    ]
    assert without == []


def test_who_logs_in_is_told_how() -> None:
    anonymous = {path for path, _, operation in operations() if operation['security'] == []}
    assert {path.removeprefix(APP).split('/')[0] for path in anonymous} == {
        'health',
        'proctoring_launch_callback',
        'proctoring_review_callback',
    }
    for path, method, operation in operations():
        if path not in anonymous:
            session, token = operation['security']
            assert ('csrf' in session) is (method != 'get')
            assert token == {'jwt': []}
            assert '403' in operation['responses']


def test_every_object_is_used() -> None:
    text = FILE.read_text(encoding='utf-8')
    used = set(re.findall(r"#/components/schemas/(\w+)'?$", text, re.MULTILINE))
    assert used == set(document()['components']['schemas'])


def bounded_texts() -> Iterator[tuple[str, str, str, int]]:
    """Those of bodies that have a greatest length: method, path, name, and the length."""
    objects = document()['components']['schemas']
    for path, method, operation in operations():
        schema = operation.get('requestBody', {}).get('content', {}).get('application/json', {}).get('schema', {})
        shape = objects[schema.get('items', schema)['$ref'].rpartition('/')[2]] if schema else {}
        for name, each in shape.get('properties', {}).items():
            if 'maxLength' in each:
                yield method.upper(), path, name, each['maxLength']


def test_a_text_has_the_bound_that_it_is_refused_for() -> None:
    told = {(method, path, name) for method, path, name, _ in bounded_texts() if '{' not in path}
    assert told == {(method, url(view), name) for method, view, _accepted, _refused, name, _told in FIELDS}
    assert {length for *_, length in bounded_texts()} == {
        LONGEST,
        LONGEST_MESSAGE,
        LONGEST_PASSWORD,
        my_entrance.MOST_CHARACTERS,
        seb_uploads.MOST_CHARACTERS,
    }


FINDING = {'comment': 'A phone', 'status': 'Suspicious', 'start': 1, 'stop': 2, 'duration': 1}
RPNOW_FINDING = {'comments': 'A phone', 'eventStatus': 'Suspicious', 'eventStart': 1, 'eventFinish': 2, 'duration': 1}
REVIEW_OBJECTS: dict[str, dict[str, Any]] = {
    'Review': {'status': 'passed', 'comments': [FINDING], 'reviewed_by': 'x@example.com', 'payload': {}},
    'ReviewComment': FINDING,
    'SoftwareSecureReview': {'reviewStatus': 'Clean', 'webCamComments': [RPNOW_FINDING], 'desktopComments': []},
    'SoftwareSecureComment': RPNOW_FINDING,
    'SoftwareSecureMetadata': {},
}


@pytest.mark.parametrize('name', REVIEW_OBJECTS)
def test_of_a_review_is_required_what_is_refused_without(
    name: str, as_nobody: APIClient, as_reviewer: APIClient, db: None
) -> None:
    at_rpnow = AttemptFactory(proctored_exam__backend='rpnow4', external_id='L-1', status='submitted')
    names = {'examCode': at_rpnow.attempt_code, 'ssiRecordLocator': 'L-1'}
    rpnow, rest = {**REVIEW_OBJECTS['SoftwareSecureReview'], 'examMetaData': names}, REVIEW_OBJECTS['Review']
    whole = {**REVIEW_OBJECTS, 'SoftwareSecureReview': rpnow, 'SoftwareSecureMetadata': names}[name]
    taken = set()
    for key in [*whole, None]:
        part = {each: value for each, value in whole.items() if each != key}
        body = {
            'Review': part,
            'ReviewComment': {**rest, 'comments': [part]},
            'SoftwareSecureReview': part,
            'SoftwareSecureComment': {**rpnow, 'webCamComments': [part]},
            'SoftwareSecureMetadata': {**rpnow, 'examMetaData': part},
        }[name]
        before = transaction.savepoint()
        attempt = AttemptFactory(status='submitted')
        client = as_nobody if name.startswith('Software') else as_reviewer
        address = url('anonymous.proctoring_review_callback')
        if client is as_reviewer:
            address = url('proctored_exam.attempt.callback', attempt.external_id)
        status = client.post(address, body, format='json').status_code
        transaction.savepoint_rollback(before)
        assert status in (200, 400), key
        if status == 200:
            taken.add(key)
    assert None in taken, 'the whole one'
    described = document()['components']['schemas'][name]
    assert set(whole) - taken == set(described.get('required', ()))


def test_people_can_read_all_of_it(made: Made) -> None:
    found = [entry for section in sections(made) for entry in section.entries]
    assert len(found) == len(list(operations()))
    assert all(outcome.meaning for entry in found for outcome in entry.outcomes)
    assert {shape.name for shape in shapes(made)} == set(document()['components']['schemas'])
    assert all(field.words for shape in shapes(made) for field in shape.fields)


def test_a_type_without_a_schema_is_named() -> None:
    with pytest.raises(TypeError, match='bytes'):
        Schemas().of(bytes)


@pytest.mark.parametrize(
    ('method', 'path', 'status', 'content', 'problem'),
    [
        ('get', 'v1/proctored_exam/exam/exam_id/7', 200, b'{"id": 7}', "'course_id' is a required property"),
        (
            'get',
            'v1/proctored_exam/exam/course_id/a+b+c',
            200,
            b'[{"due_date": "2030-01-15T12:00:00"}]',
            "not a 'date-time'",
        ),
        ('get', 'v1/proctored_exam/exam/exam_id/7', 409, b'{"detail": "no"}', '409 is not in the document'),
        ('get', 'v1/proctored_exam/exam/exam_id/7', 403, b'', 'has no body'),
        ('delete', 'v1/proctored_exam/attempt/7', 200, b'{}', 'has a body'),
        ('patch', 'v1/proctored_exam/attempt/7', 200, b'{}', 'patch'),
        ('get', 'v1/unheard_of', 200, b'{}', 'is no address'),
    ],
)
def test_a_wrong_answer_would_be_noticed(method: str, path: str, status: int, content: bytes, problem: str) -> None:
    assert problem in str(find_problem(method, f'{APP}{path}', status, content))


# -- answers that no other test asks for: each is held against the document while it comes ----------------------------

TEXT_BODY = {'data': 'exam_id=1', 'content_type': 'text/plain'}


@pytest.mark.parametrize(
    ('name', 'method', 'args'),
    [
        ('proctored_exam.exam', 'post', ()),
        ('proctored_exam.exam', 'put', ()),
        ('proctored_exam.attempt.collection', 'post', ()),
        ('proctored_exam.allowance', 'put', ()),
        ('proctored_exam.allowance', 'delete', ()),
        ('proctored_exam.bulk_allowance', 'put', ()),
        ('proctored_exam.bulk_allowance', 'put', (COURSE_ID,)),
    ],
)
def test_a_body_that_nobody_reads(
    as_staff: APIClient, unchanged: Unchanged, name: str, method: str, args: tuple[str, ...]
) -> None:
    with unchanged():
        answer = getattr(as_staff, method)(url(name, *args), **TEXT_BODY)
    assert answer.status_code == 415
    assert answer.json()['detail']


@pytest.mark.parametrize(
    ('failure', 'status'),
    [
        (exceptions.BackendProviderCannotRegisterAttempt('quota', 429), 429),
        (exceptions.BackendProviderCannotRegisterAttempt('moved', 302), 502),
        (requests.Timeout(), 503),
        (KeyError('id'), 502),
    ],
    ids=['refusal', 'nonsense', 'timeout', 'defect'],
)
@pytest.mark.parametrize('is_reset', [False, True], ids=['enter', 'reset'])
def test_a_provider_that_registers_nothing(
    as_learner: APIClient,
    learner: User,
    provider: RecordingProvider,
    failure: Exception,
    status: int,
    is_reset: bool,
) -> None:
    exam = ExamFactory(practice=True)
    body: dict[str, Any]
    address, body = url('proctored_exam.attempt.collection'), {'exam_id': exam.id, 'attempt_proctored': True}
    send = as_learner.post
    if is_reset:
        attempt_id = as_learner.post(address, body).json()['exam_attempt_id']
        address, body = url('proctored_exam.attempt', attempt_id), {'action': 'reset_attempt'}
        send = as_learner.put
        assert send(address, {'action': 'error'}).status_code == 200
    provider.failures['register_exam_attempt'] = failure
    answer = send(address, body)
    assert answer.status_code == status
    assert ProctoredExamStudentAttempt.objects.filter(user=learner, status='created').count() == 0


@pytest.mark.parametrize(('failure', 'status'), [(requests.Timeout(), 503), (KeyError('id'), 502)], ids=['down', 'bad'])
def test_settings_of_a_provider_that_fails(
    as_learner: APIClient, exam: ProctoredExam, provider: RecordingProvider, failure: Exception, status: int
) -> None:
    provider.failures['get_proctoring_config'] = failure
    assert as_learner.get(url('proctored_exam.proctoring_settings', exam.id)).status_code == status


@pytest.mark.parametrize(
    ('name', 'args'),
    [
        ('proctored_exam.exam_by_content_id', (COURSE_ID, 'unknown')),
        ('proctored_exam.proctoring_settings', (99,)),
        ('proctored_exam.attempt', (99,)),
    ],
)
def test_objects_that_are_not_there(as_staff: APIClient, name: str, args: tuple[Any, ...]) -> None:
    answer = as_staff.get(url(name, *args))
    assert answer.status_code == 400
    assert answer.json()['detail']


@pytest.mark.parametrize(
    'path', [f'attempt/grouped/course_id/{COURSE_ID}/search/%00', f'attempt/course_id/{COURSE_ID}']
)
def test_text_that_no_database_takes(as_staff: APIClient, exam: ProctoredExam, path: str) -> None:
    answer = as_staff.get(f'{APP}v1/proctored_exam/{path}', {'content_id': 'a\x00b'})
    assert answer.status_code == 400
    assert answer.json()['detail']
