"""Every text of the documented interface with the values that databases differ in: no server error on any of them.

One text of a request at a time is odd: as long as a column or a character longer, with NUL, half of a character, or
characters of four bytes. All others are those of rows that exist. The tests run on every database.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import User
from django.urls import Resolver404, resolve
from rest_framework.test import APIClient

from edx_proctoring.models import ProctoredExamStudentAttempt
from tests.drills.conftest import Report
from tests.drills.test_documented_interface import known_values
from tests.factories import AllowanceFactory, AttemptFactory, ExamFactory, UserFactory
from tests.views.openapi_document import METHODS, document, find_problem

FACE: Final = '\N{GRINNING FACE}'
LONGEST: Final = (36, 64, 100, 150, 254, 255)  # of the columns for texts, those of users included
ODD: Final = [
    *('x' * length for longest in LONGEST for length in (longest, longest + 1)),
    FACE * 255,
    FACE * 256,
    'ł' * 256,
    'x' * 70_000,
    'a\0b',
    '\0',
    'a\ud800b',
    '\udc00',
    FACE,
    ' ',
    '%',
    "'",
    '\\',
]
TYPICAL: Final[dict[str, Any]] = {
    'string': 'text',
    'integer': 1,
    'number': 1,
    'boolean': True,
    'array': [],
    'object': {},
}
PLACES: Final = ('path', 'query', 'body')


class Slot(NamedTuple):
    """A place for a text in the requests of one operation."""

    method: str
    path: str
    place: str  # one of PLACES
    name: str


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema that is meant."""
    while '$ref' in schema:
        schema = document()['components']['schemas'][schema['$ref'].rsplit('/', maxsplit=1)[1]]
    return schema


def fields_of(operation: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The schemas of the fields of the body, and whether that is a list of such objects."""
    content: dict[str, Any] = operation.get('requestBody', {}).get('content', {})
    bodies = [each.get('schema', {}) for each in content.values()]
    schema = resolved(bodies[0]) if bodies else {}
    is_list = schema.get('type') == 'array'
    if is_list:
        schema = resolved(schema['items'])
    parts = [schema, *(resolved(part) for kind in ('oneOf', 'anyOf', 'allOf') for part in schema.get(kind, ()))]
    return {name: resolved(field) for part in parts for name, field in part.get('properties', {}).items()}, is_list


def types_of(schema: dict[str, Any]) -> set[str]:
    """What a value may be."""
    parts = [schema, *(resolved(part) for kind in ('oneOf', 'anyOf') for part in schema.get(kind, ()))]
    named = [part.get('type', '') for part in parts]
    return {name for names in named for name in (names if isinstance(names, list) else [names])}


def slots() -> Iterator[Slot]:
    """Every place for a text."""
    for path, operations in document()['paths'].items():
        for method, operation in operations.items():
            if method not in METHODS:
                continue
            for parameter in operation.get('parameters', ()):
                if parameter['in'] in PLACES and 'string' in types_of(resolved(parameter['schema'])):
                    yield Slot(method, path, parameter['in'], parameter['name'])
            for name, schema in fields_of(operation)[0].items():
                if 'string' in types_of(schema):
                    yield Slot(method, path, 'body', name)


def send(client: APIClient, slot: Slot, odd: str, known: dict[str, Any]) -> Any:
    """Make the request; None where an address cannot say that."""
    operation = document()['paths'][slot.path][slot.method]
    of = {'path': dict(known), 'query': {}, 'body': {}}
    fields, is_list = fields_of(operation)
    for name, schema in fields.items():
        typical = next((TYPICAL[kind] for kind in TYPICAL if kind in types_of(schema)), None)
        of['body'][name] = known.get(name, schema.get('enum', [typical])[0])
    of[slot.place][slot.name] = odd
    try:
        arguments = {name: quote(str(value), safe=':+@') for name, value in of['path'].items()}
        address = slot.path.format_map(defaultdict(lambda: 'x', arguments))
        query = urlencode(of['query'])
    except UnicodeEncodeError:
        return None
    body = json.dumps([of['body']] if is_list else of['body']) if fields else ''
    return client.generic(slot.method.upper(), f'{address}?{query}', body, content_type='application/json')


def is_meant(slot: Slot, path: str) -> bool:
    """Whether the view of the operation answers there; an odd text may make it an address of another one."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return set(found.kwargs) == set(re.findall(r'{(\w+)}', slot.path))


@pytest.mark.parametrize('role', ['staff', 'learner'])
def test_odd_texts_are_no_errors_of_the_server(role: str, db: None, learner: User, report: Report) -> None:
    exam = ExamFactory()
    AllowanceFactory(proctored_exam=exam, user=learner)
    attempt: ProctoredExamStudentAttempt = AttemptFactory(proctored_exam=exam, user=learner)
    known = {**known_values(attempt), 'key': 'note', 'value': '5', 'user_ids': [learner.id], 'exam_ids': [exam.id]}
    client = APIClient()
    client.force_login(learner if role == 'learner' else UserFactory(is_staff=True, is_superuser=True))
    client.raise_request_exception = False
    statuses: Counter[int] = Counter()
    places: Counter[str] = Counter()
    for slot in slots():
        for odd in ODD:
            answer = send(client, slot, odd, known)
            if answer is None:
                continue
            statuses[answer.status_code] += 1
            places[slot.place] += 1
            assert answer.status_code < 500, (slot, ascii(odd)[:40], len(odd))
            if not is_meant(slot, answer.request['PATH_INFO']):
                continue
            path, media_type = answer.request['PATH_INFO'], answer.headers.get('Content-Type', 'application/json')
            problem = find_problem(slot.method, path, answer.status_code, answer.getvalue(), media_type)
            assert problem is None, (slot, ascii(odd)[:40], problem)
    assert min(places[place] for place in PLACES) > 100
    assert statuses[200] > 20
    told = {status: statuses[status] for status in sorted(statuses)}
    report(f'texts of the documented interface, {role}: {statuses.total()} requests, answers {told}')
