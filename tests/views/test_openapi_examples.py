"""The examples of docs/openapi.yaml are true: each request is sent, and each answer is the one that is recorded.

The requests stand in edx_proctoring/openapi/examples.json; who changes one, or what is answered, records again::

    RECORD_EXAMPLES=1 pytest -n0 tests/views/test_openapi_examples.py && make openapi
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import User
from django.db.models import Model

from edx_proctoring.models import AccessCode, Accommodation, Incident, ProctoredExam, ProctoredExamStudentAttempt
from edx_proctoring.openapi.examples import FILE, Example, all_examples
from edx_proctoring.testing.host import Host
from tests.views.conftest import sender
from tests.views.example_scene import LAST_ACCOMMODATION, LAST_ATTEMPT, LAST_CODE, LAST_EXAM, LAST_INCIDENT, set_up_site
from tests.views.openapi_document import document

RECORDS = 'RECORD_EXAMPLES' in os.environ
OPERATIONS = {
    operation['operationId']: (path, method, operation['responses'])
    for path, item in document()['paths'].items()
    for method, operation in item.items()
}
CASES = [(operation, name) for operation, examples in all_examples().items() for name in examples]
# Counted in the database; others depend on what the process did before.
METRIC = re.compile('(# (HELP|TYPE) )?edx_proctoring_attempts[ {]')
HEADERS = ('Location', 'Content-Disposition')
# Only Safe Exam Browser is answered well.
FOR_BROWSERS = {'answer_seb_check'}

People = dict[str, User | None]


@pytest.fixture
def people(
    db: None,
    host: Host,
    backends: dict[str, Any],
    settings: Any,
    shared_cache: None,
    monkeypatch: pytest.MonkeyPatch,
) -> People:
    """Who calls, at a site where everything is there and chance plays no part."""
    settings.PROCTORING_SETTINGS = {**settings.PROCTORING_SETTINGS, 'SEB_BASE_URL': 'https://lms.example.com'}
    monkeypatch.setattr('secrets.token_urlsafe', lambda length: 'n' * -(-length * 4 // 3))
    monkeypatch.setattr('secrets.token_hex', lambda length: '0' * 2 * length)
    settings.PROCTORED_EXAM_VIEWABLE_PAST_DUE = True
    settings.PROCTORING_BACKENDS = {'DEFAULT': 'acme', 'acme': {}, 'rpnow4': settings.RPNOW_OPTIONS}
    return set_up_site(host, backends)


@pytest.fixture(scope='module')
def recorded() -> Iterator[dict[str, dict[str, Any]]]:
    """What was answered, to be written when all tests are done."""
    assert not (RECORDS and 'PYTEST_XDIST_WORKER' in os.environ), 'Only one process can write the examples: -n0.'
    answers: dict[str, dict[str, Any]] = {operation: {} for operation in all_examples()}
    yield answers
    if RECORDS:
        every = {
            operation: {name: answers[operation].get(name, each.as_json()) for name, each in examples.items()}
            for operation, examples in all_examples().items()
        }
        FILE.write_text(json.dumps(every, indent=2, ensure_ascii=False) + '\n', encoding='utf-8')


@pytest.mark.parametrize(('operation', 'name'), CASES, ids=['-'.join(case) for case in CASES])
def test_the_answer_is_the_recorded_one(
    operation: str, name: str, people: People, recorded: dict[str, dict[str, Any]]
) -> None:
    example = all_examples()[operation][name]
    answered = ask(operation, example, people)
    recorded[operation][name] = answered.as_json()
    assert RECORDS or answered == example


@pytest.mark.skipif(RECORDS, reason='The answers are written when all tests are done.')
def test_every_operation_has_an_example_of_what_it_is_for() -> None:
    assert set(all_examples()) == set(OPERATIONS)
    for operation, examples in all_examples().items():
        _path, _method, answers = OPERATIONS[operation]
        good = {int(status) for status in answers if status < '400'}
        wanted = {403} if operation in FOR_BROWSERS else good or {400}
        assert {each.status for each in examples.values()} & wanted, operation


def ask(operation: str, example: Example, people: People) -> Example:
    """The same request with what is answered to it now."""
    path, method, _answers = OPERATIONS[operation]
    values, query, headers = (example.parameters.get(place, {}) for place in ('path', 'query', 'header'))
    address = path.format(**{key: quote(str(value), safe=':+@') for key, value in values.items()})
    answer: Any = sender(people[example.caller]).generic(
        method.upper(),
        f'{address}?{urlencode({key: as_text(value) for key, value in query.items()})}',
        '' if example.body is None else json.dumps(example.body),
        content_type='application/json',
        headers=headers,
    )
    return replace(
        example,
        status=answer.status_code,
        answer=renumbered(read(answer)),
        answer_headers={header: answer[header] for header in HEADERS if header in answer},
    )


def as_text(value: Any) -> str:
    """A parameter as clients write it."""
    return value if isinstance(value, str) else json.dumps(value)


def read(answer: Any) -> Any:
    """The body: JSON, a file of text, the lines of text that are the same each time, or None."""
    content_type, content = answer.get('Content-Type', ''), answer.getvalue()
    if content_type.startswith('text/csv'):
        return content.decode()
    if content_type.startswith('text/plain'):
        lines = content.decode().splitlines(keepends=True)
        return ''.join(line for line in lines if METRIC.match(line))
    return json.loads(content) if content else None


def renumbered(answer: Any) -> Any:
    """The answer with new rows numbered as they are in a new database; the servers go on counting between tests."""
    kinds = {'cause': (Incident, LAST_INCIDENT), 'rotates_minutes': (AccessCode, LAST_CODE)}
    of_answer = [kinds[key] for key in kinds if isinstance(answer, dict) and key in answer]
    keys = {
        'id': of_answer[0] if of_answer else (Accommodation, LAST_ACCOMMODATION),
        'exam_id': (ProctoredExam, LAST_EXAM),
        'exam_attempt_id': (ProctoredExamStudentAttempt, LAST_ATTEMPT),
    }
    if isinstance(answer, list):
        return [renumbered(each) for each in answer]
    if not isinstance(answer, dict):
        return answer
    return {key: first_number(value, *keys[key]) if key in keys else value for key, value in answer.items()}


def first_number(value: Any, model: type[Model], last: int) -> Any:
    new = list(model._default_manager.filter(pk__gt=last).order_by('pk').values_list('pk', flat=True))
    return last + 1 + new.index(value) if value in new else value
